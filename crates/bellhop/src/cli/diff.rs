//! The command line of `bellhop diff`.

use clap::Args;

use super::authoring::text_or_json;
use super::{Format, ServerOptions, TemplatesOptions};

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
    /// How it is printed: text for people, or json, what the server says
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = text_or_json())]
    pub(crate) format: Format,
    #[command(flatten)]
    pub(crate) server: ServerOptions,
    #[command(flatten)]
    pub(crate) templates: TemplatesOptions,
}
