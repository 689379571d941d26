use crate::app::{API_KEY, BEARER_WORKSPACE, Bounds, KEY, SECRET, TestApp, workspace};
use crate::wire::{Client, send};
use bellhop_api::HttpConfig;

const TRIGGER: &str = r#"{"workflow": "wf-slug", "recipients": ["u1"]}"#;
const NOT_AUTHENTICATED: &str = "Not Authenticated - could not find Workspace details";

#[tokio::test]
async fn a_request_without_a_credential_is_refused_before_its_path_is_looked_at() {
    let app = TestApp::start().await;

    for target in [
        "/trigger/",
        "/no/such/path/",
        "/v1/user/u1/",
        "/v1/object/a/",
    ] {
        let answer = send(app.api.addr, "PUT", target, &[], "").await;

        assert_eq!(answer.status, 401, "{target}");
        assert_eq!(answer.message(), NOT_AUTHENTICATED);
    }
}

#[tokio::test]
async fn a_credential_that_does_not_fit_is_refused() {
    let app = TestApp::start().await;
    let addr = app.api.addr;
    let cases = [
        Client::signing(addr, KEY, "wssecret_wrong"),
        Client::signing(addr, "wskey_of_nobody_0123456789", SECRET),
        Client::bearer(addr, "SS.wrong"),
        Client::bearer(addr, ""),
        Client::bearer(addr, SECRET),
    ];

    for client in cases {
        let answer = client.send("POST", "/trigger/", TRIGGER).await;

        assert_eq!(answer.status, 401);
        assert_eq!(answer.message(), NOT_AUTHENTICATED);
    }
    for value in ["", "Bearer", "nonsense", "Basic dTpw"] {
        let headers = [("Authorization".to_owned(), value.to_owned())];
        let answer = send(addr, "POST", "/trigger/", &headers, "").await;

        assert_eq!(answer.status, 401, "{value}");
    }
}

#[tokio::test]
async fn the_path_of_an_older_trigger_must_name_the_workspace_of_the_credential() {
    let app = TestApp::start().await;
    let body = r#"{"name": "wf", "template": "tmpl-slug", "notification_category": "transactional",
        "users": [{"distinct_id": "u1"}], "data": {}}"#;
    let own = format!("/{KEY}/trigger/");
    let other = format!("/{BEARER_WORKSPACE}/trigger/");

    assert_eq!(app.signing().send("POST", &own, body).await.status, 202);
    assert_eq!(app.signing().send("POST", &other, body).await.status, 404);
    assert_eq!(app.bearer().send("POST", &other, body).await.status, 202);
    assert_eq!(app.bearer().send("POST", &own, body).await.status, 404);
}

#[tokio::test]
async fn a_new_workspace_and_a_changed_secret_work_without_a_restart() {
    let app = TestApp::start().await;
    let key = "wskey_made_while_it_runs";
    app.store
        .put_workspace(&workspace(key, "first", Some("SS.first")))
        .await
        .unwrap();
    app.store
        .put_workspace(&workspace(KEY, "second", None))
        .await
        .unwrap();

    assert_eq!(app.api.refresh_workspaces().await.unwrap(), 3);

    let addr = app.api.addr;
    for (client, status) in [
        (Client::signing(addr, key, "first"), 202),
        (Client::bearer(addr, "SS.first"), 202),
        (Client::signing(addr, KEY, "second"), 202),
        (Client::signing(addr, KEY, SECRET), 401),
        (Client::bearer(addr, API_KEY), 202),
    ] {
        assert_eq!(
            client.send("POST", "/trigger/", TRIGGER).await.status,
            status
        );
    }
}

#[tokio::test]
async fn a_date_outside_of_the_tolerance_is_refused_when_one_is_set() {
    let http = HttpConfig {
        date_tolerance_seconds: 300,
        ..HttpConfig::default()
    };
    let app = TestApp::start_with(Bounds {
        http,
        ..Bounds::default()
    })
    .await;
    let now = jiff::Timestamp::now();
    let hour = jiff::SignedDuration::from_hours(1);
    let cases = [
        (now.to_string(), 202),
        (now.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string(), 202),
        ((now - hour).to_string(), 401),
        (
            (now + hour)
                .strftime("%a, %d %b %Y %H:%M:%S GMT")
                .to_string(),
            401,
        ),
        ("someday".to_owned(), 401),
    ];

    for (date, status) in cases {
        let client = Client::signing_at(app.api.addr, KEY, SECRET, &date);
        let answer = client.send("POST", "/trigger/", TRIGGER).await;

        assert_eq!(answer.status, status, "{date}: {answer:?}");
    }
}
