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
    assert_eq!(
        config.store,
        ("sqlite:bellhop.db".into(), StoreConfig::default())
    );
    assert_eq!(config.queue, ("embedded".into(), QueueConfig::default()));
    assert_eq!(config.cache, ("memory".into(), DirectoryConfig::default()));
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

    let path = |path: Result<PathBuf>| path.unwrap().display().to_string();
    assert_eq!(path(config.queue_path()), "/var/lib/bellhop/main.queue.db");
    assert_eq!(path(config.key_path()), "/var/lib/bellhop/main.key");
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
        @r#"store.url: must be sqlite:PATH; "mysql" is not known"#);
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
