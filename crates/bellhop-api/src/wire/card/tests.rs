//! What triggers may say of cards, and what they are told when they say something else.

use bellhop_core::card::CardRule;
use bellhop_core::workflow::{Category, Guarantee, Workflow};
use serde_json::json;

use super::*;

/// Reads a body for `plain`, which says nothing of cards, or for `cards`, whose key is `incident.id`.
fn check(workflow: &str, body: &Value, data: &Value) -> Result<(CardAsk, Option<String>), String> {
    let of = |slug: &str, key: Option<&str>| Workflow {
        slug: Slug::parse(slug).unwrap(),
        name: slug.into(),
        category: Category::default(),
        guarantee: Guarantee::default(),
        card: CardRule {
            key: key.map(str::to_owned),
            wish: None,
        },
        events: Vec::new(),
        fallback: None,
        redeliver: false,
        timing: bellhop_core::timing::Timing::default(),
        defaults: Map::new(),
    };
    let catalog = Catalog::new([of("plain", None), of("cards", Some("incident.id"))]);
    let slug = Slug::parse(workflow).unwrap();
    let said = Said {
        key: body["key"].as_str(),
        thread: body.get("thread"),
        action: body.get("action"),
        ephemeral: body["ephemeral"].as_str(),
    };
    let data = data.as_object().unwrap();
    read(said, &slug, &catalog, data).map_err(|error| error.message)
}

#[test]
fn a_trigger_says_what_it_wants_of_a_card() {
    let emoji = Emoji::parse("eyes").unwrap();
    for (said, expected) in [
        (json!({}), None),
        (json!({"thread": null, "action": null}), None),
        (json!({"thread": "update"}), Some(Wish::Update)),
        (json!({"thread": "reply"}), Some(Wish::Reply)),
        (json!({"thread": "broadcast"}), Some(Wish::Broadcast)),
        (json!({"thread": "new"}), Some(Wish::New)),
        (json!({"action": "delete"}), Some(Wish::Delete)),
        (json!({"action": "pin"}), Some(Wish::Pin)),
        (json!({"action": "unpin"}), Some(Wish::Unpin)),
        (
            json!({"action": {"react": ":eyes:"}}),
            Some(Wish::React(emoji.clone())),
        ),
        (
            json!({"action": {"unreact": "eyes"}}),
            Some(Wish::Unreact(emoji)),
        ),
    ] {
        let mut body = said.clone();
        body["key"] = json!("k");

        let (ask, _) = check("plain", &body, &json!({})).unwrap();

        assert_eq!(ask.wish, expected, "{said}");
        assert_eq!(ask.key.unwrap().as_str(), "k");
    }
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let (long, found) = ("x".repeat(256), json!({"incident": {"id": 7}}));
    for (workflow, body, data, says) in [
        ("plain", json!({"key": ""}), json!({}), "key: "),
        (
            "plain",
            json!({"key": long}),
            json!({}),
            "1 to 255 characters",
        ),
        (
            "plain",
            json!({"thread": "reply"}),
            json!({}),
            "thread: goes with a key",
        ),
        (
            "plain",
            json!({"action": "pin"}),
            json!({}),
            "action: goes with a key",
        ),
        (
            "plain",
            json!({"key": "k", "thread": "answer"}),
            json!({}),
            "not \"answer\"",
        ),
        (
            "plain",
            json!({"key": "k", "action": {"react": "a b"}}),
            json!({}),
            "action.react: ",
        ),
        (
            "plain",
            json!({"key": "k", "action": {"paint": "red"}}),
            json!({}),
            "action: must be",
        ),
        (
            "plain",
            json!({"key": "k", "action": "pin", "thread": "new"}),
            json!({}),
            "action: ",
        ),
        (
            "plain",
            json!({"key": "k", "ephemeral": "U1"}),
            json!({}),
            "ephemeral: ",
        ),
        (
            "plain",
            json!({"ephemeral": "ada"}),
            json!({}),
            "not \"ada\"",
        ),
        ("cards", json!({"ephemeral": "U1"}), found, "ephemeral: "),
        (
            "cards",
            json!({}),
            json!({"incident": {}}),
            "data.incident.id: ",
        ),
    ] {
        let refused = check(workflow, &body, &data).unwrap_err();

        assert!(refused.contains(says), "{body}: {refused}");
    }
}

#[test]
fn a_workflow_that_names_the_key_needs_none_of_the_trigger() {
    let data = json!({"incident": {"id": "INC-1"}});

    let (ask, _) = check("cards", &json!({"thread": "reply"}), &data).unwrap();
    assert_eq!((ask.key, ask.wish), (None, Some(Wish::Reply)));

    let (_, person) = check("plain", &json!({"ephemeral": "ada@example.com"}), &data).unwrap();
    assert_eq!(person.as_deref(), Some("ada@example.com"));
}
