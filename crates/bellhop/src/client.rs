//! A client of Bellhop's own API, for the commands that talk to a server.

use std::time::Duration;

use anyhow::{Context as _, Result, anyhow, bail};
use reqwest::header::ACCEPT;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use url::Url;

use crate::cli::ServerOptions;

/// The longest time for one request.
const TIMEOUT: Duration = Duration::from_secs(30);

#[derive(Clone)]
pub(crate) struct Client {
    http: reqwest::Client,
    url: Url,
    api_key: SecretString,
}

impl Client {
    /// A client of the server that a command names.
    pub(crate) fn of(server: &ServerOptions) -> Result<Self> {
        Self::new(&server.url, server.api_key.clone())
    }

    pub(crate) fn new(url: &str, api_key: SecretString) -> Result<Self> {
        // A second call finds a provider in place, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let url = Url::parse(url).with_context(|| format!("--url: {url:?} is not a URL"))?;
        let http = reqwest::Client::builder()
            .timeout(TIMEOUT)
            .build()
            .context("the HTTP client")?;
        Ok(Self { http, url, api_key })
    }

    /// Posts JSON.
    ///
    /// # Errors
    /// A server that can't be reached, or its refusal in its own words.
    pub(crate) async fn post(&self, path: &str, body: &Value) -> Result<Value> {
        let url = self.url.join(path).with_context(|| path.to_owned())?;
        self.ask(self.http.post(url).json(body)).await
    }

    /// Gets JSON.
    ///
    /// # Errors
    /// As [`Client::post`].
    pub(crate) async fn get(&self, path: &str) -> Result<Value> {
        let url = self.url.join(path).with_context(|| path.to_owned())?;
        self.ask(self.http.get(url)).await
    }

    /// Asks why a message did what it did; the answer is set for people.
    ///
    /// # Errors
    /// As [`Client::post`].
    pub(crate) async fn explain(&self, id: &str) -> Result<String> {
        let mut url = self.url.clone();
        url.path_segments_mut()
            .map_err(|()| anyhow!("--url: {} is no place for a path", self.url))?
            .clear()
            .extend(["v1", "message", id, "explain", ""]);
        let request = self.http.get(url).header(ACCEPT, "text/plain");
        let answer = self.send(request).await?;
        answer.text().await.context("the answer was cut off")
    }

    async fn ask(&self, request: reqwest::RequestBuilder) -> Result<Value> {
        let answer = self.send(request).await?;
        let text = answer.text().await.context("the answer was cut off")?;
        Ok(serde_json::from_str(&text).unwrap_or(Value::String(text)))
    }

    /// Sends a request; a refusal is an error, in the server's words.
    async fn send(&self, request: reqwest::RequestBuilder) -> Result<reqwest::Response> {
        let request = request.bearer_auth(self.api_key.expose_secret());
        let answer = request
            .send()
            .await
            .with_context(|| format!("no answer from {}", self.url))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(answer);
        }
        let text = answer.text().await.context("the answer was cut off")?;
        let body: Value = serde_json::from_str(&text).unwrap_or_default();
        let message = body
            .get("message")
            .and_then(Value::as_str)
            .unwrap_or("no reason given");
        bail!("{status}: {message}")
    }
}
