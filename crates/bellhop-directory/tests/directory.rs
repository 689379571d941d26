//! What a directory must do, whatever keeps its entries.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use bellhop_core::id::ConnectionId;
use bellhop_directory::{Directory, DirectoryConfig, Lookup};

fn connection(digit: char) -> ConnectionId {
    ConnectionId::parse(&format!("con_{}", digit.to_string().repeat(24))).unwrap()
}

fn open() -> Directory {
    Directory::open(DirectoryConfig::default())
}

fn known(text: &str) -> Lookup<String> {
    Lookup::Known(text.to_owned())
}

#[tokio::test]
async fn an_email_is_unknown_until_it_is_remembered() {
    let directory = open();
    let ours = connection('a');
    assert_eq!(
        directory.user_of_email(&ours, "ada@example.com").await,
        Lookup::Unknown
    );

    directory
        .remember_user_of_email(&ours, "ada@example.com", Some("U1"))
        .await;

    assert_eq!(
        directory.user_of_email(&ours, "ada@example.com").await,
        known("U1")
    );
}

#[tokio::test]
async fn an_email_of_nobody_is_absent_and_may_become_known() {
    let directory = open();
    let ours = connection('a');

    directory
        .remember_user_of_email(&ours, "new@example.com", None)
        .await;
    assert_eq!(
        directory.user_of_email(&ours, "new@example.com").await,
        Lookup::Absent
    );

    directory
        .remember_user_of_email(&ours, "new@example.com", Some("U2"))
        .await;
    assert_eq!(
        directory.user_of_email(&ours, "new@example.com").await,
        known("U2")
    );
}

#[tokio::test]
async fn a_dm_is_found_from_both_sides() {
    let directory = open();
    let ours = connection('a');

    directory.remember_dm(&ours, "U1", "D1").await;

    assert_eq!(
        directory.dm_of_user(&ours, "U1").await.as_deref(),
        Some("D1")
    );
    assert_eq!(directory.user_of_dm(&ours, "D1").await, known("U1"));
    assert_eq!(directory.dm_of_user(&ours, "U2").await, None);
    assert_eq!(directory.user_of_dm(&ours, "D2").await, Lookup::Unknown);
}

#[tokio::test]
async fn a_dm_whose_user_slack_does_not_tell_is_absent() {
    let directory = open();
    let ours = connection('a');

    directory.remember_dm_without_user(&ours, "D1").await;

    assert_eq!(directory.user_of_dm(&ours, "D1").await, Lookup::Absent);
}

#[tokio::test]
async fn connections_do_not_share_what_they_know_but_clones_do() {
    let directory = open();
    let (ours, theirs) = (connection('a'), connection('b'));

    directory
        .clone()
        .remember_user_of_email(&ours, "ada@example.com", Some("U1"))
        .await;
    directory.remember_dm(&ours, "U1", "D1").await;

    assert_eq!(
        directory.user_of_email(&ours, "ada@example.com").await,
        known("U1")
    );
    assert_eq!(
        directory.user_of_email(&theirs, "ada@example.com").await,
        Lookup::Unknown
    );
    assert_eq!(directory.dm_of_user(&theirs, "U1").await, None);
}
