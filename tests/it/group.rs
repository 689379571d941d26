//! Group DMs: the same people are one conversation, however they are named, and whoever keeps a group
//! from being reached is named.

use bellhop_sim::{ChannelKind, Seed, User};
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{Setup, TOKEN};

fn group(users: &Value) -> Value {
    json!({"users": users, "access_token": TOKEN})
}

/// Sends a note to a group that comes with the trigger.
async fn note(app: &App, users: &Value, text: &str) -> String {
    let recipient = json!({"$slack": group(users), "is_transient": true});
    app.trigger("note", recipient, json!({"text": text})).await
}

#[tokio::test]
async fn the_same_people_are_one_conversation_that_is_opened_once() {
    let app = Setup::new().start().await;
    let first = note(&app, &json!(["U0BOB", "alice@example.com"]), "one").await;
    let second = note(&app, &json!(["Alice@example.com", "U0BOB"]), "two").await;
    for trigger in [&first, &second] {
        let ended = app.end(trigger).await;
        assert_eq!(ended["status"], "delivered", "{ended:#}");
    }

    // Named in other words, they are the same people.
    let third = note(&app, &json!(["bob@example.com", "U0ALICE"]), "three").await;
    let ended = app.end(&third).await;

    let groups = app.sim.channels();
    let mut groups = groups.iter().filter(|one| one.kind == ChannelKind::Mpim);
    let (only, other) = (groups.next().expect("a group DM"), groups.next());
    assert!(other.is_none(), "{other:?}");
    assert_eq!(app.texts(&only.id), ["one", "two", "three"]);
    assert_eq!(app.calls("conversations.open"), 1);
    assert_eq!(app.calls("users.lookupByEmail"), 2);
    assert_eq!(ended["address"]["kind"], "users", "{ended:#}");
    assert_eq!(ended["address"]["id"], "U0ALICE,bob@example.com");
    assert_eq!(ended["destination"], json!(&*only.id), "{ended:#}");
}

#[tokio::test]
async fn a_profile_keeps_a_group_and_one_person_under_two_names_gets_a_dm() {
    let app = Setup::new().start().await;
    let users = json!(["U0BOB", "U0CAROL", "alice@example.com"]);
    let user = app.save("on-call", group(&users)).await;
    app.save("alice", group(&json!(["alice@example.com", "U0ALICE"])))
        .await;

    app.end(&app.note("on-call", "to three").await).await;
    app.end(&app.note("alice", "to one").await).await;

    assert_eq!(user["$slack"][0]["value"]["users"], users, "{user:#}");
    assert_eq!(app.texts("U0ALICE"), ["to one"]);
    assert_eq!(app.calls("conversations.open"), 1);
}

#[tokio::test]
async fn whoever_keeps_a_group_from_being_reached_is_named() {
    let app = Setup::new().start().await;
    let gone = User {
        id: "U0GONE".into(),
        name: "gone".into(),
        deleted: true,
        ..User::default()
    };
    let users = vec![gone];
    let seed = Seed {
        users,
        ..Seed::default()
    };
    app.sim.seed(seed).expect("the seed is consistent");

    for (users, named) in [
        (
            json!(["U0BOB", "nobody@example.com"]),
            "nobody@example.com: no account in this team has the e-mail",
        ),
        (
            json!(["U0ALICE", "U0GONE", "U0BOB"]),
            "U0GONE: user_disabled",
        ),
        (
            json!(["U0ALICE", "U0NOBODY", "U0BOB"]),
            "U0NOBODY: user_not_found",
        ),
    ] {
        let ended = app.end(&note(&app, &users, "hello").await).await;

        assert_eq!(ended["status"], "failed", "{ended:#}");
        assert_eq!(ended["reason"], "recipient", "{ended:#}");
        assert!(ended.to_string().contains(named), "{ended:#}");
    }
    assert_eq!(app.message_count(), 0);
}

#[tokio::test]
async fn a_group_of_one_or_of_nine_is_refused_by_the_name_of_its_field() {
    let app = Setup::new().start().await;
    let nine: Vec<String> = (0..9).map(|number| format!("U0P{number}")).collect();

    for (users, problem) in [
        (json!(["U0BOB"]), "names one person, U0BOB"),
        (json!(nine), "names 9 people"),
        (
            json!(["U0BOB", "@carol"]),
            "$slack.users[1]: must be a user id",
        ),
    ] {
        let body = json!({"$slack": group(&users)});
        let answer = app.client.post("/v1/user/group/", &body).await.expect(400);
        assert!(answer.to_string().contains(problem), "{answer:#}");
    }
}
