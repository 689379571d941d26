//! Order and pace: every message once, in order, and never faster than Slack allows.

use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{LANES, Setup, lane};

/// Messages to each channel.
const EACH: usize = 5;

/// What a channel should hold in the end.
fn expected(channel: usize) -> Vec<String> {
    (0..EACH)
        .map(|number| format!("lane {channel}, message {number}"))
        .collect()
}

/// Sends to every channel in turn, and waits until all of it is in Slack.
async fn send_to_all(app: &App) {
    for channel in 0..LANES {
        app.save_channel(&lane(channel)).await;
    }
    for number in 0..EACH {
        for channel in 0..LANES {
            let text = format!("lane {channel}, message {number}");
            app.note(&lane(channel), &text).await;
        }
    }
    app.slack_is(|slack| slack.message_count() >= LANES * EACH)
        .await;
}

#[tokio::test]
async fn at_the_allowed_pace_every_message_arrives_once_in_order_and_none_is_rejected() {
    let app = Setup::new().pace(20).start().await;

    send_to_all(&app).await;

    for channel in 0..LANES {
        assert_eq!(app.texts(&lane(channel)), expected(channel));
    }
    let stats = app.sim.stats();
    assert_eq!((stats.rate_limited, stats.rejected), (0, 0));
}

#[tokio::test]
async fn without_a_pace_every_message_still_arrives_once_and_in_order() {
    let app = Setup::new().start().await;

    send_to_all(&app).await;

    for channel in 0..LANES {
        assert_eq!(app.texts(&lane(channel)), expected(channel));
    }
}

#[tokio::test]
async fn a_pace_that_slack_does_not_allow_is_learnt_from_its_answers_and_loses_nothing() {
    let mut setup = Setup::new().set("pace.destination_per_second", "0");
    setup.sim.limits.post_per_second = 1;
    let app = setup.start().await;
    app.save_channel(&lane(0)).await;

    for number in 0..3 {
        app.note(&lane(0), &format!("lane 0, message {number}"))
            .await;
    }

    app.slack_is(|slack| slack.message_count() >= 3).await;
    assert_eq!(app.texts(&lane(0)), expected(0)[..3]);
}

#[tokio::test]
async fn a_channel_with_a_long_queue_does_not_hold_up_its_neighbour() {
    const LONG: usize = 200;
    let app = Setup::new().pace(1).start().await;
    app.save_channel(&lane(0)).await;
    app.save_channel(&lane(1)).await;
    let note = |number: usize| json!({"workflow": "note", "recipients": [lane(0)], "data": {"text": number.to_string()}});
    let bulk: Value = (0..LONG).map(note).collect();

    app.client.post("/trigger/", &bulk).await.expect(207);
    app.end(&app.note(&lane(1), "urgent").await).await;

    assert_eq!(app.texts(&lane(1)), ["urgent"]);
    assert!(app.texts(&lane(0)).len() < LONG);
    assert_eq!(app.sim.stats().rate_limited, 0);
}
