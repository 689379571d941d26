use std::time::Duration;

use bellhop_api::IngestConfig;
use bellhop_core::fault::{Outcome, Reason};
use bellhop_core::id::{MessageId, TriggerId};
use bellhop_core::message::Message;
use bellhop_store::{
    Accepted, End, MessageChange, MessageStatus, Step, TimelineEntry, TriggerRecord,
};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::app::{BEARER_WORKSPACE, Bounds, KEY, TestApp};

/// When everything in these tests was accepted.
const ACCEPTED_AT_MS: u64 = 1_750_000_000_000;
/// How long anything may take before a test gives up on it.
const PATIENCE: Duration = Duration::from_secs(30);

/// The message with this number.
fn message(number: u64, workspace: &str, template: &str) -> Message {
    let text = json!({
        "id": Uuid::from_u64_pair(2, number),
        "trigger": Uuid::from_u64_pair(1, 1),
        "workspace": workspace,
        "distinct_id": "ada",
        "template": template,
        "category": "transactional",
        "address": {
            "connection": "con_0123456789abcdef01234567",
            "target": {"kind": "channel", "id": "C0123456789"},
        },
        "accepted_at_ms": ACCEPTED_AT_MS,
        "deadline_ms": ACCEPTED_AT_MS + 1,
        "data": {"order": number, "big": 12_345_678_901_234_567_890_u64},
    });
    serde_json::from_str(&text.to_string()).unwrap()
}

fn id(number: u64) -> Uuid {
    Uuid::from_u64_pair(2, number)
}

impl TestApp {
    /// Gives messages up, as a worker does: their end is recorded, and they are dead letters.
    async fn give_up(&self, messages: &[Message], reason: Reason) {
        let workspace = messages[0].workspace.clone();
        let trigger = TriggerRecord {
            id: TriggerId(Uuid::from_u64_pair(1, 1)),
            workspace,
            accepted_at_ms: ACCEPTED_AT_MS,
            start: "workflow w1".into(),
            recipients: 1,
            idempotency_key: None,
        };
        let accepted = self.store.accept(trigger.clone(), None, ACCEPTED_AT_MS);
        assert_eq!(accepted.await.unwrap(), Accepted::New);
        self.store
            .record_planned(trigger.id, messages, &[], ACCEPTED_AT_MS)
            .await
            .unwrap();
        for message in messages {
            self.end(message.id, Outcome::Failed, reason).await;
        }
        self.queue.publish_messages(messages).await.unwrap();
        for message in self.waiting(messages.len()).await {
            message
                .dead_letter(reason, "line 3: no such field")
                .await
                .unwrap();
        }
    }

    async fn end(&self, id: MessageId, outcome: Outcome, reason: Reason) {
        let entry = TimelineEntry {
            at_ms: ACCEPTED_AT_MS + 1,
            what: Step::Failed,
            detail: None,
        };
        let change = MessageChange {
            id,
            entries: vec![entry],
            end: Some(End {
                outcome,
                reason,
                receipt: None,
                detail: None,
            }),
            destination: None,
            attempt: None,
            card: None,
        };
        self.store.record(vec![change]).await.unwrap();
    }

    /// So many messages off the queue.
    async fn waiting(&self, count: usize) -> Vec<bellhop_queue::Delivery<Message>> {
        let shard = self.queue.open_shard(0).await.unwrap();
        let mut messages = Vec::new();
        while messages.len() < count {
            let more = shard.receive(count - messages.len());
            messages.extend(tokio::time::timeout(PATIENCE, more).await.unwrap().unwrap());
        }
        messages
    }

    async fn redrive(&self, body: Value) -> Value {
        let answer = self
            .post("/v1/dead_letter/redrive/", &body.to_string())
            .await;
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.json()
    }

    async fn listed(&self) -> Vec<Uuid> {
        let list = self.get("/v1/dead_letter/").await.json();
        let results = list["results"].as_array().unwrap();
        let ids = results.iter().map(|letter| letter["id"].as_str().unwrap());
        ids.map(|id| id.parse().unwrap()).collect()
    }
}

#[tokio::test]
async fn dead_letters_are_listed_in_pages_and_shown_one_by_one() {
    let app = TestApp::start().await;
    let messages = [1, 2, 3].map(|number| message(number, KEY, "w1"));
    app.give_up(&messages, Reason::TemplateError).await;

    let first = app.get("/v1/dead_letter/?limit=2").await.json();
    let after = first["after"].as_str().unwrap();
    let second = app
        .get(&format!("/v1/dead_letter/?limit=2&after={after}"))
        .await;
    let mut one = app.get(&format!("/v1/dead_letter/{}/", id(2))).await.json();

    assert_eq!(first["results"].as_array().unwrap().len(), 2);
    let second = second.json();
    assert_eq!(second["results"][0]["id"], json!(id(3)));
    assert_eq!(second["after"], Value::Null);
    assert!(one["dead_at_ms"].take().as_u64() > Some(ACCEPTED_AT_MS));
    insta::assert_snapshot!(serde_json::to_string_pretty(&one).unwrap(), @r#"
    {
      "accepted_at_ms": 1750000000000,
      "can_redrive": true,
      "dead_at_ms": null,
      "detail": "line 3: no such field",
      "distinct_id": "ada",
      "envelope": {
        "body": {
          "accepted_at_ms": 1750000000000,
          "address": {
            "connection": "con_0123456789abcdef01234567",
            "target": {
              "id": "C0123456789",
              "kind": "channel"
            }
          },
          "category": "transactional",
          "data": {
            "big": 12345678901234567890,
            "order": 2
          },
          "deadline_ms": 1750000000001,
          "distinct_id": "ada",
          "id": "00000000-0000-0002-0000-000000000002",
          "place": 0,
          "planned_before": false,
          "template": "w1",
          "trigger": "00000000-0000-0001-0000-000000000001",
          "workspace": "wskey_0123456789abcdefghij"
        },
        "v": 1
      },
      "id": "00000000-0000-0002-0000-000000000002",
      "kind": "message",
      "message_id": "00000000-0000-0001-0000-000000000001",
      "reason": "template_error",
      "workflow": "w1"
    }
    "#);
    // A number beyond what most languages have comes back as it was.
    let text = app.get(&format!("/v1/dead_letter/{}/", id(2))).await.text;
    assert!(text.contains("12345678901234567890"), "{text}");
}

#[tokio::test]
async fn a_redriven_message_waits_again_with_a_new_deadline() {
    let app = TestApp::start().await;
    let messages = [1, 2, 3].map(|number| message(number, KEY, "w1"));
    app.give_up(&messages, Reason::TemplateError).await;

    let answer = app.redrive(json!({"ids": [id(3), id(1), id(9)]})).await;

    let failed = json!([{"id": id(9), "error": "no dead letter has this id"}]);
    let expected = json!({"redriven": 2, "delivered": 0, "failed": failed, "more": false});
    assert_eq!(answer, expected);
    let again = app.waiting(2).await;
    assert_eq!([again[0].body.id.0, again[1].body.id.0], [id(1), id(3)]);
    assert!(again[0].body.deadline_ms > ACCEPTED_AT_MS + 3_600_000);
    assert_eq!(app.listed().await, [id(2)]);
    let record = app.store.message(&messages[0].workspace, id(1)).await;
    let record = record.unwrap().unwrap();
    assert_eq!(record.status, MessageStatus::Queued);
    assert_eq!(record.timeline.last().unwrap().what, Step::Redriven);
}

#[tokio::test]
async fn what_slack_has_is_not_redriven_and_is_a_dead_letter_no_more() {
    let app = TestApp::start().await;
    let messages = [1, 2].map(|number| message(number, KEY, "w1"));
    app.give_up(&messages, Reason::TemplateError).await;
    app.end(messages[0].id, Outcome::Delivered, Reason::Accepted)
        .await;

    let answer = app.redrive(json!({"all": true})).await;

    assert_eq!(
        (&answer["redriven"], &answer["delivered"]),
        (&json!(1), &json!(1))
    );
    assert_eq!(app.waiting(1).await[0].body.id.0, id(2));
    assert_eq!(app.listed().await, Vec::<Uuid>::new());
    let record = app.store.message(&messages[0].workspace, id(1)).await;
    assert_eq!(record.unwrap().unwrap().status, MessageStatus::Delivered);
}

#[tokio::test]
async fn all_that_fit_are_redriven_a_bounded_number_at_a_time() {
    let app = TestApp::start_with(Bounds {
        ingest: IngestConfig {
            dead_letters_max: 2,
            ..IngestConfig::default()
        },
        ..Bounds::default()
    })
    .await;
    let template = |number| if number == 2 { "w2" } else { "w1" };
    let messages = [1, 2, 3, 4].map(|number| message(number, KEY, template(number)));
    app.give_up(&messages, Reason::TemplateError).await;

    let wanted = json!({"all": true, "reason": "template_error", "workflow": "w1"});
    let other = app.redrive(json!({"all": true, "reason": "timeout"})).await;
    let first = app.redrive(wanted.clone()).await;
    let second = app.redrive(wanted).await;

    assert_eq!(other["redriven"], 0);
    assert_eq!(
        (&first["redriven"], &first["more"]),
        (&json!(2), &json!(true))
    );
    assert_eq!(
        (&second["redriven"], &second["more"]),
        (&json!(1), &json!(false))
    );
    assert_eq!(app.listed().await, [id(2)]);
    let ids = json!({"ids": [id(1), id(2), id(3)]}).to_string();
    let many = app.post("/v1/dead_letter/purge/", &ids).await;
    assert_eq!(many.status, 413);
    assert!(many.message().contains("ingest.dead_letters_max"));
}

#[tokio::test]
async fn purged_letters_are_gone_and_their_record_stays() {
    let app = TestApp::start().await;
    let messages = [1, 2].map(|number| message(number, KEY, "w1"));
    app.give_up(&messages, Reason::TemplateError).await;

    let body = json!({"ids": [id(1), id(9)]}).to_string();
    let some = app.post("/v1/dead_letter/purge/", &body).await.json();
    let all = app.post("/v1/dead_letter/purge/", r#"{"all": true}"#).await;

    assert_eq!(some["purged"], 1);
    assert_eq!(some["failed"][0]["id"], json!(id(9)));
    assert_eq!(
        all.json(),
        json!({"purged": 1, "failed": [], "more": false})
    );
    assert_eq!(app.listed().await, Vec::<Uuid>::new());
    let record = app.store.message(&messages[0].workspace, id(1)).await;
    assert_eq!(record.unwrap().unwrap().status, MessageStatus::Failed);
}

#[tokio::test]
async fn another_workspace_sees_and_touches_nothing() {
    let app = TestApp::start().await;
    let others = [message(1, BEARER_WORKSPACE, "w1")];
    app.give_up(&others, Reason::TemplateError).await;

    let shown = app.get(&format!("/v1/dead_letter/{}/", id(1))).await;
    let by_id = app.redrive(json!({"ids": [id(1)]})).await;
    let all = app.redrive(json!({"all": true})).await;
    let purged = app.post("/v1/dead_letter/purge/", r#"{"all": true}"#).await;

    assert_eq!(shown.status, 404);
    assert_eq!(app.listed().await, Vec::<Uuid>::new());
    assert_eq!(by_id["failed"][0]["error"], "no dead letter has this id");
    assert_eq!(
        (&by_id["redriven"], &all["redriven"]),
        (&json!(0), &json!(0))
    );
    assert_eq!(purged.json()["purged"], 0);
    let own = app
        .bearer()
        .send("GET", "/v1/dead_letter/", "")
        .await
        .json();
    assert_eq!(own["results"][0]["id"], json!(id(1)));
}

#[tokio::test]
async fn a_wrong_choice_is_refused_by_name() {
    let app = TestApp::start().await;
    let cases = [
        (
            "{}",
            "ids: is missing; give a list of ids, or \"all\": true",
        ),
        (r#"{"all": false}"#, "all: is false"),
        (
            r#"{"all": true, "ids": []}"#,
            "all: cannot be given together with ids",
        ),
        (r#"{"ids": []}"#, "ids: is empty"),
        (r#"{"ids": ["x"]}"#, "ids[0]: must be a UUID, not \"x\""),
        (
            r#"{"ids": ["00000000-0000-0002-0000-000000000001"], "reason": "timeout"}"#,
            "reason: goes with \"all\": true",
        ),
        (r#"{"all": true, "reason": "bad luck"}"#, "not \"bad luck\""),
        (r#"{"all": true, "works": 1}"#, "unknown field `works`"),
    ];

    for (body, message) in cases {
        for target in ["/v1/dead_letter/redrive/", "/v1/dead_letter/purge/"] {
            let answer = app.post(target, body).await;

            assert_eq!(answer.status, 400, "{answer:?}");
            assert!(answer.message().contains(message), "{body}: {answer:?}");
        }
    }
    let cursor = app.get("/v1/dead_letter/?after=there").await;
    assert!(
        cursor
            .message()
            .contains("after: must be the cursor of a page")
    );
}
