//! The command line of `bellhop diff`.

use clap::{Args, ValueEnum};

use super::{ServerOptions, TemplatesOptions};

/// How what would change is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    #[default]
    Text,
    /// What the server says, as one JSON document
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct DiffOptions {
    /// The template
    pub(crate) slug: String,
    /// Take the draft that is saved on the server, in place of the files in the templates' folder
    #[arg(long, conflicts_with = "dir")]
    pub(crate) draft: bool,
    /// Messages at the most, the newest
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 20,
        value_parser = clap::value_parser!(u32).range(1..)
    )]
    pub(crate) limit: u32,
    /// How it is printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: DiffFormat,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}
