//! What the commands print: colours only on a terminal (anstream decides), errors in one line.

use anyhow::{Context as _, Result};
use owo_colors::OwoColorize as _;
use serde_json::Value;

/// Prints an error with its causes.
pub(crate) fn complain(error: &anyhow::Error) {
    anstream::eprintln!("{} {error:#}", "bellhop:".red().bold());
}

/// A good line.
pub(crate) fn good(text: &str) {
    anstream::println!("{} {text}", "✓".green());
}

/// How something went that is part of something longer; beside what is printed.
pub(crate) fn progress(went_well: bool, text: &str) {
    let mark = if went_well { "✓" } else { "✗" };
    anstream::eprintln!("{mark} {text}");
}

/// A bad line.
pub(crate) fn bad(text: &str) {
    anstream::println!("{} {text}", "✗".red());
}

/// A line that is neither.
pub(crate) fn note(text: &str) {
    anstream::println!("{} {text}", "·".yellow());
}

/// A name and what it stands for.
pub(crate) fn fact(name: &str, value: &str) {
    anstream::println!("  {:<12} {}", name.dimmed(), value.bold());
}

/// Rows under a heading, each column as wide as its widest cell.
pub(crate) fn table<const COLUMNS: usize>(heading: [&str; COLUMNS], rows: &[[String; COLUMNS]]) {
    let mut widths = heading.map(|cell| cell.chars().count());
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.chars().count());
        }
    }
    let line = |cells: [&str; COLUMNS]| {
        let cells = cells.iter().zip(widths);
        let padded: Vec<_> = cells
            .map(|(cell, width)| format!("{cell:<width$}"))
            .collect();
        padded.join("  ").trim_end().to_owned()
    };
    anstream::println!("{}", line(heading).dimmed());
    for row in rows {
        anstream::println!("{}", line(row.each_ref().map(String::as_str)));
    }
}

/// The lines of a longer text, indented.
pub(crate) fn indented(text: &str) {
    for line in text.lines() {
        anstream::println!("    {line}");
    }
}

/// The lines in which two texts differ, indented.
pub(crate) fn difference(lines: &str) {
    for line in lines.lines() {
        match line.chars().next() {
            Some('-') => anstream::println!("    {}", line.red()),
            Some('+') => anstream::println!("    {}", line.green()),
            Some(_) | None => anstream::println!("    {}", line.dimmed()),
        }
    }
}

/// A document for programs.
pub(crate) fn json(document: &Value) -> Result<()> {
    let text = serde_json::to_string_pretty(document).context("the answer")?;
    anstream::println!("{text}");
    Ok(())
}
