//! Once: a message whose answer was lost, or was not on record before a crash, is looked for in Slack
//! before it is sent again.

use bellhop_sim::{Fault, FaultKind, Seed, SeedToken};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN, lane};

fn quick() -> Setup {
    Setup::new().set("slack.request_timeout_ms", "500")
}

/// Lets Slack's next posts go wrong like this.
fn spoil(app: &App, method: &str, fault: FaultKind, times: u32) {
    app.sim.add_fault(Fault {
        method: method.into(),
        channel: None,
        fault,
        times,
    });
}

async fn ambiguous(app: &App, resolution: &str) -> f64 {
    let series = format!("bellhop_ambiguous_total{{resolution=\"{resolution}\"}}");
    app.metric(&series).await
}

fn steps(message: &Value) -> Vec<&str> {
    let timeline = message["timeline"].as_array().into_iter().flatten();
    timeline
        .filter_map(|entry| entry["what"].as_str())
        .collect()
}

#[tokio::test]
async fn ten_lost_answers_are_found_in_slack_and_nothing_is_sent_twice() {
    let app = quick().start().await;
    app.save_channel(&lane(0)).await;
    spoil(&app, "chat.postMessage", FaultKind::AcceptThenStall, 10);

    let mut triggers = Vec::new();
    for number in 0..12 {
        triggers.push(app.note(&lane(0), &number.to_string()).await);
    }
    for trigger in &triggers {
        let message = app.end(trigger).await;
        assert_eq!(message["status"], "delivered", "{message:#}");
        assert!(message["receipt"]["ts"].is_string(), "{message:#}");
    }

    let numbers: Vec<String> = (0..12).map(|number| number.to_string()).collect();
    assert_eq!(app.texts(&lane(0)), numbers);
    assert_eq!(ambiguous(&app, "found").await, 10.0);
    let first = app.end(&triggers[0]).await;
    let message = app.record(first["id"].as_str().unwrap_or_default()).await;
    assert!(steps(&message).contains(&"probed"), "{message:#}");
}

#[tokio::test]
async fn a_dm_is_looked_for_where_slack_put_it() {
    let app = quick().start().await;
    let slack = json!({"user_id": "U0BOB", "access_token": TOKEN});
    app.save("bob", slack).await;
    spoil(&app, "chat.postMessage", FaultKind::Cut, 1);

    let message = app.end(&app.note("bob", "hello").await).await;

    assert_eq!(message["status"], "delivered");
    assert_eq!(app.texts("U0BOB"), ["hello"]);
    assert_eq!(ambiguous(&app, "found").await, 1.0);
}

#[tokio::test]
async fn what_never_arrived_is_sent_again() {
    let app = quick().start().await;
    app.save_channel(&lane(0)).await;
    spoil(&app, "chat.postMessage", FaultKind::Hang, 1);

    let message = app.end(&app.note(&lane(0), "hello").await).await;

    assert_eq!(message["status"], "delivered");
    assert_eq!(app.texts(&lane(0)), ["hello"]);
    assert_eq!(ambiguous(&app, "absent").await, 1.0);
}

#[tokio::test]
async fn what_was_on_the_road_when_the_program_was_killed_is_not_sent_twice() {
    let mut app = Setup::new().start().await;
    for number in 0..4 {
        app.save_channel(&lane(number)).await;
    }
    spoil(&app, "chat.postMessage", FaultKind::AcceptThenStall, 4);
    let mut triggers = Vec::new();
    for number in 0..4 {
        triggers.push(app.note(&lane(number), "hello").await);
    }
    app.slack_is(|slack| slack.message_count() == 4).await;

    app.kill9().await;
    app.restart().await;
    for trigger in &triggers {
        assert_eq!(app.end(trigger).await["status"], "delivered");
    }

    assert_eq!(app.message_count(), 4);
    assert_eq!(ambiguous(&app, "found").await, 4.0);
}

#[tokio::test]
async fn without_the_scope_to_look_it_is_sent_again_and_says_so() {
    let app = quick().start().await;
    let token = SeedToken {
        token: "xoxb-blind".into(),
        scopes: Some(vec!["chat:write".into(), "channels:read".into()]),
        in_channels: vec![lane(0)],
        ..SeedToken::default()
    };
    let seed = Seed {
        tokens: vec![token],
        ..Seed::default()
    };
    app.sim.seed(seed).expect("the seed is consistent");
    let slack = json!({"channel_id": lane(0), "access_token": "xoxb-blind"});
    app.save("blind", slack).await;
    spoil(&app, "chat.postMessage", FaultKind::AcceptThenStall, 1);

    let message = app.end(&app.note("blind", "hello").await).await;

    assert_eq!(message["status"], "delivered");
    assert_eq!(app.texts(&lane(0)), ["hello", "hello"]);
    assert_eq!(ambiguous(&app, "sent_again").await, 1.0);
    let record = app.record(message["id"].as_str().unwrap_or_default()).await;
    let text = record.to_string();
    assert!(text.contains("missing_scope"), "{record:#}");
}

#[tokio::test]
async fn a_webhook_cannot_be_looked_into_and_its_workflow_decides() {
    let app = quick()
        .template("careful", "function(data) { text: data.text }")
        .file("careful/workflow.toml", "guarantee = \"at_most_once\"")
        .start()
        .await;
    let hook = json!({"incoming_webhook": {"url": app.sim.webhook_url(crate::setup::WEBHOOK)}});
    app.save("hook", hook).await;

    spoil(&app, "webhook", FaultKind::AcceptThenStall, 1);
    let twice = app.end(&app.note("hook", "twice").await).await;
    spoil(&app, "webhook", FaultKind::AcceptThenStall, 1);
    let data = json!({"text": "once"});
    let once = app.trigger("careful", json!("hook"), data).await;
    let once = app.end(&once).await;

    assert_eq!(twice["status"], "delivered");
    assert_eq!(
        (&once["status"], &once["reason"]),
        (&json!("ambiguous"), &json!("answer_lost"))
    );
    assert_eq!(app.texts("C0INCIDENTS"), ["twice", "twice", "once"]);
    assert_eq!(ambiguous(&app, "sent_again").await, 1.0);
    assert_eq!(ambiguous(&app, "given_up").await, 1.0);
}
