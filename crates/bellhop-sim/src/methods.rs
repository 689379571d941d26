//! The Web API's methods: which there are, what each reads, its tier, and its deed.
//!
//! Tiers are those of <https://docs.slack.dev/apis/web-api/rate-limits>: 20, 50 and 100
//! calls a minute for tiers 2, 3 and 4.

mod auth;
mod chat;
mod conversations;
mod history;
mod marks;
mod post;
mod users;

pub(crate) use post::draft;

use std::sync::Arc;
use std::time::Instant;

use crate::answer::Done;
use crate::args::{Args, Reads};
use crate::auth::Grant;
use crate::content::Content;
use crate::ids::Ts;
use crate::refusal::Refusal;
use crate::state::{Conversation, World};

/// A method of the Web API.
#[derive(Debug)]
pub(crate) struct Method {
    pub(crate) name: &'static str,
    pub(crate) reads: Reads,
    /// Calls an app may make in any 60 seconds; 0 where the pace is of another kind.
    pub(crate) per_minute: u32,
    /// Whether it takes a message's content.
    pub(crate) has_content: bool,
    pub(crate) run: fn(&mut Request<'_>) -> Result<Done, Refusal>,
}

/// A call that got as far as its method.
pub(crate) struct Request<'a> {
    pub(crate) world: &'a mut World,
    pub(crate) grant: &'a Arc<Grant>,
    pub(crate) args: &'a Args,
    /// The content, or what is wrong with it; empty for methods without any.
    pub(crate) content: Result<Content, Refusal>,
    pub(crate) now: Instant,
}

const TIER_2: u32 = 20;
const TIER_3: u32 = 50;
const TIER_4: u32 = 100;

/// The method of this name.
pub(crate) fn find(name: &str) -> Option<&'static Method> {
    METHODS.iter().find(|method| method.name == name)
}

/// The one method that needs no token.
pub(crate) const API_TEST: &str = "api.test";

static METHODS: &[Method] = &[
    writes("chat.postMessage", 0, post::post_message).with_content(),
    writes("chat.update", TIER_3, chat::update).with_content(),
    writes("chat.delete", TIER_3, chat::delete),
    writes("chat.postEphemeral", TIER_4, chat::post_ephemeral).with_content(),
    writes("reactions.add", TIER_3, marks::add_reaction),
    writes("reactions.remove", TIER_2, marks::remove_reaction),
    writes("pins.add", TIER_2, marks::pin),
    writes("pins.remove", TIER_2, marks::unpin),
    writes("conversations.open", TIER_3, conversations::open),
    writes("conversations.join", TIER_3, conversations::join),
    reads("conversations.info", TIER_3, conversations::info),
    reads("conversations.list", TIER_2, conversations::list),
    reads("conversations.members", TIER_4, conversations::members),
    reads("conversations.history", TIER_3, history::history),
    reads("conversations.replies", TIER_3, history::replies),
    reads("users.lookupByEmail", TIER_3, users::lookup_by_email),
    reads("users.info", TIER_4, users::info),
    reads("users.list", TIER_2, users::list),
    writes("auth.test", 600, auth::auth_test),
    writes(API_TEST, 0, auth::api_test),
];

const fn writes(
    name: &'static str,
    per_minute: u32,
    run: fn(&mut Request<'_>) -> Result<Done, Refusal>,
) -> Method {
    Method {
        name,
        reads: Reads::FormOrJson,
        per_minute,
        has_content: false,
        run,
    }
}

const fn reads(
    name: &'static str,
    per_minute: u32,
    run: fn(&mut Request<'_>) -> Result<Done, Refusal>,
) -> Method {
    Method {
        reads: Reads::FormOrQuery,
        ..writes(name, per_minute, run)
    }
}

impl Method {
    const fn with_content(self) -> Method {
        Method {
            has_content: true,
            ..self
        }
    }
}

impl Request<'_> {
    /// The content, or the refusal of it; it can be taken once.
    fn take_content(&mut self) -> Result<Content, Refusal> {
        std::mem::replace(&mut self.content, Ok(Content::default()))
    }

    /// A conversation by its id, as far as the app can see it: a private one that it is
    /// not in looks as if it did not exist.
    fn visible(&self, id: &str) -> Result<&Conversation, Refusal> {
        self.world
            .conversations
            .get(id)
            .filter(|conversation| conversation.is_visible_to(&self.grant.bot_user))
            .ok_or(Refusal::code("channel_not_found"))
    }
}

/// A message timestamp among the arguments, or the code that says it is none.
fn timestamp(text: &str, code: &'static str) -> Result<Ts, Refusal> {
    text.parse().map_err(|_| Refusal::code(code))
}

/// A page of a list: the items after the cursor and the cursor after them (empty at the
/// end). The cursor is the position, which is enough for lists that only grow.
fn page<T>(
    items: Vec<T>,
    args: &Args,
    limit_default: u64,
    limit_max: u64,
) -> Result<(Vec<T>, String), Refusal> {
    let limit = args
        .number("limit", "invalid_limit")?
        .filter(|&limit| limit > 0);
    let limit = limit.unwrap_or(limit_default).min(limit_max);
    let from: u64 = match args.text("cursor")? {
        None => 0,
        Some(cursor) => cursor
            .strip_prefix("next:")
            .and_then(|position| position.parse().ok())
            .ok_or(Refusal::code("invalid_cursor"))?,
    };
    let total = u64::try_from(items.len()).unwrap_or(u64::MAX);
    let end = from.saturating_add(limit);
    let next = if end < total {
        format!("next:{end}")
    } else {
        String::new()
    };
    let skip = usize::try_from(from).unwrap_or(usize::MAX);
    let take = usize::try_from(limit).unwrap_or(usize::MAX);
    Ok((items.into_iter().skip(skip).take(take).collect(), next))
}
