//! Refusals: every one has the same body, which satisfies every version of the official SDKs.
//!
//! Some of them read `message`, some `error.message`, and some fail on their own when `error` is not
//! an object, `records` is missing or the body is not JSON; so all of it is always there.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{ALLOW, RETRY_AFTER};
use bellhop_core::address::AddressError;
use bellhop_core::id::{IdError, Slug};
use bellhop_core::profile::EditError;
use serde::Serialize;

use crate::wire::answer::Record;

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident => $status:literal $text:literal,)+) => {
        /// What kind of refusal it is: `error_code` on the wire and `reason` in metrics.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(crate) enum Code {
            $($(#[$doc])* $name,)+
        }

        impl Code {
            /// Every code: metrics are created at zero from it.
            pub(crate) const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The HTTP status.
            pub(crate) fn status(self) -> u16 {
                match self { $(Self::$name => $status,)+ }
            }

            /// The `error_code`.
            pub(crate) fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)+ }
            }

            /// The `type` at the top of the body.
            pub(crate) fn type_name(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)+ }
            }
        }
    };
}

codes! {
    /// The body is not JSON, or its JSON does not have the right shape.
    InvalidJson => 400 "invalid_json",
    /// A value is not what it may be.
    InvalidRequest => 400 "invalid_request",
    /// No credential, or one that no workspace has.
    NotAuthenticated => 401 "not_authenticated",
    /// No such path, workflow, template, user, message or workspace.
    NotFound => 404 "not_found",
    /// The path exists, and not with this method.
    MethodNotAllowed => 405 "method_not_allowed",
    /// The client took too long to send its request.
    RequestTimeout => 408 "request_timeout",
    /// The deadline that comes with a trigger can't be met, and its caller wants it refused then.
    DeadlineUnreachable => 409 "deadline_unreachable",
    /// The draft of a template is not the one that the caller read.
    DraftChanged => 409 "draft_changed",
    /// A bound of the configuration was passed.
    TooLarge => 413 "too_large",
    /// The body is compressed.
    UnsupportedMediaType => 415 "unsupported_media_type",
    /// The request line and headers are larger than they may be.
    HeadersTooLarge => 431 "headers_too_large",
    /// A defect of Bellhop, or a state it cannot get out of by waiting.
    Internal => 500 "internal",
    /// A part of SuprSend's API that Bellhop does not have yet.
    NotSupported => 501 "not_supported",
    /// The queue or the store cannot take the request now.
    Unavailable => 503 "unavailable",
}

/// The most characters of a message.
const MESSAGE_CHARACTERS_MAX: usize = 1_000;

/// What the SaaS says to a request it cannot authenticate; callers may look for it.
pub(crate) const NOT_AUTHENTICATED: &str = "Not Authenticated - could not find Workspace details";

/// When a caller may try again after a 503: queue and store work in milliseconds, so that what holds
/// them up is short, or will be noticed by people.
const RETRY_AFTER_SECONDS: u64 = 1;

/// One refusal, ready to become an answer.
#[derive(Debug, Clone)]
pub(crate) struct ApiError {
    pub(crate) code: Code,
    pub(crate) message: String,
    /// What the caller's data has there: told to the caller, and not to the log.
    value: Option<String>,
    detail: Option<String>,
    records: Vec<Record>,
    allow: Option<&'static str>,
}

impl ApiError {
    pub(crate) fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            value: None,
            detail: None,
            records: Vec::new(),
            allow: None,
        }
    }

    /// A value is not what it may be: 400.
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(Code::InvalidRequest, message)
    }

    /// 404.
    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(Code::NotFound, message)
    }

    /// 409: the draft is another one than `field` names.
    pub(crate) fn draft_changed(field: &str, slug: &Slug) -> Self {
        let message = format!(
            "{field}: the draft of template '{slug}' is not the one that you read: it was saved, committed or discarded since. Nothing was changed; read it again"
        );
        Self::new(Code::DraftChanged, message)
    }

    /// 401, in the SaaS's words; `why` goes into the detail.
    pub(crate) fn not_authenticated(why: &str) -> Self {
        Self::new(Code::NotAuthenticated, NOT_AUTHENTICATED).with_detail(why)
    }

    /// 501.
    pub(crate) fn not_supported(what: &str) -> Self {
        Self::new(Code::NotSupported, format!("{what} not supported yet"))
    }

    /// 405, with the methods that are allowed.
    pub(crate) fn method_not_allowed(method: &str, allow: &'static str) -> Self {
        let message = format!("{method} is not allowed here; allowed: {allow}");
        Self {
            allow: Some(allow),
            ..Self::new(Code::MethodNotAllowed, message)
        }
    }

    /// 413: a bound of the configuration was passed.
    pub(crate) fn too_large(what: &str, limit: impl std::fmt::Display, key: &str) -> Self {
        Self::new(Code::TooLarge, format!("{what}; at most {limit} ({key})"))
    }

    /// 503, with a time after which to try again.
    pub(crate) fn unavailable(message: impl Into<String>) -> Self {
        Self::new(Code::Unavailable, message)
    }

    /// More about it than fits in the message.
    pub(crate) fn with_detail(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// What the caller's data has where the message says what would be right.
    pub(crate) fn with_value(self, value: impl Into<String>) -> Self {
        Self {
            value: Some(value.into()),
            ..self
        }
    }

    /// The refusals of the records of a bulk request, of which none was accepted.
    pub(crate) fn with_records(self, records: Vec<Record>) -> Self {
        Self { records, ..self }
    }

    /// Puts where it happened before the message, for example `[3]: `.
    pub(crate) fn at(self, place: impl std::fmt::Display) -> Self {
        Self {
            message: format!("{place}: {}", self.message),
            ..self
        }
    }

    /// The message for the caller, cut when it is long (it may repeat what the caller sent), and with
    /// anything in it that looks like a token or the path of a webhook hidden: a last guard, for callers
    /// who put a secret into the wrong field.
    pub(crate) fn shown(&self) -> Cow<'_, str> {
        match &self.value {
            None => guarded(&self.message),
            Some(value) => {
                let message = format!("{}, and is {value}", self.message);
                guarded(&message).into_owned().into()
            }
        }
    }

    /// The message for the log.
    pub(crate) fn logged(&self) -> Cow<'_, str> {
        guarded(&self.message)
    }

    /// The answer.
    pub(crate) fn response(&self) -> HttpResponse {
        let message = self.shown();
        let detail = self.detail.as_deref().map(hide_secrets);
        let status =
            StatusCode::from_u16(self.code.status()).expect("the table holds HTTP statuses");
        let mut response = HttpResponse::build(status);
        if self.code == Code::Unavailable {
            response.insert_header((RETRY_AFTER, RETRY_AFTER_SECONDS));
        }
        if let Some(methods) = self.allow {
            response.insert_header((ALLOW, methods));
        }
        response.json(Body {
            code: self.code.status(),
            error_code: self.code.as_str(),
            type_name: self.code.type_name(),
            message: &message,
            detail: detail.as_deref().unwrap_or(&message),
            status: "error",
            error: ErrorObject {
                type_name: self.code.as_str(),
                message: &message,
            },
            records: &self.records,
        })
    }
}

/// The body of every refusal.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = Error)]
pub(crate) struct Body<'a> {
    /// The HTTP status.
    #[schema(example = 404)]
    code: u16,
    /// The kind of refusal, for programs.
    #[schema(example = "not_found")]
    error_code: &'static str,
    /// The same, in SuprSend's other spelling.
    #[serde(rename = "type")]
    #[schema(example = "NotFound")]
    type_name: &'static str,
    /// What is wrong and what would be right, for people.
    #[schema(example = "workflow 'order-shipped' not found")]
    message: &'a str,
    /// More about it, or the message again.
    #[schema(example = "workflow 'order-shipped' not found")]
    detail: &'a str,
    /// Always `error`.
    #[schema(example = "error")]
    status: &'static str,
    /// The same again, where newer SDKs look for it.
    error: ErrorObject<'a>,
    /// One for each record of a bulk request; empty otherwise.
    #[schema(value_type = Vec<Record>)]
    records: &'a [Record],
}

/// Kind and message, where newer SDKs look for them.
#[derive(Serialize, utoipa::ToSchema)]
struct ErrorObject<'a> {
    /// The kind of refusal.
    #[serde(rename = "type")]
    #[schema(example = "not_found")]
    type_name: &'static str,
    /// What is wrong and what would be right.
    #[schema(example = "workflow 'order-shipped' not found")]
    message: &'a str,
}

impl From<AddressError> for ApiError {
    fn from(error: AddressError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl From<EditError> for ApiError {
    fn from(error: EditError) -> Self {
        Self::invalid(error.to_string())
    }
}

impl From<IdError> for ApiError {
    fn from(error: IdError) -> Self {
        Self::invalid(error.to_string())
    }
}

/// What starts a secret: the tokens of Slack, and the path of an incoming webhook.
const SECRET_STARTS: [&str; 2] = ["xox", "/services/"];

/// A message, cut and with secrets hidden.
fn guarded(message: &str) -> Cow<'_, str> {
    match message.char_indices().nth(MESSAGE_CHARACTERS_MAX) {
        None => hide_secrets(message),
        Some((end, _)) => format!("{}…", hide_secrets(&message[..end])).into(),
    }
}

/// Replaces what follows a token's or a webhook's beginning with `…`.
fn hide_secrets(text: &str) -> Cow<'_, str> {
    if !SECRET_STARTS.iter().any(|start| text.contains(start)) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, start)) = SECRET_STARTS
        .iter()
        .filter_map(|start| Some((rest.find(start)?, start)))
        .min()
    {
        let (before, secret) = rest.split_at(at + start.len());
        shown.push_str(before);
        let end = secret
            .find(|c: char| {
                !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | '%'))
            })
            .unwrap_or(secret.len());
        // The bare word `xox`, or `/services/` followed by punctuation, is not a secret.
        shown.push_str(if end == 0 { "" } else { "…" });
        rest = &secret[end..];
    }
    shown.push_str(rest);
    Cow::Owned(shown)
}

#[cfg(test)]
mod tests;
