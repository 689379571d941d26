//! The part of the directory that is in the memory of one process: bounded, and forgotten at its end.

use std::time::{Duration, Instant};

use moka::Expiry;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use crate::Lookup;
use crate::question::Question;

/// What is known. An answer of `None` is knowledge too: there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    answer: Option<String>,
    lifetime: Duration,
}

#[derive(Debug)]
pub(crate) struct Memory {
    entries: Cache<Question, Entry>,
}

impl Memory {
    pub(crate) fn open(entries_max: u64) -> Self {
        // LRU rather than moka's default, which may refuse a newcomer in favour of what was asked
        // often: an answer that was just learnt is about to be used.
        let entries = Cache::builder()
            .max_capacity(entries_max)
            .eviction_policy(EvictionPolicy::lru())
            .expire_after(ByEntry)
            .build();
        Self { entries }
    }

    pub(crate) fn ask(&self, question: &Question) -> Lookup<String> {
        match self.entries.get(question) {
            Some(Entry {
                answer: Some(answer),
                ..
            }) => Lookup::Known(answer),
            Some(Entry { answer: None, .. }) => Lookup::Absent,
            None => Lookup::Unknown,
        }
    }

    pub(crate) fn remember(&self, question: Question, answer: Option<String>, lifetime: Duration) {
        self.entries.insert(question, Entry { answer, lifetime });
    }

    /// Remembers an answer unless something newer was learnt in the meantime.
    pub(crate) fn remember_if_unknown(
        &self,
        question: Question,
        answer: Option<String>,
        lifetime: Duration,
    ) {
        self.entries
            .entry(question)
            .or_insert_with(|| Entry { answer, lifetime });
    }
}

/// Every entry brings its own lifetime, and what is learnt again lives anew.
struct ByEntry;

impl Expiry<Question, Entry> for ByEntry {
    fn expire_after_create(&self, _: &Question, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.lifetime)
    }

    fn expire_after_update(
        &self,
        _: &Question,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.lifetime)
    }
}

#[cfg(test)]
mod tests {
    use bellhop_core::id::ConnectionId;

    use super::*;

    const LIFETIME: Duration = Duration::from_secs(10);

    fn question(number: usize) -> Question {
        let connection = ConnectionId::parse("con_0123456789abcdef01234567").unwrap();
        Question::DmOfUser(connection, format!("U{number}"))
    }

    #[test]
    fn an_entry_expires_by_its_own_lifetime_also_when_it_is_learnt_again() {
        let entry = Entry {
            answer: None,
            lifetime: Duration::from_secs(7),
        };
        let (question, now) = (question(1), Instant::now());
        let left = Some(Duration::from_secs(1));

        assert_eq!(
            ByEntry.expire_after_create(&question, &entry, now),
            Some(entry.lifetime)
        );
        assert_eq!(
            ByEntry.expire_after_update(&question, &entry, now, left),
            Some(entry.lifetime)
        );
        assert_eq!(
            ByEntry.expire_after_read(&question, &entry, now, left, now),
            left
        );
    }

    #[test]
    fn an_entry_whose_lifetime_is_over_is_unknown() {
        let memory = Memory::open(10);

        memory.remember(question(1), Some("D1".into()), Duration::ZERO);

        assert_eq!(memory.ask(&question(1)), Lookup::Unknown);
    }

    #[test]
    fn what_was_learnt_in_the_meantime_stays() {
        let memory = Memory::open(10);

        memory.remember(question(1), Some("D1".into()), LIFETIME);
        memory.remember_if_unknown(question(1), None, LIFETIME);
        memory.remember_if_unknown(question(2), None, LIFETIME);

        assert_eq!(memory.ask(&question(1)), Lookup::Known("D1".into()));
        assert_eq!(memory.ask(&question(2)), Lookup::Absent);
    }

    #[test]
    fn no_more_entries_are_kept_than_allowed_and_the_newest_stay() {
        let memory = Memory::open(10);

        for number in 0..100 {
            memory.remember(question(number), Some("D1".into()), LIFETIME);
            memory.entries.run_pending_tasks();
        }

        assert_eq!(memory.entries.entry_count(), 10);
        assert_eq!(memory.ask(&question(99)), Lookup::Known("D1".into()));
        assert_eq!(memory.ask(&question(0)), Lookup::Unknown);
    }
}
