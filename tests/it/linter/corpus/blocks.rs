//! One of each kind of block and element.

use serde_json::{Value, json};

use super::pieces::{
    acting, asking, beside, button, buttons, cell, confirm, mrkdwn, option, plain, rich, section,
    url, with,
};

/// Each with everything that it may have.
pub(super) fn blocks() -> Vec<(&'static str, Value)> {
    let choices = json!([{"text": mrkdwn(5), "value": "v"}, {"text": plain(5), "value": "w", "description": mrkdwn(3)}]);
    let filter = json!({"include": ["im", "public"], "exclude_bot_users": true});
    let select = |kind: &str| json!({"type": kind, "action_id": "a", "placeholder": plain(5), "confirm": confirm(), "focus_on_load": true});
    let choose = |kind: &str| json!({"type": kind, "action_id": "a", "confirm": confirm(), "focus_on_load": true});
    let leaves = json!([
        {"type": "text", "text": "x", "style": {"bold": true}}, {"type": "link", "url": url(30), "text": "x"},
        {"type": "user", "user_id": "U1"}, {"type": "usergroup", "usergroup_id": "S1"},
        {"type": "channel", "channel_id": "C1"}, {"type": "emoji", "name": "tada"},
        {"type": "color", "value": "#00ff00"}, {"type": "date", "timestamp": 1_700_000_000, "format": "{date}", "fallback": "x"},
    ]);
    let picture = json!({"type": "image", "image_url": url(30), "alt_text": "x"});
    let rich_section = json!({"type": "rich_text_section", "elements": leaves});
    vec![
        (
            "section",
            json!({"type": "section", "text": mrkdwn(5), "fields": [plain(5), mrkdwn(5)], "expand": true, "block_id": "id"}),
        ),
        (
            "header",
            json!({"type": "header", "text": {"type": "plain_text", "text": "x", "emoji": true}, "level": 2, "block_id": "id"}),
        ),
        ("divider", json!({"type": "divider", "block_id": "id"})),
        (
            "image",
            json!({"type": "image", "image_url": url(30), "alt_text": "x", "title": plain(5), "block_id": "id"}),
        ),
        (
            "image of slack",
            json!({"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x"}),
        ),
        (
            "context",
            json!({"type": "context", "elements": [mrkdwn(5), plain(5), {"type": "image", "image_url": url(30), "alt_text": "x"}]}),
        ),
        (
            "actions",
            json!({"type": "actions", "elements": buttons(2), "block_id": "id"}),
        ),
        (
            "context_actions",
            json!({"type": "context_actions", "elements": [
            {"type": "feedback_buttons", "action_id": "f", "positive_button": {"text": plain(5), "value": "y"}, "negative_button": {"text": plain(5), "value": "n"}},
            {"type": "icon_button", "icon": "trash", "text": plain(5), "action_id": "i", "value": "v", "confirm": confirm()}]}),
        ),
        (
            "input",
            json!({"type": "input", "label": plain(5), "hint": plain(5), "optional": true, "dispatch_action": true, "element": {"type": "plain_text_input", "action_id": "a"}}),
        ),
        ("markdown", json!({"type": "markdown", "text": "**x**"})),
        (
            "video",
            json!({"type": "video", "alt_text": "x", "title": plain(5), "thumbnail_url": url(30), "video_url": url(30), "title_url": url(30), "author_name": "x", "description": plain(5), "provider_icon_url": url(30), "provider_name": "x"}),
        ),
        ("rich text", rich(rich_section.clone())),
        (
            "rich list",
            rich(
                json!({"type": "rich_text_list", "style": "bullet", "indent": 1, "border": 1, "offset": 2, "elements": [rich_section.clone()]}),
            ),
        ),
        (
            "rich code",
            rich(
                json!({"type": "rich_text_preformatted", "border": 0, "elements": [{"type": "text", "text": "x"}]}),
            ),
        ),
        (
            "rich quote",
            rich(json!({"type": "rich_text_quote", "elements": [{"type": "text", "text": "x"}]})),
        ),
        (
            "table",
            json!({"type": "table", "rows": [[cell(), {"type": "raw_number", "value": 1.5, "text": "x"}]], "column_settings": [null, {"align": "right", "is_wrapped": true}]}),
        ),
        (
            "data_table",
            json!({"type": "data_table", "caption": "x", "rows": [[cell(), cell()], [cell(), rich(rich_section.clone())]], "page_size": 5, "row_header_column_index": 1}),
        ),
        (
            "card",
            json!({"type": "card", "hero_image": picture, "icon": picture, "title": mrkdwn(5), "subtitle": plain(5), "body": mrkdwn(5), "actions": buttons(2)}),
        ),
        (
            "carousel",
            json!({"type": "carousel", "elements": [{"type": "card", "title": plain(5)}]}),
        ),
        (
            "container",
            json!({"type": "container", "title": plain(5), "rich_text_title": rich(rich_section.clone()), "icon": picture, "child_blocks": [section(), {"type": "divider", "block_id": "id"}], "width": "wide", "is_collapsible": true, "default_collapsed": true, "has_header_divider": true}),
        ),
        (
            "task_card",
            json!({"type": "task_card", "task_id": "t", "title": "x", "status": "complete", "details": rich(rich_section.clone()), "output": rich(rich_section)}),
        ),
        (
            "plan",
            json!({"type": "plan", "title": "x", "tasks": [{"task_id": "t", "title": "x"}]}),
        ),
        (
            "button",
            acting(
                json!({"type": "button", "text": plain(5), "action_id": "a", "value": "v", "url": url(30), "style": "primary", "accessibility_label": "x", "confirm": confirm()}),
            ),
        ),
        ("button beside", beside(button(1))),
        (
            "workflow_button",
            beside(
                json!({"type": "workflow_button", "text": plain(5), "action_id": "a", "style": "danger", "workflow": {"trigger": {"url": url(30)}}}),
            ),
        ),
        (
            "image beside",
            beside(json!({"type": "image", "image_url": url(30), "alt_text": "x"})),
        ),
        (
            "overflow",
            beside(
                json!({"type": "overflow", "action_id": "a", "confirm": confirm(), "options": [{"text": plain(5), "value": "v", "url": url(30), "description": plain(5)}]}),
            ),
        ),
        (
            "checkboxes",
            acting(with(
                with(choose("checkboxes"), "options", choices.clone()),
                "initial_options",
                choices.clone(),
            )),
        ),
        (
            "radio_buttons",
            acting(with(choose("radio_buttons"), "options", choices.clone())),
        ),
        (
            "datepicker",
            acting(with(select("datepicker"), "initial_date", "2026-01-31")),
        ),
        (
            "timepicker",
            acting(with(
                with(select("timepicker"), "initial_time", "13:37"),
                "timezone",
                "Europe/Berlin",
            )),
        ),
        (
            "datetimepicker",
            acting(
                json!({"type": "datetimepicker", "action_id": "a", "initial_date_time": 1_700_000_000, "confirm": confirm()}),
            ),
        ),
        (
            "static_select",
            acting(with(
                with(select("static_select"), "options", json!([option()])),
                "initial_option",
                option(),
            )),
        ),
        (
            "grouped select",
            acting(with(
                select("static_select"),
                "option_groups",
                json!([{"label": plain(5), "options": [option()]}]),
            )),
        ),
        (
            "external_select",
            acting(with(
                with(select("external_select"), "initial_option", option()),
                "min_query_length",
                3,
            )),
        ),
        (
            "users_select",
            acting(with(select("users_select"), "initial_user", "U1")),
        ),
        (
            "conversations_select",
            acting(with(
                with(select("conversations_select"), "filter", filter.clone()),
                "default_to_current_conversation",
                true,
            )),
        ),
        (
            "channels_select",
            acting(with(
                with(select("channels_select"), "initial_channel", "C1"),
                "response_url_enabled",
                true,
            )),
        ),
        (
            "multi_static_select",
            beside(with(
                with(select("multi_static_select"), "options", json!([option()])),
                "max_selected_items",
                2,
            )),
        ),
        (
            "multi_external_select",
            beside(with(select("multi_external_select"), "min_query_length", 0)),
        ),
        (
            "multi_users_select",
            beside(with(
                select("multi_users_select"),
                "initial_users",
                json!(["U1"]),
            )),
        ),
        (
            "multi_conversations_select",
            beside(with(select("multi_conversations_select"), "filter", filter)),
        ),
        (
            "multi_channels_select",
            beside(with(
                select("multi_channels_select"),
                "initial_channels",
                json!(["C1"]),
            )),
        ),
        (
            "plain_text_input",
            asking(
                json!({"type": "plain_text_input", "action_id": "a", "placeholder": plain(5), "multiline": true, "min_length": 1, "max_length": 9, "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}),
            ),
        ),
        (
            "rich_text_input",
            asking(json!({"type": "rich_text_input", "action_id": "a", "placeholder": plain(5)})),
        ),
        (
            "select in an input",
            asking(with(select("users_select"), "initial_user", "U1")),
        ),
    ]
}
