//! Versions of templates: `/v1/template/{slug}/draft/`, `…/history/` and `…/rollback/`, for teams that
//! do not edit files.
//!
//! A draft can always be saved and tried. It can be committed, and a version gone back to, where the
//! store is what is served (`templates.source = "api"`); with files, the files say what is served.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use actix_web::http::Method;
use bellhop_core::id::Slug;
use bellhop_store::{DraftMeant, NewTemplateVersion, TemplateSource};
use bellhop_templates::{Content, Tried, Version};

use super::template::{not_found, read_slug};
use crate::error::{ApiError, Code};
use crate::ingest::refuse_store;
use crate::reload::ReloadError;
use crate::routes::limit;
use crate::serve::Call;
use crate::wire::json;
use crate::wire::template::{
    CommitAnswer, CommitBody, DraftAnswer, DraftBody, HistoryAnswer, HistoryLine, RollbackBody,
    TriedAnswer, note,
};

/// Lines of a history when the caller does not say.
const LIMIT_DEFAULT: u32 = 50;

/// The draft of a template: saved, shown, or dropped.
///
/// Saving answers with what is wrong with it, and what Slack would show differently, for each of its
/// examples. A broken draft is saved all the same: it can't be committed. A draft that says which one it
/// `replaces` is not saved over another.
#[utoipa::path(
    put,
    path = "/v1/template/{slug}/draft/",
    tag = "templates",
    params(("slug" = String, Path, description = "The template's name; a new one makes a new template.")),
    request_body = DraftBody,
    responses(
        (status = 200, description = "The draft, and what is wrong with it.", body = DraftAnswer),
        (status = 400, description = "What is wrong, by name.", body = crate::error::Body<'_>),
        (status = 409, description = "The draft is another one than `replaces` names; nothing was changed.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn draft(
    method: &Method,
    call: &Call<'_>,
    slug: &str,
) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    let store = &call.context.store;
    if *method == Method::DELETE {
        let dropped = store
            .drop_template_draft(slug.as_str(), DraftMeant::Any)
            .await;
        dropped.map_err(refuse_store)?;
        return Ok(HttpResponse::NoContent().finish());
    }
    let (files, updated_at_ms) = if *method == Method::PUT {
        let body: DraftBody = json::read(call.body)?;
        let content = serde_json::to_string(&body.files)
            .map_err(|error| ApiError::invalid(format!("files: {error}")))?;
        let replaces = body.replaces.unwrap_or(DraftMeant::Any);
        let saved = store.save_template_draft(slug.as_str(), content, replaces, call.now_ms);
        let saved_at_ms = saved.await.map_err(refuse_store)?;
        let overtaken = || ApiError::draft_changed("replaces", &slug);
        (body.files, saved_at_ms.ok_or_else(overtaken)?)
    } else {
        saved_draft(call, &slug).await?
    };
    let tried = try_files(call, &slug, files.clone()).await?;
    Ok(HttpResponse::Ok().json(DraftAnswer {
        files,
        updated_at_ms,
        tried: TriedAnswer(tried),
    }))
}

/// Has the draft of a template served, everywhere within seconds. A draft that is not good is refused,
/// and so is one that somebody saves meanwhile, or that is not the one that the caller names.
#[utoipa::path(
    post,
    path = "/v1/template/{slug}/draft/commit/",
    tag = "templates",
    params(("slug" = String, Path, description = "The template's name.")),
    request_body = CommitBody,
    responses(
        (status = 200, description = "The version that is served now.", body = CommitAnswer),
        (status = 400, description = "What is wrong with the draft.", body = crate::error::Body<'_>),
        (status = 404, description = "There is no draft.", body = crate::error::Body<'_>),
        (status = 409, description = "The draft is another one than is meant; nothing was changed.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn commit(call: &Call<'_>, slug: &str) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    check_source(call)?;
    let body: CommitBody = json::read_or_default(call.body)?;
    let note = note(body.note)?;
    let overtaken = || ApiError::draft_changed("draft_updated_at_ms", &slug);
    let saved = match saved_draft(call, &slug).await {
        // Whoever names a draft that is gone was overtaken, too.
        Err(error) if error.code == Code::NotFound && body.draft_updated_at_ms.is_some() => {
            return Err(overtaken());
        }
        saved => saved,
    };
    let (files, saved_at_ms) = saved?;
    if body
        .draft_updated_at_ms
        .is_some_and(|meant| meant != saved_at_ms)
    {
        return Err(overtaken());
    }
    let tried = try_files(call, &slug, files.clone()).await?;
    if let Some(problem) = tried.problem {
        return Err(ApiError::invalid(format!(
            "the draft is refused: {problem}"
        )));
    }
    let content = call.context.templates.draft_content(&slug, files);
    let (Some(content), Some(version)) = (content, tried.version) else {
        return Err(ApiError::invalid("the draft is refused: it can't be read"));
    };
    let new = new_version(call, &slug, version.as_str(), &content, note)?;
    let history_max = call.context.reloader.history_max();
    let store = &call.context.store;
    let committed = store.commit_template_draft(new, saved_at_ms, history_max);
    if !committed.await.map_err(refuse_store)? {
        return Err(overtaken());
    }
    let version = serve_newest(call, &slug).await?;
    // Whoever has saved another one since keeps it.
    let dropped = store.drop_template_draft(slug.as_str(), DraftMeant::SavedAt(saved_at_ms));
    dropped.await.map_err(refuse_store)?;
    Ok(HttpResponse::Ok().json(CommitAnswer { version }))
}

/// The versions of a template that were served, newest first.
#[utoipa::path(
    get,
    path = "/v1/template/{slug}/history/",
    tag = "templates",
    params(
        ("slug" = String, Path, description = "The template's name."),
        ("limit" = Option<u32>, Query, description = "Versions at most; 50 when it is not given."),
    ),
    responses((status = 200, description = "The history.", body = HistoryAnswer)),
)]
pub(crate) async fn history(call: &Call<'_>, slug: &str) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    let limit = limit(call, LIMIT_DEFAULT)?;
    let lines = call
        .context
        .store
        .template_history(slug.as_str(), limit)
        .await;
    let lines = lines.map_err(refuse_store)?;
    if lines.is_empty() {
        return Err(not_found(&slug));
    }
    let results = lines.into_iter().map(HistoryLine::new).collect();
    Ok(HttpResponse::Ok().json(HistoryAnswer { results }))
}

/// Has an earlier version served again, everywhere within seconds.
#[utoipa::path(
    post,
    path = "/v1/template/{slug}/rollback/",
    tag = "templates",
    params(("slug" = String, Path, description = "The template's name.")),
    request_body = RollbackBody,
    responses(
        (status = 200, description = "The version that is served now.", body = CommitAnswer),
        (status = 400, description = "It is not good any more, or files say what is served.", body = crate::error::Body<'_>),
        (status = 404, description = "The history has no such version.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn rollback(call: &Call<'_>, slug: &str) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    check_source(call)?;
    let body: RollbackBody = json::read(call.body)?;
    let given = note(body.note)?;
    let history = call
        .context
        .store
        .template_history(slug.as_str(), call.context.reloader.history_max());
    let history = history.await.map_err(refuse_store)?;
    let found = history
        .into_iter()
        .find(|line| line.new.version == body.version);
    let found = found.ok_or_else(|| {
        let shown: String = body.version.chars().take(80).collect();
        ApiError::not_found(format!("version '{shown}' of template '{slug}' not found"))
    })?;
    let content: Content = serde_json::from_str(&found.new.content).map_err(|error| {
        ApiError::invalid(format!("version: its content can't be read: {error}"))
    })?;
    let note = match given.as_str() {
        "" => format!("back to {}", body.version),
        _ => given,
    };
    let tried = call.context.templates.try_content(&slug, &content).await;
    let tried = tried.map_err(|error| unavailable(ReloadError::Templates(error)))?;
    if let Some(problem) = tried.problem {
        return Err(ApiError::invalid(format!(
            "the version is refused: {problem}"
        )));
    }
    let new = new_version(call, &slug, &body.version, &content, note)?;
    let history_max = call.context.reloader.history_max();
    let put = call.context.store.put_template_version(new, history_max);
    put.await.map_err(refuse_store)?;
    let version = serve_newest(call, &slug).await?;
    Ok(HttpResponse::Ok().json(CommitAnswer { version }))
}

fn new_version(
    call: &Call<'_>,
    slug: &Slug,
    version: &str,
    content: &Content,
    note: String,
) -> Result<NewTemplateVersion, ApiError> {
    let content = serde_json::to_string(content)
        .map_err(|error| ApiError::invalid(format!("files: {error}")))?;
    Ok(NewTemplateVersion {
        slug: slug.as_str().to_owned(),
        version: version.to_owned(),
        content,
        source: TemplateSource::Api,
        note,
        created_at_ms: call.now_ms,
    })
}

/// Has this process serve the newest version of the history; gives the one it serves.
async fn serve_newest(call: &Call<'_>, slug: &Slug) -> Result<Version, ApiError> {
    let reloaded = call.context.reloader.reload().await.map_err(unavailable)?;
    if let Some(problem) = reloaded.refused.get(slug.as_str()) {
        return Err(ApiError::invalid(format!(
            "the version is refused: {problem}"
        )));
    }
    let served = call.context.templates.version(slug);
    served.ok_or_else(|| not_found(slug))
}

pub(crate) async fn saved_draft(
    call: &Call<'_>,
    slug: &Slug,
) -> Result<(BTreeMap<String, String>, u64), ApiError> {
    let draft = call.context.store.template_draft(slug.as_str()).await;
    let draft = draft
        .map_err(refuse_store)?
        .ok_or_else(|| ApiError::not_found(format!("a draft of template '{slug}' not found")))?;
    let files = serde_json::from_str(&draft.content)
        .map_err(|error| ApiError::invalid(format!("the draft can't be read: {error}")))?;
    Ok((files, draft.updated_at_ms))
}

async fn try_files(
    call: &Call<'_>,
    slug: &Slug,
    files: BTreeMap<String, String>,
) -> Result<Tried, ApiError> {
    let tried = call.context.templates.try_files(slug, files).await;
    tried.map_err(|error| unavailable(ReloadError::Templates(error)))
}

pub(crate) fn unavailable(error: ReloadError) -> ApiError {
    ApiError::unavailable(format!("try again: {error}"))
}

fn check_source(call: &Call<'_>) -> Result<(), ApiError> {
    if call.context.reloader.serves_files() {
        return Err(ApiError::invalid(
            "templates.source is \"files\": the files of the templates' folder say what is served; change them, or set it to \"api\"",
        ));
    }
    Ok(())
}
