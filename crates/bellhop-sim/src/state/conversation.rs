//! One conversation: the channel, its messages in `ts` order, and its pace.

use std::collections::{HashMap, VecDeque};
use std::ops::Range;
use std::sync::Arc;

use crate::ids::Ts;
use crate::limits::Bucket;
use crate::state::{Channel, ChannelKind, Message};

/// How many ephemeral messages a conversation remembers.
const EPHEMERAL_MAX: usize = 1_000;

/// A channel with what was posted into it. Messages are in `ts` order because a new
/// one always takes the next timestamp.
#[derive(Debug)]
pub(crate) struct Conversation {
    pub(crate) channel: Channel,
    pub(crate) pace: Bucket,
    messages: VecDeque<Arc<Message>>,
    /// What only one person sees, in `ts` order; the newest [`EPHEMERAL_MAX`].
    ephemeral: VecDeque<Arc<Message>>,
    last_ts: Ts,
    /// How many replies each thread holds, by its first message.
    reply_counts: HashMap<Ts, usize>,
}

impl Conversation {
    pub(crate) fn new(channel: Channel) -> Conversation {
        Conversation {
            channel,
            pace: Bucket::default(),
            messages: VecDeque::new(),
            ephemeral: VecDeque::new(),
            last_ts: Ts::default(),
            reply_counts: HashMap::new(),
        }
    }

    pub(crate) fn is_member(&self, user: &str) -> bool {
        self.channel.members.contains(user)
    }

    /// Whether a user knows that it exists: it is public, or they are in it.
    pub(crate) fn is_visible_to(&self, user: &str) -> bool {
        self.channel.kind == ChannelKind::Public || self.is_member(user)
    }

    pub(crate) fn messages(&self) -> &VecDeque<Arc<Message>> {
        &self.messages
    }

    pub(crate) fn ephemeral(&self) -> &VecDeque<Arc<Message>> {
        &self.ephemeral
    }

    /// The next free timestamp; each call takes one.
    pub(crate) fn next_ts(&mut self) -> Ts {
        self.last_ts = Ts::after(self.last_ts);
        self.last_ts
    }

    pub(crate) fn find(&self, ts: Ts) -> Option<&Arc<Message>> {
        self.index(ts).map(|index| &self.messages[index])
    }

    /// The messages whose timestamps lie in the range, in order.
    pub(crate) fn within(
        &self,
        range: Range<Ts>,
    ) -> impl DoubleEndedIterator<Item = &Arc<Message>> {
        let from = self
            .messages
            .partition_point(|message| message.ts < range.start);
        let until = self
            .messages
            .partition_point(|message| message.ts < range.end);
        self.messages.range(from..until.max(from))
    }

    /// How many replies there are in the thread that starts at `ts`.
    pub(crate) fn reply_count(&self, ts: Ts) -> usize {
        self.reply_counts.get(&ts).copied().unwrap_or_default()
    }

    /// Appends a message whose timestamp came from [`Conversation::next_ts`].
    pub(crate) fn push(&mut self, message: Arc<Message>) {
        debug_assert_eq!(
            message.ts, self.last_ts,
            "a message takes the newest timestamp"
        );
        if let Some(thread) = message.thread_ts {
            *self.reply_counts.entry(thread).or_default() += 1;
        }
        self.messages.push_back(message);
    }

    /// Keeps a message for one person's eyes.
    pub(crate) fn show(&mut self, message: Arc<Message>) {
        if self.ephemeral.len() == EPHEMERAL_MAX {
            self.ephemeral.pop_front();
        }
        self.ephemeral.push_back(message);
    }

    pub(crate) fn replace(&mut self, message: Arc<Message>) {
        if let Some(index) = self.index(message.ts) {
            self.messages[index] = message;
        }
    }

    pub(crate) fn remove(&mut self, ts: Ts) -> Option<Arc<Message>> {
        let index = self.index(ts)?;
        let removed = self.messages.remove(index)?;
        self.forget_reply(&removed);
        Some(removed)
    }

    /// Forgets the oldest message; false if there was none.
    pub(crate) fn forget_oldest(&mut self) -> bool {
        let forgotten = self.messages.pop_front();
        if let Some(message) = &forgotten {
            self.forget_reply(message);
        }
        forgotten.is_some()
    }

    /// Forgets the messages. Timestamps still never repeat, and the pace starts afresh.
    pub(crate) fn clear(&mut self) {
        self.messages = VecDeque::new();
        self.ephemeral = VecDeque::new();
        self.reply_counts = HashMap::new();
        self.pace = Bucket::default();
    }

    fn forget_reply(&mut self, message: &Message) {
        let Some(thread) = message.thread_ts else {
            return;
        };
        if let Some(count) = self.reply_counts.get_mut(&thread) {
            *count -= 1;
            if *count == 0 {
                self.reply_counts.remove(&thread);
            }
        }
    }

    /// The timestamp of the thread to which a message belongs: its own if it starts one.
    pub(crate) fn thread_of(&self, ts: Ts) -> Option<Ts> {
        self.find(ts)
            .map(|message| message.thread_ts.unwrap_or(message.ts))
    }

    fn index(&self, ts: Ts) -> Option<usize> {
        self.messages
            .binary_search_by_key(&ts, |message| message.ts)
            .ok()
    }
}
