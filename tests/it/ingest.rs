//! Ingest: what is accepted, what is refused and how, and what a repeat does.

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{App, PATIENCE};
use crate::setup::{API_KEY, Setup, TOKEN, lane};

#[tokio::test]
async fn sixty_four_triggers_with_one_key_at_once_are_one_message() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let body = json!({
        "workflow": "note", "recipients": [lane(0)], "data": {"text": "once"},
        "$idempotency_key": "the one key",
    });

    let answers = join_all((0..64).map(async |_| app.client.post("/trigger/", &body).await)).await;
    let ids: Vec<Value> = answers
        .iter()
        .map(|answer| answer.expect(202)["message_id"].clone())
        .collect();
    app.end(ids[0].as_str().expect("an id is a text")).await;
    app.end(&app.note(&lane(0), "what comes after").await).await;

    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    assert_eq!(app.texts(&lane(0)), ["once", "what comes after"]);
    assert_eq!(app.metric("bellhop_triggers_repeated_total").await, 63.0);
}

#[tokio::test]
async fn a_key_is_remembered_over_a_restart() {
    let mut app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let body = json!({
        "workflow": "note", "recipients": [lane(0)], "data": {"text": "once"},
        "$idempotency_key": "the one key",
    });

    let first = app.client.post("/trigger/", &body).await.expect(202);
    app.end(first["message_id"].as_str().expect("an id is a text"))
        .await;
    app.kill9().await;
    app.restart().await;
    let second = app.client.post("/trigger/", &body).await.expect(202);
    app.end(&app.note(&lane(0), "what comes after").await).await;

    assert_eq!(first["message_id"], second["message_id"]);
    assert_eq!(app.texts(&lane(0)), ["once", "what comes after"]);
}

#[tokio::test]
async fn a_user_who_is_saved_and_triggered_back_to_back_gets_the_message() {
    let app = Setup::new().start().await;

    for number in 0..LOOPS {
        let id = format!("user {number}");
        let slack = json!({"channel_id": lane(0), "access_token": TOKEN});
        let edit = json!({
            "$schema": "2", "$insert_id": "0", "$time": 1_795_239_727_595_u64, "env": "tests",
            "distinct_id": id, "$user_operations": [{"$append": {"$slack": slack}}],
        });
        let saved = app.client.post_signed("/event/", &edit).await;
        assert_eq!((saved.status.as_u16(), saved.text.as_str()), (202, "OK"));
        let trigger = json!({"workflow": "note", "recipients": [id], "data": {"text": id}});
        app.client
            .post_signed("/trigger/", &trigger)
            .await
            .expect(202);
    }

    app.slack_is(|slack| slack.message_count() == LOOPS).await;
}

/// How many users are saved and triggered in turn.
const LOOPS: usize = 10;

#[tokio::test]
async fn a_bulk_trigger_says_of_each_record_what_became_of_it() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let good = json!({"workflow": "note", "recipients": [lane(0)], "data": {"text": "bulk"}});
    let bad = json!({"workflow": "no-such", "recipients": [lane(0)]});

    let answer = app
        .client
        .post("/trigger/", &json!([good, bad]))
        .await
        .expect(207);
    let trigger = answer["records"][0]["message_id"]
        .as_str()
        .expect("it has an id");
    let ended = app.end(trigger).await;

    assert_eq!(ended["status"], "delivered");
    assert_eq!(answer["records"][1]["status_code"], 404);
    assert_eq!(
        answer["records"][1]["error"]["message"],
        "workflow 'no-such' not found"
    );
}

/// A refusal's parts that callers look at; the SDKs need all of them.
fn shape(answer: &crate::client::Answer, status: u16) -> String {
    let body = answer.expect(status);
    assert_eq!(body["code"], status);
    assert_eq!(body["status"], "error");
    assert_eq!(body["error"]["type"], body["error_code"]);
    assert_eq!(body["error"]["message"], body["message"]);
    assert!(body["records"].is_array());
    format!("{}: {}", body["error_code"], body["message"])
}

#[tokio::test]
async fn refusals_have_the_shape_that_the_sdks_read() {
    let app = Setup::new()
        .set("http.body_bytes_max", "4096")
        .start()
        .await;
    let client = &app.client;
    let trigger = json!({"workflow": "no-such", "recipients": ["ann"]});

    let nobody = client.request(Method::POST, "/trigger/").json(&trigger);
    let nobody = client.send(nobody).await.expect("the server answers");
    let wrong = client
        .request(Method::GET, "/v1/user/")
        .bearer_auth("wrong-key-0123456789");
    let wrong = client.send(wrong).await.expect("the server answers");
    let huge =
        json!({"workflow": "note", "recipients": ["ann"], "data": {"text": "x".repeat(5_000)}});

    insta::assert_snapshot!(shape(&nobody, 401),
        @r#""not_authenticated": "Not Authenticated - could not find Workspace details""#);
    insta::assert_snapshot!(shape(&wrong, 401),
        @r#""not_authenticated": "Not Authenticated - could not find Workspace details""#);
    insta::assert_snapshot!(shape(&client.post("/trigger/", &trigger).await, 404), @r#""not_found": "workflow 'no-such' not found""#);
    insta::assert_snapshot!(shape(&client.get("/no/such/path").await, 404), @r#""not_found": "no such path""#);
    insta::assert_snapshot!(shape(&client.post("/trigger/", &huge).await, 413), @r#""too_large": "the body is 5059 bytes; at most 4096 bytes (http.body_bytes_max)""#);
    insta::assert_snapshot!(shape(&client.post("/trigger/", &json!({"workflow": "note"})).await, 400), @r#""invalid_json": "bad JSON: missing field `recipients` at line 1 column 19""#);
    insta::assert_snapshot!(shape(&client.get("/trigger/").await, 405), @r#""method_not_allowed": "GET is not allowed here; allowed: POST""#);
}

#[tokio::test]
async fn the_users_api_saves_shows_lists_merges_and_deletes() {
    let app = Setup::new().start().await;
    let client = &app.client;
    for name in ["ann", "ben", "cat"] {
        let body = json!({"name": name, "$slack": {"channel_id": lane(0), "access_token": TOKEN}});
        client
            .post(&format!("/v1/user/{name}/"), &body)
            .await
            .expect(201);
    }
    let more = json!({"operations": [{"$set": {"city": "Basel"}}, {"$increment": {"visits": 2}}]});
    client
        .call(Method::PATCH, "/v1/user/ben/", Some(&more))
        .await
        .expect(200);

    let ben = client.get("/v1/user/ben/").await.expect(200);
    let first = client.get("/v1/user/?limit=2").await.expect(200);
    let cursor = first["meta"]["after"]
        .as_str()
        .expect("there is a page after");
    let second = client
        .get(&format!("/v1/user/?limit=2&after={cursor}"))
        .await
        .expect(200);
    let merge = json!({"from_user_id": "ben"});
    let ann = client.post("/v1/user/ann/merge/", &merge).await.expect(201);
    let gone = client.get("/v1/user/ben/").await;
    let deleted = client.call(Method::DELETE, "/v1/user/cat/", None).await;

    assert_eq!(
        ben["properties"],
        json!({"name": "ben", "city": "Basel", "visits": 2})
    );
    assert_eq!(ben["$slack"][0]["value"]["channel_id"], lane(0));
    assert!(!ben.to_string().contains(TOKEN) && !ben.to_string().contains(API_KEY));
    assert_eq!(
        (&first["meta"]["count"], &first["meta"]["has_next"]),
        (&json!(3), &json!(true))
    );
    assert_eq!(names(&first), ["ann", "ben"]);
    assert_eq!(names(&second), ["cat"]);
    assert_eq!(
        ann["properties"],
        json!({"name": "ann", "city": "Basel", "visits": 2})
    );
    shape(&gone, 404);
    assert_eq!(deleted.status, 204);
    shape(&client.get("/v1/user/cat/").await, 404);
}

fn names(list: &Value) -> Vec<&str> {
    let rows = list["results"].as_array().expect("it is a list");
    rows.iter()
        .filter_map(|row| row["distinct_id"].as_str())
        .collect()
}

#[tokio::test]
async fn a_recipient_who_cannot_be_reached_is_refused_on_the_record_and_others_are_not() {
    let app: App = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let body = json!({"name": "no address"});
    app.client.post("/v1/user/silent/", &body).await.expect(201);

    let body = json!({
        "workflow": "note", "recipients": ["stranger", "silent", lane(0)], "data": {"text": "hello"},
    });
    let answer = app.client.post("/trigger/", &body).await.expect(202);
    let trigger = answer["message_id"].as_str().expect("it has an id");
    let ended = app.ended(trigger, 3).await;

    let outcome =
        |message: &Value| json!([message["distinct_id"], message["status"], message["reason"]]);
    let outcomes: Vec<_> = ended.iter().map(outcome).collect();
    for expected in [
        json!(["stranger", "refused", "profile_not_found"]),
        json!(["silent", "refused", "no_address"]),
        json!([lane(0), "delivered", "accepted"]),
    ] {
        assert!(
            outcomes.contains(&expected),
            "{expected} is not in {outcomes:?}"
        );
    }
}

#[tokio::test]
async fn a_full_queue_refuses_with_503_and_keeps_what_it_has() {
    let app = Setup::new().set("queue.depth_max", "3").start().await;
    app.save_channel(&lane(0)).await;
    let fault = bellhop_sim::Fault {
        method: "chat.postMessage".into(),
        channel: None,
        fault: bellhop_sim::FaultKind::RateLimited {
            retry_after: Some("2".into()),
        },
        times: 1,
    };
    app.sim.add_fault(fault);
    let body = json!({"workflow": "note", "recipients": [lane(0)], "data": {"text": "kept"}});

    let mut accepted = Vec::new();
    let refused = loop {
        let answer = app.client.post("/trigger/", &body).await;
        if answer.status != 202 {
            break answer;
        }
        accepted.push(answer.json()["message_id"].clone());
    };
    for trigger in &accepted {
        let ended = app.end(trigger.as_str().expect("it has an id")).await;
        assert_eq!(ended["status"], "delivered");
    }

    assert!(shape(&refused, 503).contains("queue"), "{}", refused.text);
    assert_eq!(app.texts(&lane(0)).len(), accepted.len());
    // What has ended leaves the queue a moment after its record says so.
    let again = async { while app.client.post("/trigger/", &body).await.status != 202 {} };
    let room = tokio::time::timeout(PATIENCE, again).await;
    room.expect("there is room again");
}

#[tokio::test]
async fn a_trigger_for_ten_thousand_is_accepted_whole_and_one_more_is_too_many() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    let mut recipients: Vec<String> = (1..10_000)
        .map(|number| format!("stranger {number}"))
        .collect();
    recipients.push(lane(0));
    let mut body =
        json!({"workflow": "note", "recipients": recipients, "data": {"text": "to all"}});

    let answer = app.client.post("/trigger/", &body).await.expect(202);
    app.slack_is(|slack| slack.message_count() == 1).await;
    let trigger = answer["message_id"].as_str().expect("it has an id");
    let record = app
        .record_when(trigger, |record| record["counts"]["queued"] == 0)
        .await;
    recipients.push("one more".into());
    body["recipients"] = json!(recipients);
    let refused = app.client.post("/trigger/", &body).await;

    assert_eq!(record["counts"]["refused"], 9_999);
    assert_eq!(record["counts"]["delivered"], 1);
    insta::assert_snapshot!(shape(&refused, 413),
        @r#""too_large": "recipients: there are 10001; at most 10000 (ingest.recipients_max)""#);
}
