//! From what a template gives to what Slack gets.

use std::io;
use std::sync::{Arc, Mutex};

use bellhop_templates::RenderError;
use serde_json::json;

use crate::kitchen::{Kitchen, error_of, message_of, render};

#[tokio::test]
async fn an_older_template_with_a_free_data_and_a_bare_array_works() {
    let source = "// a comment\nlocal name = data['$recipient'].name;\n[{ type: 'section', text: { type: 'mrkdwn', text: 'Hi ' + name } }]";

    let message = message_of(source, r#"{"$recipient": {"name": "Mina"}}"#).await;

    let section = json!({ "type": "section", "text": { "type": "mrkdwn", "text": "Hi Mina" } });
    assert_eq!(message, json!({ "text": "Hi Mina", "blocks": [section] }));
}

#[tokio::test]
async fn a_template_may_be_a_value_a_function_or_a_function_behind_locals() {
    for source in [
        "{ text: 'x' }",
        "function(data) { text: 'x' }",
        "local text = 'x'; function(data) { text: text }",
        "local f = function(data) { text: data.x }; f",
        "(function(data) { text: data.x })",
        "{ text: data.x }",
        "local y = 1; { text: data.x }",
        "function(data, other='x') { text: other }",
    ] {
        assert_eq!(
            message_of(source, r#"{"x": "x"}"#).await,
            json!({ "text": "x" }),
            "{source}"
        );
    }
}

#[tokio::test]
async fn numbers_keep_their_form() {
    let source = "function(data) { text: 'x', metadata: { event_type: 'e', event_payload: data } }";
    let data =
        r#"{"whole": 3, "negative": -7, "half": 0.5, "large": 1e15, "list": [1, null, true]}"#;

    let message = message_of(source, data).await;

    let payload = &message["metadata"]["event_payload"];
    let expected = json!({
        "whole": 3, "negative": -7, "half": 0.5, "large": 1_000_000_000_000_000_u64,
        "list": [1, null, true],
    });
    assert_eq!(*payload, expected);
}

#[tokio::test]
async fn of_a_key_that_the_data_gives_twice_the_last_counts() {
    let message = message_of("function(data) { text: data.a }", r#"{"a": "1", "a": "2"}"#).await;

    assert_eq!(message["text"], "2");
}

#[tokio::test]
async fn a_missing_text_is_derived_from_everything_that_can_be_read() {
    let source = r#"[
      { type: 'header', text: { type: 'plain_text', text: 'Title' } },
      { type: 'section', text: { type: 'mrkdwn', text: 'A *bold* word' }, fields: [
        { type: 'mrkdwn', text: '*Size*\n3' }, { type: 'plain_text', text: 'plain' } ] },
      { type: 'divider' },
      { type: 'image', image_url: 'https://x.example/a.png', alt_text: 'a chart' },
      { type: 'context', elements: [ { type: 'mrkdwn', text: 'by' }, { type: 'image', image_url: 'https://x.example/b.png', alt_text: 'Mina' } ] },
      { type: 'rich_text', elements: [
        { type: 'rich_text_section', elements: [ { type: 'text', text: 'See ' }, { type: 'link', url: 'https://x.example', text: 'this' }, { type: 'emoji', name: 'tada' }, { type: 'user', user_id: 'U1' } ] },
        { type: 'rich_text_list', style: 'bullet', elements: [ { type: 'rich_text_section', elements: [ { type: 'text', text: 'one' } ] } ] } ] },
      { type: 'actions', elements: [ { type: 'button', text: { type: 'plain_text', text: 'Press' }, action_id: 'a' } ] },
    ]"#;

    insta::assert_snapshot!(message_of(source, "{}").await["text"].as_str().unwrap(), @r"
    Title
    A *bold* word
    *Size*
    3
    plain
    a chart
    by Mina
    See this:tada:<@U1>
    • one
    ");
}

/// In the blocks none of it is read for mentions; in the text that is derived from them it would be.
#[tokio::test]
async fn a_derived_text_mentions_nobody_that_the_blocks_do_not_mention() {
    let source = r#"function(data) [
      { type: 'rich_text', elements: [
        { type: 'rich_text_section', elements: [
          { type: 'text', text: data.name }, { type: 'link', url: 'https://x.example/?a=1&b=2', text: data.name },
          { type: 'link', url: 'https://x.example/?a=1&b=2' }, { type: 'user', user_id: 'U1' },
          { type: 'date', timestamp: 0, format: '{date}', fallback: ' 1 < 2 ' } ] },
        { type: 'rich_text_quote', elements: [ { type: 'text', text: data.name } ] },
        { type: 'rich_text_list', style: 'bullet', elements: [ { type: 'rich_text_section', elements: [ { type: 'text', text: data.name } ] } ] } ] },
      { type: 'table', rows: [[ { type: 'raw_text', text: data.name },
        { type: 'rich_text', elements: [ { type: 'rich_text_section', elements: [ { type: 'text', text: data.name } ] } ] } ]] },
      { type: 'header', text: { type: 'plain_text', text: '1 < 2 &lt; 3' } },
      { type: 'section', text: { type: 'mrkdwn', text: '<@U2> &lt;3' } },
    ]"#;

    let message = message_of(source, r#"{"name": "<!channel> & co"}"#).await;

    insta::assert_snapshot!(message["text"].as_str().unwrap(), @r"
    &lt;!channel&gt; &amp; co&lt;!channel&gt; &amp; cohttps://x.example/?a=1&amp;b=2<@U1> 1 &lt; 2
    > &lt;!channel&gt; &amp; co
    • &lt;!channel&gt; &amp; co
    &lt;!channel&gt; &amp; co | &lt;!channel&gt; &amp; co
    1 &lt; 2 &lt; 3
    <@U2> &lt;3
    ");
}

#[tokio::test]
async fn a_derived_text_is_cut_at_3000_characters() {
    let source = "[{ type: 'section', text: { type: 'mrkdwn', text: std.repeat('ä', 2900) } } for i in [1, 2]]";

    let message = message_of(source, "{}").await;

    let text = message["text"].as_str().unwrap();
    assert_eq!(text.chars().count(), 3_000);
    assert!(text.ends_with('…'));
}

#[tokio::test]
async fn what_is_not_a_message_is_refused_with_what_was_expected() {
    insta::assert_snapshot!(error_of("'text'", "{}").await, @"template `t` gives a message that Slack would refuse: the message: must be an object with text or blocks, or an array of blocks, and is a string");
    insta::assert_snapshot!(error_of("{ blcks: [] }", "{}").await, @"template `t` gives a message that Slack would refuse: /blcks: a message has no `blcks`; it may have text, blocks, attachments, markdown_text, thread_ts, reply_broadcast, unfurl_links, unfurl_media, mrkdwn, link_names, parse, metadata, username, icon_url, icon_emoji");
    insta::assert_snapshot!(error_of("{}", "{}").await, @"template `t` gives a message that Slack would refuse: the message: a message needs text, blocks or attachments");
}

#[tokio::test]
async fn warnings_come_with_the_message_and_do_not_stop_it() {
    let templates = Kitchen::with_template("{ text: std.repeat('x', 4001) }")
        .open()
        .await;

    let rendered = render(&templates, "{}").await.unwrap();

    insta::assert_json_snapshot!(rendered.warnings, @r#"
    [
      {
        "pointer": "/text",
        "id": "message.text.length",
        "rule": "length",
        "severity": "warning",
        "value": 4001,
        "limit": 4000,
        "message": "4001 characters are more than Slack takes; it was split into 2 sections",
        "page": "https://docs.slack.dev/reference/methods/chat.postMessage",
        "changed": true
      }
    ]
    "#);
}

#[tokio::test]
async fn a_message_that_slack_would_refuse_fails_with_its_findings() {
    let error = error_of(
        "[{ type: 'section', block_id: 'first', fields: std.makeArray(11, function(i) { type: 'mrkdwn', text: 'x' }) }]",
        "{}",
    )
    .await;

    let RenderError::InvalidMessage { findings, .. } = error else {
        panic!("{error}")
    };
    insta::assert_json_snapshot!(findings, @r#"
    [
      {
        "pointer": "/blocks/0/fields",
        "id": "section.fields.count",
        "rule": "count",
        "severity": "error",
        "value": 11,
        "limit": 10,
        "message": "11 items; Slack takes at most 10",
        "page": "https://docs.slack.dev/reference/block-kit/blocks/section-block",
        "place": "t/template.jsonnet:1"
      }
    ]
    "#);
}

/// A log that a test can read.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn what_std_trace_says_goes_to_the_log_within_bounds() {
    let log = Log::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::DEBUG)
        .with_ansi(false)
        .with_writer(move || writer.clone())
        .finish();
    let _guard = tracing::subscriber::set_default(subscriber);
    let source = "function(data) { text: std.join('', [
        std.trace('number %d ' % n + std.repeat('x', 10000), 'x') for n in std.range(1, 1000)
    ]) }";

    message_of(source, "{}").await;

    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let said: Vec<_> = log
        .lines()
        .filter(|line| line.contains("std.trace"))
        .collect();
    assert_eq!(said.len(), 20, "{log}");
    assert!(
        said[0].contains("number 1 ") && said[0].contains("template=\"t\""),
        "{}",
        said[0]
    );
    assert!(said.iter().all(|line| line.len() < 1_000));
}
