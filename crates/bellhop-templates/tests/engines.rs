//! The default engine and the reference engine agree: every shipped template makes the same message
//! of its example in both.

use std::path::Path;
use std::time::Duration;

use bellhop_core::id::Slug;
use bellhop_templates::check::render_file;
use bellhop_templates::{Engine, RenderError, Templates, TemplatesConfig};

fn config(engine: Engine) -> TemplatesConfig {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
    let mut config = TemplatesConfig::new(directory);
    config.helper = vec![env!("CARGO_BIN_EXE_render-helper").into()];
    config.helpers = 1;
    config.engine = engine;
    config.deadline = Duration::from_secs(10);
    config
}

#[tokio::test]
async fn both_engines_make_the_same_messages_of_all_shipped_examples() {
    let default = Templates::open(config(Engine::Rsjsonnet)).await.unwrap();
    let reference = Templates::open(config(Engine::Libjsonnet)).await.unwrap();

    let catalog = default.catalog();
    for workflow in catalog.all() {
        let ours = render_file(&default, &workflow.slug, None).await.unwrap();
        let theirs = render_file(&reference, &workflow.slug, None).await.unwrap();
        assert_eq!(ours.value(), theirs.value(), "{}", workflow.slug);
    }

    assert!(catalog.all().len() >= 5);
}

#[tokio::test]
async fn the_reference_engine_has_the_same_walls() {
    let templates = Templates::open(config(Engine::Libjsonnet)).await.unwrap();
    let slug = Slug::parse("welcome").unwrap();
    let draft = async |source| templates.render_draft(&slug, source, b"{}").await;

    for source in [
        "import '/etc/passwd'",
        "importstr '../../../../etc/passwd'",
        "importstr '/proc/self/environ'",
        "local x = [x]; x",
        "function(data) { text: data.missing }",
    ] {
        let error = draft(source).await.unwrap_err();
        assert!(
            matches!(error, RenderError::Failed { .. }),
            "{source}: {error}"
        );
    }
    // This aborts the process of libjsonnet 0.17.
    let abort = draft("std.parseJson('{')").await.unwrap_err();
    assert!(matches!(abort, RenderError::OverBudget { .. }), "{abort}");
    assert!(draft("{ text: 'fine' }").await.is_ok());
}

#[tokio::test]
async fn the_reference_engine_names_the_place_of_an_error() {
    let templates = Templates::open(config(Engine::Libjsonnet)).await.unwrap();
    let slug = Slug::parse("welcome").unwrap();

    let new = templates
        .render_draft(&slug, "function(data)\n  { text: data.titel }", b"{}")
        .await;
    let older = templates
        .render_draft(&slug, "{ text: data.titel }", b"{}")
        .await;

    insta::assert_snapshot!(new.unwrap_err(), @r"
    template `welcome` failed: welcome/template.jsonnet:2:11: RUNTIME ERROR: field does not exist: titel
      2 |   { text: data.titel }
        |           ^
    ");
    insta::assert_snapshot!(older.unwrap_err(), @r"
    template `welcome` failed: welcome/template.jsonnet:1:9: RUNTIME ERROR: field does not exist: titel
      1 | { text: data.titel }
        |         ^
    ");
}
