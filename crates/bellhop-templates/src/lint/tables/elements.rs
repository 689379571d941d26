//! The elements that blocks contain.

use super::super::schema::{Object, Shape, Together};
use super::objects::{
    CHOICE, CONFIRMATION, DISPATCH, FILTER, OPTION, OPTION_GROUP, OPTIONS, OVERFLOW_OPTION, STYLE,
    WORKFLOW,
};
use super::{ID, PLAIN_75, PLAIN_150, URL};

const GROUPS: Shape = Shape::List(1, 100, &Shape::Object(&OPTION_GROUP));
const SELECTED_MAX: Shape = Shape::Number(1, i64::MAX);
const DATE: Shape = Shape::Form(is_date, "a date, YYYY-MM-DD");
const TIME: Shape = Shape::Form(is_time, "a time, HH:mm");

macro_rules! element {
    ($name:ident, $type:literal, [$($required:expr),*], [$($optional:expr),*], [$($together:expr),*]) => {
        pub(in super::super) static $name: Object = Object {
            name: $type,
            required: &[$($required),*],
            optional: &[
                ("action_id", ID), ("confirm", CONFIRMATION), ("focus_on_load", Shape::Boolean),
                $($optional),*
            ],
            together: &[$($together),*],
        };
    };
}

element!(
    BUTTON,
    "button",
    [("text", PLAIN_75)],
    [
        ("url", URL),
        ("value", Shape::Text(1, 2_000)),
        ("style", STYLE),
        ("accessibility_label", Shape::Text(1, 75))
    ],
    []
);
element!(
    WORKFLOW_BUTTON,
    "workflow_button",
    [("text", PLAIN_75), ("workflow", Shape::Object(&WORKFLOW))],
    [
        ("style", STYLE),
        ("accessibility_label", Shape::Text(1, 75))
    ],
    []
);
element!(
    OVERFLOW,
    "overflow",
    [(
        "options",
        Shape::List(1, 5, &Shape::Object(&OVERFLOW_OPTION))
    )],
    [],
    []
);
element!(
    CHECKBOXES,
    "checkboxes",
    [("options", Shape::List(1, 10, &Shape::Object(&CHOICE)))],
    [(
        "initial_options",
        Shape::List(1, 10, &Shape::Object(&CHOICE))
    )],
    []
);
element!(
    RADIO_BUTTONS,
    "radio_buttons",
    [("options", Shape::List(1, 10, &Shape::Object(&CHOICE)))],
    [("initial_option", Shape::Object(&CHOICE))],
    []
);
element!(
    DATEPICKER,
    "datepicker",
    [],
    [("placeholder", PLAIN_150), ("initial_date", DATE)],
    []
);
element!(
    TIMEPICKER,
    "timepicker",
    [],
    [
        ("placeholder", PLAIN_150),
        ("initial_time", TIME),
        ("timezone", Shape::Text(1, 100))
    ],
    []
);
element!(
    DATETIMEPICKER,
    "datetimepicker",
    [],
    [(
        "initial_date_time",
        Shape::Number(1_000_000_000, 9_999_999_999)
    )],
    []
);
element!(
    PLAIN_TEXT_INPUT,
    "plain_text_input",
    [],
    [
        ("placeholder", PLAIN_150),
        ("initial_value", Shape::Text(0, 3_000)),
        ("multiline", Shape::Boolean),
        ("min_length", Shape::Number(0, 3_000)),
        ("max_length", Shape::Number(1, 3_000)),
        ("dispatch_action_config", Shape::Object(&DISPATCH))
    ],
    []
);

element!(
    STATIC_SELECT,
    "static_select",
    [],
    [
        ("placeholder", PLAIN_150),
        ("options", OPTIONS),
        ("option_groups", GROUPS),
        ("initial_option", Shape::Object(&OPTION))
    ],
    [Together::One(&["options", "option_groups"])]
);
element!(
    EXTERNAL_SELECT,
    "external_select",
    [],
    [
        ("placeholder", PLAIN_150),
        ("initial_option", Shape::Object(&OPTION)),
        ("min_query_length", Shape::Number(0, i64::MAX))
    ],
    []
);
element!(
    USERS_SELECT,
    "users_select",
    [],
    [
        ("placeholder", PLAIN_150),
        ("initial_user", Shape::Text(1, 255))
    ],
    []
);
element!(
    CONVERSATIONS_SELECT,
    "conversations_select",
    [],
    [
        ("placeholder", PLAIN_150),
        ("initial_conversation", Shape::Text(1, 255)),
        ("default_to_current_conversation", Shape::Boolean),
        ("response_url_enabled", Shape::Boolean),
        ("filter", Shape::Object(&FILTER))
    ],
    []
);
element!(
    CHANNELS_SELECT,
    "channels_select",
    [],
    [
        ("placeholder", PLAIN_150),
        ("initial_channel", Shape::Text(1, 255)),
        ("response_url_enabled", Shape::Boolean)
    ],
    []
);
element!(
    MULTI_STATIC_SELECT,
    "multi_static_select",
    [],
    [
        ("placeholder", PLAIN_150),
        ("options", OPTIONS),
        ("option_groups", GROUPS),
        ("initial_options", OPTIONS),
        ("max_selected_items", SELECTED_MAX)
    ],
    [Together::One(&["options", "option_groups"])]
);
element!(
    MULTI_EXTERNAL_SELECT,
    "multi_external_select",
    [],
    [
        ("placeholder", PLAIN_150),
        ("initial_options", OPTIONS),
        ("min_query_length", Shape::Number(0, i64::MAX)),
        ("max_selected_items", SELECTED_MAX)
    ],
    []
);
element!(
    MULTI_USERS_SELECT,
    "multi_users_select",
    [],
    [
        ("placeholder", PLAIN_150),
        ("initial_users", Shape::List(1, 100, &Shape::Text(1, 255))),
        ("max_selected_items", SELECTED_MAX)
    ],
    []
);
element!(
    MULTI_CONVERSATIONS_SELECT,
    "multi_conversations_select",
    [],
    [
        ("placeholder", PLAIN_150),
        (
            "initial_conversations",
            Shape::List(1, 100, &Shape::Text(1, 255))
        ),
        ("default_to_current_conversation", Shape::Boolean),
        ("filter", Shape::Object(&FILTER)),
        ("max_selected_items", SELECTED_MAX)
    ],
    []
);
element!(
    MULTI_CHANNELS_SELECT,
    "multi_channels_select",
    [],
    [
        ("placeholder", PLAIN_150),
        (
            "initial_channels",
            Shape::List(1, 100, &Shape::Text(1, 255))
        ),
        ("max_selected_items", SELECTED_MAX)
    ],
    []
);

fn is_date(text: &str) -> bool {
    has_form(text, "0000-00-00")
        && ("01"..="12").contains(&&text[5..7])
        && ("01"..="31").contains(&&text[8..])
}

fn is_time(text: &str) -> bool {
    has_form(text, "00:00") && &text[..2] < "24" && &text[3..] < "60"
}

/// Whether `text` has a digit wherever `form` has a zero, and is equal elsewhere.
fn has_form(text: &str, form: &str) -> bool {
    text.len() == form.len()
        && text
            .bytes()
            .zip(form.bytes())
            .all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                form => byte == form,
            })
}
