//! Incoming webhooks: one URL, one channel, and answers in plain text.
//!
//! Texts and statuses as Slack documents them
//! (<https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks>); a
//! webhook says nothing beyond the code, so `invalid_blocks` comes without a pointer.
//! Overrides of channel, name and icon are ignored, as for any app's webhook.

use std::sync::Arc;
use std::time::Instant;

use serde_json::json;

use crate::answer::Done;
use crate::args::{Args, Source};
use crate::calls::RATE_LIMITED;
use crate::content::{Content, Given};
use crate::delivery::{HTML, JSON, Reply, TEXT, Verdict};
use crate::ids::Ts;
use crate::judge::{Judged, Known, judge};
use crate::methods::draft;
use crate::refusal::Refusal;
use crate::sim::Shared;
use crate::state::{Webhook, World};

/// Judges a post to `/services/{path}` and carries it out.
pub(crate) fn post(shared: &Shared, path: &str, source: Source<'_>) -> Verdict {
    let payload = read(source);

    let mut world = shared.world();
    let webhook = world.webhook(path);
    let channel = webhook.as_ref().map(|webhook| Arc::clone(&webhook.channel));
    let ids = [channel.as_deref().unwrap_or_default()];
    let known = Known {
        method: "webhook",
        channel: channel.clone(),
        text: payload
            .as_ref()
            .ok()
            .and_then(|payload| payload.content.text.clone()),
        ids: &ids,
        status,
    };
    let judged = judge(&mut world, known, |world| match webhook {
        Some(webhook) => carry_out(world, &webhook, payload?),
        None => Err(Refusal::code(missing(world, path))),
    });
    drop(world);
    verdict(judged)
}

/// A payload that could be read: the thread, and the content.
struct Payload {
    thread_ts: Option<Ts>,
    content: Content,
}

/// Reads a JSON body, or JSON in the form field `payload`.
fn read(source: Source<'_>) -> Result<Payload, Refusal> {
    const INVALID: Refusal = Refusal::code("invalid_payload");
    let is_form = source
        .content_type
        .is_some_and(|given| given.starts_with("application/x-www-form-urlencoded"));
    let field = url::form_urlencoded::parse(source.body).find(|(name, _)| name == "payload");
    let mut args = match (source.is_post, is_form, &field) {
        (true, true, Some((_, json))) => Args::json(json.as_bytes()).map_err(|_| INVALID)?,
        (true, false, _) => Args::json(source.body).map_err(|_| INVALID)?,
        (true, true, None) | (false, _, _) => return Err(INVALID),
    };
    let thread_ts = match args.text("thread_ts") {
        Ok(None) => None,
        Ok(Some(text)) => Some(text.parse().map_err(|_| INVALID)?),
        Err(_) => return Err(INVALID),
    };
    // Webhooks promise nothing about metadata; what they are sent of it is dropped.
    let _ = args.take_structure("metadata");
    let content = Content::read(&mut args).map_err(|refusal| match &*refusal.code {
        "invalid_arguments" => INVALID,
        _ => refusal,
    })?;
    content.needs_something()?;
    Ok(Payload {
        thread_ts,
        content: Content {
            metadata: Given::Omitted,
            ..content
        },
    })
}

fn carry_out(world: &mut World, webhook: &Webhook, payload: Payload) -> Result<Done, Refusal> {
    let channel = &webhook.channel;
    let conversation = world
        .conversations
        .get(channel)
        .ok_or(Refusal::code("channel_not_found"))?;
    if conversation.channel.is_archived {
        return Err(Refusal::code("channel_is_archived"));
    }
    let thread_ts = match payload.thread_ts {
        None => None,
        Some(ts) => {
            let thread = conversation
                .thread_of(ts)
                .ok_or(Refusal::code("invalid_payload"))?;
            Some(thread)
        }
    };
    world.spend_post(channel, None, Instant::now())?;
    let message = world.post(
        channel,
        &webhook.sender,
        draft(payload.content, thread_ts, false),
    )?;
    Ok(Done::posted(message))
}

/// Slack's word for a path that is no webhook: a known one with another secret, another
/// team's, or none at all.
fn missing(world: &World, path: &str) -> &'static str {
    match path.split('/').collect::<Vec<_>>()[..] {
        [team, bot, _] if world.has_webhook_but_for_its_secret(team, bot) => "invalid_token",
        [team, _, _] if team != &*world.team.id && !world.has_webhooks_of(team) => "no_team",
        [_, _, _] => "no_service",
        _ => "no_service_id",
    }
}

/// The HTTP status that goes with a webhook's text.
fn status(refusal: &Refusal) -> u16 {
    refusal.status().unwrap_or(match &*refusal.code {
        "action_prohibited" | "posting_to_general_channel_denied" | "invalid_token" => 403,
        "channel_not_found" | "no_service" | "no_service_id" | "no_active_hooks" | "no_team"
        | "team_disabled" => 404,
        "channel_is_archived" => 410,
        "rate_limited" | RATE_LIMITED | "message_limit_exceeded" => 429,
        "rollup_error" => 500,
        _ => 400,
    })
}

fn verdict(judged: Judged) -> Verdict {
    let reply = match &judged.outcome {
        Ok(_) => Reply {
            status: 200,
            content_type: TEXT,
            body: b"ok".to_vec(),
            retry_after: None,
            grant: None,
        },
        Err(refusal) => refused(refusal),
    };
    Verdict {
        reply,
        manner: judged.manner,
        latency: judged.latency,
    }
}

fn refused(refusal: &Refusal) -> Reply {
    let (content_type, body) = match refusal.html() {
        Some(page) => (HTML, page),
        None if refusal.is_rate_limit() => (JSON, rate_limited(refusal)),
        None => (TEXT, refusal.code.as_bytes().to_vec()),
    };
    Reply {
        status: status(refusal),
        content_type,
        body,
        retry_after: refusal.retry_after().map(str::to_owned),
        grant: None,
    }
}

/// The one answer of a webhook that is JSON, and spells its code differently.
fn rate_limited(refusal: &Refusal) -> Vec<u8> {
    let mut body = json!({"ok": false, "error": "rate_limited"});
    if let Some(seconds) = refusal.retry_after_seconds() {
        body["retry_after"] = json!(seconds);
    }
    body.to_string().into_bytes()
}
