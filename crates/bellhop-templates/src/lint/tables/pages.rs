//! Where Slack's documentation says what the tables say, and which kinds of objects Slack refuses
//! for a property that it does not know.

/// The pages of Block Kit; a page that is not below it is written in full.
const BLOCK_KIT: &str = "https://docs.slack.dev/reference/block-kit/";

/// Kinds of objects, and the page that their limits come from.
const PAGES: &[(&[&str], &str)] = &[
    (
        &["message"],
        "https://docs.slack.dev/reference/methods/chat.postMessage",
    ),
    (
        &["metadata"],
        "https://docs.slack.dev/messaging/message-metadata",
    ),
    (
        &["attachment"],
        "https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments",
    ),
    (&["section"], "blocks/section-block"),
    (&["header"], "blocks/header-block"),
    (&["divider"], "blocks/divider-block"),
    (&["context"], "blocks/context-block"),
    (&["image"], "blocks/image-block"),
    (&["actions"], "blocks/actions-block"),
    (&["context_actions"], "blocks/context-actions-block"),
    (&["input"], "blocks/input-block"),
    (&["markdown"], "blocks/markdown-block"),
    (&["video"], "blocks/video-block"),
    (&["table"], "blocks/table-block"),
    (
        &["data_table", "raw_text", "raw_number", "column settings"],
        "blocks/data-table-block",
    ),
    (
        &[
            "data_visualization",
            "line",
            "bar",
            "area",
            "pie",
            "axis config",
            "series",
            "point",
            "segment",
        ],
        "blocks/data-visualization-block",
    ),
    (&["card"], "blocks/card-block"),
    (&["carousel"], "blocks/carousel-block"),
    (&["container"], "blocks/container-block"),
    (&["task_card"], "blocks/task-card-block"),
    (&["plan"], "blocks/plan-block"),
    (
        &[
            "rich_text",
            "rich_text_section",
            "rich_text_list",
            "rich_text_preformatted",
            "rich_text_quote",
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
            "style",
        ],
        "blocks/rich-text-block",
    ),
    (&["button"], "block-elements/button-element"),
    (
        &["workflow_button", "workflow", "trigger"],
        "block-elements/workflow-button-element",
    ),
    (&["overflow"], "block-elements/overflow-menu-element"),
    (&["checkboxes"], "block-elements/checkboxes-element"),
    (
        &["radio_buttons"],
        "block-elements/radio-button-group-element",
    ),
    (&["datepicker"], "block-elements/date-picker-element"),
    (&["timepicker"], "block-elements/time-picker-element"),
    (
        &["datetimepicker"],
        "block-elements/datetime-picker-element",
    ),
    (
        &["plain_text_input"],
        "block-elements/plain-text-input-element",
    ),
    (
        &["rich_text_input"],
        "block-elements/rich-text-input-element",
    ),
    (
        &[
            "static_select",
            "external_select",
            "users_select",
            "conversations_select",
            "channels_select",
        ],
        "block-elements/select-menu-element",
    ),
    (
        &[
            "multi_static_select",
            "multi_external_select",
            "multi_users_select",
            "multi_conversations_select",
            "multi_channels_select",
        ],
        "block-elements/multi-select-menu-element",
    ),
    (
        &["feedback_buttons", "feedback button"],
        "block-elements/feedback-buttons-element",
    ),
    (&["icon_button"], "block-elements/icon-button-element"),
    (&["plain_text", "mrkdwn"], "composition-objects/text-object"),
    (
        &["confirm"],
        "composition-objects/confirmation-dialog-object",
    ),
    (&["option"], "composition-objects/option-object"),
    (&["option group"], "composition-objects/option-group-object"),
    (&["slack_file"], "composition-objects/slack-file-object"),
    (
        &["conversation filter"],
        "composition-objects/conversation-filter-object",
    ),
    (
        &["dispatch action config"],
        "composition-objects/dispatch-action-configuration-object",
    ),
];

/// Kinds that have been the same for years: a property that is not in the tables is refused as an
/// "invalid additional property". Newer kinds gain properties faster than anyone writes tables, so
/// there it is a warning.
const CLOSED: &[&str] = &[
    "section",
    "header",
    "divider",
    "context",
    "image",
    "actions",
    "context_actions",
    "input",
    "markdown",
    "video",
    "table",
    "rich_text",
    "button",
    "overflow",
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "timepicker",
    "datetimepicker",
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
    "plain_text",
    "mrkdwn",
];

/// The page about objects of this kind.
pub(in super::super) fn page(kind: &str) -> String {
    let found = PAGES.iter().find(|(kinds, _)| kinds.contains(&kind));
    match found {
        Some((_, page)) if page.starts_with("https:") => (*page).to_owned(),
        Some((_, page)) => format!("{BLOCK_KIT}{page}"),
        None => BLOCK_KIT.to_owned(),
    }
}

/// Whether Slack refuses an object of this kind for a property that it does not know.
pub(in super::super) fn is_closed(kind: &str) -> bool {
    CLOSED.contains(&kind)
}
