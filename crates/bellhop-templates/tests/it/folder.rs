//! What is read of the templates' directory, and what is refused.

use std::os::unix::fs::symlink;

use bellhop_core::workflow::Category;
use bellhop_templates::cases;
use bellhop_templates::check::{Verdict, render_file};
use bellhop_templates::{Templates, TemplatesError};
use serde_json::json;

use crate::kitchen::{Kitchen, render, slug};

/// The error of opening `kitchen`, with the directory's own path left out.
async fn refusal(kitchen: Kitchen) -> String {
    let error: TemplatesError = Templates::open(kitchen.config()).await.unwrap_err();
    let root = kitchen.path().canonicalize().unwrap();
    error
        .to_string()
        .replace(root.to_str().unwrap(), "templates")
}

#[tokio::test]
async fn the_catalog_holds_what_the_folders_say() {
    let templates = Kitchen::with_template("{ text: 'x' }")
        .file("welcome/template.jsonnet", "{ text: 'x' }")
        .file(
            "welcome/workflow.toml",
            "name = 'Welcome'\ncategory = 'promotional'\nevents = ['SIGNED_UP']\n[defaults]\nplan = 'free'\nlist = [1, 2.5, true]\n[defaults.nested]\na = 1\n",
        )
        .open()
        .await;

    let catalog = templates.catalog();

    let bare = catalog.get(&slug("t")).unwrap();
    assert_eq!(
        (bare.name.as_str(), bare.category),
        ("t", Category::Transactional)
    );
    let welcome = catalog.started_by("SIGNED_UP").next().unwrap();
    assert_eq!(
        (welcome.name.as_str(), welcome.category),
        ("Welcome", Category::Promotional)
    );
    let defaults = json!({ "plan": "free", "list": [1, 2.5, true], "nested": { "a": 1 } });
    assert_eq!(json!(welcome.defaults), defaults);
    assert_eq!(catalog.all().len(), 2);
}

#[tokio::test]
async fn a_wrong_workflow_file_stops_the_start_and_is_named() {
    let with = |text| Kitchen::with_template("{ text: 'x' }").file("t/workflow.toml", text);

    insta::assert_snapshot!(refusal(with("category = 'urgent'")).await, @r#"templates/t/workflow.toml: `category` is "urgent", but must be one of system, transactional, promotional"#);
    insta::assert_snapshot!(refusal(with("event = ['A']")).await, @r#"templates/t/workflow.toml: there is no key `event` (which is ["A"]); the keys are name, category, guarantee, events, delay, deliver_within, late, fallback, fallback_text, redeliver, long_text, broadcast_mentions, [window], [quiet_hours], [digest], [throttle], [card] and [defaults]"#);
    insta::assert_snapshot!(refusal(with("events = 'A'")).await, @r#"templates/t/workflow.toml: `events` is "A", but must be at most 100 names of events, for example ["USER_SIGNED_UP"]"#);
    insta::assert_snapshot!(refusal(with("[defaults]\nday = 2025-01-01")).await, @"templates/t/workflow.toml: `defaults` is { day = 2025-01-01 }, but must be a table of data, without dates");
    insta::assert_snapshot!(refusal(with("name = ")).await, @"templates/t/workflow.toml is not TOML: string values must be quoted, expected literal string at line 1, column 8");
}

#[tokio::test]
async fn a_folder_that_is_no_template_stops_the_start() {
    insta::assert_snapshot!(refusal(Kitchen::new().file("t/workflow.toml", "")).await, @"templates/t: there is no template.jsonnet in this folder");
    insta::assert_snapshot!(refusal(Kitchen::new().file("a b/template.jsonnet", "1")).await, @r#"templates/a b: the folder's name is the template's slug: slug must be 1 to 255 letters, digits, '-', '_' or '.', not starting with '.', not "a b""#);
    let large = "x".repeat(64 * 1024 + 1);
    insta::assert_snapshot!(refusal(Kitchen::with_template(&large)).await, @"templates/t/template.jsonnet: its size in bytes is 65537; at most 65536 is allowed");
}

#[tokio::test]
async fn a_link_that_leads_out_of_the_directory_stops_the_start() {
    let kitchen = Kitchen::with_template("{ text: importstr 'passwd.txt' }");
    symlink("/etc/passwd", kitchen.path().join("t/passwd.txt")).unwrap();

    insta::assert_snapshot!(refusal(kitchen).await, @"templates/t/passwd.txt: a link that leads out of templates");
}

#[tokio::test]
async fn a_template_that_does_not_compile_does_not_stop_the_start() {
    let templates = Kitchen::with_template("{ text: 'x' }")
        .file("broken/template.jsonnet", "{ text: ")
        .open()
        .await;

    assert!(render(&templates, "{}").await.is_ok());
    assert!(templates.render(&slug("broken"), b"{}").await.is_err());
    assert!(templates.catalog().get(&slug("broken")).is_some());
}

#[tokio::test]
async fn imports_are_looked_for_beside_the_file_then_in_lib() {
    let templates = Kitchen::new()
        .file("lib/a.libsonnet", "'lib a'")
        .file("lib/b.libsonnet", "import 'deep/c.libsonnet'")
        .file("lib/deep/c.libsonnet", "(import 'd.libsonnet') + ' ' + (import 'a.libsonnet')")
        .file("lib/deep/d.libsonnet", "'deep d'")
        .file("t/a.libsonnet", "'own a'")
        .file("t/words.txt", "words")
        .file("t/template.jsonnet", "{ text: std.join(', ', [import 'a.libsonnet', import 'b.libsonnet', importstr 'words.txt', std.toString(importbin 'words.txt')]) }")
        .file("u/template.jsonnet", "{ text: import 'a.libsonnet' }")
        .open()
        .await;

    let own = render(&templates, "{}").await.unwrap().value();
    let other = templates.render(&slug("u"), b"{}").await.unwrap().value();

    assert_eq!(
        own["text"],
        "own a, deep d lib a, words, [119, 111, 114, 100, 115]"
    );
    assert_eq!(other["text"], "lib a");
}

#[tokio::test]
async fn a_check_compares_examples_with_their_golden_messages() {
    let kitchen = Kitchen::with_template("function(data) { text: data.x }")
        .file("t/example.json", r#"{"x": "new"}"#)
        .file("t/golden.json", r#"{"text": "old"}"#)
        .file(
            "failing/template.jsonnet",
            "function(data) { text: data.x }",
        )
        .file("failing/example.json", "{}")
        .file("bare/template.jsonnet", "{ text: 'x' }");
    let templates = kitchen.open().await;
    let t = [slug("t")];

    let before = cases::run(&templates, &[], false).await.unwrap();
    let updated = cases::run(&templates, &t, true).await.unwrap();
    let after = cases::run(&templates, &t, false).await.unwrap();
    let rendered = render_file(&templates, &slug("t"), None).await.unwrap();

    let [bare, failing, t] = before.as_slice() else {
        panic!("{before:?}")
    };
    assert!(matches!(bare.verdict, Verdict::NoExample));
    assert!(matches!(failing.verdict, Verdict::Failed(_)));
    let Verdict::Differs(diff) = &t.verdict else {
        panic!("{before:?}")
    };
    insta::assert_snapshot!(diff, @r#"
      {
    -   "text": "old"
    +   "text": "new"
      }
    "#);
    assert!(matches!(updated[0].verdict, Verdict::Updated));
    assert!(after[0].verdict.is_good(), "{after:?}");
    assert_eq!(rendered.value()["text"], "new");
}
