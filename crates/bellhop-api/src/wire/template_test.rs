//! The test of a template on the wire.

use std::collections::BTreeMap;

use bellhop_core::id::{DistinctId, MessageId, TriggerId};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;

use crate::error::ApiError;

/// What is to be rendered, and to whom it is to be sent.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TestBody {
    /// The files of a draft, in place of those that are served.
    pub(crate) files: Option<BTreeMap<String, String>>,
    /// What the template is filled with; its example when it is not given.
    #[schema(value_type = Option<Object>)]
    pub(crate) data: Option<Box<RawValue>>,
    /// To whom: a user, or a place together with the connection that reaches it.
    pub(crate) to: ToBody,
}

/// To whom a test goes.
#[derive(Deserialize, ToSchema)]
#[schema(as = TestTo)]
#[serde(deny_unknown_fields)]
pub(crate) struct ToBody {
    /// A user: the first address in Bellhop's precedence is taken.
    #[schema(example = "u-1842")]
    distinct_id: Option<String>,
    /// A connection with a token.
    #[schema(example = "con_0123456789abcdef01234567")]
    connection: Option<String>,
    /// A channel (C…, G…, D…), a user (U…, W…) or an e-mail address.
    #[schema(example = "C0123456789")]
    place: Option<String>,
}

/// To whom a test goes, not looked up yet.
pub(crate) enum To {
    User(DistinctId),
    Place { connection: String, place: String },
}

impl ToBody {
    pub(crate) fn read(self) -> Result<To, ApiError> {
        match (self.distinct_id, self.connection, self.place) {
            (Some(id), None, None) => match DistinctId::parse(&id) {
                Ok(id) => Ok(To::User(id)),
                Err(error) => Err(ApiError::invalid(format!("to.distinct_id: {error}"))),
            },
            (None, Some(connection), Some(place)) => Ok(To::Place { connection, place }),
            (Some(_), ..) => Err(ApiError::invalid(
                "to.distinct_id: cannot be given together with to.connection or to.place",
            )),
            (None, Some(_), None) => Err(ApiError::invalid(
                "to.place: is missing; give the channel, user or e-mail that to.connection reaches",
            )),
            (None, None, Some(_)) => Err(ApiError::invalid(
                "to.connection: is missing; give the connection that reaches to.place (GET /v1/connection/)",
            )),
            (None, None, None) => Err(ApiError::invalid(
                "to: is empty; give a distinct_id, or a connection and a place",
            )),
        }
    }
}

/// A test that is on its way.
#[derive(Serialize, ToSchema)]
pub(crate) struct TestAnswer {
    /// The message: what became of it is told by `GET /v1/message/{id}/`.
    #[schema(value_type = Uuid)]
    pub(crate) message_id: MessageId,
    /// The trigger that it came of.
    #[schema(value_type = Uuid)]
    pub(crate) trigger_id: TriggerId,
}
