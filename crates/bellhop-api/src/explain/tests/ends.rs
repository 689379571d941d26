//! How messages end.

use super::*;

#[test]
fn a_channel_that_is_gone_is_explained_with_an_advice() {
    let message = ended(
        MessageStatus::Failed,
        Reason::Recipient,
        "channel_not_found",
        &[
            (5, Step::Planned, None),
            (20, Step::Rendered, None),
            (21, Step::Attempted, None),
            (60, Step::Failed, Some("channel_not_found")),
        ],
    );

    insta::assert_snapshot!(read_plain(&message), @r"
    Message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1: failed
    of trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    Not delivered to channel C0LANE0; given up 60 ms after its trigger was accepted: this app sees no
    channel with this id in its team: it was deleted, it is private and the app is not in it, or the id
    belongs to another team. On record: channel_not_found.

      2026-11-21 05:02:00.000 UTC
                  The trigger was accepted, with template note for ada.
           +5 ms  Planned as a message to channel C0LANE0. Of what is given together, a channel comes
                  before a group, a user and an e-mail, and after a webhook.
                  The address is in the profile of ada.
                  It goes with a bot token of this workspace, connection con_0123456789abcdef01234567,
                  which is in use now.
          +15 ms  Template note was rendered.
           +1 ms  Sent to Slack (attempt 1).
          +39 ms  Slack answered after 39 ms. Given up (recipient): channel_not_found.

    Next          Nothing by itself: it is among the dead letters until somebody redrives it or throws
                  it away.
    What to do    Compare the id with the channel's details in Slack; /invite the app if the channel is
                  private. If the address is marked dead, add it to the profile again; then redrive the
                  message.
    ");
}

#[test]
fn a_failure_of_a_template_is_shown_with_its_source_line_and_a_caret() {
    let said = "template `note` failed: note/template.jsonnet:2:9: there is no field `titel`\n  2 |   text: data.titel,\n    |         ^";
    let steps = [(5, Step::Planned, None), (9, Step::Failed, Some(said))];
    let message = ended(MessageStatus::Failed, Reason::TemplateError, said, &steps);

    let text = read_plain(&message);

    let lines: Vec<_> = text.lines().map(str::trim_start).collect();
    let at = lines
        .iter()
        .position(|line| *line == "2 |   text: data.titel,");
    let at = at.unwrap_or_else(|| panic!("{text}"));
    assert_eq!(lines[at + 1], "|         ^", "{text}");
    let columns: Vec<_> = text.lines().filter_map(|line| line.find(" | ")).collect();
    assert_eq!(columns[0], columns[1], "{text}");
}

#[test]
fn a_refused_content_keeps_slacks_pointer() {
    let said = "invalid_blocks ([ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text])";
    let message = ended(
        MessageStatus::Failed,
        Reason::MessageContent,
        said,
        &[
            (5, Step::Planned, None),
            (20, Step::Rendered, None),
            (21, Step::Attempted, None),
            (60, Step::Failed, Some(said)),
        ],
    );

    insta::assert_snapshot!(read_plain(&message), @r"
    Message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1: failed
    of trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    Not delivered to channel C0LANE0; given up 60 ms after its trigger was accepted: Slack takes the
    blocks for malformed; the pointer says which one. On record: invalid_blocks ([ERROR] must be more
    than 0 characters [json-pointer:/blocks/0/text/text]).

      2026-11-21 05:02:00.000 UTC
                  The trigger was accepted, with template note for ada.
           +5 ms  Planned as a message to channel C0LANE0. Of what is given together, a channel comes
                  before a group, a user and an e-mail, and after a webhook.
                  The address is in the profile of ada.
                  It goes with a bot token of this workspace, connection con_0123456789abcdef01234567,
                  which is in use now.
          +15 ms  Template note was rendered.
           +1 ms  Sent to Slack (attempt 1).
          +39 ms  Slack answered after 39 ms. Given up (message_content): invalid_blocks ([ERROR] must
                  be more than 0 characters [json-pointer:/blocks/0/text/text]).

    Next          Nothing by itself: it is among the dead letters until somebody redrives it or throws
                  it away.
    What to do    Correct that block in the template (`bellhop lint` finds most of these), then redrive
                  the message.
    ");
}

#[test]
fn a_refusal_of_planning_says_what_is_missing() {
    let message = MessageView {
        category: None,
        address: None,
        connection: None,
        destination: None,
        ..ended(
            MessageStatus::Refused,
            Reason::NoAddress,
            "",
            &[(5, Step::Refused, Some("no_address"))],
        )
    };

    insta::assert_snapshot!(read_plain(&message), @r"
    Message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1: refused
    of trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    Nothing was sent to ada: the profile has no Slack address.

      2026-11-21 05:02:00.000 UTC
                  The trigger was accepted, with template note for ada.
           +5 ms  Nothing was planned for ada: the profile has no Slack address.

    Next          Nothing: there was nothing to send, and this trigger is over for this recipient.
    What to do    Give the profile a $slack address (POST /v1/user/{distinct_id}/), and send the trigger
                  again.
    ");
}

#[test]
fn an_ambiguous_message_says_where_and_when_to_look() {
    let said = "Slack may have it: an answer was lost, and a webhook has no history; its workflow wants nothing twice";
    let message = MessageView {
        address: Some(AddressView {
            kind: "incoming_webhook".into(),
            id: None,
        }),
        destination: Some("webhook".into()),
        ..ended(
            MessageStatus::Ambiguous,
            Reason::AnswerLost,
            said,
            &[
                (5, Step::Planned, None),
                (20, Step::Rendered, None),
                (21, Step::Attempted, None),
                (
                    521,
                    Step::Retried,
                    Some("again in 20 ms: Slack did not answer in time"),
                ),
                (542, Step::Ambiguous, Some(said)),
            ],
        )
    };

    insta::assert_snapshot!(read_plain(&message), @r"
    Message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1: ambiguous
    of trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    Slack may or may not have it, in the channel of the webhook: the answer to an attempt was lost, and
    whether Slack has the message could not be found out. On record: Slack may have it: an answer was
    lost, and a webhook has no history; its workflow wants nothing twice.

      2026-11-21 05:02:00.000 UTC
                  The trigger was accepted, with template note for ada.
           +5 ms  Planned as a message to the channel of the webhook. Of what is given together, a
                  webhook comes before a channel, a group, a user and an e-mail.
                  The address came with the trigger, or was removed from the profile of ada since. The
                  profile also has channel C0LANE0; unless the trigger brings addresses of its own, each
                  gets a message.
                  It goes with a bot token of this workspace, connection con_0123456789abcdef01234567,
                  which is in use now.
          +15 ms  Template note was rendered.
           +1 ms  Sent to Slack (attempt 1).
         +500 ms  The attempt failed after 500 ms: Slack did not answer in time. It keeps its place and
                  is tried again in 20 ms; those behind it wait.
          +21 ms  Slack may have it: an answer was lost, and a webhook has no history; its workflow
                  wants nothing twice.

    Next          Nothing by itself: it is among the dead letters. Look for it in the channel of the
                  webhook, from 2026-11-21 05:02:00.021 UTC on.
    What to do    Look into the conversation in Slack around the time of the attempt; if the message is
                  not there, redrive it.
    ");
}

#[test]
fn a_trigger_tells_each_of_its_messages_shortly() {
    let good = delivered(&[(5, Step::Planned, None), (90, Step::Delivered, None)]);
    let bad = MessageView {
        distinct_id: "bob".into(),
        ..ended(
            MessageStatus::Refused,
            Reason::ProfileNotFound,
            "",
            &[(5, Step::Refused, Some("profile_not_found"))],
        )
    };
    let view = TriggerView {
        id: good.message_id,
        accepted_at_ms: ACCEPTED_MS,
        start: "workflow note".into(),
        recipients: 2,
        idempotency_key: None,
        counts: StatusCounts {
            delivered: 1,
            refused: 1,
            ..StatusCounts::default()
        },
        messages: vec![good, bad],
        after: None,
    };

    let text = trigger(&view, &[], Waits::default(), PACE, ACCEPTED_MS + 61_000).text();

    insta::assert_snapshot!(text, @r"
    Trigger 0199a8f2-3c5e-7d31-9b1e-8f2f6a0c4d11

    workflow note, accepted 2026-11-21 05:02:00.000 UTC (1 min 1 s ago), for 2 recipients: 1 delivered,
    1 with nothing to send.

    ada: message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1
      delivered   Delivered to channel C0LANE0 90 ms after its trigger was accepted.
      next        Nothing: it has arrived.

    bob: message 0199a8f2-3c5e-5c3a-8f5d-0a4be0a7c9a1
      refused     Nothing was sent to bob: there is no profile with this id, and the trigger says
                  nothing of the recipient either.
      next        Nothing: there was nothing to send, and this trigger is over for this recipient.
      to do       Compare the distinct_id with the one that the profile was saved under, save the
                  profile with a $slack address, and send the trigger again.

    Next          Nothing: every message has ended.
    ");
}

#[test]
fn what_waits_for_its_time_or_was_called_off_says_so() {
    let view = |start: &str| TriggerView {
        id: record(MessageStatus::Queued, &[]).message_id,
        accepted_at_ms: ACCEPTED_MS,
        start: start.into(),
        recipients: 1,
        idempotency_key: None,
        counts: StatusCounts::default(),
        messages: Vec::new(),
        after: None,
    };
    let waits = Waits {
        due_at_ms: Some(ACCEPTED_MS + 3_600_000),
        is_cancelled: false,
    };
    let off = Waits {
        due_at_ms: None,
        is_cancelled: true,
    };
    let next = |start: &str, waits| trigger(&view(start), &[], waits, PACE, ACCEPTED_MS).next;

    insta::assert_snapshot!(next("workflow note", waits), @"It waits for its time, 2026-11-21 06:02:00.000 UTC, and is planned then.");
    insta::assert_snapshot!(next("digest note", waits), @"It collects events until 2026-11-21 06:02:00.000 UTC, and is planned then.");
    insta::assert_snapshot!(next("workflow note", off), @"Nothing: it was called off, and nothing of it is sent any more.");
}

#[test]
fn what_is_held_says_until_when_and_why() {
    let until =
        "until 2026-11-23 09:00 (Europe/Berlin): delivery window 09:00 to 18:00 on mon, tue";
    let held = record(
        MessageStatus::Queued,
        &[(5, Step::Planned, None), (6, Step::Held, Some(until))],
    );
    let text = read_plain(&held);
    assert!(
        text.contains("Held until 2026-11-23 09:00 (Europe/Berlin): delivery window"),
        "{text}"
    );
    assert!(
        text.contains("It waits until 2026-11-23 09:00 (Europe/Berlin)"),
        "{text}"
    );
}
