//! Rich text: sections, lists, preformatted text and quotes, and the leaves in them.

use super::super::schema::{Family, Object, Shape};
use super::objects::DISPATCH;
use super::{ID, PLAIN_150, URL};

const LEAF_LIST: Shape = Shape::List(0, 1_000, &Shape::Typed(&LEAVES));
const STYLE: Shape = Shape::Object(&TEXT_STYLE);

macro_rules! object {
    ($name:ident, $type:literal, [$($required:expr),*], [$($optional:expr),*]) => {
        pub(in super::super) static $name: Object = Object {
            name: $type,
            required: &[$($required),*],
            optional: &[$($optional),*],
            together: &[],
        };
    };
}

object!(
    RICH_TEXT,
    "rich_text",
    [("elements", Shape::List(0, 1_000, &Shape::Typed(&PARTS)))],
    [("block_id", ID)]
);
object!(
    RICH_TEXT_INPUT,
    "rich_text_input",
    [],
    [
        ("action_id", ID),
        ("initial_value", Shape::Object(&RICH_TEXT)),
        ("placeholder", PLAIN_150),
        ("dispatch_action_config", Shape::Object(&DISPATCH)),
        ("focus_on_load", Shape::Boolean)
    ]
);

static PARTS: Family = Family {
    name: "part of rich text",
    kinds: &[&SECTION, &LIST, &PREFORMATTED, &QUOTE],
    elsewhere: &[],
};
object!(SECTION, "rich_text_section", [("elements", LEAF_LIST)], []);
object!(
    LIST,
    "rich_text_list",
    [
        ("style", Shape::OneOf(&["bullet", "ordered"])),
        ("elements", Shape::List(0, 1_000, &Shape::Typed(&ITEM)))
    ],
    [
        ("indent", Shape::Number(0, i64::MAX)),
        ("offset", Shape::Number(0, i64::MAX)),
        ("border", Shape::Number(0, 1))
    ]
);
object!(
    PREFORMATTED,
    "rich_text_preformatted",
    [("elements", LEAF_LIST)],
    [("border", Shape::Number(0, 1)), ("language", Shape::Any)]
);
object!(
    QUOTE,
    "rich_text_quote",
    [("elements", LEAF_LIST)],
    [("border", Shape::Number(0, 1))]
);

static ITEM: Family = Family {
    name: "item of a list",
    kinds: &[&SECTION],
    elsewhere: &[],
};

static LEAVES: Family = Family {
    name: "leaf of rich text",
    kinds: &[
        &TEXT, &LINK, &USER, &USERGROUP, &TEAM, &CHANNEL, &EMOJI, &BROADCAST, &COLOR, &DATE,
    ],
    elsewhere: &[],
};
object!(
    TEXT,
    "text",
    [("text", Shape::Text(1, 12_000))],
    [("style", STYLE)]
);
object!(
    LINK,
    "link",
    [("url", URL)],
    [
        ("text", Shape::Text(0, 12_000)),
        ("unsafe", Shape::Boolean),
        ("style", STYLE)
    ]
);
object!(USER, "user", [("user_id", ID)], [("style", STYLE)]);
object!(
    USERGROUP,
    "usergroup",
    [("usergroup_id", ID)],
    [("style", STYLE)]
);
object!(TEAM, "team", [("team_id", ID)], [("style", STYLE)]);
object!(CHANNEL, "channel", [("channel_id", ID)], [("style", STYLE)]);
object!(
    EMOJI,
    "emoji",
    [("name", Shape::Text(1, 255))],
    [
        ("unicode", Shape::Any),
        ("skin_tone", Shape::Number(1, 6)),
        ("style", STYLE)
    ]
);
object!(
    BROADCAST,
    "broadcast",
    [("range", Shape::OneOf(&["here", "channel", "everyone"]))],
    [("style", STYLE)]
);
object!(
    COLOR,
    "color",
    [("value", Shape::Form(is_hex, "#rrggbb"))],
    [("style", STYLE)]
);
object!(
    DATE,
    "date",
    [
        ("timestamp", Shape::Number(0, 99_999_999_999)),
        ("format", ID)
    ],
    [("url", URL), ("fallback", Shape::Any), ("style", STYLE)]
);
object!(
    TEXT_STYLE,
    "style",
    [],
    [
        ("bold", Shape::Boolean),
        ("italic", Shape::Boolean),
        ("strike", Shape::Boolean),
        ("code", Shape::Boolean),
        ("underline", Shape::Boolean),
        ("highlight", Shape::Boolean),
        ("client_highlight", Shape::Boolean),
        ("unlink", Shape::Boolean)
    ]
);

fn is_hex(text: &str) -> bool {
    text.len() == 7
        && text.starts_with('#')
        && text[1..].bytes().all(|byte| byte.is_ascii_hexdigit())
}
