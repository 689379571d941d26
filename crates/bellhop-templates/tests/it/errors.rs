//! An error says which template, where, and why.

use bellhop_core::fault::{Fault, Reason};
use bellhop_templates::RenderError;

use crate::kitchen::{Kitchen, error_of, render, slug};

/// The error in full: the place, the reason and the source line in one line, and the stack.
async fn explain(source: &str, data: &str) -> String {
    let error = error_of(source, data).await;
    let RenderError::Failed { failure, .. } = &error else {
        panic!("{error}")
    };
    let line = match failure.line {
        0 => error.to_string(),
        line => format!(
            "template `t` failed: {}:{line}:{}: {} (in `{}`)",
            failure.file,
            failure.column,
            failure.reason,
            failure.source_line.trim()
        ),
    };
    let stack = failure.stack.iter().map(|line| format!("  {line}\n"));
    format!("{line}\n{}", stack.collect::<String>())
}

#[tokio::test]
async fn a_missing_value_is_named_with_its_line_and_column() {
    let source = "local slack = import 'slack.libsonnet';\n\nfunction(data)\n  slack.message('x', [\n    slack.header(data.titel),\n  ])\n";

    insta::assert_snapshot!(explain(source, r#"{"title": "x"}"#).await, @r"
    template `t` failed: t/template.jsonnet:5:18: there is no field `titel` in `data`: did you mean `title`? (in `slack.header(data.titel),`)
      t/template.jsonnet:5:5: in a call
    ");
}

#[tokio::test]
async fn the_source_line_is_shown_with_a_caret_under_the_column() {
    let source = "function(data) {\n  text: data.titel,\n}";
    let far = format!(
        "function(data) {{ text: '{}' + data.titel }}",
        "x".repeat(300)
    );

    insta::assert_snapshot!(error_of(source, "{}").await, @r"
    template `t` failed: t/template.jsonnet:2:9: there is no field `titel` in `data`, which has no fields
      2 |   text: data.titel,
        |         ^
    ");
    let far = error_of(&far, "{}").await.to_string();
    let lines: Vec<_> = far.lines().collect();
    let caret = lines[2].chars().count() - 1;
    let at_caret: String = lines[1].chars().skip(caret).take(10).collect();
    assert_eq!(at_caret, "data.titel", "{far}");
}

#[tokio::test]
async fn a_line_of_an_older_template_is_counted_as_its_author_counts() {
    insta::assert_snapshot!(explain("[data.first]", "{}").await, @"template `t` failed: t/template.jsonnet:1:2: there is no field `first` in `data`, which has no fields (in `[data.first]`)");
    insta::assert_snapshot!(explain("// comment\n[\n  data.second]", "{}").await, @"template `t` failed: t/template.jsonnet:3:3: there is no field `second` in `data`, which has no fields (in `data.second]`)");
}

#[tokio::test]
async fn a_wrong_use_of_a_built_in_piece_is_put_where_the_template_uses_it() {
    let source = "local slack = import 'slack.libsonnet';\nfunction(data)\n  [\n    slack.header(data.title),\n  ]";

    insta::assert_snapshot!(explain(source, r#"{"title": null}"#).await, @r"
    template `t` failed: t/template.jsonnet:4:5: a text is null: is a value missing in the data? (in `slack.header(data.title),`)
      t/template.jsonnet:4:5: in a call
    ");
}

#[tokio::test]
async fn errors_of_grammar_and_of_names_have_a_place_too() {
    insta::assert_snapshot!(explain("function(data)\n  { text: data.text ", "{}").await, @"template `t` failed: t/template.jsonnet:2:3: this `{` is never closed: a `}` is missing before the end of the file (in `{ text: data.text`)");
    insta::assert_snapshot!(explain("function(data)\n  { text: dta.text }", "{}").await, @"template `t` failed: t/template.jsonnet:2:11: there is no variable `dta`: did you mean `data`? (in `{ text: dta.text }`)");
    insta::assert_snapshot!(explain("{ text: 'open", "{}").await, @"template `t` failed: t/template.jsonnet:1:9: this text is never closed: it needs a ' at its end (in `{ text: 'open`)");
    insta::assert_snapshot!(explain("{ a: 1, a: 2 }", "{}").await, @"template `t` failed: t/template.jsonnet:1:9: the field `a` is defined twice (in `{ a: 1, a: 2 }`)");
}

#[tokio::test]
async fn errors_of_evaluation_say_what_was_wrong() {
    insta::assert_snapshot!(explain("function(data) { text: data.a - data.b }", r#"{"a": 1, "b": "x"}"#).await, @"template `t` failed: t/template.jsonnet:1:24: `-` can't be applied to a number and a string (in `function(data) { text: data.a - data.b }`)");
    insta::assert_snapshot!(explain("function(data) { text: data.a[3] }", r#"{"a": [1]}"#).await, @"template `t` failed: t/template.jsonnet:1:24: there is no item 3: the length is 1 (in `function(data) { text: data.a[3] }`)");
    insta::assert_snapshot!(explain("function(data) { text: '%d of %d' % data.a }", r#"{"a": [1]}"#).await, @r"
    template `t` failed: t/template.jsonnet:1:24: not enough array items for format, got 1 (in `function(data) { text: '%d of %d' % data.a }`)
      t/template.jsonnet:1:24: in an expression
    ");
    insta::assert_snapshot!(explain("function(data) { text: std.length(data.a) }", r#"{"a": 1}"#).await, @r"
    template `t` failed: t/template.jsonnet:1:24: argument 1 of std.length must be a string or an array or an object or a function, not a number (in `function(data) { text: std.length(data.a) }`)
      t/template.jsonnet:1:24: in the call of length
    ");
    insta::assert_snapshot!(explain("function(data) { text: function(x) x }", "{}").await, @"template `t` failed: the message has a function in it");
    insta::assert_snapshot!(explain("function(order) { text: order }", "{}").await, @"template `t` failed: the function has no parameter `data`");
    insta::assert_snapshot!(explain("function(data) error 'no ' + data.a", r#"{"a": 1}"#).await, @"template `t` failed: t/template.jsonnet:1:16: no 1 (in `function(data) error 'no ' + data.a`)");
    insta::assert_snapshot!(explain("function(data) { assert data.a > 1 : 'too few', text: 'x' }", r#"{"a": 1}"#).await, @"template `t` failed: t/template.jsonnet:1:18: an assertion failed: too few (in `function(data) { assert data.a > 1 : 'too few', text: 'x' }`)");
    insta::assert_snapshot!(explain("local f(x) = f(x + 1); f(0)", "{}").await, @r"
    template `t` failed: t/template.jsonnet:1:14: the template calls itself too deeply (more than 500) (in `local f(x) = f(x + 1); f(0)`)
      t/template.jsonnet:1:14: in the call of f
      t/template.jsonnet:1:14: in the call of f
      t/template.jsonnet:1:14: in the call of f
      t/template.jsonnet:1:14: in the call of f
      t/template.jsonnet:1:14: in the call of f
      t/template.jsonnet:1:14: in the call of f
    ");
}

#[tokio::test]
async fn an_import_that_is_refused_says_why() {
    insta::assert_snapshot!(explain("import '/etc/passwd'", "{}").await, @"template `t` failed: t/template.jsonnet:1:1: can't import '/etc/passwd': a path must be relative (in `import '/etc/passwd'`)");
    insta::assert_snapshot!(explain("import '../other/template.jsonnet'", "{}").await, @"template `t` failed: t/template.jsonnet:1:1: can't import '../other/template.jsonnet': a path must not leave its folder: '.', '..' and '//' are refused (in `import '../other/template.jsonnet'`)");
    insta::assert_snapshot!(explain("local x = import 'missing.libsonnet';\nx", "{}").await, @r"
    template `t` failed: t/template.jsonnet:1:11: can't import 'missing.libsonnet': there is no such file in the template's folder, in lib/ or built in (in `local x = import 'missing.libsonnet';`)
      t/template.jsonnet:2:1: in the variable x
    ");
}

#[tokio::test]
async fn an_error_inside_a_shared_piece_names_that_piece() {
    let templates = Kitchen::new()
        .file("lib/prices.libsonnet", "{\n  total(order):: order.amont,\n}")
        .file("t/template.jsonnet", "local prices = import 'prices.libsonnet';\nfunction(data) { text: prices.total(data) }")
        .file("u/template.jsonnet", "local broken = import 'broken.libsonnet';\nfunction(data) broken")
        .file("lib/broken.libsonnet", "{\n  a: b,\n}")
        .open()
        .await;

    let evaluation = render(&templates, r#"{"amount": 1}"#).await.unwrap_err();
    let loading = templates.render(&slug("u"), b"{}").await.unwrap_err();

    insta::assert_snapshot!(evaluation, @r"
    template `t` failed: lib/prices.libsonnet:2:18: there is no field `amont`
      2 |   total(order):: order.amont,
        |                  ^
    ");
    insta::assert_snapshot!(loading, @r"
    template `u` failed: lib/broken.libsonnet:2:6: there is no variable `b`: did you mean `data.b`, or the text 'b'?
      2 |   a: b,
        |      ^
    ");
}

#[tokio::test]
async fn data_that_is_not_an_object_is_refused() {
    insta::assert_snapshot!(explain("{ text: 'x' } + data", "[1]").await, @"template `t` failed: the data must be a JSON object");
    insta::assert_snapshot!(explain("function(data) { text: 'x' }", "{").await, @"template `t` failed: the data is not JSON: EOF while parsing an object at line 1 column 1");
}

#[tokio::test]
async fn every_error_says_what_to_do_and_what_to_call_it() {
    let templates = Kitchen::with_template("function(data) data").open().await;

    let missing = templates.render(&slug("nothing"), b"{}").await.unwrap_err();
    let invalid = render(&templates, r#"{"channel": "C1", "text": "x"}"#)
        .await
        .unwrap_err();
    let failed = templates
        .render_draft(&slug("t"), "1 +", b"{}")
        .await
        .unwrap_err();

    assert_eq!(
        (missing.fault(), missing.reason()),
        (Fault::GiveUp, Reason::TemplateNotFound)
    );
    assert_eq!(
        (invalid.fault(), invalid.reason()),
        (Fault::GiveUp, Reason::InvalidMessage)
    );
    assert_eq!(
        (failed.fault(), failed.reason()),
        (Fault::GiveUp, Reason::TemplateError)
    );
    insta::assert_snapshot!(invalid, @"template `t` gives a message that Slack would refuse: /channel: a message has no `channel`; it may have text, blocks, attachments, markdown_text, thread_ts, reply_broadcast, unfurl_links, unfurl_media, mrkdwn, link_names, parse, metadata, username, icon_url, icon_emoji");
}
