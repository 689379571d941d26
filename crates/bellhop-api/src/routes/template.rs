//! Templates: `/v1/template/…`. How each does, its files, what a draft of it would say, and having
//! changed files served.

use std::collections::BTreeMap;

use actix_web::HttpResponse;
use bellhop_core::id::Slug;
use bellhop_store::TemplateSource;
use bellhop_templates::{Health, Problem, Rendered};
use serde_json::value::RawValue;

use crate::error::ApiError;
use crate::ingest::refuse_store;
use crate::path::decode;
use crate::serve::Call;
use crate::wire::json;
use crate::wire::template::{
    PreviewAnswer, PreviewBody, ReloadAnswer, TemplateAnswer, TemplateList,
};
use crate::wire::template_sample::TemplateLine;

/// The example that a preview is filled with when its caller gives no data.
const EXAMPLE: &str = "example.json";

/// Lists the templates and how each does: the version that is served, what is wrong with it or with a
/// newer one that was refused, when it was last rendered, and whether there is a draft.
#[utoipa::path(
    get,
    path = "/v1/template/",
    tag = "templates",
    responses((status = 200, description = "Every template.", body = TemplateList)),
)]
pub(crate) async fn list(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let results = lines(call).await?;
    let source = source(call);
    Ok(HttpResponse::Ok().json(TemplateList { results, source }))
}

/// One template as it is served, with its files.
#[utoipa::path(
    get,
    path = "/v1/template/{slug}/",
    tag = "templates",
    params(("slug" = String, Path, description = "The template's name.")),
    responses(
        (status = 200, description = "The template.", body = TemplateAnswer),
        (status = 404, description = "There is no such template.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn get(call: &Call<'_>, slug: &str) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    let mut lines = lines(call).await?.into_iter();
    let line = lines.find(|line| line.health.slug == slug.as_str());
    let line = line.ok_or_else(|| not_found(&slug))?;
    let files = call.context.templates.files(&slug).unwrap_or_default();
    let source = source(call);
    Ok(HttpResponse::Ok().json(TemplateAnswer {
        line,
        source,
        files,
    }))
}

/// Renders a template, or a draft of it, and says what Slack would say to it. Nothing is changed or
/// sent.
#[utoipa::path(
    post,
    path = "/v1/template/{slug}/preview/",
    tag = "templates",
    params(("slug" = String, Path, description = "The template's name; a new one goes with `files`.")),
    request_body = PreviewBody,
    responses(
        (status = 200, description = "The message, or what is wrong.", body = PreviewAnswer),
        (status = 404, description = "There is no such template, and no files were given.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn preview(call: &Call<'_>, slug: &str) -> Result<HttpResponse, ApiError> {
    let slug = read_slug(slug)?;
    let body: PreviewBody = json::read(call.body)?;
    let (_, rendered) = render(call, &slug, body.files, body.data).await?;
    Ok(HttpResponse::Ok().json(match rendered {
        Ok(rendered) => PreviewAnswer {
            message: Some(rendered.message),
            warnings: rendered
                .warnings
                .iter()
                .filter_map(|finding| serde_json::to_value(finding).ok())
                .collect(),
            problem: None,
        },
        Err(problem) => PreviewAnswer {
            message: None,
            warnings: Vec::new(),
            problem: Some(problem),
        },
    }))
}

/// Renders these files, or what is served, with this data, or with the example; gives the data, too.
pub(crate) async fn render(
    call: &Call<'_>,
    slug: &Slug,
    files: Option<BTreeMap<String, String>>,
    data: Option<Box<RawValue>>,
) -> Result<(String, Result<Rendered, Problem>), ApiError> {
    let templates = &call.context.templates;
    let served = templates.files(slug);
    let shown = files.as_ref().or(served.as_ref());
    let shown = shown.ok_or_else(|| not_found(slug))?;
    let data = match (data, shown.get(EXAMPLE)) {
        (Some(data), _) => data.get().to_owned(),
        (None, Some(example)) => example.clone(),
        (None, None) => "{}".to_owned(),
    };
    let rendered = match files {
        Some(files) => templates.render_files(slug, files, data.as_bytes()).await,
        // Not its files: it may have been committed with other pieces of lib/ than there are now.
        None => templates
            .render(slug, data.as_bytes())
            .await
            .map_err(|error| Problem::of_render(&error)),
    };
    Ok((data, rendered))
}

/// Has the process that answers read its templates again at once. (Without it a change is noticed
/// within `templates.watch_seconds`, in every process.)
#[utoipa::path(
    post,
    path = "/v1/template/reload/",
    tag = "templates",
    responses(
        (status = 200, description = "What changed, and what was refused.", body = ReloadAnswer),
        (status = 503, description = "The folder could not be read; what was served still is.", body = crate::error::Body<'_>),
    ),
)]
pub(crate) async fn reload(call: &Call<'_>) -> Result<HttpResponse, ApiError> {
    let reloaded = call.context.reloader.reload().await.map_err(|error| {
        ApiError::unavailable(format!("what was served before is still served: {error}"))
    })?;
    let version = |slug: &Slug| call.context.templates.version(slug);
    Ok(HttpResponse::Ok().json(ReloadAnswer::new(reloaded, version)))
}

/// How every template does, and of which there are drafts, in the order of their names.
async fn lines(call: &Call<'_>) -> Result<Vec<TemplateLine>, ApiError> {
    let store = &call.context.store;
    let conditions = store.template_conditions(call.workspace).await;
    let mut conditions = conditions.map_err(refuse_store)?;
    let drafts = store.template_draft_times().await.map_err(refuse_store)?;
    let catalog = call.context.templates.catalog();
    let line = |health: Health| {
        let slug = Slug::parse(&health.slug).ok();
        let workflow = slug.and_then(|slug| catalog.get(&slug));
        TemplateLine {
            name: workflow.map(|workflow| workflow.name.clone()),
            category: workflow.map(|workflow| workflow.category.as_str()),
            events: workflow.map_or_else(Vec::new, |workflow| workflow.events.clone()),
            draft_updated_at_ms: None,
            last_rendered_at_ms: None,
            last_failed_at_ms: None,
            last_failure: None,
            health,
        }
    };
    let health = call.context.templates.health().into_iter();
    let mut lines: BTreeMap<String, TemplateLine> = health
        .map(|health| (health.slug.clone(), line(health)))
        .collect();
    for (slug, updated_at_ms) in drafts {
        let draft = lines.entry(slug).or_insert_with_key(|slug| {
            line(Health {
                slug: slug.clone(),
                version: None,
                problem: None,
                refused: None,
            })
        });
        draft.draft_updated_at_ms = Some(updated_at_ms);
    }
    for (slug, line) in &mut lines {
        if let Some(condition) = conditions.remove(slug) {
            line.note(condition);
        }
    }
    Ok(lines.into_values().collect())
}

fn source(call: &Call<'_>) -> TemplateSource {
    match call.context.reloader.serves_files() {
        true => TemplateSource::Files,
        false => TemplateSource::Api,
    }
}

pub(crate) fn read_slug(part: &str) -> Result<Slug, ApiError> {
    let text = decode(part)?;
    Slug::parse(&text).map_err(|error| ApiError::invalid(format!("the template's name: {error}")))
}

pub(crate) fn not_found(slug: &Slug) -> ApiError {
    ApiError::not_found(format!("template '{slug}' not found"))
}
