//! The one task that reads the file: it fills the lines, and answers questions.
//!
//! It reads committed rows with a cursor, so it never waits for the writer, nor the writer for it. A
//! row that cannot be read is passed over and handed to the writer for the dead letters; should the
//! process end first, it is met again and handed over again.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use bellhop_core::fault::Reason;
use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use futures_util::TryStreamExt;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::batch::{Job, Settlement};
use super::inspect::Found;
use super::line::{Entry, Page};
use super::{Lined, Shared, file, inspect, now_ms, script};
use crate::delivery::Verdict;
use crate::{DeadLetter, Kind, QueueError, QueueStats, Waiting, envelope};

/// How long a disk in trouble is left alone before it is read again.
const RECOVERY_PAUSE: Duration = Duration::from_millis(500);

/// What is asked of the reader.
#[derive(Debug)]
pub(crate) enum Question {
    Stats(oneshot::Sender<Result<QueueStats, QueueError>>),
    DeadLetters {
        after: u64,
        limit: u32,
        reply: oneshot::Sender<Result<Vec<DeadLetter>, QueueError>>,
    },
    Chosen {
        ids: Vec<Uuid>,
        reply: oneshot::Sender<Result<Vec<Found>, QueueError>>,
    },
}

/// Position and envelope.
type Row = (i64, Vec<u8>);

/// What came of filling a line.
enum Filled {
    Something,
    Nothing,
    Failed,
}

pub(super) struct Reader {
    path: PathBuf,
    connection: Option<SqliteConnection>,
    shared: Arc<Shared>,
    questions: mpsc::UnboundedReceiver<Question>,
    /// Weak, so that the writer ends with the last handle.
    jobs: mpsc::WeakUnboundedSender<Job>,
}

impl Reader {
    pub(super) fn new(
        path: &Path,
        shared: Arc<Shared>,
        questions: mpsc::UnboundedReceiver<Question>,
        jobs: mpsc::WeakUnboundedSender<Job>,
    ) -> Self {
        Self {
            path: path.to_owned(),
            connection: None,
            shared,
            questions,
            jobs,
        }
    }

    /// Runs until the queue is closed or the last handle is gone.
    pub(super) async fn run(mut self) {
        while !self.shared.triggers.is_closed() {
            let question = match self.fill_lines().await {
                Filled::Something => match self.questions.try_recv() {
                    Ok(question) => Some(question),
                    Err(_) => continue,
                },
                Filled::Nothing => tokio::select! {
                    question = self.questions.recv() => question,
                    () = self.shared.wanted.notified() => continue,
                },
                Filled::Failed => tokio::select! {
                    question = self.questions.recv() => question,
                    () = tokio::time::sleep(RECOVERY_PAUSE) => continue,
                },
            };
            match question {
                Some(question) => self.answer(question).await,
                None => break,
            }
        }
        if let Some(connection) = self.connection.take() {
            // Nothing was written on it, so nothing depends on how it closes.
            let _ = connection.close().await;
        }
    }

    async fn fill_lines(&mut self) -> Filled {
        match (self.fill::<Trigger>().await, self.fill::<Message>().await) {
            (Filled::Failed, _) | (_, Filled::Failed) => Filled::Failed,
            (Filled::Something, _) | (_, Filled::Something) => Filled::Something,
            (Filled::Nothing, Filled::Nothing) => Filled::Nothing,
        }
    }

    /// Reads one page into the line of `T`, if it wants one.
    async fn fill<T: Lined>(&mut self) -> Filled {
        let Some(page) = T::line(&self.shared).page() else {
            return Filled::Nothing;
        };
        match self.read(T::KIND, page).await {
            Ok((rows, up_to)) => {
                let entries = rows.into_iter().filter_map(|row| self.entry(row)).collect();
                T::line(&self.shared).fill(entries, up_to);
                Filled::Something
            }
            Err(error) => {
                tracing::error!(path = %self.path.display(), %error, "the queue could not be read");
                T::line(&self.shared).fail(QueueError::unavailable(error));
                Filled::Failed
            }
        }
    }

    /// The rows of a page, and the position up to which they are complete.
    async fn read(&mut self, kind: Kind, page: Page) -> Result<(Vec<Row>, i64), sqlx::Error> {
        let mut connection = self.connect().await?;
        let sql = format!(
            "SELECT position, body FROM {}
             WHERE position > ? AND position <= ? ORDER BY position LIMIT ?",
            script::table(kind)
        );
        let query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql))
            .bind(page.after)
            .bind(page.up_to);
        let mut found = query.bind(page.rows as i64).fetch(&mut connection);
        let mut rows: Vec<Row> = Vec::new();
        let mut bytes = 0;
        let mut up_to = page.up_to;
        while let Some(row) = found.try_next().await? {
            bytes += row.1.len();
            rows.push(row);
            if rows.len() == page.rows || bytes >= page.bytes {
                up_to = rows.last().map_or(up_to, |row| row.0);
                break;
            }
        }
        drop(found);
        self.connection = Some(connection);
        Ok((rows, up_to))
    }

    /// The row as an entry, or `None` when it cannot be read and is put aside.
    fn entry<T: Lined>(&self, (position, body): Row) -> Option<Entry<T>> {
        match envelope::decode(&body) {
            Ok(read) => Some(Entry {
                position,
                bytes: body.len(),
                body: read,
            }),
            Err(unreadable) => {
                self.put_aside(T::KIND, position, unreadable.to_string());
                None
            }
        }
    }

    fn put_aside(&self, kind: Kind, position: i64, detail: String) {
        tracing::error!(
            ?kind,
            position,
            detail,
            "an entry of the queue cannot be read"
        );
        self.shared.counts.quarantined.fetch_add(1, Relaxed);
        let verdict = Verdict::Dead {
            reason: Reason::Unreadable,
            detail,
        };
        let settlement = Settlement {
            kind,
            position,
            verdict,
            asked_at_ms: now_ms(),
        };
        if let Some(jobs) = self.jobs.upgrade() {
            // A writer that has ended leaves the row where it is: it is met again.
            let _ = jobs.send(Job::Settle {
                settlements: vec![settlement],
                reply: None,
            });
        }
    }

    async fn answer(&mut self, question: Question) {
        match question {
            Question::Stats(reply) => {
                let answer = self.stats().await.map_err(QueueError::unavailable);
                drop(reply.send(answer));
            }
            Question::DeadLetters {
                after,
                limit,
                reply,
            } => {
                let answer = self.dead_letters(after, limit).await;
                drop(reply.send(answer.map_err(QueueError::unavailable)));
            }
            Question::Chosen { ids, reply } => {
                let answer = self.chosen(&ids).await;
                drop(reply.send(answer.map_err(QueueError::unavailable)));
            }
        }
    }

    async fn chosen(&mut self, ids: &[Uuid]) -> Result<Vec<Found>, sqlx::Error> {
        let mut connection = self.connect().await?;
        let letters = inspect::chosen(&mut connection, ids).await?;
        self.connection = Some(connection);
        Ok(letters)
    }

    async fn stats(&mut self) -> Result<QueueStats, sqlx::Error> {
        let mut connection = self.connect().await?;
        let oldest: [Option<i64>; 3] = inspect::oldest(&mut connection).await?;
        self.connection = Some(connection);
        let counts = &self.shared.counts;
        let waiting = |count: &AtomicU64, oldest: Option<i64>| Waiting {
            count: count.load(Relaxed),
            oldest_accepted_at_ms: oldest.map(i64::cast_unsigned),
        };
        let [triggers, messages, dead_letters] = oldest;
        Ok(QueueStats {
            triggers: waiting(&counts.triggers, triggers),
            messages: waiting(&counts.messages, messages),
            dead_letters: waiting(&counts.dead_letters, dead_letters),
            quarantined: counts.quarantined.load(Relaxed),
            ..QueueStats::default()
        })
    }

    async fn dead_letters(
        &mut self,
        after: u64,
        limit: u32,
    ) -> Result<Vec<DeadLetter>, sqlx::Error> {
        let mut connection = self.connect().await?;
        let letters = inspect::dead_letters(&mut connection, after, limit).await?;
        self.connection = Some(connection);
        Ok(letters)
    }

    /// Takes the connection, or makes it anew. It is put back only when all went well.
    async fn connect(&mut self) -> Result<SqliteConnection, sqlx::Error> {
        match self.connection.take() {
            Some(connection) => Ok(connection),
            None => file::open_to_read(&self.path).await,
        }
    }
}
