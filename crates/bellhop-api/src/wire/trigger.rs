//! Triggers: `POST /trigger/` (a workflow by its slug) and the older `POST /{workspace}/trigger/`
//! (a template by its name).
//!
//! The newer refuses keys that it does not know, as the SDKs do; the older lets them pass, as they
//! do. What would change when or to whom something is sent, and is not supported, is refused by name
//! in both.

use std::borrow::Cow;

use bellhop_core::id::Slug;
use bellhop_core::timing::TriggerTiming;
use bellhop_core::trigger::Start;
use bellhop_core::workflow::Category;
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::wire::card;
use crate::wire::recipient::{self, Place};
use crate::wire::schema::RecipientSchema;
use crate::wire::timing::{self, Said};
use crate::wire::{
    KEY_CHARACTERS_MAX, Reader, Request, bounded, check_data, check_fan_out, json, key, tenant,
};

/// `POST /trigger/`: start a workflow for some recipients.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Trigger)]
pub(crate) struct TriggerBody<'a> {
    /// The slug of the workflow: the name of its folder.
    #[serde(borrow)]
    #[schema(value_type = String, example = "order-shipped")]
    workflow: Cow<'a, str>,
    /// For whom: each a `distinct_id`, or an object that says more.
    #[serde(borrow)]
    #[schema(value_type = Vec<RecipientSchema>)]
    recipients: Vec<&'a RawValue>,
    /// What the template is filled with. Where the workflow has a JSON Schema (`schema.json` in its
    /// folder), it has to fit.
    #[schema(value_type = Option<Object>)]
    data: Option<Map<String, Value>>,
    /// Who caused it.
    #[schema(value_type = Option<RecipientSchema>)]
    actor: Option<Value>,
    /// Your own customer that it is about; at most 64 characters.
    #[schema(value_type = Option<String>)]
    tenant_id: Option<Cow<'a, str>>,
    /// The same, as older callers name it.
    #[schema(value_type = Option<String>)]
    brand_id: Option<Cow<'a, str>>,
    /// A repeat of the same key within 24 hours is answered in the same way and does nothing; at
    /// most 255 characters.
    #[serde(rename = "$idempotency_key")]
    #[schema(value_type = Option<String>, example = "order-1842-shipped")]
    idempotency_key: Option<Cow<'a, str>>,
    /// A name under which it can be called off as long as it waits; at most 255 characters.
    #[schema(value_type = Option<String>, example = "order-1842")]
    cancellation_key: Option<Cow<'a, str>>,
    /// How long it waits before it starts: `1d2h30m10s`, `200ms`, or seconds. (Not of SuprSend's.)
    #[schema(value_type = Option<String>, example = "2h30m")]
    delay: Option<Value>,
    /// When it starts; a time in the past is now. With a `delay` too, the later counts. (Not of SuprSend's.)
    #[schema(value_type = Option<String>, example = "2026-11-21T05:42:00Z")]
    trigger_at: Option<Value>,
    /// By when it is to be delivered: a time, or a duration from its start. (Not of SuprSend's.)
    #[schema(value_type = Option<String>, example = "15m")]
    deliver_by: Option<Value>,
    /// What is done with what is late: `drop`, the default; `deliver`, with a note; or
    /// `digest`: of several in one conversation, one message lists all.
    #[schema(value_type = Option<String>, example = "deliver")]
    late: Option<Value>,
    /// Makes its messages cards: those with one key, in one conversation, share one post, which lives
    /// and changes. At most 255 characters. A workflow may say instead where in the data the key is.
    #[schema(value_type = Option<String>, example = "incident-2077")]
    key: Option<Cow<'a, str>>,
    /// What a message does: `update` the card in place (creating it first), `reply` in its thread,
    /// `broadcast` a reply to the channel too, or post a `new` message, which is the card from then on.
    #[schema(value_type = Option<String>, example = "update")]
    thread: Option<Value>,
    /// Done to the card in place of sending the template: `"delete"`, `"pin"`, `"unpin"`,
    /// `{"react": "eyes"}` or `{"unreact": "eyes"}`.
    #[schema(value_type = Option<Object>)]
    action: Option<Value>,
    /// What is done at once when `deliver_by` can't be met: `accept`, the default, or `refuse` (409).
    /// With `deliver_by` the answer says when it is expected to be delivered. (Not of SuprSend's.)
    #[schema(value_type = Option<String>, example = "refuse")]
    impossible: Option<Cow<'a, str>>,
    /// Who alone is to see it in its channel: a user id or an e-mail. Not with `key`.
    #[schema(value_type = Option<String>)]
    ephemeral: Option<Cow<'a, str>>,
    /// Taken, and without effect.
    #[schema(value_type = Option<Object>)]
    #[expect(dead_code, reason = "only its being an object is checked")]
    metadata: Option<std::collections::HashMap<String, IgnoredAny>>,
}

/// Reads the body of `POST /trigger/`, or one record of its array.
pub(crate) fn read(text: &[u8], reader: &mut Reader<'_>) -> Result<Request, ApiError> {
    let body: TriggerBody<'_> = json::read(text)?;
    let slug = Slug::parse(&body.workflow).ok();
    let Some(slug) = slug.filter(|slug| reader.catalog.get(slug).is_some()) else {
        let shown: String = body.workflow.chars().take(80).collect();
        return Err(ApiError::not_found(format!("workflow '{shown}' not found")));
    };
    let cancellation_key = bounded(
        "cancellation_key",
        body.cancellation_key.as_deref(),
        KEY_CHARACTERS_MAX,
    )?;
    let said = Said {
        delay: body.delay.as_ref(),
        trigger_at: body.trigger_at.as_ref(),
        deliver_by: body.deliver_by.as_ref(),
        late: body.late.as_ref(),
    };
    let mut timing = timing::read(&said, reader.timers, reader.now_ms)?;
    timing.cancellable |= cancellation_key.is_some();
    let refuses_impossible = refuses_impossible(body.impossible.as_deref(), &timing)?;
    let key = key("$idempotency_key", body.idempotency_key.as_deref())?;
    let tenant = tenant(body.tenant_id.as_deref(), body.brand_id.as_deref())?;
    let data = body.data.unwrap_or_default();
    let said = card::Said {
        key: body.key.as_deref(),
        thread: body.thread.as_ref(),
        action: body.action.as_ref(),
        ephemeral: body.ephemeral.as_deref(),
    };
    let (card, ephemeral) = card::read(said, &slug, reader.catalog, &data)?;
    check_data(&slug, &card, &data, reader)?;
    let actor = body
        .actor
        .map(|actor| recipient::read(actor, Place::Actor, reader))
        .transpose()?;
    let recipients = recipient::read_all("recipients", &body.recipients, reader)?;
    check_fan_out(recipients.len(), text.len(), &data, reader.limits)?;
    Ok(Request {
        start: Start::Workflow { slug },
        recipients,
        actor,
        tenant,
        card,
        ephemeral,
        data,
        key,
        cancellation_key,
        timing,
        refuses_impossible,
    })
}

fn refuses_impossible(said: Option<&str>, timing: &TriggerTiming) -> Result<bool, ApiError> {
    let refuses = match said {
        None | Some("accept") => false,
        Some("refuse") => true,
        Some(other) => {
            let shown: String = other.chars().take(80).collect();
            return Err(ApiError::invalid(format!(
                "impossible: must be \"accept\" or \"refuse\", not {shown:?}"
            )));
        }
    };
    if refuses && timing.deliver_by_ms.is_none() {
        return Err(ApiError::invalid(
            "impossible: means something only with deliver_by; give that too",
        ));
    }
    Ok(refuses)
}

/// `POST /{workspace}/trigger/`: send a template to some users. Unknown keys pass.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = OldTrigger)]
pub(crate) struct OldTriggerBody<'a> {
    /// A name, for people.
    #[serde(borrow)]
    #[schema(value_type = String, example = "order-shipped")]
    name: Cow<'a, str>,
    /// The template: the name of its folder.
    #[serde(borrow)]
    #[schema(value_type = String, example = "order-shipped")]
    template: Cow<'a, str>,
    /// `system`, `transactional` or `promotional`; any other name means `transactional`.
    #[serde(borrow)]
    #[schema(value_type = String, example = "transactional")]
    notification_category: Cow<'a, str>,
    /// For whom.
    #[serde(borrow)]
    #[schema(value_type = Vec<RecipientSchema>)]
    users: Vec<&'a RawValue>,
    /// What the template is filled with. Where the workflow has a JSON Schema (`schema.json` in its
    /// folder), it has to fit.
    #[schema(value_type = Option<Object>)]
    data: Option<Map<String, Value>>,
    /// As in the newer trigger.
    #[serde(rename = "$idempotency_key")]
    #[schema(value_type = Option<String>)]
    idempotency_key: Option<Cow<'a, str>>,
    /// As in the newer trigger.
    #[schema(value_type = Option<String>)]
    tenant_id: Option<Cow<'a, str>>,
    /// As in the newer trigger.
    #[schema(value_type = Option<String>)]
    brand_id: Option<Cow<'a, str>>,
    /// How long it waits before it starts: `1d2h30m10s`, `200ms`, or seconds.
    #[schema(value_type = Option<String>)]
    delay: Option<Value>,
    /// When it starts; a time in the past is now. With a `delay` too, the later counts.
    #[schema(value_type = Option<String>)]
    trigger_at: Option<Value>,
    /// As in the newer trigger.
    #[schema(value_type = Option<String>, example = "incident-2077")]
    key: Option<Cow<'a, str>>,
    /// As in the newer trigger.
    #[schema(value_type = Option<String>, example = "update")]
    thread: Option<Value>,
    /// As in the newer trigger.
    #[schema(value_type = Option<Object>)]
    action: Option<Value>,
    /// As in the newer trigger.
    #[schema(value_type = Option<String>)]
    ephemeral: Option<Cow<'a, str>>,
    /// Without `slack` in it, nothing is sent.
    #[schema(value_type = Option<Vec<String>>)]
    channels: Option<Value>,
    /// How several channels take turns: without effect, as there is one.
    #[schema(value_type = Option<Object>)]
    #[expect(dead_code, reason = "with one channel there is nothing to route")]
    delivery: Option<IgnoredAny>,
}

/// Reads the body of `POST /{workspace}/trigger/`, or one record of its array.
pub(crate) fn read_old(text: &[u8], reader: &mut Reader<'_>) -> Result<Request, ApiError> {
    let body: OldTriggerBody<'_> = json::read(text)?;
    if body.name.trim().is_empty() {
        return Err(ApiError::invalid("name: must not be empty"));
    }
    let said = Said {
        delay: body.delay.as_ref(),
        trigger_at: body.trigger_at.as_ref(),
        ..Said::default()
    };
    let timing = timing::read(&said, reader.timers, reader.now_ms)?;
    let template = Slug::parse(&body.template).ok();
    let Some(template) = template.filter(|slug| reader.catalog.get(slug).is_some()) else {
        let shown: String = body.template.chars().take(80).collect();
        return Err(ApiError::not_found(format!("template '{shown}' not found")));
    };
    let key = key("$idempotency_key", body.idempotency_key.as_deref())?;
    let tenant = tenant(body.tenant_id.as_deref(), body.brand_id.as_deref())?;
    let data = body.data.unwrap_or_default();
    let said = card::Said {
        key: body.key.as_deref(),
        thread: body.thread.as_ref(),
        action: body.action.as_ref(),
        ephemeral: body.ephemeral.as_deref(),
    };
    let (card, ephemeral) = card::read(said, &template, reader.catalog, &data)?;
    check_data(&template, &card, &data, reader)?;
    let mut recipients = recipient::read_all("users", &body.users, reader)?;
    if let Some(channels) = &body.channels
        && recipient::excludes_slack("channels", channels)?
    {
        recipients
            .iter_mut()
            .for_each(|recipient| recipient.excludes_slack = true);
    }
    check_fan_out(recipients.len(), text.len(), &data, reader.limits)?;
    let category = Category::of_name(&body.notification_category);
    let start = Start::Template { template, category };
    Ok(Request {
        start,
        recipients,
        actor: None,
        tenant,
        card,
        ephemeral,
        data,
        key,
        cancellation_key: None,
        timing,
        refuses_impossible: false,
    })
}

#[cfg(test)]
mod tests;
