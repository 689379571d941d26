//! Slack's figures for charts, and what the parts of one chart owe each other
//! (<https://docs.slack.dev/reference/block-kit/blocks/data-visualization-block>).

use serde_json::Value;

use super::check::check_shape;
use super::problems::{Place, Problems};
use super::rule::Rule::{Labels, Number, Options, Parts, Prose, Share, Strings};
use super::rule::{Field, Shape, field, need};

static CHARTS: &[Shape] = &[
    Shape::open("pie", &[need("segments", Options(6, SEGMENT))]),
    Shape::open("bar", AXED),
    Shape::open("area", AXED),
    Shape::open("line", AXED),
];

const SEGMENT: &[Field] = &[need("label", Labels(20)), need("value", Share)];
const AXED: &[Field] = &[
    need("series", Options(6, SERIES)),
    need("axis_config", Parts(AXIS_CONFIG)),
];
const SERIES: &[Field] = &[need("name", Labels(20)), need("data", Options(20, POINT))];
const POINT: &[Field] = &[need("label", Labels(20)), need("value", Number)];
const AXIS_CONFIG: &[Field] = &[
    need("categories", Strings(20, 20)),
    field("x_label", Prose(50)),
    field("y_label", Prose(50)),
];

/// Checks a chart: each part for itself, and if all are sound, whether they fit together.
pub(super) fn check_chart(chart: &Value, here: &Place<'_>, problems: &mut Problems) {
    let before = problems.count();
    check_shape(chart, CHARTS, here, problems);
    if problems.count() == before && chart["type"] != "pie" {
        check_agreement(chart, here, problems);
    }
}

/// Names of series are unique, and the labels of each series are the categories, in any order.
fn check_agreement(chart: &Value, here: &Place<'_>, problems: &mut Problems) {
    let categories = sorted(&chart["axis_config"]["categories"], |category| category);
    if has_doubles(&categories) {
        let axis = here.field("axis_config");
        problems.say(&axis.field("categories"), "categories must be unique");
    }
    let all = here.field("series");
    if has_doubles(&sorted(&chart["series"], |series| &series["name"])) {
        problems.say(&all, "series names must be unique");
    }
    for (index, series) in chart["series"].as_array().into_iter().flatten().enumerate() {
        if sorted(&series["data"], |point| &point["label"]) != categories {
            let sentence = "must have exactly one data point for each category";
            problems.say(&all.item(index).field("data"), sentence);
        }
    }
}

fn sorted<'v>(list: &'v Value, text: fn(&'v Value) -> &'v Value) -> Vec<&'v str> {
    let items = list.as_array().into_iter().flatten();
    let mut texts: Vec<&str> = items.filter_map(|item| text(item).as_str()).collect();
    texts.sort_unstable();
    texts
}

fn has_doubles(sorted: &[&str]) -> bool {
    sorted.windows(2).any(|pair| pair[0] == pair[1])
}
