//! The index, the OpenAPI document and the page that shows it. Open to anybody.

use std::sync::{Arc, LazyLock};

use actix_web::HttpResponse;
use actix_web::http::header::ContentType;
use actix_web::web::Bytes;
use serde_json::json;
use utoipa_swagger_ui::Config;

use super::studio;
use crate::error::{ApiError, Code};
use crate::server::Context;

/// Where things are.
pub(crate) fn index(context: &Context) -> HttpResponse {
    let mut index = json!({
        "name": "bellhop",
        "version": env!("CARGO_PKG_VERSION"),
        "docs": "/docs/",
        "openapi": "/openapi.json",
        "health": {"live": "/health/live", "ready": "/health/ready"},
        "metrics": "/metrics",
    });
    if studio::refusal(context).is_none() {
        index["studio"] = studio::HOME.into();
    }
    HttpResponse::Ok().json(index)
}

/// The OpenAPI document.
pub(crate) fn document() -> HttpResponse {
    static TEXT: LazyLock<Bytes> = LazyLock::new(|| {
        let text = serde_json::to_vec_pretty(&crate::openapi::document());
        text.expect("the document is made of texts and numbers")
            .into()
    });
    HttpResponse::Ok()
        .content_type(ContentType::json())
        .body(TEXT.clone())
}

/// One file of the page; everything it needs is built in.
pub(crate) fn docs(file: &str) -> Result<HttpResponse, ApiError> {
    static CONFIG: LazyLock<Arc<Config<'static>>> =
        LazyLock::new(|| Arc::new(Config::from("/openapi.json")));
    match utoipa_swagger_ui::serve(file, CONFIG.clone()) {
        Ok(Some(page)) if matches!(file, "" | "index.html") => {
            // The page names its files relative to itself; it is shown at `/docs` too.
            let page = String::from_utf8_lossy(&page.bytes);
            let page = page.replacen("<head>", "<head>\n    <base href=\"/docs/\">", 1);
            Ok(HttpResponse::Ok()
                .content_type(ContentType::html())
                .body(page))
        }
        Ok(Some(file)) => Ok(HttpResponse::Ok()
            .content_type(file.content_type)
            .body(file.bytes.into_owned())),
        Ok(None) => Err(ApiError::not_found("no such file of the documentation")),
        Err(error) => {
            tracing::error!(error = %error, "the documentation could not be read");
            Err(ApiError::new(
                Code::Internal,
                "the documentation could not be read",
            ))
        }
    }
}
