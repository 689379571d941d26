//! The simulator's own routes.

use std::time::Duration;

use bellhop_sim::Limits;
use serde_json::{Value, json};

use crate::app::{App, TOKEN};

/// Longer than anything here takes; a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(10);

#[tokio::test]
async fn the_state_shows_the_team_and_what_arrived() {
    let app = App::start().await;
    let ts = app.post("C0GENERAL", "hello").await;

    let state = app.get("/sim/state").await;

    assert_eq!(
        state["team"],
        json!({"id": "T0ACME", "name": "Acme", "domain": "acme"})
    );
    assert_eq!(state["users"].as_array().unwrap().len(), 9);
    let incidents = json!({
        "id": "C0INCIDENTS", "name": "incidents", "kind": "public", "is_archived": false,
        "members": ["U0CAROL", "U0DAVE", "U0ERIN", "U0FRANK"], "webhook_names": ["deploys"]
    });
    assert!(state["channels"].as_array().unwrap().contains(&incidents));
    let message = &state["messages"]["C0GENERAL"][0];
    assert_eq!(message["ts"], *ts);
    assert_eq!(
        (&message["text"], &message["edited"]),
        (&json!("hello"), &json!(false))
    );
    assert_eq!(message["sender"]["kind"], "bot");
    assert_eq!(state["stats"]["by_method"]["chat.postMessage"]["ok"], 1);
    assert_eq!(state["limits"]["tiers"], false);
}

#[tokio::test]
async fn listeners_hear_of_messages_as_they_come_change_and_go() {
    let app = App::start().await;
    let mut stream = app
        .http
        .get(format!("{}/sim/events", app.sim.url()))
        .send()
        .await
        .unwrap();
    let mut heard = String::from_utf8(stream.chunk().await.unwrap().unwrap().to_vec()).unwrap();

    let ts = app.post("C0GENERAL", "hello").await;
    app.call(
        "chat.update",
        json!({"channel": "C0GENERAL", "ts": ts, "text": "hi"}),
    )
    .await;
    app.call("chat.delete", json!({"channel": "C0GENERAL", "ts": ts}))
        .await;
    app.post("U0ALICE", "dm").await;
    app.sim.reset();
    let listening = async {
        while !heard.contains("reset") {
            let chunk = stream.chunk().await.unwrap().unwrap();
            heard.push_str(std::str::from_utf8(&chunk).unwrap());
        }
    };
    tokio::time::timeout(PATIENCE, listening).await.unwrap();

    let events: Vec<Value> = heard
        .lines()
        .filter_map(|line| line.strip_prefix("data: "))
        .map(|data| serde_json::from_str(data).unwrap())
        .filter(|event: &Value| event["type"] != "stats")
        .collect();
    let kinds: Vec<_> = events
        .iter()
        .map(|event| event["type"].as_str().unwrap())
        .collect();
    assert_eq!(
        kinds,
        [
            "message",
            "message_changed",
            "message_deleted",
            "channel",
            "message",
            "reset"
        ]
    );
    assert_eq!(events[0]["message"]["text"], "hello");
    assert_eq!(events[1]["message"]["edited"], true);
    assert_eq!(events[2]["ts"], *ts);
    assert_eq!(events[3]["channel"]["user"], "U0ALICE");
}

#[tokio::test]
async fn a_test_can_wait_for_what_it_wants_to_see() {
    let app = App::start().await;

    let (arrived, _) = tokio::join!(
        app.sim
            .wait_for(|state| state.messages("C0GENERAL").count() == 1, PATIENCE),
        app.post("C0GENERAL", "x"),
    );
    let never = app
        .sim
        .wait_for(|state| state.stats().calls > 1, Duration::ZERO)
        .await;

    assert!(arrived);
    assert!(!never);
}

#[tokio::test]
async fn calls_are_logged_without_their_tokens() {
    let app = App::start().await;
    app.post("C0GENERAL", "hello").await;
    app.webhook("T0ACME/B0DEPLOYS/demo", json!({})).await;

    let log = app.get("/sim/calls?after=0&limit=10").await;
    let rest = app.get("/sim/calls?after=1").await;

    assert_eq!(log["next"], 2);
    assert_eq!(log["calls"][0]["method"], "chat.postMessage");
    assert_eq!(
        (&log["calls"][0]["status"], &log["calls"][0]["error"]),
        (&json!(200), &json!(null))
    );
    assert_eq!(log["calls"][0]["text"], "hello");
    assert_eq!(rest["calls"][0]["method"], "webhook");
    assert_eq!(
        (&rest["calls"][0]["status"], &rest["calls"][0]["error"]),
        (&json!(400), &json!("no_text"))
    );
    assert!(!log.to_string().contains(TOKEN) && !log.to_string().contains("B0DEPLOYS"));
}

#[tokio::test]
async fn a_seed_is_merged_and_its_unknown_keys_are_named() {
    let app = App::start().await;
    let seed = json!({
        "users": [{"id": "U1", "name": "zoe", "email": "zoe@example.com"}],
        "channels": [{"id": "C1", "name": "one"}],
        "tokens": [{"token": "xoxb-1", "scopes": ["chat:write"], "in_channels": ["C1"]}],
        "webhooks": [{"path": "T1/B1/secret", "channel": "C1", "name": "hook"}]
    });

    let merged = app.control("seed", seed).await;
    let typo = app.control("seed", json!({"user": []})).await;
    let dangling = app
        .control(
            "seed",
            json!({"webhooks": [{"path": "T1/B1/s", "channel": "C2"}]}),
        )
        .await;

    assert_eq!(merged.status(), 200);
    assert_eq!(
        app.webhook("T1/B1/secret", json!({"text": "x"})).await.0,
        200
    );
    let posted = app
        .call_as(
            "xoxb-1",
            "chat.postMessage",
            json!({"channel": "C1", "text": "x"}),
        )
        .await;
    assert_eq!(posted["ok"], true);
    assert_eq!(
        (typo.status().as_u16(), dangling.status().as_u16()),
        (400, 400)
    );
    assert!(typo.text().await.unwrap().contains("unknown field `user`"));
    assert!(dangling.text().await.unwrap().contains("C2"));
}

#[tokio::test]
async fn limits_and_faults_are_set_read_and_removed() {
    let app = App::start().await;
    let fault =
        json!({"method": "*", "fault": {"kind": "error", "code": "fatal_error"}, "times": 0});

    let limits = app.control("limits", json!({"post_per_second": 7})).await;
    let typo = app.control("limits", json!({"post_per_minute": 7})).await;
    let added: Value = app
        .control("faults", fault.clone())
        .await
        .json()
        .await
        .unwrap();
    let struck = app.call("auth.test", json!({})).await;
    let removed = app
        .http
        .delete(format!("{}/sim/faults/{}", app.sim.url(), added["id"]))
        .send()
        .await
        .unwrap();
    let spared = app.call("auth.test", json!({})).await;
    app.control("faults", fault).await;
    app.http
        .delete(format!("{}/sim/faults", app.sim.url()))
        .send()
        .await
        .unwrap();

    assert_eq!(limits.status(), 200);
    assert_eq!(typo.status(), 400);
    let now = app.get("/sim/limits").await;
    assert_eq!(
        (&now["post_per_second"], &now["tiers"]),
        (&json!(7), &json!(false))
    );
    assert_eq!(struck["error"], "fatal_error");
    assert_eq!(removed.status(), 200);
    assert_eq!(spared["ok"], true);
    assert_eq!(app.get("/sim/faults").await, json!({"faults": []}));
}

#[tokio::test]
async fn a_revoked_token_stays_out() {
    let app = App::start().await;

    let known = app
        .control("credentials/revoke", json!({"token": TOKEN}))
        .await;
    let unknown = app
        .control("credentials/revoke", json!({"token": "xoxb-nobody"}))
        .await;

    assert_eq!(
        (known.status().as_u16(), unknown.status().as_u16()),
        (200, 404)
    );
    assert_eq!(
        app.call("auth.test", json!({})).await["error"],
        "token_revoked"
    );
}

#[tokio::test]
async fn a_reset_forgets_what_happened_and_keeps_who_is_who() {
    let app = App::start().await;
    app.post("C0GENERAL", "x").await;

    app.control("reset", json!({})).await;

    assert!(app.sim.messages("C0GENERAL").is_empty());
    assert_eq!(app.get("/sim/stats").await["calls"], 0);
    assert_eq!(app.get("/sim/calls").await["calls"], json!([]));
    app.post("C0GENERAL", "again").await;
}

#[tokio::test]
async fn open_tokens_lets_any_bot_token_in() {
    let app = App::start().await;
    let config = bellhop_sim::SimConfig {
        open_tokens: true,
        limits: Limits::none(),
        ..bellhop_sim::SimConfig::default()
    };
    let sim = bellhop_sim::Sim::start(config).await.unwrap();
    let app = App {
        sim,
        http: app.http,
    };

    let bot = app.call_as("xoxb-anything", "auth.test", json!({})).await;
    let user = app.call_as("xoxp-anything", "auth.test", json!({})).await;

    assert_eq!(bot["ok"], true);
    assert_eq!(user["error"], "invalid_auth");
    app.sim.stop().await;
}

#[tokio::test]
async fn the_page_is_served_or_says_how_to_build_it() {
    let app = App::start().await;

    let page = app.http.get(app.sim.url()).send().await.unwrap();
    let nothing = app
        .http
        .get(format!("{}/nothing", app.sim.url()))
        .send()
        .await
        .unwrap();

    assert_eq!(page.status(), 200);
    let body = page.text().await.unwrap();
    assert!(
        body.contains("<html") || body.contains("make pages"),
        "{body}"
    );
    assert_eq!(nothing.status(), 404);
}
