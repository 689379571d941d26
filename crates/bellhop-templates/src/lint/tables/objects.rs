//! The composition objects that elements contain, and elements that are plain objects.

use super::super::schema::{Object, Shape, TextKind, Together};
use super::{ID, PLAIN_75, URL};

pub(super) const STYLE: Shape = Shape::OneOf(&["primary", "danger"]);
pub(super) const CONFIRMATION: Shape = Shape::Object(&CONFIRM);
pub(super) const OPTIONS: Shape = Shape::List(1, 100, &Shape::Object(&OPTION));

pub(in super::super) static CONFIRM: Object = Object {
    name: "confirm",
    required: &[
        ("title", Shape::TextObject(TextKind::Plain, 1, 100)),
        ("text", Shape::TextObject(TextKind::Either, 1, 300)),
        ("confirm", Shape::TextObject(TextKind::Plain, 1, 30)),
        ("deny", Shape::TextObject(TextKind::Plain, 1, 30)),
    ],
    optional: &[("style", STYLE)],
    together: &[],
};

pub(super) static OPTION: Object = Object {
    name: "option",
    required: &[
        ("text", Shape::TextObject(TextKind::Plain, 1, 75)),
        ("value", Shape::Text(1, 150)),
    ],
    optional: &[("description", PLAIN_75)],
    together: &[],
};

/// Options of checkboxes and radio buttons may use mrkdwn.
pub(super) static CHOICE: Object = Object {
    name: "option",
    required: &[
        ("text", Shape::TextObject(TextKind::Either, 1, 75)),
        ("value", Shape::Text(1, 150)),
    ],
    optional: &[("description", Shape::TextObject(TextKind::Either, 1, 75))],
    together: &[],
};

/// Options of an overflow menu may lead somewhere.
pub(super) static OVERFLOW_OPTION: Object = Object {
    name: "option",
    required: &[
        ("text", Shape::TextObject(TextKind::Plain, 1, 75)),
        ("value", Shape::Text(1, 150)),
    ],
    optional: &[("description", PLAIN_75), ("url", URL)],
    together: &[],
};

pub(super) static OPTION_GROUP: Object = Object {
    name: "option group",
    required: &[("label", PLAIN_75), ("options", OPTIONS)],
    optional: &[],
    together: &[],
};

pub(in super::super) static SLACK_FILE: Object = Object {
    name: "slack_file",
    required: &[],
    optional: &[("id", Shape::Text(1, 255)), ("url", URL)],
    together: &[Together::One(&["id", "url"])],
};

pub(in super::super) static IMAGE_ELEMENT: Object = Object {
    name: "image",
    required: &[("alt_text", Shape::Text(1, 2_000))],
    optional: &[
        ("image_url", URL),
        ("slack_file", Shape::Object(&SLACK_FILE)),
    ],
    together: &[Together::One(&["image_url", "slack_file"])],
};

pub(in super::super) static ICON_BUTTON: Object = Object {
    name: "icon_button",
    required: &[("icon", Shape::OneOf(&["trash"])), ("text", PLAIN_75)],
    optional: &[
        ("action_id", ID),
        ("value", Shape::Text(1, 2_000)),
        ("confirm", CONFIRMATION),
        ("accessibility_label", Shape::Text(1, 75)),
        ("visible_to_user_ids", Shape::List(1, 1_000, &ID)),
    ],
    together: &[],
};

static FEEDBACK_BUTTON: Object = Object {
    name: "feedback button",
    required: &[("text", PLAIN_75), ("value", Shape::Text(1, 2_000))],
    optional: &[("accessibility_label", Shape::Text(1, 75))],
    together: &[],
};

pub(in super::super) static FEEDBACK_BUTTONS: Object = Object {
    name: "feedback_buttons",
    required: &[
        ("positive_button", Shape::Object(&FEEDBACK_BUTTON)),
        ("negative_button", Shape::Object(&FEEDBACK_BUTTON)),
    ],
    optional: &[("action_id", ID)],
    together: &[],
};

/// Which conversations a menu offers.
pub(super) static FILTER: Object = Object {
    name: "conversation filter",
    required: &[],
    optional: &[
        (
            "include",
            Shape::List(1, 4, &Shape::OneOf(&["im", "mpim", "private", "public"])),
        ),
        ("exclude_external_shared_channels", Shape::Boolean),
        ("exclude_bot_users", Shape::Boolean),
    ],
    together: &[Together::Some(&[
        "include",
        "exclude_external_shared_channels",
        "exclude_bot_users",
    ])],
};

/// When a text input tells what was typed.
pub(super) static DISPATCH: Object = Object {
    name: "dispatch action config",
    required: &[],
    optional: &[(
        "trigger_actions_on",
        Shape::List(
            1,
            2,
            &Shape::OneOf(&["on_enter_pressed", "on_character_entered"]),
        ),
    )],
    together: &[],
};

/// What a workflow button starts.
pub(super) static WORKFLOW: Object = Object {
    name: "workflow",
    required: &[("trigger", Shape::Object(&TRIGGER))],
    optional: &[],
    together: &[],
};

static TRIGGER: Object = Object {
    name: "trigger",
    required: &[("url", URL)],
    optional: &[(
        "customizable_input_parameters",
        Shape::List(0, 100, &Shape::Map),
    )],
    together: &[],
};
