//! The engine's structured errors in words: it brings none of its own.
//!
//! The place that is named is the innermost one that an author can change: errors inside the
//! standard library or a built-in piece are put where the template called it.

mod absent;
mod grammar;
mod load;
mod pieces;
mod reason;

use rsjsonnet_lang::program::{EvalError, EvalErrorKind, EvalStackTraceItem};
use rsjsonnet_lang::span::SpanId;

use super::failure::{Failure, shorten};
use super::position::Place;
use super::rsjsonnet::Places;
pub(super) use load::loading;

/// Most lines of the stack that a failure carries.
const STACK_MAX: usize = 6;

/// An error of an evaluation with `data`. `refused` says why its last import failed.
pub(super) fn evaluation(
    error: &EvalError,
    refused: Option<Failure>,
    data: &[u8],
    places: &Places<'_, '_>,
) -> Failure {
    let trace = error.stack_trace.iter().rev();
    let stack = trace
        .clone()
        .filter_map(|item| line(item, places))
        .take(STACK_MAX)
        .collect();
    let own = reason::span(&error.kind);
    let spans = own.into_iter().chain(trace.filter_map(span_of));
    let place = spans
        .filter_map(|span| places.of(span))
        .find(|(_, built_in)| !built_in);
    let place = place.map(|(place, _)| place);
    match (&error.kind, refused) {
        // The imported file is wrong, and it is the one to change.
        (EvalErrorKind::ImportFailed { .. }, Some(refused)) if refused.line > 0 => {
            Failure { stack, ..refused }
        }
        (EvalErrorKind::ImportFailed { .. }, Some(refused)) => {
            failure(place, &refused.reason, stack)
        }
        (kind, _) => {
            let counsel = counsel(kind, data, places).unwrap_or_default();
            failure(place, &format!("{}{counsel}", reason::text(kind)), stack)
        }
    }
}

/// What there is in place of what is missing.
fn counsel(kind: &EvalErrorKind, data: &[u8], places: &Places<'_, '_>) -> Option<String> {
    if let EvalErrorKind::UnknownObjectField { span, field_name } = kind {
        return absent::field(places.text(*span)?, field_name, data);
    }
    if let EvalErrorKind::FieldOfNonObject { span } = kind {
        return absent::no_object(places.text(*span)?, data);
    }
    None
}

fn failure(place: Option<Place>, reason: &str, stack: Vec<String>) -> Failure {
    let bare = Failure::without_place(reason);
    match place {
        None => Failure { stack, ..bare },
        Some(Place {
            file,
            line,
            column,
            source_line,
            caret,
        }) => Failure {
            file,
            line,
            column,
            source_line,
            caret,
            stack,
            ..bare
        },
    }
}

fn span_of(item: &EvalStackTraceItem) -> Option<SpanId> {
    match item {
        EvalStackTraceItem::Expr { span }
        | EvalStackTraceItem::Variable { span, .. }
        | EvalStackTraceItem::Import { span } => Some(*span),
        EvalStackTraceItem::Call { span, .. }
        | EvalStackTraceItem::ArrayItem { span, .. }
        | EvalStackTraceItem::ObjectField { span, .. } => *span,
        EvalStackTraceItem::CompareArrayItem { .. }
        | EvalStackTraceItem::CompareObjectField { .. }
        | EvalStackTraceItem::ManifestArrayItem { .. }
        | EvalStackTraceItem::ManifestObjectField { .. } => None,
    }
}

/// One line of the stack, for the items that have a place in a source of an author's.
fn line(item: &EvalStackTraceItem, places: &Places<'_, '_>) -> Option<String> {
    let what = match item {
        EvalStackTraceItem::Expr { .. } => "an expression".to_owned(),
        EvalStackTraceItem::Call {
            name: Some(name), ..
        } => {
            format!("the call of {}", shorten(name, 80))
        }
        EvalStackTraceItem::Call { name: None, .. } => "a call".to_owned(),
        EvalStackTraceItem::Variable { name, .. } => format!("the variable {}", shorten(name, 80)),
        EvalStackTraceItem::ArrayItem { index, .. } => format!("item {index} of an array"),
        EvalStackTraceItem::ObjectField { name, .. } => format!("the field {}", shorten(name, 80)),
        EvalStackTraceItem::Import { .. } => "an import".to_owned(),
        EvalStackTraceItem::CompareArrayItem { .. }
        | EvalStackTraceItem::CompareObjectField { .. }
        | EvalStackTraceItem::ManifestArrayItem { .. }
        | EvalStackTraceItem::ManifestObjectField { .. } => return None,
    };
    let (
        Place {
            file, line, column, ..
        },
        built_in,
    ) = places.of(span_of(item)?)?;
    (!built_in).then(|| format!("{file}:{line}:{column}: in {what}"))
}
