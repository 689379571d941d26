//! Faults of Slack and of the road to it: nothing is lost, nobody else waits, and the record is
//! honest about what happened.

use bellhop_sim::{Fault, FaultKind};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, lane};

const POST: &str = "chat.postMessage";

/// Makes the next `times` posts into a channel go wrong; 0 for all of them.
fn spoil(app: &App, channel: &str, fault: FaultKind, times: u32) {
    app.sim.add_fault(Fault {
        method: POST.into(),
        channel: Some(channel.into()),
        fault,
        times,
    });
}

fn rate_limited(retry_after: Option<&str>) -> FaultKind {
    FaultKind::RateLimited {
        retry_after: retry_after.map(str::to_owned),
    }
}

fn code(code: &str) -> FaultKind {
    FaultKind::Error { code: code.into() }
}

/// Sends four messages into a channel whose first post goes wrong, and another into the next
/// channel; gives the record of the first when all have ended.
async fn first_goes_wrong(app: &App, fault: FaultKind) -> Value {
    app.save_channel(&lane(0)).await;
    app.save_channel(&lane(1)).await;
    spoil(app, &lane(0), fault, 1);
    let mut triggers = Vec::new();
    for number in 0..4 {
        triggers.push(app.note(&lane(0), &number.to_string()).await);
    }
    triggers.push(app.note(&lane(1), "next door").await);
    for trigger in &triggers {
        let ended = app.end(trigger).await;
        assert_eq!(ended["status"], "delivered", "{ended:#}");
    }
    assert_eq!(app.texts(&lane(1)), ["next door"]);
    app.end(&triggers[0]).await
}

fn timeline(message: &Value) -> String {
    message["timeline"].to_string()
}

/// Whether a fault that Slack answers, or that stops a post before Slack has it, costs nothing but
/// another attempt.
async fn is_tried_again(app: &App, fault: FaultKind, says: &str) {
    let first = first_goes_wrong(app, fault).await;

    assert_eq!(app.texts(&lane(0)), ["0", "1", "2", "3"]);
    assert!(timeline(&first).contains("\"retried\""), "{first:#}");
    assert!(timeline(&first).contains(says), "{first:#}");
}

#[tokio::test]
async fn a_500_is_tried_again() {
    let app = Setup::new().start().await;
    is_tried_again(&app, FaultKind::Status { status: 500 }, "500").await;
}

#[tokio::test]
async fn a_503_with_a_page_of_html_is_tried_again() {
    let app = Setup::new().start().await;
    is_tried_again(&app, FaultKind::Status { status: 503 }, "503").await;
}

#[tokio::test]
async fn fatal_error_and_internal_error_are_tried_again() {
    for name in ["fatal_error", "internal_error"] {
        let app = Setup::new().start().await;
        is_tried_again(&app, code(name), name).await;
    }
}

#[tokio::test]
async fn a_call_that_hangs_is_given_up_and_tried_again() {
    let setup = Setup::new().set("slack.request_timeout_ms", "500");
    let app = setup.start().await;
    is_tried_again(&app, FaultKind::Hang, "did not answer in time").await;
}

#[tokio::test]
async fn an_answer_that_is_cut_off_leaves_the_message_there_once() {
    let app = Setup::new().start().await;
    is_tried_again(&app, FaultKind::Cut, "the connection was cut").await;
}

#[tokio::test]
async fn a_message_that_slack_took_without_an_answer_is_there_once() {
    let setup = Setup::new().set("slack.request_timeout_ms", "500");
    let app = setup.start().await;
    is_tried_again(&app, FaultKind::AcceptThenStall, "did not answer in time").await;
}

#[tokio::test]
async fn a_429_is_waited_out_and_costs_no_attempt() {
    let app = Setup::new().start().await;

    let first = first_goes_wrong(&app, rate_limited(Some("1"))).await;

    assert_eq!(app.texts(&lane(0)), ["0", "1", "2", "3"]);
    assert!(timeline(&first).contains("\"waiting\""), "{first:#}");
    assert!(!timeline(&first).contains("\"retried\""), "{first:#}");
    let calls = app.sim.calls();
    let mut calls = calls
        .iter()
        .filter(|call| call.channel.as_deref() == Some("C0LANE0"));
    let (refused, taken) = (calls.next(), calls.next());
    let apart = taken.map(|call| call.at_ms) >= refused.map(|call| call.at_ms + 1_000);
    assert!(apart, "it came back too soon: {refused:?} {taken:?}");
}

#[tokio::test]
async fn a_429_without_a_usable_wait_holds_its_channel_for_30_seconds_and_no_other() {
    let app = Setup::new().start().await;
    spoil(&app, &lane(0), rate_limited(None), 1);
    spoil(&app, &lane(1), rate_limited(Some("soon")), 1);
    for number in 0..3 {
        app.save_channel(&lane(number)).await;
    }

    let silent = app.note(&lane(0), "silent").await;
    let garbled = app.note(&lane(1), "garbled").await;
    app.slack_is(|slack| slack.stats().rate_limited == 2).await;
    app.end(&app.note(&lane(2), "free").await).await;

    for trigger in [&silent, &garbled] {
        let waits = |record: &Value| timeline(&record["messages"][0]).contains("waiting");
        let record = app.record_when(trigger, waits).await;
        assert_eq!(record["counts"]["queued"], 1);
        assert!(record.to_string().contains("wait 30 s"), "{record:#}");
    }
    let rate_limits = r#"bellhop_rate_limited_total{method="chat.postMessage"}"#;
    assert_eq!(app.metric(rate_limits).await, 2.0);
    for trigger in [&silent, &garbled] {
        assert_eq!(app.end(trigger).await["status"], "delivered");
    }
}

#[tokio::test]
async fn a_code_that_the_table_does_not_have_fails_the_message_with_unknown_code() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    spoil(&app, &lane(0), code("brand_new_code"), 1);

    let failed = app.end(&app.note(&lane(0), "first").await).await;
    let after = app.end(&app.note(&lane(0), "second").await).await;

    assert_eq!(
        (&failed["status"], &failed["reason"]),
        (&json!("failed"), &json!("unknown_code"))
    );
    assert_eq!(failed["detail"], "brand_new_code");
    assert_eq!(after["status"], "delivered");
    assert_eq!(app.calls(POST), 2);
}

#[tokio::test]
async fn a_message_that_would_have_to_wait_past_its_deadline_expires_into_the_dead_letters() {
    let setup = Setup::new().set("retry.deadline_seconds", "60");
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;
    spoil(&app, &lane(0), rate_limited(Some("3600")), 1);

    let ended = app.end(&app.note(&lane(0), "too late").await).await;

    assert_eq!(
        (&ended["status"], &ended["reason"]),
        (&json!("expired"), &json!("deadline_exceeded"))
    );
    let counted = r#"bellhop_messages_total{outcome="expired",reason="deadline_exceeded"}"#;
    assert_eq!(app.metric(counted).await, 1.0);
    let dead = |text: &str| text.contains("\nbellhop_dead_letters 1\n");
    app.get_when("/metrics", dead).await;
}
