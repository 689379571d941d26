//! The lines in which two texts differ. What is equal at both ends is left out; between that, all
//! lines are shown, which is plain but never wrong.

/// Most lines of each side that are shown.
const LINES_MAX: usize = 40;

/// `-` for lines of `wanted`, `+` for lines of `found`, with two equal lines before them.
pub(super) fn lines(wanted: &str, found: &str) -> String {
    let (wanted, found): (Vec<_>, Vec<_>) = (wanted.lines().collect(), found.lines().collect());
    let pairs = wanted.iter().zip(&found);
    let before = pairs.take_while(|(wanted, found)| wanted == found).count();
    let (wanted_rest, found_rest) = (&wanted[before..], &found[before..]);
    let pairs = wanted_rest.iter().rev().zip(found_rest.iter().rev());
    let after = pairs.take_while(|(wanted, found)| wanted == found).count();
    let mut text = String::new();
    for line in &wanted[before.saturating_sub(2)..before] {
        text += &format!("  {line}\n");
    }
    push(&mut text, '-', &wanted_rest[..wanted_rest.len() - after]);
    push(&mut text, '+', &found_rest[..found_rest.len() - after]);
    text
}

fn push(text: &mut String, mark: char, lines: &[&str]) {
    for line in lines.iter().take(LINES_MAX) {
        *text += &format!("{mark} {line}\n");
    }
    if let Some(more) = lines.len().checked_sub(LINES_MAX + 1) {
        *text += &format!("{mark} … {} more lines\n", more + 1);
    }
}
