//! The reference of `slack.libsonnet`, made from its source: each function with the comment above it,
//! and the examples in these comments. [`page`] is the page in `docs/`;
//! [`Templates::library`](crate::Templates::library) adds what each example makes.

use std::fmt::Write as _;

const SOURCE: &str = include_str!("slack.libsonnet");
/// What a notification of an example says.
const SHOWN_AS: &str = "An example";

/// One function of the library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Helper {
    /// The heading that it stands under.
    pub chapter: String,
    /// Its name and parameters, as in `header(text)`; a value, `divider`, has the name alone.
    pub signature: String,
    /// What it does, what its parameters are, and what Slack allows.
    pub purpose: String,
    /// An expression that uses it: a text under the heading *Text*, a message under *The message*, and
    /// otherwise a block.
    pub example: Option<String>,
}

impl Helper {
    /// Its name: `header`.
    #[must_use]
    pub fn name(&self) -> &str {
        let end = self.signature.find('(').unwrap_or(self.signature.len());
        &self.signature[..end]
    }

    /// Its parameters as they are declared, with their defaults: `text`, `accessory=null`.
    #[must_use]
    pub fn parameters(&self) -> Vec<&str> {
        let list = self.signature[self.name().len()..]
            .trim_start_matches('(')
            .trim_end_matches(')');
        list.split(", ").filter(|name| !name.is_empty()).collect()
    }

    /// The expression of a whole message that shows the example.
    #[must_use]
    pub fn message(&self) -> Option<String> {
        let example = self.example.as_ref()?;
        Some(match self.chapter.as_str() {
            "Text" => format!("slack.message('{SHOWN_AS}', [slack.section({example})])"),
            "The message" => example.clone(),
            _ => format!("slack.message('{SHOWN_AS}', [{example}])"),
        })
    }
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
         source: `bellhop docs slack.libsonnet`. What each example looks like in Slack is shown in the \
         studio, under *Library*.\n",
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
