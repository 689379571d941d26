use secrecy::ExposeSecret as _;
use serde_json::json;

use super::*;

fn hosts() -> WebhookHosts {
    WebhookHosts::new(["hooks.slack.com".into(), "127.0.0.1:9000".into()])
}

fn error(value: &Value) -> String {
    Claim::parse(value, &hosts()).unwrap_err().to_string()
}

#[test]
fn the_winner_of_the_precedence_is_all_that_counts() {
    let mut given = json!({
        "incoming_webhook": {"url": "https://hooks.slack.com/services/T1/B1/abc"},
        "channel_id": "C1", "user_id": "not an id at all", "email": "nor this", "access_token": "xoxb-1",
    });
    let webhook = Claim::parse(&given, &hosts()).unwrap();
    assert_eq!(webhook.target, Target::Webhook);
    assert_eq!(
        webhook.secret.unwrap().expose_secret(),
        "https://hooks.slack.com/services/T1/B1/abc"
    );

    given["incoming_webhook"] = Value::Null;
    let channel = Claim::parse(&given, &hosts()).unwrap();
    assert_eq!(channel.target, Target::Channel("C1".into()));
    assert_eq!(channel.secret.unwrap().expose_secret(), "xoxb-1");

    given["channel_id"] = json!("");
    given["users"] = json!(["U2", "Ada@example.com"]);
    let group = Claim::parse(&given, &hosts()).unwrap();
    assert_eq!(group.target.kind(), "users");
    assert_eq!(group.target.id(), "U2,ada@example.com");

    given["users"] = Value::Null;
    given["user_id"] = json!("W9");
    assert_eq!(
        Claim::parse(&given, &hosts()).unwrap().target,
        Target::User("W9".into())
    );

    given["user_id"] = Value::Null;
    given["email"] = json!(" Ada@Example.com ");
    let email = Claim::parse(&given, &hosts()).unwrap();
    assert_eq!(email.target, Target::Email("ada@example.com".into()));
}

#[test]
fn a_refusal_names_the_field_and_what_would_be_right() {
    let token = "xoxb-1";
    insta::assert_snapshot!(error(&json!("x")), @"$slack: must be an object, not a text");
    insta::assert_snapshot!(error(&json!({"access_token": token})),
        @"$slack: needs one of incoming_webhook.url, channel_id, users, user_id or email");
    insta::assert_snapshot!(error(&json!({"user_id": "U/WXXX", "access_token": token})),
        @r#"$slack.user_id: must be a user id such as U0123456789, not "U/WXXX""#);
    insta::assert_snapshot!(error(&json!({"channel": "#general", "access_token": token})),
        @r##"$slack.channel: must be a channel id such as C0123456789, not "#general""##);
    insta::assert_snapshot!(error(&json!({"email": "a b@c", "access_token": token})),
        @r#"$slack.email: must be an e-mail address, not "a b@c""#);
    insta::assert_snapshot!(error(&json!({"email": "a@b.c"})),
        @"$slack.access_token: is missing; email needs the bot token (xoxb-…) that reaches it");
}

#[test]
fn a_malformed_secret_is_refused_without_being_shown() {
    let text = error(&json!({"user_id": "U1", "access_token": "hunter2"}));
    assert!(text.starts_with("$slack.access_token"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");

    let text =
        error(&json!({"incoming_webhook": {"url": "https://evil.example/services/T/B/hunter2"}}));
    assert!(
        text.contains("evil.example") && text.contains("hooks.slack.com"),
        "{text}"
    );
    assert!(!text.contains("hunter2"), "{text}");
}

#[test]
fn webhooks_stay_on_the_allowed_hosts() {
    for good in [
        "https://hooks.slack.com/services/T/B/x",
        "http://127.0.0.1:9000/services/T/B/x",
    ] {
        assert!(hosts().parse(good).is_ok(), "{good}");
    }
    for bad in [
        "http://hooks.slack.com/services/T/B/x",
        "https://hooks.slack.com:8443/services/T/B/x",
        "https://hooks.slack.com.evil.example/services/T/B/x",
        "https://hooks.slack.com@evil.example/services/T/B/x",
        "https://me:pw@hooks.slack.com/services/T/B/x",
        "https://hooks.slack.com/triggers/T/B/x",
        "http://127.0.0.1:9001/services/T/B/x",
        "file:///services/x",
        "services/T/B/x",
    ] {
        assert!(hosts().parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_new_token_replaces_the_old_one_except_for_emails() {
    let connection = |digit: char| {
        ConnectionId::parse(&format!("con_{}", String::from(digit).repeat(24))).unwrap()
    };
    let at = |digit, target: &Target| Address {
        connection: connection(digit),
        target: target.clone(),
    };
    let user = Target::User("U1".into());
    let email = Target::Email("a@b.c".into());

    assert!(at('1', &user).is_same_place(&at('2', &user)));
    assert!(!at('1', &email).is_same_place(&at('2', &email)));
    assert!(!at('1', &Target::Webhook).is_same_place(&at('2', &Target::Webhook)));
}
