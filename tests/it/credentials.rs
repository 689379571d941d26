//! Dead credentials: a connection that Slack refuses is taken out of use, with the reason, and lives
//! again when its token or webhook is given again.

use bellhop_sim::{Fault, FaultKind, Seed, SeedWebhook};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN, lane};

/// The only connection, as the API lists it.
async fn connection(app: &App) -> Value {
    let list = app.client.get("/v1/connection/").await.expect(200);
    let list = list["results"].as_array().expect("it is a list");
    assert_eq!(list.len(), 1, "{list:?}");
    list[0].clone()
}

/// Waits until the only connection is disabled, which is recorded a moment after its message failed.
async fn disabled(app: &App) -> Value {
    app.get_when("/v1/connection/", |text| text.contains("\"disabled\""))
        .await;
    connection(app).await
}

#[tokio::test]
async fn a_revoked_token_disables_its_connection_until_it_is_given_again() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    app.sim.revoke(TOKEN);

    let first = app.end(&app.note(&lane(0), "1").await).await;
    let connection_then = disabled(&app).await;
    let calls = app.calls("chat.postMessage");
    let second = app.end(&app.note(&lane(0), "2").await).await;
    let token = Seed::demo().tokens.remove(0);
    let seed = Seed {
        tokens: vec![bellhop_sim::SeedToken {
            in_channels: vec![lane(0)],
            ..token
        }],
        ..Seed::default()
    };
    app.sim.seed(seed).expect("the seed is consistent");
    app.save_channel(&lane(0)).await;
    let third = app.end(&app.note(&lane(0), "3").await).await;

    assert_eq!(
        (&first["status"], &first["reason"]),
        (&json!("failed"), &json!("credential"))
    );
    assert!(
        connection_then.to_string().contains("token_revoked"),
        "{connection_then}"
    );
    assert_eq!(
        (&second["status"], &second["reason"]),
        (&json!("failed"), &json!("connection_disabled"))
    );
    assert_eq!(calls, 1, "a dead token is not tried again and again");
    assert_eq!(third["status"], "delivered", "{third:#}");
    assert_eq!(connection(&app).await["state"], "active");
    assert_eq!(app.texts(&lane(0)), ["3"]);
    assert_eq!(app.metric("bellhop_connections_disabled_total").await, 1.0);
}

#[tokio::test]
async fn invalid_auth_is_confirmed_before_a_connection_is_disabled() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    app.sim.add_fault(Fault {
        method: "chat.postMessage".into(),
        channel: None,
        fault: FaultKind::Error {
            code: "invalid_auth".into(),
        },
        times: 1,
    });

    let ended = app.end(&app.note(&lane(0), "alive").await).await;

    assert_eq!(ended["status"], "delivered", "{ended:#}");
    assert_eq!(app.calls("auth.test"), 1);
    assert_eq!(connection(&app).await["state"], "active");
}

#[tokio::test]
async fn a_message_that_cannot_wait_for_the_next_try_of_a_living_token_expires() {
    let app = Setup::new()
        .set("retry.deadline_seconds", "3")
        .start()
        .await;
    app.save_channel(&lane(0)).await;
    app.sim.add_fault(Fault {
        method: "chat.postMessage".into(),
        channel: None,
        fault: FaultKind::Error {
            code: "invalid_auth".into(),
        },
        times: 1,
    });

    let ended = app.end(&app.note(&lane(0), "late").await).await;

    assert_eq!(
        (&ended["status"], &ended["reason"]),
        (&json!("expired"), &json!("deadline_exceeded")),
        "{ended:#}"
    );
}

#[tokio::test]
async fn a_lookup_that_a_living_token_was_refused_is_made_again() {
    let app = Setup::new().start().await;
    let slack = json!({"email": "bob@example.com", "access_token": TOKEN});
    app.save("bob", slack).await;
    app.sim.add_fault(Fault {
        method: "users.lookupByEmail".into(),
        channel: None,
        fault: FaultKind::Error {
            code: "invalid_auth".into(),
        },
        times: 1,
    });

    let ended = app.end(&app.note("bob", "alive").await).await;

    assert_eq!(ended["status"], "delivered", "{ended:#}");
    assert_eq!(app.calls("users.lookupByEmail"), 2);
    assert_eq!(app.calls("auth.test"), 1);
}

#[tokio::test]
async fn a_token_that_auth_test_refuses_too_disables_its_connection() {
    let app = Setup::new().start().await;
    let slack = json!({"channel_id": lane(0), "access_token": "xoxb-of-nobody"});
    app.save("ann", slack).await;

    let ended = app.end(&app.note("ann", "dead").await).await;

    assert_eq!(
        (&ended["status"], &ended["reason"]),
        (&json!("failed"), &json!("credential"))
    );
    assert_eq!(app.calls("auth.test"), 1);
    assert!(disabled(&app).await.to_string().contains("invalid_auth"));
}

#[tokio::test]
async fn a_revoked_token_is_noticed_by_a_lookup_too() {
    let app = Setup::new().start().await;
    app.sim.revoke(TOKEN);
    let slack = json!({"email": "bob@example.com", "access_token": TOKEN});
    app.save("bob", slack).await;

    let ended = app.end(&app.note("bob", "dead").await).await;

    assert_eq!(
        (&ended["status"], &ended["reason"]),
        (&json!("failed"), &json!("credential"))
    );
    assert!(disabled(&app).await.to_string().contains("token_revoked"));
}

#[tokio::test]
async fn a_dead_webhook_is_disabled_until_it_is_given_again() {
    let app = Setup::new().start().await;
    let path = "T0ACME/B0GONE/secret";
    let slack = json!({"incoming_webhook": {"url": app.sim.webhook_url(path)}});
    app.save("hook", slack.clone()).await;

    let first = app.end(&app.note("hook", "1").await).await;
    let connection_then = disabled(&app).await;
    let second = app.end(&app.note("hook", "2").await).await;
    let webhook = SeedWebhook {
        path: path.into(),
        channel: lane(0),
        name: "hook".into(),
    };
    let seed = Seed {
        webhooks: vec![webhook],
        ..Seed::default()
    };
    app.sim.seed(seed).expect("the seed is consistent");
    app.save("hook", slack).await;
    let third = app.end(&app.note("hook", "3").await).await;

    assert_eq!(
        (&first["status"], &first["reason"]),
        (&json!("failed"), &json!("credential"))
    );
    assert!(
        connection_then.to_string().contains("no_service"),
        "{connection_then}"
    );
    assert_eq!(second["reason"], "connection_disabled");
    assert_eq!(third["status"], "delivered", "{third:#}");
    assert_eq!(app.texts(&lane(0)), ["3"]);
}
