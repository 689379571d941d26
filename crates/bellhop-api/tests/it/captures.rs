//! What the official Python SDK 0.20.0 sent, byte for byte, and what it gets.

use bellhop_core::id::{DistinctId, WorkspaceKey};
use serde::Deserialize;

use crate::app::{KEY, TestApp};
use crate::wire::send;

#[derive(Deserialize)]
struct Capture {
    name: String,
    method: String,
    target: String,
    headers: Vec<(String, String)>,
    body: String,
}

impl Capture {
    fn number(&self) -> u32 {
        self.name[..3].parse().unwrap()
    }
}

/// The status of each, by number; in the order of the recording, on one store.
fn expected(number: u32) -> u16 {
    match number {
        // Profile edits; 8 is a `$slack` that is a bare text.
        8 => 400,
        1..=10 | 61 | 63 => 202,
        // Older triggers; 13 asks to start in 2030, which is further ahead than timers.delay_max_seconds.
        13 => 400,
        11..=14 => 202,
        // Events.
        15 => 202,
        16 => 207,
        // Lists, broadcasts, brands, tenants.
        17..=39 => 501,
        // Triggers; 42 names an object as a recipient.
        40 | 41 => 202,
        42 => 400,
        43..=45 => 207,
        // Objects.
        46..=56 => 501,
        // Users; 58 is not there, and 64 merges one that is not there.
        57 | 60 | 62 => 200,
        58 | 64 => 404,
        59 => 201,
        65 | 66 => 204,
        67..=77 => 501,
        // A profile edit for one tenant.
        78 => 400,
        // Listing the messages of several recipients, and changing messages.
        79 | 80 => 501,
        // Signed with another secret.
        81..=88 => 401,
        // With an API key.
        117..=119 | 122 => 202,
        120 => 501,
        121 => 204,
        _ => panic!("there is no capture {number}"),
    }
}

#[tokio::test]
async fn every_recorded_request_of_the_sdk_gets_the_right_status() {
    let app = TestApp::start().await;
    let captures: Vec<Capture> = serde_json::from_str(include_str!("../captures.json")).unwrap();
    assert_eq!(captures.len(), 94);

    for capture in &captures {
        let Capture {
            name,
            method,
            target,
            headers,
            body,
        } = capture;
        let answer = send(app.api.addr, method, target, headers, body).await;

        assert_eq!(
            answer.status,
            expected(capture.number()),
            "{name}: {answer:?}"
        );
        if answer.status != 204 && answer.text != "OK" {
            answer.json();
        }
    }
    // 11 and 14; 15 and 16; 41, 43 (its first repeats a key of 14), 44 and 45; 117, 118 and 122.
    // 12 and 40 carry the same key.
    let queued = app.queued().await.len();
    assert_eq!(queued, 1 + 1 + 2 + 1 + 2 + 1 + 1 + 150 + 3);
}

#[tokio::test]
async fn the_two_addresses_of_the_guide_are_both_kept() {
    let app = TestApp::start().await;
    let captures: Vec<Capture> = serde_json::from_str(include_str!("../captures.json")).unwrap();
    let seed = captures
        .iter()
        .find(|capture| capture.number() == 3)
        .unwrap();

    let answer = send(
        app.api.addr,
        &seed.method,
        &seed.target,
        &seed.headers,
        &seed.body,
    )
    .await;

    assert_eq!((answer.status, answer.text.as_str()), (202, "OK"));
    let workspace = WorkspaceKey::parse(KEY).unwrap();
    let id = DistinctId::parse("__uniq_user_id__").unwrap();
    let record = app.store.profile(&workspace, &id).await.unwrap().unwrap();
    let targets: Vec<_> = record
        .profile
        .addresses
        .iter()
        .map(|kept| kept.address.target.to_string())
        .collect();
    assert_eq!(targets, ["email user@example.com", "user_id UXXXXXXXX"]);
}
