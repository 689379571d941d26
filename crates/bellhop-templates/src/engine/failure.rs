//! What went wrong in a template, in the words that its author needs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A template that can't be compiled or rendered: where, and why.
///
/// It may quote the data of the message that failed (a template can put it into its own error), so
/// it belongs to that message alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The file, for example `order-shipped/template.jsonnet`. Empty when no place is known.
    pub file: String,
    /// The line, from 1; 0 when no place is known.
    pub line: usize,
    /// The column in characters, from 1; 0 when no place is known.
    pub column: usize,
    /// That line of the source, at most 160 characters: those around the column.
    pub source_line: String,
    /// How many of these characters are before the column.
    pub caret: usize,
    /// The reason, at most 1,000 characters.
    pub reason: String,
    /// How the evaluation came there, innermost first: at most 6 lines.
    pub stack: Vec<String>,
}

impl Failure {
    /// A failure with no place in a source.
    pub(crate) fn without_place(reason: impl Into<String>) -> Self {
        Self {
            file: String::new(),
            line: 0,
            column: 0,
            source_line: String::new(),
            caret: 0,
            reason: shorten(&reason.into(), 1_000),
            stack: Vec::new(),
        }
    }
}

/// The place and the reason, and under them the source line with a caret at the column:
///
/// ```text
/// welcome/template.jsonnet:5:18: there is no field `titel`
///   5 |     slack.header(data.titel),
///     |                  ^
/// ```
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            file,
            line,
            column,
            reason,
            ..
        } = self;
        if *line == 0 {
            return f.write_str(reason);
        }
        write!(f, "{file}:{line}:{column}: {reason}")?;
        if self.source_line.trim().is_empty() {
            return Ok(());
        }
        let source_line = self.source_line.trim_end();
        let number = line.to_string();
        let margin = " ".repeat(number.len());
        // A tab stays a tab, so that the caret stands where the eye expects it.
        let before = self.source_line.chars().take(self.caret);
        let before: String = before
            .map(|char| if char == '\t' { char } else { ' ' })
            .collect();
        write!(f, "\n  {number} | {source_line}\n  {margin} | {before}^")
    }
}

/// At most `chars_max` characters of `text`, the last of them "…" if something was cut.
pub(crate) fn shorten(text: &str, chars_max: usize) -> String {
    match text.char_indices().nth(chars_max) {
        None => text.to_owned(),
        Some(_) => text
            .chars()
            .take(chars_max.saturating_sub(1))
            .chain(['…'])
            .collect(),
    }
}
