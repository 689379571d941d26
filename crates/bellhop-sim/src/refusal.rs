//! The reply in Slack's form, for a call that is refused.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use serde_json::json;

use crate::calls::RATE_LIMITED;
use crate::limits::retry_after_seconds;

/// A call that Slack refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) code: Cow<'static, str>,
    /// The conversation, where the call got so far as to find it.
    pub(crate) channel: Option<Arc<str>>,
    detail: Detail,
}

/// What a refusal says beside its code.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Detail {
    Nothing,
    /// Lines for `response_metadata.messages`, without their `[ERROR] `.
    Lines(Vec<String>),
    /// What `missing_scope` misses.
    Scopes {
        needed: String,
        provided: String,
    },
    /// A 429, with this text in `Retry-After` or without that header.
    Wait(Option<String>),
    /// A page of HTML with this status instead of the code.
    Page(u16),
}

impl Refusal {
    pub(crate) const fn code(code: &'static str) -> Refusal {
        Refusal {
            code: Cow::Borrowed(code),
            channel: None,
            detail: Detail::Nothing,
        }
    }

    /// A code that is known only at run time: a fault's.
    pub(crate) fn named(code: String) -> Refusal {
        Refusal {
            code: Cow::Owned(code),
            channel: None,
            detail: Detail::Nothing,
        }
    }

    /// `invalid_arguments`, with Slack's sentence about the argument.
    pub(crate) fn argument(sentence: &str) -> Refusal {
        Refusal::detailed("invalid_arguments", vec![sentence.to_owned()])
    }

    /// A code with lines that say more, `[ERROR] ` not included.
    pub(crate) fn detailed(code: &'static str, lines: Vec<String>) -> Refusal {
        Refusal {
            detail: Detail::Lines(lines),
            ..Refusal::code(code)
        }
    }

    pub(crate) fn missing_scope(needed: &str, provided: &str) -> Refusal {
        let (needed, provided) = (needed.to_owned(), provided.to_owned());
        Refusal {
            detail: Detail::Scopes { needed, provided },
            ..Refusal::code("missing_scope")
        }
    }

    pub(crate) fn rate_limited(wait: Duration) -> Refusal {
        Refusal::told_to_wait(Some(retry_after_seconds(wait).to_string()))
    }

    /// A 429 with this text as its `Retry-After`, or without that header.
    pub(crate) fn told_to_wait(retry_after: Option<String>) -> Refusal {
        Refusal {
            detail: Detail::Wait(retry_after),
            ..Refusal::code(RATE_LIMITED)
        }
    }

    /// A page of HTML with this status, as when Slack's front end fails.
    pub(crate) fn page(status: u16) -> Refusal {
        Refusal {
            detail: Detail::Page(status),
            ..Refusal::named(format!("status_{status}"))
        }
    }

    pub(crate) fn in_channel(mut self, channel: &Arc<str>) -> Refusal {
        self.channel = Some(Arc::clone(channel));
        self
    }

    /// The HTTP status, where it is not the one that goes with the code.
    pub(crate) fn status(&self) -> Option<u16> {
        match &self.detail {
            Detail::Wait(_) => Some(429),
            Detail::Page(status) => Some(*status),
            Detail::Nothing | Detail::Lines(_) | Detail::Scopes { .. } => None,
        }
    }

    /// The text of `Retry-After`.
    pub(crate) fn retry_after(&self) -> Option<&str> {
        match &self.detail {
            Detail::Wait(told) => told.as_deref(),
            Detail::Nothing | Detail::Lines(_) | Detail::Scopes { .. } | Detail::Page(_) => None,
        }
    }

    /// The seconds in `Retry-After`, if that is what it says.
    pub(crate) fn retry_after_seconds(&self) -> Option<u64> {
        self.retry_after().and_then(|told| told.parse().ok())
    }

    /// Whether it is a rate limit, and not merely named like one.
    pub(crate) fn is_rate_limit(&self) -> bool {
        matches!(self.detail, Detail::Wait(_))
    }

    /// The page of HTML to answer instead of the code.
    pub(crate) fn html(&self) -> Option<Vec<u8>> {
        match &self.detail {
            Detail::Page(status) => Some(
                format!(
                    "<!DOCTYPE html><html><head><title>{status}</title></head>\
                     <body>Server Error</body></html>\n"
                )
                .into_bytes(),
            ),
            Detail::Nothing | Detail::Lines(_) | Detail::Scopes { .. } | Detail::Wait(_) => None,
        }
    }

    /// The lines of `response_metadata.messages`, without their `[ERROR] `.
    pub(crate) fn lines(&self) -> &[String] {
        match &self.detail {
            Detail::Lines(lines) => lines,
            Detail::Nothing | Detail::Scopes { .. } | Detail::Wait(_) | Detail::Page(_) => &[],
        }
    }

    /// The Web API's reply.
    pub(crate) fn to_json(&self, warning: Option<&str>) -> Vec<u8> {
        let mut fields = json!({"ok": false, "error": self.code});
        if let Detail::Scopes { needed, provided } = &self.detail {
            fields["needed"] = json!(needed);
            fields["provided"] = json!(provided);
        }
        if !self.lines().is_empty() {
            let lines: Vec<_> = self
                .lines()
                .iter()
                .map(|line| format!("[ERROR] {line}"))
                .collect();
            fields["response_metadata"]["messages"] = json!(lines);
        }
        if let Some(warning) = warning {
            fields["warning"] = json!(warning);
            fields["response_metadata"]["warnings"] = json!([warning]);
        }
        serde_json::to_vec(&fields).expect("a reply has no map keys but strings")
    }
}
