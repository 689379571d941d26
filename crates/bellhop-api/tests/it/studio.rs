//! The studio's page. It needs Node to be built, so these hold for a build with it and for one without.

use bellhop_api::{HttpConfig, Serves};

use crate::app::{Bounds, TestApp};
use crate::wire::{Answer, send};

async fn open(app: &TestApp, target: &str) -> Answer {
    send(app.api.addr, "GET", target, &[], "").await
}

fn is_built() -> bool {
    bellhop_web::studio("index.html").is_some()
}

#[tokio::test]
async fn the_page_is_open_to_anybody_and_may_run_its_own_scripts_alone() {
    let app = TestApp::start().await;

    let page = open(&app, "/studio/").await;

    if !is_built() {
        assert_eq!(page.status, 404);
        assert!(page.message().contains("make pages"), "{page:?}");
        return;
    }
    assert_eq!(page.status, 200, "{page:?}");
    assert_eq!(
        page.header("content-type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(page.header("cache-control"), Some("no-cache"));
    assert_eq!(page.header("x-content-type-options"), Some("nosniff"));
    assert_eq!(page.header("referrer-policy"), Some("no-referrer"));
    let policy = page.header("content-security-policy").unwrap();
    for rule in [
        "default-src 'none'",
        "script-src 'self';",
        "style-src 'self';",
        "frame-ancestors 'none'",
    ] {
        assert!(policy.contains(rule), "{policy}");
    }
    let names = page.text.split('"').filter_map(|it| it.strip_prefix("./"));
    let names: Vec<_> = names.filter(|name| name.starts_with("assets/")).collect();
    assert!(!names.is_empty(), "{}", page.text);
    for name in names {
        let file = open(&app, &format!("/studio/{name}")).await;
        assert_eq!(file.status, 200, "{name}");
        let caching = file.header("cache-control").unwrap();
        assert!(caching.ends_with("immutable"), "{name}: {caching}");
    }
    assert_eq!(open(&app, "/").await.json()["studio"], "/studio/");
}

#[tokio::test]
async fn without_its_slash_the_address_leads_to_the_page() {
    let app = TestApp::start().await;

    let answer = open(&app, "/studio").await;

    if is_built() {
        assert_eq!(answer.status, 308);
        assert_eq!(answer.header("location"), Some("/studio/"));
    }
    assert_eq!(open(&app, "/studio/no-such-file.js").await.status, 404);
    assert_eq!(open(&app, "/studios/").await.status, 401);
    let posted = send(app.api.addr, "POST", "/studio/", &[], "").await;
    assert_eq!(posted.status, 405);
}

#[tokio::test]
async fn a_studio_that_is_switched_off_says_so() {
    let http = HttpConfig {
        studio: false,
        ..HttpConfig::default()
    };
    let app = TestApp::start_with(Bounds {
        http,
        ..Bounds::default()
    })
    .await;

    let answer = open(&app, "/studio/").await;

    assert_eq!(answer.status, 404);
    assert!(answer.message().contains("http.studio"), "{answer:?}");
    assert!(open(&app, "/").await.json()["studio"].is_null());
}

#[tokio::test]
async fn a_worker_alone_has_no_studio() {
    let app = TestApp::start_with(Bounds {
        serves: Some(Serves::Operations),
        ..Bounds::default()
    })
    .await;

    let answer = open(&app, "/studio/").await;

    assert_eq!(answer.status, 404);
    let detail = answer.json()["detail"].to_string();
    assert!(detail.contains("--role worker"), "{detail}");
}
