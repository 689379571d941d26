//! Cuts at every length, of texts in which there is something to spoil.

use super::{pieces, shorten};

const LINK: &str = "<https://example.com/a?b=1&amp;c=2|the whole label>";

fn text() -> String {
    format!(
        "Hello <@U024BE7LH>, see {LINK} &amp; &lt;this&gt; :white_check_mark: \u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} e\u{301}\n<!date^1700000000^{{date_short}}|14 Nov> or <!subteam^S1>, "
    )
    .repeat(4)
}

/// Whether every `<` has its `>`, every `&` its `;`, and nothing starts with what belongs before it.
fn is_whole(piece: &str) -> bool {
    let is_closed = |open: char, close: char| {
        piece.split(open).skip(1).all(|rest| {
            rest.split(open)
                .next()
                .is_some_and(|part| part.contains(close))
        })
    };
    let starts_in_the_middle = |char: char| matches!(char, '\u{200d}' | '\u{301}' | '>' | ';');
    is_closed('<', '>')
        && is_closed('&', ';')
        && piece.matches(":").count() >= piece.matches("white_check_mark").count() * 2
        && !piece.starts_with(starts_in_the_middle)
        && !piece.ends_with('\u{200d}')
}

#[test]
fn a_cut_is_never_inside_a_link_a_mention_an_entity_or_a_letter() {
    let text = text();

    for length in 70..text.chars().count() {
        let cut = shorten(&text, length);
        assert!(cut.chars().count() <= length, "{length}: {cut}");
        assert!(cut.ends_with('…') && is_whole(&cut), "{length}: {cut}");
    }
}

#[test]
fn pieces_lose_nothing_but_space_between_them() {
    let text = text();
    let bare = |text: &str| text.split_whitespace().collect::<String>();

    for length in 80..400 {
        let pieces = pieces(&text, length);
        assert_eq!(bare(&pieces.concat()), bare(&text), "{length}");
        for piece in pieces {
            assert!(piece.chars().count() <= length, "{length}: {piece}");
            assert!(is_whole(&piece), "{length}: {piece}");
        }
    }
}

#[test]
fn a_cut_is_rather_at_the_end_of_a_line_than_between_words_than_in_one() {
    assert_eq!(shorten("one two three\nfour five", 18), "one two three…");
    assert_eq!(shorten("one two three four five", 18), "one two three…");
    assert_eq!(shorten("onetwothreefourfive", 10), "onetwothr…");
    assert_eq!(
        pieces("aaaa bbbb cc\ndddd eeee", 16),
        ["aaaa bbbb cc", "dddd eeee"]
    );
}

#[test]
fn code_that_is_cut_stays_code() {
    let text = format!("log:\n```\n{}```\nend", "a line of it\n".repeat(20));

    let pieces = pieces(&text, 100);

    assert!(pieces.len() > 2);
    for piece in &pieces {
        assert_eq!(piece.matches("```").count() % 2, 0, "{piece}");
    }
    assert_eq!(shorten(&text, 60).matches("```").count(), 2);
}

#[test]
fn one_thing_that_is_longer_than_the_room_is_cut_all_the_same() {
    let long = format!("<https://example.com/{}>", "x".repeat(500));

    assert_eq!(pieces(&long, 100).concat(), long);
    assert!(pieces("", 100).is_empty());
}
