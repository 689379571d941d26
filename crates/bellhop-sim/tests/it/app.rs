//! A simulator and a client for it.

use bellhop_sim::{Limits, Seed, SeedToken, Sim, SimConfig};
use reqwest::{Client, Response};
use serde_json::{Value, json};

/// The token with which tests call unless they say otherwise; it has every scope.
pub(crate) const TOKEN: &str = "xoxb-test";
/// A token that may write, but not into public channels that it is not in.
pub(crate) const NARROW: &str = "xoxb-narrow";

/// A simulator under test.
pub(crate) struct App {
    pub(crate) sim: Sim,
    pub(crate) http: Client,
}

impl App {
    /// The demonstration team without limits, with the tokens above; [`TOKEN`] is in
    /// general, [`NARROW`] is nowhere.
    pub(crate) async fn start() -> App {
        App::with_limits(Limits::none()).await
    }

    pub(crate) async fn with_limits(limits: Limits) -> App {
        // Another test of this process may have installed it already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sim = Sim::start(SimConfig {
            limits,
            ..SimConfig::default()
        })
        .await
        .unwrap();
        let token = |token: &str, scopes: Option<&[&str]>, channels: &[&str]| SeedToken {
            token: token.into(),
            scopes: scopes.map(|scopes| scopes.iter().map(|&scope| scope.into()).collect()),
            bot_user: None,
            in_channels: channels.iter().map(|&channel| channel.into()).collect(),
        };
        let narrow = ["chat:write", "channels:join", "users:read"];
        let tokens = vec![
            token(TOKEN, None, &["C0GENERAL"]),
            token(NARROW, Some(&narrow), &[]),
        ];
        sim.seed(Seed {
            tokens,
            ..Seed::default()
        })
        .unwrap();
        App {
            sim,
            http: Client::new(),
        }
    }

    /// Calls a method with JSON.
    pub(crate) async fn call(&self, method: &str, body: Value) -> Value {
        self.call_as(TOKEN, method, body).await
    }

    pub(crate) async fn call_as(&self, token: &str, method: &str, body: Value) -> Value {
        self.send(token, method, body)
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Calls a method with JSON and gives the bare answer.
    pub(crate) async fn send(
        &self,
        token: &str,
        method: &str,
        body: Value,
    ) -> reqwest::Result<Response> {
        self.http
            .post(format!("{}{method}", self.sim.api_url()))
            .bearer_auth(token)
            .header("content-type", "application/json; charset=utf-8")
            .body(body.to_string())
            .send()
            .await
    }

    /// Calls a method with a form.
    pub(crate) async fn form(&self, method: &str, fields: &[(&str, &str)]) -> Value {
        let request = self.http.post(format!("{}{method}", self.sim.api_url()));
        request
            .bearer_auth(TOKEN)
            .form(fields)
            .send()
            .await
            .unwrap()
            .json()
            .await
            .unwrap()
    }

    /// Posts a text and gives its timestamp.
    pub(crate) async fn post(&self, channel: &str, text: &str) -> String {
        let answer = self
            .call(
                "chat.postMessage",
                json!({"channel": channel, "text": text}),
            )
            .await;
        answer["ts"]
            .as_str()
            .unwrap_or_else(|| panic!("not posted: {answer}"))
            .to_owned()
    }

    /// Posts to a webhook; gives the status and the body.
    pub(crate) async fn webhook(&self, path: &str, body: Value) -> (u16, String) {
        let request = self.http.post(self.sim.webhook_url(path)).json(&body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// Calls one of the simulator's own routes.
    pub(crate) async fn control(&self, path: &str, body: Value) -> Response {
        self.http
            .post(format!("{}/sim/{path}", self.sim.url()))
            .json(&body)
            .send()
            .await
            .unwrap()
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self
            .http
            .get(format!("{}{path}", self.sim.url()))
            .send()
            .await
            .unwrap();
        answer.json().await.unwrap()
    }
}
