//! The studio: the page on which templates are written. Open to anybody, since it holds no secrets: what it
//! shows it asks the API for, with the key that somebody signs in with.
//!
//! Known limit: the page has to be at `/studio/` of the API's own host, since it asks there.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use actix_web::web::Bytes;

use crate::error::ApiError;
use crate::server::{Context, Serves};

/// What is served together with its files.
pub(crate) const SCOPE: &str = "/studio";
/// Where the page is.
pub(crate) const HOME: &str = "/studio/";

/// What the page may do: run its own scripts, wear its own styles and talk to its own host. Images are those
/// of the messages that it previews, from anywhere. The editor makes its style sheets in a shadow root, by
/// script, so that no `<style>` is needed; but browsers write `style` attributes themselves where text that has
/// a style is typed over.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; \
img-src 'self' data: https: http:; font-src 'self'; connect-src 'self'; base-uri 'none'; \
form-action 'none'; frame-ancestors 'none'";

/// The names of these files hold a hash of their content.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The page or one of its files.
pub(crate) fn page(context: &Context, below: &str) -> Result<HttpResponse, ApiError> {
    if let Some(refusal) = refusal(context) {
        return Err(refusal);
    }
    let file = match below {
        // Relative addresses would miss without the slash.
        "" => {
            return Ok(HttpResponse::PermanentRedirect()
                .insert_header((LOCATION, HOME))
                .finish());
        }
        "/" => "index.html",
        below => &below[1..],
    };
    let asset = bellhop_web::studio(file)
        .ok_or_else(|| ApiError::not_found("no such file of the studio"))?;
    let caching = match file.starts_with("assets/") {
        true => FOR_EVER,
        false => "no-cache",
    };
    Ok(HttpResponse::Ok()
        .insert_header((CONTENT_TYPE, asset.mime))
        .insert_header((CACHE_CONTROL, caching))
        .insert_header((CONTENT_SECURITY_POLICY, POLICY))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((REFERRER_POLICY, "no-referrer"))
        .body(match asset.bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => Bytes::from(bytes),
        }))
}

/// Why the page is not served here, if it is not.
pub(crate) fn refusal(context: &Context) -> Option<ApiError> {
    if context.serves == Serves::Operations {
        return Some(ApiError::not_found("no studio here").with_detail(
            "this process is a worker (--role worker) and has no studio; those with --role api have",
        ));
    }
    if !context.http.studio {
        return Some(ApiError::not_found(
            "the studio is switched off (http.studio is false)",
        ));
    }
    if bellhop_web::studio("index.html").is_none() {
        return Some(ApiError::not_found(
            "this program was built without the studio's page: `make pages` builds it, then build the program again",
        ));
    }
    None
}
