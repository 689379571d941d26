//! What templates were lately filled with, and how they do.

use bellhop_core::fault::Reason;
use bellhop_core::id::WorkspaceKey;
use bellhop_core::profile::ProfileLimits;
use bellhop_store::{NewSample, ProfileEdit, SampleFailure, Store, TemplateCondition};

use crate::place::{NOW_MS, Place, message, other_workspace, person, trigger, workspace};

/// The message of a person, rendered so many milliseconds later.
fn sample(name: &str, after_ms: u64) -> NewSample {
    NewSample {
        workspace: workspace(),
        slug: "welcome".into(),
        message: message(&trigger(1), name).id,
        distinct_id: name.into(),
        at_ms: NOW_MS + after_ms,
        version: Some("1f0c2ab94e7d".into()),
        failure: None,
        data: Some(format!(r#"{{"name":"{name}"}}"#)),
    }
}

fn failed(new: NewSample, words: &str) -> NewSample {
    NewSample {
        failure: Some(SampleFailure {
            reason: Reason::TemplateError,
            detail: words.into(),
        }),
        ..new
    }
}

async fn put(store: &Store, new: NewSample) {
    store.put_sample(new, 3).await.unwrap();
}

async fn people(store: &Store, workspace: &WorkspaceKey) -> Vec<String> {
    let samples = store.samples(workspace, "welcome", 10).await.unwrap();
    samples.into_iter().map(|it| it.distinct_id).collect()
}

pub(crate) async fn samples_come_back_newest_first_and_the_oldest_are_forgotten(place: Place) {
    let store = place.open().await;
    for (after_ms, name) in ["a", "b", "c", "d"].into_iter().enumerate() {
        put(&store, sample(name, after_ms as u64)).await;
    }
    let elsewhere = NewSample {
        workspace: other_workspace(),
        ..sample("theirs", 9)
    };
    put(&store, elsewhere).await;

    let samples = store.samples(&workspace(), "welcome", 1).await.unwrap();

    assert_eq!(people(&store, &workspace()).await, ["d", "c", "b"]);
    assert_eq!(people(&store, &other_workspace()).await, ["theirs"]);
    assert_eq!(samples.len(), 1);
    let newest = &samples[0];
    assert_eq!(newest.message, message(&trigger(1), "d").id);
    assert_eq!((newest.at_ms, &newest.failure), (NOW_MS + 3, &None));
    assert_eq!(newest.version.as_deref(), Some("1f0c2ab94e7d"));
    assert_eq!(newest.data, r#"{"name":"d"}"#);
}

pub(crate) async fn a_message_that_is_rendered_again_has_one_sample(place: Place) {
    let store = place.open().await;
    put(&store, failed(sample("a", 0), "no such field")).await;
    put(&store, sample("b", 1)).await;

    let first = store.samples(&workspace(), "welcome", 10).await.unwrap();
    put(&store, sample("a", 2)).await;

    let said = Some(("template_error".to_owned(), "no such field".to_owned()));
    assert_eq!(first[1].failure, said);
    assert_eq!(people(&store, &workspace()).await, ["a", "b"]);
}

pub(crate) async fn without_its_data_a_message_only_counts_for_how_its_template_does(place: Place) {
    let store = place.open().await;
    put(&store, sample("a", 0)).await;
    let large = NewSample {
        data: None,
        ..failed(sample("b", 5), "too \0 large")
    };

    put(&store, large).await;
    let kept = people(&store, &workspace()).await;
    store.put_sample(sample("c", 7), 0).await.unwrap();

    assert_eq!(kept, ["a"]);
    assert!(people(&store, &workspace()).await.is_empty());
    let conditions = store.template_conditions(&workspace()).await.unwrap();
    let welcome = &conditions["welcome"];
    assert_eq!(welcome.last_rendered_at_ms, Some(NOW_MS + 7));
    assert_eq!(welcome.last_failed_at_ms, Some(NOW_MS + 5));
    let words = welcome.last_failure.as_deref().unwrap_or_default();
    assert!(
        words.starts_with("too") && words.ends_with("large"),
        "{words}"
    );
    let theirs = store.template_conditions(&other_workspace()).await.unwrap();
    assert!(theirs.is_empty());
}

pub(crate) async fn samples_are_purged_with_the_record(place: Place) {
    let store = place.open().await;
    put(&store, failed(sample("old", 0), "why")).await;
    put(&store, sample("new", 10)).await;
    let elsewhere = NewSample {
        slug: "unused".into(),
        ..sample("x", 0)
    };
    put(&store, elsewhere).await;

    // Two samples, and how the unused template did.
    assert_eq!(store.purge(NOW_MS + 10, 10).await.unwrap(), 3);

    assert_eq!(people(&store, &workspace()).await, ["new"]);
    let conditions = store.template_conditions(&workspace()).await.unwrap();
    let welcome = TemplateCondition {
        last_rendered_at_ms: Some(NOW_MS + 10),
        last_failed_at_ms: Some(NOW_MS),
        last_failure: Some("why".into()),
    };
    assert_eq!(conditions.get("welcome"), Some(&welcome));
    assert_eq!(conditions.len(), 1);
}

pub(crate) async fn the_samples_of_a_person_go_with_their_profile(place: Place) {
    let store = place.open().await;
    let edit = ProfileEdit {
        distinct_id: person("ada"),
        edits: Vec::new(),
    };
    let limits = ProfileLimits {
        addresses_max: 1,
        bytes_max: 100,
    };
    let mine = workspace();
    let made = store.edit_profiles(&mine, vec![edit], limits, NOW_MS);
    made.await.unwrap();
    put(&store, sample("ada", 0)).await;
    put(&store, sample("bob", 1)).await;
    let elsewhere = NewSample {
        workspace: other_workspace(),
        ..sample("ada", 2)
    };
    put(&store, elsewhere).await;

    let ids = [person("ada"), person("nobody")];
    store.delete_profiles(&workspace(), &ids).await.unwrap();

    assert_eq!(people(&store, &workspace()).await, ["bob"]);
    assert_eq!(people(&store, &other_workspace()).await, ["ada"]);
}
