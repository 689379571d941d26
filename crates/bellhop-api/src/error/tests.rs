use actix_web::body::to_bytes;
use serde_json::Value;

use super::*;

#[actix_web::test]
async fn every_refusal_has_every_part_that_an_sdk_looks_for() {
    for code in Code::ALL {
        let response = ApiError::new(*code, "what is wrong").response();

        assert_eq!(response.status().as_u16(), code.status());
        assert_eq!(
            response.headers().get("content-type").unwrap(),
            "application/json"
        );
        let body = to_bytes(response.into_body()).await.unwrap();
        let body: Value = serde_json::from_slice(&body).unwrap();
        assert_eq!(body["code"], code.status());
        assert_eq!(body["error_code"], code.as_str());
        assert_eq!(body["type"], code.type_name());
        assert_eq!(body["message"], "what is wrong");
        assert_eq!(body["detail"], "what is wrong");
        assert_eq!(body["status"], "error");
        assert_eq!(body["error"]["type"], code.as_str());
        assert_eq!(body["error"]["message"], "what is wrong");
        assert_eq!(body["records"], Value::Array(Vec::new()));
    }
}

#[test]
fn a_secret_in_the_wrong_field_is_hidden() {
    let cases = [
        ("nothing secret", "nothing secret"),
        (
            "must be a channel id, not \"xoxb-1-abc\"",
            "must be a channel id, not \"xox…\"",
        ),
        (
            "https://hooks.slack.com/services/T1/B1/x is wrong",
            "https://hooks.slack.com/services/… is wrong",
        ),
        (
            "starts with /services/, as it must",
            "starts with /services/, as it must",
        ),
        (
            "a token that starts with xox (not shown)",
            "a token that starts with xox (not shown)",
        ),
        ("xoxp-1 and xoxb-2", "xox… and xox…"),
    ];
    for (text, expected) in cases {
        assert_eq!(hide_secrets(text), expected);
    }
}

#[actix_web::test]
async fn a_refusal_reads_well() {
    let response = ApiError::not_found("workflow 'a' not found").response();

    let body = to_bytes(response.into_body()).await.unwrap();
    insta::assert_snapshot!(std::str::from_utf8(&body).unwrap(), @r#"{"code":404,"error_code":"not_found","type":"NotFound","message":"workflow 'a' not found","detail":"workflow 'a' not found","status":"error","error":{"type":"not_found","message":"workflow 'a' not found"},"records":[]}"#);
}

#[test]
fn what_the_callers_data_has_is_told_to_the_caller_and_not_to_the_log() {
    let error = ApiError::invalid("/code must be a number").with_value("\"one-time\"");

    assert_eq!(error.shown(), "/code must be a number, and is \"one-time\"");
    assert_eq!(error.logged(), "/code must be a number");
}

#[test]
fn a_long_message_is_cut() {
    let error = ApiError::invalid("é".repeat(MESSAGE_CHARACTERS_MAX + 1));

    assert_eq!(error.shown().chars().count(), MESSAGE_CHARACTERS_MAX + 1);
    assert!(error.shown().ends_with("é…"));
}
