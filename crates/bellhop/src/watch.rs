//! Watches the templates' folder, so that a saved file is served without a restart; SIGHUP looks at
//! once.
//!
//! It polls: paths, times, sizes and inode numbers, of some hundred files, in well under a millisecond
//! each time. The system's own notices (inotify) do not come over network mounts, and miss the swap of
//! links by which Kubernetes changes a mounted ConfigMap; a poll sees both.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context as _, Result};
use bellhop_api::Reloader;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::task::JoinHandle;

/// How deep folders are looked into: the directory, a template, and the folders in it.
const DEPTH_MAX: usize = 6;

/// What tells one state of the folder from another: when each file changed, its size and its inode.
pub type Fingerprint = BTreeMap<PathBuf, (i64, i64, u64, u64)>;

/// Reloads when the folder changes, and on SIGHUP, until it is aborted. With `every` zero, on SIGHUP
/// alone.
///
/// # Errors
/// SIGHUP can't be listened to.
pub fn start(reloader: Reloader, folder: PathBuf, every: Duration) -> Result<JoinHandle<()>> {
    let mut hang_up = signal(SignalKind::hangup()).context("SIGHUP")?;
    Ok(tokio::spawn(async move {
        let mut served = None;
        loop {
            let asked = next(&mut hang_up, every).await;
            // Taken before the files are read: what is saved meanwhile is seen the next time.
            let files = look(folder.clone()).await;
            let Ok(committed) = reloader.newest_committed().await else {
                // The store's trouble is told by those who need it.
                continue;
            };
            let now = (files, committed);
            let changed = served.as_ref() != Some(&now);
            if (asked || changed) && reloader.reload().await.is_ok() {
                served = Some(now);
            }
        }
    }))
}

/// Waits for the time to look; true when somebody asked for it.
async fn next(hang_up: &mut Signal, every: Duration) -> bool {
    if every.is_zero() {
        hang_up.recv().await;
        return true;
    }
    tokio::select! {
        _ = hang_up.recv() => true,
        () = tokio::time::sleep(every) => false,
    }
}

/// The state of a folder, read apart from the runtime: a network mount may be slow.
pub async fn look(folder: PathBuf) -> Fingerprint {
    let looking = tokio::task::spawn_blocking(move || {
        let mut found = Fingerprint::new();
        collect(&folder, 0, &mut found);
        found
    });
    looking.await.unwrap_or_default()
}

/// What can't be read is left out; reading the templates says what is wrong.
fn collect(folder: &Path, depth: usize, found: &mut Fingerprint) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        // Follows links: what they lead to is what is read.
        let Ok(about) = std::fs::metadata(&path) else {
            continue;
        };
        if about.is_dir() && depth < DEPTH_MAX {
            collect(&path, depth + 1, found);
        }
        let state = (about.mtime(), about.mtime_nsec(), about.size(), about.ino());
        found.insert(path, state);
    }
}
