//! Whatever has a size, and the sizes that Slack takes: written down once more, from Slack's pages and
//! not from either judge.

use serde_json::{Value, json};

use super::pieces::{
    acting, asking, beside, button, buttons, cell, confirm, many, mrkdwn, of, option, plain, url,
    with, x,
};
use super::{Case, charts};

/// Something with a size, and the sizes that Slack takes.
pub(super) type Sized = (&'static str, (usize, usize), fn(usize) -> Value);

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
pub(in super::super) fn around_every_limit() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, (least, most), make) in LIMITS.iter().chain(charts::LIMITS) {
        for size in [least.saturating_sub(1), *least, *most, most + 1] {
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
