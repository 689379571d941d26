//! RabbitMQ: a node of its own, with a port mapper (epmd) of its own, so that it meets no other node
//! of the machine.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::{Place, program};
use crate::{Kind, StartError, keeper};

const SCRIPTS: &str = "/usr/lib/rabbitmq/bin";

/// What a client says first, and the first byte of the answer (a method frame): AMQP 0-9-1, 4.2.2.
const HELLO: &[u8] = b"AMQP\x00\x00\x09\x01";
const METHOD_FRAME: u8 = 1;

pub(super) fn prepare(place: &Place) -> Result<(), StartError> {
    let settings = format!(
        "listeners.tcp.1 = 127.0.0.1:{}\n\
         log.console = true\n\
         log.console.level = warning\n\
         log.file = false\n\
         disk_free_limit.absolute = 50MB\n",
        place.port
    );
    fs::write(place.folder.join("rabbitmq.conf"), settings)
        .map_err(StartError::system("writing rabbitmq.conf"))
}

/// The variables that make the node, and what controls it, private.
fn environment(place: &Place, command: &mut Command) {
    let [epmd, distribution] = place.inner_ports;
    let folder = &place.folder;
    command
        .env("HOME", folder)
        .env("ERL_EPMD_PORT", epmd.to_string())
        .env("ERL_EPMD_ADDRESS", "127.0.0.1")
        .env("RABBITMQ_CONF_ENV_FILE", "/dev/null")
        .env("RABBITMQ_NODENAME", "bellhop@localhost")
        .env("RABBITMQ_DIST_PORT", distribution.to_string())
        .env("RABBITMQ_MNESIA_BASE", folder.join("mnesia"))
        .env("RABBITMQ_LOG_BASE", folder.join("log"))
        .env("RABBITMQ_LOGS", "-")
        .env("RABBITMQ_CONFIG_FILE", folder.join("rabbitmq.conf"))
        .env(
            "RABBITMQ_ENABLED_PLUGINS_FILE",
            folder.join("enabled_plugins"),
        )
        .env("RABBITMQ_PID_FILE", folder.join("pid"))
        .env("RABBITMQ_ERLANG_COOKIE", "bellhop")
        .env(
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS",
            "-kernel inet_dist_use_interface {127,0,0,1} -setcookie bellhop",
        );
}

pub(super) fn commands(place: &Place) -> Result<Vec<Command>, StartError> {
    let epmd = program(Kind::Rabbitmq, &[PathBuf::from("/usr/bin/epmd")])?;
    let mut mapper = keeper::command(&epmd, None);
    mapper.args(["-address", "127.0.0.1"]);
    mapper.args(["-port", &place.inner_ports[0].to_string()]);
    let server = program(
        Kind::Rabbitmq,
        &[PathBuf::from(SCRIPTS).join("rabbitmq-server")],
    )?;
    let mut server = keeper::command(&server, None);
    environment(place, &mut server);
    // The script then becomes the server, instead of standing before it.
    server.env("RUNNING_UNDER_SYSTEMD", "true");
    Ok(vec![mapper, server])
}

pub(super) fn control(place: &Place) -> Command {
    let mut command = Command::new(PathBuf::from(SCRIPTS).join("rabbitmqctl"));
    environment(place, &mut command);
    command
}

pub(super) fn is_ready(place: &Place) -> bool {
    let asked = TcpStream::connect(("127.0.0.1", place.port)).and_then(|mut stream| {
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(HELLO)?;
        let mut answer = [0; 1];
        stream.read_exact(&mut answer)?;
        Ok(answer[0])
    });
    asked.is_ok_and(|first| first == METHOD_FRAME)
}
