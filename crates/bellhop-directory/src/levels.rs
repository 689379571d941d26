//! The two levels: the process's memory in front, and the Redis behind it, if there is one.

use std::time::Duration;

use crate::memory::Memory;
use crate::question::Question;
use crate::redis::{Claimed, Found, Redis};
use crate::stats::{By, Counters};
use crate::{Claim, DirectoryConfig, DirectoryError, DirectoryStats, Lookup};

/// How long a claim holds, unless the answer comes earlier.
const CLAIM_LIFETIME: Duration = Duration::from_secs(3);
/// How long to wait for the answer that somebody else asks for, before looking again.
const CLAIM_WAIT: Duration = Duration::from_millis(500);
/// How long Redis is not asked again for what is asked again and again.
const UNKNOWN_LIFETIME: Duration = Duration::from_secs(1);

#[derive(Debug)]
pub(crate) struct Levels {
    config: DirectoryConfig,
    front: Memory,
    redis: Option<Redis>,
    counters: Counters,
    /// Who this is among those that share a Redis.
    claimant: String,
}

/// Something to remember. With a lifetime of zero it is forgotten instead.
#[derive(Debug)]
pub(crate) struct Fact {
    pub(crate) question: Question,
    pub(crate) answer: Option<String>,
    pub(crate) lifetime: Duration,
}

impl Levels {
    pub(crate) async fn open(url: &str, config: DirectoryConfig) -> Result<Self, DirectoryError> {
        let redis = match url {
            "memory" => None,
            url => Some(Redis::open(url, &config)?),
        };
        if let Some(redis) = &redis {
            redis.greet().await;
        }
        Ok(Self {
            front: Memory::open(config.entries_max),
            redis,
            counters: Counters::default(),
            claimant: format!("{:016x}", rand::random::<u64>()),
            config,
        })
    }

    pub(crate) async fn ask(&self, question: Question) -> Lookup<String> {
        let kind = question.kind();
        let known = self.front.ask(&question);
        if known != Lookup::Unknown {
            self.counters.count(kind, By::Front);
            return known;
        }
        let found = match &self.redis {
            Some(redis) => redis.read(&question).await,
            None => None,
        };
        let Some(found) = found else {
            self.counters.count(kind, By::Nobody);
            return Lookup::Unknown;
        };
        self.counters.count(kind, By::Redis);
        self.copy(question, &found);
        found.answer.map_or(Lookup::Absent, Lookup::Known)
    }

    /// As [`Levels::ask`], for what is asked again and again while it is unknown: then Redis is not
    /// asked again at once.
    pub(crate) async fn ask_now_and_then(&self, question: Question) -> Lookup<String> {
        let found = self.ask(question.clone()).await;
        if found == Lookup::Unknown && self.redis.is_some() {
            self.front
                .remember_if_unknown(question, None, UNKNOWN_LIFETIME);
        }
        found
    }

    /// What is known of many things, in their order, for whoever asks in passing: it is not counted.
    pub(crate) async fn glance(&self, questions: Vec<Question>) -> Vec<Option<String>> {
        let mut known: Vec<_> = questions.iter().map(|it| self.front.ask(it)).collect();
        if let Some(redis) = &self.redis {
            let is_unknown = |place: &usize| known[*place] == Lookup::Unknown;
            let places: Vec<usize> = (0..questions.len()).filter(is_unknown).collect();
            let unknown: Vec<_> = places
                .iter()
                .map(|place| questions[*place].clone())
                .collect();
            let found = redis.read_many(&unknown).await;
            for ((place, question), found) in places.into_iter().zip(unknown).zip(found) {
                if let Some(found) = found {
                    self.copy(question, &found);
                    known[place] = found.answer.map_or(Lookup::Absent, Lookup::Known);
                }
            }
        }
        let known = known.into_iter().map(|found| match found {
            Lookup::Known(answer) => Some(answer),
            Lookup::Absent | Lookup::Unknown => None,
        });
        known.collect()
    }

    /// Copies into memory what Redis knows. The copy lives no longer than the original has left.
    fn copy(&self, question: Question, found: &Found) {
        let lifetime = match found.left {
            Some(left) => left,
            None => lifetime(&self.config, found.answer.is_some(), rand::random()),
        };
        self.front
            .remember_if_unknown(question, found.answer.clone(), lifetime);
    }

    pub(crate) async fn remember(&self, mut facts: Vec<Fact>) {
        // Every post to a person teaches their DM again: with a Redis, what is known is not written
        // again. Without one it costs nothing, and lives anew.
        if self.redis.is_some() {
            facts.retain(|fact| match self.front.ask(&fact.question) {
                Lookup::Known(known) => fact.answer.as_ref() != Some(&known),
                Lookup::Absent => fact.answer.is_some(),
                Lookup::Unknown => true,
            });
        }
        for fact in &facts {
            let (question, answer) = (fact.question.clone(), fact.answer.clone());
            self.front.remember(question, answer, fact.lifetime);
        }
        if let Some(redis) = &self.redis {
            redis.write(&facts).await;
        }
    }

    pub(crate) async fn claim(&self, question: Question) -> Claim {
        match self.front.ask(&question) {
            Lookup::Known(answer) => return Claim::Answered(Some(answer)),
            Lookup::Absent => return Claim::Answered(None),
            Lookup::Unknown => {}
        }
        let Some(redis) = &self.redis else {
            return Claim::Yours;
        };
        let claimed = redis.claim(&question, &self.claimant, CLAIM_LIFETIME);
        match claimed.await {
            Claimed::Answered(found) => {
                self.copy(question, &found);
                Claim::Answered(found.answer)
            }
            Claimed::Here => Claim::Yours,
            Claimed::Elsewhere => Claim::Wait(CLAIM_WAIT),
        }
    }

    /// An answer, with a lifetime of its own.
    pub(crate) fn fact(&self, question: Question, answer: Option<&str>) -> Fact {
        Fact {
            question,
            answer: answer.map(str::to_owned),
            lifetime: lifetime(&self.config, answer.is_some(), rand::random()),
        }
    }

    pub(crate) fn sweep_again(&self) -> Duration {
        self.config.sweep_again
    }

    pub(crate) fn stats(&self) -> DirectoryStats {
        let redis = self.redis.as_ref();
        DirectoryStats {
            email: self.counters.email(),
            dm: self.counters.dm(),
            redis_errors: redis.map_or(0, Redis::errors),
            redis_up: redis.map(Redis::is_up),
        }
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use bellhop_core::id::ConnectionId;

    use super::*;

    fn config() -> DirectoryConfig {
        DirectoryConfig {
            ttl: Duration::from_secs(1000),
            negative_ttl: Duration::from_secs(10),
            ..DirectoryConfig::default()
        }
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

    #[tokio::test]
    async fn lifetimes_differ() {
        let levels = Levels::open("memory", config()).await.unwrap();
        let connection = ConnectionId::parse("con_0123456789abcdef01234567").unwrap();

        let lifetimes: HashSet<Duration> = (0..5)
            .map(|_| Question::DmOfUser(connection.clone(), "U1".into()))
            .map(|question| levels.fact(question, Some("D1")).lifetime)
            .collect();

        assert!(lifetimes.len() > 1);
    }
}
