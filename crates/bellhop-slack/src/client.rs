//! The client: one pool of connections, and the exchange of one request for one answer.

use std::sync::Arc;

use bellhop_core::address::WebhookHosts;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Method as Verb, Proxy, Request, redirect, retry};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::answer::Reply;
use crate::config::SlackConfig;
use crate::dial::Dialler;
use crate::error::SlackError;

/// Slack warns about JSON without its charset, and about a form with one.
const JSON: HeaderValue = HeaderValue::from_static("application/json; charset=utf-8");
const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// The client of Slack. Cloning it is cheap and shares the connections.
#[derive(Debug, Clone)]
pub struct SlackClient {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    http: reqwest::Client,
    api_url: Url,
    webhook_url: Option<Url>,
    hosts: WebhookHosts,
    response_bytes_max: usize,
}

/// What a request carries.
pub(crate) enum Body {
    Json(Vec<u8>),
    Form(String),
}

impl SlackClient {
    /// Makes a client; nothing is dialled yet. Certificates are checked against the system's
    /// authorities (on Debian, the package `ca-certificates`).
    ///
    /// # Errors
    /// [`SlackError::Setup`] when the system has no certificate authorities, or a URL of the
    /// configuration cannot be used.
    pub fn open(config: SlackConfig, hosts: WebhookHosts) -> Result<Self, SlackError> {
        let api_url = base_of(&config.api_url)?;
        let dialler = Dialler::new(
            [
                Some(&api_url),
                config.webhook_url.as_ref(),
                config.proxy.as_ref(),
            ]
            .into_iter()
            .flatten(),
        );
        // Refused when the program has chosen a provider already, which is then as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("bellhop/", env!("CARGO_PKG_VERSION")))
            .redirect(redirect::Policy::none())
            .retry(retry::never())
            .referer(false)
            .no_proxy()
            .http1_only()
            .tcp_nodelay(true)
            .timeout(config.request_timeout)
            .connect_timeout(config.connect_timeout)
            .pool_idle_timeout(config.pool_idle_timeout)
            .pool_max_idle_per_host(config.pool_idle_max)
            .dns_resolver(dialler);
        if let Some(proxy) = &config.proxy {
            if !proxy.username().is_empty() || proxy.password().is_some() {
                return Err(setup(
                    "slack.proxy must not contain a user name or password",
                ));
            }
            builder = builder.proxy(Proxy::all(proxy.clone()).map_err(|error| setup(&error))?);
        }
        let http = builder.build().map_err(|error| {
            let cause = std::error::Error::source(&error).map(ToString::to_string);
            setup(cause.unwrap_or_else(|| error.to_string()))
        })?;
        Ok(Self {
            shared: Arc::new(Shared {
                http,
                api_url,
                webhook_url: config.webhook_url,
                hosts,
                response_bytes_max: config.response_bytes_max,
            }),
        })
    }

    /// Calls a method of the Web API. The answer is not judged yet.
    pub(crate) async fn call(
        &self,
        method: &'static str,
        token: &SecretString,
        body: Body,
    ) -> Result<Reply, SlackError> {
        self.call_for(method, token, body, 0).await
    }

    /// As [`SlackClient::call`], for an answer that may take `room` bytes even where other answers
    /// may not.
    pub(crate) async fn call_for(
        &self,
        method: &'static str,
        token: &SecretString,
        body: Body,
        room: usize,
    ) -> Result<Reply, SlackError> {
        let url = self
            .shared
            .api_url
            .join(method)
            .expect("a method's name is a relative URL");
        let mut request = request(url, body);
        let bearer = format!("Bearer {}", token.expose_secret());
        let mut bearer = HeaderValue::try_from(bearer).map_err(|_| SlackError::MalformedToken)?;
        bearer.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, bearer);
        self.exchange(request, token.expose_secret(), room).await
    }

    /// Posts to a webhook, after its URL has passed the list of hosts. `secret` is the part of the
    /// URL that must not be repeated.
    pub(crate) async fn call_webhook(
        &self,
        url: Url,
        secret: &str,
        body: Vec<u8>,
    ) -> Result<Reply, SlackError> {
        let url = match &self.shared.webhook_url {
            Some(replacement) => replace_host(url, replacement)?,
            None => url,
        };
        self.exchange(request(url, Body::Json(body)), secret, 0)
            .await
    }

    pub(crate) fn hosts(&self) -> &WebhookHosts {
        &self.shared.hosts
    }

    async fn exchange(
        &self,
        request: Request,
        secret: &str,
        room: usize,
    ) -> Result<Reply, SlackError> {
        let bytes_max = self.shared.response_bytes_max.max(room);
        let failed = |error| SlackError::of_transport(error, secret);
        let mut response = self.shared.http.execute(request).await.map_err(failed)?;
        let status = response.status().as_u16();
        let headers = std::mem::take(response.headers_mut());
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if body.len() + chunk.len() > bytes_max {
                let problem = "is longer than slack.response_bytes_max";
                return Err(SlackError::BadResponse { status, problem });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Reply {
            status,
            headers,
            body,
        })
    }
}

fn request(url: Url, body: Body) -> Request {
    let mut request = Request::new(Verb::POST, url);
    let (kind, body) = match body {
        Body::Json(body) => (JSON, body.into()),
        Body::Form(body) => (FORM, body.into()),
    };
    request.headers_mut().insert(CONTENT_TYPE, kind);
    *request.body_mut() = Some(body);
    request
}

/// The API's address with a path that ends in a slash, so that a method's name can be joined to it.
fn base_of(api_url: &Url) -> Result<Url, SlackError> {
    if !matches!(api_url.scheme(), "http" | "https") {
        return Err(setup("slack.api_url must start with https:// or http://"));
    }
    let mut base = api_url.clone();
    if !base.path().ends_with('/') {
        base.set_path(&format!("{}/", api_url.path()));
    }
    Ok(base)
}

fn replace_host(mut url: Url, replacement: &Url) -> Result<Url, SlackError> {
    let replaced = url.set_scheme(replacement.scheme()).is_ok()
        && url.set_host(replacement.host_str()).is_ok()
        && url.set_port(replacement.port()).is_ok();
    if replaced {
        return Ok(url);
    }
    Err(setup("slack.webhook_url must be a scheme and a host"))
}

fn setup(problem: impl ToString) -> SlackError {
    SlackError::Setup {
        problem: problem.to_string(),
    }
}
