//! The test of a template: `POST /v1/template/{slug}/test/`. What a draft says, in Slack, before it is served.
//!
//! It is rendered here and sent by the ordinary road, as a trigger that says already what its message says:
//! it is queued, paced, recorded and explained like any other. What the workflow says of time and of cards
//! does not count: whoever tests a template wants to see it now, and no live card changed.

use std::sync::Arc;

use actix_web::HttpResponse;
use bellhop_core::address::Address;
use bellhop_core::card::CardAsk;
use bellhop_core::id::{DistinctId, TriggerId};
use bellhop_core::message::Said;
use bellhop_core::plan::{Plan, Planned};
use bellhop_core::profile::Profile;
use bellhop_core::timing::TriggerTiming;
use bellhop_core::trigger::{Recipient, Start, Trigger};
use bellhop_templates::Rendered;
use uuid::Uuid;

use super::place;
use super::template::{read_slug, render};
use crate::error::ApiError;
use crate::ingest::{accept_own, refuse_store};
use crate::serve::Call;
use crate::wire::json;
use crate::wire::template_test::{TestAnswer, TestBody, To};

/// Sends what a template, or a draft of it, says to somebody, as a test.
///
/// It is rendered as a preview is. Windows, digests, throttles, delays, deadlines and cards of the workflow
/// do not count.
#[utoipa::path(
    post,
    path = "/v1/template/{slug}/test/",
    tag = "templates",
    params(("slug" = String, Path, description = "The template's name; a new one goes with `files`.")),
    request_body = TestBody,
    responses(
        (status = 202, description = "It is on its way.", body = TestAnswer),
        (status = 400, description = "The template failed, or there is nobody to send it to: what is wrong, by name.", body = crate::error::Body<'_>),
        (status = 404, description = "There is no such template, and no files were given.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn send(call: &Call<'_>, slug: &str) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    let body: TestBody = json::read(call.body)?;
    let recipient = match body.to.read()? {
        To::User(id) => user(call, id).await?,
        To::Place { connection, place } => Recipient {
            addresses: vec![Address {
                target: place::target(call, "to.place", &place)?,
                connection: place::connection(call, "to.connection", &connection).await?,
            }],
            ..Recipient::default()
        },
    };
    let (data, rendered) = render(call, &slug, body.files, body.data).await?;
    let rendered = rendered.map_err(|problem| {
        let message = format!("template '{slug}' can't be rendered");
        ApiError::invalid(message).with_detail(problem.to_string())
    })?;
    let data = serde_json::from_str(&data)
        .map_err(|error| ApiError::invalid(format!("data: must be an object: {error}")))?;
    let catalog = call.context.templates.catalog();
    let category = catalog.get(&slug).map(|workflow| workflow.category);
    let trigger = Trigger {
        id: TriggerId(Uuid::now_v7()),
        workspace: call.workspace.clone(),
        accepted_at_ms: call.now_ms,
        start: Start::Template {
            template: slug.clone(),
            category: category.unwrap_or_default(),
        },
        recipients: vec![recipient],
        actor: None,
        tenant: None,
        timing: TriggerTiming::default(),
        card: CardAsk::default(),
        ephemeral: None,
        said: Some(Arc::new(said(rendered))),
        data,
    };
    // The same plan as the worker's, which derives the same id.
    let plan = Plan::new(&trigger, &catalog, None, call.context.time_to_live);
    let message_id = match plan.recipient(0, None).pop() {
        Some(Planned::Message(message)) => message.id,
        Some(Planned::Refused(refusal)) => refusal.id,
        None => return Err(super::template::not_found(&slug)),
    };
    let trigger_id = trigger.id;
    accept_own(call.context, trigger).await?;
    tracing::info!(template = slug.as_str(), %message_id, "a test is on its way");
    Ok(HttpResponse::Accepted().json(TestAnswer {
        message_id,
        trigger_id,
    }))
}

fn said(rendered: Rendered) -> Said {
    // What was rendered says which version it is: another may be served by now.
    let what = match &rendered.version {
        None => "a test of a draft".to_owned(),
        Some(version) => format!("a test of version {version}"),
    };
    let of = match rendered.told() {
        None => what,
        Some(told) => format!("{what}, with {told}"),
    };
    Said {
        content: Arc::from(rendered.message),
        of,
    }
}

/// A user with the one address that goes before their others.
async fn user(call: &Call<'_>, id: DistinctId) -> Result<Recipient, ApiError> {
    let known = call.context.store.profile(call.workspace, &id).await;
    let refuse = |problem: &str| {
        let id = place::shown(id.as_str());
        ApiError::invalid(format!("to.distinct_id: {id:?} {problem}"))
    };
    let profile = known.map_err(refuse_store)?.ok_or_else(|| {
        refuse("is no user of this workspace; save them first (POST /v1/user/{distinct_id}/)")
    })?;
    let Some(address) = best(&profile.profile) else {
        return Err(refuse(match profile.profile.addresses.is_empty() {
            true => "has no Slack address; add one (POST /v1/user/{distinct_id}/ with $slack)",
            false => {
                "has no Slack address that works; GET /v1/user/{distinct_id}/ says why of each"
            }
        }));
    };
    Ok(Recipient {
        addresses: vec![address],
        distinct_id: Some(id),
        ..Recipient::default()
    })
}

/// Of the addresses that are not known to lead nowhere, the first in the precedence.
fn best(profile: &Profile) -> Option<Address> {
    let active = profile
        .addresses
        .iter()
        .filter(|kept| kept.inactive.is_none())
        .map(|kept| &kept.address);
    active
        .min_by_key(|address| address.target.precedence())
        .cloned()
}
