//! The table, for people and for machines.

use serde_json::{Map, Value, json};

use super::row::{Demand, Figure, Measure, Row};
use crate::screen;

/// Prints the table; what is missed bears a cross.
pub(super) fn print(rows: &[Row]) {
    let heading = [
        "scene",
        "parts",
        "calls",
        "rejected",
        "lost",
        "doubled",
        "inversions",
        "makespan ÷ ideal",
        "urgent DM",
        "others' p99",
        "memory",
    ];
    let line = |row: &Row| {
        let mark = if row.is_met() { "✓" } else { "✗" };
        let figures = Measure::ALL.map(|measure| row.figure(measure).map(cell).unwrap_or_default());
        let [
            calls,
            rejected,
            lost,
            doubled,
            inversions,
            makespan,
            urgent,
            others,
            memory,
        ] = figures;
        [
            format!("{mark} {}", row.scene),
            row.parts.to_owned(),
            calls,
            rejected,
            lost,
            doubled,
            inversions,
            makespan,
            urgent,
            others,
            memory,
        ]
    };
    screen::table(heading, &rows.iter().map(line).collect::<Vec<_>>());
    for row in rows {
        for remark in &row.remarks {
            let text = format!("{}, {}: {}", row.scene, row.parts, remark.text);
            match remark.is_met {
                true => screen::note(&text),
                false => screen::bad(&text),
            }
        }
    }
    let missed = rows.iter().filter(|row| !row.is_met()).count();
    match missed {
        0 => screen::good(&format!("all {} as demanded", rows.len())),
        _ => screen::bad(&format!("{missed} of {} miss what is demanded", rows.len())),
    }
}

/// The value beside what is demanded of it.
fn cell(figure: &Figure) -> String {
    let mark = if figure.is_met() { "" } else { "✗ " };
    let value = figure.measure.show(figure.value);
    match wanted(figure) {
        None => value,
        Some(wanted) => format!("{mark}{value} ({wanted})"),
    }
}

fn wanted(figure: &Figure) -> Option<String> {
    match figure.demand {
        Demand::Nothing => None,
        Demand::Exactly(wanted) => Some(figure.measure.show(wanted)),
        Demand::AtMost(bound) => Some(format!("≤ {}", figure.measure.show(bound))),
    }
}

pub(super) fn json(rows: &[Row]) -> Value {
    let figures = |row: &Row| -> Map<String, Value> {
        let figure = |it: &Figure| {
            let value = json!({"value": it.value, "demand": wanted(it), "met": it.is_met()});
            (it.measure.key().to_owned(), value)
        };
        row.figures.iter().map(figure).collect()
    };
    let remarks = |row: &Row| -> Vec<Value> {
        let remarks = row.remarks.iter();
        remarks
            .map(|it| json!({"text": it.text, "met": it.is_met}))
            .collect()
    };
    let line = |row: &Row| {
        json!({
            "scene": row.scene,
            "parts": row.parts,
            "seconds": row.took.as_secs_f64(),
            "met": row.is_met(),
            "figures": figures(row),
            "remarks": remarks(row),
        })
    };
    rows.iter().map(line).collect()
}
