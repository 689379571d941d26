//! Messages that Slack takes, messages at its limits, and messages that are wrong in one place.
//!
//! The limits here are written down once more, from Slack's pages and not from either judge.

use serde_json::{Value, json};

pub(super) struct Case {
    pub(super) name: String,
    pub(super) message: Value,
    /// What is known of it; of most that are spoilt only that the judges must agree.
    pub(super) is_valid: Option<bool>,
}

fn x(count: usize) -> String {
    "x".repeat(count)
}
fn plain(count: usize) -> Value {
    json!({"type": "plain_text", "text": x(count)})
}
fn mrkdwn(count: usize) -> Value {
    json!({"type": "mrkdwn", "text": x(count)})
}
fn url(count: usize) -> String {
    format!("https://example.com/{}", x(count.saturating_sub(20)))
}
fn button(number: usize) -> Value {
    json!({"type": "button", "text": plain(5), "action_id": format!("b{number}")})
}
fn option() -> Value {
    json!({"text": plain(5), "value": "v", "description": plain(5)})
}
fn section() -> Value {
    json!({"type": "section", "text": mrkdwn(5)})
}
fn beside(element: Value) -> Value {
    json!({"type": "section", "text": mrkdwn(5), "accessory": element})
}
fn acting(element: Value) -> Value {
    json!({"type": "actions", "elements": [element]})
}
fn asking(element: Value) -> Value {
    json!({"type": "input", "label": plain(5), "element": element})
}
fn rich(part: Value) -> Value {
    json!({"type": "rich_text", "elements": [part]})
}
fn cell() -> Value {
    json!({"type": "raw_text", "text": "x"})
}
fn confirm() -> Value {
    json!({"title": plain(5), "text": mrkdwn(5), "confirm": plain(5), "deny": plain(5), "style": "danger"})
}
fn many(count: usize, item: &Value) -> Vec<Value> {
    vec![item.clone(); count]
}
fn buttons(count: usize) -> Vec<Value> {
    (0..count).map(button).collect()
}
fn with(mut value: Value, key: &str, inner: impl Into<Value>) -> Value {
    value[key] = inner.into();
    value
}
fn of(block: Value) -> Value {
    json!({"text": "x", "blocks": [block]})
}

/// One of each kind of block and element, with everything that it may have.
fn blocks() -> Vec<(&'static str, Value)> {
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
                json!({"type": "rich_text_list", "style": "bullet", "indent": 1, "border": 1, "offset": 2, "elements": [rich_section]}),
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
            json!({"type": "table", "rows": [[cell(), {"type": "raw_number", "value": 1}]], "column_settings": [null, {"align": "right", "is_wrapped": true}]}),
        ),
        (
            "data_table",
            json!({"type": "data_table", "caption": "x", "rows": [[cell()], [cell()]], "page_size": 5, "row_header_column_index": 0}),
        ),
        (
            "card",
            json!({"type": "card", "title": mrkdwn(5), "subtitle": plain(5), "body": mrkdwn(5), "actions": buttons(2)}),
        ),
        (
            "carousel",
            json!({"type": "carousel", "elements": [{"type": "card", "title": plain(5)}]}),
        ),
        (
            "container",
            json!({"type": "container", "title": plain(5), "child_blocks": [section(), {"type": "divider"}], "width": "wide", "is_collapsible": true}),
        ),
        (
            "task_card",
            json!({"type": "task_card", "task_id": "t", "title": "x", "status": "complete"}),
        ),
        ("plan", json!({"type": "plan", "title": "x"})),
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

pub(super) fn valid() -> Vec<Case> {
    let cases = blocks().into_iter().map(|(name, block)| Case {
        name: name.to_owned(),
        message: of(block),
        is_valid: Some(true),
    });
    cases.collect()
}

/// Something with a size, and the sizes that Slack takes.
type Sized = (&'static str, (usize, usize), fn(usize) -> Value);

const LIMITS: &[Sized] = &[
    (
        "blocks",
        (1, 50),
        |n| json!({"text": "x", "blocks": many(n, &json!({"type": "divider"}))}),
    ),
    (
        "attachments",
        (1, 100),
        |n| json!({"text": "x", "attachments": many(n, &json!({"text": "x"}))}),
    ),
    (
        "markdown_text",
        (1, 12_000),
        |n| json!({"markdown_text": x(n)}),
    ),
    ("section text", (1, 3_000), |n| {
        of(json!({"type": "section", "text": mrkdwn(n)}))
    }),
    ("section fields", (1, 10), |n| {
        of(json!({"type": "section", "fields": many(n, &mrkdwn(5))}))
    }),
    ("section field", (1, 2_000), |n| {
        of(json!({"type": "section", "fields": [plain(n)]}))
    }),
    ("header", (1, 150), |n| {
        of(json!({"type": "header", "text": plain(n)}))
    }),
    ("header level", (1, 4), |n| {
        of(json!({"type": "header", "text": plain(5), "level": n}))
    }),
    ("block_id", (1, 255), |n| {
        of(json!({"type": "divider", "block_id": x(n)}))
    }),
    ("image alt_text", (1, 2_000), |n| {
        of(json!({"type": "image", "image_url": url(30), "alt_text": x(n)}))
    }),
    ("image title", (1, 2_000), |n| {
        of(json!({"type": "image", "image_url": url(30), "alt_text": "x", "title": plain(n)}))
    }),
    ("image url", (20, 3_000), |n| {
        of(
            json!({"type": "image", "image_url": if n < 20 { "https://".into() } else { url(n) }, "alt_text": "x"}),
        )
    }),
    ("actions", (1, 25), |n| {
        of(json!({"type": "actions", "elements": buttons(n)}))
    }),
    ("context", (1, 10), |n| {
        of(json!({"type": "context", "elements": many(n, &mrkdwn(5))}))
    }),
    ("context text", (1, 3_000), |n| {
        of(json!({"type": "context", "elements": [mrkdwn(n)]}))
    }),
    ("context_actions", (1, 5), |n| {
        of(
            json!({"type": "context_actions", "elements": (0..n).map(|n| json!({"type": "icon_button", "icon": "trash", "text": plain(5), "action_id": n.to_string()})).collect::<Vec<_>>()}),
        )
    }),
    ("input label", (1, 2_000), |n| {
        of(with(
            asking(json!({"type": "plain_text_input"})),
            "label",
            plain(n),
        ))
    }),
    ("input hint", (1, 2_000), |n| {
        of(with(
            asking(json!({"type": "plain_text_input"})),
            "hint",
            plain(n),
        ))
    }),
    ("placeholder", (1, 150), |n| {
        of(asking(
            json!({"type": "plain_text_input", "placeholder": plain(n)}),
        ))
    }),
    ("max_length", (1, 3_000), |n| {
        of(asking(json!({"type": "plain_text_input", "max_length": n})))
    }),
    ("markdown", (1, 12_000), |n| {
        of(json!({"type": "markdown", "text": x(n)}))
    }),
    ("table rows", (1, 100), |n| {
        of(json!({"type": "table", "rows": many(n, &json!([cell()]))}))
    }),
    ("table cells", (1, 20), |n| {
        of(json!({"type": "table", "rows": [many(n, &cell())]}))
    }),
    ("data_table rows", (2, 101), |n| {
        of(json!({"type": "data_table", "caption": "x", "rows": many(n, &json!([cell()]))}))
    }),
    ("data_table page", (1, 100), |n| {
        of(
            json!({"type": "data_table", "caption": "x", "rows": [[cell()], [cell()]], "page_size": n}),
        )
    }),
    ("video title", (1, 199), |n| {
        of(
            json!({"type": "video", "alt_text": "x", "title": plain(n), "thumbnail_url": url(30), "video_url": url(30)}),
        )
    }),
    ("video description", (1, 199), |n| {
        of(
            json!({"type": "video", "alt_text": "x", "title": plain(5), "thumbnail_url": url(30), "video_url": url(30), "description": plain(n)}),
        )
    }),
    ("video author", (1, 49), |n| {
        of(
            json!({"type": "video", "alt_text": "x", "title": plain(5), "thumbnail_url": url(30), "video_url": url(30), "author_name": x(n)}),
        )
    }),
    ("card title", (1, 150), |n| {
        of(json!({"type": "card", "title": plain(n)}))
    }),
    ("card body", (1, 200), |n| {
        of(json!({"type": "card", "body": plain(n)}))
    }),
    ("card actions", (1, 2), |n| {
        of(json!({"type": "card", "actions": buttons(n)}))
    }),
    ("carousel", (1, 10), |n| {
        of(
            json!({"type": "carousel", "elements": many(n, &json!({"type": "card", "title": plain(5)}))}),
        )
    }),
    ("container", (1, 10), |n| {
        of(
            json!({"type": "container", "title": plain(5), "child_blocks": many(n, &json!({"type": "divider"}))}),
        )
    }),
    ("button text", (1, 75), |n| {
        of(acting(json!({"type": "button", "text": plain(n)})))
    }),
    ("button value", (1, 2_000), |n| {
        of(acting(with(button(1), "value", x(n))))
    }),
    ("button label", (1, 75), |n| {
        of(acting(with(button(1), "accessibility_label", x(n))))
    }),
    ("button url", (20, 3_000), |n| {
        of(acting(with(
            button(1),
            "url",
            if n < 20 { String::new() } else { url(n) },
        )))
    }),
    ("action_id", (1, 255), |n| {
        of(acting(
            json!({"type": "button", "text": plain(5), "action_id": x(n)}),
        ))
    }),
    ("confirm title", (1, 100), |n| {
        of(acting(with(
            button(1),
            "confirm",
            with(confirm(), "title", plain(n)),
        )))
    }),
    ("confirm text", (1, 300), |n| {
        of(acting(with(
            button(1),
            "confirm",
            with(confirm(), "text", mrkdwn(n)),
        )))
    }),
    ("confirm confirm", (1, 30), |n| {
        of(acting(with(
            button(1),
            "confirm",
            with(confirm(), "confirm", plain(n)),
        )))
    }),
    ("confirm deny", (1, 30), |n| {
        of(acting(with(
            button(1),
            "confirm",
            with(confirm(), "deny", plain(n)),
        )))
    }),
    ("overflow", (1, 5), |n| {
        of(beside(
            json!({"type": "overflow", "options": many(n, &option())}),
        ))
    }),
    ("checkboxes", (1, 10), |n| {
        of(acting(
            json!({"type": "checkboxes", "options": many(n, &option())}),
        ))
    }),
    ("radio_buttons", (1, 10), |n| {
        of(acting(
            json!({"type": "radio_buttons", "options": many(n, &option())}),
        ))
    }),
    ("options", (1, 100), |n| {
        of(acting(
            json!({"type": "static_select", "options": many(n, &option())}),
        ))
    }),
    ("option text", (1, 75), |n| {
        of(acting(
            json!({"type": "static_select", "options": [{"text": plain(n), "value": "v"}]}),
        ))
    }),
    ("option value", (1, 150), |n| {
        of(acting(
            json!({"type": "static_select", "options": [{"text": plain(5), "value": x(n)}]}),
        ))
    }),
    ("option description", (1, 75), |n| {
        of(acting(
            json!({"type": "static_select", "options": [with(option(), "description", plain(n))]}),
        ))
    }),
    ("option groups", (1, 100), |n| {
        of(acting(
            json!({"type": "static_select", "option_groups": many(n, &json!({"label": plain(5), "options": [option()]}))}),
        ))
    }),
    ("group label", (1, 75), |n| {
        of(acting(
            json!({"type": "static_select", "option_groups": [{"label": plain(n), "options": [option()]}]}),
        ))
    }),
    ("group options", (1, 100), |n| {
        of(acting(
            json!({"type": "static_select", "option_groups": [{"label": plain(5), "options": many(n, &option())}]}),
        ))
    }),
];

/// At each end of each limit, and one beyond it.
pub(super) fn around_every_limit() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, (least, most), make) in LIMITS {
        for size in [least - 1, *least, *most, most + 1] {
            let is_empty_list = size == 0 && matches!(*name, "blocks" | "attachments");
            cases.push(Case {
                name: format!("{name} of {size}"),
                message: make(size),
                is_valid: Some((*least..=*most).contains(&size) || is_empty_list),
            });
        }
    }
    cases
}

/// Every message with one thing changed, wherever something can be changed.
pub(super) fn spoilt() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, block) in blocks() {
        let message = of(block);
        let mut places = Vec::new();
        collect(&message["blocks"], "/blocks".to_owned(), &mut places);
        for place in &places {
            for (what, message) in spoil(&message, place) {
                cases.push(Case {
                    name: format!("{name}: {place} {what}"),
                    message,
                    is_valid: None,
                });
            }
        }
    }
    cases
}

fn collect(value: &Value, place: String, places: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            for (key, inner) in map {
                collect(inner, format!("{place}/{key}"), places);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                collect(inner, format!("{place}/{index}"), places);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    places.push(place);
}

fn spoil(message: &Value, place: &str) -> Vec<(&'static str, Value)> {
    let mut spoilt = Vec::new();
    let others = [
        ("is a number", json!(7)),
        ("is true", json!(true)),
        ("is nothing", json!("")),
        ("is a word", json!("word")),
        ("is an empty list", json!([])),
        ("is an empty object", json!({})),
    ];
    for (what, other) in others {
        let mut changed = message.clone();
        if let Some(value) = changed.pointer_mut(place) {
            *value = other;
            spoilt.push((what, changed));
        }
    }
    let (parent, key) = place.rsplit_once('/').unwrap_or_default();
    let mut removed = message.clone();
    let around = removed.pointer_mut(parent).and_then(Value::as_object_mut);
    if around.is_some_and(|map| map.remove(key).is_some()) {
        spoilt.push(("is missing", removed));
    }
    let mut added = message.clone();
    if let Some(Value::Object(map)) = added.pointer_mut(place) {
        map.insert("colour".to_owned(), json!("red"));
        spoilt.push(("has a colour", added));
    }
    spoilt
}
