//! The leaves of rich text, and the objects in them
//! (<https://docs.slack.dev/reference/block-kit/blocks/rich-text-block>).

use super::rule::Rule::{Anything, Choice, Flag, Hex, Labels, Name, Parts, Prose, Url, Whole};
use super::rule::{Field, Shape, field, need};

/// The types of leaves, wherever a part of rich text has some.
pub(super) const LEAF_KINDS: &[&str] = &[
    "text",
    "link",
    "user",
    "usergroup",
    "team",
    "channel",
    "emoji",
    "broadcast",
    "color",
    "date",
];

pub(super) static LEAVES: &[Shape] = &[
    Shape::open("text", &[need("text", Labels(12_000)), STYLE]),
    Shape::open(
        "link",
        &[
            need("url", Url),
            field("text", Prose(12_000)),
            field("unsafe", Flag),
            STYLE,
        ],
    ),
    Shape::open("user", &[need("user_id", Name(255)), STYLE]),
    Shape::open("usergroup", &[need("usergroup_id", Name(255)), STYLE]),
    Shape::open("team", &[need("team_id", Name(255)), STYLE]),
    Shape::open("channel", &[need("channel_id", Name(255)), STYLE]),
    Shape::open(
        "emoji",
        &[
            need("name", Name(255)),
            field("skin_tone", Whole(1, 6)),
            STYLE,
        ],
    ),
    Shape::open(
        "broadcast",
        &[
            need("range", Choice(&["here", "channel", "everyone"])),
            STYLE,
        ],
    ),
    Shape::open("color", &[need("value", Hex), STYLE]),
    Shape::open(
        "date",
        &[
            need("timestamp", Whole(0, 99_999_999_999)),
            need("format", Name(255)),
            field("url", Url),
            field("fallback", Anything),
            STYLE,
        ],
    ),
];

const STYLE: Field = field(
    "style",
    Parts(&[
        field("bold", Flag),
        field("italic", Flag),
        field("strike", Flag),
        field("code", Flag),
        field("underline", Flag),
        field("highlight", Flag),
        field("client_highlight", Flag),
        field("unlink", Flag),
    ]),
);

/// A file of Slack's own: its id or its address, and not both.
pub(super) const SLACK_FILE: &[Field] = &[field("id", Name(255)), field("url", Url)];
