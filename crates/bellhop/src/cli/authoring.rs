//! The command line of those who write templates.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};

use super::TemplatesOptions;

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people
    #[default]
    Text,
    /// For programs: one JSON document, with the problems and findings of the API
    Json,
    /// For a workflow of GitHub Actions: annotations at the lines that they are about
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct NewOptions {
    /// The workflow's name, which becomes the folder's: letters, digits, -, _ and .
    pub(crate) slug: String,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}

#[derive(Debug, Args)]
pub(crate) struct RenderOptions {
    /// The template's folder name
    pub(crate) template: String,
    /// A JSON file with the data [default: the template's example.json]
    #[arg(long, value_name = "FILE")]
    pub(crate) data: Option<PathBuf>,
    /// How the message, or what is wrong, is printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}

#[derive(Debug, Args)]
pub(crate) struct LintOptions {
    /// A templates folder, or one template in it [default: templates.dir]
    pub(crate) path: Option<PathBuf>,
    /// How the findings are printed
    #[arg(long, value_enum, default_value_t)]
    pub(crate) format: Format,
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
    /// How each look is printed: text for people, or json, one document a line
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = text_or_json())]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}

/// For what has nothing to mark in a pull request.
pub(super) fn text_or_json() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(["text", "json"]).map(|name| match name.as_str() {
        "json" => Format::Json,
        _ => Format::Text,
    })
}
