//! Why a message did what it did, in words: `GET /v1/message/{id}/explain/`.

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use bellhop_core::id::{DistinctId, TriggerId};
use bellhop_store::MessageView;
use serde::Serialize;

use crate::error::ApiError;
use crate::explain::{self, Explanation, Known, TriggerExplanation, Waits};
use crate::ingest::refuse_store;
use crate::routes::message::{Wanted, wanted};
use crate::serve::Call;

/// Why a message did what it did.
///
/// The id of a message tells every decision that led to it being sent, held, expired or refused, from
/// what is on record: which address won, what it waited for and how long, what Slack said, what happens
/// next, and what a person can do. The id of a trigger tells the same of each of its messages, shortly.
/// With `Accept: text/plain` it is set for people, in 100 columns.
#[utoipa::path(
    get,
    path = "/v1/message/{id}/explain/",
    tag = "messages",
    params(
        ("id" = uuid::Uuid, Path, description = "The id of a message or of a trigger."),
        ("limit" = Option<u32>, Query, description = "Messages of a trigger on the page; 100 when it is not given."),
        ("after" = Option<String>, Query, description = "The page after this cursor."),
    ),
    responses(
        (status = 200, description = "The explanation.", content(
            (Explained = "application/json"),
            (String = "text/plain"),
        )),
        (status = 404, description = "There is no such trigger or message.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn get(call: &Call<'_>, id: &str) -> Result<HttpResponse, ApiError> {
    let found = wanted(call, id).await?;
    let store = &call.context.store;
    let connections = store
        .connections(call.workspace)
        .await
        .map_err(refuse_store)?;
    let (pace, now_ms) = (call.context.pace, call.now_ms);
    match found {
        Wanted::Trigger(trigger) => {
            let waits = waits(call, trigger.id).await?;
            let explanation = explain::trigger(&trigger, &connections, waits, pace, now_ms);
            Ok(answer(call, &explanation, || explanation.text()))
        }
        Wanted::Message(message) => {
            let profile = profile(call, &message).await?;
            let connection = connections
                .iter()
                .find(|connection| message.connection.as_ref() == Some(&connection.id));
            let expected = super::forecast::expected(call, &message).await?;
            let explanation = explain::message(&Known {
                message: &message,
                connection,
                profile: profile.as_ref(),
                pace,
                expected,
                now_ms,
            });
            Ok(answer(call, &explanation, || explanation.text()))
        }
    }
}

/// The two shapes of an explanation, for the OpenAPI document.
#[derive(utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = Explained)]
#[expect(dead_code, reason = "it describes what `get` answers")]
pub(crate) enum Explained {
    /// Of a message.
    Message(Explanation),
    /// Of a trigger.
    Trigger(TriggerExplanation),
}

async fn profile(
    call: &Call<'_>,
    message: &MessageView,
) -> Result<Option<bellhop_core::profile::Profile>, ApiError> {
    // A transient recipient has no id, and so no profile.
    let Ok(id) = DistinctId::parse(&message.distinct_id) else {
        return Ok(None);
    };
    let found = call.context.store.profile(call.workspace, &id).await;
    Ok(found.map_err(refuse_store)?.map(|record| record.profile))
}

async fn waits(call: &Call<'_>, id: TriggerId) -> Result<Waits, ApiError> {
    let store = &call.context.store;
    let cancelled = store.cancelled(&[id]).await.map_err(refuse_store)?;
    Ok(Waits {
        due_at_ms: store.trigger_due_ms(id).await.map_err(refuse_store)?,
        is_cancelled: cancelled.get(&id).is_some_and(|whom| whom.contains("")),
    })
}

fn answer(call: &Call<'_>, json: &impl Serialize, text: impl Fn() -> String) -> HttpResponse {
    if wants_text(call.accept) {
        return HttpResponse::Ok()
            .content_type(ContentType::plaintext())
            .body(text());
    }
    HttpResponse::Ok().json(json)
}

/// Whether an `Accept` header names plain text before anything that JSON would do for.
fn wants_text(accept: &str) -> bool {
    let kinds = accept.split(',').map(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().to_ascii_lowercase()
    });
    let mut known = kinds.filter(|kind| {
        matches!(
            kind.as_str(),
            "text/plain" | "text/*" | "application/json" | "application/*" | "*/*"
        )
    });
    known.next().is_some_and(|kind| kind.starts_with("text/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_for_those_who_ask_for_it_first() {
        let cases = [
            ("", false),
            ("*/*", false),
            ("application/json, text/plain, */*", false),
            ("text/plain", true),
            ("Text/Plain; q=0.9", true),
            ("text/html, text/plain", true),
        ];
        for (accept, text) in cases {
            assert_eq!(wants_text(accept), text, "{accept}");
        }
    }
}
