//! What `workflow.toml` says of time: `delay`, `deliver_within`, `late`, `[window]`, `[quiet_hours]`,
//! `[digest]` and `[throttle]`.

use std::time::Duration;

use bellhop_core::timing::{
    ClockTime, Digest, Kind, Late, RETAIN_MAX, Retain, SPAN_SHAPE, Throttle, Timing, Window, Zone,
    parse_span,
};
use toml::{Table, Value};

pub(super) const KEYS: [&str; 7] = [
    "delay",
    "deliver_within",
    "late",
    "window",
    "quiet_hours",
    "digest",
    "throttle",
];

/// The longest window of a digest, and the longest span of a throttle: a year.
const SPAN_MAX: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Reads one of [`KEYS`]; an error says what would be right.
pub(super) fn read(timing: &mut Timing, key: &str, value: &Value) -> Result<(), String> {
    match key {
        "delay" => timing.delay = Some(span(value)?),
        "deliver_within" => timing.deliver_within = Some(span(value)?),
        "late" => {
            let late = value.as_str().and_then(Late::parse);
            timing.late = late.ok_or("one of drop, deliver, digest")?;
        }
        "digest" => timing.digest = Some(digest(table(value)?)?),
        "throttle" => timing.throttle = Some(throttle(table(value)?)?),
        _ if timing.window.is_some() => {
            return Err("left out: there are [window] or [quiet_hours], not both".to_owned());
        }
        "window" => timing.window = Some(window(Kind::Window, table(value)?)?),
        _ => timing.window = Some(window(Kind::QuietHours, table(value)?)?),
    }
    Ok(())
}

fn table(value: &Value) -> Result<&Table, String> {
    value.as_table().ok_or_else(|| "a section".to_owned())
}

/// Refuses keys that are not among these.
fn only(table: &Table, known: &[&str]) -> Result<(), String> {
    match table.keys().find(|key| !known.contains(&key.as_str())) {
        None => Ok(()),
        Some(key) => Err(format!(
            "a section of {} (there is no `{key}`)",
            known.join(", ")
        )),
    }
}

fn span(value: &Value) -> Result<Duration, String> {
    let span = match value {
        Value::String(text) => parse_span(text),
        Value::Integer(seconds) => u64::try_from(*seconds).ok().map(Duration::from_secs),
        Value::Float(_)
        | Value::Boolean(_)
        | Value::Datetime(_)
        | Value::Array(_)
        | Value::Table(_) => None,
    };
    span.filter(|span| *span <= SPAN_MAX)
        .ok_or_else(|| format!("{SPAN_SHAPE}, of a year at most"))
}

fn positive(name: &str, table: &Table) -> Result<Duration, String> {
    let value = table.get(name);
    let value = value.ok_or_else(|| format!("a section with `{name}`, {SPAN_SHAPE}"))?;
    let read = span(value).map_err(|expected| format!("a section whose `{name}` is {expected}"))?;
    match read.is_zero() {
        true => Err(format!("a section whose `{name}` is more than 0")),
        false => Ok(read),
    }
}

fn count(name: &str, table: &Table, max: u32) -> Result<Option<u32>, String> {
    let Some(value) = table.get(name) else {
        return Ok(None);
    };
    let number = value
        .as_integer()
        .and_then(|number| u32::try_from(number).ok());
    match number.filter(|number| (1..=max).contains(number)) {
        Some(number) => Ok(Some(number)),
        None => Err(format!(
            "a section whose `{name}` is a number from 1 to {max}"
        )),
    }
}

fn throttle(table: &Table) -> Result<Throttle, String> {
    only(table, &["limit", "per"])?;
    let limit = count("limit", table, 1_000_000)?;
    Ok(Throttle {
        limit: limit.ok_or("a section with `limit`, a number from 1, and `per`")?,
        per: positive("per", table)?,
    })
}

fn digest(table: &Table) -> Result<Digest, String> {
    only(table, &["window", "key", "retain"])?;
    let key = match table.get("key") {
        None => Vec::new(),
        Some(Value::String(path)) if path.split('.').all(|part| !part.is_empty()) => {
            // The data are the data, whether they are named or not.
            let parts: Vec<_> = path.split('.').map(str::to_owned).collect();
            match parts.split_first() {
                Some((first, rest)) if first == "data" && !rest.is_empty() => rest.to_vec(),
                _ => parts,
            }
        }
        Some(_) => return Err("a section whose `key` is a path such as \"data.order\"".to_owned()),
    };
    Ok(Digest {
        window: positive("window", table)?,
        key,
        retain: retain(table.get("retain"))?,
    })
}

fn retain(value: Option<&Value>) -> Result<Retain, String> {
    let expected = "a section whose `retain` is { first = 10 } or { last = 10 }";
    let Some(value) = value else {
        return Ok(Retain::First(10));
    };
    let table = value
        .as_table()
        .filter(|table| table.len() == 1)
        .ok_or(expected)?;
    let first = count("first", table, RETAIN_MAX)?.map(Retain::First);
    let last = count("last", table, RETAIN_MAX)?.map(Retain::Last);
    Ok(first.or(last).ok_or(expected)?)
}

fn window(kind: Kind, table: &Table) -> Result<Window, String> {
    only(table, &["from", "until", "days", "timezone"])?;
    let time = |name: &str, default| match table.get(name) {
        None => Ok(default),
        Some(value) => value.as_str().and_then(ClockTime::parse).ok_or_else(|| {
            format!("a section whose `{name}` is a time such as \"09:00\" or \"09:00:30\"")
        }),
    };
    let (from, until) = (
        time("from", ClockTime::MIDNIGHT)?,
        time("until", ClockTime::END)?,
    );
    if from == until {
        return Err("a section whose `from` and `until` differ".to_owned());
    }
    let days = match table.get("days") {
        None => [true; 7],
        Some(value) => {
            let names = value
                .as_array()
                .and_then(|days| days.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
            names.and_then(Window::days_of).ok_or(
                "a section whose `days` are some of [\"mon\", \"tue\", \"wed\", \"thu\", \"fri\", \"sat\", \"sun\"]",
            )?
        }
    };
    let zone = match table
        .get("timezone")
        .map(|value| value.as_str().unwrap_or_default())
    {
        None | Some("recipient") => None,
        Some(name) => {
            let zone = Zone::parse(name);
            Some(zone.map_err(|error| {
                format!("a section whose `timezone` is \"recipient\" or an IANA zone: {error}")
            })?)
        }
    };
    let all_day = from == ClockTime::MIDNIGHT && until == ClockTime::END;
    if kind == Kind::QuietHours && all_day && days == [true; 7] {
        return Err("a section that leaves some hours of the week to send in".to_owned());
    }
    Ok(Window {
        kind,
        from,
        until,
        days,
        zone,
    })
}
