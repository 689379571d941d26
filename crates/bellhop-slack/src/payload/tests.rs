use serde_json::{Value, json};

use super::*;

fn raw(text: &str) -> Box<RawValue> {
    RawValue::from_string(text.to_owned()).unwrap()
}

fn posted(message: &str) -> Value {
    let body = for_channel(&raw(message), "C1", MessageId(uuid::Uuid::nil()), None);
    serde_json::from_slice(&body.unwrap()).unwrap()
}

const ID: &str = "00000000-0000-0000-0000-000000000000";

#[test]
fn a_post_gets_its_channel_and_its_id_as_metadata() {
    let body = posted(r#"{"text":"a \"b\" \u00e9","blocks":[{"type":"divider"}]}"#);

    assert_eq!(
        body,
        json!({
            "channel": "C1",
            "text": "a \"b\" é",
            "blocks": [{"type": "divider"}],
            "metadata": {
                "event_type": "bellhop_message",
                "event_payload": {"message_id": ID},
            },
        })
    );
}

#[test]
fn metadata_of_the_message_itself_is_kept() {
    let own = json!({"event_type": "order", "event_payload": {"id": 7}});

    let body = posted(&json!({"text": "x", "metadata": own}).to_string());

    assert_eq!(body["metadata"], own);
    assert!(!carries_id(&raw(
        &json!({"text": "x", "metadata": own}).to_string()
    )));
    assert!(carries_id(&raw(r#"{"text":"x","metadata":null}"#)));
}

#[test]
fn null_metadata_counts_as_none() {
    let body = posted(r#"{"text":"x","metadata":null}"#);

    assert_eq!(body["metadata"]["event_payload"]["message_id"], ID);
}

#[test]
fn a_message_cannot_choose_another_channel() {
    let message = raw(r#"{"channel":"C2","text":"x","\u0063hannel":"C3"}"#);

    let body = for_channel(&message, "C1", MessageId(uuid::Uuid::nil()), None).unwrap();

    let text = String::from_utf8(body).unwrap();
    assert_eq!(text.matches("channel").count(), 1, "{text}");
    assert!(text.contains(r#""channel":"C1""#), "{text}");
}

#[test]
fn a_webhook_body_is_the_message_alone() {
    let body = for_webhook(&raw(r#"{ "text" : "x", "blocks": [ ] }"#)).unwrap();

    assert_eq!(
        String::from_utf8(body).unwrap(),
        r#"{"text":"x","blocks":[ ]}"#
    );
    assert_eq!(for_webhook(&raw("{}")).unwrap(), b"{}");
}

#[test]
fn what_is_not_an_object_is_refused() {
    for text in ["[]", "null", "\"text\"", "7"] {
        assert_eq!(
            for_webhook(&raw(text)),
            Err(SlackError::NotAMessage),
            "{text}"
        );
    }
}

const WHOLE: &str = r#"{"channel":"C9","text":"x","thread_ts":"9.9","reply_broadcast":false,
    "unfurl_links":false,"icon_emoji":":robot_face:","username":"Bell","mrkdwn":true,
    "link_names":true,"ts":"8.8","user":"U9"}"#;

#[test]
fn a_reply_goes_where_the_caller_says() {
    let reply = |broadcast| {
        let thread = Thread {
            ts: "1.2",
            broadcast,
        };
        let id = MessageId(uuid::Uuid::nil());
        let body = for_channel(&raw(WHOLE), "C1", id, Some(thread)).unwrap();
        serde_json::from_slice::<Value>(&body).unwrap()
    };

    let (quiet, loud) = (reply(false), reply(true));

    assert_eq!(quiet["thread_ts"], "1.2");
    assert_eq!(quiet.get("reply_broadcast"), None);
    assert_eq!(loud["reply_broadcast"], true);
    assert_eq!(loud["unfurl_links"], false);
}

#[test]
fn an_update_has_what_an_update_takes_and_clears_old_attachments() {
    let body = for_update(&raw(WHOLE), "C1", "1.2").unwrap();

    assert_eq!(
        serde_json::from_slice::<Value>(&body).unwrap(),
        json!({"channel": "C1", "ts": "1.2", "text": "x", "link_names": true, "attachments": []})
    );
    for (message, attachments) in [
        (r#"{"text":"x","attachments":null}"#, json!([])),
        (
            r#"{"text":"x","attachments":[{"text":"y"}]}"#,
            json!([{"text": "y"}]),
        ),
    ] {
        let body = for_update(&raw(message), "C1", "1.2").unwrap();
        let body = serde_json::from_slice::<Value>(&body).unwrap();
        assert_eq!(body["attachments"], attachments, "{message}");
    }
}

#[test]
fn what_one_person_sees_has_what_an_ephemeral_post_takes() {
    let body = for_one_person(&raw(WHOLE), "C1", "U1").unwrap();

    assert_eq!(
        serde_json::from_slice::<Value>(&body).unwrap(),
        json!({
            "channel": "C1", "user": "U1", "text": "x", "link_names": true, "thread_ts": "9.9",
            "username": "Bell", "icon_emoji": ":robot_face:",
        })
    );
}
