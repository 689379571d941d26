//! What the commands that check templates say: one place for all of them, in the three forms of
//! `--format`.
//!
//! `text` is for people, one line a finding. `json` is one document, with the shapes of the API: a
//! `Problem` is what `GET /v1/template/` calls so, a finding what a preview calls a warning. `github` is
//! annotations of the files of a pull request.

mod github;
mod json;
mod text;

use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use bellhop_core::id::Slug;
use bellhop_templates::cases::Case;
use bellhop_templates::fuzz::Fuzzed;
use bellhop_templates::{Problem, Rendered, TemplatesError};

use crate::cli::Format;
use crate::screen;

/// How a command says what it found, and in which folder it looked.
pub(crate) struct Report<'a> {
    pub(crate) format: Format,
    /// The templates' folder.
    pub(crate) templates: &'a Path,
}

impl Report<'_> {
    /// How each example does.
    pub(crate) fn cases(&self, cases: &[Case]) -> Result<ExitCode> {
        match self.format {
            Format::Text => text::cases(cases),
            Format::Json => screen::json(&json::cases(cases))?,
            Format::Github => github::Annotator::new(self.templates).cases(cases),
        }
        Ok(code(cases.iter().all(|case| case.verdict.is_good())))
    }

    /// The message that came of a template, or why there is none.
    pub(crate) fn rendered(
        &self,
        slug: &Slug,
        rendered: Result<Rendered, Problem>,
    ) -> Result<ExitCode> {
        let is_good = rendered.is_ok();
        match self.format {
            Format::Text => text::rendered(rendered)?,
            Format::Json => screen::json(&json::rendered(&rendered))?,
            Format::Github => github::Annotator::new(self.templates).rendered(slug, &rendered),
        }
        Ok(code(is_good))
    }

    /// What a template can't take.
    pub(crate) fn fuzzed(&self, slug: &Slug, fuzzed: &Fuzzed) -> Result<ExitCode> {
        match self.format {
            Format::Text => text::fuzzed(fuzzed)?,
            Format::Json => screen::json(&json::fuzzed(slug, fuzzed))?,
            Format::Github => github::Annotator::new(self.templates).fuzzed(slug, fuzzed),
        }
        Ok(code(fuzzed.failures.is_empty()))
    }

    /// The folder can't be read as a whole, so that there is nothing to check.
    pub(crate) fn unreadable(&self, error: TemplatesError) -> Result<ExitCode> {
        match self.format {
            Format::Text => return Err(error.into()),
            Format::Json => screen::json(&json::refused(&Problem::of_files(&error)))?,
            Format::Github => github::Annotator::new(self.templates).unreadable(&error),
        }
        Ok(ExitCode::FAILURE)
    }

    /// One look of a watch at the examples: as [`Report::cases`], in one line where a program reads it.
    pub(crate) fn look(&self, cases: &[Case]) {
        match self.format {
            Format::Text => text::each_case(cases),
            Format::Json | Format::Github => anstream::println!("{}", json::cases(cases)),
        }
    }

    /// One look of a watch at what is not served at all.
    pub(crate) fn look_at_refused(&self, slug: &Slug, problem: &Problem) {
        match self.format {
            Format::Text => text::refused(slug, problem),
            Format::Json | Format::Github => anstream::println!("{}", json::refused(problem)),
        }
    }
}

fn code(is_good: bool) -> ExitCode {
    if is_good {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}
