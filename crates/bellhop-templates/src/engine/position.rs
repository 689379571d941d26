//! From places in an engine's memory to lines and columns of a file.

use std::sync::Arc;

use super::failure::shorten;

/// A source that an engine has loaded.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// What people call the file.
    pub(super) name: String,
    /// The text as its author wrote it.
    pub(super) text: Arc<str>,
    /// How many bytes were put before it.
    pub(super) shift: usize,
    /// Whether the file is built into the program: its author can't be asked to change it.
    pub(super) built_in: bool,
}

/// A place in a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) column: usize,
    pub(super) source_line: String,
    /// Characters of that line before the place.
    pub(super) caret: usize,
}

impl Source {
    /// Most characters of a source line that are shown.
    pub(super) const LINE_CHARS_MAX: usize = 160;

    /// The place of the byte `offset` of what the engine was given.
    pub(super) fn place(&self, offset: usize) -> Place {
        let mut offset = offset.saturating_sub(self.shift).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let before = &self.text[..offset];
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let source_line = self.text[line_start..].lines().next().unwrap_or("");
        let column = before[line_start..].chars().count();
        let (source_line, caret) = around(source_line, column);
        Place {
            file: self.name.clone(),
            line: before.matches('\n').count() + 1,
            column: column + 1,
            source_line,
            caret,
        }
    }
}

/// The part of a line around `column`, and where the column is in it.
pub(super) fn around(line: &str, column: usize) -> (String, usize) {
    const BEFORE_MAX: usize = 100;
    let skipped = column.saturating_sub(BEFORE_MAX);
    if skipped == 0 {
        return (shorten(line, Source::LINE_CHARS_MAX), column);
    }
    let rest: String = ['…']
        .into_iter()
        .chain(line.chars().skip(skipped))
        .collect();
    (shorten(&rest, Source::LINE_CHARS_MAX), column - skipped + 1)
}
