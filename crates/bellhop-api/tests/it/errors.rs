use bellhop_api::{HttpConfig, IngestConfig};
use serde_json::json;

use crate::app::{API_KEY, Bounds, KEY, TestApp};
use crate::wire::{Answer, Client, send, send_text};

/// Everything that some version of some SDK fails without.
fn assert_is_a_refusal(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert_eq!(
        answer.header("content-type"),
        Some("application/json"),
        "{answer:?}"
    );
    let body = answer.json();
    assert_eq!(body["code"], status);
    assert!(
        body["error_code"].is_string() && body["type"].is_string(),
        "{body}"
    );
    assert!(
        body["message"]
            .as_str()
            .is_some_and(|text| !text.is_empty()),
        "{body}"
    );
    assert!(body["detail"].is_string(), "{body}");
    assert_eq!(body["status"], "error");
    assert_eq!(body["error"]["message"], body["message"]);
    assert_eq!(body["error"]["type"], body["error_code"]);
    assert!(body["records"].is_array(), "{body}");
}

#[tokio::test]
async fn every_refusal_has_the_shape_that_the_sdks_read() {
    let app = TestApp::start().await;
    let old = format!("/{KEY}/trigger/");
    let cases = [
        ("POST", "/trigger/", "", 400, "the body is empty"),
        ("POST", "/trigger/", "null", 400, "bad JSON"),
        (
            "POST",
            "/trigger/",
            "{\"workflow\": \"wf-slug\",\n oops}",
            400,
            "at line 2 column 2",
        ),
        ("POST", "/trigger/", "[]", 400, "the array is empty"),
        (
            "POST",
            "/trigger/",
            r#"{"workflow": "x", "recipients": ["u"]}"#,
            404,
            "workflow 'x' not found",
        ),
        (
            "POST",
            &old,
            r#"{"name": "n1"}"#,
            400,
            "missing field `template`",
        ),
        (
            "POST",
            "/event/",
            r#"{"distinct_id": "u"}"#,
            400,
            "event: is missing",
        ),
        (
            "POST",
            "/event/",
            r#"[{"distinct_id": "u", "event": "e1"}, {"distinct_id": 3}]"#,
            400,
            "[1]: bad JSON",
        ),
        (
            "POST",
            "/v2/event/",
            r#"{"distinct_id": "u", "$user_operations": []}"#,
            400,
            "go to /event/",
        ),
        (
            "POST",
            "/v2/bulk/event/",
            r#"{"distinct_id": "u"}"#,
            400,
            "must be an array",
        ),
        (
            "GET",
            "/trigger/",
            "",
            405,
            "GET is not allowed here; allowed: POST",
        ),
        (
            "PUT",
            "/v1/user/u1/",
            "",
            405,
            "allowed: GET, POST, PATCH, DELETE",
        ),
        ("POST", "/metrics", "", 405, "allowed: GET, HEAD"),
        ("GET", "/no/such/path/", "", 404, "no such path"),
        ("GET", "/docs/no-such-file", "", 404, "no such file"),
        (
            "GET",
            "/v1/message/not-an-id/",
            "",
            404,
            "message 'not-an-id' not found",
        ),
        (
            "GET",
            "/v1/user/nobody/",
            "",
            404,
            "user 'nobody' not found",
        ),
        ("GET", "/v1/user/%FF/", "", 400, "percent-encoded"),
        (
            "GET",
            "/v1/user/?limit=0",
            "",
            400,
            "limit: must be a number from 1 to",
        ),
        ("GET", "/v1/user/?after=nonsense", "", 400, "after"),
        (
            "GET",
            "/v1/tenant/t1/",
            "",
            501,
            "tenants are not supported yet",
        ),
    ];

    for (method, target, body, status, message) in cases {
        let answer = app.signing().send(method, target, body).await;

        assert_is_a_refusal(&answer, status);
        assert!(
            answer.message().contains(message),
            "{target} {body}: {answer:?}"
        );
    }
    let answer = app.signing().send("GET", "/trigger/", "").await;
    assert_eq!(answer.header("allow"), Some("post"));
}

#[tokio::test]
async fn what_passes_a_bound_is_told_the_bound_and_its_key() {
    let http = HttpConfig {
        body_bytes_max: 2_000,
        header_bytes_max: 1_000,
        json_depth_max: 5,
        ..HttpConfig::default()
    };
    let ingest = IngestConfig {
        recipients_max: 3,
        bulk_records_max: 2,
        fanout_bytes_max: 1_000,
        ..IngestConfig::default()
    };
    let app = TestApp::start_with(Bounds {
        http,
        ingest,
        ..Bounds::default()
    })
    .await;
    let trigger = |recipients: &[&str], text: &str| {
        json!({"workflow": "wf-slug", "recipients": recipients, "data": {"text": text}}).to_string()
    };
    let one = r#"{"workflow": "wf-slug", "recipients": ["u"]}"#;
    let cases = [
        (
            trigger(&["u"], &"x".repeat(2_000)),
            413,
            "http.body_bytes_max",
        ),
        (
            trigger(&["a", "b", "c", "d"], ""),
            413,
            "ingest.recipients_max",
        ),
        (
            trigger(&["a", "b", "c"], &"x".repeat(400)),
            413,
            "ingest.fanout_bytes_max",
        ),
        (
            format!("[{one}, {one}, {one}]"),
            413,
            "ingest.bulk_records_max",
        ),
        (
            r#"{"data": {"a": [[[[[1]]]]]}}"#.to_owned(),
            400,
            "http.json_depth_max",
        ),
    ];

    for (body, status, key) in cases {
        let answer = app.post("/trigger/", &body).await;

        assert_is_a_refusal(&answer, status);
        assert!(answer.message().contains(key), "{answer:?}");
    }
    let large = ("X-Large".to_owned(), "x".repeat(1_000));
    let answer = send(app.api.addr, "POST", "/trigger/", &[large], "").await;
    assert_is_a_refusal(&answer, 431);
    assert!(
        answer.message().contains("http.header_bytes_max"),
        "{answer:?}"
    );
}

#[tokio::test]
async fn a_body_much_larger_than_allowed_is_answered_rather_than_cut_off() {
    let app = TestApp::start().await;
    let body = "x".repeat(20 * 1024 * 1024);

    let answer = app.post("/trigger/", &body).await;

    assert_is_a_refusal(&answer, 413);
    assert!(
        answer
            .message()
            .contains("8388608 bytes (http.body_bytes_max)"),
        "{answer:?}"
    );
    let answer = Client::bearer(app.api.addr, "SS.wrong")
        .send("POST", "/trigger/", &body)
        .await;
    assert_is_a_refusal(&answer, 401);
}

#[tokio::test]
async fn a_chunked_body_is_read_and_bounded() {
    let http = HttpConfig {
        body_bytes_max: 100,
        ..HttpConfig::default()
    };
    let app = TestApp::start_with(Bounds {
        http,
        ..Bounds::default()
    })
    .await;
    let chunked = |body: &str| {
        let (one, two) = body.split_at(20);
        format!(
            "POST /trigger/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Bearer {API_KEY}\r\n\
             Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{one}\r\n{:x}\r\n{two}\r\n0\r\n\r\n",
            one.len(),
            two.len()
        )
    };

    let body = r#"{"workflow": "wf-slug", "recipients": ["u1"]}"#;
    assert_eq!(send_text(app.api.addr, &chunked(body)).await.status, 202);

    let answer = send_text(
        app.api.addr,
        &chunked(&format!("{body}{}", " ".repeat(100))),
    )
    .await;
    assert_is_a_refusal(&answer, 413);
}

#[tokio::test]
async fn a_compressed_body_is_refused() {
    let app = TestApp::start().await;
    let headers = [("Content-Encoding".to_owned(), "gzip".to_owned())];

    assert_is_a_refusal(
        &send(app.api.addr, "POST", "/trigger/", &headers, "").await,
        415,
    );
}

#[tokio::test]
async fn a_body_that_does_not_arrive_in_time_is_refused() {
    let http = HttpConfig {
        body_timeout_seconds: 0,
        ..HttpConfig::default()
    };
    let app = TestApp::start_with(Bounds {
        http,
        ..Bounds::default()
    })
    .await;
    let text = format!(
        "POST /trigger/ HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAuthorization: Bearer {API_KEY}\r\n\
         Content-Length: 10\r\n\r\n"
    );

    assert_is_a_refusal(&send_text(app.api.addr, &text).await, 408);
}

#[tokio::test]
async fn a_queue_or_store_that_cannot_take_it_is_a_503_with_a_time_to_come_back() {
    let app = TestApp::start().await;
    let body = r#"{"workflow": "wf-slug", "recipients": ["u1"]}"#;
    app.queue.close().await;
    let answer = app.post("/trigger/", body).await;
    assert_is_a_refusal(&answer, 503);
    assert_eq!(answer.header("retry-after"), Some("1"));

    let answer = app.post("/trigger/", &format!("[{body}, {body}]")).await;
    assert_is_a_refusal(&answer, 503);
    assert_eq!(answer.json()["records"].as_array().unwrap().len(), 2);

    app.store.close().await;
    let edit = r#"{"distinct_id": "u1", "$user_operations": [{"$set": {"a": 1}}]}"#;
    assert_is_a_refusal(&app.post("/event/", edit).await, 503);
}

#[tokio::test]
async fn a_full_queue_is_a_503_that_says_so() {
    let queue = bellhop_queue::QueueConfig {
        depth_max: 1,
        ..Default::default()
    };
    let app = TestApp::start_with(Bounds {
        queue,
        ..Bounds::default()
    })
    .await;
    let body = r#"{"workflow": "wf-slug", "recipients": ["u1"]}"#;
    assert_eq!(app.post("/trigger/", body).await.status, 202);

    let answer = app.post("/trigger/", body).await;

    assert_is_a_refusal(&answer, 503);
    assert!(answer.message().contains("the queue is full"), "{answer:?}");
}
