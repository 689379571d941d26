//! Outages of Slack: everything holds still while one call at a time tries, and when Slack is back all
//! goes on at once, in order, once, and without a refusal.

use std::time::Duration;

use bellhop_sim::{Fault, FaultKind};
use serde_json::json;

use crate::app::App;
use crate::setup::{Setup, TOKEN, lane};

const LANES: usize = 8;
const MESSAGES: usize = 3;
const AWAY: &str = "bellhop_connections_away";

fn break_off(app: &App, fault: FaultKind) {
    app.sim.add_fault(Fault {
        method: "*".into(),
        channel: None,
        fault,
        times: 0,
    });
}

/// Waits until so many connections are away.
async fn away(app: &App, count: usize) {
    let line = format!("\n{AWAY} {count}\n");
    app.get_when("/metrics", |text| text.contains(&line)).await;
}

/// Sends to several channels while Slack is away, lets it come back, and looks at what arrived.
async fn comes_back(setup: Setup, fault: FaultKind) {
    let app = setup.set("retry.trial_max_seconds", "2").start().await;
    for number in 0..LANES {
        app.save_channel(&lane(number)).await;
    }
    break_off(&app, fault);
    let mut triggers = Vec::new();
    for text in 0..MESSAGES {
        for number in 0..LANES {
            triggers.push(app.note(&lane(number), &text.to_string()).await);
        }
    }

    away(&app, 1).await;
    let calls = app.sim.stats().calls;
    app.slack_is(|slack| slack.stats().calls >= calls + 3).await;
    let apart = trials_apart(&app, 3);
    app.sim.clear_faults();

    for trigger in &triggers {
        let ended = app.end(trigger).await;
        assert_eq!(ended["status"], "delivered", "{ended:#}");
    }
    for number in 0..LANES {
        assert_eq!(app.texts(&lane(number)), ["0", "1", "2"]);
    }
    assert_eq!(app.sim.stats().rate_limited, 0);
    assert!(
        apart
            .iter()
            .all(|apart| *apart >= Duration::from_millis(900)),
        "trials came too soon after one another: {apart:?}"
    );
    away(&app, 0).await;
}

/// How far apart the last calls came.
fn trials_apart(app: &App, count: usize) -> Vec<Duration> {
    let calls = app.sim.calls();
    let last = &calls[calls.len() - count..];
    let pairs = last.windows(2);
    pairs
        .map(|pair| Duration::from_millis(pair[1].at_ms - pair[0].at_ms))
        .collect()
}

#[tokio::test]
async fn after_an_outage_of_errors_everything_arrives_once_and_in_order() {
    comes_back(Setup::new(), FaultKind::Status { status: 503 }).await;
}

#[tokio::test]
async fn after_an_outage_of_silence_everything_arrives_once_and_in_order() {
    let setup = Setup::new().set("slack.request_timeout_ms", "400");
    comes_back(setup, FaultKind::Hang).await;
}

#[tokio::test]
async fn explain_says_since_when_slack_cannot_be_reached() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    break_off(&app, FaultKind::Status { status: 503 });

    let trigger = app.note(&lane(0), "hello").await;
    away(&app, 1).await;
    let record = app.record(&trigger).await;
    let id = record["messages"][0]["id"].as_str().unwrap_or_default();
    let path = format!("/v1/message/{id}/explain/");
    let said = |text: &str| text.contains("Slack can't be reached with this connection since");
    app.get_when(&path, said).await;
    app.sim.clear_faults();

    assert_eq!(app.end(&trigger).await["status"], "delivered");
}

#[tokio::test]
async fn a_destination_that_is_gone_is_no_outage() {
    let app = Setup::new().start().await;
    for number in 0..6 {
        let slack = json!({"channel_id": format!("C0NOWHERE{number}"), "access_token": TOKEN});
        app.save(&format!("gone{number}"), slack).await;
    }
    app.save_channel(&lane(0)).await;

    for number in 0..6 {
        let gone = app.note(&format!("gone{number}"), "hello").await;
        assert_eq!(app.end(&gone).await["reason"], "recipient");
    }

    assert_eq!(app.metric(AWAY).await, 0.0);
    let alive = app.note(&lane(0), "hello").await;
    assert_eq!(app.end(&alive).await["status"], "delivered");
}
