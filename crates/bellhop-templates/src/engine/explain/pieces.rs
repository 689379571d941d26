//! A source in rough pieces, for sources that the engine can't read: where texts begin and end, which
//! brackets are open. It knows no grammar.

/// One piece. Blanks and comments are none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// A text with the character that it began with.
    Text(char),
    Open(char),
    Close(char),
    Sign,
}

/// The pieces of `text`, in order.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match first {
            _ if first.is_whitespace() => (None, first.len_utf8()),
            '#' => (None, until(rest, "\n")),
            '/' if rest.starts_with("//") => (None, until(rest, "\n")),
            '/' if rest.starts_with("/*") => (None, until(rest, "*/")),
            '|' if rest.starts_with("|||") => (Some(Kind::Text('|')), block(rest)),
            '\'' | '"' => (Some(Kind::Text(first)), quoted(rest, first)),
            '@' if rest[1..].starts_with(['\'', '"']) => {
                let quote = if rest[1..].starts_with('"') {
                    '"'
                } else {
                    '\''
                };
                (
                    Some(Kind::Text(quote)),
                    1 + until(&rest[2..], &quote.to_string()) + 1,
                )
            }
            '(' | '[' | '{' => (Some(Kind::Open(first)), 1),
            ')' | ']' | '}' => (Some(Kind::Close(first)), 1),
            _ if is_of_word(first) => {
                let length = rest.find(|char| !is_of_word(char));
                (Some(Kind::Word), length.unwrap_or(rest.len()))
            }
            _ => (Some(Kind::Sign), first.len_utf8()),
        };
        let end = (at + length).min(text.len());
        if let Some(kind) = kind {
            pieces.push(Piece {
                start: at,
                end,
                kind,
            });
        }
        at = end;
    }
    pieces
}

/// The brackets that are open after `pieces`, outermost first.
pub(super) fn open(pieces: &[Piece]) -> Vec<Piece> {
    let mut open = Vec::new();
    for piece in pieces {
        match piece.kind {
            Kind::Open(_) => open.push(*piece),
            Kind::Close(_) => drop(open.pop()),
            Kind::Word | Kind::Text(_) | Kind::Sign => {}
        }
    }
    open
}

/// What closes a bracket.
pub(super) fn closing(open: char) -> char {
    match open {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

fn is_of_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_'
}

/// The length up to and with `end`, or all of it.
fn until(rest: &str, end: &str) -> usize {
    rest.find(end).map_or(rest.len(), |at| at + end.len())
}

fn quoted(rest: &str, quote: char) -> usize {
    let mut is_escaped = false;
    for (at, char) in rest.char_indices().skip(1) {
        if is_escaped {
            is_escaped = false;
        } else if char == '\\' {
            is_escaped = true;
        } else if char == quote {
            return at + 1;
        }
    }
    rest.len()
}

/// A text block ends with the first line that begins with `|||`.
fn block(rest: &str) -> usize {
    let mut length = 0;
    for (number, line) in rest.split_inclusive('\n').enumerate() {
        if number > 0 && line.trim_start().starts_with("|||") {
            return length + (line.len() - line.trim_start().len()) + 3;
        }
        length += line.len();
    }
    rest.len()
}
