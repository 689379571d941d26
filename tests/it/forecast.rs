//! When what waits will have gone: the pace is exact, so it can be told.

use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, lane};

/// One message in ten seconds, so that nothing moves while it is asked about.
fn slow() -> Setup {
    Setup::new().set("pace.destination_per_second", "0.1")
}

/// Sends so many notes to a channel; gives the id of each one's message, in order.
async fn notes(app: &App, channel: &str, count: usize) -> Vec<String> {
    app.save_channel(channel).await;
    let mut triggers = Vec::new();
    for number in 0..count {
        triggers.push(app.note(channel, &number.to_string()).await);
    }
    let mut messages = Vec::new();
    for trigger in triggers {
        let planned = app.record_when(&trigger, |record| !record["messages"][0].is_null());
        let id = planned.await["messages"][0]["id"].clone();
        messages.push(id.as_str().expect("it has an id").to_owned());
    }
    messages
}

async fn forecast(app: &App, waiting: u64) -> Value {
    let wanted = |text: &str| {
        let answer: Value = serde_json::from_str(text).unwrap_or_default();
        answer["destinations"][0]["waiting"] == waiting
    };
    app.get_when("/v1/forecast/", wanted).await.expect(200)
}

async fn of_message(app: &App, id: &str) -> Value {
    let path = format!("/v1/message/{id}/forecast/");
    app.client.get(&path).await.expect(200)
}

#[tokio::test]
async fn the_time_to_drain_follows_from_the_pace() {
    let app = slow().start().await;
    let messages = notes(&app, &lane(0), 7).await;
    app.record_when(&messages[0], |record| record["status"] == "delivered")
        .await;

    let answer = forecast(&app, 6).await;

    let destination = &answer["destinations"][0];
    assert_eq!(destination["destination"], lane(0), "{answer:#}");
    assert_eq!(answer["connections"][0]["waiting"], 6, "{answer:#}");
    let time = |name: &str| destination[name].as_u64().expect("it is a time");
    let rest = time("drained_at_ms") - time("next_at_ms");
    // Five intervals of ten seconds, and five answers of Slack, of which each takes less than one.
    assert!((50_000..55_000).contains(&rest), "{answer:#}");

    let last = of_message(&app, &messages[6]).await;
    assert_eq!(last["status"], "queued", "{last:#}");
    assert_eq!(last["ahead"], 5, "{last:#}");
    let expected = last["expected_at_ms"].as_u64().expect("it is a time");
    assert!(
        expected.abs_diff(time("drained_at_ms")) < 5_000,
        "{last:#} {answer:#}"
    );
    let first = of_message(&app, &messages[0]).await;
    assert_eq!(first["status"], "delivered");
    assert!(first["expected_at_ms"].is_null(), "{first:#}");
    assert!(app.metric("bellhop_drain_seconds").await >= 50.0);
}

#[tokio::test]
async fn the_command_line_and_an_explanation_tell_it_too() {
    // Slower still: the commands are started while nothing moves, however busy the machine is.
    let app = slow()
        .set("pace.destination_per_second", "0.01")
        .start()
        .await;
    let messages = notes(&app, &lane(0), 5).await;
    forecast(&app, 4).await;

    let table = app.command(&["forecast"]).await;
    assert!(
        table.contains("GONE IN") && table.contains(&lane(0)),
        "{table}"
    );
    let one = app.command(&["forecast", &messages[4]]).await;
    assert!(one.contains("ahead") && one.contains('3'), "{one}");
    let why = app.command(&["explain", &messages[4]]).await;
    let why = why.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        why.contains("3 messages are before it in its lane"),
        "{why}"
    );
}

#[tokio::test]
async fn a_deadline_that_cant_be_met_is_refused_at_once_or_accepted_with_the_estimate() {
    let app = slow().start().await;
    notes(&app, &lane(0), 5).await;
    let answer = forecast(&app, 4).await;
    let drained = answer["destinations"][0]["drained_at_ms"].as_u64();
    let drained = drained.expect("it is a time");
    let trigger = |impossible: Value, deliver_by: &str| {
        json!({
            "workflow": "note", "recipients": [lane(0)], "data": {"text": "soon"},
            "deliver_by": deliver_by, "impossible": impossible,
        })
    };
    let post = async |body: Value| app.client.post("/trigger/", &body).await;

    let refused = post(trigger("refuse".into(), "20s")).await.expect(409);
    let said = refused["message"].as_str().unwrap_or_default();
    assert!(
        said.starts_with("deliver_by: ") && said.contains(&lane(0)),
        "{said}"
    );
    assert_eq!(refused["error_code"], "deadline_unreachable");
    let late = post(trigger(Value::Null, "20s")).await.expect(202);
    let expected = late["expected_at_ms"].as_u64().expect("it is a time");
    assert!(expected > drained, "{late:#}");
    let in_time = post(trigger("refuse".into(), "10m")).await.expect(202);
    assert!(in_time["expected_at_ms"].is_u64(), "{in_time:#}");
    let unclear = post(trigger("perhaps".into(), "10m")).await.expect(400);
    let said = unclear["message"].as_str().unwrap_or_default();
    assert!(said.contains("\"accept\" or \"refuse\""), "{said}");
}
