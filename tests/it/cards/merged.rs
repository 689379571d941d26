//! Of changes that wait, only the last is made.

use bellhop_sim::{Fault, FaultKind};
use serde_json::json;

use super::{over, send};
use crate::setup::{Setup, lane};

#[tokio::test]
async fn two_hundred_quick_updates_cost_few_calls_and_end_on_the_last_state() {
    let mut setup = Setup::new().pace(1);
    setup.sim.limits.tiers = true;
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;

    let mut triggers = Vec::new();
    for number in 0..200 {
        let text = number.to_string();
        triggers.push(send(&app, &lane(0), &text, json!({"key": "busy"})).await);
    }
    for trigger in &triggers {
        let message = over(&app, trigger).await;
        let status = message["status"].as_str().unwrap_or_default();
        assert!(["delivered", "merged"].contains(&status), "{message:#}");
    }

    assert_eq!(app.texts(&lane(0)), ["199"]);
    let calls = app.calls("chat.postMessage") + app.calls("chat.update");
    let merged = app.metric("bellhop_merged_total").await;
    assert_eq!(calls as f64 + merged, 200.0);
    assert!(calls < 100, "{calls} calls");
    let limited = "bellhop_rate_limited_total{method=\"chat.update\"}";
    assert_eq!(app.metric(limited).await, 0.0);
}

#[tokio::test]
async fn a_card_that_waits_for_its_turn_is_created_in_its_last_state() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    app.sim.add_fault(Fault {
        method: "chat.postMessage".into(),
        channel: None,
        fault: FaultKind::RateLimited {
            retry_after: Some("1".into()),
        },
        times: 1_000,
    });
    let plain = app.note(&lane(0), "plain").await;
    app.slack_is(|slack| slack.stats().by_method.contains_key("chat.postMessage"))
        .await;

    let first = send(&app, &lane(0), "one", json!({"key": "k"})).await;
    let swallowed = send(&app, &lane(0), "gone", json!({"key": "g"})).await;
    let delete = json!({"key": "g", "action": "delete"});
    let delete = send(&app, &lane(0), "", delete).await;
    let last = send(&app, &lane(0), "two", json!({"key": "k"})).await;
    let first = over(&app, &first).await;
    assert_eq!(over(&app, &swallowed).await["status"], "merged");
    app.sim.clear_faults();
    for trigger in [&plain, &last, &delete] {
        assert_eq!(over(&app, trigger).await["status"], "delivered");
    }

    assert_eq!(app.texts(&lane(0)), ["plain", "two"]);
    assert_eq!(app.calls("chat.update") + app.calls("chat.delete"), 0);
    let outcome = (&first["status"], &first["reason"]);
    assert_eq!(outcome, (&json!("merged"), &json!("superseded")));
    let record = app.record(first["id"].as_str().unwrap_or_default()).await;
    let last = over(&app, &last).await;
    let by = last["id"].as_str().unwrap_or_default();
    assert!(record["timeline"].to_string().contains(by), "{record:#}");
}
