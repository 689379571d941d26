//! Charts: one of each kind, their sizes, and charts whose parts do not fit together.

use serde_json::{Value, json};

use super::Case;
use super::limits::Sized;
use super::pieces::{many, of, with, x};

pub(super) fn charts() -> Vec<(&'static str, Value)> {
    let axes = json!({"categories": ["Mon", "Tue"], "x_label": "Day", "y_label": "Orders"});
    let mut others_first = series("App", &["Tue", "Mon"]);
    others_first["data"][0]["value"] = json!(-2.5);
    let series = json!([series("Web", &["Mon", "Tue"]), others_first]);
    let plot = |kind: &str| chart(json!({"type": kind, "series": series, "axis_config": axes}));
    vec![
        ("line", plot("line")),
        ("bar", with(plot("bar"), "block_id", "id")),
        ("area", plot("area")),
        (
            "pie",
            chart(json!({"type": "pie", "segments": [segment("a", 1), segment("b", 0.5)]})),
        ),
    ]
}

pub(super) const LIMITS: &[Sized] = &[
    ("chart title", (1, 50), |n| {
        of(with(pie(vec![segment("a", 1)]), "title", x(n)))
    }),
    ("chart segments", (1, 6), |n| {
        of(pie(many(n, &segment("a", 1))))
    }),
    ("chart segment", (1, 20), |n| {
        of(pie(vec![segment(&x(n), 1)]))
    }),
    ("chart series", (1, 6), |n| {
        let series = (0..n).map(|number| series(&number.to_string(), &["Mon"]));
        of(plot(series.collect(), &["Mon"]))
    }),
    ("chart series name", (1, 20), |n| {
        of(plot(vec![series(&x(n), &["Mon"])], &["Mon"]))
    }),
    ("chart categories", (1, 20), |n| {
        let names: Vec<String> = (0..n).map(|number| number.to_string()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        of(plot(vec![series("a", &names)], &names))
    }),
    ("chart category", (1, 20), |n| {
        of(plot(vec![series("a", &[&x(n)])], &[&x(n)]))
    }),
    ("chart x_label", (0, 50), |n| labelled("x_label", n)),
    ("chart y_label", (0, 50), |n| labelled("y_label", n)),
];

/// Each part of these is sound.
pub(in super::super) fn charts_of_parts() -> Vec<Case> {
    let both = &["Mon", "Tue"];
    let fits = plot(vec![series("a", both), series("b", both)], both);
    let cases = [
        ("parts that fit", fits.clone(), true),
        (
            "two series of one name",
            plot(vec![series("a", both), series("a", both)], both),
            false,
        ),
        (
            "a category without a point",
            plot(vec![series("a", both), series("b", &["Mon"])], both),
            false,
        ),
        (
            "a point of no category",
            plot(vec![series("a", &["Mon", "Tue", "Wed"])], both),
            false,
        ),
        (
            "a point of another category",
            plot(vec![series("a", &["Mon", "Wed"])], both),
            false,
        ),
        (
            "two points of one category",
            plot(vec![series("a", &["Mon", "Tue", "Tue"])], both),
            false,
        ),
        (
            "a category that is told twice",
            plot(vec![series("a", &["Mon", "Mon"])], &["Mon", "Mon"]),
            false,
        ),
        ("a segment of zero", pie(vec![segment("a", 0)]), false),
        ("a segment below zero", pie(vec![segment("a", -1)]), false),
        ("a segment of a part", pie(vec![segment("a", 0.1)]), true),
        (
            "segments of one name",
            pie(vec![segment("a", 1), segment("a", 2)]),
            true,
        ),
        (
            "a plot of segments",
            chart(json!({"type": "line", "segments": [segment("a", 1)]})),
            false,
        ),
        (
            "a pie of series",
            chart(json!({"type": "pie", "series": [], "axis_config": {"categories": []}})),
            false,
        ),
        (
            "a chart of no kind",
            chart(json!({"type": "donut", "segments": [segment("a", 1)]})),
            false,
        ),
    ];
    let cases = cases.into_iter().map(|(name, block, is_valid)| Case {
        name: name.to_owned(),
        message: of(block),
        is_valid: Some(is_valid),
    });
    cases.collect()
}

fn chart(chart: Value) -> Value {
    json!({"type": "data_visualization", "title": "x", "chart": chart})
}

fn plot(series: Vec<Value>, categories: &[&str]) -> Value {
    chart(json!({"type": "line", "series": series, "axis_config": {"categories": categories}}))
}

pub(super) fn pie(segments: Vec<Value>) -> Value {
    chart(json!({"type": "pie", "segments": segments}))
}

pub(super) fn segment(label: &str, value: impl Into<Value>) -> Value {
    json!({"label": label, "value": value.into()})
}

fn series(name: &str, labels: &[&str]) -> Value {
    let data: Vec<Value> = labels.iter().map(|label| segment(label, 3)).collect();
    json!({"name": name, "data": data})
}

fn labelled(axis: &str, length: usize) -> Value {
    let mut plot = plot(vec![series("a", &["Mon"])], &["Mon"]);
    plot["chart"]["axis_config"][axis] = json!(x(length));
    of(plot)
}
