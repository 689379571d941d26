//! What a trigger says of time: `delay`, `trigger_at`, `deliver_by`, `late`.

use std::time::Duration;

use bellhop_core::timing::{Late, SPAN_SHAPE, TimersConfig, TriggerTiming, parse_span};
use serde_json::Value;

use crate::error::ApiError;

/// The fields as they came.
#[derive(Default)]
pub(crate) struct Said<'a> {
    pub(crate) delay: Option<&'a Value>,
    pub(crate) trigger_at: Option<&'a Value>,
    pub(crate) deliver_by: Option<&'a Value>,
    pub(crate) late: Option<&'a Value>,
}

/// Reads them; what is null or empty is not said.
pub(crate) fn read(
    said: &Said<'_>,
    limits: &TimersConfig,
    now_ms: u64,
) -> Result<TriggerTiming, ApiError> {
    let given = |value: Option<&&Value>| {
        value.is_some_and(|value| !value.is_null() && value.as_str() != Some(""))
    };
    let [delay, trigger_at, deliver_by, late] =
        [said.delay, said.trigger_at, said.deliver_by, said.late]
            .map(|it| it.filter(|it| given(Some(it))));
    let delay = delay.map(|value| span("delay", value)).transpose()?;
    let at_ms = trigger_at
        .map(|value| time("trigger_at", value))
        .transpose()?;
    // The SDKs let both be given: it starts when both have passed.
    let due_at_ms = delay.map(|delay| later(now_ms, delay)).max(at_ms);
    let max = Duration::from_secs(limits.delay_max_seconds);
    if due_at_ms.is_some_and(|due_at_ms| due_at_ms > later(now_ms, max)) {
        let field = match at_ms == due_at_ms {
            true => "trigger_at",
            false => "delay",
        };
        return Err(ApiError::invalid(format!(
            "{field}: is more than {} s from now (timers.delay_max_seconds)",
            limits.delay_max_seconds
        )));
    }
    let starts_at_ms = due_at_ms.unwrap_or(now_ms).max(now_ms);
    let deliver_by_ms = match deliver_by {
        None => None,
        Some(value) => Some(by("deliver_by", value, starts_at_ms)?),
    };
    if deliver_by_ms.is_some_and(|by_ms| by_ms <= starts_at_ms) {
        let message = "deliver_by: is not after the trigger starts; give a later time";
        return Err(ApiError::invalid(message));
    }
    let late = late.map(|value| {
        let late = value.as_str().and_then(Late::parse);
        late.ok_or_else(|| {
            ApiError::invalid(format!(
                "late: must be \"drop\", \"deliver\" or \"digest\", not {}",
                shown(value)
            ))
        })
    });
    Ok(TriggerTiming {
        due_at_ms,
        deliver_by_ms,
        late: late.transpose()?,
        cancellable: due_at_ms.is_some_and(|due_at_ms| due_at_ms > now_ms),
        is_digest: false,
    })
}

fn later(now_ms: u64, span: Duration) -> u64 {
    now_ms.saturating_add(u64::try_from(span.as_millis()).unwrap_or(u64::MAX))
}

fn span(field: &str, value: &Value) -> Result<Duration, ApiError> {
    let read = match value {
        Value::Number(seconds) => {
            let seconds = seconds.as_f64().unwrap_or(f64::NAN);
            Duration::try_from_secs_f64(seconds).ok()
        }
        Value::String(text) => parse_span(text),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    };
    read.ok_or_else(|| {
        ApiError::invalid(format!(
            "{field}: must be {SPAN_SHAPE}, not {}",
            shown(value)
        ))
    })
}

fn time(field: &str, value: &Value) -> Result<u64, ApiError> {
    let read = value.as_str().and_then(moment_ms);
    read.ok_or_else(|| {
        ApiError::invalid(format!(
            "{field}: must be a time such as 2026-11-21T05:42:00Z, not {}",
            shown(value)
        ))
    })
}

/// A time, or a duration from the start.
fn by(field: &str, value: &Value, starts_at_ms: u64) -> Result<u64, ApiError> {
    if let Some(at_ms) = value.as_str().and_then(moment_ms) {
        return Ok(at_ms);
    }
    match span(field, value) {
        Ok(span) => Ok(later(starts_at_ms, span)),
        Err(_) => Err(ApiError::invalid(format!(
            "{field}: must be a time such as 2026-11-21T05:42:00Z, or {SPAN_SHAPE}, not {}",
            shown(value)
        ))),
    }
}

/// An ISO-8601 time with its offset; one without is UTC, as other SDKs have it. A time before 1970 is
/// as good as 1970.
fn moment_ms(text: &str) -> Option<u64> {
    let text = text.trim();
    let read = text.parse::<jiff::Timestamp>();
    let read = read.or_else(|error| match text.parse::<jiff::civil::DateTime>() {
        Ok(time) if text.contains(['T', 't', ' ']) => time
            .to_zoned(jiff::tz::TimeZone::UTC)
            .map(|zoned| zoned.timestamp()),
        Ok(_) | Err(_) => Err(error),
    });
    Some(u64::try_from(read.ok()?.as_millisecond()).unwrap_or(0))
}

fn shown(value: &Value) -> String {
    value.to_string().chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const NOW_MS: u64 = 1_795_239_720_000; // 2026-11-21 05:42:00 UTC

    fn of(body: &Value) -> Result<TriggerTiming, String> {
        let said = Said {
            delay: body.get("delay"),
            trigger_at: body.get("trigger_at"),
            deliver_by: body.get("deliver_by"),
            late: body.get("late"),
        };
        read(&said, &TimersConfig::default(), NOW_MS).map_err(|error| error.message)
    }

    #[test]
    fn when_a_trigger_starts_is_read_in_every_form() {
        let cases = [
            (json!({"delay": "1d2h30m10s"}), Some(NOW_MS + 95_410_000)),
            (json!({"delay": 90}), Some(NOW_MS + 90_000)),
            (json!({"delay": "200ms"}), Some(NOW_MS + 200)),
            (json!({"delay": 0}), Some(NOW_MS)),
            (
                json!({"trigger_at": "2026-11-21T05:43:00Z"}),
                Some(NOW_MS + 60_000),
            ),
            (
                json!({"trigger_at": "2026-11-21T06:43:00+01:00"}),
                Some(NOW_MS + 60_000),
            ),
            (
                json!({"trigger_at": "2026-11-21T05:43:00"}),
                Some(NOW_MS + 60_000),
            ),
            (
                json!({"delay": 1, "trigger_at": "2026-11-21T05:43:00Z"}),
                Some(NOW_MS + 60_000),
            ),
            (
                json!({"delay": "2m", "trigger_at": "2026-11-21T05:43:00Z"}),
                Some(NOW_MS + 120_000),
            ),
            (json!({"trigger_at": "", "delay": null}), None),
            (json!({}), None),
        ];
        for (body, due_at_ms) in cases {
            assert_eq!(of(&body).unwrap().due_at_ms, due_at_ms, "{body}");
        }
        let by = of(&json!({"delay": 60, "deliver_by": "5m", "late": "deliver"})).unwrap();
        assert_eq!(by.deliver_by_ms, Some(NOW_MS + 360_000));
        assert_eq!((by.late, by.cancellable), (Some(Late::Deliver), true));
    }

    #[test]
    fn what_is_wrong_is_refused_by_its_name() {
        let cases = [
            (
                json!({"delay": "soon"}),
                "delay: must be a duration such as",
            ),
            (json!({"delay": -1}), "delay: must be a duration such as"),
            (json!({"delay": 1e300}), "delay: must be a duration such as"),
            (
                json!({"delay": "400d"}),
                "delay: is more than 31622400 s from now (timers.delay_max_seconds)",
            ),
            (
                json!({"trigger_at": "2028-11-21T05:43:00Z"}),
                "trigger_at: is more than",
            ),
            (
                json!({"trigger_at": 7}),
                "trigger_at: must be a time such as 2026-11-21T05:42:00Z, not 7",
            ),
            (
                json!({"trigger_at": "2026-11-21"}),
                "trigger_at: must be a time",
            ),
            (
                json!({"deliver_by": "2026-11-21T05:41:00Z"}),
                "deliver_by: is not after",
            ),
            (
                json!({"deliver_by": "later"}),
                "deliver_by: must be a time such as",
            ),
            (
                json!({"late": "never"}),
                "late: must be \"drop\", \"deliver\" or \"digest\", not \"never\"",
            ),
        ];
        for (body, message) in cases {
            let error = of(&body).unwrap_err();
            assert!(error.starts_with(message), "{body}: {error}");
        }
    }
}
