//! The program under test: `bellhop serve` as a child process, with a simulated Slack beside it.
//!
//! The program has to be built before (`cargo build -p bellhop`); the environment variable
//! `BELLHOP_BIN` names another one.

use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use bellhop_sim::{Message, Observed, Sim};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::{Child, Command};

use crate::client::Client;
use crate::log::{Log, says};
use crate::setup::{API_KEY, Setup, TOKEN};

/// How long a test waits for something that should happen. Generous, because machines are slow;
/// nothing is concluded from it except that it did not happen.
pub(crate) const PATIENCE: Duration = Duration::from_secs(100);

/// A running Bellhop and its Slack. Both end with it.
///
/// It is one process that does everything, or one that takes the requests; workers are added to that.
pub(crate) struct App {
    pub(crate) sim: Sim,
    pub(crate) client: Client,
    pub(crate) log: Log,
    child: Child,
    settings: Vec<(String, String)>,
    folder: TempDir,
}

/// A worker beside an [`App`], a process of its own.
pub(crate) struct Worker {
    pub(crate) client: Client,
    log: Log,
    child: Child,
}

impl App {
    pub(crate) async fn start(mut setup: Setup) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder can be made");
        let sim = Sim::start(setup.sim.clone())
            .await
            .expect("the simulator starts");
        let templates = setup.write_templates(&folder.path().join("templates"));
        let hosts = format!("hooks.slack.com,{}", sim.address());
        // What the test says goes over what the parts need.
        let given = std::mem::take(&mut setup.settings);
        for (name, value) in setup.parts_settings(folder.path()) {
            setup = setup.set(name, &value);
        }
        setup.settings.extend(given);
        setup = setup
            .set("templates.dir", &templates.display().to_string())
            .set("slack.api_url", &sim.api_url())
            .set("slack.webhook_url", &sim.url())
            .set("slack.webhook_hosts", &hosts);
        let (child, log) = run(&setup.settings);
        let client = Client::new(url(&log).await);
        Self {
            sim,
            client,
            log,
            child,
            settings: setup.settings,
            folder,
        }
    }

    /// The folder with the store, the queue and the key.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The settings it runs with, as variables.
    pub(crate) fn settings(&self) -> &[(String, String)] {
        &self.settings
    }

    /// Starts one more worker.
    pub(crate) async fn add_worker(&self) -> Worker {
        let mut settings = self.settings.clone();
        settings.push(("BELLHOP_ROLE".into(), "worker".into()));
        let (child, log) = run(&settings);
        let client = Client::new(url(&log).await);
        Worker { client, log, child }
    }

    /// Kills it, as a crash or a power cut would.
    pub(crate) async fn kill9(&mut self) {
        self.child.kill().await.expect("it was running");
    }

    /// Asks it to stop, as a deploy does, and waits until it has.
    pub(crate) async fn terminate(&mut self) -> ExitStatus {
        self.signal(Signal::TERM);
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let status = ended.unwrap_or_else(|_| panic!("it did not stop:\n{}", self.log.text()));
        self.log.end().await;
        status.expect("its exit can be awaited")
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = self.child.id().and_then(|id| Pid::from_raw(id as i32));
        kill_process(pid.expect("it is running"), signal).expect("it can be signalled");
    }

    /// Replaces a template's source; it counts from the next start on.
    pub(crate) fn write_template(&self, slug: &str, source: &str) {
        let path = self.folder().join("templates").join(slug);
        std::fs::write(path.join("template.jsonnet"), source).expect("the folder can be written");
    }

    /// Runs a command of the program against this server; gives what it printed, if it went well.
    pub(crate) async fn command(&self, arguments: &[&str]) -> String {
        let output = Command::new(program())
            .args(arguments)
            .env_clear()
            .env("BELLHOP_URL", self.client.url())
            .env("BELLHOP_API_KEY", API_KEY)
            .stdin(Stdio::null())
            .output()
            .await
            .expect("the program can be started");
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let complaint = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {text}{complaint}");
        text
    }

    /// Starts it again after it ended, with the same files.
    pub(crate) async fn restart(&mut self) {
        (self.child, self.log) = run(&self.settings);
        self.client = Client::new(url(&self.log).await);
    }
}

impl Drop for Worker {
    /// A test that fails shows what its workers said.
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("a worker said:\n{}", self.log.text());
        }
    }
}

impl Worker {
    /// Kills it.
    pub(crate) async fn kill9(mut self) {
        self.child.kill().await.expect("it was running");
    }

    /// Stops it in good order, as a deploy does.
    pub(crate) async fn terminate(mut self) {
        self.signal(Signal::TERM);
        let ended = tokio::time::timeout(PATIENCE, self.child.wait()).await;
        let status = ended.unwrap_or_else(|_| panic!("it did not stop:\n{}", self.log.text()));
        assert!(status.expect("its exit can be awaited").success());
    }

    pub(crate) fn signal(&self, signal: Signal) {
        let pid = self.child.id().and_then(|id| Pid::from_raw(id as i32));
        kill_process(pid.expect("it is running"), signal).expect("it can be signalled");
    }

    /// Waits until it works on so many shards.
    pub(crate) async fn owns(&self, shards: usize) {
        let line = format!("bellhop_shards_owned {shards}");
        self.shows(|metrics| metrics.lines().any(|shown| shown == line))
            .await;
    }

    /// Waits until its metrics are as wanted.
    pub(crate) async fn shows(&self, wanted: impl Fn(&str) -> bool) {
        let asking = async { while !wanted(&self.client.get("/metrics").await.text) {} };
        if tokio::time::timeout(PATIENCE, asking).await.is_err() {
            let metrics = self.client.get("/metrics").await.text;
            panic!("it does not come to that:\n{metrics}\n{}", self.log.text());
        }
    }
}

/// What tests do again and again.
impl App {
    /// Saves a user who is reached by `slack`, one address or several.
    pub(crate) async fn save(&self, id: &str, slack: Value) -> Value {
        let path = format!("/v1/user/{id}/");
        let answer = self.client.post(&path, &json!({"$slack": slack})).await;
        answer.expect(201)
    }

    /// Saves a user who is reached in a channel, under the channel's name.
    pub(crate) async fn save_channel(&self, channel: &str) {
        let slack = json!({"channel_id": channel, "access_token": TOKEN});
        self.save(channel, slack).await;
    }

    /// Starts a workflow; gives the trigger's id.
    pub(crate) async fn trigger(&self, workflow: &str, recipient: Value, data: Value) -> String {
        let body = json!({"workflow": workflow, "recipients": [recipient], "data": data});
        let answer = self.client.post("/trigger/", &body).await.expect(202);
        answer["message_id"]
            .as_str()
            .expect("a 202 has a message_id")
            .to_owned()
    }

    /// Sends `text` to a user by the template `note`; gives the trigger's id.
    pub(crate) async fn note(&self, recipient: &str, text: &str) -> String {
        let data = json!({"text": text});
        self.trigger("note", json!(recipient), data).await
    }

    /// The record of a trigger or message.
    pub(crate) async fn record(&self, id: &str) -> Value {
        self.client
            .get(&format!("/v1/message/{id}/"))
            .await
            .expect(200)
    }

    /// The record, as soon as it is as wanted. Call it only when what makes it so has happened: it
    /// asks again and again.
    pub(crate) async fn record_when(&self, id: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        let path = format!("/v1/message/{id}/");
        self.get_when(&path, |text| {
            wanted(&serde_json::from_str(text).unwrap_or_default())
        })
        .await
        .expect(200)
    }

    /// The answer to a GET, as soon as its text is as wanted; see [`App::record_when`].
    pub(crate) async fn get_when(
        &self,
        path: &str,
        wanted: impl Fn(&str) -> bool,
    ) -> crate::client::Answer {
        let asking = async {
            loop {
                let answer = self.client.get(path).await;
                if wanted(&answer.text) {
                    return answer;
                }
            }
        };
        match tokio::time::timeout(PATIENCE, asking).await {
            Ok(answer) => answer,
            Err(_) => panic!(
                "{path} stays {}\n{}",
                self.client.get(path).await.text,
                self.log.text()
            ),
        }
    }

    /// The messages of a trigger, once so many of them have ended.
    pub(crate) async fn ended(&self, trigger: &str, count: usize) -> Vec<Value> {
        let ends = |line: &Value| {
            let over = ["delivered", "not delivered", "nothing to send"];
            line["run_id"] == trigger && over.iter().any(|message| says(line, message))
        };
        self.log.wait_for(count, ends).await;
        let over = |record: &Value| {
            let messages = record["messages"].as_array();
            messages.is_some_and(|all| all.len() >= count) && record["counts"]["queued"] == 0
        };
        let record = self.record_when(trigger, over).await;
        record["messages"].as_array().cloned().unwrap_or_default()
    }

    /// The only message of a trigger, once it has ended.
    pub(crate) async fn end(&self, trigger: &str) -> Value {
        let mut messages = self.ended(trigger, 1).await;
        assert_eq!(messages.len(), 1, "{messages:?}");
        messages.remove(0)
    }

    /// Waits until Slack is as wanted.
    pub(crate) async fn slack_is(&self, wanted: impl FnMut(&Observed<'_>) -> bool) {
        let came = self.sim.wait_for(wanted, PATIENCE).await;
        assert!(
            came,
            "it did not happen in Slack: {:#?}\n{}",
            self.sim.stats(),
            self.log.text()
        );
    }

    /// The texts of a conversation in Slack, in order.
    pub(crate) fn texts(&self, channel: &str) -> Vec<String> {
        let text = |message: &Message| message.text.to_string();
        self.sim.messages(channel).iter().map(text).collect()
    }

    /// How many messages there are in Slack.
    pub(crate) fn message_count(&self) -> usize {
        self.sim.observe(|slack| slack.message_count())
    }

    /// How often Slack was called with a method.
    pub(crate) fn calls(&self, method: &str) -> u64 {
        let stats = self.sim.stats();
        stats.by_method.get(method).map_or(0, |stats| stats.calls)
    }

    /// The value of a metric, with its labels as `/metrics` writes them.
    pub(crate) async fn metric(&self, series: &str) -> f64 {
        let text = self.client.get("/metrics").await.text;
        let found = text
            .lines()
            .find_map(|line| line.strip_prefix(series)?.trim().parse().ok());
        found.unwrap_or_else(|| panic!("there is no {series} in\n{text}"))
    }
}

/// Starts the program; its environment is what is given and nothing else.
pub(crate) fn run(settings: &[(String, String)]) -> (Child, Log) {
    let mut child = Command::new(program())
        .arg("serve")
        .env_clear()
        .envs(settings.iter().cloned())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .expect("the program can be started");
    let log = Log::of(child.stderr.take().expect("it is piped"));
    (child, log)
}

/// Where the program of this build is.
pub(crate) fn program() -> PathBuf {
    let program = match std::env::var_os("BELLHOP_BIN") {
        Some(path) => path.into(),
        None => {
            let test = std::env::current_exe().expect("the test knows where it is");
            let target = test.parent().and_then(Path::parent);
            target
                .expect("the test is in deps/ of the build")
                .join("bellhop")
        }
    };
    assert!(
        program.is_file(),
        "{} is missing: run `cargo build -p bellhop` first",
        program.display()
    );
    program
}

async fn url(log: &Log) -> String {
    let ready = log.wait_for(1, |line| says(line, "bellhop is ready")).await;
    let listen = ready[0]["listen"].as_str().expect("it says where");
    format!("http://{listen}")
}
