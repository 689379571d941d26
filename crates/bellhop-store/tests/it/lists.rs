//! Lists of profiles: pages, in the order of creation.

use bellhop_core::profile::{Edit, ProfileLimits};
use bellhop_store::{ProfileEdit, ProfileList, ProfilePage, Store};
use serde_json::{Value, json};

use crate::place::{NOW_MS, Place, person, workspace};

const LIMITS: ProfileLimits = ProfileLimits {
    addresses_max: 3,
    bytes_max: 200,
};

fn set(name: &str, value: Value) -> ProfileEdit {
    let edit = Edit::Set(value.as_object().unwrap().clone());
    ProfileEdit {
        distinct_id: person(name),
        edits: vec![edit],
    }
}

async fn edited(store: &Store, edits: Vec<ProfileEdit>) {
    store
        .edit_profiles(&workspace(), edits, LIMITS, NOW_MS)
        .await
        .unwrap();
}

async fn page(store: &Store, before: Option<String>, after: Option<String>) -> ProfileList {
    let page = ProfilePage {
        limit: 2,
        before,
        after,
    };
    store.list_profiles(&workspace(), page).await.unwrap()
}

fn names(list: &ProfileList) -> Vec<&str> {
    list.results
        .iter()
        .map(|record| record.distinct_id.as_str())
        .collect()
}

pub(crate) async fn lists_are_paged_both_ways_in_the_order_of_creation(place: Place) {
    let store = place.open().await;
    // In two requests, and not in the order of the alphabet.
    edited(
        &store,
        vec![
            set("e", json!({})),
            set("c", json!({})),
            set("a", json!({})),
        ],
    )
    .await;
    edited(
        &store,
        vec![
            set("d", json!({})),
            set("c", json!({"edited": true})),
            set("b", json!({})),
        ],
    )
    .await;

    let first = page(&store, None, None).await;
    let second = page(&store, None, first.after.clone()).await;
    let third = page(&store, None, second.after.clone()).await;
    let second_again = page(&store, third.before.clone(), None).await;
    let first_again = page(&store, second_again.before.clone(), None).await;

    assert_eq!(
        (names(&first), first.has_prev, first.has_next),
        (vec!["e", "c"], false, true)
    );
    assert_eq!(
        (names(&second), second.has_prev, second.has_next),
        (vec!["a", "d"], true, true)
    );
    assert_eq!(
        (names(&third), third.has_prev, third.has_next),
        (vec!["b"], true, false)
    );
    assert_eq!(
        (first.total, third.after.clone(), first.before.clone()),
        (5, None, None)
    );
    assert_eq!(second_again, second);
    assert_eq!(first_again, first);
}

pub(crate) async fn a_profile_made_anew_goes_to_the_end_of_the_list(place: Place) {
    let store = place.open().await;
    let workspace = workspace();
    edited(
        &store,
        vec![set("a", json!({"old": true})), set("b", json!({}))],
    )
    .await;

    let ids = [person("a")];
    let (deleted, made) = tokio::join!(
        store.delete_profiles(&workspace, &ids),
        store.edit_profiles(&workspace, vec![set("a", json!({}))], LIMITS, NOW_MS + 1),
    );

    assert_eq!(deleted.unwrap(), 1);
    assert_eq!(made.unwrap()[0].created_at_ms, NOW_MS + 1);
    let list = page(&store, None, None).await;
    assert_eq!(names(&list), ["b", "a"]);
    assert_eq!(list.results[1].created_at_ms, NOW_MS + 1);
    assert_eq!(
        Value::from(list.results[1].profile.properties.clone()),
        json!({})
    );
}

pub(crate) async fn a_list_of_nothing_has_no_pages(place: Place) {
    let store = place.open().await;

    let list = page(&store, None, None).await;

    assert_eq!(
        (list.total, list.has_prev, list.has_next),
        (0, false, false)
    );
    assert_eq!((list.before, list.after), (None, None));
}

pub(crate) async fn a_bad_cursor_is_refused_by_name(place: Place) {
    let store = place.open().await;
    let refusal = async |before: Option<&str>, after: Option<&str>| {
        let (before, after) = (before.map(str::to_owned), after.map(str::to_owned));
        let page = ProfilePage {
            limit: 2,
            before,
            after,
        };
        store
            .list_profiles(&workspace(), page)
            .await
            .unwrap_err()
            .to_string()
    };

    insta::assert_snapshot!(refusal(None, Some("x")).await, @"after: is not a cursor of this list");
    insta::assert_snapshot!(refusal(Some("bWVzc2FnZXM6MQ"), None).await, @"before: is not a cursor of this list");
    insta::assert_snapshot!(refusal(Some("a"), Some("b")).await, @"before: cannot be given together with after");
}
