//! Slack's figures for every element of a block, as data
//! (<https://docs.slack.dev/reference/block-kit/block-elements>).

use super::rich::{LEAF_KINDS, SLACK_FILE};
use super::rule::Rule::{
    Choice, Choices, Confirm, Digits, Flag, Labels, Name, Names, OnePart, OptionGroups, Options,
    Parts, Plain, SomeParts, Text, Url, Whole, Within,
};
use super::rule::{Field, Shape, field, need};

/// Every element that a block may hold. Which block takes which is said there.
pub(super) static ELEMENTS: &[Shape] = &[
    Shape::new("button", BUTTON),
    Shape::new("image", IMAGE).one_of(&["image_url", "slack_file"]),
    Shape::new("overflow", OVERFLOW),
    Shape::new("checkboxes", CHECKBOXES),
    Shape::new("radio_buttons", RADIO_BUTTONS),
    Shape::new("static_select", STATIC_SELECT).one_of(&["options", "option_groups"]),
    Shape::new("multi_static_select", STATIC_SELECTS).one_of(&["options", "option_groups"]),
    Shape::new("external_select", EXTERNAL),
    Shape::new("users_select", USER),
    Shape::new("conversations_select", CONVERSATION),
    Shape::new("channels_select", CHANNEL),
    Shape::new("multi_external_select", EXTERNALS),
    Shape::new("multi_users_select", USERS),
    Shape::new("multi_conversations_select", CONVERSATIONS),
    Shape::new("multi_channels_select", CHANNELS),
    Shape::new("datepicker", DATE),
    Shape::new("timepicker", TIME),
    Shape::new("datetimepicker", DATETIME),
    Shape::open(
        "workflow_button",
        &[
            need("text", Plain(75)),
            need(
                "workflow",
                Parts(&[need("trigger", Parts(&[need("url", Url)]))]),
            ),
            field("action_id", Name(255)),
            field("style", Choice(&["primary", "danger"])),
            field("accessibility_label", Labels(75)),
        ],
    ),
    Shape::open(
        "feedback_buttons",
        &[
            need("positive_button", Parts(FEEDBACK)),
            need("negative_button", Parts(FEEDBACK)),
            field("action_id", Name(255)),
        ],
    ),
    Shape::open(
        "icon_button",
        &[
            need("icon", Choice(&["trash"])),
            need("text", Plain(75)),
            field("action_id", Name(255)),
            field("value", Labels(2_000)),
            field("confirm", Confirm),
            field("accessibility_label", Labels(75)),
        ],
    ),
    Shape::open("plain_text_input", TEXT_INPUT),
    Shape::open("rich_text_input", INPUT_ELEMENT),
    Shape::open(
        "rich_text_section",
        &[need("elements", Within(0, usize::MAX, LEAF_KINDS))],
    ),
    Shape::open(
        "rich_text_list",
        &[
            need("elements", Within(0, usize::MAX, &["rich_text_section"])),
            need("style", Choice(&["bullet", "ordered"])),
            field("indent", Whole(0, u64::MAX)),
            field("offset", Whole(0, u64::MAX)),
            field("border", Whole(0, 1)),
        ],
    ),
    Shape::open(
        "rich_text_preformatted",
        &[
            need("elements", Within(0, usize::MAX, LEAF_KINDS)),
            field("border", Whole(0, 1)),
        ],
    ),
    Shape::open(
        "rich_text_quote",
        &[
            need("elements", Within(0, usize::MAX, LEAF_KINDS)),
            field("border", Whole(0, 1)),
        ],
    ),
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
    field("slack_file", OnePart(SLACK_FILE)),
];
const FEEDBACK: &[Field] = &[
    need("text", Plain(75)),
    need("value", Labels(2_000)),
    field("accessibility_label", Labels(75)),
];
const OVERFLOW: &[Field] = &[
    need("options", Options(5, OVERFLOW_OPTION)),
    field("action_id", Name(255)),
    field("confirm", Confirm),
    field("focus_on_load", Flag),
];

macro_rules! element {
    ($name:ident, [$($field:expr),* $(,)?]) => {
        const $name: &[Field] = &[
            field("action_id", Name(255)),
            field("confirm", Confirm),
            field("focus_on_load", Flag),
            $($field),*
        ];
    };
}

element!(
    CHECKBOXES,
    [
        need("options", Options(10, CHOICE)),
        field("initial_options", Options(10, CHOICE))
    ]
);
element!(
    RADIO_BUTTONS,
    [
        need("options", Options(10, CHOICE)),
        field("initial_option", Parts(CHOICE))
    ]
);
element!(
    STATIC_SELECT,
    [
        field("options", Options(100, OPTION)),
        field("option_groups", OptionGroups(100)),
        field("placeholder", Plain(150)),
        field("initial_option", Parts(OPTION)),
    ]
);
element!(
    STATIC_SELECTS,
    [
        field("options", Options(100, OPTION)),
        field("option_groups", OptionGroups(100)),
        field("placeholder", Plain(150)),
        field("initial_options", Options(100, OPTION)),
        field("max_selected_items", Whole(1, u64::MAX)),
    ]
);
element!(
    EXTERNAL,
    [
        field("placeholder", Plain(150)),
        field("initial_option", Parts(OPTION)),
        field("min_query_length", Whole(0, u64::MAX)),
    ]
);
element!(
    EXTERNALS,
    [
        field("placeholder", Plain(150)),
        field("initial_options", Options(100, OPTION)),
        field("min_query_length", Whole(0, u64::MAX)),
        field("max_selected_items", Whole(1, u64::MAX)),
    ]
);
element!(
    USER,
    [
        field("placeholder", Plain(150)),
        field("initial_user", Name(255))
    ]
);
element!(
    USERS,
    [
        field("placeholder", Plain(150)),
        field("initial_users", Names(100)),
        field("max_selected_items", Whole(1, u64::MAX)),
    ]
);
element!(
    CONVERSATION,
    [
        field("placeholder", Plain(150)),
        field("initial_conversation", Name(255)),
        field("default_to_current_conversation", Flag),
        field("response_url_enabled", Flag),
        field("filter", SomeParts(FILTER)),
    ]
);
element!(
    CONVERSATIONS,
    [
        field("placeholder", Plain(150)),
        field("initial_conversations", Names(100)),
        field("default_to_current_conversation", Flag),
        field("filter", SomeParts(FILTER)),
        field("max_selected_items", Whole(1, u64::MAX)),
    ]
);
element!(
    CHANNEL,
    [
        field("placeholder", Plain(150)),
        field("initial_channel", Name(255)),
        field("response_url_enabled", Flag),
    ]
);
element!(
    CHANNELS,
    [
        field("placeholder", Plain(150)),
        field("initial_channels", Names(100)),
        field("max_selected_items", Whole(1, u64::MAX)),
    ]
);
element!(
    DATE,
    [
        field("placeholder", Plain(150)),
        field("initial_date", Digits("0000-00-00"))
    ]
);
element!(
    TIME,
    [
        field("placeholder", Plain(150)),
        field("initial_time", Digits("00:00")),
        field("timezone", Labels(100)),
    ]
);
element!(
    DATETIME,
    [field(
        "initial_date_time",
        Whole(1_000_000_000, 9_999_999_999)
    )]
);

const FILTER: &[Field] = &[
    field("include", Choices(4, &["im", "mpim", "private", "public"])),
    field("exclude_external_shared_channels", Flag),
    field("exclude_bot_users", Flag),
];
const INPUT_ELEMENT: &[Field] = &[
    field("action_id", Name(255)),
    field("placeholder", Plain(150)),
    field("focus_on_load", Flag),
];
const TEXT_INPUT: &[Field] = &[
    field("action_id", Name(255)),
    field("placeholder", Plain(150)),
    field("min_length", Whole(0, 3_000)),
    field("max_length", Whole(1, 3_000)),
    field("multiline", Flag),
    field("focus_on_load", Flag),
    field(
        "dispatch_action_config",
        Parts(&[field(
            "trigger_actions_on",
            Choices(2, &["on_enter_pressed", "on_character_entered"]),
        )]),
    ),
];

/// An option of a menu; mrkdwn is for boxes and buttons, an address for the overflow menu.
const OPTION: &[Field] = &[
    need("text", Plain(75)),
    need("value", Labels(150)),
    field("description", Plain(75)),
];
const CHOICE: &[Field] = &[
    need("text", Text(75)),
    need("value", Labels(150)),
    field("description", Text(75)),
];
const OVERFLOW_OPTION: &[Field] = &[
    need("text", Plain(75)),
    need("value", Labels(150)),
    field("description", Plain(75)),
    field("url", Url),
];
/// Options under a label.
pub(super) const OPTION_GROUP: &[Field] = &[
    need("label", Plain(75)),
    need("options", Options(100, OPTION)),
];
/// The dialogue that asks again.
pub(super) const CONFIRM: &[Field] = &[
    need("title", Plain(100)),
    need("text", Text(300)),
    need("confirm", Plain(30)),
    need("deny", Plain(30)),
    field("style", Choice(&["primary", "danger"])),
];
