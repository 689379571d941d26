//! A small HTTP client that calls as a backend does: with a bearer key, or signed as the SDKs sign.

use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;
use md5::{Digest as _, Md5};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::Value;
use sha2::Sha256;

use crate::app::PATIENCE;
use crate::setup::{API_KEY, SECRET, WORKSPACE};

const JSON: &str = "application/json; charset=utf-8";

/// Calls one server. Clones share their connections and what was heard.
#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: String,
    heard: Arc<Mutex<Vec<String>>>,
}

/// What was answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) text: String,
    /// What the header of this name says.
    pub(crate) retry_after: Option<String>,
}

impl Answer {
    /// The body as JSON; null when it is none.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_default()
    }

    /// The body as JSON of an answer that must have this status.
    #[track_caller]
    pub(crate) fn expect(&self, status: u16) -> Value {
        assert_eq!(self.status, status, "{}", self.text);
        self.json()
    }
}

impl Client {
    pub(crate) fn new(url: String) -> Self {
        // A second call finds a provider in place, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder().no_proxy().timeout(PATIENCE);
        Self {
            http: http.build().expect("the client has nothing to open"),
            url,
            heard: Arc::default(),
        }
    }

    /// Where the server is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    /// Every body that was answered so far.
    pub(crate) fn heard(&self) -> Vec<String> {
        self.heard
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// A request without a credential.
    pub(crate) fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.http.request(method, format!("{}{path}", self.url))
    }

    /// Sends a request; an error means that the server could not be reached or broke off.
    pub(crate) async fn send(&self, request: RequestBuilder) -> reqwest::Result<Answer> {
        let answer = request.send().await?;
        let status = answer.status();
        let retry_after = answer.headers().get("retry-after");
        let retry_after = retry_after.and_then(|value| Some(value.to_str().ok()?.to_owned()));
        let text = answer.text().await?;
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        heard.push(text.clone());
        Ok(Answer {
            status,
            text,
            retry_after,
        })
    }

    /// Calls with the bearer key.
    pub(crate) async fn try_call(
        &self,
        method: Method,
        path: &str,
        body: Option<&Value>,
    ) -> reqwest::Result<Answer> {
        let request = self.request(method, path).bearer_auth(API_KEY);
        let request = match body {
            Some(body) => request.json(body),
            None => request,
        };
        self.send(request).await
    }

    /// Calls with the bearer key a server that must be there.
    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<&Value>) -> Answer {
        let answer = self.try_call(method, path, body).await;
        answer.expect("the server answers")
    }

    /// Gets, with the bearer key.
    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.call(Method::GET, path, None).await
    }

    /// Posts, with the bearer key.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Answer {
        self.call(Method::POST, path, Some(body)).await
    }

    /// Posts as the SDKs do: signed with the workspace's secret.
    pub(crate) async fn post_signed(&self, path: &str, body: &Value) -> Answer {
        let body = body.to_string();
        let date = DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&Timestamp::now())
            .expect("the year has four digits");
        let digest = hex::encode(Md5::digest(&body));
        let text = format!("POST\n{digest}\n{JSON}\n{date}\n{path}");
        let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes())
            .expect("HMAC takes a key of any length");
        mac.update(text.as_bytes());
        let signature = BASE64.encode(mac.finalize().into_bytes());
        let request = self
            .request(Method::POST, path)
            .header("authorization", format!("{WORKSPACE}:{signature}"))
            .header("content-type", JSON)
            .header("date", date)
            .body(body);
        self.send(request).await.expect("the server answers")
    }
}
