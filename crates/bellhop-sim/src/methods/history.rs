//! `conversations.history` and `conversations.replies`: what was posted, for those who
//! look for a message after a lost answer.

use std::ops::Range;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::answer::{Done, SlackMessage};
use crate::ids::Ts;
use crate::methods::conversations::readable;
use crate::methods::{Request, timestamp};
use crate::refusal::Refusal;
use crate::state::{Conversation, Message};

/// Messages on a page unless `limit` says otherwise, and at most.
const PAGE_DEFAULT: usize = 100;
const PAGE_MAX: usize = 999;

/// The channel's messages between `oldest` and `latest`, newest first. Replies are in
/// their thread, not here, unless they were broadcast.
pub(super) fn history(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let conversation = member_of(request)?;
    let mut range = range(request)?;
    if let Some(cursor) = cursor(request)? {
        range.end = range.end.min(cursor);
    }
    let found = conversation
        .within(range)
        .rev()
        .filter(|message| message.thread_ts.is_none() || message.reply_broadcast);
    answer(request, conversation, found)
}

/// A thread between the bounds, oldest first, beginning with its first message.
pub(super) fn replies(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let conversation = member_of(request)?;
    let ts = timestamp(request.args.need("ts")?, "thread_not_found")?;
    let not_found = || Refusal::code("thread_not_found").in_channel(&conversation.channel.id);
    let root = conversation.thread_of(ts).ok_or_else(not_found)?;
    let mut range = range(request)?;
    let first = conversation.find(root);
    let mut with_first = true;
    if let Some(cursor) = cursor(request)? {
        range.start = range.start.max(Ts(cursor.0 + 1));
        with_first = false;
    }
    let replies = conversation
        .within(range)
        .filter(|message| message.thread_ts == Some(root));
    answer(
        request,
        conversation,
        first.into_iter().filter(|_| with_first).chain(replies),
    )
}

/// Histories are for members only, public channels included.
fn member_of<'a>(request: &'a Request<'_>) -> Result<&'a Conversation, Refusal> {
    let conversation = readable(request, "history")?;
    match conversation.is_member(&request.grant.bot_user) {
        true => Ok(conversation),
        false => Err(Refusal::code("not_in_channel").in_channel(&conversation.channel.id)),
    }
}

/// One page of what was found. The cursor is the timestamp of its last message, so that
/// pages do not shift when messages arrive in between.
fn answer<'a>(
    request: &Request<'_>,
    conversation: &Conversation,
    found: impl Iterator<Item = &'a Arc<Message>>,
) -> Result<Done, Refusal> {
    let limit = request
        .args
        .number("limit", "invalid_limit")?
        .filter(|&limit| limit > 0);
    let limit = limit.map_or(PAGE_DEFAULT, |limit| {
        usize::try_from(limit).unwrap_or(PAGE_MAX).min(PAGE_MAX)
    });
    let with_metadata = request.args.flag("include_all_metadata");
    let team = &request.world.team.id;
    let mut found = found.peekable();
    let page: Vec<&Arc<Message>> = found.by_ref().take(limit).collect();
    let next = page
        .last()
        .filter(|_| found.peek().is_some())
        .map(|message| message.ts);
    let messages: Vec<Value> = page
        .into_iter()
        .map(|message| {
            let mut shown = json!(SlackMessage::of(message, team, with_metadata));
            let replies = conversation.reply_count(message.ts);
            if replies > 0 {
                shown["thread_ts"] = json!(message.ts);
                shown["reply_count"] = json!(replies);
            }
            shown
        })
        .collect();
    let mut reply = json!({"messages": messages, "has_more": next.is_some(), "pin_count": 0});
    if let Some(next) = next {
        reply["response_metadata"] = json!({"next_cursor": format!("{CURSOR}{next}")});
    }
    Ok(Done::json(reply).in_channel(&conversation.channel.id))
}

/// What a cursor starts with.
const CURSOR: &str = "next_ts:";

fn cursor(request: &Request<'_>) -> Result<Option<Ts>, Refusal> {
    let Some(text) = request.args.text("cursor")? else {
        return Ok(None);
    };
    let ts = text.strip_prefix(CURSOR).and_then(|ts| ts.parse().ok());
    ts.map(Some).ok_or(Refusal::code("invalid_cursor"))
}

/// The stretch of time that is asked for: the bounds are outside it unless `inclusive`.
fn range(request: &Request<'_>) -> Result<Range<Ts>, Refusal> {
    let bound = |name, code| match request.args.text(name)? {
        Some(text) => timestamp(text, code).map(Some),
        None => Ok(None),
    };
    let outside = u64::from(!request.args.flag("inclusive"));
    let oldest = bound("oldest", "invalid_ts_oldest")?;
    let latest = bound("latest", "invalid_ts_latest")?;
    Ok(Range {
        start: oldest.map_or(Ts(0), |oldest| Ts(oldest.0 + outside)),
        end: latest.map_or(Ts(u64::MAX), |latest| Ts(latest.0 + 1 - outside)),
    })
}
