//! What a directory must do, whatever keeps its entries.

use bellhop_core::address::Target;
use bellhop_directory::{Asked, Claim, Directory, DirectoryConfig, Lookup, Team};

use crate::place::{Place, connection, known};

/// Stamps the contract for one kind of directory; `open` opens an empty one.
macro_rules! directory_contract {
    ($kind:ident, $open:expr, [$($claim:ident,)+]) => {
        mod $kind {
            use super::*;

            $(#[tokio::test]
            async fn $claim() {
                super::$claim($open.await).await;
            })+
        }
    };
    ($kind:ident, $open:expr) => {
        directory_contract!($kind, $open, [
            an_email_is_unknown_until_it_is_remembered,
            an_email_of_nobody_is_absent_and_may_become_known,
            a_dm_is_found_from_both_sides,
            a_dm_whose_user_slack_does_not_tell_is_absent,
            a_group_is_found_by_its_people,
            connections_do_not_share_what_they_know_but_clones_do,
            many_emails_are_remembered_at_once,
            zones_are_found_by_every_address_of_a_person,
            a_team_is_known_after_it_was_listed,
            the_first_who_asks_has_the_claim,
            questions_are_counted_by_what_they_are_about,
        ]);
    };
}

directory_contract!(memory, memory());
directory_contract!(redis, redis());

async fn memory() -> Directory {
    let directory = Directory::open("memory", DirectoryConfig::default()).await;
    directory.unwrap()
}

async fn redis() -> Directory {
    Place::shared().open().await
}

async fn an_email_is_unknown_until_it_is_remembered(directory: Directory) {
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

async fn an_email_of_nobody_is_absent_and_may_become_known(directory: Directory) {
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

async fn a_dm_is_found_from_both_sides(directory: Directory) {
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

async fn a_group_is_found_by_its_people(directory: Directory) {
    let (ours, theirs) = (connection('a'), connection('b'));
    let claim = directory.claim_channel_of_group(&ours, "U1,U2").await;
    assert_eq!(claim, Claim::Yours);

    directory.remember_group(&ours, "U1,U2", "G1").await;

    let of = |users: &'static str| directory.channel_of_group(&ours, users);
    assert_eq!(of("U1,U2").await, known("G1"));
    assert_eq!(of("U1,U2,U3").await, Lookup::Unknown);
    let there = directory.channel_of_group(&theirs, "U1,U2").await;
    assert_eq!(there, Lookup::Unknown);
}

async fn a_dm_whose_user_slack_does_not_tell_is_absent(directory: Directory) {
    let ours = connection('a');

    directory.remember_dm_without_user(&ours, "D1").await;

    assert_eq!(directory.user_of_dm(&ours, "D1").await, Lookup::Absent);
}

async fn connections_do_not_share_what_they_know_but_clones_do(directory: Directory) {
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

async fn many_emails_are_remembered_at_once(directory: Directory) {
    let ours = connection('a');
    let emails: Vec<String> = (0..1_200).map(|n| format!("p{n}@example.com")).collect();
    let users: Vec<String> = (0..1_200).map(|n| format!("U{n}")).collect();
    let user = |n: usize| (!n.is_multiple_of(3)).then_some(users[n].as_str());
    let people: Vec<_> = (0..1_200).map(|n| (emails[n].as_str(), user(n))).collect();

    directory.remember_users_of_emails(&ours, &people).await;

    for (n, (email, user)) in people.iter().enumerate() {
        let expected = user.map_or(Lookup::Absent, known);
        assert_eq!(directory.user_of_email(&ours, email).await, expected, "{n}");
    }
}

async fn a_team_is_known_after_it_was_listed(directory: Directory) {
    let (ours, theirs) = (connection('a'), connection('b'));
    assert_eq!(directory.team(&ours).await, Team::default());

    directory.remember_sweep(&ours, None).await;
    directory.remember_sweep(&theirs, Some(12_345)).await;

    let team = |people| Team {
        people,
        swept: true,
    };
    assert_eq!(directory.team(&ours).await, team(None));
    assert_eq!(directory.team(&theirs).await, team(Some(12_345)));
}

async fn the_first_who_asks_has_the_claim(directory: Directory) {
    let ours = connection('a');

    let email = directory.claim_user_of_email(&ours, "ada@example.com");
    assert_eq!(email.await, Claim::Yours);
    let dm = directory.claim_user_of_dm(&ours, "D1");
    assert_eq!(dm.await, Claim::Yours);
    let again = directory.claim_user_of_email(&ours, "ada@example.com");
    assert_eq!(again.await, Claim::Yours, "who has it may ask once more");
}

async fn questions_are_counted_by_what_they_are_about(directory: Directory) {
    let ours = connection('a');
    directory.remember_dm(&ours, "U1", "D1").await;

    directory.user_of_email(&ours, "ada@example.com").await;
    directory.dm_of_user(&ours, "U1").await;
    directory.user_of_dm(&ours, "D1").await;
    directory.team(&ours).await;

    let stats = directory.stats();
    assert_eq!((stats.email.front_hits, stats.email.misses), (0, 1));
    assert_eq!((stats.dm.front_hits, stats.dm.misses), (2, 0));
    assert_eq!((stats.email.redis_hits, stats.dm.redis_hits), (0, 0));
    assert_eq!(stats.redis_errors, 0);
    assert_ne!(stats.redis_up, Some(false));
}

async fn zones_are_found_by_every_address_of_a_person(directory: Directory) {
    let (ours, theirs) = (connection('a'), connection('b'));
    let email = Target::Email("ada@example.com".into());
    let [user, other] = ["U1", "U2"].map(|id| Target::User(id.into()));
    let [dm, channel] = ["D1", "C1"].map(|id| Target::Channel(id.into()));
    let nobody = Target::Email("nobody@example.com".into());
    directory
        .remember_user_of_email(&ours, "ada@example.com", Some("U1"))
        .await;
    directory
        .remember_user_of_email(&ours, "nobody@example.com", None)
        .await;
    directory.remember_dm(&ours, "U1", "D1").await;
    let asked = [
        (&ours, &channel),
        (&ours, &email),
        (&ours, &nobody),
        (&ours, &other),
        (&ours, &user),
        (&ours, &Target::Webhook),
        (&theirs, &user),
        (&ours, &dm),
    ];
    assert_eq!(directory.zones(&asked).await, vec![None; 8]);

    directory
        .remember_zones(&ours, &[("U1", "Europe/Berlin"), ("U3", "Asia/Tokyo")])
        .await;

    let berlin = || Some("Europe/Berlin".to_owned());
    let wanted = [None, berlin(), None, None, berlin(), None, None, berlin()];
    assert_eq!(directory.zones(&asked).await, wanted);
    assert_eq!(directory.stats().email, Asked::default());
}
