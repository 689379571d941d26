//! What a test starts from: settings, templates, and who lives in the simulated Slack.

use std::path::{Path, PathBuf};

use bellhop_sim::{Limits, Seed, SeedChannel, SimConfig};

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

/// A test's beginning: change what it needs, then [`Setup::start`].
pub(crate) struct Setup {
    pub(crate) sim: SimConfig,
    pub(crate) settings: Vec<(String, String)>,
    files: Vec<(String, String)>,
    templates: Option<PathBuf>,
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
