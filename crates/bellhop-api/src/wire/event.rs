//! Events and profile edits, which share `/event/`: `$user_operations` makes a record an edit,
//! `event` makes it an event.
//!
//! `$insert_id`, `$time`, `env` and `$schema` are taken and not used: an `$insert_id` is fresh on
//! every call, so it says nothing about repeats, and the credential says which workspace it is.

use std::borrow::Cow;

use bellhop_core::card::CardAsk;
use bellhop_core::id::DistinctId;
use bellhop_core::profile::{Edit, parse_operations};
use bellhop_core::trigger::{Recipient, Start};
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::wire::{Reader, Request, bounded, distinct_id, json, key, tenant};

/// The most characters of an event's name.
const EVENT_CHARACTERS_MAX: usize = 255;

/// What the SDKs add to the properties of every event; it is not the caller's data.
const SDK_VERSION: &str = "$ss_sdk_version";

/// `POST /event/`: something happened to somebody, or a profile changes. Unknown keys pass.
#[derive(Deserialize, utoipa::ToSchema)]
#[schema(as = Event)]
pub(crate) struct EventBody<'a> {
    /// To whom.
    #[serde(borrow)]
    #[schema(value_type = String, example = "u-1842")]
    distinct_id: Cow<'a, str>,
    /// What happened: every workflow that names this event is started.
    #[schema(value_type = Option<String>, example = "order shipped")]
    event: Option<Cow<'a, str>>,
    /// What the templates are filled with. A workflow whose JSON Schema (`schema.json` in its folder) they
    /// do not fit is left out: its message is recorded as refused, `schema_mismatch`.
    #[schema(value_type = Option<Object>)]
    properties: Option<Map<String, Value>>,
    /// Changes of the profile, applied in order before the answer: each an object with one or more
    /// of `$set`, `$set_once`, `$add` (also `$increment`), `$append`, `$remove`, `$unset`.
    #[serde(rename = "$user_operations")]
    #[schema(value_type = Option<Vec<Object>>)]
    operations: Option<Value>,
    /// A repeat of the same key within 24 hours is answered in the same way and does nothing.
    #[serde(rename = "$idempotency_key")]
    #[schema(value_type = Option<String>)]
    idempotency_key: Option<Cow<'a, str>>,
    /// Your own customer that it is about (events only).
    #[schema(value_type = Option<String>)]
    tenant_id: Option<Cow<'a, str>>,
    /// The same, as older callers name it.
    #[schema(value_type = Option<String>)]
    brand_id: Option<Cow<'a, str>>,
}

/// One record of `/event/`.
#[derive(Debug)]
pub(crate) enum EventRecord {
    /// A change of a profile.
    Edit(DistinctId, Vec<Edit>),
    /// An event, as the trigger that it is.
    Event(Box<Request>),
}

/// Reads one record of `/event/`.
pub(crate) fn read(text: &[u8], reader: &mut Reader<'_>) -> Result<EventRecord, ApiError> {
    let body: EventBody<'_> = json::read(text)?;
    match (&body.operations, &body.event) {
        (Some(operations), None) => {
            let id = distinct_id(&body.distinct_id)?;
            if tenant(body.tenant_id.as_deref(), body.brand_id.as_deref())?.is_some() {
                let message = "tenant_id: profiles per tenant are not supported yet";
                return Err(ApiError::invalid(message));
            }
            let edits = parse_operations(operations, reader.hosts)?;
            Ok(EventRecord::Edit(id, put_secrets_away(edits, reader)))
        }
        (None, Some(_)) => Ok(EventRecord::Event(Box::new(into_request(body)?))),
        (Some(_), Some(_)) => Err(ApiError::invalid(
            "event: a record has either event or $user_operations",
        )),
        (None, None) => Err(ApiError::invalid(
            "event: is missing; a record needs event (or $user_operations, to change a profile)",
        )),
    }
}

/// Reads one record of `/v2/event/` or `/v2/bulk/event/`, which take events only.
pub(crate) fn read_event(text: &[u8]) -> Result<Request, ApiError> {
    let body: EventBody<'_> = json::read(text)?;
    if body.operations.is_some() {
        return Err(ApiError::invalid(
            "$user_operations: changes of profiles go to /event/",
        ));
    }
    into_request(body)
}

/// Swaps every secret of some edits for the connection that it becomes.
pub(crate) fn put_secrets_away(
    edits: Vec<Edit<secrecy::SecretString>>,
    reader: &mut Reader<'_>,
) -> Vec<Edit> {
    let mut put_away = |kind, secret| (reader.put_away)(kind, secret);
    edits
        .into_iter()
        .map(|edit| edit.put_secrets_away(&mut put_away))
        .collect()
}

fn into_request(body: EventBody<'_>) -> Result<Request, ApiError> {
    let id = distinct_id(&body.distinct_id)?;
    let event = body.event.as_deref().unwrap_or_default().trim();
    let Some(event) = bounded("event", Some(event), EVENT_CHARACTERS_MAX)? else {
        return Err(ApiError::invalid("event: is missing or empty"));
    };
    let mut data = body.properties.unwrap_or_default();
    data.remove(SDK_VERSION);
    let recipient = Recipient {
        distinct_id: Some(id),
        ..Recipient::default()
    };
    Ok(Request {
        start: Start::Event { event },
        recipients: vec![recipient.clone()],
        actor: Some(recipient),
        tenant: tenant(body.tenant_id.as_deref(), body.brand_id.as_deref())?,
        card: CardAsk::default(),
        ephemeral: None,
        data,
        cancellation_key: None,
        timing: bellhop_core::timing::TriggerTiming::default(),
        key: key("$idempotency_key", body.idempotency_key.as_deref())?,
        refuses_impossible: false,
    })
}
