//! The tests of a template: each of its examples, and the golden message that comes of it.
//!
//! `example.json` has its message in `golden.json`; `examples/late.json` has it in `golden/late.json`.

use std::path::PathBuf;

use bellhop_core::id::Slug;

use crate::bundle::TEMPLATE_FILE;
use crate::check::{EXAMPLE_FILE, GOLDEN_FILE, Verdict, compare};
use crate::error::RenderError;
use crate::folder::{self, EXAMPLES_FOLDER, GOLDENS_FOLDER};
use crate::lint::Finding;
use crate::problem::Problem;
use crate::templates::Templates;

/// One example of one template, and how it went.
#[derive(Debug)]
pub struct Case {
    /// The template.
    pub slug: Slug,
    /// The example's file, by its path in the template's folder.
    pub example: String,
    /// The file of the golden message.
    pub golden: PathBuf,
    /// How it went.
    pub verdict: Verdict,
    /// What Slack takes, but shows differently from what was meant.
    pub warnings: Vec<Finding>,
}

impl Case {
    /// What is wrong, where something is; a place that is not known is the example.
    #[must_use]
    pub fn problem(&self) -> Option<Problem> {
        let golden = golden_of(&self.example);
        let mut problem = match &self.verdict {
            Verdict::Good | Verdict::Updated => return None,
            Verdict::Differs(_) => {
                Problem::in_words("the message is not the golden one (- golden, + now)".to_owned())
            }
            Verdict::NoExample => Problem::in_words(format!("there is no {}", self.example)),
            Verdict::NoGolden => {
                Problem::in_words(format!("there is no {golden}; --update writes it"))
            }
            Verdict::Unfit(mismatch) => Problem::of_example(&self.slug, &self.example, mismatch),
            Verdict::Failed(error) => Problem::of_render(error),
            Verdict::Unreadable(error) => Problem::in_words(format!("{golden}: {error}")),
        };
        if problem.file.is_none() {
            let file = match &self.verdict {
                Verdict::NoExample => TEMPLATE_FILE,
                Verdict::Good
                | Verdict::Updated
                | Verdict::Differs(_)
                | Verdict::NoGolden
                | Verdict::Unfit(_)
                | Verdict::Failed(_)
                | Verdict::Unreadable(_) => &self.example,
            };
            problem.file = Some(format!("{}/{file}", self.slug));
        }
        Some(problem.shown_by(&self.example))
    }
}

/// Renders every example of these templates, or of all, and compares with the golden messages; with
/// `update` they are written instead. A template without an example is a case that failed.
///
/// # Errors
/// One of the templates is not there.
pub async fn run(
    templates: &Templates,
    slugs: &[Slug],
    update: bool,
) -> Result<Vec<Case>, RenderError> {
    let mut chosen: Vec<Slug> = slugs.to_vec();
    if chosen.is_empty() {
        chosen = templates.folders().into_keys().collect();
        chosen.sort();
    }
    let mut cases = Vec::new();
    for slug in chosen {
        let template = templates.template(&slug)?;
        let path = &template.path;
        let examples = folder::examples(&template.files);
        if examples.is_empty() {
            cases.push(Case {
                golden: path.join(GOLDEN_FILE),
                example: EXAMPLE_FILE.to_owned(),
                verdict: Verdict::NoExample,
                warnings: Vec::new(),
                slug,
            });
            continue;
        }
        for (example, data) in examples {
            let golden = path.join(golden_of(example));
            if let Some(folder) = golden.parent().filter(|_| update) {
                // Where that fails, writing the message says why.
                let _ = std::fs::create_dir_all(folder);
            }
            let (verdict, warnings) = match template.check_example(data) {
                Err(mismatch) => (Verdict::Unfit(mismatch), Vec::new()),
                Ok(()) => match templates.render(&slug, data.as_bytes()).await {
                    Ok(rendered) => (
                        compare(&golden, &rendered.value(), update),
                        rendered.warnings,
                    ),
                    Err(error) => (Verdict::Failed(error), Vec::new()),
                },
            };
            cases.push(Case {
                slug: slug.clone(),
                example: example.to_owned(),
                golden,
                verdict,
                warnings,
            });
        }
    }
    Ok(cases)
}

fn golden_of(example: &str) -> String {
    let inner = example.strip_prefix(EXAMPLES_FOLDER);
    inner.map_or_else(
        || GOLDEN_FILE.to_owned(),
        |name| format!("{GOLDENS_FOLDER}{name}"),
    )
}
