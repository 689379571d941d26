//! What a test starts from: settings, templates, and who lives in the simulated Slack.

use std::path::{Path, PathBuf};

use bellhop_services::{Kind, Server, new_database, shared_url};
use bellhop_sim::{Limits, Seed, SeedChannel, SeedToken, SimConfig};

use crate::app::App;

/// The bot token of the simulated team.
pub(crate) const TOKEN: &str = "xoxb-demo";
/// The path of the simulated team's webhook, which posts into `C0INCIDENTS`.
pub(crate) const WEBHOOK: &str = "T0ACME/B0DEPLOYS/demo";
/// The key of the workspace that the tests call as.
pub(crate) const WORKSPACE: &str = "wskey_tests_0123456789abcdef";
/// Its secret.
pub(crate) const SECRET: &str = "wssecret_tests_0123456789abcdef";
/// Its bearer key.
pub(crate) const API_KEY: &str = "bearer-tests-0123456789abcdef";
/// How many channels `C0LANE0`, `C0LANE1`, … there are, with the bot in them.
pub(crate) const LANES: usize = 8;

/// The id of a channel that the bot is in.
pub(crate) fn lane(number: usize) -> String {
    format!("C0LANE{number}")
}

/// A token of an app of its own, that is in one such channel: connections are spread over shards.
pub(crate) fn lane_token(number: usize) -> String {
    format!("xoxb-lane-{number}")
}

/// What the program under test is made of: the variable `BELLHOP_TEST_PARTS` says so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parts {
    /// SQLite files and the process's memory: the default.
    Embedded,
    /// RabbitMQ, PostgreSQL and Redis.
    Distributed,
}

impl Parts {
    pub(crate) fn of_this_run() -> Self {
        match std::env::var("BELLHOP_TEST_PARTS").as_deref() {
            Err(_) | Ok("embedded") => Self::Embedded,
            Ok("distributed") => Self::Distributed,
            Ok(other) => panic!("BELLHOP_TEST_PARTS is {other:?}, not embedded or distributed"),
        }
    }
}

/// A test's beginning: change what it needs, then [`Setup::start`].
pub(crate) struct Setup {
    pub(crate) sim: SimConfig,
    pub(crate) settings: Vec<(String, String)>,
    files: Vec<(String, String)>,
    templates: Option<PathBuf>,
    pub(crate) parts: Parts,
    server_urls: Option<Vec<(Kind, String)>>,
}

impl Setup {
    /// No pace on either side, quick retries, and the template `note`, which says `data.text`.
    pub(crate) fn new() -> Self {
        let mut seed = Seed::demo();
        for number in 0..LANES {
            seed.channels.push(SeedChannel {
                id: lane(number),
                name: format!("lane{number}"),
                ..SeedChannel::default()
            });
            seed.tokens[0].in_channels.push(lane(number));
            seed.tokens.push(SeedToken {
                token: lane_token(number),
                in_channels: vec![lane(number)],
                ..SeedToken::default()
            });
        }
        let sim = SimConfig {
            limits: Limits::none(),
            seed,
            ..SimConfig::default()
        };
        let setup = Self {
            sim,
            settings: Vec::new(),
            files: Vec::new(),
            templates: None,
            parts: Parts::of_this_run(),
            server_urls: None,
        };
        setup
            .set("http.listen", "127.0.0.1:0")
            .set("http.workers", "1")
            .set("templates.helpers", "1")
            .set("pace.destination_per_second", "0")
            .set("retry.first_delay_ms", "20")
            .set("log.format", "json")
            .set("workspace.key", WORKSPACE)
            .set("workspace.secret", SECRET)
            .set("workspace.api_key", API_KEY)
            .template("note", "function(data) { text: data.text }")
    }

    /// On files, whatever the run is about: for what only files have.
    pub(crate) fn on_files(mut self) -> Self {
        self.parts = Parts::Embedded;
        self
    }

    /// On RabbitMQ, PostgreSQL and Redis, as one process that takes the requests, to which workers are
    /// added. Leases are short, so that tests need not wait long.
    pub(crate) fn for_workers(mut self) -> Self {
        self.parts = Parts::Distributed;
        self.settings.push(("BELLHOP_ROLE".into(), "api".into()));
        self.set("worker.lease_seconds", "2")
            .set("queue.heartbeat_seconds", "2")
            .set("queue.confirm_timeout_seconds", "3")
    }

    /// On servers that are the test's own.
    pub(crate) fn on_servers(mut self, servers: &[(Kind, Server)]) -> Self {
        self.parts = Parts::Distributed;
        let urls = servers.iter().map(|(kind, server)| (*kind, server.url()));
        self.server_urls = Some(urls.collect());
        self
    }

    /// The settings that choose its parts. Those of servers that tests share get a database, and
    /// names, of their own.
    pub(crate) fn parts_settings(&self, folder: &Path) -> Vec<(&'static str, String)> {
        if self.parts == Parts::Embedded {
            let store = folder.join("bellhop.db");
            return vec![("store.url", format!("sqlite:{}", store.display()))];
        }
        let url = |wanted| match &self.server_urls {
            None => shared_url(wanted),
            Some(urls) => {
                let found = urls.iter().find(|(kind, _)| *kind == wanted);
                found.map(|(_, url)| url.clone()).unwrap_or_default()
            }
        };
        let database = new_database(&url(Kind::Postgres)).expect("a database can be made");
        let prefix = database.rsplit('/').next().unwrap_or_default().to_owned();
        vec![
            ("store.url", database),
            ("queue.url", url(Kind::Rabbitmq)),
            ("queue.prefix", prefix.clone()),
            ("queue.shards", "4".into()),
            ("cache.url", url(Kind::Redis)),
            ("cache.prefix", prefix),
            ("secrets.key", "5e".repeat(32)),
        ]
    }

    /// Changes a setting, by its name in the configuration: `section.key`.
    pub(crate) fn set(mut self, name: &str, value: &str) -> Self {
        let name = name.replace('.', "__").to_uppercase();
        self.settings
            .push((format!("BELLHOP_{name}"), value.to_owned()));
        self
    }

    /// Allows `per_second` messages to one destination, in Bellhop and in Slack.
    pub(crate) fn pace(mut self, per_second: u32) -> Self {
        self.sim.limits.post_per_second = per_second;
        self.sim.limits.post_burst = 1;
        self.set("pace.destination_per_second", &per_second.to_string())
    }

    /// Adds a template.
    pub(crate) fn template(self, slug: &str, source: &str) -> Self {
        self.file(&format!("{slug}/template.jsonnet"), source)
    }

    /// Adds any file to the templates' folder.
    pub(crate) fn file(mut self, path: &str, text: &str) -> Self {
        self.files.push((path.to_owned(), text.to_owned()));
        self
    }

    /// Takes the templates that Bellhop ships instead.
    pub(crate) fn shipped_templates(mut self) -> Self {
        self.templates = Some(repository().join("templates"));
        self
    }

    /// Puts the templates into `folder`, or names where they are.
    pub(crate) fn write_templates(&self, folder: &Path) -> PathBuf {
        if let Some(shipped) = &self.templates {
            return shipped.clone();
        }
        for (path, text) in &self.files {
            let path = folder.join(path);
            let parent = path.parent().unwrap_or(folder);
            std::fs::create_dir_all(parent).expect("the temporary folder can be written");
            std::fs::write(path, text).expect("the temporary folder can be written");
        }
        folder.to_owned()
    }

    /// Starts the simulated Slack and Bellhop.
    pub(crate) async fn start(self) -> App {
        App::start(self).await
    }
}

/// The root of the repository.
pub(crate) fn repository() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the package is a folder of the repository")
        .into()
}
