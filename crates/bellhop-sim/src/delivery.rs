//! A judged call goes back over the wire: promptly, late, never, or only half of it.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, RETRY_AFTER};
use actix_web::web::Bytes;
use futures_util::stream;

use crate::auth::Grant;

/// For how long an answer is withheld at most, should the client wait that long.
const WITHHELD_MAX: Duration = Duration::from_secs(120);

/// What goes back, and how.
#[derive(Debug)]
pub(crate) struct Verdict {
    pub(crate) reply: Reply,
    pub(crate) manner: Manner,
    /// How long to hold the answer back first.
    pub(crate) latency: Duration,
}

/// How the answer is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// As it should be.
    Whole,
    /// Never.
    Withheld,
    /// Half of the body, and then the connection drops.
    Cut,
}

/// An HTTP answer.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
    pub(crate) retry_after: Option<String>,
    /// Whose scopes to tell in `x-oauth-scopes`.
    pub(crate) grant: Option<Arc<Grant>>,
}

/// JSON, as Slack labels it.
pub(crate) const JSON: &str = "application/json; charset=utf-8";
/// What webhooks answer.
pub(crate) const TEXT: &str = "text/plain; charset=utf-8";
/// What Slack's front end answers when it fails.
pub(crate) const HTML: &str = "text/html; charset=utf-8";

impl Verdict {
    /// Sends it.
    pub(crate) async fn deliver(self) -> HttpResponse {
        if !self.latency.is_zero() {
            tokio::time::sleep(self.latency).await;
        }
        let reply = self.reply;
        match self.manner {
            Manner::Whole => reply.head().body(reply.body),
            Manner::Withheld => {
                tokio::time::sleep(WITHHELD_MAX).await;
                let nothing = stream::once(async { Err::<Bytes, io::Error>(dropped()) });
                HttpResponse::Ok().streaming(nothing)
            }
            Manner::Cut => reply.cut(),
        }
    }
}

impl Reply {
    fn head(&self) -> actix_web::HttpResponseBuilder {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::OK);
        let mut head = HttpResponse::build(status);
        head.insert_header((CONTENT_TYPE, self.content_type));
        if let Some(retry_after) = &self.retry_after {
            head.insert_header((RETRY_AFTER, retry_after.as_str()));
        }
        if let Some(grant) = &self.grant {
            head.insert_header(("x-oauth-scopes", grant.scopes.as_str()));
        }
        head
    }

    /// Announces the whole length, sends half, and breaks off. The pause between the
    /// two lets the first half leave before the connection is dropped.
    fn cut(self) -> HttpResponse {
        let mut head = self.head();
        head.no_chunking(u64::try_from(self.body.len()).unwrap_or(u64::MAX));
        let half = Bytes::copy_from_slice(&self.body[..self.body.len() / 2]);
        let body = stream::unfold(Some(half), async |half| match half {
            Some(half) if !half.is_empty() => Some((Ok(half), Some(Bytes::new()))),
            Some(_) => {
                tokio::time::sleep(Duration::from_millis(5)).await;
                Some((Err(dropped()), None))
            }
            None => None,
        });
        head.streaming(Box::pin(body))
    }
}

fn dropped() -> io::Error {
    io::Error::new(
        io::ErrorKind::ConnectionAborted,
        "a fault dropped this connection",
    )
}
