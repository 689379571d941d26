//! The templates that ship with Bellhop.

use std::path::Path;

use bellhop_templates::Templates;
use bellhop_templates::check::{CheckOptions, check};

use crate::kitchen::config;

#[tokio::test]
async fn every_shipped_template_gives_its_golden_message_without_a_warning() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
    let templates = Templates::open(config(directory)).await.unwrap();

    let options = CheckOptions {
        update_golden: std::env::var_os("UPDATE_GOLDEN").is_some(),
        ..CheckOptions::default()
    };
    let report = check(&templates, &options).await;

    assert!(report.is_good(), "{report:#?}");
    assert!(report.templates.len() >= 5);
    assert!(
        report
            .templates
            .iter()
            .all(|checked| checked.warnings.is_empty()),
        "{report:#?}"
    );
}
