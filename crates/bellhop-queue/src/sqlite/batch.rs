//! What callers ask of the writer, and what of it shares one transaction.

use bellhop_core::fault::Reason;
use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use tokio::sync::oneshot;

use super::line::Entry;
use crate::delivery::Verdict;
use crate::envelope::{self, Body};
use crate::{Kind, QueueError};

/// Told when the change is durable, or why it is not.
pub(super) type Reply = oneshot::Sender<Result<(), QueueError>>;

/// How many bytes of envelopes one transaction takes, unless a single publication has more.
const BYTES_MAX: usize = 4 * 1024 * 1024;

/// One thing that the writer is asked to do.
#[derive(Debug)]
pub(crate) enum Job {
    Triggers(Publication<Trigger>),
    Messages(Publication<Message>),
    /// Dead letters leave, for their lines or for good.
    Letters(Letters),
    /// A message that is not on its line is dead.
    Bury {
        burial: Box<Burial>,
        reply: Reply,
    },
    Settle {
        settlements: Vec<Settlement>,
        /// `None` when the reader puts aside what it cannot read.
        reply: Option<Reply>,
    },
    Close,
}

/// Entries that are published together.
#[derive(Debug)]
pub(crate) struct Publication<T> {
    pub(super) rows: Vec<Row<T>>,
    pub(super) reply: Reply,
}

/// An entry that is not published yet.
#[derive(Debug)]
pub(crate) struct Row<T> {
    pub(super) key: [u8; 32],
    pub(super) accepted_at_ms: u64,
    pub(super) envelope: Vec<u8>,
    /// For the receiver, when it has caught up and need not read it back.
    body: Option<T>,
}

impl<T: Body> Row<T> {
    pub(super) fn new(body: &T, keep_body: bool) -> Self {
        Self {
            key: body.key(),
            accepted_at_ms: body.accepted_at_ms(),
            envelope: envelope::encode(body),
            body: keep_body.then(|| body.clone()),
        }
    }
}

/// Dead letters that leave the dead, and what is published in the same transaction.
#[derive(Debug)]
pub(crate) struct Letters {
    pub(super) numbers: Vec<i64>,
    pub(super) triggers: Vec<Row<Trigger>>,
    pub(super) messages: Vec<Row<Message>>,
    pub(super) reply: Reply,
}

/// A message that comes to the dead letters from elsewhere than its line.
#[derive(Debug)]
pub(crate) struct Burial {
    pub(super) row: Row<Message>,
    pub(super) reason: Reason,
    pub(super) detail: String,
    pub(super) dead_at_ms: u64,
}

/// How one delivery ends.
#[derive(Debug, Clone)]
pub(crate) struct Settlement {
    pub(super) kind: Kind,
    pub(super) position: i64,
    pub(super) verdict: Verdict,
    pub(super) asked_at_ms: u64,
}

/// What shares one transaction.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) triggers: Vec<Row<Trigger>>,
    pub(super) messages: Vec<Row<Message>>,
    pub(super) settlements: Vec<Settlement>,
    pub(super) burials: Vec<Burial>,
    /// The numbers of dead letters that leave the dead.
    pub(super) letters: Vec<i64>,
    pub(super) replies: Vec<Reply>,
    bytes: usize,
}

impl Batch {
    pub(super) fn publish_triggers(&mut self, publication: Publication<Trigger>) {
        self.bytes += bytes(&publication.rows);
        self.triggers.extend(publication.rows);
        self.replies.push(publication.reply);
    }

    pub(super) fn publish_messages(&mut self, publication: Publication<Message>) {
        self.bytes += bytes(&publication.rows);
        self.messages.extend(publication.rows);
        self.replies.push(publication.reply);
    }

    pub(super) fn release(&mut self, letters: Letters) {
        self.bytes += bytes(&letters.triggers) + bytes(&letters.messages);
        self.triggers.extend(letters.triggers);
        self.messages.extend(letters.messages);
        self.letters.extend(letters.numbers);
        self.replies.push(letters.reply);
    }

    pub(super) fn bury(&mut self, burial: Box<Burial>, reply: Reply) {
        self.bytes += burial.row.envelope.len();
        self.burials.push(*burial);
        self.replies.push(reply);
    }

    pub(super) fn settle(&mut self, settlements: Vec<Settlement>, reply: Option<Reply>) {
        self.settlements.extend(settlements);
        self.replies.extend(reply);
    }

    /// How many changes it holds.
    pub(super) fn len(&self) -> usize {
        let rows = self.triggers.len() + self.messages.len() + self.burials.len();
        rows + self.settlements.len() + self.letters.len()
    }

    /// Whether it should be committed before it takes more.
    pub(super) fn is_full(&self, len_max: usize) -> bool {
        self.len() >= len_max || self.bytes >= BYTES_MAX
    }
}

fn bytes<T>(rows: &[Row<T>]) -> usize {
    rows.iter().map(|row| row.envelope.len()).sum()
}

/// The rows as entries for their line, the first at position `first`, up to the first row that did
/// not keep its body.
pub(super) fn entries<T>(first: i64, rows: Vec<Row<T>>) -> impl Iterator<Item = Entry<T>> {
    rows.into_iter().zip(first..).map_while(|(row, position)| {
        let bytes = row.envelope.len();
        row.body.map(|body| Entry {
            position,
            bytes,
            body,
        })
    })
}
