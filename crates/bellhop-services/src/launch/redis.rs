//! Redis, with a file of what it was told (so that a restart remembers).

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::{Place, program};
use crate::{Kind, StartError, keeper};

pub(super) fn command(place: &Place) -> Result<Command, StartError> {
    let candidates = ["/usr/bin/redis-server", "/usr/local/bin/redis-server"];
    let server = program(Kind::Redis, &candidates.map(PathBuf::from))?;
    let mut command = keeper::command(&server, None);
    command
        .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "yes"])
        .args(["--port", &place.port.to_string()])
        .arg("--dir")
        .arg(&place.folder);
    Ok(command)
}

pub(super) fn is_ready(place: &Place) -> bool {
    let asked = TcpStream::connect(("127.0.0.1", place.port)).and_then(|mut stream| {
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"PING\r\n")?;
        let mut answer = [0; 5];
        stream.read_exact(&mut answer)?;
        Ok(answer)
    });
    asked.is_ok_and(|answer| answer == *b"+PONG")
}
