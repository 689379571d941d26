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
use bellhop_templates::{RenderError, Rendered, Version};
use serde_json::value::RawValue;

use crate::clock::time_of_day_ms;
use crate::connections::{ConnectionError, usable};
use crate::fallback;
use crate::sampling;
use crate::worker::Parts;

/// A message that can be sent.
#[derive(Debug)]
pub(crate) struct Ready {
    pub(crate) content: Arc<RawValue>,
    /// When an attempt began whose answer is not known.
    pub(crate) attempted_at_ms: Option<u64>,
    /// The version of the template and its warnings, or why the fallback text was taken.
    pub(crate) detail: String,
    /// What kept the template from being rendered, where the fallback text was taken.
    pub(crate) failure: Option<Reason>,
}

/// Why a message can't be sent.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PrepareError {
    #[error("it had ended before")]
    AlreadyOver(Outcome, Reason),
    #[error(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    Connection(#[from] ConnectionError),
    #[error("the store can't be read")]
    Store(#[from] StoreError),
}

impl PrepareError {
    fn fault(&self) -> Fault {
        match self {
            Self::AlreadyOver(..) => Fault::GiveUp,
            Self::Render(error) => error.fault(),
            Self::Connection(error) => error.fault(),
            Self::Store(error) => error.fault(),
        }
    }

    pub(crate) fn reason(&self) -> Reason {
        match self {
            Self::AlreadyOver(..) => Reason::Accepted,
            Self::Render(error) => error.reason(),
            Self::Connection(error) => error.reason(),
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
    if let Some(card) = &message.card
        && !card.wish.says_something()
    {
        return Ok(Ready {
            content: Arc::from(RawValue::NULL.to_owned()),
            attempted_at_ms: None,
            detail: String::new(),
            failure: None,
        });
    }
    // Only what is remembered: a connection that nobody used yet is looked at when the message goes.
    let connection = &message.address.connection;
    if let (None, Some(known)) = (state.attempted_at_ms, parts.store.remembered(connection)) {
        usable(connection, &known)?;
    }
    if let Some(said) = &message.said {
        return Ok(Ready {
            content: Arc::clone(&said.content),
            attempted_at_ms: state.attempted_at_ms,
            detail: said.of.clone(),
            failure: None,
        });
    }
    let data = message.data.get().as_bytes();
    let rendered = parts.templates.render(&message.template, data).await;
    sampling::note(parts, message, &rendered);
    let (content, detail, failure) = match rendered {
        Ok(rendered) => {
            let detail = said(&rendered);
            (Arc::from(rendered.message), detail, None)
        }
        Err(error) => match fallback::of(&parts.templates, message, &error) {
            Some((content, detail)) => (content, detail, Some(error.reason())),
            None => return Err(error.into()),
        },
    };
    Ok(Ready {
        content,
        attempted_at_ms: state.attempted_at_ms,
        detail,
        failure,
    })
}

fn said(rendered: &Rendered) -> String {
    let version = rendered.version.as_ref().map_or("unknown", Version::as_str);
    match rendered.told() {
        None => format!("version {version}"),
        Some(told) => format!("version {version}, with {told}"),
    }
}
