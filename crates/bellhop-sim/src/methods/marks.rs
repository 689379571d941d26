//! `reactions.add`, `.remove`, `pins.add` and `.remove`: what is put on a message, and taken off.
//!
//! An app takes off its own reactions only. Which emoji a team has is not modelled: a name that could
//! be one is one.

use std::sync::Arc;

use serde_json::json;

use crate::answer::Done;
use crate::ids::Ts;
use crate::methods::{Request, timestamp};
use crate::refusal::Refusal;
use crate::state::{Message, Reaction};

/// Different emoji on one message, and of one person on it
/// (<https://slack.com/help/articles/202931348>).
const EMOJI_MAX: usize = 50;
const OWN_EMOJI_MAX: usize = 23;
/// Pins in one conversation (<https://slack.com/help/articles/205239997>).
const PINS_MAX: usize = 100;

/// Adds the app's reaction.
pub(super) fn add_reaction(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let (message, name) = reaction(request)?;
    let bot_user = Arc::clone(&request.grant.bot_user);
    let found = |code| Refusal::code(code).in_channel(&message.channel);
    if request.visible(&message.channel)?.channel.is_archived {
        return Err(found("is_archived"));
    }
    let own = |reaction: &&Reaction| reaction.users.contains(&bot_user);
    let owned = message.reactions.iter().filter(own).count();
    let known = message.reactions.iter().find(|known| known.name == name);
    if known.as_ref().is_some_and(own) {
        return Err(found("already_reacted"));
    }
    if known.is_none() && message.reactions.len() >= EMOJI_MAX {
        return Err(found("too_many_emoji"));
    }
    if owned >= OWN_EMOJI_MAX {
        return Err(found("too_many_reactions"));
    }
    let mut changed = Message::clone(&message);
    let mut reactions = changed.reactions.iter_mut();
    match reactions.find(|known| known.name == name) {
        Some(known) => known.users.push(bot_user),
        None => changed.reactions.push(Reaction {
            name,
            users: vec![bot_user],
        }),
    }
    Ok(marked(request, changed))
}

/// Takes the app's reaction off.
pub(super) fn remove_reaction(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let (message, name) = reaction(request)?;
    let bot_user = &request.grant.bot_user;
    let mut changed = Message::clone(&message);
    let mut taken_off = false;
    for reaction in &mut changed.reactions {
        if reaction.name == name {
            let before = reaction.users.len();
            reaction.users.retain(|user| user != bot_user);
            taken_off = reaction.users.len() < before;
        }
    }
    if !taken_off {
        return Err(Refusal::code("no_reaction").in_channel(&message.channel));
    }
    changed
        .reactions
        .retain(|reaction| !reaction.users.is_empty());
    Ok(marked(request, changed))
}

/// Pins a message to its conversation.
pub(super) fn pin(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let message = pinned(request)?;
    let found = |code| Refusal::code(code).in_channel(&message.channel);
    if message.pinned {
        return Err(found("already_pinned"));
    }
    let conversation = request.visible(&message.channel)?;
    let pins = conversation.messages().iter().filter(|other| other.pinned);
    if pins.count() >= PINS_MAX {
        return Err(found("too_many_pins"));
    }
    let changed = Message {
        pinned: true,
        ..Message::clone(&message)
    };
    Ok(marked(request, changed))
}

/// Takes a pin off.
pub(super) fn unpin(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let message = pinned(request)?;
    if !message.pinned {
        return Err(Refusal::code("no_pin").in_channel(&message.channel));
    }
    let changed = Message {
        pinned: false,
        ..Message::clone(&message)
    };
    Ok(marked(request, changed))
}

/// The message that a reaction is put on or taken off, and the reaction's name.
fn reaction(request: &Request<'_>) -> Result<(Arc<Message>, String), Refusal> {
    request.grant.need("reactions:write")?;
    let name = request.args.need("name")?;
    let is_name =
        |letter: char| letter.is_lowercase() || letter.is_ascii_digit() || "_+-'".contains(letter);
    let (base, tone) = name.split_once("::skin-tone-").unwrap_or((name, "2"));
    if !base.chars().all(is_name) || !matches!(tone, "2" | "3" | "4" | "5" | "6") {
        return Err(Refusal::code("invalid_name"));
    }
    Ok((item(request)?, name.to_owned()))
}

/// The message that a pin is put on or taken off: only by those who are in its conversation.
fn pinned(request: &Request<'_>) -> Result<Arc<Message>, Refusal> {
    request.grant.need("pins:write")?;
    let message = item(request)?;
    let conversation = request.visible(&message.channel)?;
    match conversation.is_member(&request.grant.bot_user) {
        true => Ok(message),
        false => Err(Refusal::code("not_in_channel").in_channel(&message.channel)),
    }
}

/// The message that `channel` and `timestamp` name.
fn item(request: &Request<'_>) -> Result<Arc<Message>, Refusal> {
    let conversation = request.visible(request.args.need("channel")?)?;
    let found = |refusal: Refusal| refusal.in_channel(&conversation.channel.id);
    let text = request.args.text("timestamp")?;
    let text = text.ok_or_else(|| found(Refusal::code("no_item_specified")))?;
    let ts: Ts = timestamp(text, "bad_timestamp").map_err(found)?;
    let message = conversation.find(ts).map(Arc::clone);
    message.ok_or_else(|| found(Refusal::code("message_not_found")))
}

fn marked(request: &mut Request<'_>, changed: Message) -> Done {
    let message = request.world.change(changed);
    Done {
        ts: Some(message.ts),
        ..Done::json(json!({})).in_channel(&message.channel)
    }
}
