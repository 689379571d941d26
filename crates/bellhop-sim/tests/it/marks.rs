//! What is put on a message and taken off: reactions and pins.

use bellhop_sim::{Limits, Message};
use serde_json::{Value, json};

use crate::app::{App, NARROW};

fn place(ts: &str) -> Value {
    json!({"channel": "C0GENERAL", "timestamp": ts})
}

fn reaction(ts: &str, name: &str) -> Value {
    json!({"channel": "C0GENERAL", "timestamp": ts, "name": name})
}

fn only(app: &App) -> Message {
    app.sim.messages("C0GENERAL").remove(0)
}

#[tokio::test]
async fn a_reaction_is_there_until_it_is_taken_off() {
    let app = App::start().await;
    let ts = app.post("C0GENERAL", "hello").await;

    let added = app.call("reactions.add", reaction(&ts, "eyes")).await;
    let again = app.call("reactions.add", reaction(&ts, "eyes")).await;
    let demo = app
        .call_as("xoxb-demo", "reactions.add", reaction(&ts, "eyes"))
        .await;

    assert_eq!((&added["ok"], &demo["ok"]), (&json!(true), &json!(true)));
    assert_eq!(again["error"], "already_reacted");
    let reactions = only(&app).reactions;
    assert_eq!((reactions.len(), reactions[0].users.len()), (1, 2));
    let channel = [("channel", "C0GENERAL")];
    let history = app.form("conversations.history", &channel).await;
    assert_eq!(history["messages"][0]["reactions"][0]["count"], 2);

    let removed = app.call("reactions.remove", reaction(&ts, "eyes")).await;
    let again = app.call("reactions.remove", reaction(&ts, "eyes")).await;

    assert_eq!(removed["ok"], true);
    assert_eq!(again["error"], "no_reaction");
    assert_eq!(&*only(&app).reactions[0].users[0], "U0BELLHOP");
}

#[tokio::test]
async fn a_pin_is_there_until_it_is_taken_off() {
    let app = App::start().await;
    let ts = app.post("C0GENERAL", "hello").await;

    let pinned = app.call("pins.add", place(&ts)).await;
    let again = app.call("pins.add", place(&ts)).await;

    assert_eq!(
        (&pinned["ok"], &again["error"]),
        (&json!(true), &json!("already_pinned"))
    );
    assert!(only(&app).pinned);

    let removed = app.call("pins.remove", place(&ts)).await;
    let again = app.call("pins.remove", place(&ts)).await;

    assert_eq!(
        (&removed["ok"], &again["error"]),
        (&json!(true), &json!("no_pin"))
    );
    assert!(!only(&app).pinned);
}

#[tokio::test]
async fn marks_stay_on_a_message_that_is_updated() {
    let app = App::start().await;
    let ts = app.post("C0GENERAL", "one").await;
    app.call("reactions.add", reaction(&ts, "eyes")).await;
    app.call("pins.add", place(&ts)).await;

    let blocks = json!({"channel": "C0GENERAL", "ts": ts, "blocks": [{"type": "divider"}]});
    app.call("chat.update", blocks).await;

    let kept = only(&app);
    assert_eq!((kept.reactions.len(), kept.pinned), (1, true));
    assert_eq!((kept.edited, kept.edits), (false, 1));
}

#[tokio::test]
async fn a_mark_that_cannot_be_put_gets_slacks_code() {
    let app = App::start().await;
    let ts = app.post("C0GENERAL", "hello").await;

    for (method, body, code) in [
        ("reactions.add", reaction(&ts, ":eyes:"), "invalid_name"),
        (
            "reactions.add",
            reaction("1.000001", "eyes"),
            "message_not_found",
        ),
        ("reactions.add", reaction("soon", "eyes"), "bad_timestamp"),
        (
            "reactions.add",
            json!({"channel": "C0GENERAL", "name": "eyes"}),
            "no_item_specified",
        ),
        (
            "pins.add",
            json!({"channel": "C0NOWHERE", "timestamp": ts}),
            "channel_not_found",
        ),
        ("pins.remove", place("1.000001"), "message_not_found"),
    ] {
        let answer = app.call(method, body).await;
        assert_eq!(answer["error"], code, "{method}");
    }
    for method in ["reactions.add", "pins.add"] {
        let answer = app.call_as(NARROW, method, reaction(&ts, "eyes")).await;
        assert_eq!(answer["error"], "missing_scope", "{method}");
    }
}

#[tokio::test]
async fn pins_keep_to_their_tier() {
    let app = App::with_limits(Limits {
        tiers: true,
        ..Limits::none()
    })
    .await;
    let ts = app.post("C0GENERAL", "hello").await;

    for _ in 0..20 {
        app.call("pins.add", place(&ts)).await;
    }
    let answer = app.call("pins.add", place(&ts)).await;

    assert_eq!(answer["error"], "ratelimited");
}
