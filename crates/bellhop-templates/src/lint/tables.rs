//! The rules as data: one entry per kind of block, element and composition object.
//!
//! Limits are those of Slack's reference pages, which `pages` names.

mod agreements;
mod blocks;
mod charts;
mod data_blocks;
mod elements;
mod objects;
mod pages;
mod places;
mod rich_text;

pub(super) use pages::{is_closed, page};

use super::schema::{Family, Object, Shape, TextKind, Together};

const PLAIN_75: Shape = Shape::TextObject(TextKind::Plain, 1, 75);
const PLAIN_150: Shape = Shape::TextObject(TextKind::Plain, 1, 150);
const PLAIN_2000: Shape = Shape::TextObject(TextKind::Plain, 1, 2_000);
const EITHER_150: Shape = Shape::TextObject(TextKind::Either, 1, 150);
const EITHER_3000: Shape = Shape::TextObject(TextKind::Either, 1, 3_000);
const ID: Shape = Shape::Text(1, 255);
const URL: Shape = Shape::Url;

/// What `chat.postMessage` takes as content.
pub(super) static MESSAGE: Object = Object {
    name: "message",
    required: &[],
    optional: &[
        ("text", Shape::Text(0, 40_000)),
        ("blocks", Shape::List(0, 50, &Shape::Typed(&BLOCKS))),
        (
            "attachments",
            Shape::List(0, 100, &Shape::Object(&ATTACHMENT)),
        ),
        ("markdown_text", Shape::Text(1, 12_000)),
        (
            "thread_ts",
            Shape::Form(is_ts, "the ts of a message, for example 1700000000.000100"),
        ),
        ("reply_broadcast", Shape::Boolean),
        ("unfurl_links", Shape::Boolean),
        ("unfurl_media", Shape::Boolean),
        ("mrkdwn", Shape::Boolean),
        ("link_names", Shape::Boolean),
        ("parse", Shape::OneOf(&["none", "full"])),
        ("metadata", Shape::Object(&METADATA)),
        ("username", Shape::Text(1, 255)),
        ("icon_url", URL),
        (
            "icon_emoji",
            Shape::Form(is_emoji, "an emoji between colons, for example :package:"),
        ),
    ],
    together: &[],
};

static METADATA: Object = Object {
    name: "metadata",
    required: &[
        ("event_type", Shape::Text(1, 255)),
        ("event_payload", Shape::Map),
    ],
    optional: &[("entities", Shape::Any)],
    together: &[],
};

/// A legacy attachment, which is also how blocks get a coloured bar.
static ATTACHMENT: Object = Object {
    name: "attachment",
    required: &[],
    optional: &[
        (
            "color",
            Shape::Form(is_color, "good, warning, danger or #rrggbb"),
        ),
        ("blocks", Shape::List(0, 50, &Shape::Typed(&BLOCKS))),
        ("fallback", Shape::Any),
        ("pretext", Shape::Any),
        ("author_name", Shape::Any),
        ("author_link", Shape::Any),
        ("author_icon", Shape::Any),
        ("author_subname", Shape::Any),
        ("title", Shape::Any),
        ("title_link", Shape::Any),
        ("text", Shape::Any),
        ("fields", Shape::List(0, 100, &Shape::Any)),
        ("image_url", URL),
        ("thumb_url", URL),
        ("footer", Shape::Text(0, 300)),
        ("footer_icon", Shape::Any),
        ("ts", Shape::Any),
        ("mrkdwn_in", Shape::List(0, 20, &Shape::Any)),
        ("actions", Shape::List(0, 5, &Shape::Any)),
        ("callback_id", Shape::Text(1, 255)),
        ("id", Shape::Any),
    ],
    together: &[
        Together::Some(&[
            "fallback",
            "text",
            "blocks",
            "title",
            "pretext",
            "image_url",
            "fields",
        ]),
        Together::AtMostOne(&["image_url", "thumb_url"]),
    ],
};

pub(super) static BLOCKS: Family = Family {
    name: "block",
    kinds: &[
        &blocks::SECTION,
        &blocks::HEADER,
        &blocks::DIVIDER,
        &blocks::CONTEXT,
        &blocks::IMAGE,
        &blocks::ACTIONS,
        &blocks::CONTEXT_ACTIONS,
        &blocks::INPUT,
        &blocks::MARKDOWN,
        &blocks::VIDEO,
        &data_blocks::TABLE,
        &data_blocks::DATA_TABLE,
        &charts::DATA_VISUALIZATION,
        &data_blocks::CARD,
        &data_blocks::CAROUSEL,
        &data_blocks::CONTAINER,
        &data_blocks::TASK_CARD,
        &data_blocks::PLAN,
        &rich_text::RICH_TEXT,
    ],
    elsewhere: &["alert", "file", "call", "auth_provider"],
};

fn is_ts(text: &str) -> bool {
    text.split_once('.').is_some_and(|(seconds, micros)| {
        seconds.len() == 10
            && micros.len() == 6
            && (seconds.to_owned() + micros)
                .bytes()
                .all(|byte| byte.is_ascii_digit())
    })
}

fn is_emoji(text: &str) -> bool {
    text.len() > 2 && text.starts_with(':') && text.ends_with(':')
}

fn is_color(text: &str) -> bool {
    let hex = text.strip_prefix('#').unwrap_or(text);
    matches!(text, "good" | "warning" | "danger")
        || (matches!(hex.len(), 3 | 6) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}
