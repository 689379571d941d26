//! Dead letters that leave the dead: back to their lines, or for good. Both in one transaction. And
//! messages that come to the dead from elsewhere than their line.

use std::ops::ControlFlow;

use bellhop_core::fault::Reason;
use bellhop_core::message::{Elsewhere, Message};
use bellhop_core::trigger::Trigger;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::Sqlite;
use super::batch::{Burial, Job, Letters, Row};
use super::inspect::Found;
use super::reader::Question;
use crate::dead_letter::Back;
use crate::{DeadLetter, QueueError, Redriven};

/// How many letters are read at once on a walk.
const PAGE_LETTERS: u32 = 256;

impl Sqlite {
    pub(crate) async fn walk_dead_letters(
        &self,
        mut look: impl FnMut(DeadLetter) -> ControlFlow<()>,
    ) -> Result<(), QueueError> {
        let mut after = 0;
        loop {
            let page = self.dead_letters(after, PAGE_LETTERS).await?;
            let Some(last) = page.last() else {
                return Ok(());
            };
            after = last.number;
            if page.into_iter().any(|letter| look(letter).is_break()) {
                return Ok(());
            }
        }
    }

    pub(crate) async fn find_dead_letters(
        &self,
        ids: &[Uuid],
    ) -> Result<Vec<DeadLetter>, QueueError> {
        let found = self.chosen(ids).await?.into_iter();
        Ok(found.map(|found| found.letter).collect())
    }

    pub(crate) async fn redrive(
        &self,
        ids: &[Uuid],
        deadline_ms: u64,
        to: Option<&Elsewhere>,
    ) -> Result<Redriven, QueueError> {
        let _letters = self.shared.letters.lock().await;
        let mut redriven = Redriven::default();
        let (mut triggers, mut messages, mut numbers) = (Vec::new(), Vec::new(), Vec::new());
        for Found { letter, envelope } in self.chosen(ids).await? {
            match Back::read(letter.kind, &envelope, deadline_ms, to) {
                // The bodies are read back from the file: the line may not have caught up.
                Ok(Back::Trigger(trigger)) => triggers.push(Row::new(&trigger, false)),
                Ok(Back::Message(message)) => messages.push(Row::new(&message, false)),
                Err(unreadable) => {
                    let unreadable = (letter.id, unreadable.to_string());
                    redriven.unreadable.push(unreadable);
                    continue;
                }
            }
            numbers.push(letter.number.cast_signed());
            redriven.back.push(letter.id);
        }
        self.release(numbers, triggers, messages).await?;
        Ok(redriven.with_missing(ids))
    }

    pub(crate) async fn purge_dead_letters(&self, ids: &[Uuid]) -> Result<Vec<Uuid>, QueueError> {
        let _letters = self.shared.letters.lock().await;
        let found = self.chosen(ids).await?;
        let number = |found: &Found| found.letter.number.cast_signed();
        let numbers = found.iter().map(number).collect();
        self.release(numbers, Vec::new(), Vec::new()).await?;
        Ok(found.iter().map(|found| found.letter.id).collect())
    }

    pub(crate) async fn bury(
        &self,
        message: &Message,
        reason: Reason,
        detail: String,
    ) -> Result<(), QueueError> {
        let (reply, result) = oneshot::channel();
        let burial = Burial {
            row: Row::new(message, false),
            reason,
            detail,
            dead_at_ms: super::now_ms(),
        };
        self.jobs
            .send(Job::Bury {
                burial: Box::new(burial),
                reply,
            })
            .map_err(|_| QueueError::Closed)?;
        result.await.unwrap_or(Err(QueueError::Closed))
    }

    async fn chosen(&self, ids: &[Uuid]) -> Result<Vec<Found>, QueueError> {
        let (reply, answer) = oneshot::channel();
        let ids = ids.to_vec();
        self.questions
            .send(Question::Chosen { ids, reply })
            .map_err(|_| QueueError::Closed)?;
        answer.await.unwrap_or(Err(QueueError::Closed))
    }

    async fn release(
        &self,
        numbers: Vec<i64>,
        triggers: Vec<Row<Trigger>>,
        messages: Vec<Row<Message>>,
    ) -> Result<(), QueueError> {
        if numbers.is_empty() {
            return Ok(());
        }
        let (reply, result) = oneshot::channel();
        let letters = Letters {
            numbers,
            triggers,
            messages,
            reply,
        };
        self.jobs
            .send(Job::Letters(letters))
            .map_err(|_| QueueError::Closed)?;
        result.await.unwrap_or(Err(QueueError::Closed))
    }
}
