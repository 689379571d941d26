//! `chat.postMessage`: to which conversation, into which thread, at what pace.
//!
//! The pace is asked last, so that only messages that Slack takes cost anything.

use std::sync::Arc;

use crate::answer::Done;
use crate::content::Content;
use crate::ids::Ts;
use crate::methods::Request;
use crate::refusal::Refusal;
use crate::state::{ChannelKind, Conversation, Draft, Sender};

/// Posts a message.
pub(super) fn post_message(request: &mut Request<'_>) -> Result<Done, Refusal> {
    request.grant.need("chat:write")?;
    let channel = target(request)?;
    let found = |refusal: Refusal| refusal.in_channel(&channel);
    let thread_ts = thread(request, &channel).map_err(found)?;
    let sender = sender(request).map_err(found)?;
    let content = request.take_content().map_err(found)?;
    content.needs_something().map_err(found)?;
    request
        .world
        .spend_post(&channel, Some(&request.grant.bot_user), request.now)?;
    let reply_broadcast = thread_ts.is_some() && request.args.flag("reply_broadcast");
    let was_cut = content.was_cut;
    let message = request.world.post(
        &channel,
        &sender,
        draft(content, thread_ts, reply_broadcast),
    )?;
    let mut done = Done::posted(message);
    if was_cut {
        done.warnings.push("message_truncated");
    }
    Ok(done)
}

/// The message that the content makes.
pub(crate) fn draft(content: Content, thread_ts: Option<Ts>, reply_broadcast: bool) -> Draft {
    Draft {
        text: content.text.unwrap_or_default(),
        blocks: content.blocks.value(),
        attachments: content.attachments.value(),
        metadata: content.metadata.value(),
        thread_ts,
        reply_broadcast,
    }
}

/// The conversation that `channel` names: its id, a public channel's name, or a person,
/// whose direct messages with the app are opened.
///
/// Slack documents no code for a person who cannot be written to; a deactivated one is
/// `channel_not_found` here, another app's user `cannot_dm_bot`.
fn target(request: &mut Request<'_>) -> Result<Arc<str>, Refusal> {
    let named = request.args.need("channel")?;
    if named.starts_with(['U', 'W'])
        && let Some(user) = request.world.users.get(named)
    {
        if user.is_bot {
            return Err(Refusal::code("cannot_dm_bot"));
        }
        if user.deleted {
            return Err(Refusal::code("channel_not_found"));
        }
        return Ok(request.world.open_im(&request.grant.bot_user, named));
    }
    let conversation = match request.world.conversations.get(named) {
        Some(conversation) => conversation,
        None => by_name(request, named).ok_or(Refusal::code("channel_not_found"))?,
    };
    may_post(request, conversation)?;
    Ok(Arc::clone(&conversation.channel.id))
}

fn by_name<'a>(request: &'a Request<'_>, name: &str) -> Option<&'a Conversation> {
    let name = name.trim_start_matches('#');
    request
        .world
        .conversations
        .values()
        .find(|Conversation { channel, .. }| {
            channel.name == name && !name.is_empty() && channel.kind == ChannelKind::Public
        })
}

/// Whether the app may post into a conversation.
pub(super) fn may_post(request: &Request<'_>, conversation: &Conversation) -> Result<(), Refusal> {
    let Conversation { channel, .. } = conversation;
    let refused = |code| Err(Refusal::code(code).in_channel(&channel.id));
    let is_member = conversation.is_member(&request.grant.bot_user);
    if !conversation.is_visible_to(&request.grant.bot_user) {
        return refused("channel_not_found");
    }
    if channel.is_archived {
        return refused("is_archived");
    }
    if !is_member && !request.grant.has("chat:write.public") {
        return refused("not_in_channel");
    }
    let person = channel
        .user
        .as_deref()
        .and_then(|person| request.world.users.get(person));
    if channel.kind == ChannelKind::Im && person.is_some_and(|person| person.deleted) {
        return refused("channel_not_found");
    }
    Ok(())
}

/// The thread to reply in: that of the message which `thread_ts` names.
///
/// Slack files a reply to a reply under the thread's first message, and so does this.
/// What it says to the timestamp of no message is not documented; here it is
/// `cannot_reply_to_message`.
pub(super) fn thread(request: &Request<'_>, channel: &str) -> Result<Option<Ts>, Refusal> {
    let Some(text) = request.args.text("thread_ts")? else {
        return Ok(None);
    };
    let invalid = || Refusal::argument("invalid thread_ts [json-pointer:/thread_ts]");
    let ts: Ts = text.parse().map_err(|_| invalid())?;
    request
        .world
        .conversations
        .get(channel)
        .and_then(|conversation| conversation.thread_of(ts))
        .map(Some)
        .ok_or(Refusal::code("cannot_reply_to_message"))
}

/// The app, under the name that the call asks for.
pub(super) fn sender(request: &Request<'_>) -> Result<Arc<Sender>, Refusal> {
    let username = request.args.text("username")?;
    let icon = request
        .args
        .text("icon_url")?
        .or(request.args.text("icon_emoji")?);
    if username.is_some() || icon.is_some() {
        request.grant.need("chat:write.customize")?;
    }
    let sender = &request.grant.sender;
    Ok(match username {
        None => Arc::clone(sender),
        Some(name) => Arc::new(Sender {
            name: name.to_owned(),
            ..Sender::clone(sender)
        }),
    })
}
