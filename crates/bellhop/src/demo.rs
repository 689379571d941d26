//! The demo: Bellhop with a simulated Slack beside it, in one process and in a folder of its own.

use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context as _, Result};
use bellhop_sim::{Seed, Sim, SimConfig};
use serde_json::{Value, json};

use crate::app::App;
use crate::config::{Config, Role};

/// The demo's workspace: nothing that it can reach is real, so its keys are no secrets.
pub const WORKSPACE_KEY: &str = "wskey_demo_0123456789abcdef";
/// The demo workspace's secret.
pub const WORKSPACE_SECRET: &str = "wssecret_demo_0123456789abcdef";
/// The demo workspace's bearer key.
pub const API_KEY: &str = "bellhop-demo-api-key";

/// A running demo.
pub struct Demo {
    app: App,
    sim: Sim,
}

impl Demo {
    /// Starts the simulated Slack, and Bellhop against it, with its files in `folder`.
    ///
    /// # Errors
    /// As [`App::start`]; an address that can't be listened at.
    pub async fn start(
        listen: SocketAddr,
        sim_listen: SocketAddr,
        templates: &Path,
        folder: &Path,
    ) -> Result<Self> {
        let sim = SimConfig {
            listen: sim_listen,
            seed: Seed::demo(),
            ..SimConfig::default()
        };
        let sim = Sim::start(sim)
            .await
            .with_context(|| {
                format!("the simulator can't listen at {sim_listen}; --sim-listen 127.0.0.1:0 takes a free port")
            })?;
        let settings = [
            ("BELLHOP_HTTP__LISTEN", listen.to_string()),
            (
                "BELLHOP_STORE__URL",
                format!("sqlite:{}", folder.join("bellhop.db").display()),
            ),
            ("BELLHOP_TEMPLATES__DIR", templates.display().to_string()),
            // So that the studio can commit; the folder stays what is served until then.
            ("BELLHOP_TEMPLATES__SOURCE", "api".to_owned()),
            // So that each of its few messages can be tried with a draft.
            ("BELLHOP_TEMPLATES__SAMPLE_SECONDS", "0".to_owned()),
            ("BELLHOP_SLACK__API_URL", sim.api_url()),
            ("BELLHOP_SLACK__WEBHOOK_URL", sim.url()),
            (
                "BELLHOP_SLACK__WEBHOOK_HOSTS",
                format!("hooks.slack.com,{}", sim.address()),
            ),
            ("BELLHOP_WORKSPACE__KEY", WORKSPACE_KEY.to_owned()),
            ("BELLHOP_WORKSPACE__SECRET", WORKSPACE_SECRET.to_owned()),
            ("BELLHOP_WORKSPACE__API_KEY", API_KEY.to_owned()),
        ];
        let settings = settings.map(|(name, value)| (name.to_owned(), value));
        let app = App::start(&Config::load(None, settings)?, Role::All).await;
        let app = app.with_context(|| {
            format!("Bellhop can't start at {listen}; where the address is taken, --listen 127.0.0.1:0 takes a free port")
        })?;
        Ok(Self { app, sim })
    }

    /// Bellhop's address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.app.address())
    }

    /// The simulator's address, which is also that of its page.
    #[must_use]
    pub fn sim_url(&self) -> String {
        self.sim.url()
    }

    /// Stops both.
    pub async fn stop(self) {
        self.app.stop().await;
        self.sim.stop().await;
    }
}

/// The shipped templates, for a demo far from the repository.
#[derive(rust_embed::Embed)]
#[folder = "../../templates/"]
struct ShippedTemplates;

/// Writes the shipped templates into `folder`.
///
/// # Errors
/// A file that can't be written.
pub fn write_shipped_templates(folder: &Path) -> Result<()> {
    for name in ShippedTemplates::iter() {
        let Some(file) = ShippedTemplates::get(&name) else {
            continue;
        };
        let path = folder.join(&*name);
        let parent = path.parent().unwrap_or(folder);
        std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        std::fs::write(&path, file.data).with_context(|| path.display().to_string())?;
    }
    Ok(())
}

/// A request that the demo makes of itself.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoRequest {
    /// What it does, for people.
    pub what: &'static str,
    /// The path.
    pub path: String,
    /// The body.
    pub body: Value,
}

/// What the demo does, in order: a recipient for each way of reaching somebody, then triggers for
/// them, filled with the examples of the templates in `folder`.
///
/// # Errors
/// An example that can't be read.
pub fn requests(folder: &Path) -> Result<Vec<DemoRequest>> {
    let token = "xoxb-demo";
    let profile = |what, id: &str, slack: Value| {
        let body = json!({"first_name": first_name(id), "$slack": slack});
        DemoRequest {
            what,
            path: format!("/v1/user/{id}/"),
            body,
        }
    };
    let trigger = |what, workflow: &str, recipients: &[&str]| -> Result<DemoRequest> {
        let data = example(folder, workflow)?;
        let actor = json!({"distinct_id": "priya", "name": "Priya"});
        let body = json!({
            "workflow": workflow, "recipients": recipients, "actor": actor, "tenant_id": "Acme",
            "data": data,
        });
        Ok(DemoRequest {
            what,
            path: "/trigger/".to_owned(),
            body,
        })
    };
    let webhook = "https://hooks.slack.com/services/T0ACME/B0DEPLOYS/demo";
    let by_email = json!({"email": "alice@example.com", "access_token": token});
    let by_user = json!({"user_id": "U0BOB", "access_token": token});
    let orders = json!({"channel_id": "C0ORDERS", "access_token": token});
    let general = json!({"channel_id": "C0GENERAL", "access_token": token});
    let signed_up = json!({
        "event": "USER_SIGNED_UP", "distinct_id": "bob", "tenant_id": "Acme",
        "properties": example(folder, "welcome")?,
    });
    Ok(vec![
        profile("alice, by e-mail", "alice", by_email),
        profile("bob, by user id", "bob", by_user),
        profile("#orders, by channel id", "channel_orders", orders),
        profile("#general, by channel id", "channel_general", general),
        profile(
            "#incidents, by webhook",
            "deploys",
            json!({"incoming_webhook": {"url": webhook}}),
        ),
        trigger(
            "an order for alice and #orders",
            "order-shipped",
            &["alice", "channel_orders"],
        )?,
        trigger(
            "a deploy, through the webhook",
            "deploy-finished",
            &["deploys"],
        )?,
        trigger(
            "an incident for bob and #general",
            "incident-opened",
            &["bob", "channel_general"],
        )?,
        trigger(
            "a digest for #general",
            "weekly-digest",
            &["channel_general"],
        )?,
        DemoRequest {
            what: "an event that welcomes bob",
            path: "/event/".to_owned(),
            body: signed_up,
        },
    ])
}

fn first_name(id: &str) -> String {
    let name = id.trim_start_matches("channel_");
    let mut letters = name.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

/// A template's example, without the names that Bellhop fills in.
fn example(folder: &Path, slug: &str) -> Result<Value> {
    let path = folder.join(slug).join("example.json");
    let text = std::fs::read(&path).with_context(|| path.display().to_string())?;
    let mut data: serde_json::Map<String, Value> =
        serde_json::from_slice(&text).with_context(|| path.display().to_string())?;
    data.retain(|key, _| !key.starts_with('$'));
    // The examples' people are not in the simulated team.
    if let Some(on_call) = data.get_mut("on_call") {
        *on_call = "U0CAROL".into();
    }
    Ok(Value::Object(data))
}
