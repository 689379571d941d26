//! Recipients and actors, as triggers name them: a `distinct_id`, or an object that says more.

use std::fmt;

use bellhop_core::address::{Address, json_kind};
use bellhop_core::id::DistinctId;
use bellhop_core::profile::{SLACK, parse_claims};
use bellhop_core::trigger::Recipient;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::error::ApiError;
use crate::wire::{Reader, json};

/// The most inline addresses of one recipient; SuprSend's own bound.
const ADDRESSES_MAX: usize = 10;

/// Where in a body a recipient stands, for errors.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Place {
    /// An element of a list: its name and its index.
    Item(&'static str, usize),
    /// The actor.
    Actor,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Item(list, index) => write!(f, "{list}[{index}]"),
            Self::Actor => f.write_str("actor"),
        }
    }
}

/// Reads every recipient of a list, one after the other: ten thousand of them as JSON values take several
/// times the memory of what is made of them.
pub(crate) fn read_all(
    list: &'static str,
    values: &[&RawValue],
    reader: &mut Reader<'_>,
) -> Result<Vec<Recipient>, ApiError> {
    if values.is_empty() {
        return Err(ApiError::invalid(format!(
            "{list}: must hold at least one recipient"
        )));
    }
    if values.len() > reader.limits.recipients_max {
        let what = format!("{list}: there are {}", values.len());
        let max = reader.limits.recipients_max;
        return Err(ApiError::too_large(&what, max, "ingest.recipients_max"));
    }
    let read_one = |(index, text): (usize, &&RawValue)| {
        let place = Place::Item(list, index);
        let value = json::read(text.get().as_bytes()).map_err(|error| error.at(place))?;
        read(value, place, reader)
    };
    values.iter().enumerate().map(read_one).collect()
}

/// Reads one recipient or actor.
pub(crate) fn read(
    value: Value,
    place: Place,
    reader: &mut Reader<'_>,
) -> Result<Recipient, ApiError> {
    match value {
        Value::String(id) => {
            let id = DistinctId::parse(&id).map_err(|error| ApiError::from(error).at(place))?;
            Ok(Recipient {
                distinct_id: Some(id),
                ..Recipient::default()
            })
        }
        Value::Object(fields) => read_object(fields, reader).map_err(|error| error.at(place)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
            let kind = json_kind(&value);
            let message = format!("{place}: must be a distinct_id or an object, not {kind}");
            Err(ApiError::invalid(message))
        }
    }
}

fn read_object(
    mut fields: Map<String, Value>,
    reader: &mut Reader<'_>,
) -> Result<Recipient, ApiError> {
    if fields.contains_key("object_type") && fields.contains_key("id") {
        let message = "objects are not supported yet; name a user by its distinct_id";
        return Err(ApiError::invalid(message));
    }
    let distinct_id = match fields.remove("distinct_id") {
        None | Some(Value::Null) => None,
        Some(Value::String(id)) => Some(DistinctId::parse(&id)?),
        Some(other) => {
            let kind = json_kind(&other);
            return Err(ApiError::invalid(format!(
                "distinct_id: must be a text, not {kind}"
            )));
        }
    };
    let is_transient = flag(&mut fields, "is_transient")?;
    let skip_create = flag(&mut fields, "$skip_create")?;
    if distinct_id.is_none() && !is_transient {
        return Err(ApiError::invalid(
            "distinct_id: is missing; a recipient without one must say \"is_transient\": true",
        ));
    }
    let excludes_slack = match fields.remove("$channels") {
        None | Some(Value::Null) => false,
        Some(channels) => excludes_slack("$channels", &channels)?,
    };
    let addresses = match fields.remove(SLACK) {
        None => Vec::new(),
        Some(slack) => addresses(&slack, reader)?,
    };
    let has_content = !(addresses.is_empty() && fields.is_empty());
    let keep = has_content && !is_transient && !skip_create;
    Ok(Recipient {
        distinct_id,
        addresses,
        properties: fields,
        keep,
        excludes_slack,
    })
}

fn flag(fields: &mut Map<String, Value>, name: &str) -> Result<bool, ApiError> {
    match fields.remove(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(flag),
        Some(other) => {
            let kind = json_kind(&other);
            Err(ApiError::invalid(format!(
                "{name}: must be true or false, not {kind}"
            )))
        }
    }
}

/// Whether a list of channels leaves Slack out.
pub(crate) fn excludes_slack(field: &str, channels: &Value) -> Result<bool, ApiError> {
    let Value::Array(channels) = channels else {
        let kind = json_kind(channels);
        return Err(ApiError::invalid(format!(
            "{field}: must be an array of names, not {kind}"
        )));
    };
    Ok(!channels.iter().any(|channel| channel == "slack"))
}

fn addresses(slack: &Value, reader: &mut Reader<'_>) -> Result<Vec<Address>, ApiError> {
    if let Value::Array(values) = slack
        && !(1..=ADDRESSES_MAX).contains(&values.len())
    {
        let count = values.len();
        let message = format!("$slack: holds {count} addresses; 1 to {ADDRESSES_MAX} are allowed");
        return Err(ApiError::invalid(message));
    }
    let claims = parse_claims(slack, reader.hosts)?;
    let addresses = claims.into_iter().map(|claim| {
        let secret = claim
            .secret
            .expect("parse_claims refuses a claim without a secret");
        let connection = (reader.put_away)(claim.target.credential_kind(), secret);
        Address {
            connection,
            target: claim.target,
        }
    });
    Ok(addresses.collect())
}
