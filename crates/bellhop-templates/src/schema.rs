//! The JSON Schema of a workflow's data: `schema.json` in its folder.
//!
//! It is compiled once for each version of a template. Data is checked in the process that asks, so a
//! schema must be one that is quick whatever the data: it reaches for no other file (`bounds`), its
//! patterns take linear time, and it does not unfold without end.
//!
//! Known limit: a schema may not refer to itself.

mod bounds;
mod words;

use std::fmt;

use jsonschema::{PatternOptions, Validator};
use serde_json::{Map, Value};

use crate::engine::shorten;

/// The file in a template's folder.
pub(crate) const SCHEMA_FILE: &str = "schema.json";

/// What begins the names that Bellhop adds to data itself (`$recipient`, `$batched_events`): they stand in
/// examples, and no schema need know them.
const OWN: char = '$';
/// The largest compiled pattern, in bytes.
const PATTERN_BYTES_MAX: usize = 1 << 20;
/// The most characters that are shown of what is wrong with a schema.
const PROBLEM_CHARACTERS_MAX: usize = 300;
/// The most characters that are shown of a value that does not fit.
const VALUE_CHARACTERS_MAX: usize = 80;
/// The most characters of where it is, in the data as in the schema: keys may be of any length, and for an
/// event this stands on record for each of its recipients.
const PLACE_CHARACTERS_MAX: usize = 200;

/// What the data of a workflow has to be.
#[derive(Debug)]
pub(crate) struct Schema {
    validator: Validator,
}

/// Data that is not what its workflow's schema asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SchemaMismatch {
    /// Where in the data: a JSON pointer, shortened; empty for the data as a whole.
    pub pointer: String,
    /// What would be right, as it follows on "must".
    pub expected: String,
    /// What is there, as JSON, shortened.
    pub value: String,
    /// The rule in the schema: a JSON pointer, shortened.
    pub rule: String,
}

impl Schema {
    /// Compiles the text of a schema; what is wrong with it is said in words.
    pub(crate) fn compile(text: &str) -> Result<Self, String> {
        let schema: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
        bounds::check(&schema)?;
        let patterns = PatternOptions::regex()
            .size_limit(PATTERN_BYTES_MAX)
            .dfa_size_limit(PATTERN_BYTES_MAX);
        let options = jsonschema::options()
            .offline()
            .with_pattern_options(patterns);
        let validator = options.build(&schema).map_err(|error| {
            let (place, problem) = (error.instance_path().to_string(), error.to_string());
            let problem = shorten(&problem, PROBLEM_CHARACTERS_MAX);
            if place.is_empty() {
                problem
            } else {
                format!("{place}: {problem}")
            }
        })?;
        Ok(Self { validator })
    }

    /// Whether data fits, with the workflow's defaults laid under it, as a template would see it.
    pub(crate) fn check(
        &self,
        data: &Map<String, Value>,
        defaults: &Map<String, Value>,
    ) -> Result<(), SchemaMismatch> {
        let mut seen = defaults.clone();
        seen.extend(data.clone());
        seen.retain(|key, _| !key.starts_with(OWN));
        let seen = Value::Object(seen);
        let place = |path: String| shorten(&path, PLACE_CHARACTERS_MAX);
        self.validator
            .validate(&seen)
            .map_err(|error| SchemaMismatch {
                pointer: place(error.instance_path().to_string()),
                expected: words::expected(error.kind()),
                value: shorten(&error.instance().to_string(), VALUE_CHARACTERS_MAX),
                rule: place(error.schema_path().to_string()),
            })
    }

    /// As [`Schema::check`], for the text of an example. What is not an object at all fails for other
    /// reasons.
    pub(crate) fn check_text(
        &self,
        data: &str,
        defaults: &Map<String, Value>,
    ) -> Result<(), SchemaMismatch> {
        match serde_json::from_str(data) {
            Ok(data) => self.check(&data, defaults),
            Err(_) => Ok(()),
        }
    }
}

impl SchemaMismatch {
    /// The same without the value, which may be a secret or about somebody: what is kept on record and
    /// logged.
    #[must_use]
    pub fn without_value(&self) -> String {
        let (place, expected, rule) = (self.place(), &self.expected, &self.rule);
        format!("{place} must {expected} ({SCHEMA_FILE}: {rule})")
    }

    fn place(&self) -> &str {
        match self.pointer.as_str() {
            "" => "the data",
            pointer => pointer,
        }
    }
}

impl fmt::Display for SchemaMismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, and is {}", self.without_value(), self.value)
    }
}

impl std::error::Error for SchemaMismatch {}

#[cfg(test)]
mod tests;
