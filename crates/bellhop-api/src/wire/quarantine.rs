//! The quarantine on the wire: what is in it, and what is to be let out.

use bellhop_core::fault::Reason;
use bellhop_core::id::ConnectionId;
use bellhop_core::message::Conversation;
use bellhop_store::Quarantined;
use serde::{Deserialize, Serialize};

use crate::config::IngestConfig;
use crate::error::ApiError;
use crate::wire::json;

/// The name of a webhook's destination, whose channel is not known.
const WEBHOOK: &str = "webhook";

/// A destination that Slack says is gone.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Quarantined)]
pub(crate) struct Shown {
    /// The credential that it was to be reached with.
    #[schema(value_type = String, example = "con_0123456789abcdef01234567")]
    connection: ConnectionId,
    /// The channel or user, or `webhook`.
    #[schema(example = "C0123456789")]
    pub(crate) destination: String,
    /// Why.
    #[schema(value_type = String, example = "recipient")]
    reason: Reason,
    /// What Slack said.
    #[schema(example = "is_archived")]
    detail: String,
    /// Since when, in milliseconds since 1970.
    since_ms: u64,
    /// When the next message finds out whether it is back, in milliseconds since 1970.
    look_at_ms: u64,
}

impl Shown {
    pub(crate) fn of(quarantined: Quarantined) -> Self {
        Self {
            destination: name(&quarantined.conversation).to_owned(),
            connection: quarantined.connection,
            reason: quarantined.reason,
            detail: quarantined.detail,
            since_ms: quarantined.since_ms,
            look_at_ms: quarantined.look_at_ms,
        }
    }
}

/// What a destination is called.
pub(crate) fn name(conversation: &Conversation) -> &str {
    match conversation {
        Conversation::Webhook => WEBHOOK,
        Conversation::Channel(id) | Conversation::User(id) => id,
    }
}

/// What is in quarantine.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct QuarantineList {
    /// Everything, the longest first.
    pub(crate) results: Vec<Shown>,
}

/// Which destinations are to be let out: those that are named, or all.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReleaseBody {
    /// Channels or users, or `webhook`; not together with `all`.
    #[schema(example = json!(["C0123456789"]))]
    destinations: Option<Vec<String>>,
    /// `true` for everything of the workspace.
    all: Option<bool>,
    /// Only those of this connection.
    #[schema(example = "con_0123456789abcdef01234567")]
    connection: Option<String>,
}

/// Which destinations are to be let out.
#[derive(Debug)]
pub(crate) struct Wanted {
    /// `None` for all.
    pub(crate) destinations: Option<Vec<String>>,
    pub(crate) connection: Option<ConnectionId>,
}

/// Reads which destinations are to be let out.
pub(crate) fn read_release(body: &[u8], limits: &IngestConfig) -> Result<Wanted, ApiError> {
    let body: ReleaseBody = json::read(body)?;
    let max = limits.dead_letters_max;
    let destinations = match (body.destinations, body.all) {
        (Some(_), Some(_)) => {
            let message = "all: cannot be given together with destinations";
            return Err(ApiError::invalid(message));
        }
        (None, Some(true)) => None,
        (None, Some(false)) => {
            let message = "all: is false; it must be true, or destinations must be given instead";
            return Err(ApiError::invalid(message));
        }
        (None, None) => {
            let message =
                "destinations: is missing; give a list of channels or users, or \"all\": true";
            return Err(ApiError::invalid(message));
        }
        (Some(names), None) if names.is_empty() => {
            let message = "destinations: is empty; it must name at least one";
            return Err(ApiError::invalid(message));
        }
        (Some(names), None) if names.len() > max => {
            let what = format!("destinations: there are {}", names.len());
            return Err(ApiError::too_large(&what, max, "ingest.dead_letters_max"));
        }
        (Some(names), None) => Some(names),
    };
    let connection = body.connection.as_deref().map(connection).transpose()?;
    Ok(Wanted {
        destinations,
        connection,
    })
}

/// Reads the id of a connection.
pub(crate) fn connection(text: &str) -> Result<ConnectionId, ApiError> {
    ConnectionId::parse(text).map_err(|_| {
        let shown: String = text.chars().take(80).collect();
        ApiError::invalid(format!(
            "connection: must be the id of a connection (con_…), not {shown:?}"
        ))
    })
}

/// What became of it.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReleaseAnswer {
    /// How many were let out. Workers hear of it within seconds.
    pub(crate) released: usize,
    /// Those that were not in quarantine.
    pub(crate) failed: Vec<NotInQuarantine>,
}

/// A destination that was not in quarantine.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct NotInQuarantine {
    /// Its name.
    pub(crate) destination: String,
    /// Why it could not be let out.
    #[schema(example = "it is not in quarantine")]
    pub(crate) error: &'static str,
}
