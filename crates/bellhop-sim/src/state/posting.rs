//! Messages come, change and go.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::value::RawValue;

use crate::ids::{Ts, now_ms};
use crate::refusal::Refusal;
use crate::state::{Conversation, MESSAGES_MAX, Message, Sender, World};

/// A message that has been found fit to post.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    pub(crate) text: Arc<str>,
    pub(crate) blocks: Option<Arc<RawValue>>,
    pub(crate) attachments: Option<Arc<RawValue>>,
    pub(crate) metadata: Option<Arc<RawValue>>,
    pub(crate) thread_ts: Option<Ts>,
    pub(crate) reply_broadcast: bool,
}

impl Draft {
    /// The message that it becomes, at the conversation's next timestamp.
    fn into_message(self, conversation: &mut Conversation, sender: &Arc<Sender>) -> Message {
        Message {
            ts: conversation.next_ts(),
            channel: Arc::clone(&conversation.channel.id),
            sender: Arc::clone(sender),
            text: self.text,
            blocks: self.blocks,
            attachments: self.attachments,
            thread_ts: self.thread_ts,
            edited: false,
            edits: 0,
            reactions: Vec::new(),
            pinned: false,
            visible_to: None,
            metadata: self.metadata,
            received_at_ms: now_ms(),
            reply_broadcast: self.reply_broadcast,
        }
    }
}

impl World {
    /// Spends one post of a conversation's pace and, for a token, of its app's ceiling;
    /// or says that it must wait, and for how long. The last check before a post, so
    /// that only messages that Slack takes cost anything.
    pub(crate) fn spend_post(
        &mut self,
        channel: &Arc<str>,
        app: Option<&Arc<str>>,
        now: Instant,
    ) -> Result<(), Refusal> {
        self.try_spend_post(channel, app, now)
            .map_err(|wait| Refusal::rate_limited(wait).in_channel(channel))
    }

    fn try_spend_post(
        &mut self,
        channel: &Arc<str>,
        app: Option<&Arc<str>>,
        now: Instant,
    ) -> Result<(), Duration> {
        let limits = self.limits;
        let ceiling = limits.connection_per_minute;
        let Some(conversation) = self.conversations.get_mut(channel) else {
            return Ok(());
        };
        conversation
            .pace
            .check(limits.post_per_second, limits.post_burst, now)?;
        if let (Some(app), true) = (app, ceiling > 0) {
            let posts = &mut self.spent.entry(Arc::clone(app)).or_default().posts;
            posts.check(ceiling, now)?;
            posts.spend(ceiling, now);
        }
        conversation.pace.spend(limits.post_per_second, now);
        Ok(())
    }

    /// Stores a message and tells the watchers.
    pub(crate) fn post(
        &mut self,
        channel: &Arc<str>,
        sender: &Arc<Sender>,
        draft: Draft,
    ) -> Result<Arc<Message>, Refusal> {
        let conversation = self
            .conversations
            .get_mut(channel)
            .ok_or(Refusal::code("channel_not_found"))?;
        let message = Arc::new(draft.into_message(conversation, sender));
        let made_room = self.messages_held >= MESSAGES_MAX && conversation.forget_oldest();
        self.messages_held += usize::from(!made_room);
        conversation.push(Arc::clone(&message));
        self.events.message(&message);
        Ok(message)
    }

    /// Shows a message to one person, beside the conversation's own messages: no method reads, changes
    /// or removes it.
    pub(crate) fn show_to(
        &mut self,
        person: &str,
        channel: &Arc<str>,
        sender: &Arc<Sender>,
        draft: Draft,
    ) -> Result<Ts, Refusal> {
        let conversation = self
            .conversations
            .get_mut(channel)
            .ok_or(Refusal::code("channel_not_found"))?;
        let message = Arc::new(Message {
            visible_to: Some(person.into()),
            ..draft.into_message(conversation, sender)
        });
        conversation.show(Arc::clone(&message));
        self.events.ephemeral(&message);
        Ok(message.ts)
    }

    /// Puts a changed message in the place of the one with its timestamp.
    pub(crate) fn change(&mut self, message: Message) -> Arc<Message> {
        let message = Arc::new(message);
        if let Some(conversation) = self.conversations.get_mut(&message.channel) {
            conversation.replace(Arc::clone(&message));
        }
        self.events.message_changed(&message);
        message
    }

    /// Removes a message.
    pub(crate) fn delete(&mut self, channel: &Arc<str>, ts: Ts) {
        let removed = self
            .conversations
            .get_mut(channel)
            .and_then(|conversation| conversation.remove(ts));
        if removed.is_some() {
            self.messages_held -= 1;
            self.events.message_deleted(channel, ts);
        }
    }
}
