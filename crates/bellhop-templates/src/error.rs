//! Why one message could not be rendered, and what to do about it.

use std::fmt;
use std::time::Duration;

use bellhop_core::fault::{Fault, Reason};
use bellhop_core::id::Slug;

use crate::engine::Failure;
use crate::lint::{Finding, Severity};

/// Why one message could not be rendered. It concerns that message alone.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// No folder has this name.
    #[error("there is no template `{0}`")]
    TemplateNotFound(Slug),
    /// The template does not compile, or failed on this data.
    #[error("template `{template}` failed: {failure}")]
    Failed {
        /// The template.
        template: Slug,
        /// Where and why: file, line, column, reason, a short stack.
        failure: Box<Failure>,
    },
    /// The data of the message is larger than allowed.
    #[error("the data for template `{template}` has {bytes} bytes; at most {limit} are allowed")]
    DataTooLarge {
        /// The template.
        template: Slug,
        /// Bytes of JSON.
        bytes: usize,
        /// The most that is allowed.
        limit: usize,
    },
    /// The render used more than it may.
    #[error("template `{template}` used more than it may: {budget}")]
    OverBudget {
        /// The template.
        template: Slug,
        /// What was used up.
        budget: Budget,
    },
    /// The template ended so many helpers that it is not tried until it changes.
    #[error(
        "template `{template}` is quarantined: it ended {helpers} render helpers; change it to have \
         it tried again"
    )]
    Quarantined {
        /// The template.
        template: Slug,
        /// How many helpers it ended.
        helpers: u32,
    },
    /// What the template gave is not a message that Slack takes.
    #[error("template `{template}` gives a message that Slack would refuse: {}", list(.findings))]
    InvalidMessage {
        /// The template.
        template: Slug,
        /// What is wrong, errors first.
        findings: Vec<Finding>,
    },
    /// There was no helper, or no processor for it: not the template's doing.
    #[error("no render helper is available: {problem}")]
    HelperUnavailable {
        /// What is known of it.
        problem: String,
    },
}

/// What a render may use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Budget {
    /// Processor time, compiling included.
    Time(Duration),
    /// Memory or stack; how the helper ended.
    Memory(String),
    /// The size of the message, in bytes of JSON.
    Output {
        /// How large it was.
        bytes: u64,
        /// How large it may be.
        limit: usize,
    },
}

impl fmt::Display for Budget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Time(limit) => write!(f, "it did not end within {} ms", limit.as_millis()),
            Self::Memory(how) => write!(f, "its helper ended: {how}"),
            Self::Output { bytes, limit } => {
                write!(
                    f,
                    "the message has {bytes} bytes; at most {limit} are allowed"
                )
            }
        }
    }
}

impl RenderError {
    /// What to do about it.
    #[must_use]
    pub fn fault(&self) -> Fault {
        match self {
            Self::TemplateNotFound(_)
            | Self::Failed { .. }
            | Self::DataTooLarge { .. }
            | Self::OverBudget { .. }
            | Self::Quarantined { .. }
            | Self::InvalidMessage { .. } => Fault::GiveUp,
            Self::HelperUnavailable { .. } => Fault::Retry,
        }
    }

    /// What to call it.
    #[must_use]
    pub fn reason(&self) -> Reason {
        match self {
            Self::TemplateNotFound(_) => Reason::TemplateNotFound,
            Self::Failed { .. } => Reason::TemplateError,
            Self::DataTooLarge { .. } | Self::OverBudget { .. } => Reason::TemplateOverBudget,
            Self::Quarantined { .. } => Reason::TemplateQuarantined,
            Self::InvalidMessage { .. } => Reason::InvalidMessage,
            Self::HelperUnavailable { .. } => Reason::RendererUnavailable,
        }
    }
}

/// The first errors in words.
fn list(findings: &[Finding]) -> String {
    const SHOWN: usize = 3;
    let errors = || {
        findings
            .iter()
            .filter(|finding| finding.severity == Severity::Error)
    };
    let shown: Vec<_> = errors().take(SHOWN).map(ToString::to_string).collect();
    match errors().count().saturating_sub(SHOWN) {
        0 => shown.join("; "),
        more => format!("{}; and {more} more", shown.join("; ")),
    }
}
