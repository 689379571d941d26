//! Paths: the raw target of a request, and the route that it names.
//!
//! The raw path is split at `/` first and its parts are decoded afterwards, so that an id may hold an
//! encoded slash. A final slash makes no difference and nothing but `/studio` is ever redirected: the SDKs
//! would turn a redirected POST into a GET.

mod label;

use actix_web::http::Method;
use percent_encoding::percent_decode_str;

use crate::error::ApiError;

/// What a path names. The texts are raw parts of the path, not decoded yet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route<'a> {
    /// `/`
    Index,
    /// `/health/live`
    Live,
    /// `/health/ready`
    Ready,
    /// `/metrics`
    Metrics,
    /// `/openapi.json`
    OpenApi,
    /// `/docs/…`
    Docs {
        /// The file.
        file: &'a str,
    },
    /// `/studio` and what is below it
    Studio {
        /// The rest of the path: nothing, or `/` and a file.
        below: &'a str,
    },
    /// `/trigger/`
    Trigger,
    /// `/{workspace key}/trigger/`
    OldTrigger {
        /// The workspace key.
        key: &'a str,
    },
    /// `/event/`
    Event,
    /// `/v2/event/`
    EventV2,
    /// `/v2/bulk/event/`
    BulkEvent,
    /// `/v1/user/`
    Users,
    /// `/v1/user/{id}/`
    User {
        /// The `distinct_id`.
        id: &'a str,
    },
    /// `/v1/user/{id}/merge/`
    UserMerge {
        /// The `distinct_id`.
        id: &'a str,
    },
    /// `/v1/bulk/user/`
    BulkUser,
    /// `/v1/message/`
    Messages,
    /// `/v1/message/{id}/`
    Message {
        /// The id of a trigger or of a message.
        id: &'a str,
    },
    /// `/v1/message/{id}/explain/`
    MessageExplain {
        /// The id of a trigger or of a message.
        id: &'a str,
    },
    /// `/v1/message/{id}/forecast/`
    MessageForecast {
        /// The id of a message.
        id: &'a str,
    },
    /// `/v1/forecast/`
    Forecast,
    /// `/v1/card/`
    Cards,
    /// `/v1/connection/`
    Connections,
    /// `/v1/library/`
    Library,
    /// `/v1/template/`
    Templates,
    /// `/v1/template/reload/`
    TemplateReload,
    /// `/v1/template/{slug}/`
    Template {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/template/{slug}/preview/`
    TemplatePreview {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/template/{slug}/test/`
    TemplateTest {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/template/{slug}/draft/`
    TemplateDraft {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/template/{slug}/draft/commit/`
    TemplateCommit {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/template/{slug}/history/`
    TemplateHistory {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/template/{slug}/rollback/`
    TemplateRollback {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/template/{slug}/sample/`
    TemplateSamples {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/template/{slug}/diff/`
    TemplateDiff {
        /// The template's name.
        slug: &'a str,
    },
    /// `/v1/dead_letter/`
    DeadLetters,
    /// `/v1/dead_letter/{id}/`
    DeadLetter {
        /// The id of a message or trigger.
        id: &'a str,
    },
    /// `/v1/dead_letter/redrive/`
    Redrive,
    /// `/v1/dead_letter/purge/`
    PurgeDeadLetters,
    /// `/v1/workflow_run/cancel/`
    Cancel,
    /// `/v1/quarantine/`
    Quarantine,
    /// `/v1/quarantine/release/`
    ReleaseQuarantine,
    /// A part of SuprSend's API that there is not yet.
    NotSupported {
        /// What it is, with its verb.
        what: &'static str,
    },
    /// Anything else.
    Unknown,
}

impl<'a> Route<'a> {
    /// The route that a raw path names.
    pub(crate) fn of(path: &'a str) -> Self {
        let inner = path.strip_prefix('/').unwrap_or(path);
        if let Some(file) = inner.strip_prefix("docs/") {
            return Self::Docs { file };
        }
        if let Some(below) = inner
            .strip_prefix("studio")
            .filter(|it| it.is_empty() || it.starts_with('/'))
        {
            return Self::Studio { below };
        }
        let inner = inner.strip_suffix('/').unwrap_or(inner);
        let mut parts = [""; 8];
        let mut count = 0;
        for part in inner.split('/') {
            let Some(slot) = parts.get_mut(count) else {
                break;
            };
            *slot = part;
            count += 1;
        }
        Self::of_parts(&parts[..count])
    }

    fn of_parts(parts: &[&'a str]) -> Self {
        match *parts {
            [""] => Self::Index,
            ["health", "live"] => Self::Live,
            ["health", "ready"] => Self::Ready,
            ["metrics"] => Self::Metrics,
            ["openapi.json"] => Self::OpenApi,
            ["docs"] => Self::Docs { file: "" },
            ["trigger"] => Self::Trigger,
            ["event"] => Self::Event,
            ["v2", "event"] => Self::EventV2,
            ["v2", "bulk", "event"] => Self::BulkEvent,
            ["v1", ref rest @ ..] => Self::of_v1(rest),
            [key, "trigger"] => Self::OldTrigger { key },
            [_, "broadcast"] => Self::NotSupported {
                what: "broadcasts are",
            },
            _ => Self::Unknown,
        }
    }

    fn of_v1(parts: &[&'a str]) -> Self {
        match *parts {
            ["user"] => Self::Users,
            ["user", id] => Self::User { id },
            ["user", id, "merge"] => Self::UserMerge { id },
            ["user", _, "tenant" | "associated_tenant", ..] => Self::NotSupported {
                what: "users per tenant are",
            },
            ["user", _, "preference", ..] => Self::NotSupported {
                what: "preferences are",
            },
            ["user", _, "subscribed_to", ..] => Self::NotSupported {
                what: "objects and lists of a user are",
            },
            ["bulk", "user"] => Self::BulkUser,
            ["message"] => Self::Messages,
            ["message", id] => Self::Message { id },
            ["message", id, "explain"] => Self::MessageExplain { id },
            ["message", id, "forecast"] => Self::MessageForecast { id },
            ["message", _, ..] => Self::NotSupported {
                what: "the content of a message is",
            },
            ["bulk", "message"] => Self::NotSupported {
                what: "changing messages is",
            },
            ["forecast"] => Self::Forecast,
            ["card"] => Self::Cards,
            ["connection"] => Self::Connections,
            ["library"] => Self::Library,
            ["template", ref rest @ ..] => Self::of_template(rest),
            ["dead_letter"] => Self::DeadLetters,
            ["dead_letter", "redrive"] => Self::Redrive,
            ["dead_letter", "purge"] => Self::PurgeDeadLetters,
            ["dead_letter", id] => Self::DeadLetter { id },
            ["quarantine"] => Self::Quarantine,
            ["quarantine", "release"] => Self::ReleaseQuarantine,
            ["object", ..] | ["bulk", "object", ..] => Self::NotSupported {
                what: "objects are",
            },
            ["tenant" | "brand", ..] => Self::NotSupported {
                what: "tenants are",
            },
            ["subscriber_list", ..] => Self::NotSupported {
                what: "subscriber lists are",
            },
            ["workflow_run", "cancel"] => Self::Cancel,
            ["workflow_run", ..] => Self::NotSupported {
                what: "listing workflow runs is",
            },
            _ => Self::Unknown,
        }
    }

    fn of_template(parts: &[&'a str]) -> Self {
        match *parts {
            [] => Self::Templates,
            ["reload"] => Self::TemplateReload,
            [slug] => Self::Template { slug },
            [slug, "preview"] => Self::TemplatePreview { slug },
            [slug, "test"] => Self::TemplateTest { slug },
            [slug, "draft"] => Self::TemplateDraft { slug },
            [slug, "draft", "commit"] => Self::TemplateCommit { slug },
            [slug, "history"] => Self::TemplateHistory { slug },
            [slug, "rollback"] => Self::TemplateRollback { slug },
            [slug, "sample"] => Self::TemplateSamples { slug },
            [slug, "diff"] => Self::TemplateDiff { slug },
            _ => Self::Unknown,
        }
    }

    /// Whether anybody may ask, without a credential.
    pub(crate) fn is_open(self) -> bool {
        matches!(
            self,
            Self::Index
                | Self::Live
                | Self::Ready
                | Self::Metrics
                | Self::OpenApi
                | Self::Docs { .. }
                | Self::Studio { .. }
        )
    }

    /// Whether it takes triggers, events or profile edits.
    pub(crate) fn is_ingest(self) -> bool {
        matches!(
            self,
            Self::Trigger | Self::OldTrigger { .. } | Self::Event | Self::EventV2 | Self::BulkEvent
        )
    }

    /// The methods it takes, as the `Allow` header lists them; empty for any.
    pub(crate) fn methods(self) -> &'static str {
        match self {
            Self::Index
            | Self::Live
            | Self::Ready
            | Self::Metrics
            | Self::OpenApi
            | Self::Docs { .. }
            | Self::Studio { .. } => "GET, HEAD",
            Self::Trigger
            | Self::OldTrigger { .. }
            | Self::Event
            | Self::EventV2
            | Self::BulkEvent
            | Self::UserMerge { .. }
            | Self::TemplateReload
            | Self::TemplatePreview { .. }
            | Self::TemplateTest { .. }
            | Self::TemplateCommit { .. }
            | Self::TemplateRollback { .. }
            | Self::TemplateDiff { .. }
            | Self::Redrive
            | Self::Cancel
            | Self::PurgeDeadLetters
            | Self::ReleaseQuarantine => "POST",
            Self::Users
            | Self::Messages
            | Self::Message { .. }
            | Self::MessageExplain { .. }
            | Self::MessageForecast { .. }
            | Self::Forecast
            | Self::Cards
            | Self::Connections
            | Self::Quarantine
            | Self::Library
            | Self::Templates
            | Self::Template { .. }
            | Self::TemplateHistory { .. }
            | Self::TemplateSamples { .. }
            | Self::DeadLetters
            | Self::DeadLetter { .. } => "GET",
            Self::User { .. } => "GET, POST, PATCH, DELETE",
            Self::BulkUser => "DELETE",
            Self::TemplateDraft { .. } => "GET, PUT, DELETE",
            Self::NotSupported { .. } | Self::Unknown => "",
        }
    }

    /// Refuses a method that the route does not take.
    pub(crate) fn check_method(self, method: &Method) -> Result<(), ApiError> {
        let methods = self.methods();
        if methods.is_empty()
            || methods
                .split(", ")
                .any(|allowed| allowed == method.as_str())
        {
            return Ok(());
        }
        Err(ApiError::method_not_allowed(method.as_str(), methods))
    }
}

/// Decodes one part of a path. A raw `+` is a space, because the Python SDK up to 0.19.6 encodes one
/// so; the SDKs all send a plus sign as `%2B`.
pub(crate) fn decode(part: &str) -> Result<String, ApiError> {
    let spaced = part.replace('+', " ");
    match percent_decode_str(&spaced).decode_utf8() {
        Ok(text) => Ok(text.into_owned()),
        Err(_) => Err(ApiError::invalid("the path is not percent-encoded UTF-8")),
    }
}

/// The value of `name` in a raw query, decoded.
pub(crate) fn query_value(query: &str, name: &str) -> Option<String> {
    url::form_urlencoded::parse(query.as_bytes())
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

#[cfg(test)]
mod tests;
