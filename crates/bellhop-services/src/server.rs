//! The life of one server.

use std::fs::{self, File, OpenOptions};
use std::path::Path;
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::Signal;
use tempfile::TempDir;

use crate::launch::Place;
use crate::{Kind, StartError, keeper, tree};

/// The longest time until a server is ready, on a busy machine.
const READY_WITHIN: Duration = Duration::from_secs(120);
/// The longest time for stopping in good order; then it is killed.
const STOPPED_WITHIN: Duration = Duration::from_secs(30);
/// How often a server is asked whether it is ready, or gone.
const ASK_EVERY: Duration = Duration::from_millis(50);

/// A running server. It is killed, and its folder removed, when this is dropped or its owner dies.
#[derive(Debug)]
pub struct Server {
    place: Place,
    /// The server itself is the last.
    processes: Vec<Child>,
    /// Removed after the processes have ended.
    _folder: TempDir,
}

impl Server {
    /// Starts one, and returns when it accepts connections. Blocks meanwhile.
    ///
    /// # Errors
    /// When it is not installed, or does not get ready.
    pub fn start(kind: Kind) -> Result<Self, StartError> {
        let folder = tempfile::Builder::new()
            .prefix("bellhop-services-")
            .tempdir()
            .map_err(StartError::system("making a temporary folder"))?;
        let place = Place::new(kind, folder.path())?;
        place.prepare()?;
        let mut server = Self {
            place,
            processes: Vec::new(),
            _folder: folder,
        };
        server.restart()?;
        Ok(server)
    }

    /// Where its clients find it, with user and password.
    #[must_use]
    pub fn url(&self) -> String {
        self.place.url()
    }

    /// Where its files are.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.place.folder
    }

    /// Its process; 0 while it is stopped.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.processes.last().map_or(0, Child::id)
    }

    /// kill -9, as a crash would; returns when it is gone. What it had on disk stays.
    pub fn kill(&mut self) {
        // With its children, as they hold the port and the data too.
        let all = self.tree();
        tree::signal(&all, Signal::KILL);
        for mut process in self.processes.drain(..) {
            // Killed, it ends.
            let _ = process.wait();
        }
        let until = Instant::now() + STOPPED_WITHIN;
        while all.iter().any(|pid| tree::runs(*pid)) && Instant::now() < until {
            thread::sleep(ASK_EVERY);
        }
    }

    /// Stops it in good order; returns when it is gone.
    pub fn stop(&mut self) {
        let Some(server) = self.processes.last_mut() else {
            return;
        };
        // PostgreSQL's "fast" stop is SIGINT: SIGTERM would wait for its clients to leave.
        let signal = match self.place.kind {
            Kind::Postgres => Signal::INT,
            Kind::Rabbitmq | Kind::Redis => Signal::TERM,
        };
        tree::signal(&[server.id()], signal);
        let until = Instant::now() + STOPPED_WITHIN;
        while matches!(server.try_wait(), Ok(None)) && Instant::now() < until {
            thread::sleep(ASK_EVERY);
        }
        self.kill();
    }

    /// Starts it again, with the same port and data; returns when it accepts connections.
    ///
    /// # Errors
    /// As [`Server::start`].
    pub fn restart(&mut self) -> Result<(), StartError> {
        self.kill();
        for mut command in self.place.commands()? {
            let log = self.log()?;
            let errors = log.try_clone().map_err(StartError::system("the log"))?;
            command.stdin(Stdio::null()).stdout(log).stderr(errors);
            let child = keeper::spawn(command).map_err(StartError::system("starting it"))?;
            self.processes.push(child);
        }
        let until = Instant::now() + READY_WITHIN;
        while !self.place.is_ready() {
            let ended = self.processes.last_mut().map(Child::try_wait);
            if !matches!(ended, Some(Ok(None))) || Instant::now() > until {
                return Err(self.not_ready());
            }
            thread::sleep(ASK_EVERY);
        }
        Ok(())
    }

    /// SIGSTOP: it keeps its connections and answers nothing. Returns when all of it has stopped.
    pub fn freeze(&self) {
        let all = self.tree();
        tree::signal(&all, Signal::STOP);
        let until = Instant::now() + STOPPED_WITHIN;
        while !all.iter().all(|pid| tree::is_stopped(*pid)) && Instant::now() < until {
            thread::sleep(ASK_EVERY);
        }
    }

    /// SIGCONT, after [`Server::freeze`].
    pub fn thaw(&self) {
        tree::signal(&self.tree(), Signal::CONT);
    }

    /// Runs `rabbitmqctl` with these arguments.
    ///
    /// # Errors
    /// When it fails.
    ///
    /// # Panics
    /// When this is not RabbitMQ.
    pub fn rabbitmqctl(&self, arguments: &[&str]) -> Result<(), StartError> {
        let mut command = self.place.control().expect("only RabbitMQ has rabbitmqctl");
        let output = command.args(arguments).stdin(Stdio::null()).output();
        let output = output.map_err(StartError::system("running rabbitmqctl"))?;
        if output.status.success() {
            return Ok(());
        }
        Err(StartError::Failed {
            program: "rabbitmqctl".into(),
            output: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Its processes, with all that they started.
    fn tree(&self) -> Vec<u32> {
        let trees = self.processes.iter().map(|process| tree::of(process.id()));
        trees.flatten().collect()
    }

    fn log(&self) -> Result<File, StartError> {
        let path = self.place.folder.join("server.log");
        let file = OpenOptions::new().create(true).append(true).open(path);
        file.map_err(StartError::system("opening the log"))
    }

    fn not_ready(&self) -> StartError {
        let path = self.place.folder.join("server.log");
        let text = fs::read_to_string(path).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        StartError::NotReady {
            kind: self.place.kind,
            log: lines[lines.len().saturating_sub(20)..].join("\n"),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}
