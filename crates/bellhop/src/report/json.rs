//! For programs: one document.

use bellhop_core::id::Slug;
use bellhop_templates::cases::Case;
use bellhop_templates::check::Verdict;
use bellhop_templates::fuzz::{FuzzFailure, Fuzzed};
use bellhop_templates::{Problem, Rendered};
use serde_json::{Value, json};

pub(super) fn cases(cases: &[Case]) -> Value {
    let results: Vec<_> = cases.iter().map(case).collect();
    let is_good = cases.iter().all(|case| case.verdict.is_good());
    json!({"good": is_good, "problem": null, "results": results})
}

fn case(case: &Case) -> Value {
    let difference = match &case.verdict {
        Verdict::Differs(lines) => Some(lines),
        Verdict::Good
        | Verdict::Updated
        | Verdict::NoExample
        | Verdict::NoGolden
        | Verdict::Unfit(_)
        | Verdict::Failed(_)
        | Verdict::Unreadable(_) => None,
    };
    json!({
        "slug": case.slug, "example": case.example, "good": case.verdict.is_good(),
        "problem": case.problem(), "difference": difference, "warnings": case.warnings,
    })
}

/// As the API answers a preview.
pub(super) fn rendered(rendered: &Result<Rendered, Problem>) -> Value {
    match rendered {
        Ok(rendered) => {
            json!({"message": rendered.message, "warnings": rendered.warnings, "problem": null})
        }
        Err(problem) => json!({"message": null, "warnings": [], "problem": problem}),
    }
}

pub(super) fn fuzzed(slug: &Slug, fuzzed: &Fuzzed) -> Value {
    let failure = |failure: &FuzzFailure| {
        let (pointer, change) = (&failure.pointer, &failure.change);
        let (problem, payload) = (&failure.problem, &failure.payload);
        json!({"pointer": pointer, "change": change, "problem": problem, "payload": payload})
    };
    let failures: Vec<_> = fuzzed.failures.iter().map(failure).collect();
    json!({
        "good": failures.is_empty(), "problem": null, "slug": slug,
        "payloads": fuzzed.payloads, "more": fuzzed.more, "failures": failures,
    })
}

/// What can't be checked at all.
pub(super) fn refused(problem: &Problem) -> Value {
    json!({"good": false, "problem": problem, "results": []})
}
