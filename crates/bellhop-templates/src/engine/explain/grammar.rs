//! What most likely is missing where the engine stumbles: it says where it can't go on, which is often
//! a line or more behind the mistake, and all that the grammar would allow there.

use std::collections::BTreeSet;

use rsjsonnet_lang::parser::ExpectedToken;
use rsjsonnet_lang::token::STokenKind;

use super::pieces::{Kind, Piece, closing, open, pieces};

const APOSTROPHE: &str =
    "this ' ends the text: inside '…' an apostrophe is written \\', or the text stands in \"…\"";

/// A mistake: the byte where it is, and the words for it.
pub(super) type Mistake = (usize, String);

/// Which text is not closed. The engine names the last one, which an earlier mistake opened.
pub(super) fn open_text(text: &str) -> Option<Mistake> {
    let pieces = pieces(text);
    let runs_on = |piece: &Piece| {
        matches!(piece.kind, Kind::Text('\'' | '"')) && text[piece.start..piece.end].contains('\n')
    };
    let at = pieces.iter().position(runs_on);
    let at = at.or_else(|| pieces.len().checked_sub(1))?;
    let Piece { start, kind, .. } = pieces[at];
    let Kind::Text(quote) = kind else { return None };
    let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
    let on_line = pieces[..at]
        .windows(2)
        .filter(|pair| pair[0].start >= line_start);
    match on_line.into_iter().find_map(apostrophe) {
        Some(apostrophe) => Some((apostrophe, APOSTROPHE.to_owned())),
        None => Some((
            start,
            format!("this text is never closed: it needs a {quote} at its end"),
        )),
    }
}

/// What is missing at the byte `at`, where the engine expected something else.
pub(super) fn missing(
    text: &str,
    at: usize,
    expected: &BTreeSet<ExpectedToken>,
) -> Option<Mistake> {
    let pieces = pieces(text);
    let index = pieces.partition_point(|piece| piece.start < at);
    let (before, here) = (&pieces[..index], pieces.get(index));
    let Some(here) = here else {
        let open = open(before).pop()?;
        return Some(unclosed(text, open, "the end of the file"));
    };
    let word = &text[here.start..here.end];
    let line = text[..here.start].matches('\n').count() + 1;
    if let Kind::Close(close) = here.kind {
        return match open(before).pop() {
            None => Some((here.start, format!("this `{close}` closes nothing"))),
            Some(Piece {
                kind: Kind::Open(open),
                ..
            }) if closing(open) == close => None,
            Some(open) => Some(unclosed(
                text,
                open,
                &format!("the `{close}` of line {line}"),
            )),
        };
    }
    let previous = before.last()?;
    if let Some(apostrophe) = apostrophe(&[*previous, *here]) {
        return Some((apostrophe, APOSTROPHE.to_owned()));
    }
    let is_next_line = text[previous.end..here.start].contains('\n');
    let is_expected = |kind| expected.contains(&ExpectedToken::Simple(kind));
    if previous.kind == Kind::Word && here.kind == Kind::Word && !is_next_line {
        let words = format!(
            "`{word}` can't follow `{}`",
            &text[previous.start..previous.end]
        );
        return Some((
            previous.start,
            format!("{words}: does a text want its quotes, as in 'a text'?"),
        ));
    }
    // What is no sign itself begins something of its own.
    let sign = match here.kind {
        Kind::Sign | Kind::Close(_) => return None,
        Kind::Word | Kind::Text(_) | Kind::Open(_) if is_expected(STokenKind::Semicolon) => ';',
        Kind::Word | Kind::Text(_) | Kind::Open(_) if is_expected(STokenKind::Comma) => ',',
        Kind::Word | Kind::Text(_) | Kind::Open(_) => return None,
    };
    let word = word.lines().next().unwrap_or_default();
    let (place, of_line) = match is_next_line {
        true => (previous.end, format!(" of line {line}")),
        false => (here.start, String::new()),
    };
    Some((
        place,
        format!("a `{sign}` is missing before `{word}`{of_line}"),
    ))
}

fn unclosed(text: &str, open: Piece, before: &str) -> Mistake {
    let bracket = text[open.start..].chars().next().unwrap_or_default();
    let close = closing(bracket);
    let words = format!("this `{bracket}` is never closed: a `{close}` is missing before {before}");
    (open.start, words)
}

/// Where a text ends and a word goes on at once, as in 'it isn't'.
fn apostrophe(pair: &[Piece]) -> Option<usize> {
    let [text, word] = pair else { return None };
    let is_one = text.kind == Kind::Text('\'') && word.kind == Kind::Word && text.end == word.start;
    is_one.then(|| text.end - 1)
}
