//! Who may call, and where arguments may stand.

use serde_json::{Value, json};

use crate::app::{App, NARROW, TOKEN};

#[tokio::test]
async fn a_form_and_json_say_the_same() {
    let app = App::start().await;
    let blocks = json!([{"type": "divider"}]);

    let by_json = app
        .call(
            "chat.postMessage",
            json!({"channel": "C0GENERAL", "blocks": blocks}),
        )
        .await;
    let text = blocks.to_string();
    let by_form = app
        .form(
            "chat.postMessage",
            &[("channel", "C0GENERAL"), ("blocks", &text)],
        )
        .await;

    assert_eq!(
        (&by_json["ok"], &by_form["ok"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(by_json["message"]["blocks"], by_form["message"]["blocks"]);
}

#[tokio::test]
async fn structures_that_cannot_be_read_have_their_own_codes() {
    let app = App::start().await;

    for (name, value, code) in [
        ("blocks", "[{", "invalid_blocks_format"),
        ("blocks", "{}", "invalid_blocks_format"),
        (
            "metadata",
            "{\"event_type\":\"e\"}",
            "invalid_metadata_format",
        ),
        ("attachments", "7", "invalid_attachments"),
    ] {
        let fields = [("channel", "C0GENERAL"), ("text", "x"), (name, value)];
        let answer = app.form("chat.postMessage", &fields).await;
        assert_eq!(answer["error"], code, "{name}={value}");
    }
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let app = App::start().await;

    for (method, body, code) in [
        (
            "chat.postMessage",
            json!({"channel": "C0GENERAL"}),
            "no_text",
        ),
        (
            "chat.postMessage",
            json!({"channel": "C0GENERAL", "blocks": [], "text": ""}),
            "no_text",
        ),
        (
            "chat.postMessage",
            json!({"text": "x"}),
            "invalid_arguments",
        ),
        (
            "chat.update",
            json!({"channel": "C0GENERAL", "text": "x"}),
            "invalid_arguments",
        ),
        ("conversations.open", json!({}), "users_list_not_supplied"),
        ("conversations.join", json!({}), "invalid_arguments"),
        ("chat.noSuchThing", json!({}), "unknown_method"),
    ] {
        let answer = app.call(method, body.clone()).await;
        assert_eq!(answer["error"], code, "{method} {body}");
    }
    let answer = app.call("chat.postMessage", json!({"text": "x"})).await;
    let line = &answer["response_metadata"]["messages"][0];
    assert_eq!(line, "[ERROR] missing required field: channel");
}

#[tokio::test]
async fn a_method_that_reads_takes_forms_and_queries_but_no_json() {
    let app = App::start().await;
    let query = format!("{}users.info?user=U0ALICE", app.sim.api_url());

    let by_json = app.call("users.info", json!({"user": "U0ALICE"})).await;
    let by_form = app.form("users.info", &[("user", "U0ALICE")]).await;
    let by_query: Value = app
        .http
        .get(query)
        .bearer_auth(TOKEN)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();

    assert_eq!(by_json["error"], "invalid_arguments");
    assert_eq!(by_form["user"]["name"], "alice");
    assert_eq!(by_query, by_form);
}

#[tokio::test]
async fn a_token_stands_in_the_header_or_in_a_form_only() {
    let app = App::start().await;
    let url = |query: &str| format!("{}auth.test{query}", app.sim.api_url());
    let json = |body: &str| {
        app.http
            .post(url(""))
            .header("content-type", "application/json")
            .body(body.to_owned())
    };

    let mut codes = Vec::new();
    for request in [
        app.http.post(url("")).form(&[("token", TOKEN)]),
        app.http.post(url("?token=xoxb-test")),
        json(r#"{"token":"xoxb-test"}"#),
        app.http
            .post(url(""))
            .header("authorization", format!("bearer {TOKEN}")),
        app.http.post(url("")).bearer_auth("xoxb-nobody"),
    ] {
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        codes.push(answer["error"].as_str().unwrap_or("ok").to_owned());
    }

    assert_eq!(
        codes,
        [
            "ok",
            "not_authed",
            "not_authed",
            "not_authed",
            "invalid_auth"
        ]
    );
}

#[tokio::test]
async fn a_missing_scope_is_told_with_what_was_granted() {
    let app = App::start().await;

    let answer = app
        .call_as(NARROW, "conversations.open", json!({"users": "U0ALICE"}))
        .await;

    assert_eq!(answer["error"], "missing_scope");
    assert_eq!(answer["needed"], "im:write");
    assert_eq!(answer["provided"], "chat:write,channels:join,users:read");
}

#[tokio::test]
async fn granted_scopes_come_with_every_answer() {
    let app = App::start().await;

    let answer = app.send(NARROW, "auth.test", json!({})).await.unwrap();

    let scopes = answer.headers()["x-oauth-scopes"]
        .to_str()
        .unwrap()
        .to_owned();
    assert_eq!(scopes, "chat:write,channels:join,users:read");
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["team_id"], "T0ACME");
    assert!(body["bot_id"].as_str().unwrap().starts_with('B'));
}

#[tokio::test]
async fn json_without_a_charset_is_remarked_on() {
    let app = App::start().await;
    let request = app
        .http
        .post(format!("{}auth.test", app.sim.api_url()))
        .bearer_auth(TOKEN);

    let answer: Value = request
        .json(&json!({}))
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();

    assert_eq!(
        (&answer["ok"], &answer["warning"]),
        (&json!(true), &json!("missing_charset"))
    );
}
