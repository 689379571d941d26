//! `bellhop-services PID FILE`: one server of each kind, for as long as the process PID lives.
//!
//! Writes their URLs to FILE, a line `VARIABLE=URL` each, when all of them are ready. It asks whether
//! PID is there twice a second: a test run has no better moment to say that it is over.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use bellhop_services::{Kind, Server, StartError};

const ASK_EVERY: Duration = Duration::from_millis(500);

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(pid), Some(file)) = (arguments.next(), arguments.next()) else {
        eprintln!("bellhop-services PID FILE");
        return ExitCode::from(2);
    };
    let (owner, file) = (Path::new("/proc").join(pid), PathBuf::from(file));
    let servers = match start() {
        Ok(servers) => servers,
        Err(error) => {
            eprintln!("bellhop-services: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut text = String::new();
    for (kind, server) in &servers {
        let _ = writeln!(text, "{}={}", kind.variable(), server.url());
    }
    // Written beside and renamed, so that nobody reads half of it.
    let beside = file.with_extension("new");
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, &file));
    if let Err(error) = written {
        eprintln!("bellhop-services: {}: {error}", file.display());
        return ExitCode::FAILURE;
    }
    while owner.exists() {
        thread::sleep(ASK_EVERY);
    }
    ExitCode::SUCCESS
}

/// All at once: starting them takes seconds.
fn start() -> Result<Vec<(Kind, Server)>, StartError> {
    let starting = Kind::ALL.map(|kind| (kind, thread::spawn(move || Server::start(kind))));
    let started = starting.into_iter().map(|(kind, server)| {
        let server = server.join().expect("starting a server does not panic");
        Ok((kind, server?))
    });
    started.collect()
}
