//! Templates that end helpers again and again are left alone until they change.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use crate::bundle::Hash;

/// Most templates that are counted; the counts start anew when there are more.
const TEMPLATES_MAX: usize = 10_000;

pub(super) struct Quarantine {
    after: u32,
    ended: Mutex<HashMap<Hash, u32>>,
}

impl Quarantine {
    pub(super) fn new(after: u32) -> Self {
        Self {
            after,
            ended: Mutex::new(HashMap::new()),
        }
    }

    /// How many helpers the template has ended, if that is too many.
    pub(super) fn of(&self, hash: Hash) -> Option<u32> {
        let ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        ended
            .get(&hash)
            .copied()
            .filter(|ended| *ended >= self.after)
    }

    /// The template has ended another helper.
    pub(super) fn count(&self, hash: Hash) {
        let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
        if ended.len() >= TEMPLATES_MAX {
            ended.clear();
        }
        *ended.entry(hash).or_default() += 1;
    }
}
