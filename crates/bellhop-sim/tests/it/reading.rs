//! Users, channels and histories.

use serde_json::json;

use crate::app::{App, NARROW};

#[tokio::test]
async fn an_address_finds_its_user_whatever_its_case() {
    let app = App::start().await;

    let found = app
        .form("users.lookupByEmail", &[("email", "Alice@Example.com")])
        .await;
    let nobody = app
        .form("users.lookupByEmail", &[("email", "nobody@example.com")])
        .await;

    assert_eq!(found["user"]["id"], "U0ALICE");
    assert_eq!(found["user"]["profile"]["email"], "alice@example.com");
    assert_eq!(nobody["error"], "users_not_found");
}

#[tokio::test]
async fn users_are_listed_in_pages() {
    let app = App::start().await;
    let mut names = Vec::new();
    let mut cursor = String::new();

    loop {
        let page = app
            .form("users.list", &[("limit", "4"), ("cursor", &cursor)])
            .await;
        let members = page["members"].as_array().unwrap();
        assert!(members.len() <= 4);
        names.extend(
            members
                .iter()
                .map(|user| user["name"].as_str().unwrap().to_owned()),
        );
        cursor = page["response_metadata"]["next_cursor"]
            .as_str()
            .unwrap()
            .to_owned();
        if cursor.is_empty() {
            break;
        }
    }

    names.sort();
    names.retain(|name| !name.starts_with("app"));
    assert_eq!(
        names,
        ["alice", "bellhop", "bob", "carol", "dave", "erin", "frank"]
    );
    let bad = app.form("users.list", &[("cursor", "nonsense")]).await;
    assert_eq!(bad["error"], "invalid_cursor");
}

#[tokio::test]
async fn addresses_are_shown_only_to_those_who_may_read_them() {
    let app = App::start().await;
    let request = app
        .http
        .post(format!("{}users.info", app.sim.api_url()))
        .bearer_auth(NARROW);

    let answer = request.form(&[("user", "U0ALICE")]).send().await.unwrap();

    let answer: serde_json::Value = answer.json().await.unwrap();
    assert_eq!(answer["user"]["real_name"], "Alice Archer");
    assert_eq!(answer["user"]["profile"]["email"], json!(null));
}

#[tokio::test]
async fn a_history_is_read_back_with_its_metadata() {
    let app = App::start().await;
    let post = |number: u32| {
        json!({
            "channel": "C0GENERAL",
            "text": number.to_string(),
            "metadata": {"event_type": "bellhop", "event_payload": {"id": number}}
        })
    };
    let mut posted = Vec::new();
    for number in 0..3 {
        let answer = app.call("chat.postMessage", post(number)).await;
        posted.push(answer["ts"].as_str().unwrap().to_owned());
    }

    let with = app
        .form(
            "conversations.history",
            &[
                ("channel", "C0GENERAL"),
                ("include_all_metadata", "true"),
                ("oldest", &posted[0]),
            ],
        )
        .await;
    let without = app
        .form(
            "conversations.history",
            &[("channel", "C0GENERAL"), ("limit", "1")],
        )
        .await;

    let texts: Vec<_> = with["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["text"])
        .collect();
    assert_eq!(texts, ["2", "1"]);
    assert_eq!(with["messages"][0]["metadata"]["event_payload"]["id"], 2);
    assert_eq!(
        (&without["has_more"], &without["messages"][0]["metadata"]),
        (&json!(true), &json!(null))
    );
}

#[tokio::test]
async fn history_pages_do_not_shift_when_messages_arrive() {
    let app = App::start().await;
    for number in 0..4 {
        app.post("C0GENERAL", &number.to_string()).await;
    }
    let page = [("channel", "C0GENERAL"), ("limit", "2")];

    let first = app.form("conversations.history", &page).await;
    app.post("C0GENERAL", "late").await;
    let cursor = first["response_metadata"]["next_cursor"].as_str().unwrap();
    let second = app
        .form(
            "conversations.history",
            &[page[0], page[1], ("cursor", cursor)],
        )
        .await;

    let texts: Vec<_> = second["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["text"])
        .collect();
    assert_eq!(texts, ["1", "0"]);
    assert_eq!(second["has_more"], false);
}

#[tokio::test]
async fn replies_are_in_their_thread_and_not_in_the_channel() {
    let app = App::start().await;
    let root = app.post("C0GENERAL", "root").await;
    app.call(
        "chat.postMessage",
        json!({"channel": "C0GENERAL", "text": "re", "thread_ts": root}),
    )
    .await;

    let channel = app
        .form("conversations.history", &[("channel", "C0GENERAL")])
        .await;
    let thread = app
        .form(
            "conversations.replies",
            &[("channel", "C0GENERAL"), ("ts", &root)],
        )
        .await;

    assert_eq!(channel["messages"].as_array().unwrap().len(), 1);
    assert_eq!(channel["messages"][0]["reply_count"], 1);
    let texts: Vec<_> = thread["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|message| &message["text"])
        .collect();
    assert_eq!(texts, ["root", "re"]);
}

#[tokio::test]
async fn a_channel_that_the_app_cannot_see_does_not_exist() {
    let app = App::start().await;

    let public = app
        .form("conversations.info", &[("channel", "C0ORDERS")])
        .await;
    let private = app
        .form("conversations.info", &[("channel", "C0LEADS")])
        .await;
    let list = app
        .form(
            "conversations.list",
            &[("types", "public_channel,private_channel")],
        )
        .await;
    let members = app
        .form(
            "conversations.members",
            &[("channel", "C0ORDERS"), ("limit", "2")],
        )
        .await;

    assert_eq!(public["channel"]["is_member"], false);
    assert_eq!(private["error"], "channel_not_found");
    let names: Vec<_> = list["channels"]
        .as_array()
        .unwrap()
        .iter()
        .map(|channel| &channel["name"])
        .collect();
    assert_eq!(names, ["general", "incidents", "orders"]);
    assert_eq!(members["members"].as_array().unwrap().len(), 2);
}
