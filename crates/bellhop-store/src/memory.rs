//! The connections that were used lately, opened, so that the usual put and the usual look cost no
//! query and no decryption.
//!
//! It never says active of a connection that is disabled: the writer changes it after the commit and
//! before the answer, and what a reader found is kept only if nothing was written meanwhile. It is
//! bounded, and forgets everything when it is full, which costs one query a connection.
//!
//! Where other processes write too, it believes what it knows for a bounded time: so long, it may say
//! active of a connection that another process has disabled, and a put of one that it takes to be
//! active does not revive it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bellhop_core::id::{ConnectionId, WorkspaceKey};

use crate::writes::connections::{Ask, ConnectionJob};
use crate::{Connection, ConnectionState, NewConnection};

pub(crate) struct Memory {
    known: Mutex<Known>,
    max: usize,
    /// How long it believes what it knows; `None` for ever.
    ttl: Option<Duration>,
}

#[derive(Default)]
struct Known {
    entries: HashMap<ConnectionId, Entry>,
    /// Counts the writes, so that a reader can tell whether one came between.
    writes: u64,
}

struct Entry {
    connection: Connection,
    workspaces: Vec<WorkspaceKey>,
    since: Instant,
}

/// The state of the memory that a reader started from.
pub(crate) struct AsOf {
    writes: u64,
    since: Instant,
}

impl Memory {
    pub(crate) fn new(max: usize, ttl: Option<Duration>) -> Self {
        Self {
            known: Mutex::default(),
            max,
            ttl,
        }
    }

    fn believes(&self, entry: &Entry) -> bool {
        self.ttl.is_none_or(|ttl| entry.since.elapsed() < ttl)
    }

    fn known(&self) -> MutexGuard<'_, Known> {
        // Nothing that holds the lock can leave it half changed.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Those that have to be written: new ones, disabled ones, and those new to their workspace.
    pub(crate) fn without_known(&self, new: Vec<NewConnection>) -> Vec<NewConnection> {
        let known = self.known();
        let unknown = new.into_iter().filter(|new| {
            let entry = known.entries.get(&new.id);
            !entry.is_some_and(|entry| {
                self.believes(entry)
                    && entry.connection.state == ConnectionState::Active
                    && entry.workspaces.contains(&new.workspace)
            })
        });
        unknown.collect()
    }

    pub(crate) fn connection(&self, id: &ConnectionId) -> Result<Connection, AsOf> {
        let known = self.known();
        let entry = known.entries.get(id);
        let entry = entry.filter(|entry| self.believes(entry));
        entry
            .map(|entry| entry.connection.clone())
            .ok_or_else(|| AsOf {
                writes: known.writes,
                since: Instant::now(),
            })
    }

    /// Whether a connection is used; `None` when that is not known here. Copies no secret.
    pub(crate) fn state(&self, id: &ConnectionId) -> Option<ConnectionState> {
        let known = self.known();
        let entry = known.entries.get(id);
        let entry = entry.filter(|entry| self.believes(entry));
        entry.map(|entry| entry.connection.state.clone())
    }

    /// Keeps what a reader found, unless something was written since it started.
    pub(crate) fn keep(&self, connection: Connection, as_of: AsOf) {
        let mut known = self.known();
        if known.writes == as_of.writes {
            let workspaces = vec![connection.workspace.clone()];
            let since = as_of.since;
            known.insert(
                Entry {
                    connection,
                    workspaces,
                    since,
                },
                self.max,
            );
        }
    }

    /// Takes note of a write that is on the disk.
    pub(crate) fn note(&self, job: &ConnectionJob) {
        let mut known = self.known();
        known.writes += 1;
        match &job.ask {
            Ask::Put(_) => {
                for (connection, workspace) in &job.stored {
                    let before = known.entries.remove(&connection.id);
                    let mut workspaces = before.map(|entry| entry.workspaces).unwrap_or_default();
                    if !workspaces.contains(workspace) {
                        workspaces.push(workspace.clone());
                    }
                    known.insert(
                        Entry {
                            connection: connection.clone(),
                            workspaces,
                            since: Instant::now(),
                        },
                        self.max,
                    );
                }
            }
            Ask::Disable { id, .. } => {
                known.entries.remove(id);
            }
        }
    }
}

impl Known {
    fn insert(&mut self, entry: Entry, max: usize) {
        if self.entries.len() >= max {
            self.entries.clear();
        }
        self.entries.insert(entry.connection.id.clone(), entry);
    }
}
