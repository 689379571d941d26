//! PostgreSQL: a cluster of its own, durable as it comes (`fsync` and `synchronous_commit` are on).
//!
//! It refuses to run as root; then it runs as the user `postgres`, who comes with the package.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use super::{Place, is_root, program, run};
use crate::{Kind, StartError, keeper};

/// The user who runs it, if it can't be the caller.
fn user() -> Option<&'static str> {
    is_root().then_some("postgres")
}

/// A program of the newest version that is installed.
fn find(name: &str) -> Result<PathBuf, StartError> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut folders: Vec<(u32, PathBuf)> = versions
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin").join(name)))
        })
        .collect();
    folders.sort();
    let newest_first = folders.into_iter().rev().map(|(_, path)| path);
    let candidates: Vec<PathBuf> = newest_first
        .chain([PathBuf::from("/usr/bin").join(name)])
        .collect();
    program(Kind::Postgres, &candidates)
}

pub(super) fn prepare(place: &Place) -> Result<(), StartError> {
    let password = place.folder.join("password");
    fs::write(&password, "secret\n").map_err(StartError::system("writing the password"))?;
    if let Some(user) = user() {
        run(Command::new("chown").arg("-R").arg(user).arg(&place.folder))?;
    }
    run(keeper::command(&find("initdb")?, user())
        .arg("-D")
        .arg(place.folder.join("data"))
        .arg("--pwfile")
        .arg(&password)
        .args(["-U", "bellhop", "-A", "scram-sha-256"])
        .args(["-E", "UTF8", "--locale", "C"]))
}

pub(super) fn command(place: &Place) -> Result<Command, StartError> {
    let mut command = keeper::command(&find("postgres")?, user());
    command
        .arg("-D")
        .arg(place.folder.join("data"))
        .args(["-p", &place.port.to_string()])
        .args(["-c", "listen_addresses=127.0.0.1"])
        .args(["-c", "unix_socket_directories="])
        .args(["-c", "max_connections=200"]);
    Ok(command)
}

pub(super) fn is_ready(place: &Place) -> bool {
    let Ok(program) = find("pg_isready") else {
        return false;
    };
    let asked = Command::new(program)
        .args(["-q", "-h", "127.0.0.1", "-t", "1"])
        .args(["-p", &place.port.to_string()])
        .stdin(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}

/// Makes a database of its own on the server that `url` names; gives its URL.
pub(crate) fn new_database(url: &str) -> Result<String, StartError> {
    static MADE: AtomicU32 = AtomicU32::new(0);
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    let name = format!(
        "bellhop_{}_{}_{}",
        since.unwrap_or_default().as_micros(),
        std::process::id(),
        MADE.fetch_add(1, Ordering::Relaxed)
    );
    run(Command::new(find("psql")?)
        .args(["-q", "-c", &format!("CREATE DATABASE {name}")])
        .arg(url))?;
    let server = url.rsplit_once('/').map_or(url, |(server, _)| server);
    Ok(format!("{server}/{name}"))
}
