//! The arguments of a call: from the query, a form or a JSON body, whichever Slack
//! would have read for that method; or Slack's error about the body.
//!
//! Not modelled: `multipart/form-data`, which only file uploads need.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::refusal::Refusal;

/// What a method reads its arguments from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reads {
    /// A form or a JSON body; the methods that write.
    FormOrJson,
    /// A form or the query string; the methods that read. A JSON body is ignored, so
    /// that the call fails for want of its arguments.
    FormOrQuery,
}

/// The parts of a request that arguments can come from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    pub(crate) is_post: bool,
    pub(crate) query: &'a str,
    pub(crate) content_type: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

/// A call's arguments.
#[derive(Debug, Default)]
pub(crate) struct Args {
    values: Map<String, Value>,
    is_json: bool,
    /// What Slack remarks on about the content type.
    pub(crate) warning: Option<&'static str>,
}

impl Args {
    /// Reads the arguments as Slack reads them.
    pub(crate) fn read(reads: Reads, source: Source<'_>) -> Result<Args, Refusal> {
        let from_query = reads == Reads::FormOrQuery;
        if !source.is_post || (source.body.is_empty() && from_query) {
            let query = if from_query {
                source.query.as_bytes()
            } else {
                b""
            };
            let mut args = Args::form(query);
            args.values.remove("token");
            return Ok(args);
        }
        // Slack's own SDKs label an empty body as JSON, and Slack takes it for no arguments.
        if source.body.is_empty() {
            return Ok(Args::default());
        }
        let (essence, parameters) = match source.content_type {
            Some(given) => given.split_once(';').unwrap_or((given, "")),
            None => return Err(Refusal::code("missing_post_type")),
        };
        let has_charset = parameters.to_ascii_lowercase().contains("charset");
        match essence.trim().to_ascii_lowercase().as_str() {
            "application/json" => {
                let mut args = match reads {
                    Reads::FormOrJson => Args::json(source.body)?,
                    Reads::FormOrQuery => Args::default(),
                };
                args.warning = (!has_charset).then_some("missing_charset");
                Ok(args)
            }
            "application/x-www-form-urlencoded" => {
                let mut args = Args::form(source.body);
                args.warning = has_charset.then_some("superfluous_charset");
                Ok(args)
            }
            _ => Err(Refusal::code("invalid_post_type")),
        }
    }

    /// Arguments from a JSON object.
    pub(crate) fn json(body: &[u8]) -> Result<Args, Refusal> {
        match serde_json::from_slice(body) {
            Ok(Value::Object(values)) => Ok(Args {
                values,
                is_json: true,
                warning: None,
            }),
            Ok(_) => Err(Refusal::code("json_not_object")),
            Err(_) => Err(Refusal::code("invalid_json")),
        }
    }

    fn form(encoded: &[u8]) -> Args {
        let values = url::form_urlencoded::parse(encoded)
            .map(|(name, value)| (name.into_owned(), Value::String(value.into_owned())))
            .collect();
        Args {
            values,
            is_json: false,
            warning: None,
        }
    }

    /// The token, where it may stand among the arguments: in a form.
    pub(crate) fn form_token(&self) -> Option<&str> {
        match self.is_json {
            true => None,
            false => self.values.get("token").and_then(Value::as_str),
        }
    }

    /// An optional text; null and the empty text count as absent.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, Refusal> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(Refusal::argument(&format!(
                "must provide a string [json-pointer:/{name}]"
            ))),
        }
    }

    /// A text that the method cannot do without.
    pub(crate) fn need(&self, name: &str) -> Result<&str, Refusal> {
        self.text(name)?
            .ok_or_else(|| Refusal::argument(&format!("missing required field: {name}")))
    }

    /// A yes or no; absent means no.
    pub(crate) fn flag(&self, name: &str) -> bool {
        match self.values.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => matches!(text.as_str(), "1" | "true" | "True"),
            _ => false,
        }
    }

    /// A whole number, if given and readable; the error is the code to answer.
    pub(crate) fn number(&self, name: &str, error: &'static str) -> Result<Option<u64>, Refusal> {
        match self.values.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Number(number)) => number.as_u64().map(Some).ok_or(Refusal::code(error)),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => text.parse().map(Some).map_err(|_| Refusal::code(error)),
            Some(_) => Err(Refusal::code(error)),
        }
    }

    /// Takes out a structured argument: itself in a JSON body, JSON text in a form.
    /// `Err` holds nothing because each argument has its own code for it.
    pub(crate) fn take_structure(&mut self, name: &str) -> Result<Option<Value>, ()> {
        match self.values.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if !self.is_json => match text.is_empty() {
                true => Ok(None),
                false => serde_json::from_str(&text).map(Some).map_err(drop),
            },
            Some(value) => Ok(Some(value)),
        }
    }

    /// The conversation that the call names, for matching faults and for the log.
    pub(crate) fn channel(&self) -> Option<&str> {
        self.values.get("channel").and_then(Value::as_str)
    }

    /// Everything but the token, as `api.test` echoes it.
    pub(crate) fn echo(&self) -> Map<String, Value> {
        let mut values = self.values.clone();
        values.remove("token");
        values
    }

    /// The list in a comma-separated text.
    pub(crate) fn list(&self, name: &str) -> Result<Vec<Cow<'_, str>>, Refusal> {
        let text = self.text(name)?.unwrap_or_default();
        let items = text
            .split(',')
            .map(str::trim)
            .filter(|item| !item.is_empty());
        Ok(items.map(Cow::Borrowed).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post<'a>(content_type: Option<&'a str>, body: &'a str) -> Source<'a> {
        Source {
            is_post: true,
            query: "channel=C9&token=xoxb-9",
            content_type,
            body: body.as_bytes(),
        }
    }

    fn code(result: Result<Args, Refusal>) -> String {
        result.map_or_else(|refusal| refusal.code.into_owned(), |_| "ok".to_owned())
    }

    #[test]
    fn a_body_that_cannot_be_read_gets_slacks_code() {
        let json = Some("application/json; charset=utf-8");
        for (content_type, body, expected) in [
            (json, "{\"channel\":", "invalid_json"),
            (json, "[]", "json_not_object"),
            (None, "{}", "missing_post_type"),
            (Some("text/plain"), "{}", "invalid_post_type"),
            (json, "{}", "ok"),
            (json, "", "ok"),
        ] {
            assert_eq!(
                code(Args::read(Reads::FormOrJson, post(content_type, body))),
                expected
            );
        }
    }

    #[test]
    fn a_method_that_reads_ignores_json() {
        let source = post(Some("application/json"), r#"{"email":"a@example.com"}"#);

        let args = Args::read(Reads::FormOrQuery, source).unwrap();

        assert!(args.need("email").is_err());
        assert_eq!(args.warning, Some("missing_charset"));
    }

    #[test]
    fn a_method_that_writes_ignores_the_query_and_no_method_takes_a_token_from_it() {
        let get = Source {
            is_post: false,
            ..post(None, "")
        };

        let written = Args::read(Reads::FormOrJson, get).unwrap();
        let read = Args::read(Reads::FormOrQuery, get).unwrap();

        assert_eq!((written.channel(), written.form_token()), (None, None));
        assert_eq!((read.channel(), read.form_token()), (Some("C9"), None));
    }

    #[test]
    fn a_number_where_a_text_belongs_is_refused() {
        let args = Args::json(br#"{"thread_ts":1732170000.0001,"channel":null}"#).unwrap();

        assert_eq!(
            args.text("thread_ts").unwrap_err().code,
            "invalid_arguments"
        );
        assert_eq!(args.text("channel"), Ok(None));
    }
}
