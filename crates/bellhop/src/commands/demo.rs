//! `bellhop demo`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use bellhop::config::{Log, LogFormat};
use bellhop::demo::{self, Demo};

use super::asked_to_stop;
use crate::cli::DemoOptions;
use crate::client::Client;
use crate::{logging, screen};

pub(crate) async fn run(options: &DemoOptions) -> Result<ExitCode> {
    logging::start(&Log {
        level: "warn".into(),
        format: LogFormat::Text,
    })?;
    let folder = tempfile::Builder::new().prefix("bellhop-demo-").tempdir();
    let folder = folder.context("a temporary folder")?;
    let templates = templates(options.templates.as_deref(), folder.path())?;
    let demo = Demo::start(
        options.listen,
        options.sim_listen,
        &templates,
        folder.path(),
    )
    .await?;
    let (url, sim_url) = (demo.url(), demo.sim_url());
    screen::good("Bellhop is up, with a simulated Slack beside it");
    let studio = format!("{url}/studio/   sign in with: {}", demo::API_KEY);
    screen::fact("studio", &studio);
    screen::fact("inbox", &format!("{sim_url}/"));
    screen::fact("API", &url);
    screen::fact("API docs", &format!("{url}/docs/"));
    screen::fact("metrics", &format!("{url}/metrics"));
    screen::fact("API key", demo::API_KEY);
    screen::fact(
        "key, secret",
        &format!("{} {}", demo::WORKSPACE_KEY, demo::WORKSPACE_SECRET),
    );
    let folder_shown = templates
        .canonicalize()
        .unwrap_or_else(|_| templates.clone());
    screen::fact("templates", &folder_shown.display().to_string());
    anstream::println!();
    tokio::select! {
        sent = send_all(&url, &templates) => sent?,
        stopped = asked_to_stop() => stopped?,
    }
    anstream::println!("\nSend one yourself, from another terminal:\n");
    screen::indented(&format!(
        "curl {url}/trigger/ -H 'Authorization: Bearer {}' \\\n  -d '{}'",
        demo::API_KEY,
        r#"{"workflow": "deploy-finished", "recipients": ["channel_general"],
       "data": {"service": "shop", "environment": "production", "version": "v7", "status": "ok", "seconds": 42,
                "logs_url": "https://ci.example/7", "commit_url": "https://git.example/7", "commit_title": "Hello"},
       "actor": {"distinct_id": "you", "name": "you"}}"#
    ));
    anstream::println!("\nCtrl-C ends the demo and forgets everything.");
    asked_to_stop().await?;
    demo.stop().await;
    Ok(ExitCode::SUCCESS)
}

/// The templates to use: those asked for, those at hand, or the shipped ones.
fn templates(asked: Option<&Path>, folder: &Path) -> Result<PathBuf> {
    if let Some(asked) = asked {
        return Ok(asked.to_owned());
    }
    let at_hand = PathBuf::from("templates");
    if at_hand.join("order-shipped").is_dir() {
        return Ok(at_hand);
    }
    let shipped = folder.join("templates");
    demo::write_shipped_templates(&shipped)?;
    Ok(shipped)
}

async fn send_all(url: &str, templates: &Path) -> Result<()> {
    let client = Client::new(url, demo::API_KEY.to_owned().into())?;
    for request in demo::requests(templates)? {
        let sent = client.post(&request.path, &request.body).await;
        sent.with_context(|| format!("{} ({})", request.what, request.path))?;
        screen::good(request.what);
    }
    Ok(())
}
