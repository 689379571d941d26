//! Limits over HTTP. Their exactness is shown where the arithmetic is, without a clock;
//! here is what they apply to.

use bellhop_sim::Limits;
use serde_json::{Value, json};

use crate::app::{App, TOKEN};

const SLOW: Limits = Limits {
    post_per_second: 1,
    post_burst: 1,
    connection_per_minute: 0,
    tiers: true,
    latency_ms: 0,
};

/// A rate limit that no test is slow enough to outlive: one call in a minute.
const ONE_A_MINUTE: Limits = Limits {
    post_per_second: 0,
    connection_per_minute: 1,
    ..SLOW
};

#[tokio::test]
async fn a_post_beyond_the_pace_is_refused_and_leaves_nothing() {
    let app = App::with_limits(ONE_A_MINUTE).await;
    app.post("C0GENERAL", "one").await;

    let answer = app
        .send(
            TOKEN,
            "chat.postMessage",
            json!({"channel": "C0ORDERS", "text": "two"}),
        )
        .await
        .unwrap();

    assert_eq!(answer.status(), 429);
    let wait: u64 = answer.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body, json!({"ok": false, "error": "ratelimited"}));
    assert!(app.sim.messages("C0ORDERS").is_empty());
    assert_eq!(app.sim.stats().rate_limited, 1);
}

#[tokio::test]
async fn a_refused_message_costs_nothing() {
    let app = App::with_limits(ONE_A_MINUTE).await;
    for _ in 0..3 {
        let answer = app
            .call("chat.postMessage", json!({"channel": "C0GENERAL"}))
            .await;
        assert_eq!(answer["error"], "no_text");
    }

    app.post("C0GENERAL", "the first that counts").await;
}

#[tokio::test]
async fn bot_and_webhook_share_a_channels_pace() {
    let app = App::with_limits(Limits {
        post_burst: 5,
        ..SLOW
    })
    .await;
    let mut refused = 0;

    for _ in 0..6 {
        let posted = app
            .call(
                "chat.postMessage",
                json!({"channel": "C0INCIDENTS", "text": "bot"}),
            )
            .await;
        let (status, body) = app
            .webhook("T0ACME/B0DEPLOYS/demo", json!({"text": "hook"}))
            .await;
        refused += u32::from(posted["error"] == "ratelimited") + u32::from(status == 429);
        if status == 429 {
            assert_eq!(
                body,
                r#"{"error":"rate_limited","ok":false,"retry_after":1}"#
            );
        }
    }

    let kept = app.sim.messages("C0INCIDENTS").len();
    assert_eq!(u32::try_from(kept).unwrap() + refused, 12);
    assert!(refused > 0, "twelve at once are more than a burst of five");
}

#[tokio::test]
async fn channels_have_a_pace_each() {
    let app = App::with_limits(SLOW).await;

    app.post("C0GENERAL", "x").await;
    app.post("C0ORDERS", "x").await;
    app.post("U0ALICE", "x").await;
    app.post("U0BOB", "x").await;

    assert_eq!(app.sim.stats().rate_limited, 0);
}

#[tokio::test]
async fn a_tier_is_a_budget_for_each_method_and_app() {
    let app = App::with_limits(SLOW).await;
    for _ in 0..20 {
        assert_eq!(app.form("users.list", &[]).await["ok"], true);
    }

    let over = app.form("users.list", &[]).await;
    let other_method = app.form("users.info", &[("user", "U0BOB")]).await;
    let request = app.http.post(format!("{}users.list", app.sim.api_url()));
    let other_app: Value = request
        .bearer_auth("xoxb-demo")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();

    assert_eq!(over["error"], "ratelimited");
    assert_eq!(other_method["ok"], true);
    assert_eq!(other_app["ok"], true);
}
