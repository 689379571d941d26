use bellhop_core::address::{Target, WebhookHosts};
use bellhop_core::id::ConnectionId;
use bellhop_core::workflow::{Catalog, Workflow};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::json;

use super::*;
use crate::config::IngestConfig;
use crate::error::Code;

const NOW_MS: u64 = 1_795_239_720_000;

fn catalog() -> Catalog {
    Catalog::new([Workflow {
        card: bellhop_core::card::CardRule::default(),
        guarantee: bellhop_core::workflow::Guarantee::default(),
        timing: bellhop_core::timing::Timing::default(),
        slug: Slug::parse("wf").unwrap(),
        name: "wf".into(),
        category: Category::Transactional,
        events: Vec::new(),
        fallback: None,
        redeliver: false,
        defaults: Map::new(),
    }])
}

fn limits() -> IngestConfig {
    IngestConfig {
        recipients_max: 3,
        fanout_bytes_max: 400,
        ..IngestConfig::default()
    }
}

/// Reads a body with `read`; the secrets that were put away come back too.
fn with_reader(
    read: impl FnOnce(&mut Reader<'_>) -> Result<Request, ApiError>,
) -> (Result<Request, ApiError>, Vec<String>) {
    let mut secrets = Vec::new();
    let mut put_away = |_, secret: SecretString| {
        secrets.push(secret.expose_secret().to_owned());
        ConnectionId::parse(&format!("con_{:024}", secrets.len())).unwrap()
    };
    let result = read(&mut Reader {
        limits: &limits(),
        hosts: &WebhookHosts::new(["hooks.slack.com".into()]),
        catalog: &catalog(),
        check_data: &|_, _| Ok(()),
        timers: &bellhop_core::timing::TimersConfig::default(),
        now_ms: NOW_MS,
        put_away: &mut put_away,
    });
    (result, secrets)
}

fn new(body: &Value) -> Result<Request, ApiError> {
    with_reader(|reader| read(body.to_string().as_bytes(), reader)).0
}

fn old(body: &Value) -> Result<Request, ApiError> {
    with_reader(|reader| read_old(body.to_string().as_bytes(), reader)).0
}

#[test]
fn a_trigger_with_everything_is_read() {
    let body = json!({
        "workflow": "wf", "recipients": ["u1", {"distinct_id": "u2", "name": "Zoë ☕"}],
        "data": {"k": "v"}, "actor": "a1", "tenant_id": "t1", "metadata": {"m": 1},
        "$idempotency_key": "  idem-1 ", "cancellation_key": "ck",
    });

    let request = new(&body).unwrap();

    assert_eq!(request.start.name(), "wf");
    assert_eq!(request.recipients.len(), 2);
    assert!(!request.recipients[0].keep);
    assert!(request.recipients[1].keep);
    assert_eq!(request.recipients[1].properties["name"], "Zoë ☕");
    assert_eq!(request.actor.unwrap().distinct_id.unwrap().as_str(), "a1");
    assert_eq!(request.tenant.as_deref(), Some("t1"));
    assert_eq!(request.key.as_deref(), Some("idem-1"));
    assert_eq!(Value::from(request.data), json!({"k": "v"}));
}

#[test]
fn inline_addresses_leave_their_secrets_behind() {
    let body = json!({"workflow": "wf", "recipients": [
        {"distinct_id": "u1", "$slack": [
            {"user_id": "U1", "access_token": "xoxb-1"}, {"email": "A@b.c", "access_token": "xoxb-2"},
        ]},
        {"is_transient": true, "$slack": {
            "incoming_webhook": {"url": "https://hooks.slack.com/services/T/B/x"}, "user_id": "U1",
        }},
        {"distinct_id": "u3", "$skip_create": true, "$channels": ["email"], "name": "N"},
    ]});

    let (request, secrets) = with_reader(|reader| read(body.to_string().as_bytes(), reader));

    let [one, two, three] = &request.unwrap().recipients[..] else {
        panic!("three recipients")
    };
    assert_eq!(
        secrets,
        ["xoxb-1", "xoxb-2", "https://hooks.slack.com/services/T/B/x"]
    );
    assert_eq!(one.addresses[0].target, Target::User("U1".into()));
    assert_eq!(one.addresses[1].target, Target::Email("a@b.c".into()));
    assert!(one.keep);
    assert_eq!(two.addresses[0].target, Target::Webhook);
    assert!(!two.keep && two.distinct_id.is_none());
    assert!(!three.keep && three.excludes_slack && three.addresses.is_empty());
}

#[test]
fn what_is_wrong_with_a_trigger_is_named() {
    let base = json!({"workflow": "wf", "recipients": ["u1"]});
    let with = |key: &str, value: Value| {
        let mut body = base.clone();
        body[key] = value;
        body
    };
    let to = |recipient: Value| with("recipients", json!([recipient]));
    let cases = [
        (
            json!({"recipients": ["u1"]}),
            Code::InvalidJson,
            "missing field `workflow`",
        ),
        (
            json!({"workflow": "wf"}),
            Code::InvalidJson,
            "missing field `recipients`",
        ),
        (
            with("delay", json!("soon")),
            Code::InvalidRequest,
            "delay: must be a duration such as",
        ),
        (
            with("data", json!([])),
            Code::InvalidJson,
            "invalid type: sequence, expected a map",
        ),
        (
            with("metadata", json!(1)),
            Code::InvalidJson,
            "invalid type: integer",
        ),
        (
            with("workflow", json!("other")),
            Code::NotFound,
            "workflow 'other' not found",
        ),
        (
            with("workflow", json!("a b")),
            Code::NotFound,
            "workflow 'a b' not found",
        ),
        (
            with("$idempotency_key", json!("k".repeat(256))),
            Code::InvalidRequest,
            "$idempotency_key: has 256",
        ),
        (
            with("tenant_id", json!("t".repeat(65))),
            Code::InvalidRequest,
            "tenant_id: has 65",
        ),
        (
            with("cancellation_key", json!("c".repeat(256))),
            Code::InvalidRequest,
            "cancellation_key: has 256",
        ),
        (
            with("recipients", json!([])),
            Code::InvalidRequest,
            "recipients: must hold at least one",
        ),
        (
            with("recipients", json!(["a", "b", "c", "d"])),
            Code::TooLarge,
            "ingest.recipients_max",
        ),
        (
            to(json!(7)),
            Code::InvalidRequest,
            "recipients[0]: must be a distinct_id or an object",
        ),
        (
            to(json!("")),
            Code::InvalidRequest,
            "recipients[0]: distinct_id must be 1 to 255",
        ),
        (
            to(json!({"name": "N"})),
            Code::InvalidRequest,
            "recipients[0]: distinct_id: is missing",
        ),
        (
            to(json!({"distinct_id": 1})),
            Code::InvalidRequest,
            "must be a text, not a number",
        ),
        (
            to(json!({"object_type": "t", "id": "i"})),
            Code::InvalidRequest,
            "recipients[0]: objects are not supported yet",
        ),
        (
            to(json!({"is_transient": "yes"})),
            Code::InvalidRequest,
            "is_transient: must be true or false",
        ),
        (
            to(json!({"distinct_id": "u", "$channels": "slack"})),
            Code::InvalidRequest,
            "$channels: must be an array",
        ),
        (
            to(json!({"distinct_id": "u", "$slack": []})),
            Code::InvalidRequest,
            "$slack: holds 0 addresses",
        ),
        (
            to(json!({"distinct_id": "u", "$slack": {"user_id": "U1"}})),
            Code::InvalidRequest,
            "$slack.access_token: is missing",
        ),
        (
            with("actor", json!({})),
            Code::InvalidRequest,
            "actor: distinct_id: is missing",
        ),
    ];
    for (body, code, message) in cases {
        let error = new(&body).unwrap_err();

        assert_eq!(error.code, code, "{body}: {}", error.message);
        assert!(error.message.contains(message), "{body}: {}", error.message);
    }
}

#[test]
fn the_fan_out_counts_recipients_times_data() {
    let text = "x".repeat(150);
    let body = json!({"workflow": "wf", "recipients": ["a", "b"], "data": {"text": text}});
    assert!(new(&body).is_ok());

    let body = json!({"workflow": "wf", "recipients": ["a", "b", "c"], "data": {"text": text}});
    let error = new(&body).unwrap_err();

    assert_eq!(error.code, Code::TooLarge);
    assert!(
        error.message.contains("ingest.fanout_bytes_max"),
        "{}",
        error.message
    );
}

#[test]
fn an_old_trigger_sends_a_template() {
    let body = json!({
        "name": "n1", "template": "wf", "notification_category": "promotional", "brand_id": "b1",
        "users": [{"distinct_id": "u1"}], "data": {"k": 1}, "$idempotency_key": "a", "other": 1,
        "trigger_at": "2026-01-01T00:00:00Z", "delivery": {"smart": true},
    });

    let request = old(&body).unwrap();

    let template = Slug::parse("wf").unwrap();
    assert_eq!(
        request.start,
        Start::Template {
            template,
            category: Category::Promotional
        }
    );
    assert_eq!(request.tenant.as_deref(), Some("b1"));
    assert_eq!(request.key.as_deref(), Some("a"));
}

#[test]
fn what_an_old_trigger_asks_for_in_vain_is_refused_by_name() {
    let base = json!({
        "name": "n1", "template": "wf", "notification_category": "c", "users": [{"distinct_id": "u"}],
    });
    let cases = [
        (
            "delay",
            json!("soon"),
            Code::InvalidRequest,
            "delay: must be a duration such as",
        ),
        (
            "delay",
            json!("400d"),
            Code::InvalidRequest,
            "timers.delay_max_seconds",
        ),
        (
            "trigger_at",
            json!("2030-01-01T00:00:00Z"),
            Code::InvalidRequest,
            "trigger_at: is more than",
        ),
        (
            "trigger_at",
            json!("soon"),
            Code::InvalidRequest,
            "trigger_at: must be a time",
        ),
        (
            "template",
            json!("other"),
            Code::NotFound,
            "template 'other' not found",
        ),
        (
            "name",
            json!(""),
            Code::InvalidRequest,
            "name: must not be empty",
        ),
        (
            "users",
            json!([]),
            Code::InvalidRequest,
            "users: must hold at least one",
        ),
    ];
    for (key, value, code, message) in cases {
        let mut body = base.clone();
        body[key] = value;
        let error = old(&body).unwrap_err();

        assert_eq!(error.code, code, "{body}: {}", error.message);
        assert!(error.message.contains(message), "{body}: {}", error.message);
    }

    let mut body = base.clone();
    body["channels"] = json!(["email"]);
    assert!(old(&body).unwrap().recipients[0].excludes_slack);
}
