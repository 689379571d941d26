//! `conversations.open`, `.join`, `.info`, `.list` and `.members`.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::answer::Done;
use crate::methods::{Request, page};
use crate::refusal::Refusal;
use crate::state::{ChannelKind, Conversation};

/// How many people `conversations.open` takes.
const OPEN_USERS_MAX: usize = 8;

/// Opens direct messages with one person or a group, or finds them open.
pub(super) fn open(request: &mut Request<'_>) -> Result<Done, Refusal> {
    if let Some(channel) = request.args.text("channel")? {
        let kind = request.visible(channel)?.channel.kind;
        return match kind {
            ChannelKind::Im | ChannelKind::Mpim => opened(request, &channel.into(), true),
            ChannelKind::Public | ChannelKind::Private => {
                Err(Refusal::code("method_not_supported_for_channel_type"))
            }
        };
    }
    let users = request.args.list("users")?;
    let people: BTreeSet<Arc<str>> = users.iter().map(|user| Arc::from(&**user)).collect();
    if people.is_empty() {
        return Err(Refusal::code("users_list_not_supplied"));
    }
    if people.len() > OPEN_USERS_MAX {
        return Err(Refusal::code("too_many_users"));
    }
    for person in &people {
        let user = request
            .world
            .users
            .get(person)
            .ok_or(Refusal::code("user_not_found"))?;
        if user.deleted {
            return Err(Refusal::code("user_disabled"));
        }
        if user.is_bot {
            return Err(Refusal::code("cannot_dm_bot"));
        }
    }
    let bot_user = Arc::clone(&request.grant.bot_user);
    let mut people = people.into_iter();
    match (people.next(), people.len()) {
        (Some(person), 0) => {
            request.grant.need("im:write")?;
            let was_open = request.world.im(&bot_user, &person).is_some();
            if !was_open && request.args.flag("prevent_creation") {
                return Err(Refusal::code("channel_not_found"));
            }
            let id = request.world.open_im(&bot_user, &person);
            opened(request, &id, was_open)
        }
        (first, _) => {
            request.grant.need("mpim:write")?;
            let members = first.into_iter().chain(people).chain([bot_user]).collect();
            let (id, was_open) = request.world.open_mpim(members);
            opened(request, &id, was_open)
        }
    }
}

fn opened(request: &Request<'_>, id: &Arc<str>, was_open: bool) -> Result<Done, Refusal> {
    let channel = match request.args.flag("return_im") {
        true => shown(request, request.visible(id)?),
        false => json!({"id": id}),
    };
    let mut reply = json!({"channel": channel});
    if was_open {
        reply["no_op"] = json!(true);
        reply["already_open"] = json!(true);
    }
    Ok(Done::json(reply).in_channel(id))
}

/// Joins a public channel.
pub(super) fn join(request: &mut Request<'_>) -> Result<Done, Refusal> {
    request.grant.need("channels:join")?;
    let named = request.args.need("channel")?;
    let conversation = request.visible(named)?;
    let id = Arc::clone(&conversation.channel.id);
    if conversation.channel.kind != ChannelKind::Public {
        return Err(Refusal::code("method_not_supported_for_channel_type").in_channel(&id));
    }
    if conversation.channel.is_archived {
        return Err(Refusal::code("is_archived").in_channel(&id));
    }
    let bot_user = Arc::clone(&request.grant.bot_user);
    let was_member = conversation.is_member(&bot_user);
    if let Some(conversation) = request.world.conversations.get_mut(&id) {
        conversation.channel.members.insert(bot_user);
        request.world.events.channel(&conversation.channel);
    }
    let channel = shown(request, request.visible(&id)?);
    let mut done = Done::json(json!({"channel": channel})).in_channel(&id);
    if was_member {
        done.warnings.push("already_in_channel");
    }
    Ok(done)
}

/// What is known of a conversation.
pub(super) fn info(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let conversation = readable(request, "read")?;
    let mut channel = shown(request, conversation);
    if request.args.flag("include_num_members") {
        channel["num_members"] = json!(conversation.channel.members.len());
    }
    Ok(Done::json(json!({"channel": channel})).in_channel(&conversation.channel.id))
}

/// Who is in a conversation, in pages.
pub(super) fn members(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let conversation = readable(request, "read")?;
    let members = conversation.channel.members.iter().collect();
    let (members, next): (Vec<&Arc<str>>, String) = page(members, request.args, 100, 1_000)?;
    let reply = json!({"members": members, "response_metadata": {"next_cursor": next}});
    Ok(Done::json(reply).in_channel(&conversation.channel.id))
}

/// The conversations of the asked types (public channels unless said otherwise); of the
/// others than public, those that the app is in.
pub(super) fn list(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let mut kinds = Vec::new();
    for name in request.args.list("types")? {
        kinds.push(match &*name {
            "public_channel" => ChannelKind::Public,
            "private_channel" => ChannelKind::Private,
            "im" => ChannelKind::Im,
            "mpim" => ChannelKind::Mpim,
            _ => return Err(Refusal::code("invalid_types")),
        });
    }
    if kinds.is_empty() {
        kinds.push(ChannelKind::Public);
    }
    for &kind in &kinds {
        request
            .grant
            .need(&format!("{}:read", scope_family(kind)))?;
    }
    let without_archived = request.args.flag("exclude_archived");
    let found: Vec<&Conversation> = request
        .world
        .conversations
        .values()
        .filter(|found| kinds.contains(&found.channel.kind))
        .filter(|found| found.is_visible_to(&request.grant.bot_user))
        .filter(|found| !(without_archived && found.channel.is_archived))
        .collect();
    let (found, next) = page(found, request.args, 100, 1_000)?;
    let channels: Vec<Value> = found
        .into_iter()
        .map(|found| shown(request, found))
        .collect();
    Ok(Done::json(
        json!({"channels": channels, "response_metadata": {"next_cursor": next}}),
    ))
}

/// The conversation that `channel` names, if the app has the scope of its kind to read
/// its `read` (what it is) or its `history` (what was posted).
pub(super) fn readable<'a>(
    request: &'a Request<'_>,
    what: &str,
) -> Result<&'a Conversation, Refusal> {
    let conversation = request.visible(request.args.need("channel")?)?;
    let scope = format!("{}:{what}", scope_family(conversation.channel.kind));
    request
        .grant
        .need(&scope)
        .map_err(|refusal| refusal.in_channel(&conversation.channel.id))?;
    Ok(conversation)
}

/// The first half of the scopes for a kind of conversation.
fn scope_family(kind: ChannelKind) -> &'static str {
    match kind {
        ChannelKind::Public => "channels",
        ChannelKind::Private => "groups",
        ChannelKind::Im => "im",
        ChannelKind::Mpim => "mpim",
    }
}

/// A channel object.
fn shown(request: &Request<'_>, conversation: &Conversation) -> Value {
    let channel = &conversation.channel;
    let kind = channel.kind;
    let mut shown = json!({
        "id": channel.id,
        "created": 0,
        "is_archived": channel.is_archived,
        "is_channel": kind == ChannelKind::Public,
        "is_group": kind == ChannelKind::Private,
        "is_im": kind == ChannelKind::Im,
        "is_mpim": kind == ChannelKind::Mpim,
        "is_private": kind != ChannelKind::Public,
        "is_member": conversation.is_member(&request.grant.bot_user),
        "is_shared": false,
        "is_ext_shared": false,
        "is_org_shared": false,
        "context_team_id": request.world.team.id,
    });
    match kind {
        ChannelKind::Im => shown["user"] = json!(channel.user),
        ChannelKind::Public | ChannelKind::Private | ChannelKind::Mpim => {
            shown["name"] = json!(channel.name);
            shown["name_normalized"] = json!(channel.name);
            shown["is_general"] = json!(channel.name == "general");
        }
    }
    shown
}
