//! The queue in a SQLite file of its own, for one process.
//!
//! Two tasks own the file. `writer` makes every change, many callers' at a time in one transaction;
//! `reader` answers questions and reads back what waits. Between them and the receivers stands one
//! `Line` in memory for triggers and one for messages: the writer puts freshly committed bodies
//! straight into a line whose receiver has caught up, and the reader fills it from the file when it
//! has not. The file remains the truth: the lines hold nothing that is not committed.
//!
//! In reading order: `lock` keeps a second process out, `file` opens the database, `line` is what a
//! receiver takes from, `batch` is one transaction as data, `script` and `statements` the
//! same as SQL, `ledger` what the writer keeps in mind; `writer` and `reader` run, `inspect` is what
//! people and metrics ask, and `dead` takes letters out of the dead.
//!
//! Known limits: one process; the file never shrinks, its pages are used again.

mod batch;
mod dead;
mod file;
mod inspect;
mod ledger;
mod line;
mod lock;
mod reader;
mod script;
mod statements;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use tokio::sync::{Mutex, Notify, mpsc, oneshot, watch};

use crate::delivery::{self, Delivery, Verdict};
use crate::envelope::Body;
use crate::{DeadLetter, Kind, QueueConfig, QueueError, QueueStats};
use batch::{Job, Publication, Settlement};
use line::Line;
use reader::Question;

/// A handle to the queue in a file.
#[derive(Debug, Clone)]
pub(crate) struct Sqlite {
    jobs: mpsc::UnboundedSender<Job>,
    questions: mpsc::UnboundedSender<Question>,
    shared: Arc<Shared>,
    ended: watch::Receiver<bool>,
    config: QueueConfig,
}

/// What the tasks and the handles share.
#[derive(Debug)]
pub(crate) struct Shared {
    triggers: Line<Trigger>,
    messages: Line<Message>,
    /// Held by whoever takes dead letters out, so that two do not take the same ones.
    letters: Mutex<()>,
    /// Wakes the reader when a line wants to be filled.
    wanted: Notify,
    counts: Counts,
}

/// How much waits, seeded at the opening and kept by the writer.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    triggers: AtomicU64,
    messages: AtomicU64,
    dead_letters: AtomicU64,
    quarantined: AtomicU64,
}

impl Counts {
    /// All that waits and is bounded by `depth_max`.
    fn depth(&self) -> u64 {
        self.triggers.load(Ordering::Relaxed) + self.messages.load(Ordering::Relaxed)
    }
}

/// A body that has a line.
pub(crate) trait Lined: Body {
    fn line(shared: &Shared) -> &Line<Self>;
    fn job(publication: Publication<Self>) -> Job;
}

impl Lined for Trigger {
    fn line(shared: &Shared) -> &Line<Self> {
        &shared.triggers
    }
    fn job(publication: Publication<Self>) -> Job {
        Job::Triggers(publication)
    }
}

impl Lined for Message {
    fn line(shared: &Shared) -> &Line<Self> {
        &shared.messages
    }
    fn job(publication: Publication<Self>) -> Job {
        Job::Messages(publication)
    }
}

impl Sqlite {
    pub(crate) async fn open(path: &Path, config: QueueConfig) -> Result<Self, QueueError> {
        let lock = lock::take(path).await?;
        let mut connection = file::create(path).await?;
        let seed = file::seed(&mut connection)
            .await
            .map_err(QueueError::unavailable)?;
        let shared = Arc::new(Shared {
            triggers: Line::new(config.batch_max, seed.last_trigger),
            messages: Line::new(config.batch_max, seed.last_message),
            letters: Mutex::new(()),
            wanted: Notify::new(),
            counts: Counts::default(),
        });
        let (jobs, received_jobs) = mpsc::unbounded_channel();
        let (questions, received_questions) = mpsc::unbounded_channel();
        let (end, ended) = watch::channel(false);
        let reader = reader::Reader::new(
            path,
            Arc::clone(&shared),
            received_questions,
            jobs.downgrade(),
        );
        let reader = tokio::spawn(reader.run());
        let writer = writer::Writer::new(
            path,
            Arc::clone(&shared),
            received_jobs,
            config.clone(),
            connection,
            seed,
        );
        tokio::spawn(writer.run(reader, lock, end));
        Ok(Self {
            jobs,
            questions,
            shared,
            ended,
            config,
        })
    }

    pub(crate) async fn publish<T: Lined>(&self, bodies: &[T]) -> Result<(), QueueError> {
        if bodies.is_empty() {
            return Ok(());
        }
        let depth_max = self.config.depth_max;
        if T::KIND == Kind::Trigger && self.shared.counts.depth() >= depth_max {
            return Err(QueueError::Full { depth_max });
        }
        let caught_up = T::line(&self.shared).wants_bodies();
        let rows = bodies
            .iter()
            .map(|body| batch::Row::new(body, caught_up))
            .collect();
        let (reply, result) = oneshot::channel();
        let job = T::job(Publication { rows, reply });
        self.jobs.send(job).map_err(|_| QueueError::Closed)?;
        result.await.unwrap_or(Err(QueueError::Closed))
    }

    pub(crate) async fn receive<T: Lined>(
        &self,
        max: usize,
    ) -> Result<Vec<Delivery<T>>, QueueError> {
        let line = T::line(&self.shared);
        loop {
            if let Some(taken) = line.take(max.max(1))? {
                if taken.hungry {
                    self.shared.wanted.notify_one();
                }
                let deliver = |entry: line::Entry<T>| {
                    let position = entry.position;
                    let receipt = Receipt {
                        kind: T::KIND,
                        position,
                        jobs: self.jobs.clone(),
                    };
                    let receipt = delivery::Receipt::Sqlite(receipt);
                    Delivery::new(
                        entry.body,
                        position.cast_unsigned(),
                        line.is_inherited(position),
                        receipt,
                    )
                };
                return Ok(taken.entries.into_iter().map(deliver).collect());
            }
            line.arrived().await;
        }
    }

    pub(crate) async fn stats(&self) -> Result<QueueStats, QueueError> {
        let (reply, answer) = oneshot::channel();
        self.questions
            .send(Question::Stats(reply))
            .map_err(|_| QueueError::Closed)?;
        answer.await.unwrap_or(Err(QueueError::Closed))
    }

    pub(crate) async fn dead_letters(
        &self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, QueueError> {
        let (reply, answer) = oneshot::channel();
        let question = Question::DeadLetters {
            after,
            limit,
            reply,
        };
        self.questions
            .send(question)
            .map_err(|_| QueueError::Closed)?;
        answer.await.unwrap_or(Err(QueueError::Closed))
    }

    pub(crate) async fn close(&self) {
        // Both fail only when the writer has ended, which is what is waited for.
        let _ = self.jobs.send(Job::Close);
        let _ = self.ended.clone().wait_for(|ended| *ended).await;
    }
}

/// Where one delivery from the file is settled.
pub(crate) struct Receipt {
    kind: Kind,
    position: i64,
    jobs: mpsc::UnboundedSender<Job>,
}

impl Receipt {
    /// Settles all that are done, with one answer for them all.
    pub(crate) async fn ack_all(receipts: Vec<Self>) -> Result<(), QueueError> {
        let Some(jobs) = receipts.first().map(|receipt| receipt.jobs.clone()) else {
            return Ok(());
        };
        let asked_at_ms = now_ms();
        let settlements = receipts.into_iter().map(|receipt| Settlement {
            kind: receipt.kind,
            position: receipt.position,
            verdict: Verdict::Ack,
            asked_at_ms,
        });
        let (reply, result) = oneshot::channel();
        jobs.send(Job::Settle {
            settlements: settlements.collect(),
            reply: Some(reply),
        })
        .map_err(|_| QueueError::Closed)?;
        result.await.unwrap_or(Err(QueueError::Closed))
    }

    pub(crate) async fn settle(self, verdict: Verdict) -> Result<(), QueueError> {
        let Self {
            kind,
            position,
            jobs,
        } = self;
        let settlement = Settlement {
            kind,
            position,
            verdict,
            asked_at_ms: now_ms(),
        };
        let (reply, result) = oneshot::channel();
        jobs.send(Job::Settle {
            settlements: vec![settlement],
            reply: Some(reply),
        })
        .map_err(|_| QueueError::Closed)?;
        result.await.unwrap_or(Err(QueueError::Closed))
    }
}

/// The time of day, in milliseconds since 1970.
fn now_ms() -> u64 {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    now.map_or(0, |now| u64::try_from(now.as_millis()).unwrap_or(u64::MAX))
}
