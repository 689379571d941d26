//! What becomes of the answers of incoming webhooks: the text first, the status second.

use std::time::Duration;

use bellhop_core::fault::{Fault, Reason};
use bellhop_slack::{SlackError, retry_after};

use crate::server::{Server, client_of, http, message};

async fn post(status: u16, headers: &str, body: &str) -> Result<(), SlackError> {
    let server = Server::start(vec![http(status, headers, body)]).await;
    server
        .client()
        .post_webhook(&server.webhook(), &message())
        .await
}

async fn check(status: u16, body: &str, fault: Fault, reason: Reason) -> SlackError {
    let error = post(status, "", body).await.unwrap_err();
    assert_eq!(
        (error.fault(), error.reason()),
        (fault, reason),
        "HTTP {status}, {body:?}"
    );
    error
}

#[tokio::test]
async fn ok_is_success() {
    for body in ["ok", "ok\n", r#"{"ok":true}"#] {
        assert_eq!(
            post(200, "content-type: text/plain\r\n", body).await,
            Ok(()),
            "{body:?}"
        );
    }
}

#[tokio::test]
async fn each_text_decides_by_its_class() {
    for (status, text, fault, reason) in [
        (
            400,
            "invalid_payload",
            Fault::GiveUp,
            Reason::MessageContent,
        ),
        (400, "no_text", Fault::GiveUp, Reason::MessageContent),
        (400, "invalid_blocks", Fault::GiveUp, Reason::MessageContent),
        (400, "user_not_found", Fault::GiveUp, Reason::Recipient),
        (
            403,
            "action_prohibited",
            Fault::GiveUp,
            Reason::Configuration,
        ),
        (403, "invalid_token", Fault::Disable, Reason::Credential),
        (404, "channel_not_found", Fault::GiveUp, Reason::Recipient),
        (404, "no_service", Fault::Disable, Reason::Credential),
        (404, "no_team", Fault::Disable, Reason::Credential),
        (410, "channel_is_archived", Fault::GiveUp, Reason::Recipient),
        (500, "rollup_error", Fault::Retry, Reason::SlackUnavailable),
        // The text wins over the status.
        (200, "no_service", Fault::Disable, Reason::Credential),
        (400, "channel_is_archived", Fault::GiveUp, Reason::Recipient),
        (500, "no_text", Fault::GiveUp, Reason::MessageContent),
        (400, "brand_new_text", Fault::GiveUp, Reason::UnknownCode),
    ] {
        let error = check(status, text, fault, reason).await;
        assert_eq!(error.code(), Some(text));
        assert!(!error.needs_confirmation());
    }
}

#[tokio::test]
async fn what_is_not_a_text_of_slacks_goes_by_its_status() {
    check(200, "<html>", Fault::Retry, Reason::BadResponse).await;
    check(200, "", Fault::Retry, Reason::BadResponse).await;
    check(302, "", Fault::GiveUp, Reason::BadResponse).await;
    check(404, "Not Found", Fault::GiveUp, Reason::BadResponse).await;
    check(403, "ok", Fault::GiveUp, Reason::BadResponse).await;
    let error = check(503, "<html>", Fault::Retry, Reason::SlackUnavailable).await;
    assert!(error.is_ambiguous());
    check(
        500,
        "brand_new_text",
        Fault::Retry,
        Reason::SlackUnavailable,
    )
    .await;
}

#[tokio::test]
async fn a_rate_limit_waits_and_never_for_nothing() {
    let seven = Duration::from_secs(7);
    let json = r#"{"retry_after":1,"ok":false,"error":"rate_limited"}"#;
    for body in ["rate_limited", json, "<html>", "no_service"] {
        let told = post(429, "retry-after: 7\r\n", body).await.unwrap_err();
        assert_eq!(told.fault(), Fault::Wait(Some(seven)), "{body}");
        let default = Fault::Wait(Some(retry_after::DEFAULT));
        check(429, body, default, Reason::RateLimited).await;
    }
}

#[tokio::test]
async fn the_flood_guard_without_retry_after_waits_minutes() {
    let minutes = Fault::Wait(Some(Duration::from_secs(300)));

    check(429, "message_limit_exceeded", minutes, Reason::RateLimited).await;
}

#[tokio::test]
async fn a_url_that_is_not_allowed_is_not_posted_to() {
    let client = client_of("http://127.0.0.1:9/api/");
    for url in [
        "https://evil.example/services/T/B/canary",
        "http://hooks.slack.com/services/T/B/canary",
        "https://hooks.slack.com/elsewhere/canary",
        "https://u:p@hooks.slack.com/services/canary",
        "http://127.0.0.1:1/services/T/B/canary",
        "canary",
    ] {
        let error = client
            .post_webhook(&url.to_owned().into(), &message())
            .await
            .unwrap_err();

        assert!(
            matches!(error, SlackError::WebhookNotAllowed { .. }),
            "{url}: {error}"
        );
        assert_eq!(
            (error.fault(), error.reason()),
            (Fault::GiveUp, Reason::Configuration)
        );
        assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
    }
}

#[tokio::test]
async fn webhooks_go_to_the_configured_replacement() {
    let mut server = Server::start(vec![http(200, "", "ok")]).await;
    let client = crate::server::client_with(bellhop_slack::SlackConfig {
        webhook_url: Some(format!("http://{}", server.address).parse().unwrap()),
        ..crate::server::quick()
    });
    let url = "https://hooks.slack.com/services/T1/B1/x".to_owned().into();

    client.post_webhook(&url, &message()).await.unwrap();

    assert!(
        server
            .requests()
            .remove(0)
            .head
            .starts_with("POST /services/T1/B1/x ")
    );
}
