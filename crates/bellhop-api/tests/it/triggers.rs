use bellhop_core::trigger::Start;
use bellhop_core::workflow::Category;
use serde_json::json;

use crate::app::{KEY, TestApp};

#[tokio::test]
async fn a_trigger_is_on_the_queue_under_the_id_that_is_answered() {
    let app = TestApp::start().await;
    let body = json!({
        "workflow": "wf-slug", "data": {"k": "v☕"}, "tenant_id": "t1", "actor": "a1",
        "recipients": ["u1", {"distinct_id": "u2", "name": "N"}],
    });

    let answer = app.post("/trigger", &body.to_string()).await;

    assert_eq!(answer.status, 202);
    let answer = answer.json();
    assert_eq!(answer["status"], "success");
    let [trigger] = &app.queued().await[..] else {
        panic!("one trigger")
    };
    assert_eq!(answer["message_id"], trigger.id.to_string());
    assert_eq!(trigger.workspace.as_str(), KEY);
    assert_eq!(trigger.start.name(), "wf-slug");
    assert_eq!(trigger.recipients.len(), 2);
    assert_eq!(trigger.tenant.as_deref(), Some("t1"));
    assert_eq!(trigger.data["k"], "v☕");
    let record = app.get(&format!("/v1/message/{}/", trigger.id)).await;
    assert_eq!(record.status, 200);
    assert_eq!(record.json()["start"], "workflow wf-slug");
    assert_eq!(record.json()["recipients"], 2);
}

#[tokio::test]
async fn an_array_is_answered_record_by_record_and_queued_in_its_order() {
    let app = TestApp::start().await;
    let body = json!([
        {"workflow": "w1", "recipients": ["u1"], "$idempotency_key": "a"},
        {"workflow": "nope", "recipients": ["u2"]},
        {"workflow": "w2", "recipients": ["u3"]},
        {"workflow": "w1", "recipients": ["u4"], "$idempotency_key": "b"},
        {"workflow": "w2", "recipients": []},
        7,
    ]);

    let answer = app.post("/trigger/", &body.to_string()).await;

    assert_eq!(answer.status, 207, "{answer:?}");
    let records = answer.json()["records"].as_array().unwrap().clone();
    let codes: Vec<_> = records
        .iter()
        .map(|record| record["status_code"].clone())
        .collect();
    assert_eq!(codes, [202, 404, 202, 202, 400, 400]);
    assert_eq!(
        records[1],
        json!({
            "status": "error", "status_code": 404,
            "error": {"type": "not_found", "message": "workflow 'nope' not found"},
        })
    );
    let queued: Vec<_> = app
        .queued()
        .await
        .iter()
        .map(|trigger| trigger.id.to_string())
        .collect();
    let accepted: Vec<_> = [0, 2, 3]
        .map(|index: usize| records[index]["message_id"].clone())
        .into();
    assert_eq!(queued, accepted);
}

#[tokio::test]
async fn a_long_array_is_queued_in_its_order() {
    let app = TestApp::start().await;
    let trigger = |index: usize| match index % 3 {
        0 => json!({"workflow": "w1", "recipients": ["u"], "$idempotency_key": index.to_string()}),
        _ => json!({"workflow": "w2", "recipients": ["u"]}),
    };
    let body: Vec<_> = (0..400).map(trigger).collect();

    let answer = app.post("/trigger/", &json!(body).to_string()).await;

    let answer = answer.json();
    let records = answer["records"].as_array().unwrap();
    let accepted: Vec<_> = records
        .iter()
        .map(|record| record["message_id"].clone())
        .collect();
    let queued: Vec<_> = app
        .queued()
        .await
        .iter()
        .map(|trigger| json!(trigger.id.to_string()))
        .collect();
    assert_eq!(queued, accepted);
}

#[tokio::test]
async fn an_array_of_which_nothing_is_accepted_is_an_error() {
    let app = TestApp::start().await;
    let unknown =
        json!([{"workflow": "x", "recipients": ["u"]}, {"workflow": "y", "recipients": ["u"]}]);
    let mixed =
        json!([{"workflow": "x", "recipients": ["u"]}, {"workflow": "w1", "recipients": []}]);

    for (body, status) in [(unknown, 404), (mixed, 400)] {
        let answer = app.post("/trigger/", &body.to_string()).await;

        assert_eq!(answer.status, status);
        assert_eq!(answer.json()["records"].as_array().unwrap().len(), 2);
        assert!(
            answer.message().contains("workflow 'x' not found"),
            "{answer:?}"
        );
    }
}

#[tokio::test]
async fn an_older_array_is_accepted_as_a_whole_or_not_at_all() {
    let app = TestApp::start().await;
    let trigger = |template: &str| {
        json!({
            "name": "n1", "template": template, "notification_category": "system",
            "users": [{"distinct_id": "u1"}], "data": {},
        })
    };
    let target = format!("/{KEY}/trigger");

    let answer = app
        .post(
            &target,
            &json!([trigger("w1"), trigger("nope")]).to_string(),
        )
        .await;
    assert_eq!(answer.status, 404);
    assert_eq!(answer.message(), "[1]: template 'nope' not found");
    assert_eq!(app.queue.stats().await.unwrap().triggers.count, 0);

    let answer = app
        .post(&target, &json!([trigger("w1"), trigger("w2")]).to_string())
        .await;
    assert_eq!((answer.status, answer.text.as_str()), (202, "OK"));
    let queued = app.queued().await;
    assert_eq!(queued.len(), 2);
    let Start::Template { category, .. } = queued[0].start else {
        panic!("a template")
    };
    assert_eq!(category, Category::System);
}

#[tokio::test]
async fn an_event_is_a_trigger_for_the_user_it_happened_to() {
    let app = TestApp::start().await;
    let body = r#"{"distinct_id": "u1", "event": "order shipped", "properties": {"k": 1, "$ss_sdk_version": "x"}}"#;

    assert_eq!(app.post("/event/", body).await.text, "OK");
    assert_eq!(app.post("/v2/event/", body).await.status, 202);
    assert_eq!(
        app.post("/v2/bulk/event/", &format!("[{body}, {{}}]"))
            .await
            .status,
        207
    );

    for trigger in app.queued().await {
        assert_eq!(
            trigger.start,
            Start::Event {
                event: "order shipped".into()
            }
        );
        assert_eq!(trigger.recipients.len(), 1);
        assert_eq!(trigger.actor.as_ref(), Some(&trigger.recipients[0]));
        assert_eq!(serde_json::Value::from(trigger.data), json!({"k": 1}));
    }
}

#[tokio::test]
async fn a_profile_edit_is_applied_before_it_is_answered() {
    let app = TestApp::start().await;
    let body = json!([
        {"distinct_id": "u 1/é", "$user_operations": [
            {"$append": {"$slack": {"user_id": "U1", "access_token": "xoxb-1"}}},
            {"$set": {"name": "Ada", "$timezone": "Europe/Paris"}},
        ]},
        {"distinct_id": "u 1/é", "event": "e1"},
        {"distinct_id": "u 1/é", "$user_operations": [{"$set": {"name": "Zoë"}}]},
    ]);

    let answer = app.post("/event/", &body.to_string()).await;

    assert_eq!((answer.status, answer.text.as_str()), (202, "OK"));
    for target in [
        "/v1/user/u%201%2F%C3%A9/",
        "/v1/user/u+1%2F%C3%A9/",
        "/v1/user/u%201%2F%C3%A9",
    ] {
        let user = app.get(target).await;
        assert_eq!(user.status, 200, "{target}");
        assert_eq!(user.json()["properties"], json!({"name": "Zoë"}));
        assert_eq!(user.json()["$timezone"], "Europe/Paris");
    }
    assert_eq!(app.queued().await.len(), 1);
}

#[tokio::test]
async fn an_edit_that_passes_a_bound_changes_nothing_of_its_array() {
    let app = TestApp::start().await;
    let body = json!([
        {"distinct_id": "u1", "$user_operations": [{"$set": {"a": 1}}]},
        {"distinct_id": "u2", "$user_operations": [{"$set": {"a": "x".repeat(300_000)}}]},
    ]);

    let answer = app.post("/event/", &body.to_string()).await;

    assert_eq!(answer.status, 400);
    assert!(answer.message().contains("u2"), "{answer:?}");
    assert_eq!(app.get("/v1/user/u1/").await.status, 404);
}
