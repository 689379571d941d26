//! The page about `slack.libsonnet`, and the examples on it.

use std::path::Path;

use bellhop_templates::reference::{helpers, page};

use crate::kitchen::{Kitchen, slug};

#[tokio::test]
async fn every_example_of_the_library_renders_and_lints_clean() {
    let templates = Kitchen::with_template("{ text: 'x' }")
        .file("t/workflow.toml", "broadcast_mentions = true")
        .open()
        .await;
    let helpers = helpers();
    assert!(helpers.len() >= 80, "{}", helpers.len());

    for helper in helpers {
        let name = &helper.signature;
        let message = helper
            .message()
            .unwrap_or_else(|| panic!("{name} has no example"));
        let source = format!("local slack = import 'slack.libsonnet';\n{message}");

        let rendered = templates.render_draft(&slug("t"), &source, b"{}").await;

        let rendered = rendered.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(rendered.warnings, [], "{name}");
        assert!(!helper.purpose.is_empty(), "{name} has no purpose");
    }
}

#[tokio::test]
async fn the_library_shows_what_each_example_makes_and_remembers_it() {
    let templates = Kitchen::with_template("{ text: 'x' }").open().await;

    let library = templates.library().await.unwrap();
    templates.shut_down().await;
    let again = templates.library().await.unwrap();

    assert!(std::sync::Arc::ptr_eq(&library, &again));
    let shown = |name: &str| -> serde_json::Value {
        let pictured = library.iter().find(|one| one.helper.name() == name);
        let message = pictured.and_then(|one| one.message.as_ref());
        let message = message.unwrap_or_else(|| panic!("{name} has no picture"));
        serde_json::from_str(message.get()).unwrap()
    };
    for pictured in &*library {
        let message = shown(pictured.helper.name());
        assert!(message["text"].is_string(), "{message}");
        assert!(message["blocks"].is_array(), "{message}");
    }
    assert_eq!(shown("bold")["blocks"][0]["text"]["text"], "*Order 17*");
    assert_eq!(shown("header")["blocks"][0]["type"], "header");
    assert_eq!(shown("message")["text"], "Order 17 shipped");
}

#[test]
fn a_function_of_the_library_tells_its_name_and_its_parameters() {
    let helpers = helpers();
    let told = |name: &str| {
        let helper = helpers.iter().find(|helper| helper.name() == name);
        helper.map(bellhop_templates::reference::Helper::parameters)
    };

    assert_eq!(told("section"), Some(vec!["text", "accessory=null"]));
    assert_eq!(
        told("richList"),
        Some(vec!["items", "style='bullet'", "indent=0"])
    );
    assert_eq!(told("divider"), Some(vec![]));
}

#[test]
fn the_page_about_the_library_is_up_to_date() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/slack.libsonnet.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, page()).unwrap();
    }

    let committed = std::fs::read_to_string(&path).unwrap_or_default();

    assert!(
        committed == page(),
        "write it again: bellhop docs slack.libsonnet > docs/slack.libsonnet.md"
    );
}
