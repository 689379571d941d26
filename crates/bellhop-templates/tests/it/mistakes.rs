//! What people new to the language do wrong is told at the place of the mistake, with what would be right.

use bellhop_templates::RenderError;

use crate::kitchen::error_of;

/// A message as the first one of a newcomer.
const RIGHT: &str = r#"local slack = import 'slack.libsonnet';

function(data)
  slack.message('A customer cancelled', [
    slack.header('A customer cancelled'),
    slack.section(['Reason: ', data.reason]),
  ])
"#;

/// What is said of the message with `right` in place of `wrong`, as "line:column: words".
async fn said(right: &str, wrong: &str) -> String {
    assert!(RIGHT.contains(right), "{right}");
    let data = r#"{"$recipient": {}, "name": "Ada", "plan": "Team", "reason": "too dear"}"#;
    let error = error_of(&RIGHT.replace(right, wrong), data).await;
    let RenderError::Failed { failure, .. } = &error else {
        panic!("{error}")
    };
    format!("{}:{}: {}", failure.line, failure.column, failure.reason)
}

#[tokio::test]
async fn a_missing_sign_is_told_where_it_belongs() {
    insta::assert_snapshot!(said("d'),\n    slack.s", "d')\n    slack.s").await, @"5:41: a `,` is missing before `slack` of line 6");
    insta::assert_snapshot!(said("'Reason: ', data", "'Reason: ' data").await, @"6:31: a `,` is missing before `data`");
    insta::assert_snapshot!(said("';\n", "'\n").await, @"1:39: a `;` is missing before `function` of line 3");
}

#[tokio::test]
async fn a_bracket_that_is_never_closed_is_named() {
    insta::assert_snapshot!(said("reason]),", "reason),").await, @"6:19: this `[` is never closed: a `]` is missing before the `)` of line 6");
    insta::assert_snapshot!(said("reason]),", "reason],").await, @"6:18: this `(` is never closed: a `)` is missing before the `]` of line 7");
    insta::assert_snapshot!(said("  ])\n", "  ]\n").await, @"4:16: this `(` is never closed: a `)` is missing before the end of the file");
    insta::assert_snapshot!(said("  ])\n", "  ]))\n").await, @"7:5: this `)` closes nothing");
}

#[tokio::test]
async fn a_text_that_is_never_closed_is_told_where_it_begins() {
    insta::assert_snapshot!(said("header('A customer cancelled'", "header('A customer cancelled").await, @"5:18: this text is never closed: it needs a ' at its end");
    insta::assert_snapshot!(said("header('A customer cancelled'", "header('A customer didn't stay'").await, @r#"5:34: this ' ends the text: inside '…' an apostrophe is written \', or the text stands in "…""#);
    insta::assert_snapshot!(said("header('A customer cancelled'", "header('It isn't Ada's'").await, @r#"5:25: this ' ends the text: inside '…' an apostrophe is written \', or the text stands in "…""#);
    insta::assert_snapshot!(said("header('A customer cancelled'", "header(A customer cancelled").await, @"5:18: `customer` can't follow `A`: does a text want its quotes, as in 'a text'?");
    insta::assert_snapshot!(said("header('A customer cancelled'", "header(‘A customer cancelled’").await, @r#"5:18: ‘ is a typographic quote: here a text stands in '…' or "…""#);
}

#[tokio::test]
async fn a_name_that_is_not_there_comes_with_those_that_are() {
    insta::assert_snapshot!(said("data.reason", "data.raeson").await, @"6:32: there is no field `raeson` in `data`: did you mean `reason`?");
    insta::assert_snapshot!(said("data.reason", "data['Reason']").await, @"6:32: there is no field `Reason` in `data`: did you mean `reason`?");
    insta::assert_snapshot!(said("data.reason", "data.crm_url").await, @"6:32: there is no field `crm_url` in `data`, which has `name`, `plan`, `reason` and `$recipient`");
    insta::assert_snapshot!(said("data.reason", "data.reason.text").await, @"6:32: only an object has fields, and `data.reason` is a text");
    insta::assert_snapshot!(said("slack.section", "slack.setion").await, @"6:5: there is no field `setion` in `slack`: did you mean `section`?");
    insta::assert_snapshot!(said("data.reason", "reason").await, @"6:32: there is no variable `reason`: did you mean `data.reason`, or the text 'reason'?");
    insta::assert_snapshot!(said("data.reason", "dat.reason").await, @"6:32: there is no variable `dat`: did you mean `data`?");
    insta::assert_snapshot!(said("local slack = import 'slack.libsonnet';", "").await, @"4:3: there is no variable `slack`: a template that uses it begins with local slack = import 'slack.libsonnet';");
}
