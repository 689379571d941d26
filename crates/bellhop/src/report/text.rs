//! For people.

use anyhow::{Result, bail};
use bellhop_core::id::Slug;
use bellhop_templates::cases::Case;
use bellhop_templates::check::Verdict;
use bellhop_templates::fuzz::Fuzzed;
use bellhop_templates::{Problem, Rendered};

use crate::screen;

/// The most characters of a payload that are printed.
const PAYLOAD_CHARACTERS_MAX: usize = 2_000;

pub(super) fn cases(cases: &[Case]) {
    each_case(cases);
    let well = cases.iter().filter(|case| case.verdict.is_good()).count();
    let all = cases.len();
    anstream::println!("{well} of {all} examples are as they should be");
}

pub(super) fn each_case(cases: &[Case]) {
    cases.iter().for_each(case);
}

fn case(case: &Case) {
    let name = format!("{} {}", case.slug, case.example);
    let problem = case.problem().map(|problem| problem.message);
    let problem = problem.unwrap_or_default();
    match &case.verdict {
        Verdict::Good => screen::good(&name),
        Verdict::Updated => screen::note(&format!("{name}: {} was written", case.golden.display())),
        Verdict::Differs(lines) => {
            screen::bad(&format!("{name}: {problem}"));
            screen::difference(lines);
        }
        Verdict::Failed(_) => {
            screen::bad(&format!("{name}: the example does not render"));
            screen::indented(&problem);
        }
        Verdict::NoExample | Verdict::NoGolden | Verdict::Unfit(_) | Verdict::Unreadable(_) => {
            screen::bad(&format!("{name}: {problem}"));
        }
    }
    for finding in &case.warnings {
        screen::indented(&format!("warning: {finding}"));
    }
}

/// The message alone goes to the standard output.
pub(super) fn rendered(rendered: Result<Rendered, Problem>) -> Result<()> {
    let rendered = match rendered {
        Ok(rendered) => rendered,
        Err(problem) => bail!("{problem}"),
    };
    for finding in &rendered.warnings {
        anstream::eprintln!("{finding}");
    }
    screen::json(&rendered.value())
}

pub(super) fn fuzzed(fuzzed: &Fuzzed) -> Result<()> {
    for failure in &fuzzed.failures {
        screen::bad(&format!("{}: {}", failure.pointer, failure.change));
        screen::indented(&failure.problem.to_string());
    }
    if let Some(smallest) = fuzzed.failures.first() {
        anstream::println!("The smallest payload that fails:");
        let text = serde_json::to_string_pretty(&smallest.payload)?;
        let shown: String = text.chars().take(PAYLOAD_CHARACTERS_MAX).collect();
        screen::indented(&shown);
    }
    let (failed, payloads) = (fuzzed.failures.len(), fuzzed.payloads);
    let rest = if fuzzed.more {
        "; more were left out"
    } else {
        ""
    };
    anstream::println!("{payloads} payloads, {failed} kinds of failure{rest}");
    Ok(())
}

pub(super) fn refused(slug: &Slug, problem: &Problem) {
    screen::bad(&format!("{slug}: {problem}"));
}
