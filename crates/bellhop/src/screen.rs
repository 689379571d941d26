//! What the commands print: colours only on a terminal (anstream decides), errors in one line.

use owo_colors::OwoColorize as _;

/// Prints an error with its causes.
pub(crate) fn complain(error: &anyhow::Error) {
    anstream::eprintln!("{} {error:#}", "bellhop:".red().bold());
}

/// A good line.
pub(crate) fn good(text: &str) {
    anstream::println!("{} {text}", "✓".green());
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

/// The lines of a longer text, indented.
pub(crate) fn indented(text: &str) {
    for line in text.lines() {
        anstream::println!("    {line}");
    }
}
