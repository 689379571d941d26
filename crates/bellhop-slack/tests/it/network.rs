//! What becomes of a network that fails: before the request was sent, and after.

use bellhop_core::fault::{Fault, Reason};
use bellhop_slack::{SlackClient, SlackConfig, SlackError};
use tokio::net::TcpListener;

use crate::server::{
    Reply, Server, client_of, client_with, id, message, no_such_name, quick, token,
};

async fn post(client: SlackClient) -> SlackError {
    client
        .post_message(&token(), "C1", &message(), id(), None)
        .await
        .unwrap_err()
}

async fn check(script: Reply, reason: Reason) {
    let server = Server::start(vec![script.clone()]).await;

    let error = post(server.client()).await;

    let seen = (error.fault(), error.reason(), error.is_ambiguous());
    assert_eq!(seen, (Fault::Retry, reason, true), "{script:?}: {error}");
}

#[tokio::test]
async fn a_refused_connection_is_retried_and_certain() {
    let closed = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();

    let error = post(client_of(&format!("http://{closed}/api/"))).await;

    assert_eq!(
        (error.fault(), error.reason()),
        (Fault::Retry, Reason::Network)
    );
    assert!(!error.is_ambiguous());
    assert!(
        error
            .to_string()
            .starts_with("Slack could not be reached: "),
        "{error}"
    );
    assert!(error.to_string().contains("Connection refused"), "{error}");
}

#[tokio::test]
async fn a_connection_that_is_cut_after_the_request_is_ambiguous() {
    check(Reply::Cut(String::new()), Reason::Network).await;
    check(
        Reply::Cut("HTTP/1.1 200 OK\r\ncontent-le".into()),
        Reason::Network,
    )
    .await;
}

#[tokio::test]
async fn an_answer_that_is_cut_in_its_body_is_ambiguous() {
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n";
    check(Reply::Cut(format!("{head}{{\"ok\":true,")), Reason::Network).await;
    let chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{\"ok\"";
    check(Reply::Cut(chunked.into()), Reason::Network).await;
}

#[tokio::test]
async fn something_that_does_not_speak_http_is_a_network_failure() {
    check(
        Reply::Cut("SSH-2.0-OpenSSH_9.2\r\n\r\n".into()),
        Reason::Network,
    )
    .await;
}

#[tokio::test]
async fn silence_is_a_timeout_and_ambiguous() {
    check(Reply::Silence, Reason::Timeout).await;
    let head = "HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"ok\":";
    check(Reply::Bytes(head.into()), Reason::Timeout).await;
}

#[tokio::test]
async fn a_connection_that_never_comes_about_is_a_timeout_and_certain() {
    // The listener accepts and says nothing, so the TLS handshake never ends.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = client_of(&format!("https://{}/api/", listener.local_addr().unwrap()));

    let error = post(client).await;

    assert_eq!(error, SlackError::Timeout { sent: false });
    assert_eq!(
        (error.fault(), error.reason()),
        (Fault::Retry, Reason::Timeout)
    );
    assert!(!error.is_ambiguous());
}

#[tokio::test]
async fn a_name_that_does_not_exist_is_retried_and_certain() {
    let error = post(client_of(&format!("http://{}/api/", no_such_name()))).await;

    assert_eq!(
        (error.fault(), error.reason()),
        (Fault::Retry, Reason::Network),
        "{error}"
    );
    assert!(!error.is_ambiguous());
}

#[tokio::test]
async fn a_call_goes_through_the_configured_proxy() {
    let mut proxy = Server::start(vec![crate::server::http(
        200,
        "",
        r#"{"ok":true,"team_id":"T1"}"#,
    )])
    .await;
    let client = client_with(SlackConfig {
        api_url: "http://slack.invalid/api/".parse().unwrap(),
        proxy: Some(format!("http://{}", proxy.address).parse().unwrap()),
        ..quick()
    });

    client.auth_test(&token()).await.unwrap();

    let request = proxy.requests().remove(0);
    assert!(
        request
            .head
            .starts_with("POST http://slack.invalid/api/auth.test "),
        "{request:?}"
    );
}

#[test]
fn a_configuration_that_cannot_work_is_refused_at_the_start() {
    let open = |config: SlackConfig| {
        let hosts = bellhop_core::address::WebhookHosts::new([]);
        SlackClient::open(config, hosts).unwrap_err().to_string()
    };
    let proxy = Some("http://user:canary@127.0.0.1:3128".parse().unwrap());
    let with_proxy = open(SlackConfig { proxy, ..quick() });
    assert!(with_proxy.contains("slack.proxy"), "{with_proxy}");
    assert!(!with_proxy.contains("canary"), "{with_proxy}");

    let api_url = "file:///etc/passwd".parse().unwrap();
    assert!(open(SlackConfig { api_url, ..quick() }).contains("slack.api_url"));
}
