//! The history of templates, and drafts of them.

use std::collections::BTreeMap;

use bellhop_store::{DraftMeant, NewTemplateVersion, Store, TemplateSource};

use crate::place::Place;

fn version(slug: &str, version: &str, at_ms: u64) -> NewTemplateVersion {
    NewTemplateVersion {
        slug: slug.into(),
        version: version.into(),
        content: format!("{{\"files\":{{\"of\":\"{version}\"}}}}"),
        source: TemplateSource::Api,
        note: "why".into(),
        created_at_ms: at_ms,
    }
}

async fn put(store: &Store, slug: &str, name: &str) {
    let new = version(slug, name, 7);
    store.put_template_version(new, 3).await.unwrap();
}

async fn names(store: &Store, slug: &str) -> Vec<String> {
    let history = store.template_history(slug, 10).await.unwrap();
    history.into_iter().map(|line| line.new.version).collect()
}

pub(crate) async fn the_newest_version_of_a_template_is_served(place: Place) {
    let store = place.open().await;
    let none = store.newest_template().await.unwrap();
    for (slug, name) in [("b", "1"), ("a", "1"), ("a", "2")] {
        put(&store, slug, name).await;
    }

    let heads = store.template_heads().await.unwrap();

    let shown: Vec<_> = heads
        .iter()
        .map(|head| (head.new.slug.as_str(), head.new.version.as_str()))
        .collect();
    assert_eq!(shown, [("a", "2"), ("b", "1")]);
    assert_eq!(heads[0].new, version("a", "2", 7));
    let newest = store.newest_template().await.unwrap();
    assert!(none == 0 && newest == heads[0].number, "{none} {newest}");
}

pub(crate) async fn a_history_is_newest_first_bounded_and_without_repeats(place: Place) {
    let store = place.open().await;
    put(&store, "other", "1").await;
    for name in ["1", "2", "2", "3", "2", "4"] {
        put(&store, "a", name).await;
    }

    assert_eq!(names(&store, "a").await, ["4", "2", "3"]);
    assert_eq!(names(&store, "other").await, ["1"]);
    assert!(names(&store, "absent").await.is_empty());
}

pub(crate) async fn a_draft_is_replaced_and_dropped(place: Place) {
    let store = place.open().await;

    let none = store.template_draft("a").await.unwrap();
    for (content, now_ms) in [("{}", 1), ("{\"x\":1}", 2)] {
        save(&store, content, DraftMeant::Any, now_ms).await;
    }
    let second = draft(&store).await;
    let times = store.template_draft_times().await.unwrap();
    drop_draft(&store, DraftMeant::Any).await;

    assert_eq!((none, second), (None, Some(("{\"x\":1}".into(), 2))));
    assert_eq!(times, BTreeMap::from([("a".to_owned(), 2)]));
    assert_eq!(draft(&store).await, None);
}

async fn save(store: &Store, content: &str, replaces: DraftMeant, now_ms: u64) -> Option<u64> {
    let saved = store.save_template_draft("a", content.into(), replaces, now_ms);
    saved.await.unwrap()
}

async fn drop_draft(store: &Store, meant: DraftMeant) {
    store.drop_template_draft("a", meant).await.unwrap();
}

async fn draft(store: &Store) -> Option<(String, u64)> {
    let draft = store.template_draft("a").await.unwrap();
    draft.map(|draft| (draft.content, draft.updated_at_ms))
}

pub(crate) async fn a_draft_is_saved_only_over_the_one_that_is_meant(place: Place) {
    let store = place.open().await;

    let absent = save(&store, "0", DraftMeant::SavedAt(9), 10).await;
    let first = save(&store, "1", DraftMeant::Absent, 10).await;
    let late = save(&store, "2", DraftMeant::Absent, 11).await;
    let over = save(&store, "3", DraftMeant::SavedAt(10), 12).await;
    let older = save(&store, "4", DraftMeant::SavedAt(10), 13).await;

    assert_eq!((absent, first, late), (None, Some(10), None));
    assert_eq!((over, older), (Some(12), None));
    assert_eq!(draft(&store).await, Some(("3".into(), 12)));
}

pub(crate) async fn drafts_of_one_moment_are_told_apart(place: Place) {
    let store = place.open().await;

    let first = save(&store, "1", DraftMeant::Any, 10).await;
    let second = save(&store, "2", DraftMeant::Any, 10).await;
    let third = save(&store, "3", DraftMeant::SavedAt(11), 5).await;
    let racing = tokio::join!(
        save(&store, "4", DraftMeant::SavedAt(12), 20),
        save(&store, "5", DraftMeant::SavedAt(12), 20),
    );

    assert_eq!((first, second, third), (Some(10), Some(11), Some(12)));
    assert!(
        matches!(racing, (Some(20), None) | (None, Some(20))),
        "{racing:?}"
    );
}

pub(crate) async fn only_the_draft_that_is_meant_becomes_a_version(place: Place) {
    let store = place.open().await;
    put(&store, "a", "1").await;
    save(&store, "mine", DraftMeant::Any, 10).await;
    save(&store, "theirs", DraftMeant::Any, 11).await;
    let commit = async |saved_at_ms| {
        let new = version("a", "2", 12);
        let done = store.commit_template_draft(new, saved_at_ms, 3).await;
        done.unwrap()
    };

    let mine = commit(10).await;
    let kept = (names(&store, "a").await, draft(&store).await);
    let theirs = commit(11).await;
    let again = commit(11).await;
    drop_draft(&store, DraftMeant::SavedAt(10)).await;
    let newer = draft(&store).await;
    drop_draft(&store, DraftMeant::SavedAt(11)).await;
    let gone = commit(11).await;

    assert_eq!((mine, theirs, again, gone), (false, true, true, false));
    let draft_of_theirs = Some(("theirs".to_owned(), 11));
    assert_eq!(kept, (vec!["1".into()], draft_of_theirs.clone()));
    assert_eq!(newer, draft_of_theirs);
    assert_eq!(names(&store, "a").await, ["2", "1"]);
    assert_eq!(draft(&store).await, None);
}
