//! Slack's figures for every block and element, as data
//! (<https://docs.slack.dev/reference/block-kit>).

use super::rule::Rule::{
    Anything, Choice, Confirm, Element, Elements, Flag, Items, Labels, Name, OptionGroups, Options,
    Plain, Rows, Text, Texts, Url, Whole,
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
    Shape::open(
        "data_table",
        &[need("caption", Anything), need("rows", Rows(101, 20))],
    ),
    Shape::open(
        "data_visualization",
        &[need("title", Anything), need("chart", Anything)],
    ),
    Shape::open("card", &[]).any_of(&["hero_image", "title", "actions", "body"]),
    Shape::open("carousel", &[need("elements", Items(1, 10))]),
    Shape::open("container", &[need("child_blocks", Items(1, 10))])
        .any_of(&["title", "rich_text_title"]),
    Shape::open(
        "task_card",
        &[need("task_id", Name(255)), need("title", Anything)],
    ),
    Shape::open("plan", &[need("title", Anything)]),
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
    field("slack_file", Anything),
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
    need("rows", Rows(100, 20)),
    field("column_settings", Items(0, 20)),
];
const VIDEO: &[Field] = &[
    need("alt_text", Labels(2_000)),
    need("title", Plain(199)),
    need("thumbnail_url", Url),
    need("video_url", Url),
    field("author_name", Labels(49)),
    field("description", Plain(199)),
    field("provider_icon_url", Url),
    field("provider_name", Labels(49)),
    field("title_url", Url),
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

/// Every element that a block may hold. Which block takes which is said there.
pub(super) static ELEMENTS: &[Shape] = &[
    Shape::new("button", BUTTON),
    Shape::new("image", IMAGE).one_of(&["image_url", "slack_file"]),
    Shape::new("overflow", OVERFLOW),
    Shape::new("checkboxes", CHOICES),
    Shape::new("radio_buttons", CHOICES),
    Shape::new("static_select", STATIC_SELECT).one_of(&["options", "option_groups"]),
    Shape::new("multi_static_select", STATIC_SELECT).one_of(&["options", "option_groups"]),
    Shape::new("external_select", SELECT),
    Shape::new("users_select", SELECT),
    Shape::new("conversations_select", SELECT),
    Shape::new("channels_select", SELECT),
    Shape::new("multi_external_select", SELECT),
    Shape::new("multi_users_select", SELECT),
    Shape::new("multi_conversations_select", SELECT),
    Shape::new("multi_channels_select", SELECT),
    Shape::new("datepicker", PICKER),
    Shape::new("timepicker", PICKER),
    Shape::new("datetimepicker", PICKER),
    Shape::open(
        "workflow_button",
        &[need("text", Plain(75)), need("workflow", Anything)],
    ),
    Shape::open(
        "feedback_buttons",
        &[
            need("positive_button", Anything),
            need("negative_button", Anything),
        ],
    ),
    Shape::open(
        "icon_button",
        &[need("icon", Choice(&["trash"])), need("text", Plain(75))],
    ),
    Shape::open("plain_text_input", INPUT_ELEMENT),
    Shape::open("rich_text_input", INPUT_ELEMENT),
    Shape::open(
        "rich_text_section",
        &[need("elements", Items(0, usize::MAX))],
    ),
    Shape::open(
        "rich_text_list",
        &[
            need("elements", Items(0, usize::MAX)),
            need("style", Choice(&["bullet", "ordered"])),
            field("border", Whole(0, 1)),
        ],
    ),
    Shape::open(
        "rich_text_preformatted",
        &[need("elements", Items(0, usize::MAX))],
    ),
    Shape::open("rich_text_quote", &[need("elements", Items(0, usize::MAX))]),
];

const BUTTON: &[Field] = &[
    need("text", Plain(75)),
    field("action_id", Name(255)),
    field("url", Url),
    field("value", Labels(2_000)),
    field("style", Choice(&["primary", "danger"])),
    field("confirm", Confirm),
    field("accessibility_label", Labels(75)),
];
const IMAGE: &[Field] = &[
    need("alt_text", Labels(2_000)),
    field("image_url", Url),
    field("slack_file", Anything),
];
const OVERFLOW: &[Field] = &[
    need("options", Options(5)),
    field("action_id", Name(255)),
    field("confirm", Confirm),
];
const CHOICES: &[Field] = &[
    need("options", Options(10)),
    field("action_id", Name(255)),
    field("initial_options", Anything),
    field("initial_option", Anything),
    field("confirm", Confirm),
    field("focus_on_load", Flag),
];
const STATIC_SELECT: &[Field] = &[
    field("options", Options(100)),
    field("option_groups", OptionGroups(100)),
    field("placeholder", Plain(150)),
    field("action_id", Name(255)),
    field("initial_option", Anything),
    field("initial_options", Anything),
    field("max_selected_items", Whole(1, u64::MAX)),
    field("confirm", Confirm),
    field("focus_on_load", Flag),
];
const SELECT: &[Field] = &[
    field("placeholder", Plain(150)),
    field("action_id", Name(255)),
    field("initial_option", Anything),
    field("initial_options", Anything),
    field("initial_user", Anything),
    field("initial_users", Anything),
    field("initial_channel", Anything),
    field("initial_channels", Anything),
    field("initial_conversation", Anything),
    field("initial_conversations", Anything),
    field("default_to_current_conversation", Flag),
    field("response_url_enabled", Flag),
    field("filter", Anything),
    field("min_query_length", Whole(0, u64::MAX)),
    field("max_selected_items", Whole(1, u64::MAX)),
    field("confirm", Confirm),
    field("focus_on_load", Flag),
];
const PICKER: &[Field] = &[
    field("placeholder", Plain(150)),
    field("action_id", Name(255)),
    field("initial_date", Anything),
    field("initial_time", Anything),
    field("initial_date_time", Anything),
    field("timezone", Anything),
    field("confirm", Confirm),
    field("focus_on_load", Flag),
];
const INPUT_ELEMENT: &[Field] = &[
    field("action_id", Name(255)),
    field("placeholder", Plain(150)),
    field("min_length", Whole(0, 3_000)),
    field("max_length", Whole(1, 3_000)),
];

/// An option of a menu, and what such menus are made of.
pub(super) const OPTION: &[Field] = &[
    need("text", Text(75)),
    need("value", Labels(150)),
    field("description", Text(75)),
    field("url", Url),
];
pub(super) const OPTION_GROUP: &[Field] =
    &[need("label", Plain(75)), need("options", Options(100))];
/// The dialogue that asks again.
pub(super) const CONFIRM: &[Field] = &[
    need("title", Plain(100)),
    need("text", Text(300)),
    need("confirm", Plain(30)),
    need("deny", Plain(30)),
    field("style", Choice(&["primary", "danger"])),
];
