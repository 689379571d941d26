//! One post, as a task of its own: waits until it is on record that it is made, and makes it.

use std::sync::Arc;
use std::time::Instant;

use bellhop_core::fault::Outcome;
use bellhop_core::id::{ConnectionId, MessageId};
use bellhop_core::message::Conversation;
use bellhop_directory::Lookup;
use bellhop_slack::{Receipt, Thread};
use bellhop_store::Connection;
use prometheus::Histogram;
use serde_json::value::RawValue;
use tokio::sync::oneshot;

use crate::connections::active;
use crate::happening::CallError;
use crate::lease::Lease;
use crate::worker::Parts;

/// What a post needs.
pub(crate) struct Post {
    pub(crate) parts: Arc<Parts>,
    pub(crate) lease: Lease,
    pub(crate) connection: ConnectionId,
    pub(crate) conversation: Conversation,
    pub(crate) message: MessageId,
    pub(crate) content: Arc<RawValue>,
    /// Whether it may have been called off, so that its record is looked at a last time.
    pub(crate) cancellable: bool,
    /// The thread that it is a reply in: the channel, the timestamp, and whether the channel sees it too.
    pub(crate) thread: Option<(String, String, bool)>,
    /// Who alone sees it: a user id or an e-mail.
    pub(crate) ephemeral: Option<String>,
    /// Told when the attempt is on record.
    pub(crate) written: oneshot::Receiver<()>,
    /// How long Slack takes.
    pub(crate) seconds: Histogram,
}

impl Post {
    /// Makes it. A webhook gives no receipt.
    pub(crate) async fn make(mut self) -> Result<Option<Receipt>, CallError> {
        let connection = active(&self.parts.store, &self.connection).await?;
        // It fails when the recorder is gone, and then so is the desk.
        let is_written = (&mut self.written).await.is_ok();
        // The store may have taken longer than the lease had left.
        if !is_written || !self.lease.holds() {
            return Err(CallError::LeaseOver);
        }
        // Whoever calls it off now sees the attempt on record, and leaves it alone.
        if self.cancellable {
            let state = self.parts.store.message_state(self.message).await;
            let state = state.map_err(|_| CallError::LeaseOver)?.unwrap_or_default();
            if let Some((Outcome::Cancelled, _)) = state.end {
                return Err(CallError::CalledOff);
            }
            if !self.lease.holds() {
                return Err(CallError::LeaseOver);
            }
        }
        let slack = &self.parts.slack;
        let (secret, content) = (&connection.secret, &self.content);
        let channel = match self.conversation.clone() {
            Conversation::Webhook => {
                let began = Instant::now();
                let posted = self
                    .lease
                    .during(slack.post_webhook(secret, content))
                    .await?;
                self.seconds.observe(began.elapsed().as_secs_f64());
                return Ok(posted.map(|()| None)?);
            }
            Conversation::Channel(channel) => channel,
            Conversation::User(user) => {
                let dm = self.parts.directory.dm_of_user(&self.connection, &user);
                dm.await.unwrap_or(user)
            }
        };
        if let Some(person) = &self.ephemeral {
            return self.show(&connection, channel, person).await;
        }
        let thread = self.thread.as_ref().map(|(_, ts, broadcast)| Thread {
            ts,
            broadcast: *broadcast,
        });
        let channel = self.thread.as_ref().map_or(channel, |it| it.0.clone());
        let began = Instant::now();
        let posted = slack.post_message(secret, &channel, content, self.message, thread);
        let posted = self.lease.during(posted).await?;
        self.seconds.observe(began.elapsed().as_secs_f64());
        Ok(Some(posted?))
    }

    /// Shows it to one person, in a channel.
    async fn show(
        &self,
        connection: &Connection,
        channel: String,
        person: &str,
    ) -> Result<Option<Receipt>, CallError> {
        let (slack, secret) = (&self.parts.slack, &connection.secret);
        let user = if !person.contains('@') {
            person.to_owned()
        } else {
            let directory = &self.parts.directory;
            match directory.user_of_email(&self.connection, person).await {
                Lookup::Known(user) => user,
                Lookup::Absent | Lookup::Unknown => slack.lookup_by_email(secret, person).await?.id,
            }
        };
        let began = Instant::now();
        let shown = slack.post_ephemeral(secret, &channel, &user, &self.content);
        let shown = self.lease.during(shown).await?;
        self.seconds.observe(began.elapsed().as_secs_f64());
        let ts = shown?;
        Ok(Some(Receipt { channel, ts }))
    }
}
