//! Each limit from both sides.

use serde_json::{Value, json};

use super::check;

/// The lines for these blocks; none if they are fit to post.
fn problems(blocks: Value) -> Vec<String> {
    let blocks = blocks.as_array().unwrap();
    match check(blocks, "/blocks") {
        Ok(()) => Vec::new(),
        Err(refusal) if refusal.lines().is_empty() => vec![refusal.code.into_owned()],
        Err(refusal) => refusal.lines().to_vec(),
    }
}

fn assert_fit(blocks: Value) {
    assert_eq!(problems(blocks), Vec::<String>::new());
}

#[track_caller]
fn assert_unfit(blocks: Value, line: &str) {
    let found = problems(blocks);
    assert!(
        found.iter().any(|found| found == line),
        "{line:?} is not among {found:?}"
    );
}

fn mrkdwn(length: usize) -> Value {
    json!({"type": "mrkdwn", "text": "x".repeat(length)})
}

fn plain(length: usize) -> Value {
    json!({"type": "plain_text", "text": "x".repeat(length)})
}

fn button(id: &str) -> Value {
    json!({"type": "button", "text": plain(75), "action_id": id})
}

#[test]
fn a_message_of_every_common_block_is_fit() {
    assert_fit(json!([
        {"type": "header", "text": {"type": "plain_text", "text": "Deploy", "emoji": true}},
        {"type": "divider", "block_id": "line"},
        {"type": "section", "text": mrkdwn(3_000), "accessory": button("a")},
        {"type": "section", "fields": [mrkdwn(2_000), plain(1)]},
        {"type": "image", "alt_text": "graph", "image_url": "https://example.com/a.png"},
        {"type": "context", "elements": [
            mrkdwn(1), {"type": "image", "alt_text": "x", "image_url": "https://example.com/b.png"}
        ]},
        {"type": "actions", "elements": [
            button("a"), button("b"),
            {"type": "static_select", "action_id": "c", "options": [
                {"text": plain(75), "value": "v"}
            ]}
        ]},
        {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": []}]},
        {"type": "markdown", "text": "**bold**"},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]}
    ]));
}

#[test]
fn texts_are_measured_in_characters() {
    assert_unfit(
        json!([{"type": "section", "text": mrkdwn(3_001)}]),
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    );
    assert_unfit(
        json!([{"type": "section", "text": mrkdwn(0)}]),
        "must be more than 0 characters [json-pointer:/blocks/0/text/text]",
    );
    assert_fit(
        json!([{"type": "header", "text": {"type": "plain_text", "text": "é".repeat(150)}}]),
    );
    assert_unfit(
        json!([{"type": "header", "text": plain(151)}]),
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    );
    assert_unfit(
        json!([{"type": "actions", "elements": [{"type": "button", "text": plain(76)}]}]),
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    );
}

#[test]
fn lists_are_counted() {
    let dividers = |count| Value::Array(vec![json!({"type": "divider"}); count]);
    assert_fit(dividers(50));
    assert_unfit(
        dividers(51),
        "no more than 50 items allowed [json-pointer:/blocks]",
    );
    assert_unfit(
        json!([{"type": "section", "fields": vec![mrkdwn(1); 11]}]),
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    );
    assert_unfit(
        json!([{"type": "context", "elements": vec![mrkdwn(1); 11]}]),
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    );
    let buttons: Vec<Value> = (0..26).map(|number| button(&number.to_string())).collect();
    assert_unfit(
        json!([{"type": "actions", "elements": buttons}]),
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    );
    assert_unfit(
        json!([{"type": "actions", "elements": []}]),
        "must contain at least 1 items [json-pointer:/blocks/0/elements]",
    );
}

#[test]
fn types_and_fields_must_be_known() {
    for (block, line) in [
        (
            json!({"type": "marquee"}),
            "unsupported type: marquee [json-pointer:/blocks/0/type]",
        ),
        (
            json!({"type": "alert", "text": plain(1)}),
            "unsupported type: alert [json-pointer:/blocks/0/type]",
        ),
        (
            json!({}),
            "missing required field: type [json-pointer:/blocks/0]",
        ),
        (
            json!("divider"),
            "must provide an object [json-pointer:/blocks/0]",
        ),
        (
            json!({"type": "divider", "colour": 1}),
            "invalid additional property: colour [json-pointer:/blocks/0]",
        ),
        (
            json!({"type": "section"}),
            "missing required field: text or fields [json-pointer:/blocks/0]",
        ),
        (
            json!({"type": "header", "text": mrkdwn(1)}),
            "must be one of: plain_text [json-pointer:/blocks/0/text/type]",
        ),
        (
            json!({"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": true}}),
            "invalid additional property: emoji [json-pointer:/blocks/0/text]",
        ),
        (
            json!({"type": "context", "elements": [button("a")]}),
            "unsupported type: button [json-pointer:/blocks/0/elements/0/type]",
        ),
    ] {
        assert_unfit(json!([block]), line);
    }
}

#[test]
fn images_and_links_need_addresses() {
    assert_unfit(
        json!([{"type": "image", "image_url": "https://example.com/a.png"}]),
        "missing required field: alt_text [json-pointer:/blocks/0]",
    );
    assert_unfit(
        json!([{"type": "image", "alt_text": "x"}]),
        "missing required field: image_url or slack_file [json-pointer:/blocks/0]",
    );
    let mut button = button("a");
    button["url"] = json!("");
    assert_unfit(
        json!([{"type": "actions", "elements": [button]}]),
        "must provide a valid URL [json-pointer:/blocks/0/elements/0/url]",
    );
}

#[test]
fn ids_are_unique_and_short() {
    assert_unfit(
        json!([{"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "a"}]),
        "block_id \"a\" already exists [json-pointer:/blocks/1]",
    );
    assert_unfit(
        json!([{"type": "divider", "block_id": "x".repeat(256)}]),
        "must be less than 256 characters [json-pointer:/blocks/0/block_id]",
    );
    assert_unfit(
        json!([{"type": "actions", "elements": [button("a"), button("a")]}]),
        "action_id \"a\" already exists for another element in this block [json-pointer:/blocks/0/elements/1]",
    );
}

#[test]
fn the_message_as_a_whole_has_limits() {
    let table = json!({"type": "table", "rows": [[{"type": "raw_text", "text": "a"}]]});
    assert_unfit(json!([table, table]), "only_one_table_allowed");
    let markdown = json!({"type": "markdown", "text": "x".repeat(6_001)});
    assert_unfit(json!([markdown, markdown]), "msg_blocks_too_long");
}

#[test]
fn charts_are_checked_to_their_points() {
    let chart = |chart: Value| json!({"type": "data_visualization", "title": "x", "chart": chart});
    let bars = |series: Value| {
        let axes = json!({"categories": ["Mon", "Tue"]});
        chart(json!({"type": "bar", "series": series, "axis_config": axes}))
    };
    let days = json!([{"label": "Tue", "value": -1.5}, {"label": "Mon", "value": 2}]);
    let web = json!({"name": "Web", "data": days});
    assert_fit(json!([bars(json!([web])), bars(json!([web]))]));
    for (block, line) in [
        (
            bars(json!([web, web])),
            "series names must be unique [json-pointer:/blocks/0/chart/series]",
        ),
        (
            bars(json!([{"name": "Web", "data": [days[0]]}])),
            "must have exactly one data point for each category [json-pointer:/blocks/0/chart/series/0/data]",
        ),
        (
            bars(json!(vec![&web; 7])),
            "no more than 6 items allowed [json-pointer:/blocks/0/chart/series]",
        ),
        (
            chart(json!({"type": "pie", "segments": [{"label": "a", "value": 0}]})),
            "must be a number greater than 0 [json-pointer:/blocks/0/chart/segments/0/value]",
        ),
        (
            chart(json!({"type": "donut"})),
            "unsupported type: donut [json-pointer:/blocks/0/chart/type]",
        ),
    ] {
        assert_unfit(json!([block]), line);
    }
    let charts = vec![bars(json!([web])); 3];
    assert_unfit(
        Value::Array(charts),
        "no more than 2 data_visualization blocks allowed [json-pointer:/blocks]",
    );
}
