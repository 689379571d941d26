//! What a schema asks for, in words that follow on "must".

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use serde_json::Value;

use crate::engine::shorten;

/// The most characters of what a schema says that are shown.
const CHARACTERS_MAX: usize = 200;

pub(super) fn expected(kind: &Kind) -> String {
    let text = match kind {
        Kind::AdditionalItems { limit } => format!("have at most {limit} items"),
        Kind::AdditionalProperties { unexpected } | Kind::UnevaluatedProperties { unexpected } => {
            format!("not have the key {}", list(unexpected))
        }
        Kind::AnyOf { .. } => "fit one of the alternatives under anyOf".to_owned(),
        Kind::BacktrackLimitExceeded { .. } | Kind::RegexEngineFailure { .. } => {
            "match a pattern that can't be tried".to_owned()
        }
        Kind::Constant { expected_value } => format!("be {expected_value}"),
        Kind::Contains => "hold the items that contains asks for".to_owned(),
        Kind::ContentEncoding { content_encoding } => format!("be encoded as {content_encoding}"),
        Kind::ContentMediaType { content_media_type } => format!("be {content_media_type}"),
        Kind::Custom { message, .. } => message.clone(),
        Kind::Enum { options } => format!("be one of {}", of_array(options)),
        Kind::ExclusiveMaximum { limit } => format!("be less than {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("be more than {limit}"),
        Kind::FalseSchema => "not be there".to_owned(),
        Kind::Format { format } => format!("have the format {format}"),
        Kind::FromUtf8 { .. } => "be encoded text".to_owned(),
        Kind::MaxItems { limit } => format!("have at most {limit} items"),
        Kind::Maximum { limit } => format!("be at most {limit}"),
        Kind::MaxLength { limit } => format!("have at most {limit} characters"),
        Kind::MaxProperties { limit } => format!("have at most {limit} keys"),
        Kind::MinItems { limit } => format!("have at least {limit} items"),
        Kind::Minimum { limit } => format!("be at least {limit}"),
        Kind::MinLength { limit } => format!("have at least {limit} characters"),
        Kind::MinProperties { limit } => format!("have at least {limit} keys"),
        Kind::MultipleOf { multiple_of } => format!("be a multiple of {multiple_of}"),
        Kind::Not { .. } => "not fit what is under not".to_owned(),
        Kind::OneOfMultipleValid { .. } => {
            "fit only one of the alternatives under oneOf".to_owned()
        }
        Kind::OneOfNotValid { .. } => "fit one of the alternatives under oneOf".to_owned(),
        Kind::Pattern { pattern } => format!("match the pattern {pattern}"),
        Kind::PropertyNames { error } => {
            format!("not have the key {}", error.instance())
        }
        Kind::Required { property } => format!("have the key {property}"),
        Kind::Type { kind } => format!("be {}", types(kind)),
        Kind::UnevaluatedItems { .. } => "not have more items".to_owned(),
        Kind::UniqueItems => "not have an item twice".to_owned(),
        Kind::Referencing(_) => "fit a schema that can't be found".to_owned(),
    };
    shorten(&text, CHARACTERS_MAX)
}

fn types(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => format!("of type {one}"),
        TypeKind::Multiple(several) => {
            let names: Vec<_> = several.iter().map(|one| one.to_string()).collect();
            format!("of type {}", names.join(" or "))
        }
    }
}

fn list(names: &[String]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("{name:?}")).collect();
    names.join(" or ")
}

fn of_array(options: &Value) -> String {
    let options = options.as_array().map_or(&[][..], Vec::as_slice);
    let options: Vec<_> = options.iter().map(ToString::to_string).collect();
    options.join(", ")
}
