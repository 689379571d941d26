//! What a message may contain: the content arguments of the posting methods and of
//! webhooks, checked before the team is touched.
//!
//! Figures are Slack's: text is cut above 40,000 characters when posting, blocks go by
//! `blocks`, at most 100 attachments. Slack names no figure for `metadata_too_large`;
//! [`METADATA_BYTES_MAX`] is this simulator's own.

use std::sync::Arc;

use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

use crate::args::Args;
use crate::blocks;
use crate::refusal::Refusal;

/// Characters of `text` that a post keeps; the rest is cut with a warning.
const TEXT_CHARS_MAX: usize = 40_000;
/// Characters of `markdown_text`.
const MARKDOWN_CHARS_MAX: usize = 12_000;
/// Attachments of one message.
const ATTACHMENTS_MAX: usize = 100;
/// Bytes of `metadata` as JSON.
const METADATA_BYTES_MAX: usize = 16_384;

/// An argument that an update treats in three ways.
#[derive(Clone, Debug, Default)]
pub(crate) enum Given {
    /// Not given: an update keeps what there was.
    #[default]
    Omitted,
    /// Given as `[]` or `{}`: an update clears it.
    Empty,
    /// Given.
    Set(Arc<RawValue>),
}

impl Given {
    /// The value for a new message.
    pub(crate) fn value(self) -> Option<Arc<RawValue>> {
        match self {
            Given::Set(value) => Some(value),
            Given::Omitted | Given::Empty => None,
        }
    }

    /// The value for a message that had `before`.
    pub(crate) fn over(self, before: Option<&Arc<RawValue>>) -> Option<Arc<RawValue>> {
        match self {
            Given::Omitted => before.map(Arc::clone),
            Given::Empty => None,
            Given::Set(value) => Some(value),
        }
    }
}

/// A message's content, each part in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Content {
    pub(crate) text: Option<Arc<str>>,
    pub(crate) blocks: Given,
    pub(crate) attachments: Given,
    pub(crate) metadata: Given,
    pub(crate) was_cut: bool,
}

impl Content {
    /// Reads and checks the content arguments. Whether there is anything to show at all
    /// is asked by [`Content::needs_something`].
    pub(crate) fn read(args: &mut Args) -> Result<Content, Refusal> {
        let blocks = read_blocks(args)?;
        let attachments = read_attachments(args)?;
        let metadata = read_metadata(args)?;
        let (text, was_cut) = read_text(args, matches!(blocks, Given::Set(_)))?;
        Ok(Content {
            text,
            blocks,
            attachments,
            metadata,
            was_cut,
        })
    }

    /// Slack's `no_text` for a message without text, blocks and attachments.
    pub(crate) fn needs_something(&self) -> Result<(), Refusal> {
        let shown = self.text.is_some()
            || matches!(self.blocks, Given::Set(_))
            || matches!(self.attachments, Given::Set(_));
        if shown {
            Ok(())
        } else {
            Err(Refusal::code("no_text"))
        }
    }
}

fn read_text(args: &Args, has_blocks: bool) -> Result<(Option<Arc<str>>, bool), Refusal> {
    let text = args.text("text")?;
    if let Some(markdown) = args.text("markdown_text")? {
        if text.is_some() || has_blocks {
            return Err(Refusal::code("markdown_text_conflict"));
        }
        return match markdown.chars().nth(MARKDOWN_CHARS_MAX) {
            None => Ok((Some(markdown.into()), false)),
            Some(_) => Err(Refusal::code("msg_too_long")),
        };
    }
    let Some(text) = text else {
        return Ok((None, false));
    };
    let end = match text.len() > TEXT_CHARS_MAX {
        true => text
            .char_indices()
            .nth(TEXT_CHARS_MAX)
            .map(|(index, _)| index),
        false => None,
    };
    Ok((
        Some(text[..end.unwrap_or(text.len())].into()),
        end.is_some(),
    ))
}

fn read_blocks(args: &mut Args) -> Result<Given, Refusal> {
    let malformed = Refusal::code("invalid_blocks_format");
    let Some(value) = args
        .take_structure("blocks")
        .map_err(|()| malformed.clone())?
    else {
        return Ok(Given::Omitted);
    };
    let Value::Array(list) = &value else {
        return Err(malformed);
    };
    blocks::check(list, "/blocks")?;
    Ok(given(list.is_empty(), &value))
}

fn read_attachments(args: &mut Args) -> Result<Given, Refusal> {
    let malformed = Refusal::code("invalid_attachments");
    let Some(value) = args
        .take_structure("attachments")
        .map_err(|()| malformed.clone())?
    else {
        return Ok(Given::Omitted);
    };
    let Value::Array(list) = &value else {
        return Err(malformed);
    };
    if list.len() > ATTACHMENTS_MAX {
        return Err(Refusal::code("too_many_attachments"));
    }
    for (index, attachment) in list.iter().enumerate() {
        let Value::Object(fields) = attachment else {
            return Err(malformed);
        };
        match fields.get("blocks") {
            None | Some(Value::Null) => {}
            Some(Value::Array(list)) => {
                blocks::check(list, &format!("/attachments/{index}/blocks"))?;
            }
            Some(_) => return Err(malformed),
        }
    }
    Ok(given(list.is_empty(), &value))
}

fn read_metadata(args: &mut Args) -> Result<Given, Refusal> {
    let malformed = Refusal::code("invalid_metadata_format");
    let Some(value) = args
        .take_structure("metadata")
        .map_err(|()| malformed.clone())?
    else {
        return Ok(Given::Omitted);
    };
    let Value::Object(fields) = &value else {
        return Err(malformed);
    };
    if fields.is_empty() {
        return Ok(Given::Empty);
    }
    let named = fields
        .get("event_type")
        .and_then(Value::as_str)
        .is_some_and(|name| !name.is_empty());
    if !named || !fields.get("event_payload").is_some_and(Value::is_object) {
        return Err(malformed);
    }
    let metadata = given(false, &value);
    if matches!(&metadata, Given::Set(raw) if raw.get().len() > METADATA_BYTES_MAX) {
        return Err(Refusal::code("metadata_too_large"));
    }
    Ok(metadata)
}

fn given(is_empty: bool, value: &Value) -> Given {
    match is_empty {
        true => Given::Empty,
        false => {
            let raw = to_raw_value(value).expect("a JSON value can be written as JSON");
            Given::Set(raw.into())
        }
    }
}
