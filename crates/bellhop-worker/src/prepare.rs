//! Render: from a message off the queue to what Slack will be told.
//!
//! A message that planning, or an earlier worker, met before may have been delivered already; its
//! record is asked first.

use std::sync::Arc;
use std::time::Duration;

use bellhop_core::fault::{Fault, Outcome, Reason};
use bellhop_core::message::Message;
use bellhop_core::retry::RetryPolicy;
use bellhop_store::{MessageState, StoreError};
use bellhop_templates::RenderError;
use serde_json::value::RawValue;

use crate::clock::time_of_day_ms;
use crate::worker::Parts;

/// A message that can be sent.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) content: Arc<RawValue>,
    /// When an attempt began whose answer is not known.
    pub(crate) attempted_at_ms: Option<u64>,
    /// What Slack will show differently from what was meant, in a line.
    pub(crate) warnings: Option<String>,
}

/// Why a message can't be sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrepareError {
    #[error("it had ended before")]
    AlreadyOver(Outcome, Reason),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error("the store can't be read")]
    Store(#[from] StoreError),
}

impl PrepareError {
    fn fault(&self) -> Fault {
        match self {
            Self::AlreadyOver(..) => Fault::GiveUp,
            Self::Render(error) => error.fault(),
            Self::Store(error) => error.fault(),
        }
    }

    pub(crate) fn reason(&self) -> Reason {
        match self {
            Self::AlreadyOver(..) => Reason::Accepted,
            Self::Render(error) => error.reason(),
            Self::Store(error) => error.reason(),
        }
    }
}

/// Prepares a message; what may pass is tried again until the message's deadline. `met_before` says
/// that it may have ended already.
pub(crate) async fn prepare(
    parts: &Parts,
    retry: RetryPolicy,
    message: &Message,
    met_before: bool,
) -> Result<Ready, PrepareError> {
    let mut failures = 0;
    loop {
        let error = match prepare_once(parts, message, met_before).await {
            Ok(ready) => return Ok(ready),
            Err(error) => error,
        };
        failures += 1;
        let delay = retry.delay(failures, rand::random());
        let left = Duration::from_millis(message.deadline_ms.saturating_sub(time_of_day_ms()));
        match error.fault() {
            Fault::Retry | Fault::Wait(_) if delay < left => tokio::time::sleep(delay).await,
            Fault::Retry | Fault::Wait(_) | Fault::GiveUp | Fault::Disable | Fault::Repair => {
                return Err(error);
            }
        }
    }
}

async fn prepare_once(
    parts: &Parts,
    message: &Message,
    met_before: bool,
) -> Result<Ready, PrepareError> {
    let mut state = MessageState::default();
    if met_before {
        let known = parts.store.message_state(message.id).await?;
        state = known.unwrap_or_default();
    }
    if let Some((outcome, reason)) = state.end {
        return Err(PrepareError::AlreadyOver(outcome, reason));
    }
    let data = message.data.get().as_bytes();
    let rendered = parts.templates.render(&message.template, data).await?;
    let warnings = rendered.told();
    Ok(Ready {
        content: Arc::from(rendered.message),
        attempted_at_ms: state.attempted_at_ms,
        warnings,
    })
}
