//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use bellhop::config::Role;
use clap::{Args, Parser, Subcommand};
use secrecy::SecretString;

use crate::commands::bench::{FaultKind, Parts};

mod authoring;
mod cancel;
mod conformance;
mod dead_letters;
mod diff;
mod messages;
mod quarantine;

pub(crate) use authoring::{
    Format, FuzzOptions, LintOptions, NewOptions, RenderOptions, TestOptions, WatchOptions,
};
pub(crate) use cancel::CancelOptions;
pub(crate) use conformance::{ConformanceOptions, TableFormat};
pub(crate) use dead_letters::{ChoiceOptions, DeadLetters, DeadLettersOptions, RedriveOptions};
pub(crate) use diff::DiffOptions;
pub(crate) use messages::MessagesOptions;
pub(crate) use quarantine::{QuarantineCommand, QuarantineOptions, ReleaseOptions};

/// Notifications into Slack: none lost, in order, at the pace that Slack allows.
#[derive(Debug, Parser)]
#[command(name = "bellhop", version, about, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Start with `bellhop demo`: it needs no accounts and no services.

Exit codes: 0 it went well; 1 it did not (a refused trigger, a template that fails its check or test);
2 it was wrongly asked (arguments, configuration).";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the server: API, planner and worker, or with --role one of the two sides
    ///
    /// Settings come from the defaults (`bellhop config` prints them, each with its sentence), then
    /// from the file, then from the environment: BELLHOP_SECTION__KEY. SIGTERM and Ctrl-C drain:
    /// calls under way are finished within worker.grace_seconds; what was accepted and not sent
    /// stays in the queue.
    Serve(ServeOptions),
    /// Run the server with a simulated Slack, and send a few notifications
    ///
    /// Prints the addresses of both; open the simulator's page to see the messages arrive. Files are
    /// kept in a temporary folder and are gone afterwards.
    Demo(DemoOptions),
    /// Run the simulated Slack alone
    ///
    /// It answers Slack's Web API under /api/ and incoming webhooks under /services/, shows what
    /// arrived on its page, and makes faults on demand: see POST /sim/faults in the README.
    Sim(SimOptions),
    /// Send a trigger to a running server
    ///
    /// Prints the id of the trigger; with --wait, also what became of its messages.
    Send(SendOptions),
    /// List messages, newest first: by status, template or recipient, or by what is known of them
    ///
    /// Asks a running server. `bellhop explain` tells of one.
    Messages(MessagesOptions),
    /// Say why a message was sent, held, expired or refused
    ///
    /// Asks a running server; tells which address won, what the message waited for and how long, what
    /// Slack said, what happens next, and what can be done about it.
    Explain(ExplainOptions),
    /// Tell when what waits will have gone
    ///
    /// Of everything, of one destination, or of one message. Asks a running server.
    Forecast(ForecastOptions),
    /// Call off what waits of a trigger
    ///
    /// Everything that is given must fit. What cannot be stopped any more (on the road to Slack, or
    /// arrived) stays as it is. Prints the triggers of which something was called off.
    Cancel(CancelOptions),
    /// List, show, redrive or purge what was given up
    ///
    /// Each talks to a running server, and sees the dead letters of its workspace.
    DeadLetters(DeadLettersOptions),
    /// List or release the destinations that Slack says are gone
    ///
    /// Nothing is sent to them for a while; what comes for them ends among the dead letters.
    Quarantine(QuarantineOptions),
    /// Render a template and print the Slack message as JSON
    ///
    /// The data is the template's own example unless --data says otherwise.
    Render(RenderOptions),
    /// Check the templates: render every example, compare with the golden message, apply Slack's limits
    Lint(LintOptions),
    /// Make a folder for a new workflow: template, example, golden message and workflow.toml
    ///
    /// What is there already is never overwritten.
    New(NewOptions),
    /// Test the templates: render every example and compare with its golden message
    ///
    /// example.json has its message in golden.json, examples/NAME.json in golden/NAME.json.
    /// Exit codes: 0 all are as they should be; 1 some are not; 2 it was wrongly asked.
    Test(TestOptions),
    /// Show what would change in the last real messages if a template went live
    ///
    /// Takes the files in the templates' folder, or with --draft the draft on the server, and has the
    /// server render what it lately sent with them; nothing is sent. Exit codes: 0 nothing fails;
    /// 1 a message fails that is fine now; 2 it was wrongly asked.
    Diff(DiffOptions),
    /// Try a template with strange data: the longest, emptiest and strangest values
    ///
    /// Payloads come from the workflow's JSON Schema (schema.json in its folder) and its example.
    /// Exit codes: 0 it takes everything; 1 something fails; 2 it was wrongly asked.
    Fuzz(FuzzOptions),
    /// Render and check a template on every save, until Ctrl-C
    Watch(WatchOptions),
    /// Measure: conformance, pace, kill -9, faults, shards, or load, against the simulated Slack
    ///
    /// Each starts a server of its own in a temporary folder and prints what Slack saw.
    Bench(BenchOptions),
    /// Print the default configuration, with a sentence for every setting
    Config,
    /// Print the reference page of a library that templates import, as Markdown
    Docs {
        /// The library
        #[arg(value_parser = ["slack.libsonnet"])]
        library: String,
    },
}

#[derive(Debug, Args)]
pub(crate) struct ServeOptions {
    /// What this process does; any number of each may run on RabbitMQ and PostgreSQL
    #[arg(
        long,
        value_name = "ROLE",
        env = "BELLHOP_ROLE",
        value_enum,
        default_value_t
    )]
    pub(crate) role: Role,
    /// A TOML file that is laid over the defaults
    #[arg(long, value_name = "FILE", env = "BELLHOP_CONFIG")]
    pub(crate) config: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct DemoOptions {
    /// Where Bellhop listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8080")]
    pub(crate) listen: SocketAddr,
    /// Where the simulator listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9090")]
    pub(crate) sim_listen: SocketAddr,
    /// The templates [default: ./templates if it is there, else the shipped ones]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) templates: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct SimOptions {
    /// Where the simulator listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:9090")]
    pub(crate) listen: SocketAddr,
    /// Posts a second to one channel; 0 is unlimited
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub(crate) post_per_second: u32,
    /// Accept every token that looks like one, not only xoxb-demo
    #[arg(long)]
    pub(crate) open_tokens: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SendOptions {
    /// The workflow to start
    pub(crate) workflow: String,
    /// A recipient's distinct_id; may be given several times
    #[arg(long = "to", value_name = "DISTINCT_ID", required = true)]
    pub(crate) recipients: Vec<String>,
    /// What the template is filled with: JSON, or @FILE
    #[arg(long, value_name = "JSON", default_value = "{}")]
    pub(crate) data: String,
    /// The same key within 24 hours is accepted once
    #[arg(long, value_name = "KEY")]
    pub(crate) idempotency_key: Option<String>,
    /// Wait until every message has ended, and say how
    #[arg(long)]
    pub(crate) wait: bool,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
}

#[derive(Debug, Args)]
pub(crate) struct ExplainOptions {
    /// The id of a message, or of a trigger for all its messages shortly
    pub(crate) id: String,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
}

#[derive(Debug, Args)]
pub(crate) struct ForecastOptions {
    /// The id of a message; without it, every connection and destination with a backlog
    #[arg(conflicts_with_all = ["connection", "destination"])]
    pub(crate) id: Option<String>,
    /// Only this connection
    #[arg(long, value_name = "ID")]
    pub(crate) connection: Option<String>,
    /// Only this channel or user
    #[arg(long, value_name = "ID")]
    pub(crate) destination: Option<String>,
    /// Print what the server says, as JSON
    #[arg(long)]
    pub(crate) json: bool,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
}

/// A running server, and whose workspace is meant.
#[derive(Debug, Args)]
pub(crate) struct ServerOptions {
    /// Where the server is
    #[arg(
        long,
        value_name = "URL",
        env = "BELLHOP_URL",
        default_value = "http://127.0.0.1:8080"
    )]
    pub(crate) url: String,
    /// The workspace's bearer key
    #[arg(
        long,
        value_name = "KEY",
        env = "BELLHOP_API_KEY",
        hide_env_values = true
    )]
    pub(crate) api_key: SecretString,
}

#[derive(Debug, Args)]
pub(crate) struct BenchOptions {
    #[command(subcommand)]
    pub(crate) bench: Bench,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Bench {
    /// What Bellhop is held to, scene by scene, in one table; exit code 1 if any demand is missed
    Conformance(ConformanceOptions),
    /// Messages for many channels at Slack's pace: calls, rejected, lost, doubled, inversions, makespan
    Pace {
        /// What it runs on
        #[arg(long, value_enum, default_value = "embedded")]
        parts: Parts,
        /// Channels
        #[arg(long, default_value_t = 50)]
        channels: usize,
        /// Messages for each channel
        #[arg(long, default_value_t = 40)]
        messages: usize,
    },
    /// Triggers while the server is killed (kill -9) again and again: lost, doubled
    Crash {
        /// What it runs on
        #[arg(long, value_enum, default_value = "embedded")]
        parts: Parts,
        /// Triggers
        #[arg(long, default_value_t = 5_000)]
        triggers: usize,
        /// Triggers a second
        #[arg(long, default_value_t = 250)]
        per_second: u32,
        /// Milliseconds between kills
        #[arg(long, default_value_t = 1_000)]
        kill_every_ms: u64,
    },
    /// Triggers as fast as they are accepted, with Slack unlimited: rates, CPU, latency, memory
    Load(LoadOptions),
    /// Several workers share many connections, and are killed and replaced: order, pace, shares
    Shards(ShardsOptions),
    /// Renders a second and core, cold and warm, beside the bare engine without helpers and limits
    Render {
        /// Renders of each kind
        #[arg(long, default_value_t = 5_000)]
        renders: u32,
        /// Only these templates
        #[arg(long, value_name = "TEMPLATE", value_delimiter = ',')]
        only: Vec<String>,
        #[command(flatten)]
        templates: TemplatesOptions,
    },
    /// Each part of a distributed deployment fails under load: lost, doubled, recovered, unexpected
    Faults(FaultsOptions),
}

#[derive(Debug, Args)]
pub(crate) struct LoadOptions {
    /// What it runs on; several are measured one after the other
    #[arg(
        long,
        value_enum,
        value_delimiter = ',',
        default_value = "embedded,distributed"
    )]
    pub(crate) parts: Vec<Parts>,
    /// Triggers of the throughput part
    #[arg(long, default_value_t = 20_000)]
    pub(crate) triggers: usize,
    /// Requests under way at once
    #[arg(long, default_value_t = 32)]
    pub(crate) clients: usize,
    /// Milliseconds that Slack takes to answer
    #[arg(long, default_value_t = 0)]
    pub(crate) slack_latency_ms: u64,
    /// Messages that wait in the memory part; 0 leaves it out
    #[arg(long, default_value_t = 1_000_000)]
    pub(crate) waiting: usize,
}

#[derive(Debug, Args)]
pub(crate) struct ShardsOptions {
    /// Workers
    #[arg(long, default_value_t = 3)]
    pub(crate) workers: usize,
    /// Connections (tokens)
    #[arg(long, default_value_t = 200)]
    pub(crate) connections: usize,
    /// Channels of each connection
    #[arg(long, default_value_t = 5)]
    pub(crate) channels: usize,
    /// Messages for each channel
    #[arg(long, default_value_t = 20)]
    pub(crate) messages: usize,
    /// Workers that are killed and replaced in the second run
    #[arg(long, default_value_t = 4)]
    pub(crate) changes: usize,
}

#[derive(Debug, Args)]
pub(crate) struct FaultsOptions {
    /// Only these faults
    #[arg(long, value_enum, value_delimiter = ',')]
    pub(crate) only: Vec<FaultKind>,
    /// Triggers for each fault
    #[arg(long, default_value_t = 4_000)]
    pub(crate) triggers: usize,
    /// Triggers a second
    #[arg(long, default_value_t = 200)]
    pub(crate) per_second: u32,
}

#[derive(Debug, Args)]
pub(crate) struct TemplatesOptions {
    /// A TOML file that is laid over the defaults
    #[arg(long, value_name = "FILE", env = "BELLHOP_CONFIG")]
    pub(crate) config: Option<PathBuf>,
    /// The templates' folder [default: templates.dir]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) dir: Option<PathBuf>,
}

/// Marks an error as the caller's: a configuration or an argument that is wrong.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Wrong(pub(crate) String);

impl Wrong {
    /// Makes an error the caller's.
    pub(crate) fn of(error: &anyhow::Error) -> anyhow::Error {
        anyhow::Error::new(Self(format!("{error:#}")))
    }
}
