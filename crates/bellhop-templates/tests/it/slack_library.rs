//! The built-in `slack.libsonnet`.

use bellhop_templates::RenderError;
use serde_json::json;

use crate::kitchen::{Kitchen, error_of, message_of, render};

const HOSTILE: &str = r#"{"x": "<!channel> & <https://evil.example|your bank> *b*"}"#;

/// The text that `expression` becomes in a section.
async fn text_of(expression: &str, data: &str) -> String {
    let source = format!(
        "local slack = import 'slack.libsonnet'; function(data) [slack.section({expression})]"
    );
    message_of(&source, data).await["blocks"][0]["text"]["text"]
        .as_str()
        .unwrap()
        .to_owned()
}

#[tokio::test]
async fn data_can_neither_ping_nor_forge_a_link() {
    let escaped = "&lt;!channel&gt; &amp; &lt;https://evil.example|your bank&gt; *b*";

    assert_eq!(text_of("data.x", HOSTILE).await, escaped);
    assert_eq!(text_of("'%s' % data.x", HOSTILE).await, escaped);
    assert_eq!(
        text_of("slack.bold(data.x)", HOSTILE).await,
        format!("*{escaped}*")
    );
    assert_eq!(
        text_of("['a ', data.x]", HOSTILE).await,
        format!("a {escaped}")
    );
    assert_eq!(
        text_of("slack.quote(data.x)", HOSTILE).await,
        format!(">{escaped}")
    );
    assert_eq!(
        text_of("slack.user(data.x)", r#"{"x": "U1> <!here"}"#).await,
        "<@U1&gt; &lt;!here>"
    );
    assert_eq!(
        text_of(
            "slack.link(data.x, data.x)",
            r#"{"x": "https://a.example/?a=1&b=2|x> <!here>"}"#
        )
        .await,
        "<https://a.example/?a=1&amp;b=2%7Cx%3E %3C!here%3E|https://a.example/?a=1&amp;b=2|x&gt; &lt;!here&gt;>",
    );
}

#[tokio::test]
async fn markup_is_escaped_once_and_raw_text_not_at_all() {
    assert_eq!(text_of("slack.raw('<@U1>')", "{}").await, "<@U1>");
    assert_eq!(
        text_of(
            "slack.bold(['a & ', slack.link('https://x.example', 'b & c')])",
            "{}"
        )
        .await,
        "*a &amp; <https://x.example|b &amp; c>*",
    );
    assert_eq!(
        text_of("slack.escape('a & b')", "{}").await,
        "a &amp;amp; b"
    );
}

#[tokio::test]
async fn every_mark_has_the_form_that_slack_reads() {
    for (expression, expected) in [
        ("slack.italic('a')", "_a_"),
        ("slack.strike('a')", "~a~"),
        ("slack.bold('a\\n\\nb')", "*a*\n\n*b*"),
        ("slack.code('a`b')", "`a'b`"),
        ("slack.codeBlock('a\\nb')", "```\na\nb\n```"),
        ("slack.quote('a\\nb')", ">a\n>b"),
        ("slack.bullets(['a', 'b'])", "• a\n• b"),
        ("slack.link('https://x.example')", "<https://x.example>"),
        ("slack.channel('C1')", "<#C1>"),
        ("slack.usergroup('S1')", "<!subteam^S1>"),
        ("slack.emoji('tada')", ":tada:"),
        (
            "slack.date(1700000000, '{date}', 'then')",
            "<!date^1700000000^{date}|then>",
        ),
        ("slack.truncate('äöü', 2)", "ä…"),
        ("slack.truncate('äöü', 3)", "äöü"),
        ("3", "3"),
        ("true", "true"),
    ] {
        assert_eq!(text_of(expression, "{}").await, expected, "{expression}");
    }
}

#[tokio::test]
async fn every_block_of_the_library_passes_the_linter_without_a_warning() {
    let source = "
      local slack = import 'slack.libsonnet';
      function(data) slack.message('text', [
        slack.header('h'),
        slack.section('s', accessory=slack.thumbnail('https://x.example/a.png', 'a')),
        slack.section('s', accessory=slack.button('b', 'a')),
        slack.fields([['a', 1], ['b', slack.code('c')]]),
        slack.divider,
        null,
        slack.context('one'),
        slack.context(['a', slack.thumbnail('https://x.example/a.png', 'a')]),
        slack.image('https://x.example/a.png', 'alt', 'title'),
        slack.actions([
          slack.button('b', 'one', value='v', style='primary', confirm=slack.confirm('t', 'x', 'y', 'n')),
          slack.urlButton('b', 'https://x.example', style='danger', action='two'),
        ]),
        slack.richText([
          slack.richSection(['a', 1, slack.richBold('b'), slack.richLink('https://x.example', 'l'), slack.richUser('U1'), slack.richEmoji('tada')]),
          slack.richList(['a', ['b', slack.richBold('c')]], style='ordered', indent=1),
          slack.richCode('code'),
          slack.richQuote(['q']),
        ]),
      ])";
    let templates = Kitchen::with_template(source).open().await;

    let rendered = render(&templates, "{}").await.unwrap();

    assert_eq!(rendered.warnings, []);
    assert_eq!(rendered.value()["blocks"].as_array().unwrap().len(), 10);
}

/// The block that `expression` makes of the data.
async fn block_of(expression: &str, data: &str) -> serde_json::Value {
    let source = format!(
        "local slack = import 'slack.libsonnet'; function(data) slack.message('x', [{expression}])"
    );
    message_of(&source, data).await["blocks"][0].clone()
}

#[tokio::test]
async fn each_series_of_a_chart_has_a_point_for_each_category() {
    for (function, kind) in [
        ("lineChart", "line"),
        ("barChart", "bar"),
        ("areaChart", "area"),
    ] {
        let expression = format!(
            "slack.{function}('t', ['Mon', 2], [['Web', [1, -2.5]], ['App', [3, 0]]], y='€')"
        );

        assert_eq!(
            block_of(&expression, "{}").await,
            json!({ "type": "data_visualization", "title": "t", "chart": {
                "type": kind,
                "series": [
                    { "name": "Web", "data": [{ "label": "Mon", "value": 1 }, { "label": "2", "value": -2.5 }] },
                    { "name": "App", "data": [{ "label": "Mon", "value": 3 }, { "label": "2", "value": 0 }] },
                ],
                "axis_config": { "categories": ["Mon", "2"], "y_label": "€" },
            } })
        );
    }
}

#[tokio::test]
async fn a_pie_has_no_slice_of_nothing_and_long_names_in_a_chart_are_cut() {
    let data = json!({ "name": "ä".repeat(60) }).to_string();

    let pie = block_of(
        "slack.pieChart(data.name, [[data.name, 1], ['none', 0], ['<!here> & co', 0.5]])",
        &data,
    );

    assert_eq!(
        pie.await,
        json!({ "type": "data_visualization", "title": "ä".repeat(49) + "…", "chart": {
            "type": "pie",
            "segments": [
                { "label": "ä".repeat(19) + "…", "value": 1 },
                { "label": "< !here> & co", "value": 0.5 },
            ],
        } })
    );
}

#[tokio::test]
async fn a_chart_that_can_not_be_drawn_names_what_is_wrong_and_its_line() {
    for (expression, reason) in [
        (
            "slack.barChart('t', ['Mon', 'Tue'], [['Web', [1]]])",
            "the series Web has 1 values for 2 categories",
        ),
        (
            "slack.pieChart('t', [[data.missing, 1]])",
            "a text of a chart is null",
        ),
        (
            "slack.lineChart(slack.bold('t'), ['Mon'], [['Web', [1]]])",
            "a text of a chart is a string or a number",
        ),
    ] {
        let source = format!(
            "local slack = import 'slack.libsonnet';\nfunction(data) slack.message('x', [\n  {expression},\n])"
        );

        let error = error_of(&source, r#"{"missing": null}"#).await;

        let RenderError::Failed { failure, .. } = &error else {
            panic!("{error}")
        };
        assert!(failure.reason.starts_with(reason), "{error}");
        let place = (&*failure.file, failure.line);
        assert_eq!(place, ("t/template.jsonnet", 3), "{error}");
    }
}

#[tokio::test]
async fn a_file_of_the_same_name_in_lib_takes_its_place() {
    let templates = Kitchen::with_template("{ text: import 'slack.libsonnet' }")
        .file("lib/slack.libsonnet", "'ours'")
        .open()
        .await;

    assert_eq!(
        render(&templates, "{}").await.unwrap().value(),
        json!({ "text": "ours" })
    );
}
