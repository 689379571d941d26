use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::*;
use crate::address::WebhookHosts;
use crate::id::ConnectionId;

const LIMITS: ProfileLimits = ProfileLimits {
    addresses_max: 3,
    bytes_max: 200,
};

fn connection(secret: &str) -> ConnectionId {
    let digits: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
    ConnectionId::parse(&format!("con_{digits:0<24}")).unwrap()
}

fn edited(profile: &mut Profile, operations: &Value) -> Result<(), EditError> {
    let hosts = WebhookHosts::new(["hooks.slack.com".into()]);
    let edits = parse_operations(operations, &hosts)?;
    let mut put_away = |_, secret: SecretString| connection(secret.expose_secret());
    let edits = edits
        .into_iter()
        .map(|edit| edit.put_secrets_away(&mut put_away))
        .collect();
    profile.apply(edits, LIMITS)
}

#[test]
fn operations_are_applied_in_order() {
    let mut profile = Profile::default();

    edited(
        &mut profile,
        &json!([
            {"$set": {"name": "Ada", "visits": 1}},
            {"$set_once": {"name": "Bob", "plan": "pro"}},
            {"$add": {"visits": 2}},
            {"$increment": {"credit": 1.5}},
            {"$append": {"$email": "a@b.c", "tags": "x"}},
            {"$append": {"tags": "y"}},
            {"$append": {"tags": "x"}},
            {"$remove": {"tags": "y"}},
            {"$unset": ["plan"]},
        ]),
    )
    .unwrap();

    assert_eq!(
        Value::from(profile.properties),
        json!({
            "name": "Ada", "visits": 3, "credit": 1.5, "$email": ["a@b.c"], "tags": ["x"],
        })
    );
}

#[test]
fn several_addresses_are_kept_and_a_known_one_is_renewed() {
    let mut profile = Profile::default();
    edited(
        &mut profile,
        &json!([
            {"$append": {"$slack": {"email": "a@b.c", "access_token": "xoxb1"}}},
            {"$append": {"$slack": [{"user_id": "U1", "access_token": "xoxb1"}]}},
        ]),
    )
    .unwrap();
    let user = profile.addresses[1].address.clone();
    assert!(profile.deactivate(&user, Reason::Recipient));

    edited(
        &mut profile,
        &json!([{"$append": {"$slack": {"user_id": "U1", "access_token": "xoxb2"}}}]),
    )
    .unwrap();

    assert_eq!(profile.addresses.len(), 2);
    assert_eq!(profile.addresses[1].inactive, None);
    assert_eq!(profile.addresses[1].address.connection, connection("xoxb2"));
}

#[test]
fn an_address_is_removed_with_or_without_its_token() {
    let both = json!([{"$append": {"$slack": [
        {"email": "a@b.c", "access_token": "xoxb1"}, {"email": "a@b.c", "access_token": "xoxb2"}]}}]);
    let mut profile = Profile::default();
    edited(&mut profile, &both).unwrap();

    edited(
        &mut profile,
        &json!([{"$remove": {"$slack": {"email": "a@b.c", "access_token": "xoxb1"}}}]),
    )
    .unwrap();
    assert_eq!(profile.addresses.len(), 1);

    edited(&mut profile, &both).unwrap();
    edited(
        &mut profile,
        &json!([{"$remove": {"$slack": {"email": "a@b.c"}}}]),
    )
    .unwrap();
    assert_eq!(profile.addresses.len(), 0);

    edited(&mut profile, &both).unwrap();
    edited(&mut profile, &json!([{"$unset": ["$slack"]}])).unwrap();
    assert_eq!(profile.addresses.len(), 0);
}

#[test]
fn bad_operations_are_refused_by_name() {
    let check = |operations: Value| {
        edited(&mut Profile::default(), &operations)
            .unwrap_err()
            .to_string()
    };

    insta::assert_snapshot!(check(json!({})), @"operations: must be an array, not an object");
    insta::assert_snapshot!(check(json!([{"$sett": {}}])),
        @"$sett: is not an operation; there are $set, $set_once, $add, $increment, $append, $remove, $unset");
    insta::assert_snapshot!(check(json!([{"$add": {"n": "1"}}])), @"$add.n: must be a number, not a text");
    insta::assert_snapshot!(check(json!([{"$set": {"n": "a"}}, {"$add": {"n": 1}}])),
        @"n: is a text and cannot be added to");
    insta::assert_snapshot!(check(json!([{"$append": {"$slack": "U1"}}])),
        @"$slack: must be an object, not a text");
    insta::assert_snapshot!(check(json!([{"$set": {"n": "a".repeat(300)}}])),
        @"the profile would be 308 bytes of properties; at most 200 are kept");
    let many: Vec<_> = (1..=4)
        .map(|n| json!({"user_id": format!("U{n}"), "access_token": "xoxb1"}))
        .collect();
    insta::assert_snapshot!(check(json!([{"$append": {"$slack": many}}])),
        @"$slack: a profile has at most 3 Slack addresses");
}

#[test]
fn merging_keeps_what_is_there() {
    let (mut to, mut from) = (Profile::default(), Profile::default());
    edited(&mut to, &json!([{"$set": {"a": 1}, "$append": {"$slack": {"user_id": "U1", "access_token": "xoxb1"}}}]))
        .unwrap();
    edited(
        &mut from,
        &json!([{"$set": {"a": 2, "b": 3}, "$append": {"$slack": [
        {"user_id": "U1", "access_token": "xoxb9"}, {"user_id": "U2", "access_token": "xoxb1"}]}}]),
    )
    .unwrap();

    to.merge(from);

    assert_eq!(Value::from(to.properties), json!({"a": 1, "b": 3}));
    let connections: Vec<_> = to
        .addresses
        .iter()
        .map(|kept| &kept.address.connection)
        .collect();
    assert_eq!(connections, [&connection("xoxb1"), &connection("xoxb1")]);
}
