//! The OpenAPI document, generated from the routes and the bodies.

use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

use crate::routes::{
    cancel, card, connection, dead_letter, event, explain, forecast, health, library, message,
    quarantine, search, template, template_sample, template_test, template_version, trigger, user,
};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Bellhop",
        description = "Bellhop puts the right message in the right Slack inbox: a backend says what \
            happened and to whom.\n\nThe paths and bodies are SuprSend's, so that its official SDKs \
            work when they are pointed here. Plain HTTP callers send `Authorization: Bearer <api \
            key>`. Every path may end with a slash or without. A 202 means that the request is \
            durable; `GET /v1/message/{id}/` tells what became of it. Every refusal has the body \
            `Error`.\n\nSlack tokens and webhook URLs are kept encrypted and never given back.",
    ),
    paths(
        trigger::trigger, trigger::old_trigger, cancel::cancel,
        event::event, event::event_v2, event::bulk_event,
        user::list, user::get, user::upsert, user::edit, user::merge, user::delete,
        user::bulk_delete,
        card::list, connection::list, explain::get, forecast::list, forecast::message, message::get,
        library::get, search::messages,
        template::list, template::get, template::preview, template::reload, template_test::send,
        template_version::draft, template_version::commit, template_version::history,
        template_version::rollback,
        template_sample::list, template_sample::diff,
        dead_letter::list, dead_letter::get, dead_letter::redrive, dead_letter::purge,
        quarantine::list, quarantine::release,
        health::live, health::ready, health::metrics,
    ),
    tags(
        (name = "triggers", description = "Send something to somebody."),
        (name = "events", description = "Say what happened; workflows that name it are started."),
        (name = "users", description = "What is known of each recipient."),
        (name = "messages", description = "What became of it."),
        (name = "templates", description = "What is sent, and how each template does."),
        (name = "dead letters", description = "What was given up, and its way back."),
        (name = "quarantine", description = "Destinations that Slack says are gone."),
        (name = "operations", description = "For those who run Bellhop."),
    ),
    security(("api_key" = [])),
    modifiers(&ApiKey),
)]
struct Document;

/// Says how callers authenticate.
struct ApiKey;

impl Modify for ApiKey {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "The API key of a workspace. (The SDKs sign their requests instead.)",
            ))
            .build();
        let components = document.components.get_or_insert_with(Default::default);
        components.add_security_scheme("api_key", SecurityScheme::Http(scheme));
    }
}

/// The OpenAPI document of the HTTP side.
#[must_use]
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}
