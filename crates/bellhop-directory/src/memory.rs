//! The directory in the memory of one process: bounded, and forgotten at its end.

use std::time::{Duration, Instant};

use bellhop_core::id::ConnectionId;
use moka::Expiry;
use moka::policy::EvictionPolicy;
use moka::sync::Cache;

use crate::{DirectoryConfig, Lookup};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum Question {
    /// Which user has this e-mail address?
    UserOfEmail(ConnectionId, String),
    /// Which DM channel reaches this user?
    DmOfUser(ConnectionId, String),
    /// Which user does this DM channel reach?
    UserOfDm(ConnectionId, String),
}

/// What is known. An answer of `None` is knowledge too: there is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    answer: Option<String>,
    lifetime: Duration,
}

#[derive(Debug)]
pub(crate) struct Memory {
    config: DirectoryConfig,
    entries: Cache<Question, Entry>,
}

impl Memory {
    pub(crate) fn open(config: DirectoryConfig) -> Self {
        // LRU rather than moka's default, which may refuse a newcomer in favour of what was asked
        // often: an answer that was just learnt is about to be used.
        let entries = Cache::builder()
            .max_capacity(config.entries_max)
            .eviction_policy(EvictionPolicy::lru())
            .expire_after(ByEntry)
            .build();
        Self { config, entries }
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

    pub(crate) fn remember(&self, question: Question, answer: Option<&str>) {
        let lifetime = lifetime(&self.config, answer.is_some(), rand::random());
        self.entries.insert(
            question,
            Entry {
                answer: answer.map(str::to_owned),
                lifetime,
            },
        );
    }
}

/// How long an entry lives; `draw` (0 to 1) places it within ±10 % of what the configuration says.
fn lifetime(config: &DirectoryConfig, has_answer: bool, draw: f64) -> Duration {
    let base = if has_answer {
        config.ttl
    } else {
        config.negative_ttl
    };
    base.mul_f64(0.9 + 0.2 * draw)
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
    use super::*;

    fn config() -> DirectoryConfig {
        DirectoryConfig {
            ttl: Duration::from_secs(1000),
            negative_ttl: Duration::from_secs(10),
            entries_max: 10,
        }
    }

    fn question(number: usize) -> Question {
        let connection = ConnectionId::parse("con_0123456789abcdef01234567").unwrap();
        Question::DmOfUser(connection, format!("U{number}"))
    }

    #[test]
    fn a_lifetime_stays_within_a_tenth_of_the_configured_one() {
        let seconds = |has_answer, draw| lifetime(&config(), has_answer, draw).as_secs_f64();

        assert!((seconds(true, 0.0) - 900.0).abs() < 0.001);
        assert!((seconds(true, 0.5) - 1000.0).abs() < 0.001);
        assert!((seconds(true, 1.0) - 1100.0).abs() < 0.001);
        assert!((seconds(false, 0.0) - 9.0).abs() < 0.001);
        assert!((seconds(false, 1.0) - 11.0).abs() < 0.001);
    }

    #[test]
    fn lifetimes_differ() {
        let memory = Memory::open(config());
        for number in 0..5 {
            memory.remember(question(number), Some("D1"));
        }

        let lifetimes: std::collections::HashSet<_> = memory
            .entries
            .iter()
            .map(|(_, entry)| entry.lifetime)
            .collect();

        assert!(lifetimes.len() > 1);
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
        let memory = Memory::open(DirectoryConfig {
            ttl: Duration::ZERO,
            ..config()
        });

        memory.remember(question(1), Some("D1"));

        assert_eq!(memory.ask(&question(1)), Lookup::Unknown);
    }

    #[test]
    fn no_more_entries_are_kept_than_allowed_and_the_newest_stay() {
        let memory = Memory::open(config());

        for number in 0..100 {
            memory.remember(question(number), Some("D1"));
            memory.entries.run_pending_tasks();
        }

        assert_eq!(memory.entries.entry_count(), 10);
        assert_eq!(memory.ask(&question(99)), Lookup::Known("D1".into()));
        assert_eq!(memory.ask(&question(0)), Lookup::Unknown);
    }
}
