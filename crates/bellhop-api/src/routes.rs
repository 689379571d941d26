//! The routes: each function takes a request that is authenticated and read whole, and answers it.

pub(crate) mod event;
pub(crate) mod quarantine;
pub(crate) mod trigger;

pub(crate) mod cancel;
pub(crate) mod card;
pub(crate) mod connection;
pub(crate) mod dead_letter;
pub(crate) mod explain;
pub(crate) mod forecast;
pub(crate) mod library;
pub(crate) mod message;
pub(crate) mod search;
pub(crate) mod template;
pub(crate) mod template_sample;
pub(crate) mod template_test;
pub(crate) mod template_version;
pub(crate) mod user;

mod place;

pub(crate) mod health;
pub(crate) mod openapi;
pub(crate) mod studio;

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use bellhop_core::id::TriggerId;

use crate::error::ApiError;
use crate::serve::Call;
use crate::wire::answer;

/// The text that the older paths are answered with.
fn ok() -> HttpResponse {
    HttpResponse::Accepted()
        .content_type(ContentType::plaintext())
        .body("OK")
}

/// Answers a bulk request with what became of its records.
fn bulk(
    call: &Call<'_>,
    results: &[Result<TriggerId, ApiError>],
) -> Result<HttpResponse, ApiError> {
    let bulk = answer::bulk(results)?;
    // When all were refused the request itself is counted, by the caller.
    for error in results.iter().filter_map(|result| result.as_ref().err()) {
        call.context.metrics.refused(error.code);
    }
    Ok(HttpResponse::MultiStatus().json(bulk))
}

/// The number in a query parameter, at most `max`; `default` when it is not given.
fn limit(call: &Call<'_>, default: u32) -> Result<u32, ApiError> {
    let max = call.context.ingest.page_rows_max;
    let Some(text) = crate::path::query_value(call.query, "limit") else {
        return Ok(default.min(max));
    };
    match text.parse::<u32>() {
        Ok(limit) if (1..=max).contains(&limit) => Ok(limit),
        Ok(_) | Err(_) => Err(ApiError::invalid(format!(
            "limit: must be a number from 1 to {max}"
        ))),
    }
}
