//! What a workflow says about its messages: long texts, and mentions of everybody.

use bellhop_core::fault::Reason;
use bellhop_templates::lint::{Rule, Severity};
use bellhop_templates::{RenderError, Rendered};
use serde_json::{Value, json};

use crate::kitchen::{Kitchen, render};

const SECTION: &str = "function(data) { text: 'x', blocks: [
  { type: 'section', text: { type: 'mrkdwn', text: data.text }, block_id: 'a' }, { type: 'divider' } ] }";
const HEADER: &str = "function(data) { text: 'x', blocks: [{ type: 'header', text: { type: 'plain_text', text: data.text } }] }";

async fn render_with(workflow: &str, source: &str, text: &str) -> Result<Rendered, RenderError> {
    let kitchen = Kitchen::with_template(source).file("t/workflow.toml", workflow);
    let templates = kitchen.open().await;
    render(&templates, &json!({ "text": text }).to_string()).await
}

fn texts(message: &Value) -> Vec<&str> {
    let blocks = message["blocks"].as_array().unwrap().iter();
    blocks
        .filter_map(|block| block["text"]["text"].as_str())
        .collect()
}

#[tokio::test]
async fn a_long_section_goes_on_in_the_next_and_the_result_says_so() {
    let text = "word ".repeat(1_000);

    let rendered = render_with("", SECTION, &text).await.unwrap();

    let message = rendered.value();
    let parts = texts(&message);
    assert_eq!(parts.len(), 2);
    assert_eq!(parts.concat().replace(' ', ""), text.replace(' ', ""));
    assert_eq!(message["blocks"][0]["block_id"], "a");
    assert_eq!(message["blocks"][2]["type"], "divider");
    let warning = &rendered.warnings[0];
    assert_eq!(
        (warning.rule, warning.severity),
        (Rule::Length, Severity::Warning)
    );
    insta::assert_snapshot!(warning, @"/blocks/0/text/text: 5000 characters are more than Slack takes; it was split into 2 sections (made in t/template.jsonnet:2)");
}

#[tokio::test]
async fn what_can_not_be_split_is_cut_and_the_result_says_so() {
    let rendered = render_with("", HEADER, &"word ".repeat(40)).await.unwrap();

    let message = rendered.value();
    assert!(texts(&message)[0].ends_with('…'));
    insta::assert_snapshot!(rendered.warnings[0], @"/blocks/0/text/text: 200 characters are more than Slack takes; it was cut to 150 (made in t/template.jsonnet:1)");
}

#[tokio::test]
async fn a_workflow_that_cuts_keeps_the_number_of_blocks() {
    let rendered = render_with("long_text = 'cut'", SECTION, &"word ".repeat(1_000))
        .await
        .unwrap();

    let message = rendered.value();
    assert_eq!(message["blocks"].as_array().unwrap().len(), 2);
    assert!(texts(&message)[0].ends_with('…'));
    assert!(rendered.warnings[0].message.contains("it was cut to 3000"));
}

#[tokio::test]
async fn a_workflow_that_refuses_long_texts_gets_the_limit_told() {
    let error = render_with("long_text = 'refuse'", SECTION, &"x".repeat(3_001))
        .await
        .unwrap_err();

    assert_eq!(error.reason(), Reason::InvalidMessage);
    insta::assert_snapshot!(error, @"template `t` gives a message that Slack would refuse: /blocks/0/text/text: 3001 characters; Slack takes at most 3000 (made in t/template.jsonnet:2)");
}

#[tokio::test]
async fn a_long_text_without_blocks_becomes_sections_instead_of_several_posts() {
    let text = "word ".repeat(1_000);

    let rendered = render_with("", "function(data) { text: data.text }", &text)
        .await
        .unwrap();

    let message = rendered.value();
    assert_eq!(
        texts(&message).concat().replace(' ', ""),
        text.replace(' ', "")
    );
    assert!(message["text"].as_str().unwrap().chars().count() <= 3_000);
    insta::assert_snapshot!(rendered.warnings[0], @"/text: 5000 characters are more than Slack takes; it was split into 2 sections");
}

#[tokio::test]
async fn a_mention_of_everybody_needs_the_capability_however_it_got_there() {
    for source in [
        "{ text: '<!channel> down' }",
        "{ text: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'a <!here|here>' } }] }",
        "{ text: 'x', attachments: [{ text: '<!everyone>' }] }",
        "{ text: 'x', blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [{ type: 'broadcast', range: 'here' }] }] }] }",
        "{ text: 'x @channel', link_names: true }",
        "local slack = import 'slack.libsonnet'; slack.message(slack.everyone, [])",
    ] {
        let refused = render_with("", source, "").await.unwrap_err();
        let granted = render_with("broadcast_mentions = true", source, "").await;

        let RenderError::InvalidMessage { findings, .. } = &refused else {
            panic!("{source}: {refused}")
        };
        assert_eq!(findings[0].rule, Rule::Capability, "{source}");
        assert!(
            refused.to_string().contains("broadcast_mentions = true"),
            "{refused}"
        );
        assert_eq!(granted.unwrap().warnings, [], "{source}");
    }
}

#[tokio::test]
async fn data_that_names_everybody_is_no_mention() {
    let source = "local slack = import 'slack.libsonnet';
      function(data) slack.message(data.text, [slack.section(data.text)])";

    let rendered = render_with("", source, "<!channel> @channel")
        .await
        .unwrap();

    assert_eq!(rendered.value()["text"], "&lt;!channel&gt; @channel");
}

#[tokio::test]
async fn rich_text_shows_the_name_of_everybody_and_mentions_nobody() {
    let source = "function(data) { text: 'x', blocks: [{ type: 'rich_text', elements: [
      { type: 'rich_text_section', elements: [
        { type: 'text', text: data.text },
        { type: 'link', url: 'https://example.com', text: data.text } ] } ] }] }";

    let rendered = render_with("", source, "<!channel>").await.unwrap();

    assert_eq!(rendered.warnings, []);
}

#[tokio::test]
async fn a_property_that_is_null_is_left_out() {
    let source = "{ text: 'x', blocks: [{ type: 'section', text: { type: 'mrkdwn', text: 'x' }, accessory: null }] }";

    let rendered = render_with("", source, "").await.unwrap();

    assert!(rendered.value()["blocks"][0].get("accessory").is_none());
    assert_eq!(rendered.warnings, []);
}

#[tokio::test]
async fn a_wrong_rule_is_an_error_that_says_what_would_be_right() {
    for (line, expected) in [
        (
            "long_text = 'shred'",
            "`long_text` is \"shred\", but must be one of split, cut, refuse",
        ),
        (
            "broadcast_mentions = 1",
            "`broadcast_mentions` is 1, but must be true or false",
        ),
        (
            "fallback = 'text'\nfallback_text = '<!here> look at {{text}}'",
            "`fallback_text` is <!here> look at , but must be a text without @here, @channel and @everyone, unless broadcast_mentions = true",
        ),
    ] {
        let kitchen = Kitchen::with_template("{ text: 'x' }").file("t/workflow.toml", line);

        let error = bellhop_templates::Templates::open(kitchen.config())
            .await
            .unwrap_err();

        assert!(error.to_string().contains(expected), "{error}");
    }
}
