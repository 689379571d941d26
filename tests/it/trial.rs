//! A test of a template, as the studio sends it: a draft is seen in Slack before it is served, by the road
//! that every message takes.

use bellhop_sim::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN, WEBHOOK, lane};

const DRAFT: &str = "function(data) { text: 'draft: ' + data.text }";
const BROKEN: &str = "function(data)\n  { text: data.no_such_field }";

/// Sends a test; gives the id of its message.
async fn send(app: &App, slug: &str, body: &Value) -> String {
    let path = format!("/v1/template/{slug}/test/");
    let answer = app.client.post(&path, body).await.expect(202);
    assert!(answer["trigger_id"].is_string(), "{answer:#}");
    let id = answer["message_id"].as_str().expect("a 202 has it");
    id.to_owned()
}

/// What a test is refused with.
async fn refusal(app: &App, slug: &str, body: &Value) -> Value {
    let path = format!("/v1/template/{slug}/test/");
    app.client.post(&path, body).await.expect(400)
}

fn files(template: &str) -> Value {
    json!({"template.jsonnet": template, "example.json": r#"{"text": "example"}"#})
}

fn is_delivered(record: &Value) -> bool {
    record["status"] == "delivered"
}

fn detail_of(record: &Value, what: &str) -> String {
    let timeline = record["timeline"].as_array();
    let found = timeline.into_iter().flatten().find(|it| it["what"] == what);
    let detail = found.and_then(|step| step["detail"].as_str());
    detail.unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_draft_that_nothing_serves_arrives_and_is_recorded_and_explained_as_a_test() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;

    let to = json!({"distinct_id": lane(0)});
    let by_example = json!({"files": files(DRAFT), "to": to});
    let id = send(&app, "brand-new", &by_example).await;
    app.slack_is(|slack| slack.message_count() == 1).await;
    let by_data = json!({"files": files(DRAFT), "data": {"text": "mine"}, "to": to});
    send(&app, "brand-new", &by_data).await;
    app.slack_is(|slack| slack.message_count() == 2).await;

    assert_eq!(app.texts(&lane(0)), ["draft: example", "draft: mine"]);
    let record = app.record_when(&id, is_delivered).await;
    assert_eq!(record["distinct_id"], lane(0));
    assert_eq!(detail_of(&record, "rendered"), "a test of a draft");
    let explained = app.command(&["explain", &id]).await;
    assert!(explained.contains("A test of a draft"), "{explained}");
    let tests = "bellhop_triggers_accepted_total{kind=\"test\"}";
    assert_eq!(app.metric(tests).await, 2.0);
    let served = app.client.get("/v1/template/brand-new/").await;
    served.expect(404);
}

#[tokio::test]
async fn what_is_served_is_tested_with_its_version_and_its_example() {
    let app = Setup::new()
        .template("greeting", DRAFT)
        .file("greeting/example.json", r#"{"text": "its own"}"#)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let served = app.client.get("/v1/template/greeting/").await.expect(200);
    let version = served["version"].as_str().expect("it is served");

    let id = send(&app, "greeting", &json!({"to": {"distinct_id": lane(0)}})).await;

    app.slack_is(|slack| slack.message_count() == 1).await;
    assert_eq!(app.texts(&lane(0)), ["draft: its own"]);
    let record = app.record_when(&id, is_delivered).await;
    let detail = detail_of(&record, "rendered");
    assert_eq!(detail, format!("a test of version {version}"));
}

#[tokio::test]
async fn a_broken_draft_is_refused_with_its_line_and_what_slack_refuses_with_its_pointer() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let to = json!({"distinct_id": lane(0)});

    let broken = refusal(&app, "note", &json!({"files": files(BROKEN), "to": to})).await;
    let long = "{ text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: std.repeat('x', 151) } }] }";
    let long = json!({"files": {"template.jsonnet": long, "workflow.toml": "long_text = 'refuse'"}, "to": to});
    let long = refusal(&app, "note", &long).await;
    let pings = json!({"files": {"template.jsonnet": "{ text: '<!channel>' }"}, "to": to});
    let pings = refusal(&app, "note", &pings).await;
    let unknown = json!({"to": to});
    let unknown = app
        .client
        .post("/v1/template/nothing/test/", &unknown)
        .await;

    let detail = broken["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("note/template.jsonnet:2"), "{detail}");
    assert!(detail.contains("no_such_field"), "{detail}");
    let detail = long["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("/blocks/0/text"), "{detail}");
    let detail = pings["detail"].as_str().unwrap_or_default();
    assert!(detail.contains("broadcast_mentions"), "{detail}");
    unknown.expect(404);
    assert_eq!(app.message_count(), 0);
}

#[tokio::test]
async fn whom_a_test_can_not_go_to_is_refused_by_name() {
    let app = Setup::new().start().await;
    app.save("nowhere", json!([])).await;
    let refused = async |to: Value| {
        let refused = refusal(&app, "note", &json!({"data": {"text": "x"}, "to": to})).await;
        refused["message"].as_str().unwrap_or_default().to_owned()
    };

    let known = "con_0123456789abcdef01234567";
    let cases = [
        (
            json!({"distinct_id": "nobody"}),
            "to.distinct_id: \"nobody\" is no user",
        ),
        (
            json!({"distinct_id": "nowhere"}),
            "to.distinct_id: \"nowhere\" has no Slack address",
        ),
        (json!({}), "to: is empty"),
        (json!({"place": "C0GENERAL"}), "to.connection: is missing"),
        (json!({"connection": known}), "to.place: is missing"),
        (
            json!({"connection": known, "place": "C0GENERAL"}),
            "is none of this workspace's",
        ),
        (
            json!({"connection": known, "place": "#general"}),
            "to.place: must be a channel",
        ),
        (
            json!({"connection": "token", "place": "C0GENERAL"}),
            "to.connection: must be the id",
        ),
    ];
    for (to, words) in cases {
        let message = refused(to.clone()).await;
        assert!(message.contains(words), "{to}: {message}");
    }
}

#[tokio::test]
async fn a_test_goes_to_a_place_by_a_connection_and_to_a_user_by_their_first_address() {
    let app = Setup::new().start().await;
    let url = format!("https://hooks.slack.com/services/{WEBHOOK}");
    let slack = json!([
        {"email": "alice@example.com", "access_token": TOKEN},
        {"channel_id": lane(1), "access_token": TOKEN},
        {"incoming_webhook": {"url": url}},
    ]);
    app.save("alice", slack).await;
    let list = app.client.get("/v1/connection/").await.expect(200);
    let connections = list["results"].as_array().cloned().unwrap_or_default();
    let token = connections.iter().find(|it| it["kind"] == "token");
    let connection = &token.expect("alice has one")["id"];
    let data = json!({"text": "hello"});

    for place in [lane(2), "U0BOB".to_owned(), "alice@example.com".to_owned()] {
        let to = json!({"connection": connection, "place": place});
        let id = send(&app, "note", &json!({"data": data, "to": to})).await;
        app.slack_is(|slack| slack.message_count() >= 1).await;
        let record = app.record_when(&id, is_delivered).await;
        assert_eq!(record["address"]["id"], place, "{record:#}");
    }
    let to = json!({"distinct_id": "alice"});
    let id = send(&app, "note", &json!({"data": data, "to": to})).await;

    app.slack_is(|slack| slack.message_count() == 4).await;
    let record = app.record_when(&id, is_delivered).await;
    assert_eq!(record["address"]["kind"], "incoming_webhook", "{record:#}");
    assert_eq!(app.texts(&lane(2)), ["hello"]);
    assert_eq!(app.message_count(), 4);
}

#[tokio::test]
async fn what_a_workflow_says_of_time_and_of_cards_holds_no_test() {
    let workflow = "delay = '1h'\ndeliver_within = '1s'\n\n[card]\nkey = 'text'\n\n\
                    [throttle]\nlimit = 1\nper = '1h'\n\n[digest]\nwindow = '1h'\n\n[quiet_hours]\nuntil = '23:59'\n";
    let app = Setup::new()
        .template("slow", DRAFT)
        .file("slow/workflow.toml", workflow)
        .file("slow/example.json", r#"{"text": "x"}"#)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    let served = app.client.get("/v1/template/slow/").await.expect(200);
    assert!(served["problem"].is_null(), "{served:#}");

    let body = json!({"to": {"distinct_id": lane(0)}});
    send(&app, "slow", &body).await;
    send(&app, "slow", &body).await;

    app.slack_is(|slack| slack.message_count() == 2).await;
    assert_eq!(app.texts(&lane(0)), ["draft: x", "draft: x"]);
}

#[tokio::test]
async fn a_test_that_slack_refuses_is_a_dead_letter_that_is_sent_again_as_it_was() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    app.sim.add_fault(Fault {
        method: "chat.postMessage".into(),
        channel: None,
        fault: FaultKind::Error {
            code: "msg_too_long".into(),
        },
        times: 1,
    });

    let body = json!({"files": files(DRAFT), "to": {"distinct_id": lane(0)}});
    let id = send(&app, "brand-new", &body).await;
    let listed = |text: &str| text.contains(&id);
    app.get_when("/v1/dead_letter/", listed).await;
    let again = json!({"ids": [id]});
    let answer = app.client.post("/v1/dead_letter/redrive/", &again).await;

    assert_eq!(answer.expect(200)["redriven"], 1);
    app.record_when(&id, is_delivered).await;
    assert_eq!(app.texts(&lane(0)), ["draft: example"]);
}
