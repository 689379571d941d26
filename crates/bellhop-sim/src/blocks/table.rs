//! Slack's figures for every block, as data; those of elements are in `elements`
//! (<https://docs.slack.dev/reference/block-kit>).

use super::rich::SLACK_FILE;
use super::rule::Rule::{
    Anything, Chart, Choice, Element, Elements, Flag, Labels, Name, Number, OnePart, PartsOrNull,
    Plain, Rich, Rows, SecureUrl, Text, Texts, Url, Whole, Within,
};
use super::rule::{Field, Shape, field, need};

/// Every block that a message may hold. `alert` and the inputs of modals only, `file`
/// (which Slack only sends) and `auth_provider` are absent, and so of unknown type.
pub(super) static BLOCKS: &[Shape] = &[
    Shape::new("section", SECTION).any_of(&["text", "fields"]),
    Shape::new("header", HEADER),
    Shape::new("divider", &[]),
    Shape::new("image", IMAGE_BLOCK).one_of(&["image_url", "slack_file"]),
    Shape::new("actions", ACTIONS),
    Shape::new("context", CONTEXT),
    Shape::new("context_actions", CONTEXT_ACTIONS),
    Shape::new("input", INPUT),
    Shape::new("markdown", MARKDOWN),
    Shape::new("rich_text", RICH_TEXT),
    Shape::new("table", TABLE),
    Shape::new("video", VIDEO),
    Shape::open("data_table", DATA_TABLE),
    Shape::open(
        "data_visualization",
        &[need("title", Labels(50)), need("chart", Chart)],
    ),
    Shape::open("card", CARD).any_of(CARD_PARTS),
    Shape::open("carousel", &[need("elements", Within(1, 10, &["card"]))]),
    Shape::open("container", CONTAINER).any_of(&["title", "rich_text_title"]),
    Shape::open("task_card", TASK_CARD),
    Shape::open("plan", PLAN),
];

const SECTION: &[Field] = &[
    field("text", Text(3_000)),
    field("fields", Texts(10, 2_000)),
    field("accessory", Element(ACCESSORY)),
    field("expand", Flag),
];
const HEADER: &[Field] = &[need("text", Plain(150)), field("level", Whole(1, 4))];
const IMAGE_BLOCK: &[Field] = &[
    need("alt_text", Labels(2_000)),
    field("image_url", Url),
    field("slack_file", OnePart(SLACK_FILE)),
    field("title", Plain(2_000)),
];
const ACTIONS: &[Field] = &[need("elements", Elements(25, INTERACTIVE))];
const CONTEXT: &[Field] = &[need("elements", Elements(10, CONTEXT_PARTS))];
const CONTEXT_ACTIONS: &[Field] = &[need(
    "elements",
    Elements(5, &["feedback_buttons", "icon_button"]),
)];
const INPUT: &[Field] = &[
    need("label", Plain(2_000)),
    need("element", Element(INPUTS)),
    field("hint", Plain(2_000)),
    field("optional", Flag),
    field("dispatch_action", Flag),
];
const MARKDOWN: &[Field] = &[need("text", Labels(12_000))];
const RICH_TEXT: &[Field] = &[need("elements", Elements(usize::MAX, RICH_PARTS))];
const TABLE: &[Field] = &[
    need("rows", Rows(1, 100, 20)),
    field("column_settings", PartsOrNull(20, COLUMN)),
];
const COLUMN: &[Field] = &[
    field("align", Choice(&["left", "center", "right"])),
    field("is_wrapped", Flag),
];
const DATA_TABLE: &[Field] = &[
    need("caption", Labels(usize::MAX)),
    need("rows", Rows(2, 101, 20)),
    field("page_size", Whole(1, 100)),
    field("row_header_column_index", Whole(0, 19)),
];
const CARD_PARTS: &[&str] = &["hero_image", "title", "actions", "body"];
const PICTURE: &[&str] = &["image"];
const CARD: &[Field] = &[
    field("hero_image", Element(PICTURE)),
    field("icon", Element(PICTURE)),
    field("title", Text(150)),
    field("subtitle", Text(150)),
    field("body", Text(200)),
    field("actions", Within(1, 2, &["button"])),
];
const CONTAINER: &[Field] = &[
    need("child_blocks", Within(1, 10, CHILDREN)),
    field("title", Text(150)),
    field("subtitle", Text(150)),
    field("width", Choice(&["narrow", "standard", "wide", "full"])),
    field("is_collapsible", Flag),
    field("default_collapsed", Flag),
    field("has_header_divider", Flag),
    field("rich_text_title", Rich),
    field("icon", Element(PICTURE)),
];
const CHILDREN: &[&str] = &[
    "actions",
    "context",
    "divider",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
];
const TASK_CARD: &[Field] = &[
    need("task_id", Name(255)),
    need("title", Labels(usize::MAX)),
    field("details", Rich),
    field("output", Rich),
    field(
        "status",
        Choice(&["pending", "in_progress", "complete", "error"]),
    ),
];
const PLAN: &[Field] = &[
    need("title", Anything),
    field("tasks", PartsOrNull(usize::MAX, TASK_CARD)),
];
const VIDEO: &[Field] = &[
    need("alt_text", Labels(2_000)),
    need("title", Plain(199)),
    need("thumbnail_url", Url),
    need("video_url", SecureUrl),
    field("author_name", Labels(49)),
    field("description", Plain(199)),
    field("provider_icon_url", Url),
    field("provider_name", Anything),
    field("title_url", SecureUrl),
];

const RICH_PARTS: &[&str] = &[
    "rich_text_section",
    "rich_text_list",
    "rich_text_preformatted",
    "rich_text_quote",
];
const CONTEXT_PARTS: &[&str] = &["image", "mrkdwn", "plain_text"];
const ACCESSORY: &[&str] = &[
    "button",
    "checkboxes",
    "datepicker",
    "timepicker",
    "image",
    "overflow",
    "radio_buttons",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "workflow_button",
];
const INTERACTIVE: &[&str] = &[
    "button",
    "checkboxes",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "overflow",
    "radio_buttons",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
    "rich_text_input",
    "workflow_button",
];
const INPUTS: &[&str] = &[
    "checkboxes",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "plain_text_input",
    "radio_buttons",
    "rich_text_input",
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
    "multi_static_select",
    "multi_external_select",
    "multi_users_select",
    "multi_conversations_select",
    "multi_channels_select",
];

/// What may stand in a cell of a table.
pub(super) static CELLS: &[Shape] = &[
    Shape::open("raw_text", &[need("text", Labels(3_000))]),
    Shape::open(
        "raw_number",
        &[need("value", Number), field("text", Labels(3_000))],
    ),
    Shape::new("rich_text", RICH_TEXT),
];

/// Rich text that stands in a block of another type.
pub(super) static RICH: &[Shape] = &[Shape::new("rich_text", RICH_TEXT)];
