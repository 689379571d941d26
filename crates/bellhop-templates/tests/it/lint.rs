//! The linter's rules, as a table from message to finding.

use bellhop_templates::lint::{Severity, lint};
use serde_json::{Value, json};

fn plain(length: usize) -> Value {
    json!({ "type": "plain_text", "text": "x".repeat(length) })
}

fn mrkdwn(length: usize) -> Value {
    json!({ "type": "mrkdwn", "text": "x".repeat(length) })
}

fn button(action: &str) -> Value {
    json!({ "type": "button", "text": plain(5), "action_id": action })
}

fn of_block(block: Value) -> Value {
    json!({ "text": "x", "blocks": [block] })
}

/// What the linter says, a line per finding.
fn told(message: &Value) -> String {
    let findings = lint(message);
    let lines = findings.iter().map(|finding| {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        format!("{severity} {finding}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn a_good_message_has_no_findings() {
    let message = json!({
        "text": "x",
        "thread_ts": "1700000000.000100",
        "metadata": { "event_type": "e", "event_payload": { "anything": [1] } },
        "blocks": [
            { "type": "header", "text": plain(150), "block_id": "a" },
            { "type": "section", "text": mrkdwn(3_000), "fields": [mrkdwn(2_000)] },
            { "type": "context", "elements": [mrkdwn(1), plain(1)] },
            { "type": "actions", "elements": [button("a"), button("b")] },
            { "type": "input", "label": plain(1), "element": { "type": "plain_text_input", "action_id": "c" } },
            { "type": "table", "rows": [[{ "type": "raw_text", "text": "x" }]], "column_settings": [null, { "align": "right" }] },
        ],
        "attachments": [{ "color": "#36a64f", "fallback": "x" }],
    });

    assert_eq!(told(&message), "");
}

#[test]
fn a_text_is_measured_in_characters_not_bytes() {
    let text = json!({ "type": "plain_text", "text": "ä".repeat(150) });

    assert_eq!(
        told(&of_block(json!({ "type": "header", "text": text }))),
        ""
    );
}

#[test]
fn the_limits_of_the_message_are_held() {
    let divider = json!({ "type": "divider" });
    let blocks = |count| json!({ "text": "x", "blocks": vec![divider.clone(); count] });

    assert_eq!(told(&blocks(50)), "");
    insta::assert_snapshot!(told(&blocks(51)), @"error /blocks: 51 items; Slack takes at most 50");
    insta::assert_snapshot!(told(&json!({ "text": "x".repeat(40_001) })), @r"
    error /text: 40001 characters; Slack takes at most 40000
    warning /text: 40001 characters; more than 4000 are not shown as meant
    ");
    insta::assert_snapshot!(told(&json!({ "text": "x", "attachments": vec![json!({ "text": "x" }); 101] })), @r"
    error /attachments: 101 items; Slack takes at most 100
    warning /attachments: 101 attachments; more than 20 are not shown as meant
    ");
    insta::assert_snapshot!(told(&json!({ "text": "x", "markdown_text": "x" })), @"error the message: markdown_text excludes text and blocks");
    insta::assert_snapshot!(told(&json!({ "text": "x", "metadata": { "event_type": "x" } })), @"error /metadata: metadata needs `event_payload`");
    insta::assert_snapshot!(told(&json!({ "text": "x", "thread_ts": "yesterday" })), @"error /thread_ts: must be the ts of a message, for example 1700000000.000100");
    insta::assert_snapshot!(told(&json!({ "text": "x", "blocks": {} })), @"error /blocks: must be an array");
}

#[test]
fn the_limits_of_blocks_are_held() {
    for (block, finding) in [
        (
            json!({ "type": "header", "text": plain(151) }),
            "151 characters",
        ),
        (
            json!({ "type": "header", "text": mrkdwn(1) }),
            "must be plain_text",
        ),
        (json!({ "type": "header" }), "needs `text`"),
        (json!({ "type": "section" }), "one of `text`, `fields`"),
        (
            json!({ "type": "section", "text": mrkdwn(3_001) }),
            "3001 characters",
        ),
        (
            json!({ "type": "section", "text": mrkdwn(0) }),
            "at least 1",
        ),
        (json!({ "type": "section", "text": "plain" }), "text object"),
        (
            json!({ "type": "section", "fields": vec![mrkdwn(1); 11] }),
            "11 items",
        ),
        (
            json!({ "type": "section", "fields": [mrkdwn(2_001)] }),
            "2001 characters",
        ),
        (
            json!({ "type": "section", "text": { "type": "mrkdwn", "text": "x", "emoji": true } }),
            "no such property",
        ),
        (
            json!({ "type": "section", "text": { "type": "text", "text": "x" } }),
            "plain_text or mrkdwn",
        ),
        (
            json!({ "type": "context", "elements": vec![plain(1); 11] }),
            "11 items",
        ),
        (
            json!({ "type": "context", "elements": [button("a")] }),
            "no context element",
        ),
        (
            json!({ "type": "image", "image_url": "https://x.example" }),
            "needs `alt_text`",
        ),
        (
            json!({ "type": "image", "alt_text": "x" }),
            "one of `image_url`, `slack_file`",
        ),
        (
            json!({ "type": "image", "alt_text": "x", "image_url": "u", "slack_file": { "id": "F" } }),
            "only one of",
        ),
        (
            json!({ "type": "actions", "elements": (0..26).map(|n| button(&n.to_string())).collect::<Vec<_>>() }),
            "26 items",
        ),
        (
            json!({ "type": "actions", "elements": [button("a"), button("a")] }),
            "used twice",
        ),
        (
            json!({ "type": "actions", "elements": [{ "type": "button", "text": plain(76), "action_id": "a" }] }),
            "76 characters",
        ),
        (
            json!({ "type": "actions", "elements": [{ "type": "button", "text": plain(1), "style": "loud" }] }),
            "primary, danger",
        ),
        (
            json!({ "type": "actions", "elements": [{ "type": "button", "text": plain(1), "url": "u".repeat(3_001) }] }),
            "3001 characters",
        ),
        (
            json!({ "type": "actions", "elements": [{ "type": "button", "text": plain(1), "confirm": { "title": plain(1) } }] }),
            "confirm needs `text`",
        ),
        (
            json!({ "type": "actions", "elements": [{ "type": "overflow", "options": [] }] }),
            "at least 1",
        ),
        (
            json!({ "type": "actions", "elements": [{ "type": "static_select" }] }),
            "one of `options`, `option_groups`",
        ),
        (
            json!({ "type": "actions", "elements": [{ "type": "static_select", "options": [{ "text": plain(76), "value": "x" }] }] }),
            "76 characters",
        ),
        (
            json!({ "type": "actions", "elements": [{ "type": "datepicker", "initial_date": "tomorrow" }] }),
            "YYYY-MM-DD",
        ),
        (
            json!({ "type": "input", "element": { "type": "plain_text_input" } }),
            "needs `label`",
        ),
        (
            json!({ "type": "input", "label": plain(1), "element": { "type": "email_text_input" } }),
            "not for messages",
        ),
        (
            json!({ "type": "rich_text", "elements": [{ "type": "rich_text_section", "elements": [{ "type": "text", "text": "" }] }] }),
            "at least 1",
        ),
        (
            json!({ "type": "rich_text", "elements": [{ "type": "section" }] }),
            "no part of rich text",
        ),
        (
            json!({ "type": "table", "rows": [vec![json!({ "type": "raw_text", "text": "x" }); 21]] }),
            "21 items",
        ),
        (
            json!({ "type": "divider", "colour": "red" }),
            "divider has no such property",
        ),
        (
            json!({ "type": "divider", "block_id": "x".repeat(256) }),
            "256 characters",
        ),
        (
            json!({ "type": "alert", "text": plain(1) }),
            "not for messages",
        ),
        (
            json!({ "type": "paragraph", "text": plain(1) }),
            "is no block",
        ),
        (json!({ "text": plain(1) }), "needs a `type`"),
        (json!("text"), "needs a `type`"),
    ] {
        let told = told(&of_block(block.clone()));
        assert!(
            told.starts_with("error /blocks/0") && told.contains(finding),
            "{block}: {told}"
        );
    }
}

#[test]
fn ids_are_unique_in_their_message() {
    let message = json!({ "text": "x", "blocks": [
        { "type": "divider", "block_id": "a" }, { "type": "divider", "block_id": "a" },
    ] });

    insta::assert_snapshot!(told(&message), @"error /blocks/1/block_id: the block_id `a` is used twice");
}

#[test]
fn fields_that_depend_on_each_other_are_told_where_they_are() {
    let cell = json!({ "type": "raw_text", "text": "x" });
    let words = json!({ "type": "rich_text", "elements": [] });
    let table = json!({ "type": "data_table", "caption": "x", "rows": [[cell, words], [cell, cell]], "row_header_column_index": 2 });
    let named = json!({ "type": "divider", "block_id": "a" });
    let container = json!({ "type": "container", "title": plain(1), "child_blocks": [named, named], "default_collapsed": true });
    let date = json!({ "type": "datepicker", "initial_date": "2026-13-01" });

    insta::assert_snapshot!(told(&of_block(table)), @r"
    error /blocks/0/rows/0/1: a cell of the header takes no rich text
    error /blocks/0/row_header_column_index: the last of 2 columns is 1
    ");
    insta::assert_snapshot!(told(&of_block(container)), @r"
    error /blocks/0/default_collapsed: only a container with `is_collapsible` can be collapsed
    error /blocks/0/child_blocks/1/block_id: the block_id `a` is used twice
    ");
    insta::assert_snapshot!(told(&of_block(json!({ "type": "actions", "elements": [date] }))), @"error /blocks/0/elements/0/initial_date: must be a date, YYYY-MM-DD");
}

#[test]
fn a_second_table_and_too_much_markdown_are_refused() {
    let table = json!({ "type": "table", "rows": [[{ "type": "raw_text", "text": "x" }]] });
    let markdown = json!({ "type": "markdown", "text": "x".repeat(7_000) });

    insta::assert_snapshot!(told(&json!({ "text": "x", "blocks": [table, table] })), @"error /blocks: 2 blocks of table or data_table; Slack takes at most 1");
    insta::assert_snapshot!(told(&json!({ "text": "x", "blocks": [markdown, markdown] })), @r"
    error /blocks: 14000 characters of markdown; Slack takes at most 12000
    warning /blocks: 14000 characters in all blocks; more than 12000 are not shown as meant
    ");
}

#[test]
fn the_parts_of_a_chart_must_fit_together() {
    let point = |label: &str| json!({ "label": label, "value": 1 });
    let chart = |chart: Value| {
        of_block(json!({ "type": "data_visualization", "title": "x", "chart": chart }))
    };
    let line = |categories: Value, series: Value| {
        chart(
            json!({ "type": "line", "series": series, "axis_config": { "categories": categories } }),
        )
    };
    let series = |labels: &[&str]| {
        let data: Vec<Value> = labels.iter().map(|label| point(label)).collect();
        json!({ "name": "Web", "data": data })
    };
    let days = json!(["Mon", "Tue"]);

    assert_eq!(
        told(&line(days.clone(), json!([series(&["Tue", "Mon"])]))),
        ""
    );
    insta::assert_snapshot!(told(&line(days.clone(), json!([series(&["Mon", "Tue"]), series(&["Mon", "Tue"])]))), @"error /blocks/0/chart/series/1/name: another series is called `Web`, too");
    insta::assert_snapshot!(told(&line(days.clone(), json!([series(&["Mon", "Wed", "Mon"])]))), @r"
    error /blocks/0/chart/series/0/data/1/label: `Wed` is none of the chart's categories
    error /blocks/0/chart/series/0/data/2/label: `Mon` has a point in this series already
    error /blocks/0/chart/series/0/data: points for 1 categories; Slack wants one for each of 2
    ");
    insta::assert_snapshot!(told(&line(json!(["Mon", "Mon"]), json!([series(&["Mon"])]))), @"error /blocks/0/chart/axis_config/categories/1: `Mon` is a category already");
    insta::assert_snapshot!(told(&chart(json!({ "type": "pie", "segments": [{ "label": "x", "value": -0.5 }, { "label": "", "value": "1" }] }))), @r"
    error /blocks/0/chart/segments/0/value: is -0.5; must be above 0
    error /blocks/0/chart/segments/1/label: 0 characters; Slack wants at least 1
    error /blocks/0/chart/segments/1/value: must be a number
    ");
    insta::assert_snapshot!(told(&chart(json!({ "type": "radar" }))), @"error /blocks/0/chart: `radar` is no chart that can stand here: line, bar, area, pie");
    insta::assert_snapshot!(told(&chart(json!({ "type": "bar", "segments": [] }))), @r"
    error /blocks/0/chart: bar needs `series`
    error /blocks/0/chart: bar needs `axis_config`
    warning /blocks/0/chart/segments: bar has no such property
    ");
}

#[test]
fn a_finding_of_a_chart_has_its_numbers_its_id_and_its_page() {
    let block = json!({ "type": "data_visualization", "title": "x", "chart": {
        "type": "area",
        "series": [{ "name": "Web", "data": [{ "label": "Mon", "value": 1 }] }],
        "axis_config": { "categories": ["Mon", "Tue"], "y_label": "x".repeat(51) },
    } });

    let findings = lint(&of_block(block));

    let [label, points] = &*findings else {
        panic!("{findings:?}");
    };
    assert_eq!(label.pointer, "/blocks/0/chart/axis_config/y_label");
    assert_eq!(label.id, "axis_config.y_label.length");
    assert_eq!((label.value, label.limit), (Some(51), Some(50)));
    assert_eq!(points.pointer, "/blocks/0/chart/series/0/data");
    assert_eq!(points.id, "area.series.data.count");
    assert_eq!((points.value, points.limit), (Some(1), Some(2)));
    for finding in findings {
        assert!(
            finding.page.ends_with("/data-visualization-block"),
            "{finding:?}"
        );
    }
}

#[test]
fn what_slack_takes_but_shows_differently_is_a_warning() {
    insta::assert_snapshot!(told(&json!({ "text": "x".repeat(4_001) })), @"warning /text: 4001 characters; more than 4000 are not shown as meant");
    insta::assert_snapshot!(told(&of_block(json!({ "type": "plan", "title": "x", "colour": "red" }))), @"warning /blocks/0/colour: plan has no such property");
    insta::assert_snapshot!(told(&json!({ "blocks": [{ "type": "divider" }] })), @"warning the message: there is no text, so notifications and screen readers say nothing");
}

#[test]
fn a_message_that_is_wrong_everywhere_is_told_at_most_50_findings() {
    let message = json!({ "text": "x", "blocks": vec![json!({ "type": "nothing" }); 1_000] });

    assert_eq!(lint(&message).len(), 50);
}
