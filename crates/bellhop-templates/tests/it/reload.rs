//! A changed directory takes the place of the served one, where it is good.

use std::fs;

use bellhop_templates::Templates;

use crate::kitchen::{Kitchen, render, slug};

async fn said(templates: &Templates) -> String {
    let rendered = render(templates, r#"{"name": "Ada"}"#).await.unwrap();
    rendered.value()["text"].as_str().unwrap().to_owned()
}

fn write(kitchen: &Kitchen, path: &str, text: &str) {
    let path = kitchen.path().join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

#[tokio::test]
async fn a_good_change_is_served_and_has_another_version() {
    let kitchen = Kitchen::with_template("function(data) { text: 'one ' + data.name }");
    let templates = kitchen.open().await;
    let before = templates.version(&slug("t")).unwrap();
    write(
        &kitchen,
        "t/template.jsonnet",
        "function(data) { text: 'two ' + data.name }",
    );

    let reloaded = templates.reload().await.unwrap();

    assert_eq!(reloaded.served, [slug("t")]);
    assert_eq!(said(&templates).await, "two Ada");
    let after = templates.version(&slug("t")).unwrap();
    assert_ne!(before, after);
    let rendered = render(&templates, r#"{"name": "Ada"}"#).await.unwrap();
    assert_eq!(rendered.version, Some(after));
}

#[tokio::test]
async fn a_reload_without_a_change_changes_nothing() {
    let kitchen = Kitchen::with_template("{ text: 'x' }").file("lib/brand.libsonnet", "{ a: 1 }");
    let templates = kitchen.open().await;

    let reloaded = templates.reload().await.unwrap();

    assert!(
        reloaded.served.is_empty() && reloaded.removed.is_empty(),
        "{reloaded:?}"
    );
    assert!(reloaded.refused.is_empty(), "{reloaded:?}");
}

#[tokio::test]
async fn a_broken_draft_is_refused_with_its_place_and_the_old_version_goes_on() {
    let good = "function(data) { text: 'good ' + data.name }";
    let kitchen = Kitchen::with_template(good).file("t/example.json", r#"{"name": "Ada"}"#);
    let templates = kitchen.open().await;
    let version = templates.version(&slug("t"));
    let broken = [
        (
            "t/template.jsonnet",
            "function(data)\n  { text: 'no ' + data.name",
            "t/template.jsonnet:2",
        ),
        (
            "t/template.jsonnet",
            "function(data)\n  { text: data.absent }",
            "with example.json",
        ),
        (
            "t/template.jsonnet",
            "{ text: 'x', blocks: [{ type: 'nonsense' }] }",
            "Slack would refuse",
        ),
        (
            "t/workflow.toml",
            "category = 'urgent'",
            "`category` is \"urgent\"",
        ),
    ];

    for (file, text, why) in broken {
        write(&kitchen, file, text);
        let reloaded = templates.reload().await.unwrap();

        let problem = reloaded.refused["t"].to_string();
        assert!(problem.contains(why), "{why} is not in {problem}");
        assert_eq!(said(&templates).await, "good Ada");
        assert_eq!(templates.version(&slug("t")), version);
        let health = &templates.health()[0];
        assert!(
            health.problem.is_none() && health.refused.is_some(),
            "{health:?}"
        );
        write(&kitchen, "t/template.jsonnet", good);
    }

    fs::remove_file(kitchen.path().join("t/workflow.toml")).unwrap();
    assert!(templates.reload().await.unwrap().refused.is_empty());
    assert!(templates.health()[0].refused.is_none());
}

#[tokio::test]
async fn one_broken_template_does_not_keep_others_from_being_served() {
    let kitchen =
        Kitchen::with_template("{ text: 'old' }").file("b/template.jsonnet", "{ text: 'b' }");
    let templates = kitchen.open().await;
    write(&kitchen, "b/template.jsonnet", "{ text: ");
    write(&kitchen, "t/template.jsonnet", "{ text: 'new' }");
    write(&kitchen, "Not A Slug!/template.jsonnet", "{ text: 'x' }");

    let reloaded = templates.reload().await.unwrap();

    assert_eq!(reloaded.served, [slug("t")]);
    let refused: Vec<_> = reloaded.refused.keys().map(String::as_str).collect();
    assert_eq!(refused, ["Not A Slug!", "b"]);
    assert_eq!(said(&templates).await, "new");
}

#[tokio::test]
async fn a_broken_library_keeps_every_template_as_it_was() {
    let template = "local brand = import 'brand.libsonnet'; { text: brand.name }";
    let kitchen = Kitchen::with_template(template).file("lib/brand.libsonnet", "{ name: 'Acme' }");
    let templates = kitchen.open().await;
    write(&kitchen, "lib/brand.libsonnet", "{ name: ");

    let reloaded = templates.reload().await.unwrap();

    assert!(reloaded.refused.contains_key("t"), "{reloaded:?}");
    assert_eq!(said(&templates).await, "Acme");
}

#[tokio::test]
async fn a_version_depends_on_the_libraries_that_are_imported_and_on_no_others() {
    let template = "local brand = import 'brand.libsonnet'; { text: brand.name }";
    let kitchen = Kitchen::with_template(template)
        .file("lib/brand.libsonnet", "import \"names.libsonnet\"")
        .file("lib/names.libsonnet", "{ name: 'Acme' }")
        .file("lib/other.libsonnet", "{ name: 'Other' }");
    let templates = kitchen.open().await;
    let first = templates.version(&slug("t"));

    write(&kitchen, "lib/other.libsonnet", "{ name: 'Changed' }");
    templates.reload().await.unwrap();
    let second = templates.version(&slug("t"));
    write(&kitchen, "lib/names.libsonnet", "{ name: 'Changed' }");
    templates.reload().await.unwrap();
    let third = templates.version(&slug("t"));

    assert_eq!(first, second);
    assert_ne!(second, third);
}

#[tokio::test]
async fn a_folder_that_is_gone_is_no_longer_served() {
    let kitchen =
        Kitchen::with_template("{ text: 'x' }").file("b/template.jsonnet", "{ text: 'b' }");
    let templates = kitchen.open().await;
    fs::remove_dir_all(kitchen.path().join("b")).unwrap();

    let reloaded = templates.reload().await.unwrap();

    assert_eq!(reloaded.removed, [slug("b")]);
    assert!(templates.catalog().get(&slug("b")).is_none());
}

#[tokio::test]
async fn a_directory_that_is_gone_changes_nothing() {
    let kitchen = Kitchen::with_template("function(data) { text: 'hi ' + data.name }");
    let templates = kitchen.open().await;
    fs::remove_dir_all(kitchen.path()).unwrap();

    templates.reload().await.unwrap_err();

    assert_eq!(said(&templates).await, "hi Ada");
}
