//! The history of templates, and drafts of them.

use std::collections::BTreeMap;

use bellhop_store::{NewTemplateVersion, Store, TemplateSource};

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
    let draft = async || {
        let draft = store.template_draft("a").await.unwrap();
        draft.map(|draft| (draft.content, draft.updated_at_ms))
    };

    let none = draft().await;
    for (content, now_ms) in [("{}", 1), ("{\"x\":1}", 2)] {
        let saved = store.save_template_draft("a", content.into(), now_ms);
        saved.await.unwrap();
    }
    let second = draft().await;
    let times = store.template_draft_times().await.unwrap();
    store.drop_template_draft("a").await.unwrap();

    assert_eq!((none, second), (None, Some(("{\"x\":1}".into(), 2))));
    assert_eq!(times, BTreeMap::from([("a".to_owned(), 2)]));
    assert_eq!(draft().await, None);
}
