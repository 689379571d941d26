//! What was called: a bounded log of calls, and the counts.
//!
//! The log is a ring of the last [`CALLS_MAX`] calls, the counts are complete. Neither
//! ever holds a token or a webhook's path.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;

use serde::Serialize;

use crate::ids::{Ts, now_ms};

/// How many calls the log remembers; older ones are forgotten.
pub(crate) const CALLS_MAX: usize = 100_000;

/// One call that was answered, or deliberately not.
#[derive(Clone, Debug, Serialize)]
pub struct Call {
    /// 1 for the first call, and one more for each call after it.
    pub seq: u64,
    /// When the call was decided, in milliseconds since the epoch.
    pub at_ms: u64,
    /// The method; `webhook` for an incoming webhook, `unknown` for what Slack lacks.
    pub method: &'static str,
    /// The team's id.
    pub team: Arc<str>,
    /// The conversation, where the call names one or opened one.
    pub channel: Option<Arc<str>>,
    /// The HTTP status; 0 where a fault withheld the answer.
    pub status: u16,
    /// The error code; `ratelimited` for every 429, `hang` where nothing was done.
    pub error: Option<String>,
    /// The seconds in `Retry-After`, where there was one.
    pub retry_after: Option<u64>,
    /// The timestamp of the message that the call made, changed or removed.
    pub ts: Option<Ts>,
    /// The message's text.
    pub text: Option<Arc<str>>,
}

/// How often what was called, and how it ended.
/// Always `calls = accepted + rejected + rate_limited`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// All calls.
    pub calls: u64,
    /// Calls that did what they asked for, even where a fault kept the answer back.
    pub accepted: u64,
    /// Calls refused with an error other than a rate limit, or swallowed by a fault.
    pub rejected: u64,
    /// Calls answered with a rate limit.
    pub rate_limited: u64,
    /// The same for each method; incoming webhooks count as `webhook`.
    pub by_method: BTreeMap<&'static str, MethodStats>,
}

/// The counts of one method.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct MethodStats {
    /// All calls.
    pub calls: u64,
    /// Calls that did what they asked for.
    pub ok: u64,
    /// Calls answered with a rate limit.
    pub rate_limited: u64,
    /// Calls refused with another error, by its code.
    pub errors: BTreeMap<String, u64>,
}

/// What is known of a call when it ends; the log adds the number and the time.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    pub(crate) method: &'static str,
    pub(crate) channel: Option<Arc<str>>,
    pub(crate) status: u16,
    pub(crate) error: Option<String>,
    pub(crate) retry_after: Option<u64>,
    pub(crate) ts: Option<Ts>,
    pub(crate) text: Option<Arc<str>>,
}

impl Ended {
    fn is_rate_limited(&self) -> bool {
        self.error.as_deref() == Some(RATE_LIMITED)
    }
}

/// The code under which every rate limit is logged.
pub(crate) const RATE_LIMITED: &str = "ratelimited";

/// The ring and the counts together, so that they always agree.
#[derive(Debug, Default)]
pub(crate) struct Log {
    ring: VecDeque<Call>,
    last_seq: u64,
    stats: Stats,
}

impl Log {
    pub(crate) fn record(&mut self, team: &Arc<str>, ended: Ended) {
        self.count(&ended);
        self.last_seq += 1;
        if self.ring.len() == CALLS_MAX {
            self.ring.pop_front();
        }
        self.ring.push_back(Call {
            seq: self.last_seq,
            at_ms: now_ms(),
            method: ended.method,
            team: Arc::clone(team),
            channel: ended.channel,
            status: ended.status,
            error: ended.error,
            retry_after: ended.retry_after,
            ts: ended.ts,
            text: ended.text,
        });
    }

    fn count(&mut self, ended: &Ended) {
        let method = self.stats.by_method.entry(ended.method).or_default();
        self.stats.calls += 1;
        method.calls += 1;
        match &ended.error {
            None => {
                self.stats.accepted += 1;
                method.ok += 1;
            }
            Some(_) if ended.is_rate_limited() => {
                self.stats.rate_limited += 1;
                method.rate_limited += 1;
            }
            Some(code) => {
                self.stats.rejected += 1;
                *method.errors.entry(code.clone()).or_default() += 1;
            }
        }
    }

    pub(crate) fn stats(&self) -> &Stats {
        &self.stats
    }

    /// Up to `limit` remembered calls after the one numbered `after`, oldest first.
    pub(crate) fn after(&self, after: u64, limit: usize) -> Vec<Call> {
        let first = self.ring.front().map_or(0, |call| call.seq);
        let skip = (after + 1).saturating_sub(first);
        let skip = usize::try_from(skip).unwrap_or(usize::MAX);
        self.ring.iter().skip(skip).take(limit).cloned().collect()
    }

    /// Forgets the calls and the counts; numbering goes on, so that a reader's place
    /// in the log stays meaningful.
    pub(crate) fn clear(&mut self) {
        self.ring.clear();
        self.stats = Stats::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ended(error: Option<&str>) -> Ended {
        Ended {
            method: "chat.postMessage",
            channel: None,
            status: 200,
            error: error.map(str::to_owned),
            retry_after: None,
            ts: None,
            text: None,
        }
    }

    #[test]
    fn counts_add_up() {
        let mut log = Log::default();
        let team: Arc<str> = "T1".into();

        for error in [None, None, Some(RATE_LIMITED), Some("no_text")] {
            log.record(&team, ended(error));
        }

        let stats = log.stats();
        assert_eq!((stats.calls, stats.accepted), (4, 2));
        assert_eq!((stats.rate_limited, stats.rejected), (1, 1));
        assert_eq!(stats.by_method["chat.postMessage"].errors["no_text"], 1);
    }

    #[test]
    fn the_log_is_read_in_pages_and_forgets_the_oldest() {
        let mut log = Log::default();
        let team: Arc<str> = "T1".into();
        for _ in 0..CALLS_MAX + 5 {
            log.record(&team, ended(None));
        }

        let oldest: Vec<u64> = log.after(0, 2).iter().map(|call| call.seq).collect();
        let newest: Vec<u64> = log
            .after(CALLS_MAX as u64 + 3, 9)
            .iter()
            .map(|call| call.seq)
            .collect();

        assert_eq!(oldest, [6, 7]);
        assert_eq!(newest, [CALLS_MAX as u64 + 4, CALLS_MAX as u64 + 5]);
    }
}
