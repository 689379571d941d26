//! `bellhop bench conformance`.

use clap::Args;

use crate::commands::bench::{Parts, Scene};

#[derive(Debug, Args)]
pub(crate) struct ConformanceOptions {
    /// What it runs on
    #[arg(long, value_enum, default_value = "both")]
    pub(crate) parts: PartsChoice,
    /// Fewer messages, and shorter: for trying whether it works
    #[arg(long)]
    pub(crate) quick: bool,
    /// Only these scenes; may be given several times
    #[arg(long, value_name = "SCENE", value_enum, value_delimiter = ',', num_args = 1..)]
    pub(crate) scene: Vec<Scene>,
    /// How the table is printed
    #[arg(long, value_enum, default_value = "text")]
    pub(crate) format: TableFormat,
}

/// One set of parts, or one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum PartsChoice {
    /// SQLite files
    Embedded,
    /// RabbitMQ, PostgreSQL and Redis, started for the benchmark on private ports
    Distributed,
    /// Each, one after the other
    Both,
}

impl PartsChoice {
    pub(crate) fn each(self) -> &'static [Parts] {
        match self {
            Self::Embedded => &[Parts::Embedded],
            Self::Distributed => &[Parts::Distributed],
            Self::Both => &[Parts::Embedded, Parts::Distributed],
        }
    }
}

/// For whom something is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum TableFormat {
    /// For people
    Text,
    /// For machines
    Json,
}
