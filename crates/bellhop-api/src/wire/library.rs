//! The reference of `slack.libsonnet` on the wire.

use bellhop_templates::Pictured;
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;

/// The library, function by function.
#[derive(Serialize, ToSchema)]
pub(crate) struct LibraryAnswer<'a> {
    /// In the order of the library.
    pub(crate) results: Vec<LibraryFunction<'a>>,
}

/// One function, or one value, of the library.
#[derive(Serialize, ToSchema)]
pub(crate) struct LibraryFunction<'a> {
    /// The heading that it stands under.
    #[schema(example = "Blocks")]
    chapter: &'a str,
    /// Its name and parameters; a value has its name alone.
    #[schema(example = "section(text, accessory=null)")]
    signature: &'a str,
    #[schema(example = "section")]
    name: &'a str,
    /// As they are declared, with their defaults.
    #[schema(example = json!(["text", "accessory=null"]))]
    parameters: Vec<&'a str>,
    /// What it does, and what Slack allows.
    purpose: &'a str,
    /// An expression that uses it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "slack.section(['Hello ', slack.bold('Ada')])")]
    example: Option<&'a str>,
    /// What the example makes, as a whole message.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Object>)]
    message: Option<&'a RawValue>,
}

impl<'a> LibraryFunction<'a> {
    pub(crate) fn new(pictured: &'a Pictured) -> Self {
        let helper = &pictured.helper;
        Self {
            chapter: &helper.chapter,
            signature: &helper.signature,
            name: helper.name(),
            parameters: helper.parameters(),
            purpose: &helper.purpose,
            example: helper.example.as_deref(),
            message: pictured.message.as_deref(),
        }
    }
}
