//! For pull requests: workflow commands of GitHub Actions, which it shows at their lines.
//!
//! Paths are relative to the folder that the command runs in, which in a workflow is the repository's.
//! The escapes are those of actions/toolkit (`packages/core/src/command.ts`).

use std::path::{Path, PathBuf};

use bellhop_core::id::Slug;
use bellhop_templates::cases::Case;
use bellhop_templates::check::Verdict;
use bellhop_templates::fuzz::Fuzzed;
use bellhop_templates::lint::{Finding, Severity};
use bellhop_templates::{Problem, Rendered, TemplatesError};

/// The file of a template that is marked when nothing more is known.
const TEMPLATE_FILE: &str = "template.jsonnet";

/// Prints annotations.
pub(super) struct Annotator {
    templates: PathBuf,
    root: PathBuf,
}

/// Where an annotation is shown.
#[derive(Default)]
struct Place {
    file: PathBuf,
    line: Option<usize>,
    column: Option<usize>,
}

impl Annotator {
    pub(super) fn new(templates: &Path) -> Self {
        let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
        Self {
            templates: real(templates),
            root: real(Path::new(".")),
        }
    }

    pub(super) fn cases(&self, cases: &[Case]) {
        for case in cases {
            let title = format!("{} {}", case.slug, case.example);
            if let Some(problem) = case.problem() {
                let difference = match &case.verdict {
                    Verdict::Differs(lines) => format!("\n{lines}"),
                    Verdict::Good
                    | Verdict::Updated
                    | Verdict::NoExample
                    | Verdict::NoGolden
                    | Verdict::Unfit(_)
                    | Verdict::Failed(_)
                    | Verdict::Unreadable(_) => String::new(),
                };
                self.problem(&case.slug, &title, &problem, &difference);
            }
            self.findings(&case.slug, &title, &case.warnings);
        }
    }

    pub(super) fn rendered(&self, slug: &Slug, rendered: &Result<Rendered, Problem>) {
        match rendered {
            Ok(rendered) => self.findings(slug, slug.as_str(), &rendered.warnings),
            Err(problem) => self.problem(slug, slug.as_str(), problem, ""),
        }
    }

    pub(super) fn fuzzed(&self, slug: &Slug, fuzzed: &Fuzzed) {
        for failure in &fuzzed.failures {
            let title = format!("{slug} with {}: {}", failure.pointer, failure.change);
            self.problem(slug, &title, &failure.problem, "");
        }
    }

    pub(super) fn unreadable(&self, error: &TemplatesError) {
        let message = Problem::of_files(error).message;
        let file = error.path().map(|path| self.shown(path));
        let place = Place {
            file: file.unwrap_or_default(),
            ..Place::default()
        };
        print(Severity::Error, &place, "templates", &message);
    }

    /// Each finding at its own line, where the problem is made of findings.
    fn problem(&self, slug: &Slug, title: &str, problem: &Problem, more: &str) {
        if !problem.findings.is_empty() {
            return self.findings(slug, title, &problem.findings);
        }
        let place = match &problem.file {
            Some(file) => Place {
                file: self.source(slug, file),
                line: problem.line,
                column: problem.column,
            },
            None => self.template(slug),
        };
        let message = format!("{}{more}", problem.message);
        print(Severity::Error, &place, title, &message);
    }

    fn findings(&self, slug: &Slug, title: &str, findings: &[Finding]) {
        for finding in findings {
            let place = finding.place.as_ref().and_then(|it| it.rsplit_once(':'));
            let place = match place {
                Some((file, line)) => Place {
                    file: self.source(slug, file),
                    line: line.parse().ok(),
                    column: None,
                },
                None => self.template(slug),
            };
            let title = format!("{title}: {}", finding.id);
            let pointer = match finding.pointer.as_str() {
                "" => "the message",
                pointer => pointer,
            };
            let message = format!("{pointer}: {}\n{}", finding.message, finding.page);
            print(finding.severity, &place, &title, &message);
        }
    }

    fn template(&self, slug: &Slug) -> Place {
        let file = self.templates.join(slug.as_str()).join(TEMPLATE_FILE);
        Place {
            file: self.shown(&file),
            ..Place::default()
        }
    }

    /// A file by the name that problems have for it; one that is built in is no file of the
    /// repository, so the template is marked in its place.
    fn source(&self, slug: &Slug, name: &str) -> PathBuf {
        let path = self.templates.join(name);
        if path.is_file() {
            self.shown(&path)
        } else {
            self.template(slug).file
        }
    }

    fn shown(&self, path: &Path) -> PathBuf {
        path.strip_prefix(&self.root).unwrap_or(path).to_owned()
    }
}

fn print(severity: Severity, place: &Place, title: &str, message: &str) {
    anstream::println!("{}", command(severity, place, title, message));
}

fn command(severity: Severity, place: &Place, title: &str, message: &str) -> String {
    let name = match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let mut properties = Vec::new();
    if !place.file.as_os_str().is_empty() {
        let file = place.file.display().to_string();
        properties.push(format!("file={}", property(&file)));
    }
    properties.extend(place.line.map(|line| format!("line={line}")));
    properties.extend(place.column.map(|column| format!("col={column}")));
    properties.push(format!("title={}", property(title)));
    format!("::{name} {}::{}", properties.join(","), data(message))
}

/// A message, which ends with its line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property, which ends with a comma or with the colons before the message too.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_and_a_message_cannot_end_their_command_early() {
        let place = Place {
            file: "templates/a,b:c/template.jsonnet".into(),
            line: Some(3),
            column: Some(9),
        };

        let printed = command(
            Severity::Error,
            &place,
            "50% of a::b, c",
            "one\r\n::error::two",
        );

        assert_eq!(
            printed,
            "::error file=templates/a%2Cb%3Ac/template.jsonnet,line=3,col=9,\
             title=50%25 of a%3A%3Ab%2C c::one%0D%0A::error::two"
        );
    }
}
