//! The Redis behind the process's memory, and what to do while it is away: know less.
//!
//! Nothing in here returns an error. A request that fails, or takes longer than `cache.timeout_ms`, is
//! counted, and its question is unknown; an outage is logged when it begins and when it ends. The
//! commands are those of Redis 6 (`GET`, `PTTL`, `SET … NX PX`, `DEL`).

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use deadpool_redis::{Connection, Manager, Pool, PoolError, Runtime};
use redis::{FromRedisValue, IntoConnectionInfo as _, Pipeline, RedisError};
use tokio::sync::Semaphore;
use tokio::time::timeout_at;

use crate::circuit::Circuit;
use crate::levels::Fact;
use crate::question::Question;
use crate::{DirectoryConfig, DirectoryError, entry};

/// Entries written in one request: a hundred kilobytes at most.
const WRITE_MAX: usize = 500;
/// Entries read in one request.
const READ_MAX: usize = 500;

pub(crate) struct Redis {
    pool: Pool,
    /// One for each connection. The wait for one is not Redis's fault, so it is not in its timeout;
    /// it is short all the same: whoever holds one is done, or gives up, within that timeout.
    slots: Semaphore,
    prefix: String,
    timeout: Duration,
    circuit: Mutex<Circuit>,
    errors: AtomicU64,
}

/// An answer, and how long it may still be believed; `None`: Redis does not say.
pub(crate) struct Found {
    pub(crate) answer: Option<String>,
    pub(crate) left: Option<Duration>,
}

/// Who finds out an answer.
pub(crate) enum Claimed {
    Here,
    Elsewhere,
    /// Nobody: there it is.
    Answered(Found),
}

/// Why a request failed. The far side's own words stay out of it: they may repeat what was sent, and a
/// password is sent.
#[derive(Debug, thiserror::Error)]
enum RequestError {
    #[error("no answer within cache.timeout_ms")]
    Timeout,
    #[error("{}{}", .0.category(), .0.code().map(|code| format!(" ({code})")).unwrap_or_default())]
    Redis(RedisError),
    #[error("no connection can be made")]
    Pool,
}

impl Redis {
    /// Prepares a pool; nothing is dialled yet.
    pub(crate) fn open(url: &str, config: &DirectoryConfig) -> Result<Self, DirectoryError> {
        if !["redis://", "rediss://"]
            .iter()
            .any(|scheme| url.starts_with(scheme))
        {
            return Err(DirectoryError::Url);
        }
        let setting = |setting, bounds| DirectoryError::Setting { setting, bounds };
        if config.pool_max == 0 {
            return Err(setting("cache.pool_max", "1 or more"));
        }
        if config.timeout.is_zero() {
            return Err(setting("cache.timeout_ms", "1 or more"));
        }
        // Refused when the program has chosen a provider already, which is then as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let info = url
            .into_connection_info()
            .map_err(|_| DirectoryError::Url)?;
        let manager = Manager::new(info).map_err(|_| DirectoryError::Url)?;
        let pool = Pool::builder(manager)
            .max_size(config.pool_max)
            .runtime(Runtime::Tokio1)
            .build()
            .map_err(|_| DirectoryError::Url)?;
        Ok(Self {
            pool,
            slots: Semaphore::new(config.pool_max),
            prefix: config.prefix.clone(),
            timeout: config.timeout,
            circuit: Mutex::default(),
            errors: AtomicU64::new(0),
        })
    }

    /// Finds out whether it is there.
    pub(crate) async fn greet(&self) {
        let _: Option<()> = self.run(redis::pipe().cmd("PING").ignore()).await;
    }

    /// What Redis knows; `None` is nothing.
    pub(crate) async fn read(&self, question: &Question) -> Option<Found> {
        let key = question.key(&self.prefix);
        let mut request = redis::pipe();
        request.get(&key).pttl(&key);
        let (bytes, left_ms) = self.run(&request).await?;
        found(bytes, left_ms)
    }

    /// What Redis knows of many things, in their order; of those that it does not answer, nothing.
    pub(crate) async fn read_many(&self, questions: &[Question]) -> Vec<Option<Found>> {
        let mut all = Vec::with_capacity(questions.len());
        for questions in questions.chunks(READ_MAX) {
            let mut request = redis::pipe();
            for question in questions {
                let key = question.key(&self.prefix);
                request.get(&key).pttl(&key);
            }
            let answers: Option<Vec<(Option<Vec<u8>>, i64)>> = self.run(&request).await;
            let mut answers = answers.unwrap_or_default().into_iter();
            all.extend(questions.iter().map(|_| {
                let (bytes, left_ms) = answers.next()?;
                found(bytes, left_ms)
            }));
        }
        all
    }

    pub(crate) async fn write(&self, facts: &[Fact]) {
        for facts in facts.chunks(WRITE_MAX) {
            let mut request = redis::pipe();
            for fact in facts {
                let key = fact.question.key(&self.prefix);
                let left_ms = u64::try_from(fact.lifetime.as_millis()).unwrap_or(u64::MAX);
                match left_ms {
                    0 => request.del(key).ignore(),
                    _ => request
                        .pset_ex(key, entry::write(fact.answer.as_deref()), left_ms)
                        .ignore(),
                };
            }
            let _: Option<()> = self.run(&request).await;
        }
    }

    /// Claims the right to find out the answer, unless the answer is there or somebody else has it.
    /// Without a Redis nobody has.
    pub(crate) async fn claim(
        &self,
        question: &Question,
        claimant: &str,
        lifetime: Duration,
    ) -> Claimed {
        let (key, claim) = (question.key(&self.prefix), question.claim_key(&self.prefix));
        let lifetime_ms = u64::try_from(lifetime.as_millis()).unwrap_or(u64::MAX);
        let mut request = redis::pipe();
        request.get(&key).pttl(&key);
        request.cmd("SET").arg(&claim).arg(claimant).ignore();
        request.arg("NX").arg("PX").arg(lifetime_ms);
        request.get(&claim);
        let answer = self.run(&request).await;
        let Some((bytes, left_ms, holder)): Option<(_, _, Option<String>)> = answer else {
            return Claimed::Here;
        };
        match found(bytes, left_ms) {
            Some(found) => Claimed::Answered(found),
            None if holder.is_none_or(|holder| holder == claimant) => Claimed::Here,
            None => Claimed::Elsewhere,
        }
    }

    pub(crate) fn errors(&self) -> u64 {
        self.errors.load(Ordering::Relaxed)
    }

    pub(crate) fn is_up(&self) -> bool {
        self.circuit().is_up()
    }

    /// Runs a request; `None` when Redis is left alone, or failed.
    async fn run<T: FromRedisValue>(&self, request: &Pipeline) -> Option<T> {
        let _slot = self.slots.acquire().await.ok()?;
        if !self.circuit().may_try(Instant::now()) {
            return None;
        }
        match self.request(request).await {
            Ok(answer) => {
                if self.circuit().succeeded() {
                    tracing::info!("the cache's Redis answers again");
                }
                Some(answer)
            }
            Err(error) => {
                self.errors.fetch_add(1, Ordering::Relaxed);
                if self.circuit().failed(Instant::now()) {
                    tracing::warn!(
                        %error,
                        "the cache's Redis can't be used; lookups go by this process's memory"
                    );
                }
                None
            }
        }
    }

    async fn request<T: FromRedisValue>(&self, request: &Pipeline) -> Result<T, RequestError> {
        let until = tokio::time::Instant::now() + self.timeout;
        let mut connection = match timeout_at(until, self.pool.get()).await {
            Ok(Ok(connection)) => connection,
            Ok(Err(PoolError::Backend(error))) => return Err(RequestError::Redis(error)),
            Ok(Err(_)) => return Err(RequestError::Pool),
            Err(_) => return Err(RequestError::Timeout),
        };
        let answer = timeout_at(until, request.query_async(&mut connection)).await;
        let error = match answer {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(error)) => RequestError::Redis(error),
            Err(_) => RequestError::Timeout,
        };
        // Whatever is wrong with it, nobody else shall meet it.
        drop(Connection::take(connection));
        Err(error)
    }

    fn circuit(&self) -> MutexGuard<'_, Circuit> {
        self.circuit.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What `GET` and `PTTL` say of an answer.
fn found(bytes: Option<Vec<u8>>, left_ms: i64) -> Option<Found> {
    let answer = entry::read(&bytes?)?;
    let left = u64::try_from(left_ms).ok().map(Duration::from_millis);
    Some(Found { answer, left })
}

impl fmt::Debug for Redis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Redis")
            .field("prefix", &self.prefix)
            .field("circuit", &self.circuit)
            .finish_non_exhaustive()
    }
}
