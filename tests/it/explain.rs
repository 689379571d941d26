//! Why a message did what it did, as a person reads it: from the API, and from `bellhop explain`.

use std::process::Output;

use bellhop_sim::{Fault, FaultKind};
use reqwest::Method;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::app::{App, program};
use crate::setup::{API_KEY, Setup, TOKEN, WEBHOOK, lane};

/// Runs `bellhop explain`.
async fn ask(app: &App, id: &str) -> Output {
    let output = Command::new(program())
        .args(["explain", id])
        .env_clear()
        .env("BELLHOP_URL", app.client.url())
        .env("BELLHOP_API_KEY", API_KEY)
        .output();
    output.await.expect("the program can be started")
}

/// What `bellhop explain` prints about a message or a trigger: what a person reads, in one line, since
/// where it is broken does not matter.
async fn read(app: &App, id: &Value) -> String {
    let output = ask(app, id.as_str().expect("it has an id")).await;
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("it is text");
    for line in text.lines() {
        assert!(line.chars().count() <= 100, "{line}");
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[track_caller]
fn says(text: &str, all: &[&str]) {
    for said in all {
        assert!(text.contains(said), "it does not say {said:?}:\n{text}");
    }
}

#[tokio::test]
async fn a_delivered_message_is_explained_from_its_address_to_its_receipt() {
    let app = Setup::new().start().await;
    let (channel, user) = (lane(0), "U0BOB");
    let slack = json!([
        {"channel_id": channel, "access_token": TOKEN},
        {"user_id": user, "access_token": TOKEN},
    ]);
    app.save("bob", slack).await;
    let messages = app.ended(&app.note("bob", "hello").await, 2).await;
    let to_channel = messages
        .iter()
        .find(|message| message["address"]["kind"] == "channel_id")
        .expect("one goes to the channel");

    let text = read(&app, &to_channel["id"]).await;

    let ts = to_channel["receipt"]["ts"].as_str().expect("it has a ts");
    says(
        &text,
        &[
            "delivered",
            "Delivered to channel C0LANE0",
            "a channel comes before a group, a user and an e-mail",
            "The profile also has user U0BOB",
            "a bot token of this workspace",
            "which is in use now",
            "Template note was rendered",
            "Sent to Slack (attempt 1)",
            &format!("it has the message, in C0LANE0 with ts {ts}"),
            "Nothing: it has arrived.",
        ],
    );
    assert!(!text.contains("What to do"), "{text}");
}

#[tokio::test]
async fn a_429_and_the_turn_of_the_one_behind_it_are_explained() {
    let app = Setup::new().start().await;
    for who in ["ada", "bob"] {
        let slack = json!({"channel_id": lane(0), "access_token": TOKEN});
        app.save(who, slack).await;
    }
    app.sim.add_fault(Fault {
        method: "chat.postMessage".into(),
        channel: Some(lane(0)),
        fault: FaultKind::RateLimited {
            retry_after: Some("1".into()),
        },
        times: 1,
    });
    let body = json!({"workflow": "note", "recipients": ["ada", "bob"], "data": {"text": "hello"}});
    let answer = app.client.post("/trigger/", &body).await.expect(202);
    let trigger = answer["message_id"].as_str().expect("it has an id");
    let messages = app.ended(trigger, 2).await;

    let first = read(&app, &messages[0]["id"]).await;
    let behind = read(&app, &messages[1]["id"]).await;

    says(
        &first,
        &[
            "Slack asked to wait 1 s (HTTP 429: faster than Slack allows)",
            "It keeps its place at the head of its lane; this is no failed attempt",
            "Sent to Slack again (attempt 2)",
            "the wait that Slack asked for was over",
        ],
    );
    says(
        &behind,
        &[
            "for its turn in the lane of channel C0LANE0",
            "before it: 1",
            "messages go one at a time, in order",
        ],
    );
}

#[tokio::test]
async fn a_channel_that_is_gone_is_explained_with_what_to_do() {
    let app = Setup::new().start().await;
    app.save_channel("C0GONE").await;
    let message = app.end(&app.note("C0GONE", "hello").await).await;
    let marked = |text: &str| text.contains("marked dead now");
    let path = format!(
        "/v1/message/{}/explain/",
        message["id"].as_str().unwrap_or_default()
    );
    app.get_when(&path, marked).await.expect(200);

    let text = read(&app, &message["id"]).await;

    says(
        &text,
        &[
            "Not delivered to channel C0GONE",
            "this app sees no channel with this id in its team",
            "Given up (recipient): channel_not_found",
            "in the profile of C0GONE, and is marked dead now (recipient)",
            "it is among the dead letters",
            "What to do",
            "/invite the app if the channel is private",
        ],
    );
}

#[tokio::test]
async fn a_trigger_tells_of_each_message_and_of_those_for_whom_there_is_none() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let nameless = json!({"name": "Nora"});
    app.client
        .post("/v1/user/nora/", &nameless)
        .await
        .expect(201);
    let body = json!({"workflow": "note", "recipients": [lane(0), "nora"], "data": {"text": "hi"}});
    let answer = app.client.post("/trigger/", &body).await.expect(202);
    let trigger = answer["message_id"].as_str().expect("it has an id");
    let messages = app.ended(trigger, 2).await;
    let refused = messages
        .iter()
        .find(|message| message["status"] == "refused")
        .expect("one is refused");

    let whole = read(&app, &answer["message_id"]).await;
    let one = read(&app, &refused["id"]).await;

    says(
        &whole,
        &[
            "workflow note, accepted",
            "for 2 recipients: 1 delivered, 1 with nothing to send",
            "Delivered to channel C0LANE0",
            "Nothing was sent to nora: the profile has no Slack address",
            "Nothing: every message has ended.",
        ],
    );
    says(
        &one,
        &[
            "refused",
            "Nothing was planned for nora: the profile has no Slack address",
            "What to do Give the profile a $slack address",
        ],
    );
}

#[tokio::test]
async fn an_ambiguous_message_says_where_to_look_for_it() {
    let app = Setup::new()
        .set("slack.request_timeout_ms", "500")
        .template("careful", "function(data) { text: data.text }")
        .file("careful/workflow.toml", "guarantee = \"at_most_once\"")
        .start()
        .await;
    let hook = json!({"incoming_webhook": {"url": app.sim.webhook_url(WEBHOOK)}});
    app.save("hook", hook).await;
    app.sim.add_fault(Fault {
        method: "webhook".into(),
        channel: None,
        fault: FaultKind::AcceptThenStall,
        times: 1,
    });
    let data = json!({"text": "once"});
    let trigger = app.trigger("careful", json!("hook"), data).await;
    let message = app.end(&trigger).await;

    let text = read(&app, &message["id"]).await;

    says(
        &text,
        &[
            "Slack may or may not have it, in the channel of the webhook",
            "Slack did not answer in time",
            "a webhook has no history",
            "Look for it in the channel of the webhook, from",
            "if the message is not there, redrive it",
        ],
    );
    assert!(!text.contains(WEBHOOK), "{text}");
}

#[tokio::test]
async fn programs_get_json_and_what_is_not_there_is_a_404() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let message = app.end(&app.note(&lane(0), "hello").await).await;
    let path = format!(
        "/v1/message/{}/explain/",
        message["id"].as_str().unwrap_or_default()
    );
    let unknown = "0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11";

    let explanation = app.client.get(&path).await.expect(200);
    let request = app.client.request(Method::GET, &path).bearer_auth(API_KEY);
    let text = app
        .client
        .send(request.header("accept", "text/plain"))
        .await;
    let missing = ask(&app, unknown).await;

    assert_eq!(explanation["status"], "delivered");
    assert_eq!(explanation["next"], "Nothing: it has arrived.");
    assert_eq!(explanation["message_id"], message["message_id"]);
    let lines = explanation["lines"].as_array().expect("it has lines");
    assert_eq!(lines[0]["at_ms"], message["accepted_at_ms"]);
    let at_ms = |line: &Value| line["at_ms"].as_u64().unwrap_or_default();
    let after_ms = |line: &Value| line["after_ms"].as_u64().unwrap_or_default();
    let took_ms: u64 = lines.iter().map(after_ms).sum();
    let timeline = message["timeline"].as_array().expect("it has a timeline");
    assert_eq!(lines.last().map(at_ms), timeline.last().map(at_ms));
    assert_eq!(lines.last().map(at_ms), Some(at_ms(&lines[0]) + took_ms));
    let text = text.expect("the server answers");
    assert!(text.text.starts_with("Message "), "{}", text.text);
    assert!(!missing.status.success());
    says(&String::from_utf8_lossy(&missing.stderr), &["404", unknown]);
}
