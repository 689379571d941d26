use serde_json::{Value, json};

use crate::app::TestApp;
use crate::wire::Answer;

async fn set(app: &TestApp, id: &str, body: &Value) -> Answer {
    app.post(&format!("/v1/user/{id}/"), &body.to_string())
        .await
}

#[tokio::test]
async fn a_user_is_created_shown_changed_and_deleted() {
    let app = TestApp::start().await;
    let target = "/v1/user/a%20b%2Fc%40d%2B%C3%A9~!'()*/";

    let created = app
        .post(
            target,
            r#"{"name": "N", "$slack": [{"email": "A@b.c", "access_token": "xoxb-1"}]}"#,
        )
        .await;
    assert_eq!(created.status, 201);
    let user = created.json();
    assert_eq!(user["distinct_id"], "a b/c@d+é~!'()*");
    assert_eq!(user["properties"], json!({"name": "N"}));
    assert_eq!(user["$slack"][0]["value"], json!({"email": "a@b.c"}));
    assert_eq!(user["$slack"][0]["status"], "active");
    assert_eq!(user["$slack"][0]["perma_status"], "active");
    assert!(user["created_at"].as_str().unwrap().ends_with('Z'));

    let body =
        r#"{"operations": [{"$set": {"name": "M"}}, {"$add": {"n": 2}}, {"$unset": ["$slack"]}]}"#;
    let edited = app.signing().send("PATCH", target, body).await;
    assert_eq!(edited.status, 200);
    assert_eq!(edited.json()["properties"], json!({"name": "M", "n": 2}));
    assert_eq!(edited.json()["$slack"], json!([]));
    assert_eq!(app.get(target).await.json(), edited.json());

    for _ in 0..2 {
        let deleted = app.signing().send("DELETE", target, "").await;
        assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
    }
    assert_eq!(app.get(target).await.status, 404);
}

#[tokio::test]
async fn users_are_listed_page_by_page_in_both_directions() {
    let app = TestApp::start().await;
    for id in ["u1", "u2", "u3", "u4", "u5"] {
        set(&app, id, &json!({"n": id})).await;
    }
    let ids = |page: &Value| -> Vec<String> {
        let results = page["results"].as_array().unwrap();
        results
            .iter()
            .map(|user| user["distinct_id"].as_str().unwrap().to_owned())
            .collect()
    };

    let first = app.get("/v1/user/?limit=2").await.json();
    assert_eq!(ids(&first), ["u1", "u2"]);
    assert_eq!(first["meta"]["count"], 5);
    assert_eq!(first["meta"]["limit"], 2);
    assert_eq!(first["meta"]["has_prev"], false);
    assert_eq!(first["meta"]["has_next"], true);
    let after = first["meta"]["after"].as_str().unwrap();

    let second = app
        .get(&format!("/v1/user/?limit=2&after={after}"))
        .await
        .json();
    assert_eq!(ids(&second), ["u3", "u4"]);
    let before = second["meta"]["before"].as_str().unwrap();
    let back = app
        .get(&format!("/v1/user/?limit=2&before={before}"))
        .await
        .json();
    assert_eq!(ids(&back), ["u1", "u2"]);

    let elsewhere = app.bearer().send("GET", "/v1/user/", "").await.json();
    assert_eq!(elsewhere["meta"]["count"], 0);
}

#[tokio::test]
async fn a_merged_user_becomes_part_of_the_other() {
    let app = TestApp::start().await;
    set(
        &app,
        "old",
        &json!({"a": 1, "b": 1, "$slack": {"user_id": "U1", "access_token": "xoxb-1"}}),
    )
    .await;
    set(&app, "new", &json!({"b": 2})).await;

    let merged = app
        .post("/v1/user/new/merge/", r#"{"from_user_id": "old"}"#)
        .await;

    assert_eq!(merged.status, 201);
    assert_eq!(merged.json()["properties"], json!({"a": 1, "b": 2}));
    assert_eq!(
        merged.json()["$slack"][0]["value"],
        json!({"user_id": "U1"})
    );
    assert_eq!(app.get("/v1/user/old/").await.status, 404);
    let gone = app
        .post("/v1/user/new/merge/", r#"{"from_user_id": "old"}"#)
        .await;
    assert_eq!(
        (gone.status, gone.message().as_str()),
        (404, "user 'old' not found")
    );
    let itself = app
        .post("/v1/user/new/merge/", r#"{"from_user_id": "new"}"#)
        .await;
    assert_eq!(itself.status, 400);
}

#[tokio::test]
async fn several_users_are_deleted_at_once() {
    let app = TestApp::start().await;
    for id in ["a", "b", "c"] {
        set(&app, id, &json!({})).await;
    }

    let answer = app
        .signing()
        .send(
            "DELETE",
            "/v1/bulk/user/",
            r#"{"distinct_ids": ["a", "b", "x"]}"#,
        )
        .await;

    assert_eq!(answer.status, 204);
    assert_eq!(app.get("/v1/user/").await.json()["meta"]["count"], 1);
}
