//! What may stand where: beside a section, in a row of actions, in a context, in an input.

use super::super::schema::{Family, Object, Shape};
use super::elements::{
    BUTTON, CHANNELS_SELECT, CHECKBOXES, CONVERSATIONS_SELECT, DATEPICKER, DATETIMEPICKER,
    EXTERNAL_SELECT, MULTI_CHANNELS_SELECT, MULTI_CONVERSATIONS_SELECT, MULTI_EXTERNAL_SELECT,
    MULTI_STATIC_SELECT, MULTI_USERS_SELECT, OVERFLOW, PLAIN_TEXT_INPUT, RADIO_BUTTONS,
    STATIC_SELECT, TIMEPICKER, USERS_SELECT, WORKFLOW_BUTTON,
};
use super::objects::{FEEDBACK_BUTTONS, ICON_BUTTON, IMAGE_ELEMENT};
use super::rich_text::RICH_TEXT_INPUT;

/// What does something when it is used, in a row of actions.
const INTERACTIVE: &[&Object] = &[
    &BUTTON,
    &CHECKBOXES,
    &DATEPICKER,
    &TIMEPICKER,
    &OVERFLOW,
    &RADIO_BUTTONS,
    &STATIC_SELECT,
    &EXTERNAL_SELECT,
    &USERS_SELECT,
    &CONVERSATIONS_SELECT,
    &CHANNELS_SELECT,
    &MULTI_STATIC_SELECT,
    &MULTI_EXTERNAL_SELECT,
    &MULTI_USERS_SELECT,
    &MULTI_CONVERSATIONS_SELECT,
    &MULTI_CHANNELS_SELECT,
    &WORKFLOW_BUTTON,
    &DATETIMEPICKER,
    &RICH_TEXT_INPUT,
];

const BESIDE_A_SECTION: &[&Object] = &[
    &BUTTON,
    &CHECKBOXES,
    &DATEPICKER,
    &TIMEPICKER,
    &IMAGE_ELEMENT,
    &OVERFLOW,
    &RADIO_BUTTONS,
    &STATIC_SELECT,
    &EXTERNAL_SELECT,
    &USERS_SELECT,
    &CONVERSATIONS_SELECT,
    &CHANNELS_SELECT,
    &MULTI_STATIC_SELECT,
    &MULTI_EXTERNAL_SELECT,
    &MULTI_USERS_SELECT,
    &MULTI_CONVERSATIONS_SELECT,
    &MULTI_CHANNELS_SELECT,
    &WORKFLOW_BUTTON,
];

const MODALS_ONLY: &[&str] = &[
    "email_text_input",
    "number_input",
    "url_text_input",
    "file_input",
];

pub(super) static ACCESSORY: Family = Family {
    name: "accessory",
    kinds: BESIDE_A_SECTION,
    elsewhere: MODALS_ONLY,
};
pub(super) static ACTION: Family = Family {
    name: "action",
    kinds: INTERACTIVE,
    elsewhere: MODALS_ONLY,
};
pub(super) static CONTEXT_ELEMENT: Family = Family {
    name: "context element",
    kinds: &[&IMAGE_ELEMENT, &CONTEXT_PLAIN, &CONTEXT_MRKDWN],
    elsewhere: &[],
};
pub(super) static CONTEXT_ACTION: Family = Family {
    name: "context action",
    kinds: &[&FEEDBACK_BUTTONS, &ICON_BUTTON],
    elsewhere: &[],
};
pub(super) static INPUT_ELEMENT: Family = Family {
    name: "input element",
    kinds: &[
        &PLAIN_TEXT_INPUT,
        &CHECKBOXES,
        &RADIO_BUTTONS,
        &DATEPICKER,
        &TIMEPICKER,
        &DATETIMEPICKER,
        &STATIC_SELECT,
        &EXTERNAL_SELECT,
        &USERS_SELECT,
        &CONVERSATIONS_SELECT,
        &CHANNELS_SELECT,
        &MULTI_STATIC_SELECT,
        &MULTI_EXTERNAL_SELECT,
        &MULTI_USERS_SELECT,
        &MULTI_CONVERSATIONS_SELECT,
        &MULTI_CHANNELS_SELECT,
        &RICH_TEXT_INPUT,
    ],
    elsewhere: MODALS_ONLY,
};

static CONTEXT_PLAIN: Object = Object {
    name: "plain_text",
    required: &[("text", Shape::Text(1, 3_000))],
    optional: &[("emoji", Shape::Boolean)],
    together: &[],
};
static CONTEXT_MRKDWN: Object = Object {
    name: "mrkdwn",
    required: &[("text", Shape::Text(1, 3_000))],
    optional: &[("verbatim", Shape::Boolean)],
    together: &[],
};
