//! The wire form of an answer in Redis: `1+U0ADA`, or `1-` for "there is none". The first character
//! is the version; what another version wrote is unknown, and is overwritten when it is learnt.

const VERSION: u8 = b'1';
const THERE_IS: u8 = b'+';
const THERE_IS_NONE: u8 = b'-';

pub(crate) fn write(answer: Option<&str>) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    match answer {
        Some(answer) => {
            bytes.push(THERE_IS);
            bytes.extend_from_slice(answer.as_bytes());
        }
        None => bytes.push(THERE_IS_NONE),
    }
    bytes
}

/// The answer; `None` when it can't be read.
pub(crate) fn read(bytes: &[u8]) -> Option<Option<String>> {
    match bytes {
        [VERSION, THERE_IS_NONE] => Some(None),
        [VERSION, THERE_IS, answer @ ..] if !answer.is_empty() => {
            let answer = std::str::from_utf8(answer).ok()?;
            Some(Some(answer.to_owned()))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_read_as_it_was_written() {
        assert_eq!(write(Some("U0ADA")), b"1+U0ADA");
        assert_eq!(write(None), b"1-");
        assert_eq!(read(b"1+U0ADA"), Some(Some("U0ADA".into())));
        assert_eq!(read(b"1-"), Some(None));
    }

    #[test]
    fn what_another_version_wrote_is_unknown() {
        for bytes in [
            &b""[..],
            b"1",
            b"1+",
            b"1-U0ADA",
            b"2+U0ADA",
            b"U0ADA",
            b"1+\xff",
        ] {
            assert_eq!(read(bytes), None, "{bytes:?}");
        }
    }
}
