//! Messages are found by what people know of them, over the API and from the command line.

use reqwest::Method;
use serde_json::{Value, json};

use crate::app::App;
use crate::setup::{API_KEY, Setup, lane};

/// What a search answers with.
async fn find(app: &App, query: &str) -> Value {
    let path = format!("/v1/message/?{query}");
    app.client.get(&path).await.expect(200)
}

/// The recipients of what a search finds.
async fn names(app: &App, query: &str) -> Vec<String> {
    let found = find(app, query).await;
    let results = found["results"].as_array().cloned().unwrap_or_default();
    let name = |message: &Value| {
        message["distinct_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    results.iter().map(name).collect()
}

/// Three messages: two that arrived, and one for somebody who has no address. Gives their triggers.
async fn sent(app: &App) -> Vec<String> {
    let mut triggers = Vec::new();
    for recipient in [lane(0), lane(1), "nobody".to_owned()] {
        if recipient != "nobody" {
            app.save_channel(&recipient).await;
        }
        let trigger = app.note(&recipient, "hello").await;
        app.end(&trigger).await;
        triggers.push(trigger);
    }
    triggers
}

#[tokio::test]
async fn messages_are_found_by_what_people_know_of_them() {
    let app = Setup::new().start().await;
    let triggers = sent(&app).await;
    let first = app.end(&triggers[0]).await;
    let id = first["id"].as_str().unwrap_or_default();

    let all = find(&app, "").await;

    let order = names(&app, "").await;
    assert_eq!(order, ["nobody".to_owned(), lane(1), lane(0)]);
    let newest = &all["results"][0];
    assert_eq!(newest["status"], "refused", "{all:#}");
    assert_eq!(newest["message_id"], json!(triggers[2]));
    assert_eq!(newest.get("timeline"), None);
    assert_eq!((all.get("after"), all.get("searched_to_ms")), (None, None));
    assert_eq!(names(&app, "status=delivered").await, [lane(1), lane(0)]);
    assert_eq!(names(&app, "status=failed,refused").await, ["nobody"]);
    assert_eq!(
        names(&app, &format!("recipient={}", lane(1))).await,
        [lane(1)]
    );
    assert_eq!(names(&app, &format!("search={id}")).await, [lane(0)]);
    assert_eq!(
        names(&app, &format!("search={}", triggers[1])).await,
        [lane(1)]
    );
    assert_eq!(names(&app, &format!("search={}", lane(0))).await, [lane(0)]);
    assert_eq!(names(&app, "template=note").await.len(), 3);
    assert_eq!(names(&app, "template=other").await, [""; 0]);
}

#[tokio::test]
async fn pages_neither_miss_nor_repeat_and_a_look_is_bounded() {
    let app = Setup::new()
        .set("ingest.search_rows_max", "2")
        .start()
        .await;
    sent(&app).await;

    let first = find(&app, "limit=1").await;
    let after = first["after"].as_str().unwrap_or_default();
    let rest = names(&app, &format!("limit=2&after={after}")).await;
    let look = find(&app, &format!("recipient={}", lane(0))).await;
    let after = look["after"].as_str().unwrap_or_default();
    let further = names(&app, &format!("recipient={}&after={after}", lane(0))).await;

    assert_eq!(first["results"][0]["distinct_id"], "nobody");
    assert_eq!(rest, [lane(1), lane(0)]);
    assert_eq!(look["results"], json!([]), "{look:#}");
    assert_eq!(look["looked_at"], 2);
    assert!(look["searched_to_ms"].is_u64(), "{look:#}");
    assert_eq!(further, [lane(0)]);
}

#[tokio::test]
async fn a_wrong_search_is_told_what_would_be_right() {
    let app = Setup::new().start().await;

    let refused = app.client.get("/v1/message/?status=lost").await;

    refused.expect(400);
    let all = "queued, delivered, failed, expired, refused, ambiguous, merged, cancelled";
    assert!(refused.text.contains(all), "{}", refused.text);
    let cursor = app.client.get("/v1/message/?after=nonsense").await;
    cursor.expect(400);
    let bare = app.client.request(Method::GET, "/v1/message/");
    let bare = app.client.send(bare).await;
    assert_eq!(bare.expect("it answers").status, 401);
}

#[tokio::test]
async fn the_command_line_shows_a_table_and_json() {
    let app = Setup::new().start().await;
    sent(&app).await;

    let table = app.command(&["messages"]).await;
    let refused = ["messages", "--status", "refused", "--json"];
    let refused = app.command(&refused).await;
    let none = app.command(&["messages", "--search", "C0NOBODY"]).await;

    let lines: Vec<_> = table.lines().collect();
    assert_eq!(lines.len(), 4, "{table}");
    for column in [
        "ID",
        "AGE",
        "STATUS",
        "TEMPLATE",
        "RECIPIENT",
        "WHERE",
        "REASON",
    ] {
        assert!(lines[0].contains(column), "{table}");
    }
    assert!(
        lines[1].contains("refused") && lines[1].contains("profile_not_found"),
        "{table}"
    );
    assert!(
        lines[3].contains("delivered") && lines[3].contains(&lane(0)),
        "{table}"
    );
    let refused: Value = serde_json::from_str(&refused).unwrap_or_default();
    assert_eq!(refused[0]["distinct_id"], "nobody");
    assert_eq!(refused.as_array().map(Vec::len), Some(1));
    assert!(none.contains("there are no such messages"), "{none}");
    assert!(!table.contains(API_KEY));
}

#[tokio::test]
async fn the_command_line_does_not_say_that_there_are_none_where_it_stopped_looking() {
    let app = Setup::new()
        .set("ingest.search_rows_max", "1")
        .start()
        .await;
    for _ in 0..30 {
        app.note("nobody", "hello").await;
    }
    let last = app.note("nobody", "hello").await;
    app.ended(&last, 1).await;

    let found = app.command(&["messages", "--status", "cancelled"]).await;

    assert!(found.contains("there may be older ones"), "{found}");
    assert!(!found.contains("there are no such messages"), "{found}");
}
