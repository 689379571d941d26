//! The inbox page, which the pages' own crate builds into the program.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use actix_web::web::Bytes;

/// What `/` says in a program that was built without its pages.
const NOT_BUILT: &str = "The simulator runs, but this program was built without its inbox page.\n\
`make pages` builds it; then build the program again.\n\
What arrived can be read at /sim/state in the meantime.\n";

/// The page or one of its files.
pub(crate) fn serve(path: &str) -> HttpResponse {
    match bellhop_web::inbox(path) {
        Some(asset) => HttpResponse::Ok()
            .insert_header((CONTENT_TYPE, asset.mime))
            .insert_header((CACHE_CONTROL, "no-cache"))
            .body(match asset.bytes {
                Cow::Borrowed(bytes) => Bytes::from_static(bytes),
                Cow::Owned(bytes) => Bytes::from(bytes),
            }),
        None if path == "index.html" => HttpResponse::Ok()
            .content_type("text/plain; charset=utf-8")
            .body(NOT_BUILT),
        None => HttpResponse::NotFound().finish(),
    }
}
