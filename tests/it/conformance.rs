//! What Bellhop is held to, played quickly: nothing refused, lost, doubled or out of order.
//!
//! How fast it is, is judged only where the machine is quiet: by `make bench`.

use std::collections::BTreeSet;
use std::process::Stdio;

use serde_json::Value;
use tokio::process::Command;

use crate::app::program;
use crate::setup::Parts;

/// What does not depend on how fast the machine is.
const DEMANDS: [&str; 4] = ["rejected", "lost", "doubled", "inversions"];

/// Plays these scenes on the parts of this run; gives the rows.
async fn play(scenes: &str) -> Vec<Value> {
    let parts = match Parts::of_this_run() {
        Parts::Embedded => "embedded",
        Parts::Distributed => "distributed",
    };
    let output = Command::new(program())
        .args(["bench", "conformance", "--quick", "--format", "json"])
        .args(["--parts", parts, "--scene", scenes])
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await
        .expect("the program can be started");
    let text = String::from_utf8_lossy(&output.stdout);
    let complaint = String::from_utf8_lossy(&output.stderr);
    let rows: Vec<Value> =
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}{complaint}"));
    let played: BTreeSet<&str> = rows
        .iter()
        .filter_map(|row| row["scene"].as_str())
        .collect();
    assert_eq!(played, scenes.split(',').collect(), "{complaint}");
    rows
}

fn assert_met(rows: &[Value]) {
    for row in rows {
        for demand in DEMANDS {
            assert_eq!(row["figures"][demand]["met"], true, "{demand}: {row:#}");
        }
    }
}

#[tokio::test]
async fn restarts_kills_and_lost_answers_cost_nobody_a_message() {
    let rows = play("restarts,kills,lost-answers").await;

    assert_met(&rows);
}

#[tokio::test]
async fn a_webhook_whose_answer_is_lost_doubles_exactly_or_not_at_all_as_its_workflow_says() {
    let rows = play("webhook-at-least-once,webhook-at-most-once").await;

    assert_met(&rows);
    let doubled = |scene: &str| {
        let row = rows.iter().find(|row| row["scene"] == scene);
        row.map(|row| row["figures"]["doubled"]["value"].clone())
    };
    assert_eq!(doubled("webhook-at-least-once"), Some(6.0.into()));
    assert_eq!(doubled("webhook-at-most-once"), Some(0.0.into()));
}

#[tokio::test]
async fn noise_urgency_and_an_outage_leave_pace_and_order_as_they_are() {
    let rows = play("pace,noisy,outage,urgent-behind-channel,urgent-behind-people").await;

    assert_met(&rows);
}

#[tokio::test]
async fn cards_that_change_faster_than_slack_allows_end_on_their_last_state() {
    let rows = play("cards").await;

    assert_met(&rows);
}

#[tokio::test]
async fn a_scene_that_nobody_knows_is_refused_with_those_that_there_are() {
    let output = Command::new(program())
        .args(["bench", "conformance", "--scene", "nobody-knows"])
        .output()
        .await
        .expect("the program can be started");

    assert_eq!(output.status.code(), Some(2));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(complaint.contains("urgent-behind-channel"), "{complaint}");
}
