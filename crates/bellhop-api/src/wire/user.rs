//! Users: the bodies of `/v1/user/…`, and a profile as answers show it.
//!
//! SuprSend's own answers give the token of every address back. Bellhop never gives a secret back:
//! an address shows what it reaches and the id of its connection.

use std::borrow::Cow;

use bellhop_core::address::Target;
use bellhop_core::id::DistinctId;
use bellhop_core::profile::{Edit, Profile, ProfileAddress, parse_flat, parse_operations};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::error::ApiError;
use crate::wire::event::put_secrets_away;
use crate::wire::{Reader, distinct_id, json};

/// `POST /v1/user/{id}/`: properties and `$slack`, flat.
pub(crate) fn read_upsert(text: &[u8], reader: &mut Reader<'_>) -> Result<Vec<Edit>, ApiError> {
    let mut fields: Map<String, Value> = json::read(text)?;
    // Some callers repeat the id of the path; it is not a property.
    fields.remove("distinct_id");
    let edits = parse_flat(fields, reader.hosts)?;
    Ok(put_secrets_away(edits, reader))
}

/// `PATCH /v1/user/{id}/`: changes, applied in order.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UserEdit)]
pub(crate) struct EditBody {
    /// Each an object with one or more of `$set`, `$set_once`, `$add` (also `$increment`),
    /// `$append`, `$remove`, `$unset`.
    #[schema(value_type = Vec<Object>, example = json!([{"$set": {"name": "Ada"}}]))]
    operations: Value,
}

/// Reads the body of `PATCH /v1/user/{id}/`.
pub(crate) fn read_edit(text: &[u8], reader: &mut Reader<'_>) -> Result<Vec<Edit>, ApiError> {
    let body: EditBody = json::read(text)?;
    let edits = parse_operations(&body.operations, reader.hosts)?;
    Ok(put_secrets_away(edits, reader))
}

/// `POST /v1/user/{id}/merge/`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UserMerge)]
pub(crate) struct MergeBody<'a> {
    /// The user that becomes part of the one in the path, and is deleted.
    #[serde(borrow)]
    #[schema(value_type = String, example = "u-1842-old")]
    from_user_id: Cow<'a, str>,
}

/// Reads the body of `POST /v1/user/{id}/merge/`.
pub(crate) fn read_merge(text: &[u8]) -> Result<DistinctId, ApiError> {
    let body: MergeBody<'_> = json::read(text)?;
    distinct_id(&body.from_user_id).map_err(|error| error.at("from_user_id"))
}

/// `DELETE /v1/bulk/user/`.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = UserIds)]
pub(crate) struct BulkDeleteBody {
    /// The users to delete; those that do not exist are passed over.
    #[schema(example = json!(["u-1842", "u-1843"]))]
    distinct_ids: Vec<String>,
}

/// Reads the body of `DELETE /v1/bulk/user/`.
pub(crate) fn read_bulk_delete(text: &[u8], max: usize) -> Result<Vec<DistinctId>, ApiError> {
    let body: BulkDeleteBody = json::read(text)?;
    let count = body.distinct_ids.len();
    if count > max {
        let what = format!("distinct_ids: there are {count}");
        return Err(ApiError::too_large(&what, max, "ingest.bulk_records_max"));
    }
    body.distinct_ids
        .iter()
        .map(|id| distinct_id(id).map_err(|error| error.at("distinct_ids")))
        .collect()
}

/// A profile, as answers show it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct User {
    /// Who it is.
    #[schema(example = "u-1842")]
    distinct_id: String,
    /// Everything that was set, except the keys that start with `$`, which stand beside this one.
    properties: Map<String, Value>,
    /// When it was created.
    #[schema(example = "2026-11-21T05:42:00Z")]
    created_at: String,
    /// When it was last changed.
    #[schema(example = "2026-11-21T05:42:00Z")]
    updated_at: String,
    /// Its Slack addresses, oldest first, without their secrets.
    #[serde(rename = "$slack")]
    slack: Vec<UserAddress>,
    /// `$email`, `$timezone` and whatever else was set with a `$`.
    #[serde(flatten)]
    reserved: Map<String, Value>,
}

/// A Slack address, as answers show it.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct UserAddress {
    /// What it reaches: `channel_id`, `users`, `user_id`, `email` or an empty `incoming_webhook`.
    #[schema(value_type = Object, example = json!({"user_id": "U0123456789"}))]
    value: Value,
    /// The credential that reaches it, by id.
    #[schema(example = "con_0123456789abcdef01234567")]
    connection: String,
    /// `active`, or `inactive` when nothing is sent to it any more.
    #[schema(example = "active")]
    status: &'static str,
    /// `active`, or `disabled` when Slack refused it for good.
    #[schema(example = "active")]
    perma_status: &'static str,
    /// Why it is not active.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'static str>,
}

impl UserAddress {
    fn new(kept: ProfileAddress) -> Self {
        let value = match &kept.address.target {
            Target::Webhook => json!({"incoming_webhook": {}}),
            target @ (Target::Channel(_) | Target::User(_) | Target::Email(_)) => {
                json!({target.kind(): target.id()})
            }
            Target::Group(group) => json!({"users": group.people().collect::<Vec<_>>()}),
        };
        let (status, perma_status) = match kept.inactive {
            None => ("active", "active"),
            Some(_) => ("inactive", "disabled"),
        };
        let reason = kept.inactive.map(|reason| reason.as_str());
        let connection = kept.address.connection.to_string();
        Self {
            value,
            connection,
            status,
            perma_status,
            reason,
        }
    }
}

impl User {
    /// Shows a profile.
    pub(crate) fn new(
        distinct_id: &DistinctId,
        profile: Profile,
        created_at_ms: u64,
        updated_at_ms: u64,
    ) -> Self {
        let (reserved, properties) = profile
            .properties
            .into_iter()
            .partition(|(key, _)| key.starts_with('$'));
        Self {
            distinct_id: distinct_id.to_string(),
            properties,
            created_at: iso_8601(created_at_ms),
            updated_at: iso_8601(updated_at_ms),
            slack: profile
                .addresses
                .into_iter()
                .map(UserAddress::new)
                .collect(),
            reserved,
        }
    }
}

/// A page of users.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct UserList {
    /// Where the page stands in the list.
    pub(crate) meta: PageMeta,
    /// The users.
    pub(crate) results: Vec<User>,
}

/// Where a page stands in its list.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct PageMeta {
    /// How many there are in all.
    pub(crate) count: u64,
    /// How many a page holds.
    pub(crate) limit: u32,
    /// Whether there is a page before this one.
    pub(crate) has_prev: bool,
    /// The cursor of that page.
    pub(crate) before: Option<String>,
    /// Whether there is a page after this one.
    pub(crate) has_next: bool,
    /// The cursor of that page.
    pub(crate) after: Option<String>,
}

/// A time as answers show it.
pub(crate) fn iso_8601(ms: u64) -> String {
    let timestamp = i64::try_from(ms)
        .ok()
        .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok());
    timestamp.unwrap_or_default().to_string()
}
