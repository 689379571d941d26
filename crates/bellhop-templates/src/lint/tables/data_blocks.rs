//! Tables, cards and tasks: the blocks that came later.

use super::super::schema::{Family, Object, Shape, TextKind, Together};
use super::agreements::{OF_A_CONTAINER, OF_A_DATA_TABLE};
use super::blocks::{ACTIONS, CONTEXT, DIVIDER, HEADER, IMAGE, INPUT, SECTION, VIDEO};
use super::elements::BUTTON;
use super::objects::IMAGE_ELEMENT;
use super::rich_text::RICH_TEXT;
use super::{EITHER_150, ID};

/// A string that Slack names no length of.
const STRING: Shape = Shape::Text(1, usize::MAX);

pub(in super::super) static TABLE: Object = Object {
    name: "table",
    required: &[(
        "rows",
        Shape::List(1, 100, &Shape::List(1, 20, &Shape::Typed(&CELL))),
    )],
    optional: &[
        (
            "column_settings",
            Shape::List(0, 20, &Shape::Nullable(&Shape::Object(&COLUMN))),
        ),
        ("block_id", ID),
    ],
    together: &[],
};

static CELL: Family = Family {
    name: "cell",
    kinds: &[&RAW_TEXT, &RAW_NUMBER, &RICH_TEXT],
    elsewhere: &[],
};
static RAW_TEXT: Object = Object {
    name: "raw_text",
    required: &[("text", Shape::Text(1, 3_000))],
    optional: &[],
    together: &[],
};
static RAW_NUMBER: Object = Object {
    name: "raw_number",
    required: &[("value", Shape::Decimal)],
    optional: &[("text", Shape::Text(1, 3_000))],
    together: &[],
};
static COLUMN: Object = Object {
    name: "column settings",
    required: &[],
    optional: &[
        ("align", Shape::OneOf(&["left", "center", "right"])),
        ("is_wrapped", Shape::Boolean),
    ],
    together: &[],
};

pub(in super::super) static DATA_TABLE: Object = Object {
    name: "data_table",
    required: &[
        ("caption", STRING),
        (
            "rows",
            Shape::List(2, 101, &Shape::List(1, 20, &Shape::Typed(&CELL))),
        ),
    ],
    optional: &[
        ("page_size", Shape::Number(1, 100)),
        ("row_header_column_index", Shape::Number(0, 19)),
        ("block_id", ID),
    ],
    together: OF_A_DATA_TABLE,
};

pub(in super::super) static CARD: Object = Object {
    name: "card",
    required: &[],
    optional: &[
        ("hero_image", PICTURE),
        ("icon", PICTURE),
        ("title", EITHER_150),
        ("subtitle", EITHER_150),
        ("body", Shape::TextObject(TextKind::Either, 1, 200)),
        ("actions", Shape::List(1, 2, &Shape::Typed(&CARD_ACTION))),
        ("block_id", ID),
    ],
    together: &[Together::Some(&["hero_image", "title", "actions", "body"])],
};

const PICTURE: Shape = Shape::Typed(&PICTURES);
const RICH: Shape = Shape::Typed(&RICH_TEXTS);
static PICTURES: Family = Family {
    name: "picture",
    kinds: &[&IMAGE_ELEMENT],
    elsewhere: &[],
};
static RICH_TEXTS: Family = Family {
    name: "rich text",
    kinds: &[&RICH_TEXT],
    elsewhere: &[],
};
static CARD_ACTION: Family = Family {
    name: "action of a card",
    kinds: &[&BUTTON],
    elsewhere: &[],
};
static CARDS: Family = Family {
    name: "card",
    kinds: &[&CARD],
    elsewhere: &[],
};

pub(in super::super) static CAROUSEL: Object = Object {
    name: "carousel",
    required: &[("elements", Shape::List(1, 10, &Shape::Typed(&CARDS)))],
    optional: &[("block_id", ID)],
    together: &[],
};

/// What a container may contain.
static CHILDREN: Family = Family {
    name: "block of a container",
    kinds: &[
        &ACTIONS, &CONTEXT, &DIVIDER, &HEADER, &IMAGE, &INPUT, &RICH_TEXT, &SECTION, &TABLE, &VIDEO,
    ],
    elsewhere: &["file"],
};

pub(in super::super) static CONTAINER: Object = Object {
    name: "container",
    required: &[("child_blocks", Shape::List(1, 10, &Shape::Typed(&CHILDREN)))],
    optional: &[
        ("title", EITHER_150),
        ("rich_text_title", RICH),
        ("subtitle", EITHER_150),
        ("icon", PICTURE),
        (
            "width",
            Shape::OneOf(&["narrow", "standard", "wide", "full"]),
        ),
        ("is_collapsible", Shape::Boolean),
        ("default_collapsed", Shape::Boolean),
        ("has_header_divider", Shape::Boolean),
        ("block_id", ID),
    ],
    together: OF_A_CONTAINER,
};

pub(in super::super) static TASK_CARD: Object = Object {
    name: "task_card",
    required: &[("task_id", ID), ("title", STRING)],
    optional: &[
        (
            "status",
            Shape::OneOf(&["pending", "in_progress", "complete", "error"]),
        ),
        ("details", RICH),
        ("output", RICH),
        ("sources", Shape::Any),
        ("block_id", ID),
    ],
    together: &[],
};

pub(in super::super) static PLAN: Object = Object {
    name: "plan",
    required: &[("title", Shape::Any)],
    optional: &[
        (
            "tasks",
            Shape::List(0, usize::MAX, &Shape::Object(&TASK_CARD)),
        ),
        ("block_id", ID),
    ],
    together: &[],
};
