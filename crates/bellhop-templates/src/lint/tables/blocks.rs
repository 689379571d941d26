//! The blocks of most messages.

use super::super::schema::{Object, Shape, TextKind, Together};
use super::objects::SLACK_FILE;
use super::places::{ACCESSORY, ACTION, CONTEXT_ACTION, CONTEXT_ELEMENT, INPUT_ELEMENT};
use super::{EITHER_3000, ID, PLAIN_2000, URL};

const SECURE_URL: Shape = Shape::Form(
    |url| url.starts_with("https://") && url.len() > 8 && url.chars().count() <= 3_000,
    "an https URL of at most 3000 characters",
);

pub(in super::super) static SECTION: Object = Object {
    name: "section",
    required: &[],
    optional: &[
        ("text", EITHER_3000),
        (
            "fields",
            Shape::List(1, 10, &Shape::TextObject(TextKind::Either, 1, 2_000)),
        ),
        ("accessory", Shape::Typed(&ACCESSORY)),
        ("expand", Shape::Boolean),
        ("block_id", ID),
    ],
    together: &[Together::Some(&["text", "fields"])],
};

pub(in super::super) static HEADER: Object = Object {
    name: "header",
    required: &[("text", Shape::TextObject(TextKind::Plain, 1, 150))],
    optional: &[("level", Shape::Number(1, 4)), ("block_id", ID)],
    together: &[],
};

pub(in super::super) static DIVIDER: Object = Object {
    name: "divider",
    required: &[],
    optional: &[("block_id", ID)],
    together: &[],
};

pub(in super::super) static CONTEXT: Object = Object {
    name: "context",
    required: &[(
        "elements",
        Shape::List(1, 10, &Shape::Typed(&CONTEXT_ELEMENT)),
    )],
    optional: &[("block_id", ID)],
    together: &[],
};

pub(in super::super) static IMAGE: Object = Object {
    name: "image",
    required: &[("alt_text", Shape::Text(1, 2_000))],
    optional: &[
        ("image_url", URL),
        ("slack_file", Shape::Object(&SLACK_FILE)),
        ("title", PLAIN_2000),
        ("block_id", ID),
    ],
    together: &[Together::One(&["image_url", "slack_file"])],
};

pub(in super::super) static ACTIONS: Object = Object {
    name: "actions",
    required: &[("elements", Shape::List(1, 25, &Shape::Typed(&ACTION)))],
    optional: &[("block_id", ID)],
    together: &[],
};

pub(in super::super) static CONTEXT_ACTIONS: Object = Object {
    name: "context_actions",
    required: &[(
        "elements",
        Shape::List(1, 5, &Shape::Typed(&CONTEXT_ACTION)),
    )],
    optional: &[("block_id", ID)],
    together: &[],
};

pub(in super::super) static INPUT: Object = Object {
    name: "input",
    required: &[
        ("label", PLAIN_2000),
        ("element", Shape::Typed(&INPUT_ELEMENT)),
    ],
    optional: &[
        ("hint", PLAIN_2000),
        ("optional", Shape::Boolean),
        ("dispatch_action", Shape::Boolean),
        ("block_id", ID),
    ],
    together: &[],
};

pub(in super::super) static MARKDOWN: Object = Object {
    name: "markdown",
    required: &[("text", Shape::Text(1, 12_000))],
    optional: &[("block_id", ID)],
    together: &[],
};

pub(in super::super) static VIDEO: Object = Object {
    name: "video",
    required: &[
        ("alt_text", Shape::Text(1, 2_000)),
        ("title", Shape::TextObject(TextKind::Plain, 1, 199)),
        ("thumbnail_url", URL),
        ("video_url", SECURE_URL),
    ],
    optional: &[
        ("author_name", Shape::Text(1, 49)),
        ("description", Shape::TextObject(TextKind::Plain, 1, 199)),
        ("provider_icon_url", URL),
        ("provider_name", Shape::Any),
        ("title_url", SECURE_URL),
        ("block_id", ID),
    ],
    together: &[],
};
