//! `users.lookupByEmail`, `users.info` and `users.list`.

use serde_json::{Value, json};

use crate::answer::Done;
use crate::methods::{Request, page};
use crate::refusal::Refusal;
use crate::state::User;

/// The user of an address. Deactivated users are not found.
pub(super) fn lookup_by_email(request: &mut Request<'_>) -> Result<Done, Refusal> {
    request.grant.need("users:read.email")?;
    let email = request.args.need("email")?;
    let user = request
        .world
        .user_by_email(email)
        .filter(|user| !user.deleted)
        .ok_or(Refusal::code("users_not_found"))?;
    Ok(Done::json(json!({"user": shown(request, user)})))
}

/// A user by id.
pub(super) fn info(request: &mut Request<'_>) -> Result<Done, Refusal> {
    request.grant.need("users:read")?;
    let id = request.args.need("user")?;
    let user = request
        .world
        .users
        .get(id)
        .ok_or(Refusal::code("user_not_found"))?;
    Ok(Done::json(json!({"user": shown(request, user)})))
}

/// Everyone, apps and deactivated accounts included, in pages. Without a `limit` it
/// gives everyone at once, up to 1,000.
pub(super) fn list(request: &mut Request<'_>) -> Result<Done, Refusal> {
    request.grant.need("users:read")?;
    let users = request.world.users.values().collect();
    let (users, next): (Vec<&User>, String) = page(users, request.args, 1_000, 1_000)?;
    let members: Vec<Value> = users.into_iter().map(|user| shown(request, user)).collect();
    Ok(Done::json(json!({
        "members": members,
        "cache_ts": crate::ids::now_ms() / 1_000,
        "response_metadata": {"next_cursor": next},
    })))
}

/// A user object. The address is in it only for apps that may read addresses.
fn shown(request: &Request<'_>, user: &User) -> Value {
    let mut profile = json!({
        "real_name": user.real_name,
        "real_name_normalized": user.real_name,
        "display_name": user.name,
        "display_name_normalized": user.name,
        "team": request.world.team.id,
    });
    if let (Some(email), true) = (&user.email, request.grant.has("users:read.email")) {
        profile["email"] = json!(email);
    }
    let mut shown = json!({
        "id": user.id,
        "team_id": request.world.team.id,
        "name": user.name,
        "deleted": user.deleted,
        "profile": profile,
        "is_bot": user.is_bot,
        "is_app_user": false,
        "updated": 0,
    });
    if !user.deleted {
        shown["real_name"] = json!(user.real_name);
        shown["tz"] = json!(user.tz.as_deref().unwrap_or("Europe/London"));
        if user.tz.is_none() {
            shown["tz_label"] = json!("Greenwich Mean Time");
            shown["tz_offset"] = json!(0);
        }
        for never in [
            "is_admin",
            "is_owner",
            "is_primary_owner",
            "is_restricted",
            "is_ultra_restricted",
        ] {
            shown[never] = json!(false);
        }
    }
    shown
}
