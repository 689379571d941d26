//! Time: what waits for its moment, goes out together, is throttled, or is called off.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, lane};

const SAYS: &str = "function(data) { text: data.text }";

/// A Bellhop with a workflow `timed` of which `workflow.toml` says this; `C0LANE0` is a user.
pub(crate) async fn with(workflow: &str) -> App {
    let setup = Setup::new()
        .template("timed", SAYS)
        .file("timed/workflow.toml", workflow);
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    app
}

fn body(text: &str, more: &Value) -> Value {
    let mut body = json!({"workflow": "timed", "recipients": [lane(0)], "data": {"text": text}});
    for (name, value) in more.as_object().into_iter().flatten() {
        body[name] = value.clone();
    }
    body
}

/// Sends; gives the trigger's id.
pub(crate) async fn send(app: &App, text: &str, more: Value) -> String {
    let answer = app.client.post("/trigger/", &body(text, &more)).await;
    let id = answer.expect(202)["message_id"].clone();
    id.as_str().unwrap_or_default().to_owned()
}

pub(crate) async fn cancel(app: &App, what: Value) -> Value {
    let path = "/v1/workflow_run/cancel/";
    app.client.post(path, &what).await.expect(200)["execution_ids"].clone()
}

/// The first message of a trigger, once it has this status.
pub(crate) async fn becomes(app: &App, trigger: &str, status: &str) -> Value {
    let is = |record: &Value| record["messages"][0]["status"] == status;
    app.record_when(trigger, is).await["messages"][0].clone()
}

pub(crate) async fn explained(app: &App, id: &str) -> String {
    let path = format!("/v1/message/{id}/explain/");
    app.client.get(&path).await.text
}

/// Waits until there are so many messages in Slack.
pub(crate) async fn there(app: &App, count: usize) {
    app.slack_is(|slack| slack.message_count() >= count).await;
}

#[tokio::test]
async fn what_is_delayed_comes_after_what_was_sent_later() {
    let app = with("").await;
    let later = send(&app, "later", json!({"delay": "700ms"})).await;
    let explained = explained(&app, &later).await;
    let at_once = send(&app, "at once", json!({})).await;

    let (first, second) = (app.end(&at_once).await, app.end(&later).await);

    assert!(explained.contains("waits for its time"), "{explained}");
    assert_eq!(app.texts(&lane(0)), ["at once", "later"]);
    assert_eq!(first["status"], "delivered");
    let waited = second["updated_at_ms"].as_u64().unwrap_or(0)
        - second["accepted_at_ms"].as_u64().unwrap_or(0);
    assert!(waited >= 700, "{waited}");
}

#[tokio::test]
async fn the_older_wire_and_a_workflow_delay_too() {
    let app = with("delay = \"600ms\"\nevents = [\"E\"]").await;
    app.client
        .post(
            "/event/",
            &json!({
                "distinct_id": lane(0), "event": "E", "properties": {"text": "by its workflow"},
            }),
        )
        .await
        .expect(202);
    let path = format!("/{}/trigger/", crate::setup::WORKSPACE);
    let old = json!({
        "name": "n", "template": "timed", "notification_category": "transactional",
        "users": [{"distinct_id": lane(0)}], "data": {"text": "by its caller"}, "delay": "100ms",
    });
    app.client.post(&path, &old).await.expect(202);
    // The caller's word goes before the workflow's.
    send(&app, "now", json!({"delay": 0})).await;

    there(&app, 3).await;

    assert_eq!(
        app.texts(&lane(0)),
        ["now", "by its caller", "by its workflow"]
    );
}

#[tokio::test]
async fn what_waits_survives_kill_9_and_a_restart_and_comes_once() {
    let mut app = with("").await;
    for number in 0..10 {
        send(&app, &format!("{number}"), json!({"delay": "1s"})).await;
    }
    app.kill9().await;
    app.restart().await;
    there(&app, 3).await;
    app.kill9().await;
    app.restart().await;

    there(&app, 10).await;
    let last = send(&app, "last", json!({})).await;
    app.end(&last).await;

    let texts: BTreeSet<_> = app.texts(&lane(0)).into_iter().collect();
    assert_eq!((texts.len(), app.message_count()), (11, 11));
    app.get_when("/metrics", |text| {
        text.contains("bellhop_timers_waiting{kind=\"trigger\"} 0")
    })
    .await;
}

#[tokio::test]
async fn what_is_called_off_before_its_time_is_never_sent() {
    let app = with("").await;
    let off = send(&app, "off", json!({"delay": "1h", "cancellation_key": "k"})).await;
    let far = body("far", &json!({"trigger_at": "2099-01-01T00:00:00Z"}));
    let refused = app.client.post("/trigger/", &far).await.expect(400);
    let message = refused["message"].as_str().unwrap_or_default();
    assert!(message.starts_with("trigger_at: is more than"), "{message}");
    let kept = send(
        &app,
        "kept",
        json!({"delay": "300ms", "cancellation_key": "other"}),
    )
    .await;

    let wrong = cancel(
        &app,
        json!({"cancellation_key": "k", "workflow_slug": "note"}),
    )
    .await;
    let cancelled = cancel(&app, json!({"cancellation_key": "k"})).await;
    let again = cancel(&app, json!({"cancellation_key": "k"})).await;

    assert_eq!(
        (wrong, cancelled, again),
        (json!([]), json!([off]), json!([]))
    );
    app.end(&kept).await;
    assert_eq!(app.texts(&lane(0)), ["kept"]);
    assert!(explained(&app, &off).await.contains("called off"));
}

#[tokio::test]
async fn what_is_called_off_while_it_waits_for_its_pace_is_never_sent() {
    let setup = Setup::new()
        .template("timed", SAYS)
        .set("pace.destination_per_second", "0.5");
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    let first = send(&app, "first", json!({})).await;
    app.end(&first).await;
    let off = send(&app, "off", json!({"cancellation_key": "k"})).await;
    becomes(&app, &off, "queued").await;

    let cancelled = app.command(&["cancel", "--key", "k"]).await;
    let next = send(&app, "next", json!({})).await;
    app.end(&next).await;

    assert!(cancelled.contains(&off), "{cancelled}");
    assert_eq!(app.texts(&lane(0)), ["first", "next"]);
    let record = becomes(&app, &off, "cancelled").await;
    assert_eq!(record["reason"], "cancelled");
}

#[tokio::test]
async fn one_recipient_is_called_off_and_the_others_are_not() {
    let app = with("").await;
    app.save_channel(&lane(1)).await;
    let both = json!({"recipients": [lane(0), lane(1)], "delay": "1500ms"});
    let id = send(&app, "hello", both).await;

    let cancelled = cancel(&app, json!({"execution_id": id, "recipients": [lane(0)]})).await;
    app.end(&id).await;

    assert_eq!(cancelled, json!([id]));
    assert_eq!(
        (app.texts(&lane(0)).len(), app.texts(&lane(1)).len()),
        (0, 1)
    );
}

#[tokio::test]
async fn twenty_triggers_become_one_message_that_counts_twenty() {
    let digest = "[digest]\nwindow = \"3s\"\nkey = \"data.topic\"\nretain = { last = 3 }";
    let shows = "function(data) { text: '%d: %s' % [data['$batched_events_count'], \
        std.join(' ', [event.text for event in data['$batched_events']])] }";
    let setup = Setup::new()
        .template("timed", shows)
        .file("timed/workflow.toml", digest);
    let mut app = setup.start().await;
    app.save_channel(&lane(0)).await;
    let mut ids = Vec::new();
    for number in 0..20 {
        let data = json!({"text": format!("{number}"), "topic": "a"});
        let key = format!("key-{number}");
        for _ in 0..2 {
            let more = json!({"data": data, "$idempotency_key": key});
            ids.push(send(&app, "", more).await);
        }
    }
    ids.dedup();
    let other = json!({"data": {"text": "x", "topic": "b"}});
    let other = send(&app, "", other).await;
    becomes(&app, &ids[19], "queued").await;
    app.kill9().await;
    app.restart().await;

    there(&app, 2).await;

    let merged = becomes(&app, &ids[0], "merged").await;
    becomes(&app, &other, "merged").await;
    let texts: BTreeSet<_> = app.texts(&lane(0)).into_iter().collect();
    assert_eq!(
        texts,
        BTreeSet::from(["20: 17 18 19".to_owned(), "1: x".to_owned()])
    );
    let detail = merged["detail"].as_str().unwrap_or_default();
    let digest = detail.split([' ', ',']).find(|word| word.len() == 36);
    let digest = digest.unwrap_or_else(|| panic!("{merged:#}"));
    assert_eq!(app.end(digest).await["status"], "delivered");
    assert_eq!(app.message_count(), 2);
}

#[tokio::test]
async fn an_event_that_is_called_off_is_not_in_its_digest() {
    let shows = "function(data) { text: '%d' % data['$batched_events_count'] }";
    let setup = Setup::new()
        .template("timed", shows)
        .file("timed/workflow.toml", "[digest]\nwindow = \"3s\"");
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    let off = send(&app, "off", json!({})).await;
    let kept = send(&app, "kept", json!({})).await;
    becomes(&app, &off, "queued").await;
    becomes(&app, &kept, "queued").await;

    assert_eq!(
        cancel(&app, json!({"execution_id": off})).await,
        json!([off])
    );
    there(&app, 1).await;

    becomes(&app, &kept, "merged").await;
    becomes(&app, &off, "cancelled").await;
    assert_eq!(app.texts(&lane(0)), ["1"]);
}

#[tokio::test]
async fn a_throttle_lets_so_many_pass_and_says_so_of_the_others() {
    let app = with("[throttle]\nlimit = 3\nper = \"1h\"").await;
    app.save_channel(&lane(1)).await;
    let mut ends = Vec::new();
    for number in 0..5 {
        let id = send(&app, &format!("{number}"), json!({})).await;
        ends.push(app.end(&id).await);
    }
    let other = send(&app, "other", json!({"recipients": [lane(1)]})).await;

    assert_eq!(app.end(&other).await["status"], "delivered");
    assert_eq!(app.texts(&lane(0)), ["0", "1", "2"]);
    let reasons: Vec<_> = ends.iter().map(|end| &end["reason"]).collect();
    assert_eq!(
        reasons,
        ["accepted", "accepted", "accepted", "throttled", "throttled"]
    );
    let series = "bellhop_messages_total{outcome=\"refused\",reason=\"throttled\"}";
    assert_eq!(app.metric(series).await, 2.0);
}

#[tokio::test]
async fn what_is_late_is_dropped_for_good_or_says_that_it_is_late() {
    let setup = Setup::new()
        .template("timed", SAYS)
        .set("pace.destination_per_second", "0.5");
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    let first = send(&app, "first", json!({})).await;
    app.end(&first).await;

    let dropped = send(&app, "dropped", json!({"deliver_by": "300ms"})).await;
    let late = send(
        &app,
        "late",
        json!({"deliver_by": "300ms", "late": "deliver"}),
    )
    .await;

    let end = app.end(&dropped).await;
    assert_eq!(
        (&end["status"], &end["reason"]),
        (&json!("expired"), &json!("too_late"))
    );
    assert_eq!(app.end(&late).await["status"], "delivered");
    let texts = app.texts(&lane(0));
    assert_eq!(texts.len(), 2);
    assert!(texts[1].starts_with("late\nWas due "), "{texts:?}");
    let letters = app.client.get("/v1/dead_letter/").await.expect(200);
    assert_eq!(letters["results"], json!([]));
}
