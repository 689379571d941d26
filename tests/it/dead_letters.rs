//! Dead letters: what was given up is shown, and sent again once its cause is gone.

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, lane};

const BROKEN: &str = "function(data) { text: data.no_such_field }";
const FIXED: &str = "function(data) { text: 'fixed: ' + data.text }";

/// A Bellhop whose template `greeting` is broken.
async fn with_broken_template() -> App {
    let app = Setup::new().template("greeting", BROKEN).start().await;
    app.save_channel(&lane(0)).await;
    app
}

/// Sends by the broken template; gives the message as it ended.
async fn fail(app: &App, text: &str) -> Value {
    let data = json!({"text": text});
    let trigger = app.trigger("greeting", json!(lane(0)), data).await;
    let failed = app.end(&trigger).await;
    assert_eq!(failed["reason"], "template_error", "{failed:#}");
    failed
}

/// The dead letters, once there are so many: a message is on record before it is among them.
async fn letters(app: &App, count: usize) -> Vec<Value> {
    let listed = |text: &str| -> Vec<Value> {
        let list: Value = serde_json::from_str(text).unwrap_or_default();
        list["results"].as_array().cloned().unwrap_or_default()
    };
    let path = "/v1/dead_letter/";
    let wanted = |text: &str| listed(text).len() == count;
    listed(&app.get_when(path, wanted).await.text)
}

fn steps(record: &Value) -> Vec<&str> {
    let timeline = record["timeline"].as_array();
    let steps = timeline.into_iter().flatten();
    steps.filter_map(|entry| entry["what"].as_str()).collect()
}

#[tokio::test]
async fn what_failed_for_a_template_is_delivered_when_it_is_fixed_and_redriven() {
    let mut app = with_broken_template().await;
    let mut ids = Vec::new();
    for text in ["one", "two", "three"] {
        ids.push(fail(&app, text).await["id"].clone());
    }
    let dead = letters(&app, 3).await;
    let dead_ids: Vec<_> = dead.iter().map(|letter| letter["id"].clone()).collect();
    assert_eq!(dead_ids, ids);
    assert!(app.terminate().await.success());
    app.write_template("greeting", FIXED);
    app.restart().await;

    let body = json!({"ids": [ids[0], ids[2]]});
    let answer = app.client.post("/v1/dead_letter/redrive/", &body).await;

    assert_eq!(answer.expect(200)["redriven"], 2);
    for id in [&ids[0], &ids[2]] {
        let id = id.as_str().unwrap_or_default();
        let record = app
            .record_when(id, |record| record["status"] == "delivered")
            .await;
        assert!(steps(&record).contains(&"redriven"), "{record:#}");
    }
    assert_eq!(app.texts(&lane(0)), ["fixed: one", "fixed: three"]);
    assert_eq!(letters(&app, 1).await[0]["id"], ids[1]);
}

#[tokio::test]
async fn the_command_line_lists_shows_redrives_and_purges() {
    let app = with_broken_template().await;
    let failed = fail(&app, "hello").await;
    let id = failed["id"].as_str().unwrap_or_default();
    letters(&app, 1).await;

    let table = app.command(&["dead-letters", "list"]).await;
    let one = app.command(&["dead-letters", "show", id, "--json"]).await;
    let all = [
        "dead-letters",
        "redrive",
        "--all",
        "--reason",
        "template_error",
    ];
    let redriven = app.command(&all).await;
    // It fails again, and is a dead letter again.
    let again = |record: &Value| steps(record).ends_with(&["redriven", "failed"]);
    app.record_when(id, again).await;
    letters(&app, 1).await;
    let purged = app.command(&["dead-letters", "purge", id]).await;
    let none = app.command(&["dead-letters", "list"]).await;

    for part in ["REASON", id, "greeting", &lane(0), "template_error"] {
        assert!(table.contains(part), "{part} is not in\n{table}");
    }
    let one: Value = serde_json::from_str(&one).unwrap_or_default();
    assert_eq!(one["envelope"]["body"]["data"]["text"], "hello");
    assert!(redriven.contains("1 redriven"), "{redriven}");
    assert!(purged.contains("1 purged"), "{purged}");
    assert!(none.contains("there are no dead letters"), "{none}");
    assert_eq!(app.message_count(), 0);
}

#[tokio::test]
async fn a_message_is_redriven_to_another_channel_and_its_record_says_so() {
    let app = Setup::new().start().await;
    let slack = json!({"channel_id": "C0NOWHERE", "access_token": crate::setup::TOKEN});
    app.save("lost", slack).await;
    let failed = app.end(&app.note("lost", "hello").await).await;
    assert_eq!(failed["reason"], "recipient", "{failed:#}");
    let id = failed["id"].as_str().unwrap_or_default();
    letters(&app, 1).await;

    let nowhere = json!({"ids": [id], "to": "nowhere"});
    let refused = app.client.post("/v1/dead_letter/redrive/", &nowhere).await;
    let arguments = ["dead-letters", "redrive", "--to", &lane(2), id];
    let redriven = app.command(&arguments).await;

    assert!(
        refused.text.contains("to: must be a channel"),
        "{}",
        refused.text
    );
    refused.expect(400);
    assert!(redriven.contains("1 redriven"), "{redriven}");
    let delivered = |record: &Value| record["status"] == "delivered";
    let record = app.record_when(id, delivered).await;
    assert_eq!(record["address"]["id"], json!(lane(2)));
    let way = format!("from channel_id C0NOWHERE to channel_id {}", lane(2));
    assert!(record["timeline"].to_string().contains(&way), "{record:#}");
    assert_eq!(app.texts(&lane(2)), ["hello"]);
    assert_eq!(app.metric("bellhop_dead_letters_redriven_total").await, 1.0);
}

#[tokio::test]
async fn all_of_one_template_and_of_one_time_are_chosen() {
    let app = with_broken_template().await;
    fail(&app, "one").await;
    letters(&app, 1).await;

    let other = app
        .command(&["dead-letters", "purge", "--all", "--template", "other"])
        .await;
    let future = json!({"all": true, "since_ms": 9_999_999_999_999_u64});
    let future = app.client.post("/v1/dead_letter/purge/", &future).await;
    let both = ["--template", "greeting", "--since", "1h"];
    let purged = app
        .command(&[&["dead-letters", "purge", "--all"][..], &both].concat())
        .await;

    assert!(other.contains("0 purged"), "{other}");
    assert_eq!(future.expect(200)["purged"], 0);
    assert!(purged.contains("1 purged"), "{purged}");
    assert_eq!(app.metric("bellhop_dead_letters_purged_total").await, 1.0);
}

#[tokio::test]
async fn all_that_one_template_failed_on_is_redriven_by_its_name_once_it_is_fixed() {
    let app = Setup::new()
        .set("templates.watch_seconds", "0")
        .template("greeting", BROKEN)
        .template("other", BROKEN)
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    fail(&app, "one").await;
    fail(&app, "two").await;
    let data = json!({"text": "three"});
    let trigger = app.trigger("other", json!(lane(0)), data).await;
    let third = app.end(&trigger).await;
    letters(&app, 3).await;
    app.write_template("greeting", FIXED);
    app.signal(Signal::HUP);
    let is_mended = |text: &str| text.contains("fixed: ");
    app.get_when("/v1/template/greeting/", is_mended).await;

    let arguments = ["dead-letters", "redrive", "--template", "greeting"];
    let redriven = app.command(&arguments).await;
    app.slack_is(|slack| slack.message_count() == 2).await;

    assert!(redriven.contains("2 redriven"), "{redriven}");
    assert_eq!(app.texts(&lane(0)), ["fixed: one", "fixed: two"]);
    assert_eq!(letters(&app, 1).await[0]["id"], third["id"]);
}
