//! Secrets: a token and a webhook URL are in the store, sealed, and nowhere else.

use std::path::{Path, PathBuf};

use bellhop_services::{Kind, Server};
use bellhop_sim::{Fault, FaultKind, Seed, SeedToken, SeedWebhook};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{API_KEY, Parts, SECRET, Setup, lane};

/// Parts of secrets that must not turn up anywhere.
const CANARY_TOKEN: &str = "xoxb-1111-canary-of-the-token";
const CANARY_PATH: &str = "T0ACME/B0CANARY/canary-of-the-webhook";
const DEAD_PATH: &str = "T0ACME/B0DEADCANARY/dead-canary-of-the-webhook";
const CANARIES: [&str; 5] = [
    "canary-of-the-token",
    "canary-of-the-webhook",
    "dead-canary-of-the-webhook",
    SECRET,
    API_KEY,
];

/// Servers whose files can be searched; none where Bellhop's own files hold everything.
fn own_servers() -> Vec<(Kind, Server)> {
    match Parts::of_this_run() {
        Parts::Embedded => Vec::new(),
        Parts::Distributed => Kind::ALL
            .map(|kind| (kind, Server::start(kind).expect("the server starts")))
            .into(),
    }
}

/// Bellhop with everything logged, and a Slack that knows the canaries.
async fn start(servers: &[(Kind, Server)]) -> App {
    let mut setup = Setup::new();
    if !servers.is_empty() {
        setup = setup.on_servers(servers);
    }
    let setup = setup
        .set("log.level", "trace")
        .set("slack.request_timeout_ms", "500")
        .template("fail", "function(data) error 'this template fails'");
    let app = setup.start().await;
    let seed = Seed {
        tokens: vec![SeedToken {
            token: CANARY_TOKEN.into(),
            in_channels: vec![lane(0)],
            ..SeedToken::default()
        }],
        webhooks: vec![SeedWebhook {
            path: CANARY_PATH.into(),
            channel: lane(1),
            name: "canary".into(),
        }],
        ..Seed::default()
    };
    app.sim.seed(seed).expect("the seed is consistent");
    app
}

/// The secrets on every road there is: saved, inline, refused, delivered, failing in every way.
async fn use_the_secrets(app: &App) {
    let webhook = |path: &str| json!({"incoming_webhook": {"url": app.sim.webhook_url(path)}});
    app.save(
        "channel",
        json!({"channel_id": lane(0), "access_token": CANARY_TOKEN}),
    )
    .await;
    app.save(
        "email",
        json!({"email": "bob@example.com", "access_token": CANARY_TOKEN}),
    )
    .await;
    app.save("hook", webhook(CANARY_PATH)).await;
    app.save("dead", webhook(DEAD_PATH)).await;
    for (method, fault) in [
        ("chat.postMessage", FaultKind::Hang),
        ("chat.postMessage", FaultKind::Cut),
        ("chat.postMessage", FaultKind::Status { status: 502 }),
        ("webhook", FaultKind::Hang),
        ("webhook", FaultKind::Cut),
    ] {
        app.sim.add_fault(Fault {
            method: method.into(),
            channel: None,
            fault,
            times: 1,
        });
    }
    for recipient in ["channel", "email", "hook", "dead"] {
        let message = app.end(&app.note(recipient, "hello").await).await;
        let id = message["id"].as_str().unwrap_or_default();
        let path = format!("/v1/message/{id}/explain/");
        app.client.get(&path).await.expect(200);
    }
    let inline = json!({
        "is_transient": true,
        "$slack": [webhook(CANARY_PATH), {"channel_id": lane(0), "access_token": CANARY_TOKEN}],
    });
    app.ended(
        &app.trigger("note", inline, json!({"text": "hello"})).await,
        2,
    )
    .await;
    app.end(&app.trigger("fail", json!("channel"), json!({})).await)
        .await;
    app.sim.revoke(CANARY_TOKEN);
    app.end(&app.note("channel", "hello").await).await;
    send_what_is_refused(app).await;
}

/// Secrets in the wrong places: every answer is a refusal, which must not repeat them.
async fn send_what_is_refused(app: &App) {
    for slack in [
        json!({"channel_id": CANARY_TOKEN, "access_token": CANARY_TOKEN}),
        json!({"email": app.sim.webhook_url(CANARY_PATH), "access_token": CANARY_TOKEN}),
        json!({"incoming_webhook": {"url": format!("https://evil.example/services/{CANARY_PATH}")}}),
        json!({"user_id": "U0BOB", "access_token": format!("not {CANARY_TOKEN}")}),
    ] {
        let body = json!({"$slack": slack});
        app.client.post("/v1/user/wrong/", &body).await.expect(400);
    }
    let body = json!({"workflow": CANARY_TOKEN, "recipients": ["channel"]});
    app.client.post("/trigger/", &body).await.expect(404);
}

/// Everything that can be read of the service from outside, by API.
async fn read_everything(app: &App) {
    for path in ["/metrics", "/v1/connection/", "/v1/user/", "/health/ready"] {
        app.client.get(path).await.expect(200);
    }
    let list = app.client.get("/v1/connection/").await.json();
    assert_eq!(list["results"].as_array().map(Vec::len), Some(3));
    let users = app.client.get("/v1/user/").await.json();
    let users = users["results"].as_array().cloned().unwrap_or_default();
    for id in users.iter().filter_map(|user| user["distinct_id"].as_str()) {
        let user: Value = app.client.get(&format!("/v1/user/{id}/")).await.expect(200);
        assert!(
            user["$slack"][0]["value"]["access_token"].is_null(),
            "{user:#}"
        );
    }
}

/// All files in and below a folder. A server makes and removes some meanwhile.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        for path in entries.map(|entry| entry.path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    files
}

/// Searches what Bellhop, or the servers, have on the disk.
fn assert_no_canary_on_disk(app: &App, servers: &[(Kind, Server)]) {
    let mut folders: Vec<&Path> = servers.iter().map(|(_, server)| server.folder()).collect();
    if folders.is_empty() {
        folders.push(app.folder());
    }
    for folder in folders {
        let files = files(folder);
        assert!(files.len() >= 3, "{files:?}");
        for path in files {
            if let Ok(bytes) = std::fs::read(&path) {
                assert_no_canary(&path.display().to_string(), &bytes);
            }
        }
    }
}

fn assert_no_canary(place: &str, bytes: &[u8]) {
    for canary in CANARIES {
        let found = bytes
            .windows(canary.len())
            .any(|window| window == canary.as_bytes());
        assert!(!found, "{canary} is in {place}");
    }
}

#[tokio::test]
async fn no_secret_is_in_a_log_a_metric_an_answer_or_a_file() {
    let servers = own_servers();
    let mut app = start(&servers).await;

    use_the_secrets(&app).await;
    read_everything(&app).await;

    // While it runs the newest is in the write-ahead logs; after a stop it is in the files.
    for stopped in [false, true] {
        if stopped {
            app.terminate().await;
        }
        assert_no_canary_on_disk(&app, &servers);
    }
    for answer in app.client.heard() {
        assert_no_canary("an answer", answer.as_bytes());
    }
    let log = app.log.text();
    assert!(log.contains("\"level\":\"DEBUG\""), "everything is logged");
    assert_no_canary("the log", log.as_bytes());
    // The canaries were really on the road.
    assert_eq!(
        app.texts(&lane(1)).first().map(String::as_str),
        Some("hello")
    );
}
