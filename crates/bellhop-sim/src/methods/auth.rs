//! `auth.test` and `api.test`.

use serde_json::json;

use crate::answer::Done;
use crate::methods::Request;
use crate::refusal::Refusal;

/// Who the token is.
pub(super) fn auth_test(request: &mut Request<'_>) -> Result<Done, Refusal> {
    let grant = request.grant;
    let team = &request.world.team;
    let user = request
        .world
        .users
        .get(&grant.bot_user)
        .map_or("", |user| user.name.as_str());
    Ok(Done::json(json!({
        "url": format!("https://{}.slack.com/", team.domain),
        "team": team.name,
        "team_id": team.id,
        "user": user,
        "user_id": grant.bot_user,
        "bot_id": grant.sender.id,
        "app_id": grant.app_id,
        "is_enterprise_install": false,
    })))
}

/// Echoes its arguments; with `error` it fails with that code.
pub(super) fn api_test(request: &mut Request<'_>) -> Result<Done, Refusal> {
    match request.args.text("error")? {
        Some(code) => Err(Refusal::named(code.to_owned())),
        None => Ok(Done::json(json!({"args": request.args.echo()}))),
    }
}
