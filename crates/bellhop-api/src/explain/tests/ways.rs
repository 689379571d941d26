//! What a message met on its way.

use super::*;

#[test]
fn a_delivered_message_tells_its_phases_its_turn_and_its_receipt() {
    let message = delivered(&[
        (12, Step::Planned, None),
        (40, Step::Rendered, None),
        (
            3_180,
            Step::Attempted,
            Some("it joined its lane 3150 ms earlier; before it: 3"),
        ),
        (3_290, Step::Delivered, None),
    ]);
    let others = vec![
        kept(0, Target::User("U0ADA".into()), None),
        kept(
            1,
            Target::Email("ada@example.com".into()),
            Some(Reason::Recipient),
        ),
    ];

    let text = read(
        &message,
        &summary_of(ConnectionState::Active),
        Some(&channel_profile(others)),
    );

    insta::assert_snapshot!(text, @r"
    Message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1: delivered
    of trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    Delivered to channel C0LANE0 3.2 s after its trigger was accepted.

      2026-11-21 05:02:00.000 UTC
                  The trigger was accepted, with template note for ada.
          +12 ms  Planned as a message to channel C0LANE0. Of what is given together, a channel comes
                  before a group, a user and an e-mail, and after a webhook.
                  The address is in the profile of ada. The profile also has user U0ADA; unless the
                  trigger brings addresses of its own, each gets a message. Marked dead, and passed
                  over: e-mail ada@example.com.
                  It goes with a bot token of this workspace, connection con_0123456789abcdef01234567,
                  which is in use now.
          +28 ms  Template note was rendered.
          +3.1 s  Sent to Slack (attempt 1), after 3.1 s for its turn in the lane of channel C0LANE0 (it
                  joined its lane 3150 ms earlier; before it: 3): messages go one at a time, in order,
                  at most 1 a second (pace.destination_per_second).
         +110 ms  Slack answered after 110 ms: it has the message, in C0LANE0 with ts 1795237323.000100.

    Next          Nothing: it has arrived.
    ");
}

#[test]
fn a_429_says_how_long_slack_asked_to_wait() {
    let message = delivered(&[
        (5, Step::Planned, None),
        (20, Step::Rendered, None),
        (21, Step::Attempted, None),
        (
            60,
            Step::Waiting,
            Some("Slack asked to wait 7 s: rate limited: Slack asked to wait 7 s"),
        ),
        (7_061, Step::Attempted, None),
        (7_130, Step::Delivered, None),
    ]);

    insta::assert_snapshot!(read_plain(&message), @r"
    Message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1: delivered
    of trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    Delivered to channel C0LANE0 7.1 s after its trigger was accepted, with attempt 2.

      2026-11-21 05:02:00.000 UTC
                  The trigger was accepted, with template note for ada.
           +5 ms  Planned as a message to channel C0LANE0. Of what is given together, a channel comes
                  before a group, a user and an e-mail, and after a webhook.
                  The address is in the profile of ada.
                  It goes with a bot token of this workspace, connection con_0123456789abcdef01234567,
                  which is in use now.
          +15 ms  Template note was rendered.
           +1 ms  Sent to Slack (attempt 1).
          +39 ms  Slack asked to wait 7 s (HTTP 429: faster than Slack allows). It keeps its place at
                  the head of its lane; this is no failed attempt.
          +7.0 s  Sent to Slack again (attempt 2), 7.0 s later: the wait that Slack asked for was over.
          +69 ms  Slack answered after 69 ms: it has the message, in C0LANE0 with ts 1795237323.000100.

    Next          Nothing: it has arrived.
    ");
}

#[test]
fn a_lost_answer_is_followed_through_the_retry_and_the_probe() {
    let message = delivered(&[
        (5, Step::Planned, None),
        (
            20,
            Step::Rendered,
            Some("version 1f0c2ab94e7d, with 2 warnings"),
        ),
        (21, Step::Attempted, None),
        (
            10_021,
            Step::Retried,
            Some("again in 512 ms: Slack did not answer in time"),
        ),
        (
            10_700,
            Step::Probed,
            Some("found in Slack: an earlier attempt had arrived"),
        ),
        (10_700, Step::Delivered, None),
    ]);

    insta::assert_snapshot!(read_plain(&message), @r"
    Message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1: delivered
    of trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    Delivered to channel C0LANE0 10.7 s after its trigger was accepted.

      2026-11-21 05:02:00.000 UTC
                  The trigger was accepted, with template note for ada.
           +5 ms  Planned as a message to channel C0LANE0. Of what is given together, a channel comes
                  before a group, a user and an e-mail, and after a webhook.
                  The address is in the profile of ada.
                  It goes with a bot token of this workspace, connection con_0123456789abcdef01234567,
                  which is in use now.
          +15 ms  Template note was rendered, version 1f0c2ab94e7d, with 2 warnings: Slack may show it
                  differently from what was meant.
           +1 ms  Sent to Slack (attempt 1).
         +10.0 s  The attempt failed after 10.0 s: Slack did not answer in time. It keeps its place and
                  is tried again in 512 ms; those behind it wait.
         +679 ms  Looked for it in the conversation, since the answer to an attempt was lost: found in
                  Slack: an earlier attempt had arrived.
                  Slack has the message, in C0LANE0 with ts 1795237323.000100.

    Next          Nothing: it has arrived.
    ");
}

#[test]
fn an_email_tells_how_it_was_found_and_that_its_connection_died() {
    let message = MessageView {
        address: Some(AddressView {
            kind: "email".into(),
            id: Some("ada@example.com".into()),
        }),
        destination: Some("U0ADA".into()),
        ..ended(
            MessageStatus::Failed,
            Reason::Credential,
            "token_revoked",
            &[
                (5, Step::Planned, None),
                (20, Step::Rendered, None),
                (
                    900,
                    Step::Waiting,
                    Some("lookup: rate limited: Slack asked to wait 2 s"),
                ),
                (3_000, Step::Resolved, Some("by users.lookupByEmail")),
                (3_001, Step::Attempted, None),
                (3_050, Step::Failed, Some("token_revoked")),
            ],
        )
    };
    let disabled = ConnectionState::Disabled {
        reason: Reason::Credential,
        detail: "token_revoked".into(),
        at_ms: ACCEPTED_MS + 3_051,
    };

    insta::assert_snapshot!(read(&message, &summary_of(disabled), None), @r"
    Message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1: failed
    of trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    Not delivered to e-mail ada@example.com (U0ADA); given up 3.0 s after its trigger was accepted: the
    token was revoked: the app was uninstalled, or its token was withdrawn. On record: token_revoked.

      2026-11-21 05:02:00.000 UTC
                  The trigger was accepted, with template note for ada.
           +5 ms  Planned as a message to e-mail ada@example.com. An e-mail counts when no webhook,
                  channel, group or user is given with it; Slack is asked whose it is.
                  The address came with the trigger, or with a profile that is not there now.
                  It goes with a bot token of this workspace, connection con_0123456789abcdef01234567,
                  which is disabled now.
          +15 ms  Template note was rendered.
         +880 ms  The lookup of its address has to be made again: rate limited: Slack asked to wait 2 s.
                  Others who wait for the same answer wait too.
          +2.1 s  E-mail ada@example.com leads to U0ADA: found by users.lookupByEmail, which Slack
                  allows so many times a minute that lookups wait in a line of their own.
           +1 ms  Sent to Slack (attempt 1).
          +49 ms  Slack answered after 49 ms. Given up (credential): token_revoked.
           +1 ms  The connection was disabled (2026-11-21 05:02:03.051 UTC): the token was revoked: the
                  app was uninstalled, or its token was withdrawn. On record: token_revoked.

    Next          Nothing by itself: it is among the dead letters until somebody redrives it or throws
                  it away.
    What to do    Install the app again and give its new token to the profiles: that brings the
                  connection back. Then redrive the message.
    ");
}

#[test]
fn a_waiting_message_says_where_it_waits_as_its_last_step_tells() {
    let planned = (5, Step::Planned, None);
    let attempted = (20, Step::Attempted, None);
    let waits = (
        40,
        Step::Waiting,
        Some("Slack asked to wait 30 s: rate limited"),
    );
    let cases = [
        vec![planned],
        vec![planned, attempted],
        vec![planned, attempted, waits],
    ];
    let mut said = String::new();
    for steps in cases {
        let message = record(MessageStatus::Queued, &steps);
        let active = summary_of(ConnectionState::Active);
        let explanation = explain(&Known {
            message: &message,
            connection: Some(&active),
            profile: None,
            pace: PACE,
            expected: None,
            now_ms: ACCEPTED_MS + 10_000,
        });
        said.push_str(&format!(
            "{}\n  {}\n",
            explanation.summary, explanation.next
        ));
        assert_eq!(explanation.advice, None);
    }

    insta::assert_snapshot!(said, @r"
    On its way to channel C0LANE0; its trigger was accepted 10.0 s ago.
      It waits in the queue of its connection, or already in its lane, for its turn to be sent: messages go one at a time, in order, at most 1 a second (pace.destination_per_second). What a worker notes meanwhile is shown when it is sent.
    On its way to channel C0LANE0; its trigger was accepted 10.0 s ago.
      It was sent 9.9 s ago, and Slack's answer is not on record yet. If the answer is lost, it is looked for in Slack before it is sent again.
    On its way to channel C0LANE0; its trigger was accepted 10.0 s ago.
      It waits at the head of its lane since 9.9 s, and is sent as soon as that wait is over; those behind it wait for it.
    ");
}

#[test]
fn a_message_with_others_before_it_says_when_it_will_have_gone() {
    let message = record(MessageStatus::Queued, &[(5, Step::Planned, None)]);
    let explanation = explain(&Known {
        message: &message,
        connection: None,
        profile: None,
        pace: PACE,
        expected: Some(Expected {
            ahead: 312,
            expected_at_ms: ACCEPTED_MS + 332_000,
        }),
        now_ms: ACCEPTED_MS + 10_000,
    });

    assert!(
        explanation.next.ends_with("312 messages are before it in its lane; at their pace it has gone in about 5 min 22 s (2026-11-21 05:07:32.000 UTC)."),
        "{}", explanation.next
    );
}
