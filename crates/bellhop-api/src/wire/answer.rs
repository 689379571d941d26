//! The bodies of answers that are shared by several routes.

use bellhop_core::id::TriggerId;
use serde::Serialize;

use crate::error::{ApiError, Code};

/// What an accepted trigger or event is answered with.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Accepted {
    /// Always `success`.
    #[schema(example = "success")]
    pub(crate) status: &'static str,
    /// The id of the trigger: `GET /v1/message/{id}/` tells what became of it.
    #[schema(value_type = uuid::Uuid, example = "0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11")]
    pub(crate) message_id: TriggerId,
    /// With `deliver_by`: when it is expected to be delivered, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) expected_at_ms: Option<u64>,
}

impl Accepted {
    pub(crate) fn new(message_id: TriggerId, expected_at_ms: Option<u64>) -> Self {
        Self {
            status: "success",
            message_id,
            expected_at_ms,
        }
    }
}

/// What a bulk request is answered with (207): one record for each of the request's, in its order.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct Bulk {
    /// Always `success`: at least one record was accepted.
    #[schema(example = "success")]
    pub(crate) status: &'static str,
    /// What became of each record.
    pub(crate) records: Vec<Record>,
}

/// What became of one record of a bulk request.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
pub(crate) enum Record {
    /// It was accepted.
    Accepted {
        /// Always `success`.
        #[schema(example = "success")]
        status: &'static str,
        /// Always 202.
        #[schema(example = 202)]
        status_code: u16,
        /// The id of the trigger.
        #[schema(value_type = uuid::Uuid)]
        message_id: TriggerId,
    },
    /// It was refused.
    Refused {
        /// Always `error`.
        #[schema(example = "error")]
        status: &'static str,
        /// The status that the record alone would have been answered with.
        #[schema(example = 404)]
        status_code: u16,
        /// Why.
        error: RecordError,
    },
}

/// Why one record of a bulk request was refused.
#[derive(Debug, Clone, Serialize, utoipa::ToSchema)]
pub(crate) struct RecordError {
    /// The kind of refusal.
    #[serde(rename = "type")]
    #[schema(example = "not_found")]
    pub(crate) type_name: &'static str,
    /// What is wrong and what would be right.
    #[schema(example = "workflow 'order-shipped' not found")]
    pub(crate) message: String,
}

impl Record {
    fn new(result: &Result<TriggerId, ApiError>) -> Self {
        match result {
            Ok(id) => Self::Accepted {
                status: "success",
                status_code: 202,
                message_id: *id,
            },
            Err(error) => Self::Refused {
                status: "error",
                status_code: error.code.status(),
                error: RecordError {
                    type_name: error.code.as_str(),
                    message: error.shown().into_owned(),
                },
            },
        }
    }
}

/// Makes the answer of a bulk request.
///
/// # Errors
/// When every record was refused: some SDKs never read the body of a 2xx, and would report success.
/// Its status is that of the records if they agree, and 400 otherwise (503 if waiting may help one).
pub(crate) fn bulk(results: &[Result<TriggerId, ApiError>]) -> Result<Bulk, ApiError> {
    let records: Vec<Record> = results.iter().map(Record::new).collect();
    if results.iter().any(Result::is_ok) {
        return Ok(Bulk {
            status: "success",
            records,
        });
    }
    let mut codes = results
        .iter()
        .filter_map(|result| result.as_ref().err().map(|e| e.code));
    let first = codes.next().unwrap_or(Code::InvalidRequest);
    let (same, busy) = codes.fold((true, first == Code::Unavailable), |(same, busy), code| {
        (same && code == first, busy || code == Code::Unavailable)
    });
    let code = match (same, busy) {
        (true, _) => first,
        (false, true) => Code::Unavailable,
        (false, false) => Code::InvalidRequest,
    };
    let message = match &records[..] {
        [Record::Refused { error, .. }, ..] => {
            format!(
                "none of the {} records was accepted; the first: {}",
                records.len(),
                error.message
            )
        }
        [] | [Record::Accepted { .. }, ..] => "no record was accepted".to_owned(),
    };
    Err(ApiError::new(code, message).with_records(records))
}
