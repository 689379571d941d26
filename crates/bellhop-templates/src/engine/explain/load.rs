//! Why a source can't be loaded: its characters, its grammar or its names are wrong.

use rsjsonnet_lang::lexer::LexError;
use rsjsonnet_lang::parser::ParseError;
use rsjsonnet_lang::program::{AnalyzeError, LoadError};
use rsjsonnet_lang::span::SpanId;

use super::super::failure::Failure;
use super::super::position::Place;
use super::super::rsjsonnet::Places;
use super::super::tokens;
use super::{absent, grammar};

/// An error of loading a source.
pub(in super::super) fn loading(error: &LoadError, places: &Places<'_, '_>) -> Failure {
    let (span, reason) = match error {
        LoadError::Lex(error) => lex(error),
        LoadError::Parse(ParseError::Expected {
            span,
            expected,
            instead,
        }) => {
            let expected: Vec<_> = expected
                .iter()
                .map(|token| tokens::expected(*token))
                .collect();
            let expected = match expected.len() {
                0 => "something else".to_owned(),
                1..=4 => expected.join(" or "),
                _ => format!("{}, …", expected[..4].join(", ")),
            };
            (
                *span,
                format!("expected {expected} instead of {}", tokens::actual(instead)),
            )
        }
        LoadError::Analyze(error) => analyze(error),
    };
    if let Some((place, reason)) = mistake(error, span, places) {
        return super::failure(Some(place), &reason, Vec::new());
    }
    super::failure(places.of(span).map(|(place, _)| place), &reason, Vec::new())
}

/// What the author most likely did, where that is elsewhere than the engine stumbled, or plainer.
fn mistake(error: &LoadError, span: SpanId, places: &Places<'_, '_>) -> Option<(Place, String)> {
    let (source, at) = places.source(span)?;
    let found = match error {
        LoadError::Lex(LexError::UnfinishedString { .. }) => grammar::open_text(&source.text),
        LoadError::Parse(ParseError::Expected { expected, .. }) => {
            grammar::missing(&source.text, at, expected)
        }
        LoadError::Lex(_) | LoadError::Analyze(_) => None,
    };
    let (byte, words) = found?;
    Some((source.place(byte + source.shift), words))
}

fn lex(error: &LexError) -> (SpanId, String) {
    match error {
        LexError::InvalidChar { span, chr } => (*span, strange(*chr)),
        LexError::InvalidUtf8 { span, .. } => (*span, "this is not UTF-8".to_owned()),
        LexError::UnfinishedMultilineComment { span } => {
            (*span, "the comment is never closed with */".to_owned())
        }
        LexError::LeadingZeroInNumber { span } => {
            (*span, "a number must not start with a zero".to_owned())
        }
        LexError::MissingFracDigits { span } => {
            (*span, "digits are missing after the point".to_owned())
        }
        LexError::MissingExpDigits { span } => {
            (*span, "digits are missing in the exponent".to_owned())
        }
        LexError::MissingDigitAfterUnderscore { span } => {
            (*span, "a digit is missing after _".to_owned())
        }
        LexError::ExpOverflow { span } => (*span, "the exponent is too large".to_owned()),
        LexError::InvalidEscapeInString { span, chr } => {
            (*span, format!("\\{chr} is not an escape that strings know"))
        }
        LexError::IncompleteUnicodeEscape { span } => {
            (*span, "\\u needs four hexadecimal digits".to_owned())
        }
        LexError::InvalidUtf16EscapeSequence { span, .. } => {
            (*span, "this \\u escape is half of a pair".to_owned())
        }
        LexError::UnfinishedString { span } => (*span, "the string is never closed".to_owned()),
        LexError::MissingLineBreakAfterTextBlockStart { span } => (
            *span,
            "a text block starts on the line after |||".to_owned(),
        ),
        LexError::MissingWhitespaceTextBlockStart { span } => (
            *span,
            "the lines of a text block must be indented".to_owned(),
        ),
        LexError::InvalidTextBlockTermination { span } => (
            *span,
            "a text block ends with ||| on a line of its own".to_owned(),
        ),
    }
}

/// A character that the language has no use for.
fn strange(char: char) -> String {
    match char {
        '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»' => {
            format!("{char} is a typographic quote: here a text stands in '…' or \"…\"")
        }
        '\u{a0}' => "this blank is a no-break space: write a plain one".to_owned(),
        _ => format!("{char:?} means nothing here"),
    }
}

fn analyze(error: &AnalyzeError) -> (SpanId, String) {
    match error {
        AnalyzeError::UnknownVariable { span, name } => {
            let counsel = absent::variable(name);
            (*span, format!("there is no variable `{name}`{counsel}"))
        }
        AnalyzeError::SelfOutsideObject { self_span } => (
            *self_span,
            "`self` means nothing outside an object".to_owned(),
        ),
        AnalyzeError::SuperOutsideObject { super_span } => (
            *super_span,
            "`super` means nothing outside an object".to_owned(),
        ),
        AnalyzeError::DollarOutsideObject { dollar_span } => (
            *dollar_span,
            "`$` means nothing outside an object".to_owned(),
        ),
        AnalyzeError::RepeatedLocalName {
            repeated_span,
            name,
            ..
        } => (
            *repeated_span,
            format!("the variable `{name}` is defined twice"),
        ),
        AnalyzeError::RepeatedFieldName {
            repeated_span,
            name,
            ..
        } => (
            *repeated_span,
            format!("the field `{name}` is defined twice"),
        ),
        AnalyzeError::RepeatedParamName {
            repeated_span,
            name,
            ..
        } => (
            *repeated_span,
            format!("the parameter `{name}` is named twice"),
        ),
        AnalyzeError::PositionalArgAfterNamed { arg_span } => (
            *arg_span,
            "an argument without a name follows one with a name".to_owned(),
        ),
        AnalyzeError::TextBlockAsImportPath { span } => (
            *span,
            "the path of an import must be a simple string".to_owned(),
        ),
        AnalyzeError::ComputedImportPath { span } => {
            (*span, "the path of an import can't be computed".to_owned())
        }
    }
}
