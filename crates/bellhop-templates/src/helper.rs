//! A render helper: the process in which templates run, and what it may use.
//!
//! The program starts itself again as a helper and talks to it over stdin and stdout (`frame`). A
//! helper opens no files, has an empty environment and no way to gain privileges; its memory is
//! bounded by the system, its time by the program, which ends it. It ends itself as soon as its
//! stdin is closed, which happens when the program dies, however it dies.
//!
//! Not bounded here: the number of processes (`RLIMIT_NPROC` counts per user, and the engine can't
//! fork), and system calls (no seccomp).

mod desk;

use std::fs::File;
use std::io::{self, BufReader};
use std::os::fd::AsFd;
use std::process::ExitCode;

use rustix::event::{PollFd, PollFlags, poll};

use crate::frame::{self, Answer, Ask, Limits};
use desk::Desk;

/// Stack of the thread that renders. Pages of it are used only when they are touched, and with a
/// source of at most 64 KiB no nesting was found that needs more.
const STACK_BYTES: usize = 256 << 20;

/// Runs a render helper until its stdin ends. Call it first thing in `main`, before any thread is
/// started: the limit of memory holds for the whole process.
pub fn run() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("render helper: {error}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> io::Result<()> {
    // Plain files: the standard handles would buffer by lines.
    let mut input = BufReader::with_capacity(
        1 << 16,
        File::from(io::stdin().as_fd().try_clone_to_owned()?),
    );
    let output = File::from(io::stdout().as_fd().try_clone_to_owned()?);
    let mut body = Vec::new();
    if !frame::read(&mut input, &mut body)? {
        return Ok(());
    }
    let limits: Limits = match body.split_first() {
        Some((kind, json)) if Ask::parse(*kind) == Some(Ask::Configure) => {
            serde_json::from_slice(json).map_err(io::Error::other)?
        }
        _ => return Err(io::Error::other("the first frame must configure")),
    };
    apply(&limits)?;
    std::thread::Builder::new()
        .stack_size(64 << 10)
        .spawn(end_with_the_program)?;
    let worker = std::thread::Builder::new()
        .stack_size(STACK_BYTES)
        .spawn(move || {
            let mut desk = Desk::new(limits, input, output);
            desk.answer(Answer::Ready, &[])?;
            desk.run()
        })?;
    worker
        .join()
        .map_err(|_| io::Error::other("the rendering thread panicked"))?
}

fn apply(limits: &Limits) -> io::Result<()> {
    let memory = limits.memory_bytes;
    rlimit::setrlimit(rlimit::Resource::AS, memory, memory)?;
    rlimit::setrlimit(rlimit::Resource::CORE, 0, 0)?;
    rlimit::setrlimit(rlimit::Resource::FSIZE, 0, 0)?;
    #[cfg(target_os = "linux")]
    rustix::thread::set_no_new_privs(true)?;
    Ok(())
}

/// Ends the process when the other end of stdin is closed, even in the middle of a render.
///
/// The parent-death signal would not do: it is sent when the *thread* that forked ends, and the
/// program's threads come and go.
fn end_with_the_program() {
    let stdin = io::stdin();
    loop {
        // No events are asked for, so only a hang-up or an error ends the wait.
        let mut descriptors = [PollFd::new(&stdin, PollFlags::empty())];
        match poll(&mut descriptors, None) {
            Err(rustix::io::Errno::INTR) => {}
            Ok(_) | Err(_) => std::process::exit(0),
        }
    }
}
