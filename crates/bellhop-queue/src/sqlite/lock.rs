//! Keeps a second process out: two workers on one file would deliver every message twice.
//!
//! A lock file beside the database, because SQLite's own locks on the database are lost when any
//! other handle to it in this process is closed (a rule of POSIX). The system lets go of it when the
//! process ends, however it ends. Not to be relied on over network file systems.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::QueueError;

/// How long a predecessor that is just ending is waited for.
const PATIENCE: Duration = Duration::from_secs(1);
const PAUSE: Duration = Duration::from_millis(10);

/// Takes the lock of the queue at `path`; it is held until the file is dropped.
pub(super) async fn take(path: &Path) -> Result<File, QueueError> {
    let mut lock_path = path.as_os_str().to_owned();
    lock_path.push(".lock");
    let lock_path = PathBuf::from(lock_path);
    let failed = |source| QueueError::Lock {
        path: lock_path.clone(),
        source: Arc::new(source),
    };
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&lock_path);
    let file = file.map_err(failed)?;
    let patient_until = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if Instant::now() < patient_until => {
                tokio::time::sleep(PAUSE).await;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(QueueError::InUse {
                    path: path.to_owned(),
                });
            }
            Err(TryLockError::Error(source)) => return Err(failed(source)),
        }
    }
}
