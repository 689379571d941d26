use bellhop_core::message::Message;
use bellhop_core::trigger::Trigger;
use serde_json::Value;

use super::{decode, encode};

const TRIGGER: &str = r#"{
    "id": "0199c0de-0000-7000-8000-000000000001",
    "workspace": "a_workspace_key_of_the_tests",
    "accepted_at_ms": 1760000000000,
    "start": {"kind": "event", "event": "order shipped"},
    "recipients": [{
        "distinct_id": "ada",
        "addresses": [
            {"connection": "con_0123456789abcdef01234567", "target": {"kind": "webhook"}},
            {"connection": "con_0123456789abcdef01234567",
             "target": {"kind": "email", "id": "ada@example.com"}}
        ],
        "properties": {"name": "Ada"},
        "keep": true
    }],
    "actor": {"distinct_id": "bob"},
    "tenant": "acme",
    "data": {"order": {"id": "A-1001"}, "total": 12.50}
}"#;

const MESSAGE: &str = r#"{
    "id": "0199c0de-0000-5000-8000-000000000002",
    "trigger": "0199c0de-0000-7000-8000-000000000001",
    "workspace": "a_workspace_key_of_the_tests",
    "distinct_id": "ada",
    "template": "order-shipped",
    "category": "system",
    "address": {"connection": "con_0123456789abcdef01234567", "target": {"kind": "user", "id": "U1"}},
    "accepted_at_ms": 1760000000000,
    "deadline_ms": 1760086400000,
    "data": {"order": {"id": "A-1001"}, "big": 123456789012345678901234567890}
}"#;

#[test]
fn a_trigger_is_version_1_on_the_wire() {
    let trigger: Trigger = serde_json::from_str(TRIGGER).unwrap();

    let wire = encode(&trigger);

    insta::assert_snapshot!(String::from_utf8(wire.clone()).unwrap(), @r#"{"v":1,"body":{"id":"0199c0de-0000-7000-8000-000000000001","workspace":"a_workspace_key_of_the_tests","accepted_at_ms":1760000000000,"start":{"kind":"event","event":"order shipped"},"recipients":[{"distinct_id":"ada","addresses":[{"connection":"con_0123456789abcdef01234567","target":{"kind":"webhook"}},{"connection":"con_0123456789abcdef01234567","target":{"kind":"email","id":"ada@example.com"}}],"properties":{"name":"Ada"},"keep":true,"excludes_slack":false}],"actor":{"distinct_id":"bob","keep":false,"excludes_slack":false},"tenant":"acme","data":{"order":{"id":"A-1001"},"total":12.5}}}"#);
    assert_eq!(decode::<Trigger>(&wire).unwrap(), trigger);
}

#[test]
fn a_message_is_version_1_on_the_wire() {
    let message: Message = serde_json::from_str(MESSAGE).unwrap();

    let wire = encode(&message);

    insta::assert_snapshot!(String::from_utf8(wire.clone()).unwrap(), @r#"{"v":1,"body":{"id":"0199c0de-0000-5000-8000-000000000002","trigger":"0199c0de-0000-7000-8000-000000000001","workspace":"a_workspace_key_of_the_tests","distinct_id":"ada","template":"order-shipped","category":"system","address":{"connection":"con_0123456789abcdef01234567","target":{"kind":"user","id":"U1"}},"accepted_at_ms":1760000000000,"deadline_ms":1760086400000,"planned_before":false,"place":0,"data":{"order": {"id": "A-1001"}, "big": 123456789012345678901234567890}}}"#);
    let read: Message = decode(&wire).unwrap();
    assert_eq!(read.data.get(), message.data.get());
    assert_eq!(encode(&read), wire);
}

#[test]
fn what_cannot_be_read_says_why() {
    let cases = [
        ("", "EOF while parsing"),
        ("\u{0}\u{1}", "expected value"),
        ("[1,2]", "invalid type"),
        (r#"{"v":1}"#, "missing field `body`"),
        (r#"{"v":1,"body":{}}"#, "missing field `id`"),
        (r#"{"v":0,"body":{}}"#, "has version 0"),
        (r#"{"v":7,"anything":true}"#, "has version 7"),
        (r#"{"body":{}}"#, "not what version 1 says"),
    ];
    for (wire, expected) in cases {
        let error = decode::<Message>(wire.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(expected), "{wire:?}: {error}");
    }
}

#[test]
fn a_later_version_is_refused_even_when_it_would_read() {
    let message: Message = serde_json::from_str(MESSAGE).unwrap();
    let mut wire: Value = serde_json::from_slice(&encode(&message)).unwrap();
    wire["v"] = 2.into();

    let error = decode::<Message>(wire.to_string().as_bytes()).unwrap_err();

    assert!(error.to_string().contains("has version 2"), "{error}");
}
