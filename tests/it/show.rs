//! What Bellhop shows to those who run it: metrics, health, the API's description, log lines.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::app::App;
use crate::log::says;
use crate::setup::{Setup, lane};

/// `/metrics`, read: each series with its value.
async fn series(app: &App) -> BTreeMap<String, f64> {
    let text = app.client.get("/metrics").await.text;
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let (series, value) = line.rsplit_once(' ').expect("a line has a value");
            let value = value.parse().expect("a value is a number");
            (series.to_owned(), value)
        })
        .collect()
}

/// Each family as `name type label,label`, in order.
async fn families(app: &App) -> String {
    let text = app.client.get("/metrics").await.text;
    let mut labels: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.starts_with('#')) {
        let name = line.split(['{', ' ']).next().unwrap_or_default();
        let inside = line
            .split_once('{')
            .and_then(|(_, rest)| rest.split_once('}'));
        let pairs = inside.map_or("", |(pairs, _)| pairs).split("\",");
        let names = pairs.filter_map(|pair| Some(pair.split_once('=')?.0));
        let family = ["_bucket", "_sum", "_count"];
        let family = family.iter().find_map(|end| name.strip_suffix(end));
        labels
            .entry(family.unwrap_or(name))
            .or_default()
            .extend(names.filter(|name| *name != "le"));
    }
    let types = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    types
        .map(|line| {
            let name = line.split(' ').next().unwrap_or_default();
            let labels: Vec<_> = labels.remove(name).into_iter().flatten().collect();
            format!("{line} {}", labels.join(",")).trim_end().to_owned()
        })
        .collect::<Vec<_>>()
        .join("\n")
}

/// Something of everything: delivered, failed, refused, looked up, not found, not allowed.
async fn traffic(app: &App) {
    app.save_channel(&lane(0)).await;
    app.save_channel("C0GONE").await;
    let email = json!({"email": "bob@example.com", "access_token": crate::setup::TOKEN});
    app.save("bob", email).await;
    for recipient in [&lane(0), "C0GONE", "bob", "stranger"] {
        app.end(&app.note(recipient, "hello").await).await;
    }
    app.client.get("/v1/user/nobody/").await.expect(404);
    app.client.get("/no/such/path").await.expect(404);
}

#[tokio::test]
async fn every_family_of_metrics_is_there_from_the_start() {
    let app = Setup::new().start().await;

    insta::assert_snapshot!(families(&app).await, @r"
    bellhop_ambiguous_total counter resolution
    bellhop_cache_errors_total counter
    bellhop_cache_lookups_total counter kind,level,result
    bellhop_cache_up gauge
    bellhop_calls_in_flight gauge
    bellhop_cancelled_total counter
    bellhop_card_changes_total counter action
    bellhop_connections_away gauge
    bellhop_connections_disabled_total counter
    bellhop_dead_letters gauge
    bellhop_dead_letters_purged_total counter
    bellhop_dead_letters_redriven_total counter
    bellhop_delivery_seconds histogram
    bellhop_digests_total counter
    bellhop_drain_seconds gauge
    bellhop_http_refused_total counter reason
    bellhop_http_requests_total counter route,status
    bellhop_ingest_seconds histogram
    bellhop_lanes gauge
    bellhop_lease_age_seconds gauge
    bellhop_lookups_total counter kind,result
    bellhop_merged_total counter
    bellhop_messages_held gauge
    bellhop_messages_total counter outcome,reason
    bellhop_pace_wait_seconds histogram
    bellhop_profile_edits_total counter
    bellhop_quarantine_releases_total counter by
    bellhop_quarantined gauge
    bellhop_queue_blocked gauge
    bellhop_queue_confirms_in_flight gauge
    bellhop_queue_depth gauge kind
    bellhop_queue_oldest_seconds gauge kind
    bellhop_queue_reconnects_total counter
    bellhop_queue_up gauge
    bellhop_rate_limited_total counter method
    bellhop_render_seconds histogram
    bellhop_retries_total counter reason
    bellhop_shards_lost_total counter
    bellhop_shards_owned gauge
    bellhop_slack_call_seconds histogram method
    bellhop_spilled_messages gauge
    bellhop_template_errors_total counter reason
    bellhop_template_failures_total counter template
    bellhop_template_reloads_total counter result
    bellhop_timers_waiting gauge kind
    bellhop_triggers_accepted_total counter kind
    bellhop_triggers_repeated_total counter
    bellhop_workers gauge
    ");
}

#[tokio::test]
async fn every_series_starts_at_zero_and_no_traffic_adds_one() {
    let app = Setup::new().start().await;

    let before = series(&app).await;
    traffic(&app).await;
    let after = series(&app).await;

    // What is so from the start: it was asked for its metrics, its parts are up, it has its shards.
    let from_the_start = |name: &str| {
        let families = [
            "http_requests_total",
            "queue_up",
            "cache_up",
            "shards_owned",
            "workers",
        ];
        let lease_age = name == "bellhop_lease_age_seconds";
        lease_age
            || families
                .iter()
                .any(|family| name.starts_with(&format!("bellhop_{family}")))
    };
    let not_zero = before
        .iter()
        .filter(|(name, value)| **value != 0.0 && !from_the_start(name));
    assert_eq!(not_zero.collect::<Vec<_>>(), []);
    let names = |all: &BTreeMap<String, f64>| all.keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(names(&before), names(&after));
    let delivered = r#"bellhop_messages_total{outcome="delivered",reason="accepted"}"#;
    assert_eq!(after[delivered], 2.0);
    assert_eq!(after["bellhop_delivery_seconds_count"], 2.0);
    assert_eq!(
        after[r#"bellhop_triggers_accepted_total{kind="workflow"}"#],
        4.0
    );
}

#[tokio::test]
async fn it_says_that_it_lives_and_that_it_is_ready() {
    let app = Setup::new().start().await;

    let live = app.client.get("/health/live").await.expect(200);
    let ready = app.client.get("/health/ready").await.expect(200);

    assert_eq!(live["status"], "ok");
    let checks = json!({"store": "ok", "queue": "ok", "templates": "ok", "server": "ok"});
    assert_eq!(ready["checks"], checks);
}

#[tokio::test]
async fn the_api_describes_itself_and_the_description_holds_together() {
    let app = Setup::new().start().await;

    let document = app.client.get("/openapi.json").await.expect(200);

    assert!(
        document["openapi"]
            .as_str()
            .is_some_and(|version| version.starts_with("3."))
    );
    assert!(document["info"]["title"].is_string() && document["info"]["version"].is_string());
    let paths = document["paths"].as_object().expect("it lists paths");
    for path in [
        "/trigger/",
        "/{workspace_key}/trigger/",
        "/event/",
        "/v2/event/",
        "/v2/bulk/event/",
        "/v1/user/",
        "/v1/user/{distinct_id}/",
        "/v1/user/{distinct_id}/merge/",
        "/v1/bulk/user/",
        "/v1/message/",
        "/v1/message/{id}/",
        "/v1/message/{id}/explain/",
        "/v1/connection/",
        "/v1/dead_letter/",
        "/v1/dead_letter/{id}/",
        "/v1/dead_letter/redrive/",
        "/v1/dead_letter/purge/",
        "/health/live",
        "/health/ready",
        "/metrics",
    ] {
        let operations = paths.get(path).and_then(Value::as_object);
        let operations = operations.unwrap_or_else(|| panic!("{path} is not described"));
        assert!(
            operations
                .values()
                .all(|operation| operation["responses"].is_object()),
            "{path}"
        );
    }
    let mut references = BTreeSet::new();
    gather_references(&document, &mut references);
    for reference in &references {
        let pointer = reference
            .strip_prefix('#')
            .expect("a reference is within the document");
        assert!(
            document.pointer(pointer).is_some(),
            "{reference} leads nowhere"
        );
    }
    assert!(!references.is_empty());
}

fn gather_references(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => {
            found.extend(
                fields
                    .get("$ref")
                    .and_then(Value::as_str)
                    .map(str::to_owned),
            );
            fields
                .values()
                .for_each(|value| gather_references(value, found));
        }
        Value::Array(values) => values
            .iter()
            .for_each(|value| gather_references(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[tokio::test]
async fn the_page_of_the_documentation_and_its_files_are_served() {
    let app = Setup::new().start().await;

    let page = app.client.get("/docs/").await;

    assert_eq!(page.status, 200);
    assert!(page.text.contains("<html") && page.text.contains("swagger-ui"));
    let sources = page.text.split("src=\"").skip(1);
    let sources: Vec<_> = sources.filter_map(|rest| rest.split('"').next()).collect();
    assert!(!sources.is_empty());
    for source in sources {
        let path = format!("/docs/{}", source.trim_start_matches("./"));
        assert_eq!(app.client.get(&path).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn log_lines_about_a_message_carry_its_id_and_that_of_its_run() {
    let app = Setup::new().start().await;
    app.save_channel(&lane(0)).await;
    app.save_channel("C0GONE").await;

    let good = app.note(&lane(0), "hello").await;
    let bad = app.note("C0GONE", "hello").await;
    let refused = app.note("stranger", "hello").await;
    let ended = [
        app.end(&good).await,
        app.end(&bad).await,
        app.end(&refused).await,
    ];

    for (run, message) in [&good, &bad, &refused].into_iter().zip(&ended) {
        let about = |line: &Value| line["message_id"] == message["id"];
        let lines = app.log.wait_for(1, about).await;
        assert!(
            lines.iter().all(|line| line["run_id"] == run.as_str()),
            "{lines:?}"
        );
    }
    let failure = app
        .log
        .wait_for(1, |line| says(line, "not delivered"))
        .await;
    assert_eq!(
        (&failure[0]["outcome"], &failure[0]["reason"]),
        (&json!("failed"), &json!("recipient"))
    );
}
