//! Where a text may be cut: never inside a link, a mention or a date (`<…>`), an entity (`&amp;`), the
//! name of an emoji (`:tada:`) or a letter of several characters; rather at the end of a line, else
//! between words. A block of code that is cut is closed before the cut and opened again after it.
//!
//! Known limit: a mark such as `*bold*` that spans the cut is not closed; Slack shows the star.

/// What a text that was cut ends with.
const ELLIPSIS: &str = "…";
const FENCE: &str = "```";
/// Longest name of an emoji that is kept whole, colons included.
const EMOJI_CHARS_MAX: usize = 102;

/// The start of `text`, at most `chars_max` characters, "…" at its end.
pub(super) fn shorten(text: &str, chars_max: usize) -> String {
    let room = chars_max.saturating_sub(ELLIPSIS.chars().count() + room_for_fence(text));
    let (head, _) = split_once(text, room.max(1));
    let mut head = head.trim_end().to_owned();
    let is_open = head.matches(FENCE).count() % 2 == 1;
    head.push_str(ELLIPSIS);
    if is_open {
        head.push('\n');
        head.push_str(FENCE);
    }
    head
}

/// `text` in pieces of at most `chars_max` characters, none of them empty.
pub(super) fn pieces(text: &str, chars_max: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut rest = text.to_owned();
    // Room to close a block of code here, and to open it again in the next piece.
    let room = chars_max.saturating_sub(2 * room_for_fence(text)).max(1);
    while rest.chars().count() > chars_max {
        let (head, tail) = split_once(&rest, room);
        let mut head = head.trim_end_matches(['\n', ' ']).to_owned();
        let mut tail = tail.trim_start_matches('\n').to_owned();
        if head.matches(FENCE).count() % 2 == 1 {
            head = format!("{head}\n{FENCE}");
            tail = format!("{FENCE}\n{tail}");
        }
        if !head.is_empty() {
            pieces.push(head);
        }
        rest = tail;
    }
    if !rest.trim().is_empty() {
        pieces.push(rest);
    }
    pieces
}

/// Characters that closing a block of code takes.
fn room_for_fence(text: &str) -> usize {
    if text.contains(FENCE) {
        FENCE.len() + 1
    } else {
        0
    }
}

/// The longest good start of at most `chars_max` characters, never empty, and the rest.
fn split_once(text: &str, chars_max: usize) -> (&str, &str) {
    let Some((limit, _)) = text.char_indices().nth(chars_max) else {
        return (text, "");
    };
    let (mut unit, mut word, mut line) = (0, 0, 0);
    let mut at = 0;
    while at < limit {
        let end = at + unit_bytes(&text[at..]);
        if end > limit {
            break;
        }
        match &text[at..end] {
            "\n" => line = end,
            " " => word = end,
            _ => {}
        }
        unit = end;
        at = end;
    }
    // A line end, or a space, far before the limit would waste the room.
    let near = limit / 4 * 3;
    let cut = [line, word, unit].into_iter().find(|cut| *cut > near);
    match cut.unwrap_or(unit) {
        // One unit is longer than the room: it can't be kept whole.
        0 => text.split_at(limit),
        cut => text.split_at(cut),
    }
}

/// The bytes of what stands together at the start of `text`, which is not empty.
fn unit_bytes(text: &str) -> usize {
    let until = |close: char, stop: &[char], most: usize| {
        let mut found = None;
        for (count, (index, char)) in text.char_indices().enumerate().skip(1) {
            if count >= most || stop.contains(&char) {
                break;
            }
            if char == close {
                found = Some(index + close.len_utf8());
                break;
            }
        }
        found
    };
    let whole = match text.as_bytes().first() {
        Some(b'<') => until('>', &['\n', '<'], usize::MAX),
        Some(b'&') => until(';', &[' ', '\n', '&'], 8),
        Some(b':') => until(':', &[' ', '\n', '/'], EMOJI_CHARS_MAX),
        _ if text.starts_with(FENCE) => Some(FENCE.len()),
        _ => None,
    };
    let bytes = whole.unwrap_or_else(|| text.chars().next().map_or(1, char::len_utf8));
    // What belongs to the letter before it: marks, joiners and what they join, tones of skin.
    let mut end = bytes;
    let mut joined = false;
    for char in text[bytes..].chars() {
        let belongs = matches!(char, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{20e3}');
        if !belongs && !joined {
            break;
        }
        joined = char == '\u{200d}';
        end += char.len_utf8();
    }
    end
}

#[cfg(test)]
mod tests;
