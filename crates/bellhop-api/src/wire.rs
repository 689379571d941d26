//! The wire: JSON bodies in, the core's types out; and the bodies of answers.
//!
//! Everything here is pure: what it needs of the outside (where secrets go, which hosts are allowed,
//! which workflows there are) comes in a [`Reader`].

pub(crate) mod answer;
pub(crate) mod cancel;
pub(crate) mod card;
pub(crate) mod json;

pub(crate) mod dead_letter;
pub(crate) mod event;
pub(crate) mod library;
pub(crate) mod quarantine;
pub(crate) mod recipient;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod template;
pub(crate) mod template_sample;
pub(crate) mod template_test;
pub(crate) mod timing;
pub(crate) mod trigger;
pub(crate) mod user;

use bellhop_core::address::{CredentialKind, WebhookHosts};
use bellhop_core::card::CardAsk;
use bellhop_core::id::{ConnectionId, DistinctId, Slug};
use bellhop_core::timing::{TimersConfig, TriggerTiming};
use bellhop_core::trigger::{Recipient, Start};
use bellhop_core::workflow::Catalog;
use bellhop_templates::SchemaMismatch;
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::config::IngestConfig;
use crate::error::ApiError;

/// Holds the data of a workflow against its schema.
pub(crate) type CheckData<'a> =
    dyn Fn(&Slug, &Map<String, Value>) -> Result<(), SchemaMismatch> + 'a;

/// What reading a body needs besides the body.
pub(crate) struct Reader<'a> {
    /// The bounds.
    pub(crate) limits: &'a IngestConfig,
    /// The hosts that webhooks may name.
    pub(crate) hosts: &'a WebhookHosts,
    /// The workflows that are served.
    pub(crate) catalog: &'a Catalog,
    /// Says what of a trigger's data is not what its workflow's schema asks for.
    pub(crate) check_data: &'a CheckData<'a>,
    /// The bounds of what waits.
    pub(crate) timers: &'a TimersConfig,
    /// When the request came, in milliseconds since 1970.
    pub(crate) now_ms: u64,
    /// Takes a secret and names the connection that it becomes.
    pub(crate) put_away: &'a mut dyn FnMut(CredentialKind, SecretString) -> ConnectionId,
}

/// What a backend asks for: a trigger that has no id and no time yet.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) start: Start,
    pub(crate) recipients: Vec<Recipient>,
    pub(crate) actor: Option<Recipient>,
    pub(crate) tenant: Option<String>,
    pub(crate) card: CardAsk,
    pub(crate) ephemeral: Option<String>,
    pub(crate) data: Map<String, Value>,
    /// `$idempotency_key`.
    pub(crate) key: Option<String>,
    /// `cancellation_key`.
    pub(crate) cancellation_key: Option<String>,
    pub(crate) timing: TriggerTiming,
    /// Whether it is to be refused when its deadline can't be met.
    pub(crate) refuses_impossible: bool,
}

/// The most characters of an idempotency key and of a cancellation key.
const KEY_CHARACTERS_MAX: usize = 255;

/// The most characters of a tenant's id.
const TENANT_CHARACTERS_MAX: usize = 64;

/// Reads a `distinct_id` that stands in a field of that name.
fn distinct_id(text: &str) -> Result<DistinctId, ApiError> {
    Ok(DistinctId::parse(text)?)
}

/// Reads an idempotency key: its ends are trimmed, and an empty one is none.
fn key(field: &str, text: Option<&str>) -> Result<Option<String>, ApiError> {
    bounded(field, text.map(str::trim), KEY_CHARACTERS_MAX)
}

/// Reads the tenant, which older callers call brand.
fn tenant(tenant: Option<&str>, brand: Option<&str>) -> Result<Option<String>, ApiError> {
    match bounded("tenant_id", tenant, TENANT_CHARACTERS_MAX)? {
        Some(tenant) => Ok(Some(tenant)),
        None => bounded("brand_id", brand, TENANT_CHARACTERS_MAX),
    }
}

fn bounded(field: &str, text: Option<&str>, max: usize) -> Result<Option<String>, ApiError> {
    let Some(text) = text.filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    let characters = text.chars().count();
    if characters > max {
        let message = format!("{field}: has {characters} characters; at most {max} are allowed");
        return Err(ApiError::invalid(message));
    }
    Ok(Some(text.to_owned()))
}

/// Refuses data that is not what the workflow's schema asks for; where nothing is rendered, any is right.
fn check_data(
    slug: &Slug,
    card: &CardAsk,
    data: &Map<String, Value>,
    reader: &Reader<'_>,
) -> Result<(), ApiError> {
    if card
        .wish
        .as_ref()
        .is_some_and(|wish| !wish.says_something())
    {
        return Ok(());
    }
    (reader.check_data)(slug, data).map_err(|mismatch| {
        let why = mismatch.without_value();
        ApiError::invalid(format!("data of workflow '{slug}': {why}")).with_value(mismatch.value)
    })
}

/// Refuses a fan-out that is too large: recipients × bytes of data.
///
/// The data is measured only when the whole record, which is larger, would pass the bound.
fn check_fan_out(
    recipients: usize,
    record_bytes: usize,
    data: &Map<String, Value>,
    limits: &IngestConfig,
) -> Result<(), ApiError> {
    if recipients > limits.recipients_max {
        return Err(ApiError::too_large(
            &format!("recipients: there are {recipients}"),
            limits.recipients_max,
            "ingest.recipients_max",
        ));
    }
    if recipients.saturating_mul(record_bytes) <= limits.fanout_bytes_max {
        return Ok(());
    }
    let data_bytes = serde_json::to_vec(data).map_or(usize::MAX, |text| text.len());
    let fan_out = recipients.saturating_mul(data_bytes);
    if fan_out <= limits.fanout_bytes_max {
        return Ok(());
    }
    Err(ApiError::too_large(
        &format!("{recipients} recipients × {data_bytes} bytes of data are {fan_out} bytes"),
        limits.fanout_bytes_max,
        "ingest.fanout_bytes_max",
    ))
}
