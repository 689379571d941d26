//! What only a SQLite file promises.

use std::fs;

use crate::durability::{check, fill};
use crate::place::Place;
use crate::said::{contains, keep_secrets};

/// The files as they are while the store is open are what a crash leaves behind.
#[tokio::test]
async fn what_was_answered_survives_a_crash() {
    let place = Place::sqlite();
    let store = place.open().await;
    fill(&store).await;

    let left = Place::sqlite();
    fs::create_dir(left.folder()).unwrap();
    for name in ["store.db", "store.db-wal"] {
        fs::copy(place.folder().join(name), left.folder().join(name)).unwrap();
    }

    check(&left.open().await).await;
}

#[tokio::test]
async fn no_file_holds_a_secret() {
    let place = Place::sqlite();
    let store = place.open().await;
    keep_secrets(&store).await;

    let mut files = Vec::new();
    for round in ["open", "closed"] {
        for entry in fs::read_dir(place.folder()).unwrap() {
            let path = entry.unwrap().path();
            let bytes = fs::read(&path).unwrap();
            assert!(!contains(&bytes, b"canary"), "{round}: {}", path.display());
            files.extend(bytes);
        }
        store.close().await;
    }
    assert!(
        contains(&files, b"workspace-of-the-tests"),
        "the files were read at the wrong place"
    );
}
