//! Messages for many channels at once, in bulk requests.

use std::ops::Range;

use anyhow::Result;
use serde_json::Value;

use super::bed::trigger;
use crate::client::Client;

/// Records of one bulk request.
const BULK: usize = 100;

/// The text of a channel's message by its place.
fn text(place: usize) -> String {
    format!("message {place}")
}

/// The texts of a channel with so many messages, in order.
pub(super) fn texts(messages: usize) -> Vec<String> {
    (0..messages).map(text).collect()
}

/// Sends so many messages to each of these channels, the first of each, then the second, and so on.
pub(super) async fn send(client: &Client, channels: Range<usize>, messages: usize) -> Result<()> {
    let round = |place: usize| {
        let trigger = move |number| trigger(number, &text(place));
        channels.clone().map(trigger)
    };
    post(client, (0..messages).flat_map(round).collect()).await
}

/// Posts these triggers, in their order.
pub(super) async fn post(client: &Client, triggers: Vec<Value>) -> Result<()> {
    for bulk in triggers.chunks(BULK) {
        let bulk = Value::Array(bulk.to_vec());
        client.post("/trigger/", &bulk).await?;
    }
    Ok(())
}
