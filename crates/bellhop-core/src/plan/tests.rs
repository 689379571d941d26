use serde_json::from_value;
use uuid::Uuid;

use super::*;
use crate::card::CardAsk;
use crate::id::{CardKey, ConnectionId, DistinctId, TriggerId, WorkspaceKey};
use crate::profile::ProfileAddress;
use crate::workflow::Workflow;

fn address(digit: &str, target: Value) -> Address {
    let connection = ConnectionId::parse(&format!("con_{}", digit.repeat(24))).unwrap();
    Address {
        connection,
        target: from_value(target).unwrap(),
    }
}

fn user() -> Address {
    address("1", json!({"kind": "user", "id": "U1"}))
}

fn channel() -> Address {
    address("1", json!({"kind": "channel", "id": "C1"}))
}

fn profile(addresses: &[(Address, Option<Reason>)]) -> Profile {
    let addresses = addresses.iter().cloned();
    Profile {
        properties: from_value(json!({"name": "Ada", "$timezone": "Europe/Paris"})).unwrap(),
        addresses: addresses
            .map(|(address, inactive)| ProfileAddress { address, inactive })
            .collect(),
    }
}

fn recipient(id: &str) -> Recipient {
    Recipient {
        distinct_id: Some(DistinctId::parse(id).unwrap()),
        ..Recipient::default()
    }
}

fn trigger(start: Start, recipients: Vec<Recipient>) -> Trigger {
    Trigger {
        id: TriggerId(Uuid::from_u128(7)),
        workspace: WorkspaceKey::parse("wskey_0123456789abcdefghij").unwrap(),
        accepted_at_ms: 1_000,
        start,
        recipients,
        actor: None,
        timing: crate::timing::TriggerTiming::default(),
        tenant: None,
        card: CardAsk::default(),
        ephemeral: None,
        said: None,
        data: from_value(json!({"order": 4, "$recipient": "forged"})).unwrap(),
    }
}

fn catalog() -> Catalog {
    let workflow = |slug: &str, events: &[&str]| Workflow {
        timing: crate::timing::Timing::default(),
        guarantee: Guarantee::default(),
        card: CardRule::default(),
        slug: Slug::parse(slug).unwrap(),
        name: slug.into(),
        category: Category::Promotional,
        events: events.iter().map(|&event| event.into()).collect(),
        fallback: None,
        redeliver: false,
        defaults: from_value(json!({"order": 1, "colour": "red"})).unwrap(),
    };
    Catalog::new([
        workflow("shipped", &["SHIPPED"]),
        workflow("audit", &["SHIPPED"]),
    ])
}

fn shipped() -> Start {
    Start::Workflow {
        slug: Slug::parse("shipped").unwrap(),
    }
}

fn plan_one(trigger: &Trigger, profile: Option<&Profile>) -> Vec<Planned> {
    Plan::new(trigger, &catalog(), None, Duration::from_secs(60)).recipient(0, profile)
}

fn messages(planned: Vec<Planned>) -> Vec<Message> {
    let message = |planned| match planned {
        Planned::Message(message) => message,
        Planned::Refused(refusal) => panic!("refused: {refusal:?}"),
    };
    planned.into_iter().map(message).collect()
}

fn reason(planned: &[Planned]) -> Reason {
    match planned {
        [Planned::Refused(refusal)] => refusal.reason,
        other => panic!("not one refusal: {other:?}"),
    }
}

#[test]
fn every_active_address_gets_the_message() {
    let known = profile(&[
        (user(), None),
        (channel(), None),
        (channel(), Some(Reason::Recipient)),
    ]);

    let sent = messages(plan_one(
        &trigger(shipped(), vec![recipient("u")]),
        Some(&known),
    ));

    let addresses: Vec<_> = sent.iter().map(|message| message.address.clone()).collect();
    assert_eq!(addresses, [user(), channel()]);
    assert_eq!(sent[0].category, Category::Promotional);
    assert_eq!(sent[0].deadline_ms, 61_000);
}

#[test]
fn data_is_defaults_then_the_trigger_then_the_reserved_names() {
    let mut who = recipient("u");
    who.properties = from_value(json!({"name": "Grace"})).unwrap();
    let mut asked = trigger(shipped(), vec![who]);
    asked.actor = Some(recipient("boss"));
    asked.tenant = Some("acme".into());

    let sent = messages(plan_one(&asked, Some(&profile(&[(user(), None)]))));

    let data: Value = serde_json::from_str(sent[0].data.get()).unwrap();
    assert_eq!(data["order"], 4);
    assert_eq!(data["colour"], "red");
    let seen = json!({"distinct_id": "u", "name": "Grace", "$timezone": "Europe/Paris"});
    assert_eq!(data["$recipient"], seen);
    assert_eq!(data["$actor"], json!({"distinct_id": "boss"}));
    assert_eq!(data["$brand"]["brand_name"], "acme");
}

#[test]
fn inline_addresses_replace_those_of_the_profile() {
    let mut who = recipient("u");
    who.addresses = vec![channel()];

    let sent = messages(plan_one(
        &trigger(shipped(), vec![who]),
        Some(&profile(&[(user(), None)])),
    ));

    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].address, channel());
}

#[test]
fn planning_again_gives_the_same_ids() {
    let known = profile(&[(user(), None), (channel(), None)]);
    let asked = trigger(
        Start::Event {
            event: "SHIPPED".into(),
        },
        vec![recipient("u")],
    );
    let ids = || -> Vec<_> {
        messages(plan_one(&asked, Some(&known)))
            .iter()
            .map(|message| message.id)
            .collect()
    };

    let first = ids();

    assert_eq!(first.len(), 4, "two workflows, two addresses");
    assert_eq!(first, ids());
    let distinct: std::collections::HashSet<_> = first.iter().collect();
    assert_eq!(distinct.len(), 4);
}

#[test]
fn an_event_that_no_workflow_names_sends_nothing() {
    let asked = trigger(
        Start::Event {
            event: "OTHER".into(),
        },
        vec![recipient("u")],
    );
    assert!(plan_one(&asked, None).is_empty());
}

#[test]
fn a_refusal_says_why() {
    let asked = trigger(shipped(), vec![recipient("u")]);
    assert_eq!(reason(&plan_one(&asked, None)), Reason::ProfileNotFound);
    assert_eq!(
        reason(&plan_one(&asked, Some(&profile(&[])))),
        Reason::NoAddress
    );
    let dead = profile(&[(user(), Some(Reason::Recipient))]);
    assert_eq!(
        reason(&plan_one(&asked, Some(&dead))),
        Reason::AddressInactive
    );

    let mut elsewhere = recipient("u");
    elsewhere.excludes_slack = true;
    let asked = trigger(shipped(), vec![elsewhere]);
    assert_eq!(
        reason(&plan_one(&asked, Some(&dead))),
        Reason::ChannelExcluded
    );

    let gone = Start::Workflow {
        slug: Slug::parse("gone").unwrap(),
    };
    let asked = trigger(gone, vec![recipient("u")]);
    assert_eq!(reason(&plan_one(&asked, None)), Reason::WorkflowNotFound);
}

#[test]
fn a_template_needs_no_workflow() {
    let start = Start::Template {
        template: Slug::parse("bare").unwrap(),
        category: Category::System,
    };
    let asked = trigger(start, vec![recipient("u")]);

    let sent = messages(plan_one(&asked, Some(&profile(&[(user(), None)]))));

    assert_eq!(sent[0].template.as_str(), "bare");
    assert_eq!(sent[0].category, Category::System);
}

#[test]
fn a_webhook_has_no_card_and_only_a_channel_shows_things_to_one_person() {
    let webhook = Target::Webhook;
    let channel = Target::Channel("C1".into());
    let user = Target::User("U1".into());
    let key = CardKey::parse("k").unwrap();
    let card = |wish: Option<Wish>| CardAsk {
        key: Some(key.clone()),
        wish,
    };
    let nothing = CardAsk::default();
    for (target, card, person, expected) in [
        (&webhook, card(None), None, Err(Reason::NoCardHere)),
        (
            &webhook,
            card(Some(Wish::Delete)),
            None,
            Err(Reason::NoCardHere),
        ),
        (&webhook, card(Some(Wish::New)), None, Ok(None)),
        (&channel, card(Some(Wish::Pin)), None, Ok(Some(Wish::Pin))),
        (&user, card(None), None, Ok(Some(Wish::Update))),
        (&channel, nothing.clone(), Some("U2"), Ok(None)),
        (
            &user,
            nothing.clone(),
            Some("U2"),
            Err(Reason::NotEphemeral),
        ),
        (&webhook, nothing, Some("U2"), Err(Reason::NotEphemeral)),
    ] {
        let connection = ConnectionId::parse(&format!("con_{}", "a".repeat(24))).unwrap();
        let mut who = recipient("ada");
        who.addresses = vec![Address {
            connection,
            target: target.clone(),
        }];
        let mut trigger = trigger(shipped(), vec![who]);
        trigger.card = card;
        trigger.ephemeral = person.map(str::to_owned);
        let catalog = catalog();
        let plan = Plan::new(&trigger, &catalog, None, Duration::from_secs(1));

        let planned = plan.recipient(0, None).remove(0);

        let planned = match planned {
            Planned::Message(message) => Ok(message.card.map(|card| card.wish)),
            Planned::Refused(refusal) => Err(refusal.reason),
        };
        assert_eq!(planned, expected, "{target:?}");
    }
}

#[test]
fn a_template_that_the_data_does_not_fit_is_refused_and_others_of_its_event_are_planned() {
    let event = "SHIPPED".to_owned();
    let trigger = trigger(Start::Event { event }, vec![recipient("ada")]);
    let unfit = Unfit {
        template: Slug::parse("audit").unwrap(),
        detail: "/order must be of type string".to_owned(),
    };
    let known = profile(&[(user(), None), (channel(), None)]);
    let catalog = catalog();
    let plan = Plan::new(&trigger, &catalog, None, Duration::from_secs(60));

    let mut planned = plan.refusing(vec![unfit]).recipient(0, Some(&known));

    let Planned::Refused(refusal) = planned.remove(0) else {
        panic!("the first is not refused: {planned:?}");
    };
    assert_eq!(
        (refusal.template.as_str(), refusal.reason),
        ("audit", Reason::SchemaMismatch)
    );
    let detail = refusal.detail.unwrap_or_default();
    assert_eq!(detail, "/order must be of type string");
    let templates: Vec<_> = messages(planned)
        .iter()
        .map(|message| message.template.clone())
        .collect();
    let shipped = Slug::parse("shipped").unwrap();
    assert_eq!(templates, [shipped.clone(), shipped]);
}
