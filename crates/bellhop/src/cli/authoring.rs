//! The command line of those who write templates.

use clap::{Args, ValueEnum};

use super::TemplatesOptions;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// One JSON object a line
    Json,
    /// As annotations of a GitHub workflow
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct NewOptions {
    /// The workflow's name, which becomes the folder's: small letters, digits and -
    pub(crate) slug: String,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}

#[derive(Debug, Args)]
pub(crate) struct TestOptions {
    /// The templates [default: all]
    #[arg(value_name = "SLUG")]
    pub(crate) slugs: Vec<String>,
    /// Write what comes out as the golden messages, instead of comparing
    #[arg(long)]
    pub(crate) update: bool,
    /// How the results are printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}

#[derive(Debug, Args)]
pub(crate) struct FuzzOptions {
    /// The template
    pub(crate) slug: String,
    /// How the results are printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}

#[derive(Debug, Args)]
pub(crate) struct WatchOptions {
    /// The template
    pub(crate) slug: String,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}
