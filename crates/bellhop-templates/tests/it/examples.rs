//! The templates that ship with Bellhop.

use std::path::Path;

use bellhop_templates::Templates;
use bellhop_templates::cases;

use crate::kitchen::config;

#[tokio::test]
async fn every_shipped_template_gives_its_golden_message_without_a_warning() {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates");
    let templates = Templates::open(config(directory)).await.unwrap();

    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    let cases = cases::run(&templates, &[], update).await.unwrap();

    assert!(cases.len() >= 5);
    assert!(
        cases
            .iter()
            .all(|case| case.verdict.is_good() && case.warnings.is_empty()),
        "{cases:#?}"
    );
}
