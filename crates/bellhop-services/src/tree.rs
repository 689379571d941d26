//! A process and all that came of it: to signal them together, and to measure them.

use std::fs;
use std::io;

use rustix::process::{Pid, Signal, kill_process};

/// A process and its descendants, parents first.
pub(crate) fn of(pid: u32) -> Vec<u32> {
    let mut all = vec![pid];
    let mut next = 0;
    while let Some(pid) = all.get(next).copied() {
        all.extend(children(pid));
        next += 1;
    }
    all
}

fn children(pid: u32) -> Vec<u32> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    let texts = tasks
        .flatten()
        .filter_map(|task| fs::read_to_string(task.path().join("children")).ok());
    texts
        .flat_map(|text| {
            let pids = text.split_whitespace().filter_map(|pid| pid.parse().ok());
            pids.collect::<Vec<u32>>()
        })
        .collect()
}

/// Signals them; those that are gone already are passed over.
pub(crate) fn signal(pids: &[u32], signal: Signal) {
    for pid in pids {
        if let Some(pid) = i32::try_from(*pid).ok().and_then(Pid::from_raw) {
            let _ = kill_process(pid, signal);
        }
    }
}

/// Whether a process is there and runs (a zombie is over).
pub(crate) fn runs(pid: u32) -> bool {
    state(&format!("/proc/{pid}/stat")).is_some_and(|state| state != 'Z')
}

/// Whether all threads of a process are stopped: a signal reaches them one after the other.
pub(crate) fn is_stopped(pid: u32) -> bool {
    let tasks = fs::read_dir(format!("/proc/{pid}/task"));
    let mut tasks = tasks.into_iter().flatten().flatten();
    tasks.all(|task| {
        let stat = task.path().join("stat");
        state(&stat.display().to_string()).is_none_or(|state| state == 'T')
    })
}

/// The letter for a process's or thread's state (proc(5)); `None` when it is gone.
fn state(stat: &str) -> Option<char> {
    let stat = fs::read_to_string(stat).ok()?;
    let rest = stat.rsplit(')').next()?;
    rest.trim_start().chars().next()
}

/// Processor time of a process and its descendants, those that have ended included, in seconds.
///
/// # Errors
/// When the process is gone.
pub fn cpu_seconds(pid: u32) -> io::Result<f64> {
    fs::metadata(format!("/proc/{pid}"))?;
    let ticks: u64 = of(pid).into_iter().map(ticks).sum();
    // Linux counts in hundredths of a second on every platform that Bellhop is built for.
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    Ok(ticks as f64 / 100.0)
}

/// Its own ticks, and those of the children that it has waited for (proc(5): utime, stime, cutime,
/// cstime).
fn ticks(pid: u32) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let numbers = fields.split_whitespace().skip(11).take(4);
    numbers.filter_map(|ticks| ticks.parse::<u64>().ok()).sum()
}

/// Memory of a process and its descendants, in MiB, what they share counted once (Pss).
///
/// # Errors
/// When the process is gone.
pub fn resident_mib(pid: u32) -> io::Result<f64> {
    fs::metadata(format!("/proc/{pid}"))?;
    let kib: f64 = of(pid).into_iter().map(pss_kib).sum();
    Ok(kib / 1_024.0)
}

fn pss_kib(pid: u32) -> f64 {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
    let line = rollup.lines().find_map(|line| line.strip_prefix("Pss:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number
        .and_then(|number| number.parse().ok())
        .unwrap_or_default()
}
