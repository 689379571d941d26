//! One render helper, seen from the program.

mod conversation;

use std::collections::HashSet;
use std::fmt;
use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use std::os::unix::process::ExitStatusExt;

use tokio::io::AsyncReadExt;
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::time::{Instant, timeout, timeout_at};

use super::{Job, Outcome, Shared};
use crate::bundle::{Bundle, Hash};
use crate::frame::{self, Answer, Ask, Meter};

/// A helper must be ready after this long. Usually it takes 2 ms.
const START_TIME_MAX: Duration = Duration::from_secs(10);
/// The deadline is processor time; a helper that gets no processor is given up after so many
/// deadlines of real time.
const STARVED_AFTER: u32 = 20;
/// Bytes of what a helper writes to stderr that are logged, in its whole life.
const STDERR_BYTES_MAX: usize = 16 << 10;
/// Bundles that a helper is thought to keep; it keeps more, and says so when it does not.
const KNOWN_MAX: usize = 200;

/// How a helper ended before it had answered.
#[derive(Debug)]
pub(super) enum Ended {
    /// The deadline passed and it was killed.
    OutOfTime,
    /// It got too little processor time to say anything about the template, and was killed.
    Starved,
    /// It aborted: memory or stack.
    ByItself(String),
    /// Somebody killed it.
    FromOutside,
}

impl fmt::Display for Ended {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfTime => f.write_str("killed at its deadline"),
            Self::Starved => f.write_str("killed: it got no processor time"),
            Self::ByItself(how) => f.write_str(how),
            Self::FromOutside => f.write_str("somebody killed it"),
        }
    }
}

pub(super) struct Process {
    child: Child,
    stdin: ChildStdin,
    stdout: ChildStdout,
    buffer: Vec<u8>,
    known: HashSet<Hash>,
    cpu_micros: u64,
    answer_bytes_max: usize,
    shared: Arc<Shared>,
}

impl Process {
    /// Starts a helper and waits until its limits are applied.
    pub(super) async fn start(shared: &Arc<Shared>) -> io::Result<Self> {
        let [program, arguments @ ..] = shared.settings.command.as_slice() else {
            return Err(io::Error::other(
                "the command of the render helpers is empty",
            ));
        };
        let mut child = Command::new(program)
            .args(arguments)
            .env_clear()
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let missing = || io::Error::other("a pipe of the helper is missing");
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let stderr = child.stderr.take().ok_or_else(missing)?;
        tokio::spawn(drain(stderr, child.id()));
        let limits = &shared.settings.limits;
        let answer_bytes_max = limits.output_bytes_max + frame::REPORT_BYTES_MAX;
        shared.alive.fetch_add(1, Ordering::Relaxed);
        let mut process = Self {
            child,
            stdin,
            stdout,
            buffer: Vec::new(),
            known: HashSet::new(),
            cpu_micros: 0,
            answer_bytes_max,
            shared: Arc::clone(shared),
        };
        let limits = serde_json::to_vec(limits).map_err(io::Error::other)?;
        let ready = async {
            process.send(Ask::Configure, &[&limits]).await?;
            process.receive().await
        };
        match timeout(START_TIME_MAX, ready).await {
            Ok(Ok(Answer::Ready)) => Ok(process),
            Ok(Ok(_)) => Err(io::Error::other("the helper did not say that it is ready")),
            Ok(Err(error)) => Err(io::Error::other(format!(
                "the helper does not start: {error}"
            ))),
            Err(_) => Err(io::Error::other(
                "the helper does not get ready in 10 seconds",
            )),
        }
    }

    pub(super) fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it ended while it had nothing to do.
    pub(super) fn is_gone(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    pub(super) fn knows(&self, hash: Hash) -> bool {
        self.known.contains(&hash)
    }

    /// Asks for one job. After an error the helper must not be used again.
    pub(super) async fn ask(
        &mut self,
        bundle: &Bundle,
        job: Job<'_>,
        deadline: Duration,
    ) -> Result<(Outcome, Meter), Ended> {
        let cpu_before = self.cpu_micros;
        let started = Instant::now();
        let mut until = started + deadline;
        let answer = {
            let id = self.child.id();
            let mut conversation = std::pin::pin!(self.converse(bundle, job));
            loop {
                if let Ok(answer) = timeout_at(until, &mut conversation).await {
                    break answer;
                }
                // Real time is up. What counts is the processor time that was used.
                let used = id.and_then(cpu_time).map_or(deadline, |now| {
                    now.saturating_sub(Duration::from_micros(cpu_before))
                });
                // The system counts in steps of 10 ms.
                let left = deadline.saturating_sub(used + Duration::from_millis(10));
                if left.is_zero() {
                    return Err(Ended::OutOfTime);
                }
                if started.elapsed() > deadline * STARVED_AFTER {
                    return Err(Ended::Starved);
                }
                until = Instant::now() + left.max(Duration::from_millis(10));
            }
        };
        match answer {
            Ok(answer) => Ok(answer),
            Err(error) => Err(self.how_it_ended(&error).await),
        }
    }

    /// Ends the helper and waits until it is gone.
    pub(super) async fn end(mut self) {
        if let Err(error) = self.child.kill().await {
            tracing::debug!(%error, "a render helper was gone already");
        }
    }

    async fn how_it_ended(&mut self, error: &io::Error) -> Ended {
        // An end of its output is an end of the process; anything else is a helper gone mad.
        let status = match timeout(Duration::from_secs(1), self.child.wait()).await {
            Ok(Ok(status)) => status,
            Ok(Err(_)) | Err(_) => return Ended::ByItself(format!("it answered wrongly: {error}")),
        };
        match status.signal() {
            Some(KILL | TERMINATE | INTERRUPT) => Ended::FromOutside,
            _ => Ended::ByItself(describe(status)),
        }
    }
}

const INTERRUPT: i32 = 2;
const ABORT: i32 = 6;
const KILL: i32 = 9;
const SEGMENTATION: i32 = 11;
const TERMINATE: i32 = 15;

fn describe(status: ExitStatus) -> String {
    match status.signal() {
        Some(ABORT) => "it aborted: its memory or stack was used up".to_owned(),
        Some(SEGMENTATION) => "it crashed: its stack was used up".to_owned(),
        _ => status.to_string(),
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.shared.alive.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Reads what a helper says on stderr for as long as it lives, and logs the first of it.
async fn drain(mut stderr: ChildStderr, id: Option<u32>) {
    let mut chunk = vec![0; 4 << 10];
    let mut logged = 0;
    loop {
        match stderr.read(&mut chunk).await {
            Ok(0) | Err(_) => return,
            Ok(_) if logged >= STDERR_BYTES_MAX => {}
            Ok(length) => {
                logged += length;
                let text = String::from_utf8_lossy(&chunk[..length]);
                tracing::debug!(
                    helper = id,
                    stderr = text.trim_end(),
                    "a render helper says"
                );
            }
        }
    }
}

/// The processor time that a process has used; unknown where there is no /proc.
fn cpu_time(id: u32) -> Option<Duration> {
    let text = std::fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The second field is the name of the program, in parentheses, and may contain anything.
    let (_, fields) = text.rsplit_once(')')?;
    let mut fields = fields.split_ascii_whitespace().skip(11);
    let mut ticks = || fields.next()?.parse::<u64>().ok();
    // utime and stime, in the 100 ticks a second that Linux shows to programs (USER_HZ).
    Some(Duration::from_millis((ticks()? + ticks()?) * 10))
}
