//! Each fault does to the wire what it says, as often as it was told.

use std::time::Duration;

use bellhop_sim::{Fault, FaultKind, Observed};
use reqwest::Response;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::app::{App, TOKEN};

/// Longer than anything here takes; a test that reaches it has failed.
const PATIENCE: Duration = Duration::from_secs(10);

const HELLO: &str = r#"{"channel":"C0GENERAL","text":"hello"}"#;

fn fault(method: &str, fault: FaultKind) -> Fault {
    Fault {
        method: method.into(),
        channel: None,
        fault,
        times: 1,
    }
}

fn hello() -> Value {
    serde_json::from_str(HELLO).unwrap()
}

#[tokio::test]
async fn a_rate_limit_says_what_it_was_told_to_say() {
    let app = App::start().await;
    let mut told = Vec::new();

    for retry_after in [Some("30"), Some("garbage"), None] {
        let retry_after = retry_after.map(str::to_owned);
        app.sim.add_fault(fault(
            "chat.postMessage",
            FaultKind::RateLimited { retry_after },
        ));
        let answer = app.send(TOKEN, "chat.postMessage", hello()).await.unwrap();
        assert_eq!(answer.status(), 429);
        let header = answer.headers().get("retry-after");
        told.push(header.map(|value| value.to_str().unwrap().to_owned()));
    }

    assert_eq!(
        told,
        [Some("30".to_owned()), Some("garbage".to_owned()), None]
    );
    assert!(app.sim.messages("C0GENERAL").is_empty());
    assert_eq!(app.call("chat.postMessage", hello()).await["ok"], true);
}

#[tokio::test]
async fn an_error_is_slacks_code_with_a_200_and_a_webhooks_text_with_its_status() {
    let app = App::start().await;
    let code = "fatal_error".to_owned();
    app.sim
        .add_fault(fault("chat.postMessage", FaultKind::Error { code }));
    let code = "no_active_hooks".to_owned();
    app.sim
        .add_fault(fault("webhook", FaultKind::Error { code }));

    let answer = app.call("chat.postMessage", hello()).await;
    let webhook = app
        .webhook("T0ACME/B0DEPLOYS/demo", json!({"text": "x"}))
        .await;

    assert_eq!(answer, json!({"ok": false, "error": "fatal_error"}));
    assert_eq!(webhook, (404, "no_active_hooks".to_owned()));
}

#[tokio::test]
async fn a_status_comes_with_a_page_of_html() {
    let app = App::start().await;
    app.sim
        .add_fault(fault("*", FaultKind::Status { status: 503 }));

    let answer = app.send(TOKEN, "chat.postMessage", hello()).await.unwrap();

    assert_eq!(answer.status(), 503);
    assert!(answer.text().await.unwrap().starts_with("<!DOCTYPE html>"));
}

#[tokio::test]
async fn a_hanging_call_does_nothing_and_is_never_answered() {
    let app = App::start().await;
    app.sim
        .add_fault(fault("chat.postMessage", FaultKind::Hang));

    let (call, app) = withheld(app).await;

    assert_eq!(app.sim.calls()[0].error.as_deref(), Some("hang"));
    assert!(app.sim.messages("C0GENERAL").is_empty());
    app.sim.stop().await;
    assert!(call.await.unwrap().is_err());
}

#[tokio::test]
async fn a_stalled_call_is_carried_out_and_never_answered() {
    let app = App::start().await;
    app.sim
        .add_fault(fault("chat.postMessage", FaultKind::AcceptThenStall));

    let (call, app) = withheld(app).await;

    assert_eq!(app.sim.messages("C0GENERAL").len(), 1);
    app.sim.stop().await;
    assert!(call.await.unwrap().is_err());
}

/// Posts, and waits until the simulator has taken the call; the answer is still out.
async fn withheld(app: App) -> (JoinHandle<reqwest::Result<Response>>, App) {
    let request = app
        .http
        .post(format!("{}chat.postMessage", app.sim.api_url()));
    let request = request
        .bearer_auth(TOKEN)
        .header("content-type", "application/json");
    let call = tokio::spawn(request.body(HELLO).send());
    let taken = |state: &Observed<'_>| state.stats().calls == 1;
    assert!(app.sim.wait_for(taken, PATIENCE).await);
    (call, app)
}

#[tokio::test]
async fn a_cut_call_is_carried_out_and_breaks_off_in_the_body() {
    let app = App::start().await;
    app.sim.add_fault(fault("chat.postMessage", FaultKind::Cut));

    let mut answer = app.send(TOKEN, "chat.postMessage", hello()).await.unwrap();
    let announced = answer.content_length().unwrap();
    let mut received = 0;
    let error = loop {
        match answer.chunk().await {
            Ok(Some(chunk)) => received += chunk.len() as u64,
            Ok(None) => panic!("the whole body came"),
            Err(error) => break error,
        }
    };

    assert_eq!(answer.status(), 200);
    assert_eq!(received, announced / 2);
    assert!(error.is_body() || error.is_decode(), "{error:?}");
    assert_eq!(app.sim.messages("C0GENERAL").len(), 1);
}

#[tokio::test]
async fn a_fault_for_a_person_strikes_their_direct_channel() {
    let app = App::start().await;
    let opened = app
        .call("conversations.open", json!({"users": "U0ALICE"}))
        .await;
    let channel = opened["channel"]["id"].as_str().map(str::to_owned);
    let kind = FaultKind::Error {
        code: "internal_error".into(),
    };
    app.sim.add_fault(Fault {
        channel,
        ..fault("chat.postMessage", kind)
    });

    let to_bob = app
        .call("chat.postMessage", json!({"channel": "U0BOB", "text": "x"}))
        .await;
    let to_alice = app
        .call(
            "chat.postMessage",
            json!({"channel": "U0ALICE", "text": "x"}),
        )
        .await;

    assert_eq!(to_bob["ok"], true);
    assert_eq!(to_alice["error"], "internal_error");
}
