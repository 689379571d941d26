//! `chat.update`, `chat.delete` and `chat.postEphemeral`.

use std::sync::Arc;

use serde_json::json;

use crate::answer::{Done, SlackMessage};
use crate::content::Given;
use crate::methods::{Request, post, timestamp};
use crate::refusal::Refusal;
use crate::state::Message;

/// Characters of `text` that an update takes; more is an error here, not a cut.
const UPDATE_TEXT_CHARS_MAX: usize = 4_000;

/// Changes a message of the app's own. Text without blocks removes the blocks;
/// attachments and metadata stay unless given. A user's id is no channel here.
pub(super) fn update(request: &mut Request<'_>) -> Result<Done, Refusal> {
    request.grant.need("chat:write")?;
    let before = own_message(request, "cant_update_message")?;
    let channel = Arc::clone(&before.channel);
    let found = |refusal: Refusal| refusal.in_channel(&channel);
    let is_archived = request.visible(&channel)?.channel.is_archived;
    if is_archived {
        return Err(found(Refusal::code("is_inactive")));
    }
    let content = request.take_content().map_err(found)?;
    let is_empty = matches!(
        (
            &content.text,
            &content.blocks,
            &content.attachments,
            &content.metadata
        ),
        (None, Given::Omitted, Given::Omitted, Given::Omitted)
    );
    if is_empty {
        return Err(found(Refusal::code("no_text")));
    }
    let text = content.text.as_deref().unwrap_or_default();
    if text.chars().nth(UPDATE_TEXT_CHARS_MAX).is_some() {
        return Err(found(Refusal::code("msg_too_long")));
    }
    let has_blocks = matches!(content.blocks, Given::Set(_));
    let blocks = match (content.blocks, &content.text) {
        (Given::Omitted, Some(_)) => None,
        (blocks, _) => blocks.over(before.blocks.as_ref()),
    };
    let message = request.world.change(Message {
        text: content.text.unwrap_or_else(|| Arc::clone(&before.text)),
        blocks,
        attachments: content.attachments.over(before.attachments.as_ref()),
        metadata: content.metadata.over(before.metadata.as_ref()),
        edited: before.edited || !has_blocks,
        edits: before.edits + 1,
        ..Message::clone(&before)
    });
    let shown = SlackMessage::of(&message, &request.world.team.id, false);
    let reply = json!({
        "channel": channel,
        "ts": message.ts,
        "text": message.text,
        "message": shown,
    });
    Ok(Done {
        ts: Some(message.ts),
        text: Some(Arc::clone(&message.text)),
        ..Done::json(reply).in_channel(&channel)
    })
}

/// Removes a message of the app's own.
pub(super) fn delete(request: &mut Request<'_>) -> Result<Done, Refusal> {
    request.grant.need("chat:write")?;
    let message = own_message(request, "cant_delete_message")?;
    request.world.delete(&message.channel, message.ts);
    let reply = json!({"channel": message.channel, "ts": message.ts});
    Ok(Done {
        ts: Some(message.ts),
        ..Done::json(reply).in_channel(&message.channel)
    })
}

/// Shows a message to one member. It is kept beside the conversation's messages, where no later call
/// can reach it.
pub(super) fn post_ephemeral(request: &mut Request<'_>) -> Result<Done, Refusal> {
    request.grant.need("chat:write")?;
    let named = request.args.need("channel")?;
    let user = request.args.need("user")?;
    let conversation = request.visible(named)?;
    post::may_post(request, conversation)?;
    let channel = Arc::clone(&conversation.channel.id);
    let found = |refusal: Refusal| refusal.in_channel(&channel);
    if !conversation.is_member(user) {
        return Err(found(Refusal::code("user_not_in_channel")));
    }
    let thread_ts = post::thread(request, &channel).map_err(found)?;
    let sender = post::sender(request).map_err(found)?;
    let content = request.take_content().map_err(found)?;
    content.needs_something().map_err(found)?;
    let text = content.text.clone();
    let draft = post::draft(content, thread_ts, false);
    let ts = request.world.show_to(user, &channel, &sender, draft)?;
    Ok(Done {
        ts: Some(ts),
        text,
        ..Done::json(json!({"message_ts": ts})).in_channel(&channel)
    })
}

/// The message that `channel` and `ts` name, if the app posted it.
fn own_message(request: &Request<'_>, not_own: &'static str) -> Result<Arc<Message>, Refusal> {
    let channel = request.args.need("channel")?;
    let ts = timestamp(request.args.need("ts")?, "message_not_found")?;
    let conversation = request.visible(channel)?;
    let found = |code| Refusal::code(code).in_channel(&conversation.channel.id);
    let message = conversation
        .find(ts)
        .ok_or_else(|| found("message_not_found"))?;
    match message.sender.id == request.grant.sender.id {
        true => Ok(Arc::clone(message)),
        false => Err(found(not_own)),
    }
}
