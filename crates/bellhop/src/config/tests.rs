use super::*;

fn load(file: &str, variables: &[(&str, &str)]) -> Result<Config> {
    let variables = variables
        .iter()
        .map(|(name, value)| ((*name).into(), (*value).into()));
    Config::load(Some(("bellhop.toml", file)), variables)
}

fn error(file: &str, variables: &[(&str, &str)]) -> String {
    format!("{:#}", load(file, variables).unwrap_err())
}

#[test]
fn the_default_file_is_the_default_of_every_part() {
    let config = load("", &[]).unwrap();

    assert_eq!(config.http, HttpConfig::default());
    assert_eq!(config.ingest, IngestConfig::default());
    assert_eq!(config.store.1, StoreConfig::default());
    assert_eq!(config.queue.1, QueueConfig::default());
    assert_eq!(config.cache.1, DirectoryConfig::default());
    insta::assert_debug_snapshot!((config.store.0, config.queue.0, config.cache.0), @r#"
    (
        File(
            "bellhop.db",
        ),
        File(
            "bellhop.queue.db",
        ),
        Memory,
    )
    "#);
    assert_eq!(config.slack, SlackConfig::default());
    let templates = bellhop_templates::TemplatesConfig::new("templates");
    assert_eq!(
        format!("{:?}", config.templates.config()),
        format!("{templates:?}")
    );
}

#[test]
fn a_file_lies_over_the_defaults_and_variables_over_both() {
    let file = "[pace]\ndestination_burst = 3\nconnection_per_minute = 7\n";
    let variables = [
        ("BELLHOP_PACE__CONNECTION_PER_MINUTE", "300"),
        (
            "BELLHOP_SLACK__WEBHOOK_HOSTS",
            "hooks.slack.com, 127.0.0.1:9090",
        ),
        ("BELLHOP_SLACK__WEBHOOK_URL", "http://127.0.0.1:9090/"),
        ("BELLHOP_PACE__DESTINATION_PER_SECOND", "0"),
        ("UNRELATED", "x"),
    ];

    let config = load(file, &variables).unwrap();

    assert_eq!(config.pace.destination_burst.get(), 3);
    assert_eq!(config.pace.connection_per_minute, 300);
    assert_eq!(config.webhook_hosts, ["hooks.slack.com", "127.0.0.1:9090"]);
    assert_eq!(
        config.slack.webhook_url.unwrap().as_str(),
        "http://127.0.0.1:9090/"
    );
}

#[test]
fn files_lie_beside_the_store() {
    let config = load("store.url = 'sqlite:/var/lib/bellhop/main.db'", &[]).unwrap();

    let QueuePlace::File(queue) = &config.queue.0 else {
        panic!("{:?}", config.queue.0);
    };
    assert_eq!(
        queue.display().to_string(),
        "/var/lib/bellhop/main.queue.db"
    );
    let key = config.key_path().unwrap();
    assert_eq!(key.display().to_string(), "/var/lib/bellhop/main.key");
}

/// Settings of a distributed deployment.
const SERVERS: [(&str, &str); 3] = [
    ("BELLHOP_STORE__URL", "postgres://me:hunter2@db/bellhop"),
    ("BELLHOP_QUEUE__URL", "amqp://me:hunter2@mq/bellhop"),
    ("BELLHOP_CACHE__URL", "redis://:hunter2@cache/"),
];

#[test]
fn servers_are_chosen_by_their_urls_and_their_passwords_are_not_shown() {
    let config = load("", &SERVERS).unwrap();

    assert!(matches!(config.store.0, StorePlace::Postgres(_)));
    assert!(matches!(config.queue.0, QueuePlace::Rabbitmq(_)));
    assert!(matches!(config.cache.0, CachePlace::Redis(_)));
    assert!(!format!("{config:?}").contains("hunter2"));
    insta::assert_snapshot!(config.key_path().unwrap_err(), @"secrets.key: is empty; with PostgreSQL every process needs the same key: give it 64 hexadecimal digits (openssl rand -hex 32), or a secrets.key_file");
}

#[test]
fn one_side_alone_needs_parts_that_can_be_shared() {
    let refusal = |variables: &[(&str, &str)], role| {
        let config = load("", variables).unwrap();
        config.check_role(role).map_err(|error| error.to_string())
    };

    assert_eq!(refusal(&SERVERS, Role::Worker), Ok(()));
    assert_eq!(refusal(&[], Role::All), Ok(()));
    insta::assert_snapshot!(refusal(&[], Role::Api).unwrap_err(), @r#"--role api needs queue.url = "amqp://…": a queue in a file has one process"#);
    insta::assert_snapshot!(refusal(&SERVERS[1..], Role::Worker).unwrap_err(), @r#"--role worker needs store.url = "postgres://…": a store in a file has one process"#);
}

#[test]
fn what_is_wrong_is_named() {
    let unknown = error("[http]\nlissten = 'x'", &[]);
    assert!(
        unknown.starts_with("[http] unknown field `lissten`, expected one of `listen`"),
        "{unknown}"
    );
    insta::assert_snapshot!(error("[htpp]\nlisten = 'x'", &[]), @"there is no section [htpp] in the configuration");
    insta::assert_snapshot!(error("", &[("BELLHOP_HTPP__LISTEN", "x")]),
        @"BELLHOP_HTPP__LISTEN: there is no section [htpp] in the configuration");
    insta::assert_snapshot!(error("", &[("BELLHOP_QUEUE__DEPTH_MAX", "many")]),
        @"BELLHOP_QUEUE__DEPTH_MAX: must be a whole number: invalid digit found in string");
    insta::assert_snapshot!(error("", &[("BELLHOP_STORE__URL", "mysql://me:secret@db/x")]),
        @r#"store.url: must be sqlite:PATH or postgres://USER:PASSWORD@HOST/DATABASE; "mysql" is not known"#);
    insta::assert_snapshot!(error("", &[("BELLHOP_QUEUE__URL", "kafka://me:secret@mq/x")]),
        @r#"queue.url: must be "embedded", sqlite:PATH or amqp://USER:PASSWORD@HOST/VHOST; "kafka" is not known"#);
    insta::assert_snapshot!(error("", &[("BELLHOP_CACHE__URL", "memcached://x")]),
        @r#"cache.url: must be "memory" or redis://:PASSWORD@HOST/; "memcached" is not known"#);
    insta::assert_snapshot!(error("", &SERVERS[..1]),
        @r#"queue.url: "embedded" is a file beside the store's, and store.url is not a file; give amqp://USER:PASSWORD@HOST/VHOST, or sqlite:PATH"#);
    insta::assert_snapshot!(error("queue.shards = 0", &[]), @"queue.shards: must be 1 or more");
    insta::assert_snapshot!(error("", &[("BELLHOP_HTTP__LISTEN", "localhost")]),
        @r#"http.listen: "localhost" is not an address with a port, such as 127.0.0.1:8080"#);
    insta::assert_snapshot!(error("workspace.key = 'short'", &[]),
        @r#"workspace.key: workspace key must be 20 to 255 letters, digits, '-' or '_', not "short""#);
    insta::assert_snapshot!(error("workspace.api_key = 'abcdefghabcdefghabcdefgh'", &[]),
        @"workspace.key: is empty, but workspace.secret or workspace.api_key is given");
}

#[test]
fn secrets_are_not_shown() {
    let file = "[workspace]\nkey = 'wskey_0123456789abcdefghij'\nsecret = 'hunter2'\napi_key = 'hunter2-hunter2-hunter2'\n[secrets]\nkey = 'hunter2'\n";
    let config = load(file, &[]).unwrap();
    assert!(!format!("{config:?}").contains("hunter2"));
}

#[test]
fn samples_of_templates_have_a_bound() {
    let file = "[templates]\nsamples_max = 101\n";

    let complaint = error(file, &[]);

    insta::assert_snapshot!(complaint, @"templates.samples_max: must be 0 (none are kept) to 100, not 101");
}
