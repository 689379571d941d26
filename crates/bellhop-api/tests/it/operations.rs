use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::app::TestApp;
use crate::wire::{Answer, send};

async fn open(app: &TestApp, target: &str) -> Answer {
    send(app.api.addr, "GET", target, &[], "").await
}

#[tokio::test]
async fn health_is_told_to_anybody() {
    let app = TestApp::start().await;

    assert_eq!(open(&app, "/health/live").await.status, 200);
    let ready = open(&app, "/health/ready").await;
    assert_eq!(ready.status, 200, "{ready:?}");
    assert_eq!(ready.json()["checks"]["store"], "ok");

    app.api.drain();
    let draining = open(&app, "/health/ready").await;
    assert_eq!(draining.status, 503);
    assert_eq!(draining.json()["checks"]["server"], "stopping");

    app.queue.close().await;
    let broken = open(&app, "/health/ready").await;
    assert_eq!(broken.json()["checks"]["queue"], "the queue is closed");
    assert_eq!(open(&app, "/health/live").await.status, 200);
}

#[tokio::test]
async fn metrics_start_at_zero_and_count() {
    let app = TestApp::start().await;
    let before = open(&app, "/metrics").await;
    assert_eq!(before.status, 200);
    for line in [
        "bellhop_triggers_accepted_total{kind=\"workflow\"} 0",
        "bellhop_http_refused_total{reason=\"unavailable\"} 0",
        "bellhop_http_requests_total{route=\"/v1/user/{id}/merge\",status=\"5xx\"} 0",
        "bellhop_ingest_seconds_count 0",
    ] {
        assert!(before.text.contains(line), "{line}\n{}", before.text);
    }

    app.post(
        "/trigger/",
        r#"{"workflow": "wf-slug", "recipients": ["u1"]}"#,
    )
    .await;
    app.post("/trigger/", r#"{"workflow": "nope", "recipients": ["u1"]}"#)
        .await;

    let after = open(&app, "/metrics").await.text;
    for line in [
        "bellhop_triggers_accepted_total{kind=\"workflow\"} 1",
        "bellhop_http_refused_total{reason=\"not_found\"} 1",
        "bellhop_http_requests_total{route=\"/trigger\",status=\"2xx\"} 1",
        "bellhop_http_requests_total{route=\"/trigger\",status=\"4xx\"} 1",
        "bellhop_ingest_seconds_count 2",
    ] {
        assert!(after.contains(line), "{line}\n{after}");
    }
}

#[tokio::test]
async fn the_document_and_its_page_are_built_in() {
    let app = TestApp::start().await;

    let index = open(&app, "/").await.json();
    assert_eq!(index["openapi"], "/openapi.json");
    let document = open(&app, "/openapi.json").await.json();
    for path in [
        "/trigger/",
        "/{workspace_key}/trigger/",
        "/event/",
        "/v1/user/{distinct_id}/",
        "/v1/library/",
    ] {
        assert!(document["paths"][path].is_object(), "{path}");
    }
    for schema in [
        "Trigger",
        "Recipient",
        "Slack",
        "Event",
        "User",
        "Error",
        "DeadLetter",
        "DeadLetterFailure",
    ] {
        assert!(
            document["components"]["schemas"][schema].is_object(),
            "{schema}"
        );
    }
    for target in [
        "/docs",
        "/docs/",
        "/docs/swagger-ui.css",
        "/docs/swagger-ui-bundle.js",
    ] {
        let page = open(&app, target).await;
        assert_eq!(page.status, 200, "{target}");
        assert!(!page.text.contains("https://cdn"), "{target}");
    }
    assert!(
        open(&app, "/docs/swagger-initializer.js")
            .await
            .text
            .contains("/openapi.json")
    );
}

#[tokio::test]
async fn a_request_has_an_id_of_its_own_or_the_callers() {
    let app = TestApp::start().await;

    let own = open(&app, "/health/live").await;
    assert!(
        own.header("x-request-id").is_some_and(|id| id.len() > 8),
        "{own:?}"
    );

    let headers = [("X-Request-Id".to_owned(), "abc-1".to_owned())];
    let brought = send(app.api.addr, "GET", "/health/live", &headers, "").await;
    assert_eq!(brought.header("x-request-id"), Some("abc-1"));
}

#[tokio::test]
async fn a_stopped_server_no_longer_listens() {
    let app = TestApp::start().await;
    let addr = app.api.addr;
    // An idle connection that the client keeps does not hold the server up.
    let mut idle = TcpStream::connect(addr).await.unwrap();
    idle.write_all(b"GET /health/live HTTP/1.1\r\nHost: h\r\n\r\n")
        .await
        .unwrap();
    idle.read_u8().await.unwrap();

    app.api.stop().await;

    idle.read_to_end(&mut Vec::new()).await.unwrap();

    assert!(TcpStream::connect(addr).await.is_err());
}
