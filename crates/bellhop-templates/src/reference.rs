//! The reference page of `slack.libsonnet`, made from its source: each function with the comment above
//! it, and the examples in these comments.

use std::fmt::Write as _;

const SOURCE: &str = include_str!("slack.libsonnet");

/// One function of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    /// The heading that it stands under.
    pub chapter: String,
    /// Its name and parameters, as in `header(text)`.
    pub signature: String,
    /// What it does, what its parameters are, and what Slack allows.
    pub purpose: String,
    /// An expression that uses it: a text under the heading *Text*, a message under *The message*, and
    /// otherwise a block.
    pub example: Option<String>,
}

/// Every function of `slack.libsonnet`, in the order of the source.
#[must_use]
pub fn helpers() -> Vec<Helper> {
    let mut helpers = Vec::new();
    let mut chapter = String::new();
    let mut purpose: Vec<&str> = Vec::new();
    let mut example = None;
    for line in SOURCE.lines() {
        let heading = line.strip_prefix("  // ---- ");
        if let Some(heading) = heading {
            heading
                .trim_end_matches([' ', '-'])
                .clone_into(&mut chapter);
            purpose.clear();
        } else if let Some(code) = line.strip_prefix("  // > ") {
            example = Some(code.to_owned());
        } else if let Some(text) = line.strip_prefix("  // ") {
            purpose.push(text);
        } else if let Some(signature) = signature(line).filter(|_| !chapter.is_empty()) {
            helpers.push(Helper {
                chapter: chapter.clone(),
                signature: signature.to_owned(),
                purpose: std::mem::take(&mut purpose).join(" "),
                example: example.take(),
            });
        }
    }
    helpers
}

/// The page, as Markdown.
#[must_use]
pub fn page() -> String {
    let mut page = String::from(
        "# slack.libsonnet\n\nSlack's blocks in few words, with data escaped. This page is made from the \
         source: `bellhop docs slack.libsonnet`.\n",
    );
    let head = SOURCE
        .lines()
        .take_while(|line| line.starts_with("//"))
        .skip(1);
    for line in head {
        let line = line.trim_start_matches("//");
        let line = line.strip_prefix(' ').unwrap_or(line);
        // Indented by three, it is code.
        let code = line.strip_prefix("  ").map(|code| format!("    {code}"));
        let _ = write!(page, "\n{}", code.as_deref().unwrap_or(line));
    }
    page.push('\n');
    let mut chapter = String::new();
    for helper in helpers() {
        if helper.chapter != chapter {
            chapter.clone_from(&helper.chapter);
            let _ = write!(page, "\n## {chapter}\n");
        }
        let _ = write!(page, "\n### `{}`\n\n{}\n", helper.signature, helper.purpose);
        if let Some(example) = helper.example {
            let _ = write!(page, "\n```jsonnet\n{example}\n```\n");
        }
    }
    page
}

/// `header(text)` of a line like `  header(text)::`.
fn signature(line: &str) -> Option<&str> {
    let line = line.strip_prefix("  ")?;
    let (signature, _) = line.split_once("::")?;
    signature
        .starts_with(|first: char| first.is_ascii_lowercase())
        .then_some(signature)
}
