//! What starts a server, and when it is ready.

mod postgres;
mod rabbitmq;
mod redis;

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use rustix::process::geteuid;

use crate::{Kind, StartError};

pub(crate) use postgres::new_database;

/// Where one server lives.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    pub(crate) folder: PathBuf,
    /// The port that its clients use.
    pub(crate) port: u16,
    /// Two more, for those who need them.
    pub(crate) inner_ports: [u16; 2],
}

impl Place {
    pub(crate) fn new(kind: Kind, folder: &Path) -> Result<Self, StartError> {
        // All at once, so that they differ.
        let free = || TcpListener::bind(("127.0.0.1", 0));
        let listeners = [free(), free(), free()];
        let mut ports = [0; 3];
        for (port, listener) in ports.iter_mut().zip(listeners) {
            let address = listener.and_then(|listener| listener.local_addr());
            *port = address.map_err(StartError::system("a free port"))?.port();
        }
        Ok(Self {
            kind,
            folder: folder.to_owned(),
            port: ports[0],
            inner_ports: [ports[1], ports[2]],
        })
    }

    /// Makes what has to be there before the first start.
    pub(crate) fn prepare(&self) -> Result<(), StartError> {
        match self.kind {
            Kind::Rabbitmq => rabbitmq::prepare(self),
            Kind::Postgres => postgres::prepare(self),
            Kind::Redis => Ok(()),
        }
    }

    /// What is to be started, in order; the last is the server itself.
    pub(crate) fn commands(&self) -> Result<Vec<Command>, StartError> {
        match self.kind {
            Kind::Rabbitmq => rabbitmq::commands(self),
            Kind::Postgres => Ok(vec![postgres::command(self)?]),
            Kind::Redis => Ok(vec![redis::command(self)?]),
        }
    }

    /// Whether it answers.
    pub(crate) fn is_ready(&self) -> bool {
        match self.kind {
            Kind::Rabbitmq => rabbitmq::is_ready(self),
            Kind::Postgres => postgres::is_ready(self),
            Kind::Redis => redis::is_ready(self),
        }
    }

    pub(crate) fn url(&self) -> String {
        let port = self.port;
        match self.kind {
            Kind::Rabbitmq => format!("amqp://guest:guest@127.0.0.1:{port}/%2f"),
            Kind::Postgres => format!("postgres://bellhop:secret@127.0.0.1:{port}/postgres"),
            Kind::Redis => format!("redis://127.0.0.1:{port}/"),
        }
    }

    /// The server's own controlling program, if it has one: RabbitMQ's.
    pub(crate) fn control(&self) -> Option<Command> {
        match self.kind {
            Kind::Rabbitmq => Some(rabbitmq::control(self)),
            Kind::Postgres | Kind::Redis => None,
        }
    }
}

/// Where a program is.
fn program(kind: Kind, candidates: &[PathBuf]) -> Result<PathBuf, StartError> {
    let there = candidates.iter().find(|path| path.is_file());
    there.cloned().ok_or_else(|| StartError::Missing {
        kind,
        program: candidates.first().cloned().unwrap_or_default(),
    })
}

fn is_root() -> bool {
    geteuid().is_root()
}

/// Runs a program that prepares something.
fn run(command: &mut Command) -> Result<(), StartError> {
    let program = PathBuf::from(command.get_program());
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(StartError::system(format!("running {}", program.display())))?;
    if output.status.success() {
        return Ok(());
    }
    Err(StartError::Failed {
        program,
        output: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}
