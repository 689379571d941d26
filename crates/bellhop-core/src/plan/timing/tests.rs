use std::time::Duration;

use serde_json::json;
use uuid::Uuid;

use super::*;
use crate::id::DistinctId;
use crate::plan::Planned;
use crate::timing::{Digest, TriggerTiming};
use crate::workflow::{Catalog, Guarantee, Workflow};

fn workflow(slug: &str, timing: Timing) -> Workflow {
    Workflow {
        card: crate::card::CardRule::default(),
        slug: Slug::parse(slug).unwrap(),
        name: slug.into(),
        category: Category::Transactional,
        guarantee: Guarantee::default(),
        timing,
        events: vec!["E".into()],
        fallback: None,
        redeliver: false,
        defaults: serde_json::Map::new(),
    }
}

fn trigger(number: u128, start: Start) -> Trigger {
    let address = serde_json::from_value(json!({
        "connection": "con_0123456789abcdef01234567", "target": {"kind": "channel", "id": "C1"},
    }));
    Trigger {
        card: crate::card::CardAsk::default(),
        ephemeral: None,
        said: None,
        id: TriggerId(Uuid::from_u128(number)),
        workspace: WorkspaceKey::parse("wskey_0123456789abcdefghij").unwrap(),
        accepted_at_ms: 1_000,
        start,
        recipients: vec![Recipient {
            distinct_id: DistinctId::parse("ada").ok(),
            addresses: address.into_iter().collect(),
            ..Recipient::default()
        }],
        actor: None,
        tenant: None,
        timing: TriggerTiming::default(),
        data: serde_json::Map::new(),
    }
}

fn event() -> Start {
    Start::Event { event: "E".into() }
}

const TTL: Duration = Duration::from_secs(60);

fn messages(trigger: &Trigger, catalog: &Catalog) -> Vec<crate::message::Message> {
    let planned = Plan::new(trigger, catalog, None, TTL).recipient(0, None);
    let message = |planned| match planned {
        Planned::Message(message) => Some(message),
        Planned::Refused(_) => None,
    };
    planned.into_iter().filter_map(message).collect()
}

#[test]
fn a_delayed_step_of_an_event_makes_the_messages_that_it_would_have_made_at_once() {
    let delay = Timing {
        delay: Some(Duration::from_secs(5)),
        ..Timing::default()
    };
    let catalog = Catalog::new([workflow("a", delay), workflow("b", Timing::default())]);
    let now = trigger(7, event());

    let delayed = Plan::new(&now, &catalog, None, TTL).delayed();

    assert_eq!(delayed.len(), 1);
    let later = &delayed[0].trigger;
    assert_eq!(later.timing.due_at_ms, Some(6_000));
    assert!(Plan::new(later, &catalog, None, TTL).delayed().is_empty());
    let (then, at_once) = (messages(later, &catalog), messages(&now, &catalog));
    assert_eq!((then.len(), at_once.len()), (1, 2));
    assert_eq!(then[0].id, at_once[0].id);
    assert_eq!(
        (then[0].deadline_ms, at_once[0].deadline_ms),
        (66_000, 61_000)
    );
}

#[test]
fn events_of_one_recipient_and_key_share_a_collection_and_what_comes_of_it_does_not_collect() {
    let digest = Timing {
        digest: Some(Digest {
            window: Duration::from_secs(10),
            key: vec!["topic".into()],
            retain: Retain::First(10),
        }),
        ..Timing::default()
    };
    let catalog = Catalog::new([workflow("a", digest)]);
    let event_of = |number, topic: &str| {
        let mut trigger = trigger(number, event());
        trigger.data.insert("topic".into(), topic.into());
        let plan = Plan::new(&trigger, &catalog, None, TTL);
        plan.event(0, "a", 5_000).unwrap()
    };

    let [first, second, other] =
        [(1, "x"), (2, "x"), (3, "y")].map(|(n, topic)| event_of(n, topic));

    assert_eq!(first.slot, second.slot);
    assert_ne!(first.slot, other.slot);
    assert_ne!(first.digest.id, second.digest.id);
    assert_eq!(first.ends_at_ms, 15_000);
    let plan = Plan::new(&first.digest, &catalog, None, TTL);
    assert!(plan.event(0, "a", 15_000).is_none());
    assert!(plan.delayed().is_empty());
}

#[test]
fn what_is_late_is_dropped_by_its_deadline_or_says_when_it_was_due() {
    let within = |late| Timing {
        deliver_within: Some(Duration::from_secs(2)),
        late,
        ..Timing::default()
    };
    let start = || Start::Workflow {
        slug: Slug::parse("a").unwrap(),
    };
    let of = |timing, trigger: &Trigger| {
        let message = &messages(trigger, &Catalog::new([workflow("a", timing)]))[0];
        (message.deadline_ms, message.timing)
    };

    let (deadline_ms, timing) = of(within(Late::Drop), &trigger(1, start()));
    assert_eq!(
        (deadline_ms, timing.drop_late, timing.due_by_ms),
        (3_000, true, None)
    );

    let (deadline_ms, timing) = of(within(Late::Deliver), &trigger(1, start()));
    assert_eq!(
        (deadline_ms, timing.drop_late, timing.due_by_ms),
        (61_000, false, Some(3_000))
    );

    assert!(!timing.late_digest);
    let (deadline_ms, timing) = of(within(Late::Digest), &trigger(1, start()));
    assert_eq!((deadline_ms, timing.due_by_ms), (61_000, Some(3_000)));
    assert!(timing.late_digest && !timing.drop_late);

    let mut own = trigger(1, start());
    own.timing.deliver_by_ms = Some(9_000);
    own.timing.late = Some(Late::Deliver);
    let (_, timing) = of(within(Late::Drop), &own);
    assert_eq!((timing.drop_late, timing.due_by_ms), (false, Some(9_000)));
}

#[test]
fn what_was_rendered_before_waits_for_nothing_and_makes_no_card() {
    let content = serde_json::value::to_raw_value(&json!({"text": "hello"})).unwrap();
    let timing = Timing {
        delay: Some(Duration::from_secs(5)),
        deliver_within: Some(Duration::from_millis(1)),
        digest: Some(Digest {
            window: Duration::from_secs(60),
            key: Vec::new(),
            retain: crate::timing::Retain::Last(10),
        }),
        ..Timing::default()
    };
    let mut of_cards = workflow("a", timing);
    of_cards.card.key = Some("order".into());
    let catalog = Catalog::new([of_cards]);
    let template = Slug::parse("a").unwrap();
    let mut test = trigger(
        7,
        Start::Template {
            template,
            category: Category::System,
        },
    );
    test.data.insert("order".into(), "1".into());
    let said = crate::message::Said {
        content: content.into(),
        of: "a test of a draft".into(),
    };
    test.said = Some(said.into());

    let plan = Plan::new(&test, &catalog, None, TTL);
    let messages = messages(&test, &catalog);

    assert!(plan.delayed().is_empty());
    assert!(plan.event(0, "a", 1_000).is_none());
    assert_eq!(messages.len(), 1);
    let message = &messages[0];
    assert_eq!((message.deadline_ms, &message.card), (61_000, &None));
    assert_eq!(message.said, test.said);
    let back = serde_json::to_string(&test).unwrap();
    assert_eq!(serde_json::from_str::<Trigger>(&back).unwrap(), test);
}
