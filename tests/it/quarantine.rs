//! Destinations that are gone: found out once, not by every message; let out by a trial or an operator.
//! And connections that are disabled: what waits for them ends at once.

use bellhop_sim::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN, lane};

const POST: &str = "chat.postMessage";
const MESSAGES: usize = 20;

/// Makes posts into a channel fail with a code, so often; 0 for all.
fn spoil(app: &App, channel: &str, code: &str, times: u32) {
    app.sim.add_fault(Fault {
        method: POST.into(),
        channel: Some(channel.into()),
        fault: FaultKind::Error { code: code.into() },
        times,
    });
}

/// A recipient that is no profile, so that no address is marked dead.
fn channel(number: usize) -> Value {
    json!({"is_transient": true, "$channels": ["slack"],
        "$slack": {"channel_id": lane(number), "access_token": TOKEN}})
}

async fn send(app: &App, number: usize, text: &str) -> String {
    app.trigger("note", channel(number), json!({"text": text}))
        .await
}

async fn reason(app: &App, trigger: &str) -> String {
    let ended = app.end(trigger).await;
    ended["reason"].as_str().unwrap_or_default().to_owned()
}

/// Quarantines a channel by a message that finds it archived.
async fn archived(setup: Setup) -> App {
    let app = setup.start().await;
    spoil(&app, &lane(0), "is_archived", 1);
    let first = send(&app, 0, "first").await;
    assert_eq!(reason(&app, &first).await, "recipient");
    app
}

#[tokio::test]
async fn a_channel_that_is_gone_is_found_out_once_and_others_do_not_notice() {
    let app = Setup::new().start().await;
    spoil(&app, &lane(0), "is_archived", 0);

    let mut gone = Vec::new();
    for _ in 0..MESSAGES {
        gone.push(send(&app, 0, "gone").await);
    }
    let alive = send(&app, 1, "alive").await;

    let mut reasons = Vec::new();
    for trigger in &gone {
        reasons.push(reason(&app, trigger).await);
    }
    let first = reasons.iter().filter(|reason| *reason == "recipient");
    assert_eq!(first.count(), 1, "{reasons:?}");
    let others = reasons.iter().filter(|reason| *reason == "quarantined");
    assert_eq!(others.count(), MESSAGES - 1, "{reasons:?}");
    assert_eq!(reason(&app, &alive).await, "accepted");
    assert_eq!(app.calls(POST), 2, "one for each channel");
    let last = app.end(&gone[MESSAGES - 1]).await;
    assert!(
        last["detail"].to_string().contains("is_archived"),
        "{last:#}"
    );
    app.get_when("/metrics", |text| {
        text.contains("\nbellhop_quarantined 1\n")
    })
    .await;
}

#[tokio::test]
async fn an_operator_lists_and_releases_by_the_command_line() {
    let app = archived(Setup::new()).await;
    let listed = |text: &str| text.contains(&lane(0));
    app.get_when("/v1/quarantine/", listed).await;

    let table = app.command(&["quarantine", "list"]).await;
    let released = app.command(&["quarantine", "release", &lane(0)]).await;
    let none = app.command(&["quarantine", "list"]).await;

    assert!(table.contains("is_archived"), "{table}");
    assert!(released.contains("1 released"), "{released}");
    assert!(none.contains("nothing is in quarantine"), "{none}");
    let counted = r#"bellhop_quarantine_releases_total{by="operator"}"#;
    assert_eq!(app.metric(counted).await, 1.0);
    // The workers hear of it.
    app.get_when("/metrics", |text| {
        text.contains("\nbellhop_quarantined 0\n")
    })
    .await;
    let again = send(&app, 0, "again").await;
    assert_eq!(reason(&app, &again).await, "accepted");
}

#[tokio::test]
async fn after_its_time_a_message_finds_out_that_a_channel_is_back() {
    let app = archived(Setup::new().set("retry.quarantine_seconds", "0")).await;

    let trial = send(&app, 0, "trial").await;

    assert_eq!(reason(&app, &trial).await, "accepted");
    let counted = r#"bellhop_quarantine_releases_total{by="trial"}"#;
    assert_eq!(app.metric(counted).await, 1.0);
    app.get_when("/v1/quarantine/", |text| !text.contains(&lane(0)))
        .await;
}

#[tokio::test]
async fn a_quarantine_outlives_a_restart() {
    let mut app = archived(Setup::new()).await;
    app.get_when("/v1/quarantine/", |text| text.contains(&lane(0)))
        .await;

    assert!(app.terminate().await.success());
    app.restart().await;
    let after = send(&app, 0, "after").await;

    assert_eq!(reason(&app, &after).await, "quarantined");
    assert_eq!(app.calls(POST), 1);
}

#[tokio::test]
async fn what_waits_for_a_revoked_token_ends_at_once_and_flows_when_it_is_given_again() {
    // Each at its lane's pace, it would take an hour and more.
    let setup = Setup::new().set("pace.destination_per_second", "0.001");
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    app.sim.add_fault(Fault {
        method: POST.into(),
        channel: None,
        fault: FaultKind::Error {
            code: "token_revoked".into(),
        },
        times: 1,
    });

    let mut triggers = Vec::new();
    for number in 0..5 {
        triggers.push(app.note(&lane(0), &number.to_string()).await);
    }
    let mut reasons = Vec::new();
    for trigger in &triggers {
        reasons.push(reason(&app, trigger).await);
    }
    app.save_channel(&lane(1)).await;
    let again = app.note(&lane(1), "again").await;

    assert_eq!(reasons[0], "credential");
    assert_eq!(reasons[1..], ["connection_disabled"; 4]);
    assert_eq!(reason(&app, &again).await, "accepted");
    assert_eq!(app.calls(POST), 2);
}
