//! What becomes of Slack's answers to the Web API: status first where it decides, then the code.

use std::time::Duration;

use bellhop_core::fault::{Fault, Reason};
use bellhop_slack::{SlackError, retry_after};

use crate::server::{Server, http, id, message, token};

async fn post(status: u16, headers: &str, body: &str) -> SlackError {
    let server = Server::start(vec![http(status, headers, body)]).await;
    server
        .client()
        .post_message(&token(), "C1", &message(), id(), None)
        .await
        .unwrap_err()
}

async fn check(
    status: u16,
    headers: &str,
    body: &str,
    expected: (Fault, Reason, bool),
) -> SlackError {
    let error = post(status, headers, body).await;
    let seen = (error.fault(), error.reason(), error.is_ambiguous());
    assert_eq!(seen, expected, "HTTP {status}, {headers:?}, {body:?}");
    error
}

fn refusal(code: &str) -> String {
    format!(r#"{{"ok":false,"error":"{code}"}}"#)
}

fn wait(seconds: u64) -> Fault {
    Fault::Wait(Some(Duration::from_secs(seconds)))
}

#[tokio::test]
async fn a_code_decides_by_its_class() {
    let certain = false;
    for (code, fault, reason) in [
        (
            "service_unavailable",
            Fault::Retry,
            Reason::SlackUnavailable,
        ),
        ("account_inactive", Fault::Disable, Reason::Credential),
        ("channel_not_found", Fault::GiveUp, Reason::Recipient),
        ("msg_too_long", Fault::GiveUp, Reason::MessageContent),
        ("cannot_reply_to_message", Fault::GiveUp, Reason::TargetGone),
        (
            "messages_tab_disabled",
            Fault::GiveUp,
            Reason::Configuration,
        ),
        ("not_in_channel", Fault::Repair, Reason::Configuration),
        ("invalid_arguments", Fault::GiveUp, Reason::ClientBug),
        ("brand_new_code", Fault::GiveUp, Reason::UnknownCode),
        ("message_limit_exceeded", wait(300), Reason::RateLimited),
        ("team_added_to_org", wait(600), Reason::SlackUnavailable),
    ] {
        let error = check(200, "", &refusal(code), (fault, reason, certain)).await;
        assert_eq!(error.code(), Some(code));
        assert_eq!(error.to_string(), code);
    }
}

#[tokio::test]
async fn an_internal_error_of_slack_is_ambiguous() {
    for code in ["internal_error", "fatal_error"] {
        check(
            200,
            "",
            &refusal(code),
            (Fault::Retry, Reason::SlackUnavailable, true),
        )
        .await;
    }
}

#[tokio::test]
async fn only_a_doubtful_refusal_of_the_token_needs_confirmation() {
    assert!(
        post(200, "", &refusal("invalid_auth"))
            .await
            .needs_confirmation()
    );
    assert!(
        !post(200, "", &refusal("token_revoked"))
            .await
            .needs_confirmation()
    );
    assert!(
        !post(200, "", &refusal("channel_not_found"))
            .await
            .needs_confirmation()
    );
    assert!(!post(500, "", "").await.needs_confirmation());
}

#[tokio::test]
async fn a_429_waits_for_retry_after_whatever_its_body_says() {
    for body in [
        "",
        "<html>",
        &refusal("ratelimited"),
        &refusal("invalid_auth"),
        "{\"ok\":true}",
    ] {
        let header = "retry-after: 7\r\n";
        check(429, header, body, (wait(7), Reason::RateLimited, false)).await;
    }
}

#[tokio::test]
async fn a_429_without_a_usable_retry_after_waits_the_default() {
    let default = Fault::Wait(Some(retry_after::DEFAULT));
    for header in [
        "",
        "retry-after: 0\r\n",
        "retry-after: -1\r\n",
        "retry-after: soon\r\n",
    ] {
        check(429, header, "", (default, Reason::RateLimited, false)).await;
    }
}

#[tokio::test]
async fn an_absurd_retry_after_is_an_hour_and_a_flood_guard_is_minutes() {
    let absurd = "retry-after: 99999999999999999999999\r\n";
    check(429, absurd, "", (wait(3600), Reason::RateLimited, false)).await;

    let flood = refusal("message_limit_exceeded");
    check(429, "", &flood, (wait(300), Reason::RateLimited, false)).await;
    check(
        429,
        "retry-after: 0\r\n",
        &flood,
        (wait(300), Reason::RateLimited, false),
    )
    .await;
    check(
        429,
        "retry-after: 900\r\n",
        &flood,
        (wait(900), Reason::RateLimited, false),
    )
    .await;
}

#[tokio::test]
async fn a_rate_limit_may_come_as_200() {
    let limited = refusal("ratelimited");
    check(
        200,
        "retry-after: 3\r\n",
        &limited,
        (wait(3), Reason::RateLimited, false),
    )
    .await;
}

#[tokio::test]
async fn every_5xx_is_slack_in_trouble_and_ambiguous() {
    for status in [500, 502, 503, 504, 520] {
        for body in ["", "<html>Oh no</html>", &refusal("invalid_auth")] {
            check(
                status,
                "",
                body,
                (Fault::Retry, Reason::SlackUnavailable, true),
            )
            .await;
        }
    }
}

#[tokio::test]
async fn a_success_that_is_no_answer_is_retried_and_ambiguous() {
    for body in [
        "<!DOCTYPE html><html>Sign in</html>",
        "",
        "null",
        "[]",
        "{}",
        r#"{"ok":"yes"}"#,
        r#"{"ok":true}"#,
        r#"{"ok":true,"channel":"C1"}"#,
        r#"{"ok":false}"#,
        r#"{"ok":true,"ts":"1"#,
    ] {
        check(200, "", body, (Fault::Retry, Reason::BadResponse, true)).await;
    }
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_not_read_to_its_end() {
    let long = format!(
        r#"{{"ok":true,"channel":"C1","ts":"1","x":"{}"}}"#,
        "x".repeat(5000)
    );

    let error = check(200, "", &long, (Fault::Retry, Reason::BadResponse, true)).await;

    assert!(error.to_string().contains("response_bytes_max"), "{error}");
}

#[tokio::test]
async fn another_4xx_goes_by_its_code_if_it_has_one() {
    let gone = refusal("is_archived");
    check(404, "", &gone, (Fault::GiveUp, Reason::Recipient, false)).await;
    check(
        401,
        "",
        &refusal("invalid_auth"),
        (Fault::Disable, Reason::Credential, false),
    )
    .await;
    check(
        404,
        "",
        "<html>",
        (Fault::GiveUp, Reason::BadResponse, false),
    )
    .await;
    check(407, "", "", (Fault::GiveUp, Reason::BadResponse, false)).await;
}

#[tokio::test]
async fn a_redirect_is_a_bad_response() {
    let header = "location: https://example.com/\r\n";
    check(302, header, "", (Fault::GiveUp, Reason::BadResponse, false)).await;
    check(
        308,
        header,
        r#"{"ok":true}"#,
        (Fault::GiveUp, Reason::BadResponse, false),
    )
    .await;
}

#[tokio::test]
async fn a_missing_scope_names_what_is_needed() {
    let body =
        r#"{"ok":false,"error":"missing_scope","needed":"chat:write:bot","provided":"im:read"}"#;

    let error = post(200, "", body).await;

    assert_eq!(
        error.to_string(),
        "missing_scope (needed: chat:write:bot; provided: im:read)"
    );
}

#[tokio::test]
async fn refused_blocks_come_with_slacks_pointers() {
    let body = r#"{"ok":false,"error":"invalid_blocks","response_metadata":{"messages":[
        "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
        "[ERROR] missing required field: text [json-pointer:/blocks/1]"]}}"#;

    let error = post(200, "", body).await;

    let expected = "invalid_blocks ([ERROR] must be less than 3001 characters \
                    [json-pointer:/blocks/0/text/text]; [ERROR] missing required field: text \
                    [json-pointer:/blocks/1])";
    assert_eq!(error.to_string(), expected);
}

#[tokio::test]
async fn a_text_is_short_and_on_one_line_whatever_slack_adds() {
    let long = "é\\n".repeat(400);
    let body = format!(
        r#"{{"ok":false,"error":"invalid_blocks","response_metadata":{{"messages":["{long}"]}}}}"#
    );

    let text = post(200, "", &body).await.to_string();

    assert!(text.chars().count() <= 500, "{}", text.chars().count());
    assert!(!text.contains('\n'));
}

#[tokio::test]
async fn details_of_another_shape_do_no_harm() {
    for metadata in [
        "null",
        "7",
        "[]",
        r#"{"messages":"x"}"#,
        r#"{"messages":[1]}"#,
    ] {
        let body =
            format!(r#"{{"ok":false,"error":"invalid_blocks","response_metadata":{metadata}}}"#);

        assert_eq!(post(200, "", &body).await.to_string(), "invalid_blocks");
    }
}
