//! Dead letters on the wire: which are chosen, and how they are shown.

use bellhop_core::fault::Reason;
use bellhop_queue::{About, DeadLetter, Kind};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::config::IngestConfig;
use crate::error::ApiError;
use crate::wire::json;

/// Which dead letters are meant: those with these ids, or all that fit.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceBody {
    /// The ids of messages or triggers; not together with `all`.
    #[schema(value_type = Option<Vec<Uuid>>)]
    ids: Option<Vec<String>>,
    /// `true` for all of the workspace that fit `reason` and `workflow`, oldest first, as many as one
    /// request may have (`ingest.dead_letters_max`).
    all: Option<bool>,
    /// With `all`: only those that were given up for this reason.
    #[schema(example = "template_error")]
    reason: Option<String>,
    /// With `all`: only those of this workflow or event.
    #[schema(example = "order-shipped")]
    workflow: Option<String>,
    /// With `all`: only messages that this template failed on, whatever it was that failed.
    #[schema(example = "order-shipped")]
    template: Option<String>,
    /// With `all`: only those that were given up at this time or later, in milliseconds since 1970.
    since_ms: Option<u64>,
    /// For redriving: the channel, user or e-mail that messages go to instead.
    #[schema(example = "C0123456789")]
    to: Option<String>,
    /// With `to`: the connection that reaches it; without, each message keeps its own.
    #[schema(example = "con_0123456789abcdef01234567")]
    connection: Option<String>,
}

/// Where messages go instead, not checked yet.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct To {
    pub(crate) place: String,
    pub(crate) connection: Option<String>,
}

/// Which dead letters are meant.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    Ids(Vec<Uuid>),
    All(Filter),
}

/// What dead letters have to be like.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Filter {
    reason: Option<Reason>,
    workflow: Option<String>,
    since_ms: Option<u64>,
    failed_template: Option<String>,
}

impl Filter {
    pub(crate) fn takes(&self, letter: &DeadLetter, about: &About) -> bool {
        self.reason.is_none_or(|reason| letter.reason == reason)
            && self
                .since_ms
                .is_none_or(|since_ms| letter.dead_at_ms >= since_ms)
            && (self.workflow.is_none() || self.workflow == about.workflow)
            && self.failed_template.as_ref().is_none_or(|template| {
                letter.kind == Kind::Message
                    && letter.reason.is_of_template()
                    && about.workflow.as_ref() == Some(template)
            })
    }
}

/// Reads which dead letters are meant, and where they go instead.
pub(crate) fn read_choice(
    body: &[u8],
    limits: &IngestConfig,
) -> Result<(Choice, Option<To>), ApiError> {
    let mut body: ChoiceBody = json::read(body)?;
    let to = match (body.to.take(), body.connection.take()) {
        (Some(place), connection) => Some(To { place, connection }),
        (None, Some(_)) => return Err(ApiError::invalid("connection: goes with to, not alone")),
        (None, None) => None,
    };
    Ok((read_which(body, limits)?, to))
}

fn read_which(body: ChoiceBody, limits: &IngestConfig) -> Result<Choice, ApiError> {
    match (body.ids, body.all) {
        (Some(_), Some(_)) => Err(ApiError::invalid("all: cannot be given together with ids")),
        (None, Some(true)) => {
            let reason = body.reason.as_deref().map(reason).transpose()?;
            let workflow = body.workflow;
            Ok(Choice::All(Filter {
                reason,
                workflow,
                since_ms: body.since_ms,
                failed_template: body.template,
            }))
        }
        (None, Some(false)) => Err(ApiError::invalid(
            "all: is false; it must be true, or ids must be given instead",
        )),
        (None, None) => Err(ApiError::invalid(
            "ids: is missing; give a list of ids, or \"all\": true",
        )),
        (Some(ids), None) => {
            let filters = [
                ("reason", body.reason.is_some()),
                ("workflow", body.workflow.is_some()),
                ("since_ms", body.since_ms.is_some()),
                ("template", body.template.is_some()),
            ];
            if let Some((name, _)) = filters.iter().find(|(_, given)| *given) {
                let message = format!("{name}: goes with \"all\": true, not with ids");
                return Err(ApiError::invalid(message));
            }
            read_ids(&ids, limits).map(Choice::Ids)
        }
    }
}

fn read_ids(texts: &[String], limits: &IngestConfig) -> Result<Vec<Uuid>, ApiError> {
    let max = limits.dead_letters_max;
    if texts.is_empty() {
        return Err(ApiError::invalid(
            "ids: is empty; it must name at least one",
        ));
    }
    if texts.len() > max {
        let what = format!("ids: there are {}", texts.len());
        return Err(ApiError::too_large(&what, max, "ingest.dead_letters_max"));
    }
    let mut ids = Vec::with_capacity(texts.len());
    for (place, text) in texts.iter().enumerate() {
        let Ok(id) = Uuid::parse_str(text) else {
            let shown: String = text.chars().take(80).collect();
            let message = format!("ids[{place}]: must be a UUID, not {shown:?}");
            return Err(ApiError::invalid(message));
        };
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    Ok(ids)
}

fn reason(text: &str) -> Result<Reason, ApiError> {
    Reason::parse(text).ok_or_else(|| {
        let shown: String = text.chars().take(80).collect();
        let names: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
        let names = names.join(", ");
        ApiError::invalid(format!("reason: must be one of {names}; not {shown:?}"))
    })
}

/// A page of dead letters.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct DeadLetterList {
    /// Those of the page, oldest first. A page may have fewer than the limit, and still not be the last.
    pub(crate) results: Vec<Letter>,
    /// The cursor to ask for the page after with; missing on the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "100")]
    pub(crate) after: Option<String>,
}

/// A trigger or message that was given up.
#[derive(Serialize, utoipa::ToSchema)]
#[schema(as = DeadLetter)]
pub(crate) struct Letter {
    /// Its id.
    id: Uuid,
    /// `message` or `trigger`.
    #[schema(value_type = String, example = "message")]
    kind: Kind,
    /// The trigger that it is, or came of: what the caller got as `message_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    message_id: Option<Uuid>,
    /// The workflow, template or event.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "order-shipped")]
    workflow: Option<String>,
    /// The recipient of a message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "u-1842")]
    distinct_id: Option<String>,
    /// Why it was given up.
    #[schema(value_type = String, example = "template_error")]
    reason: Reason,
    /// More of that, for people.
    detail: String,
    /// Whether it can be redriven: what cannot be read cannot.
    can_redrive: bool,
    /// When its trigger was accepted, in milliseconds since 1970.
    accepted_at_ms: u64,
    /// When it was given up, in milliseconds since 1970.
    dead_at_ms: u64,
    /// The envelope as it was on the queue; only where one letter is asked for. Text when it is not JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    envelope: Option<Box<RawValue>>,
}

impl Letter {
    /// How a letter is shown in a list.
    pub(crate) fn new(letter: &DeadLetter, about: About) -> Self {
        Self {
            id: letter.id,
            kind: letter.kind,
            message_id: about.trigger,
            workflow: about.workflow,
            distinct_id: about.distinct_id,
            reason: letter.reason,
            detail: letter.detail.clone(),
            can_redrive: about.unreadable.is_none(),
            accepted_at_ms: letter.accepted_at_ms,
            dead_at_ms: letter.dead_at_ms,
            envelope: None,
        }
    }

    /// How a letter is shown alone.
    pub(crate) fn whole(letter: DeadLetter, about: About) -> Self {
        let shown = Self::new(&letter, about);
        let text = letter.body;
        // As it is, so that no number loses a digit.
        let envelope = RawValue::from_string(text.clone())
            .or_else(|_| RawValue::from_string(Value::String(text).to_string()));
        Self {
            envelope: envelope.ok(),
            ..shown
        }
    }
}

/// What became of dead letters that were to be redriven.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct RedriveAnswer {
    /// How many are on their way again.
    pub(crate) redriven: usize,
    /// How many Slack turned out to have already: they are not sent again, and are dead letters no more.
    pub(crate) delivered: usize,
    /// Those that stay where they are, and why.
    pub(crate) failed: Vec<Failure>,
    /// With `all`: whether there may be more that fit; ask again.
    pub(crate) more: bool,
}

/// What became of dead letters that were to be purged.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct PurgeAnswer {
    /// How many are gone.
    pub(crate) purged: usize,
    /// Those that are not, and why.
    pub(crate) failed: Vec<Failure>,
    /// With `all`: whether there may be more that fit; ask again.
    pub(crate) more: bool,
}

/// A dead letter that stays where it is.
#[derive(Debug, Serialize, utoipa::ToSchema)]
#[schema(as = DeadLetterFailure)]
pub(crate) struct Failure {
    /// Its id.
    pub(crate) id: Uuid,
    /// Why.
    #[schema(example = "no dead letter has this id")]
    pub(crate) error: String,
}
