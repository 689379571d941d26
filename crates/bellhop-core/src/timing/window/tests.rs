//! Windows in zones whose clocks do what clocks do.

use proptest::prelude::*;

use super::*;

fn window(kind: Kind, from: &str, until: &str, days: &[&str]) -> Window {
    Window {
        kind,
        from: ClockTime::parse(from).unwrap(),
        until: ClockTime::parse(until).unwrap(),
        days: Window::days_of(days.iter().copied()).unwrap_or([true; 7]),
        zone: None,
    }
}

fn ms(text: &str) -> u64 {
    let at: Timestamp = text.parse().unwrap();
    u64::try_from(at.as_millisecond()).unwrap()
}

/// When it opens next, as UTC.
fn opens(window: &Window, now: &str, zone: &str) -> String {
    let zone = Zone::parse(zone).unwrap();
    let at_ms = window.next_open_ms(ms(now), &zone).unwrap();
    timestamp(at_ms).to_string()
}

#[test]
fn what_comes_within_the_window_goes_at_once_and_else_when_it_opens() {
    let office = window(
        Kind::Window,
        "09:00",
        "18:00",
        &["mon", "tue", "wed", "thu", "fri"],
    );
    // Thursday, 26 November 2026; Berlin is an hour ahead.
    let cases = [
        ("2026-11-26T08:00:00Z", "2026-11-26T08:00:00Z"),
        ("2026-11-26T07:59:59Z", "2026-11-26T08:00:00Z"),
        ("2026-11-26T16:59:59Z", "2026-11-26T16:59:59Z"),
        ("2026-11-26T17:00:00Z", "2026-11-27T08:00:00Z"),
        ("2026-11-27T17:00:00Z", "2026-11-30T08:00:00Z"),
        ("2026-11-29T12:00:00Z", "2026-11-30T08:00:00Z"),
    ];
    for (now, then) in cases {
        assert_eq!(opens(&office, now, "Europe/Berlin"), then, "{now}");
    }
}

#[test]
fn hours_that_pass_midnight_belong_to_the_day_on_which_they_begin() {
    let night = window(Kind::Window, "22:00", "06:00", &["fri"]);
    let cases = [
        ("2026-11-27T23:00:00Z", "2026-11-27T23:00:00Z"),
        ("2026-11-28T05:59:00Z", "2026-11-28T05:59:00Z"),
        ("2026-11-28T06:00:00Z", "2026-12-04T22:00:00Z"),
        ("2026-11-27T05:00:00Z", "2026-11-27T22:00:00Z"),
    ];
    for (now, then) in cases {
        assert_eq!(opens(&night, now, "UTC"), then, "{now}");
    }
}

#[test]
fn quiet_hours_end_when_they_end() {
    let quiet = window(Kind::QuietHours, "22:00", "07:30", &[]);
    let cases = [
        ("2026-11-26T21:59:00Z", "2026-11-26T21:59:00Z"),
        ("2026-11-26T22:00:00Z", "2026-11-27T07:30:00Z"),
        ("2026-11-27T07:29:59Z", "2026-11-27T07:30:00Z"),
        ("2026-11-27T07:30:00Z", "2026-11-27T07:30:00Z"),
    ];
    for (now, then) in cases {
        assert_eq!(opens(&quiet, now, "UTC"), then, "{now}");
    }
    let weekend = window(Kind::QuietHours, "00:00", "24:00", &["sat", "sun"]);
    assert_eq!(
        opens(&weekend, "2026-11-28T10:00:00Z", "UTC"),
        "2026-11-30T00:00:00Z"
    );
}

#[test]
fn nine_stays_nine_when_summer_time_begins_and_ends() {
    let morning = window(Kind::Window, "09:00", "10:00", &[]);
    // New York: 8 March 2026 and 1 November 2026.
    assert_eq!(
        opens(&morning, "2026-03-07T20:00:00Z", "America/New_York"),
        "2026-03-08T13:00:00Z"
    );
    assert_eq!(
        opens(&morning, "2026-03-06T20:00:00Z", "America/New_York"),
        "2026-03-07T14:00:00Z"
    );
    assert_eq!(
        opens(&morning, "2026-10-31T20:00:00Z", "America/New_York"),
        "2026-11-01T14:00:00Z"
    );
}

#[test]
fn a_window_that_begins_in_a_gap_opens_when_clocks_have_passed_it() {
    // 02:00 to 03:00 is not there on 8 March.
    let early = window(Kind::Window, "02:30", "05:00", &[]);
    assert_eq!(
        opens(&early, "2026-03-08T05:00:00Z", "America/New_York"),
        "2026-03-08T07:00:00Z"
    );
    let from_the_gap = window(Kind::Window, "02:00", "05:00", &[]);
    assert_eq!(
        opens(&from_the_gap, "2026-03-08T05:00:00Z", "America/New_York"),
        "2026-03-08T07:00:00Z"
    );
    // One that is within the gap is not there at all that day.
    let gone = window(Kind::Window, "02:10", "02:50", &[]);
    assert_eq!(
        opens(&gone, "2026-03-08T05:00:00Z", "America/New_York"),
        "2026-03-09T06:10:00Z"
    );
}

#[test]
fn a_window_within_what_clocks_show_twice_opens_twice() {
    // 01:00 to 02:00 is there twice on 1 November.
    let twice = window(Kind::Window, "01:30", "01:45", &[]);
    assert_eq!(
        opens(&twice, "2026-11-01T04:00:00Z", "America/New_York"),
        "2026-11-01T05:30:00Z"
    );
    assert_eq!(
        opens(&twice, "2026-11-01T05:50:00Z", "America/New_York"),
        "2026-11-01T06:30:00Z"
    );
    assert_eq!(
        opens(&twice, "2026-11-01T06:50:00Z", "America/New_York"),
        "2026-11-02T06:30:00Z"
    );
}

#[test]
fn what_never_opens_is_never() {
    let always_quiet = window(Kind::QuietHours, "00:00", "24:00", &[]);
    assert_eq!(
        always_quiet.next_open_ms(ms("2026-11-26T00:00:00Z"), &Zone::utc()),
        None
    );
}

#[test]
fn times_are_read_to_the_second_and_nothing_else_is() {
    assert_eq!(ClockTime::parse("24:00"), Some(ClockTime::END));
    assert_eq!(ClockTime::parse("00:00"), Some(ClockTime::MIDNIGHT));
    assert_eq!(ClockTime::parse("09:00:00"), ClockTime::parse("09:00"));
    for text in ["09:05", "23:59:59"] {
        assert_eq!(ClockTime::parse(text).unwrap().to_string(), text);
    }
    for wrong in [
        "",
        "9",
        "9:00",
        "09:60",
        "24:01",
        "25:00",
        "09:00:60",
        "24:00:01",
        "09:00:00:00",
        "-1:00",
        "+9:00",
    ] {
        assert_eq!(ClockTime::parse(wrong), None, "{wrong}");
    }
}

proptest! {
    #[test]
    fn an_opening_is_open_and_nothing_before_it_was(
        from in 0u32..1440, length in 1u32..1439, days in 1u8..128, now in 0u64..86_400 * 900,
        quiet: bool, zone in prop::sample::select(vec![
            "UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Kathmandu",
        ]),
    ) {
        let kind = if quiet { Kind::QuietHours } else { Kind::Window };
        let days = std::array::from_fn(|day| days & (1 << day) != 0);
        let until = ClockTime((from + length) % 1440 * 60);
        let window = Window { kind, from: ClockTime(from * 60), until, days, zone: None };
        let zone = Zone::parse(zone).unwrap();
        let now_ms = ms("2025-01-01T00:00:00Z") + now * 1_000;
        let open = |at_ms: u64| window.is_open(timestamp(at_ms), zone.inner());

        let Some(at_ms) = window.next_open_ms(now_ms, &zone) else {
            // Only hours that are all but all the week are never over within two weeks.
            prop_assert!(quiet || length < 60, "{window}");
            return Ok(());
        };

        prop_assert!(open(at_ms), "{window} at {}", zone.clock(at_ms));
        for step in 0..64 {
            let between = now_ms + (at_ms - now_ms) / 64 * step;
            prop_assert!(at_ms == now_ms || !open(between), "{window} at {}", zone.clock(between));
        }
    }
}
