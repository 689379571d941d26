//! Charts: lines, bars and areas over categories, and pies.
//!
//! The figures are those of Slack's page; that a message has at most two charts is in `message`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::super::finding::{Rule, Severity};
use super::super::findings::Findings;
use super::super::schema::{Family, Object, Shape, Together};
use super::ID;
use crate::engine::shorten;

/// Series of a plot, or segments of a pie.
const PARTS_MAX: usize = 6;
/// Categories of a plot, and so points of a series.
const CATEGORIES_MAX: usize = 20;
/// What stands at an axis, in a legend or at a segment.
const LABEL: Shape = Shape::Text(1, 20);
/// What an axis is called.
const AXIS_LABEL: Shape = Shape::Text(0, 50);

pub(in super::super) static DATA_VISUALIZATION: Object = Object {
    name: "data_visualization",
    required: &[
        ("title", Shape::Text(1, 50)),
        ("chart", Shape::Typed(&CHARTS)),
    ],
    optional: &[("block_id", ID)],
    together: &[],
};

static CHARTS: Family = Family {
    name: "chart",
    kinds: &[&LINE, &BAR, &AREA, &PIE],
    elsewhere: &[],
};

static LINE: Object = plot("line");
static BAR: Object = plot("bar");
static AREA: Object = plot("area");

const fn plot(name: &'static str) -> Object {
    Object {
        name,
        required: PLOT,
        optional: &[],
        together: AGREEMENT,
    }
}

const PLOT: &[(&str, Shape)] = &[
    ("series", Shape::List(1, PARTS_MAX, &Shape::Object(&SERIES))),
    ("axis_config", Shape::Object(&AXES)),
];
const AGREEMENT: &[Together] = &[
    Together::Agree(series_have_names_of_their_own),
    Together::Agree(categories_are_told_once),
    Together::Agree(each_category_has_one_point),
];

static AXES: Object = Object {
    name: "axis config",
    required: &[("categories", Shape::List(1, CATEGORIES_MAX, &LABEL))],
    optional: &[("x_label", AXIS_LABEL), ("y_label", AXIS_LABEL)],
    together: &[],
};

static SERIES: Object = Object {
    name: "series",
    required: &[
        ("name", LABEL),
        (
            "data",
            Shape::List(1, CATEGORIES_MAX, &Shape::Object(&POINT)),
        ),
    ],
    optional: &[],
    together: &[],
};

/// Lines, bars and areas go below zero, too.
static POINT: Object = Object {
    name: "point",
    required: &[("label", LABEL), ("value", Shape::Decimal)],
    optional: &[],
    together: &[],
};

static PIE: Object = Object {
    name: "pie",
    required: &[(
        "segments",
        Shape::List(1, PARTS_MAX, &Shape::Object(&SEGMENT)),
    )],
    optional: &[],
    together: &[],
};

static SEGMENT: Object = Object {
    name: "segment",
    required: &[("label", LABEL), ("value", Shape::Positive)],
    optional: &[],
    together: &[],
};

fn series_have_names_of_their_own(chart: &Map<String, Value>, findings: &mut Findings) {
    let mut seen = HashSet::new();
    findings.within("series", |findings| {
        for (index, series) in list(chart.get("series")).iter().enumerate() {
            let Some(name) = series.get("name").and_then(Value::as_str) else {
                continue;
            };
            if !seen.insert(name) {
                let message = format!("another series is called `{}`, too", shorten(name, 40));
                findings.within(index, |findings| {
                    findings.within("name", |findings| findings.error(Rule::Unique, message));
                });
            }
        }
    });
}

/// Otherwise a point could not say which of the two it is for.
fn categories_are_told_once(chart: &Map<String, Value>, findings: &mut Findings) {
    let mut seen = HashSet::new();
    findings.within("axis_config", |findings| {
        findings.within("categories", |findings| {
            for (index, category) in categories(chart).iter().enumerate() {
                let Some(category) = category.as_str() else {
                    continue;
                };
                if !seen.insert(category) {
                    let category = shorten(category, 40);
                    let message = format!("`{category}` is a category already");
                    findings.within(index, |findings| findings.error(Rule::Unique, message));
                }
            }
        });
    });
}

fn each_category_has_one_point(chart: &Map<String, Value>, findings: &mut Findings) {
    let categories: HashSet<&str> = categories(chart).iter().filter_map(Value::as_str).collect();
    // What has none was told so, and would be told of each point.
    if categories.is_empty() {
        return;
    }
    findings.within("series", |findings| {
        for (index, series) in list(chart.get("series")).iter().enumerate() {
            findings.within(index, |findings| {
                findings.within("data", |findings| {
                    points_fit(list(series.get("data")), &categories, findings);
                });
            });
        }
    });
}

fn points_fit(points: &[Value], categories: &HashSet<&str>, findings: &mut Findings) {
    let mut told = HashSet::new();
    for (index, point) in points.iter().enumerate() {
        let Some(label) = point.get("label").and_then(Value::as_str) else {
            continue;
        };
        let (rule, what) = if !categories.contains(label) {
            (Rule::Value, "is none of the chart's categories")
        } else if !told.insert(label) {
            (Rule::Unique, "has a point in this series already")
        } else {
            continue;
        };
        let message = format!("`{}` {what}", shorten(label, 40));
        findings.within(index, |findings| {
            findings.within("label", |findings| findings.error(rule, message));
        });
    }
    let (told, wanted) = (told.len(), categories.len());
    if told < wanted {
        let message = format!("points for {told} categories; Slack wants one for each of {wanted}");
        findings.push(Severity::Error, Rule::Count, Some((told, wanted)), message);
    }
}

fn categories(chart: &Map<String, Value>) -> &[Value] {
    list(
        chart
            .get("axis_config")
            .and_then(|axes| axes.get("categories")),
    )
}

fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
