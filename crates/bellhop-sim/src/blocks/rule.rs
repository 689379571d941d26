//! The words in which the table is written: shapes, their fields, and the rule that
//! each field keeps.

/// What a field may hold. Lengths are in characters, counts in items.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// A text object of either type, 1 to so many characters.
    Text(usize),
    /// A `plain_text` object, 1 to so many characters.
    Plain(usize),
    /// A list of 1 to so many text objects of so many characters.
    Texts(usize, usize),
    /// A string of 1 to so many characters.
    Labels(usize),
    /// An id: a string of 1 to so many characters.
    Name(usize),
    /// A list of 1 to so many ids.
    Names(usize),
    /// A web address of up to 3,000 characters.
    Url,
    /// True or false.
    Flag,
    /// A whole number between the two.
    Whole(u64, u64),
    /// Any number.
    Number,
    /// A number that is more than zero.
    Share,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// One element of one of these types.
    Element(&'static [&'static str]),
    /// A list of 1 to so many elements of these types.
    Elements(usize, &'static [&'static str]),
    /// A web address with https, of up to 3,000 characters.
    SecureUrl,
    /// A string of up to so many characters; it may be empty.
    Prose(usize),
    /// A colour, `#rrggbb`.
    Hex,
    /// An object with exactly one of these fields.
    OnePart(&'static [Field]),
    /// A string in which each `0` of this form is a digit.
    Digits(&'static str),
    /// An object with these fields.
    Parts(&'static [Field]),
    /// An object with at least one of these fields.
    SomeParts(&'static [Field]),
    /// A list of 1 to so many options, series or segments, each with these fields.
    Options(usize, &'static [Field]),
    /// A list of 1 to so many strings of 1 to so many characters.
    Strings(usize, usize),
    /// Rich text.
    Rich,
    /// A chart of one of its types.
    Chart,
    /// A list of 1 to so many labelled lists of options.
    OptionGroups(usize),
    /// A dialogue that asks again.
    Confirm,
    /// So few to so many rows of up to so many cells.
    Rows(usize, usize, usize),
    /// A list of up to so many objects with these fields, or null.
    PartsOrNull(usize, &'static [Field]),
    /// A list of so few to so many blocks or elements of these types.
    Within(usize, usize, &'static [&'static str]),
    /// A list of 1 to so many of these words.
    Choices(usize, &'static [&'static str]),
    /// Whatever; Slack looks deeper than this simulator.
    Anything,
}

/// A field of a block or an element.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) is_needed: bool,
    pub(super) rule: Rule,
}

/// A field that may be left out.
pub(super) const fn field(name: &'static str, rule: Rule) -> Field {
    Field {
        name,
        is_needed: false,
        rule,
    }
}

/// A field that must be there.
pub(super) const fn need(name: &'static str, rule: Rule) -> Field {
    Field {
        is_needed: true,
        ..field(name, rule)
    }
}

/// A block or an element: its type and its fields.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) kind: &'static str,
    pub(super) fields: &'static [Field],
    pub(super) is_open: bool,
    pub(super) some_of: &'static [&'static str],
    pub(super) is_only_one: bool,
}

impl Shape {
    /// A shape that has these fields and no others.
    pub(super) const fn new(kind: &'static str, fields: &'static [Field]) -> Shape {
        Shape {
            kind,
            fields,
            is_open: false,
            some_of: &[],
            is_only_one: false,
        }
    }

    /// A shape that has further fields, which are not looked at.
    pub(super) const fn open(kind: &'static str, fields: &'static [Field]) -> Shape {
        Shape {
            is_open: true,
            ..Shape::new(kind, fields)
        }
    }

    /// With at least one of these fields.
    pub(super) const fn any_of(self, names: &'static [&'static str]) -> Shape {
        Shape {
            some_of: names,
            ..self
        }
    }

    /// With exactly one of these fields.
    pub(super) const fn one_of(self, names: &'static [&'static str]) -> Shape {
        Shape {
            is_only_one: true,
            ..self.any_of(names)
        }
    }
}
