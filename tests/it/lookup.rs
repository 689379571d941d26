//! Lookups: an e-mail is asked for once, whoever waits for it, and a dead address is not tried again.

use futures_util::future::join_all;
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN};

async fn save(app: &App, email: &str) -> Value {
    let slack = json!({"email": email, "access_token": TOKEN});
    app.save(email, slack).await
}

/// Sends to an e-mail, five times at once, and gives how each ended.
async fn five_at_once(app: &App, email: &str) -> Vec<Value> {
    let triggers = join_all((0..5).map(async |_| app.note(email, "hello").await)).await;
    join_all(triggers.iter().map(async |trigger| app.end(trigger).await)).await
}

#[tokio::test]
async fn one_lookup_serves_all_who_wait_for_it_and_all_who_come_later() {
    let app = Setup::new().start().await;
    save(&app, "bob@example.com").await;

    five_at_once(&app, "bob@example.com").await;
    let ended = five_at_once(&app, "bob@example.com").await;

    assert!(ended.iter().all(|message| message["status"] == "delivered"));
    assert_eq!(app.texts("U0BOB").len(), 10);
    assert_eq!(app.calls("users.lookupByEmail"), 1);
    let hits = r#"bellhop_lookups_total{kind="email",result="hit"}"#;
    assert!(app.metric(hits).await >= 1.0);
}

#[tokio::test]
async fn an_unknown_email_is_asked_for_once_and_its_address_is_dead() {
    let app = Setup::new().start().await;
    save(&app, "nobody@example.com").await;

    let ended = five_at_once(&app, "nobody@example.com").await;
    let late = app.note("nobody@example.com", "too late").await;
    let late = app.end(&late).await;

    // Those that were planned before the address was found dead failed, any others were refused.
    assert!(ended.iter().any(|message| message["reason"] == "recipient"));
    assert!(ended.iter().all(|message| message["status"] != "delivered"));
    assert_eq!(
        (&late["status"], &late["reason"]),
        (&json!("refused"), &json!("address_inactive"))
    );
    assert_eq!(app.calls("users.lookupByEmail"), 1);
    let user = app
        .client
        .get("/v1/user/nobody%40example.com/")
        .await
        .expect(200);
    assert_eq!(user["$slack"][0]["status"], "inactive", "{user:#}");
}

#[tokio::test]
async fn an_address_that_was_dead_lives_again_when_it_is_added_again() {
    // What Slack said of the address is forgotten at once.
    let app = Setup::new()
        .set("cache.negative_ttl_seconds", "0")
        .start()
        .await;
    let email = "grace@example.com";
    save(&app, email).await;
    app.end(&app.note(email, "too early").await).await;
    let refused = app.end(&app.note(email, "still too early").await).await;
    let grace = bellhop_sim::User {
        id: "U0GRACE".into(),
        name: "grace".into(),
        email: Some(email.into()),
        ..bellhop_sim::User::default()
    };
    let seed = bellhop_sim::Seed {
        users: vec![grace],
        ..bellhop_sim::Seed::default()
    };
    app.sim.seed(seed).expect("the seed is consistent");

    let user = save(&app, email).await;
    let ended = app.end(&app.note(email, "in time").await).await;

    assert_eq!(refused["reason"], "address_inactive", "{refused:#}");
    assert_eq!(user["$slack"][0]["status"], "active", "{user:#}");
    assert_eq!(ended["status"], "delivered", "{ended:#}");
    assert_eq!(app.texts("U0GRACE"), ["in time"]);
}

#[tokio::test]
async fn an_address_that_is_added_again_is_not_marked_dead_from_memory() {
    let app = Setup::new().start().await;
    let email = "grace@example.com";
    save(&app, email).await;
    app.end(&app.note(email, "nobody").await).await;
    save(&app, email).await;

    let remembered = app.end(&app.note(email, "too early").await).await;
    let again = app.end(&app.note(email, "still too early").await).await;

    assert_eq!(app.calls("users.lookupByEmail"), 1);
    for ended in [remembered, again] {
        assert_eq!(ended["reason"], "recipient", "{ended:#}");
    }
}
