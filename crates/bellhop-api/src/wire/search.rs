//! The query of a search for messages.

use bellhop_core::id::{DistinctId, IdError, Slug};
use bellhop_store::{MessageSearch, MessageStatus};

use crate::error::ApiError;

/// The most characters of what is searched for: those of the longest thing that it may name.
const TEXT_CHARACTERS_MAX: usize = 255;

/// What the SDKs may ask for besides, and Bellhop cannot look for.
const NOT_SUPPORTED: &[(&str, &str)] = &[
    ("category[]", "looking for messages by category is"),
    ("tenant_id", "looking for messages by tenant is"),
    ("workflow_slug", "looking for messages by workflow is"),
    ("created_at_gte", "looking for messages by time is"),
    ("created_at_lte", "looking for messages by time is"),
];

/// Reads a raw query. A parameter without a value is one that is not given, as forms send it.
pub(crate) fn read_search(
    query: &str,
    limit: u32,
    rows_max: u32,
) -> Result<MessageSearch, ApiError> {
    let mut search = MessageSearch {
        statuses: Vec::new(),
        template: None,
        recipient: None,
        text: None,
        limit,
        rows_max,
        after: None,
    };
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        let value = value.trim();
        if value.is_empty() {
            continue;
        }
        match &*name {
            "status" | "status[]" => {
                for name in value.split(',').map(str::trim) {
                    search.statuses.push(status(name)?);
                }
            }
            "template" => search.template = Some(parsed("template", value, Slug::parse)?),
            "recipient" | "recipient_id[]" if search.recipient.is_some() => {
                return Err(ApiError::not_supported(
                    "looking for messages of several recipients is",
                ));
            }
            "recipient" | "recipient_id[]" => {
                search.recipient = Some(parsed("recipient", value, DistinctId::parse)?);
            }
            "search" | "idempotency_key" | "execution_id" => search.text = Some(text(value)?),
            "after" => search.after = Some(value.to_owned()),
            "channel" if value != "slack" => {
                return Err(ApiError::not_supported("another channel than slack is"));
            }
            other => {
                let mut all = NOT_SUPPORTED.iter();
                if let Some((_, what)) = all.find(|(name, _)| *name == other) {
                    return Err(ApiError::not_supported(what));
                }
            }
        }
    }
    search
        .statuses
        .sort_unstable_by_key(|status| status.as_str());
    search.statuses.dedup();
    Ok(search)
}

fn status(name: &str) -> Result<MessageStatus, ApiError> {
    MessageStatus::parse(name).ok_or_else(|| {
        let shown: String = name.chars().take(80).collect();
        let all: Vec<_> = MessageStatus::ALL.iter().map(|it| it.as_str()).collect();
        let all = all.join(", ");
        ApiError::invalid(format!(
            "status: must be one or several of {all}, not {shown:?}"
        ))
    })
}

fn parsed<T: Into<String>>(
    field: &str,
    value: &str,
    parse: fn(&str) -> Result<T, IdError>,
) -> Result<String, ApiError> {
    let found = parse(value).map_err(|error| ApiError::invalid(format!("{field}: {error}")))?;
    Ok(found.into())
}

fn text(value: &str) -> Result<String, ApiError> {
    let count = value.chars().count();
    if count > TEXT_CHARACTERS_MAX {
        return Err(ApiError::invalid(format!(
            "search: must be {TEXT_CHARACTERS_MAX} characters at most, not {count}"
        )));
    }
    Ok(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<MessageSearch, String> {
        read_search(query, 10, 100).map_err(|error| error.shown().to_string())
    }

    #[test]
    fn a_query_is_read_by_bellhops_names_and_by_the_sdks() {
        let own = "status=failed,delivered&template=w1&recipient=ada&search=+C7+&after=x";
        let sdk = "status[]=delivered&status[]=failed&template=w1&recipient_id%5B%5D=ada\
            &channel=slack&execution_id=C7&after=x&limit=10";

        let expected = MessageSearch {
            statuses: vec![MessageStatus::Delivered, MessageStatus::Failed],
            template: Some("w1".into()),
            recipient: Some("ada".into()),
            text: Some("C7".into()),
            limit: 10,
            rows_max: 100,
            after: Some("x".into()),
        };
        assert_eq!(read(own), Ok(expected.clone()));
        assert_eq!(read(sdk), Ok(expected));
    }

    #[test]
    fn what_is_empty_is_not_given() {
        let nothing = read("status=&template=&recipient=&search=%20&after=");

        assert_eq!(nothing, read(""));
    }

    #[test]
    fn what_is_wrong_is_refused_by_name() {
        let long = format!("search={}", "x".repeat(256));
        let cases = [
            (
                "status=queued,lost",
                "status: must be one or several of queued, delivered, failed, expired, refused, \
                 ambiguous, merged, cancelled, not \"lost\"",
            ),
            ("template=a/b", "template: slug must be"),
            ("recipient=%01", "recipient: distinct_id must be"),
            (&long, "search: must be 255 characters at most, not 256"),
            (
                "recipient=a&recipient=b",
                "several recipients is not supported",
            ),
            ("tenant_id=t1", "by tenant is not supported"),
            ("channel=sms", "another channel than slack is not supported"),
        ];
        for (query, expected) in cases {
            let refused = read(query).unwrap_err();
            assert!(refused.contains(expected), "{query}: {refused}");
        }
    }
}
