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
        let example = helper
            .example
            .unwrap_or_else(|| panic!("{name} has no example"));
        let message = match helper.chapter.as_str() {
            "Text" => format!("slack.message('x', [slack.section({example})])"),
            "The message" => example,
            _ => format!("slack.message('x', [{example}])"),
        };
        let source = format!("local slack = import 'slack.libsonnet';\n{message}");

        let rendered = templates.render_draft(&slug("t"), &source, b"{}").await;

        let rendered = rendered.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(rendered.warnings, [], "{name}");
        assert!(!helper.purpose.is_empty(), "{name} has no purpose");
    }
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
