//! Calling off, on the wire: which runs are meant.

use bellhop_core::id::WorkspaceKey;
use bellhop_store::Calling;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::error::ApiError;
use crate::wire::{KEY_CHARACTERS_MAX, bounded, distinct_id, json};

/// `POST /v1/workflow_run/cancel/`: what is given must all fit, and at least one of `execution_id`,
/// `cancellation_key` and `idempotency_key` must be given.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Cancel)]
pub(crate) struct CancelBody {
    /// The id of the trigger: what its caller got as `message_id`.
    #[schema(value_type = Option<Uuid>)]
    execution_id: Option<String>,
    /// The `cancellation_key` that it came with.
    #[schema(example = "order-1842")]
    cancellation_key: Option<String>,
    /// The `$idempotency_key` that it came with, as long as that key is kept.
    idempotency_key: Option<String>,
    /// The workflow that it started by name.
    #[schema(example = "order-shipped")]
    workflow_slug: Option<String>,
    /// Only for these recipients; the run goes on for the others.
    recipients: Option<Vec<String>>,
}

/// What was called off.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct CancelAnswer {
    /// The triggers of which something waited; empty when there was nothing to stop.
    #[schema(value_type = Vec<Uuid>)]
    pub(crate) execution_ids: Vec<bellhop_core::id::TriggerId>,
}

/// Reads which runs are meant.
pub(crate) fn read(
    body: &[u8],
    workspace: &WorkspaceKey,
    limit: u32,
    recipients_max: usize,
) -> Result<Calling, ApiError> {
    let body: CancelBody = json::read(body)?;
    let execution = body.execution_id.filter(|id| !id.is_empty());
    let execution = execution.map(|id| {
        Uuid::parse_str(&id).map_err(|_| {
            let shown: String = id.chars().take(80).collect();
            ApiError::invalid(format!(
                "execution_id: must be the message_id that a trigger was answered with, not {shown:?}"
            ))
        })
    });
    let execution = execution.transpose()?;
    let text = |field, text: Option<String>| bounded(field, text.as_deref(), KEY_CHARACTERS_MAX);
    let cancellation_key = text("cancellation_key", body.cancellation_key)?;
    let key = body.idempotency_key.map(|key| key.trim().to_owned());
    let idempotency_key = text("idempotency_key", key)?;
    if execution.is_none() && cancellation_key.is_none() && idempotency_key.is_none() {
        return Err(ApiError::invalid(
            "execution_id: is missing; give it, or cancellation_key, or idempotency_key",
        ));
    }
    let recipients = body.recipients.unwrap_or_default();
    if recipients.len() > recipients_max {
        let what = format!("recipients: there are {}", recipients.len());
        return Err(ApiError::too_large(
            &what,
            recipients_max,
            "ingest.recipients_max",
        ));
    }
    let recipients = recipients.iter().enumerate().map(|(index, id)| {
        let id = distinct_id(id).map_err(|error| error.at(format!("recipients[{index}]")))?;
        Ok(id.as_str().to_owned())
    });
    Ok(Calling {
        workspace: workspace.clone(),
        execution,
        cancellation_key,
        idempotency_key,
        workflow: text("workflow_slug", body.workflow_slug)?,
        recipients: recipients.collect::<Result<_, ApiError>>()?,
        limit,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(body: serde_json::Value) -> Result<Calling, String> {
        let workspace = WorkspaceKey::parse("wskey_0123456789abcdefghij").unwrap();
        read(body.to_string().as_bytes(), &workspace, 10, 2).map_err(|error| error.message)
    }

    #[test]
    fn something_that_names_a_run_must_be_given() {
        let read = of(json!({"cancellation_key": "k", "recipients": ["ada"]})).unwrap();
        assert_eq!(read.cancellation_key.as_deref(), Some("k"));
        assert_eq!(read.recipients, ["ada"]);

        let cases = [
            (json!({}), "execution_id: is missing"),
            (
                json!({"workflow_slug": "w", "recipients": ["a"]}),
                "execution_id: is missing",
            ),
            (json!({"cancellation_key": ""}), "execution_id: is missing"),
            (
                json!({"execution_id": "seven"}),
                "execution_id: must be the message_id",
            ),
            (
                json!({"cancellation_key": "k", "recipients": ["a", ""]}),
                "recipients[1]: distinct_id must be",
            ),
            (
                json!({"cancellation_key": "k", "recipients": ["a", "b", "c"]}),
                "recipients: there are 3",
            ),
            (json!({"cancelation_key": "k"}), "bad JSON: unknown field"),
        ];
        for (body, message) in cases {
            let error = of(body.clone()).unwrap_err();
            assert!(error.starts_with(message), "{body}: {error}");
        }
    }
}
