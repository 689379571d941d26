"""The unmodified SuprSend SDK, latest version: whatever goes wrong, the caller can read what and where."""

import pytest
from suprsend import Event, Suprsend, SuprsendAPIException, WorkflowTriggerRequest

from server import API_KEY, WORKSPACE_KEY
from test_sdk_latest import ADDRESSES, save, trigger

NOT_AUTHENTICATED = "Not Authenticated"


@pytest.fixture(params=["wrong secret", "unknown key", "wrong bearer key"])
def stranger(server, request):
    """An SDK whose credential is wrong."""
    match request.param:
        case "wrong secret":
            return Suprsend(WORKSPACE_KEY, "not-the-secret", base_url=server.url)
        case "unknown key":
            return Suprsend("wskey_of_somebody_else", "not-the-secret", base_url=server.url)
        case _:
            return Suprsend.with_workspace_api_key(WORKSPACE_KEY, "not-" + API_KEY, base_url=server.url)


def test_a_stranger_is_told_so_by_every_kind_of_call(stranger, simulator):
    user = ADDRESSES["user_id"][0]
    results = [
        save(stranger, "u1", user),
        trigger(stranger, "u1"),
        stranger.track_event(Event("u1", "NOTE_WRITTEN", {"text": "an event"})),
        stranger.trigger_workflow(
            {"name": "nn", "template": "note", "notification_category": "transactional", "users": [{"distinct_id": "u1"}]}
        ),
    ]
    for result in results:
        assert (result["success"], result["status"], result["status_code"]) == (False, "fail", 401)
        assert NOT_AUTHENTICATED in result["message"]

    for bulk, record in [
        (stranger.workflows.bulk_trigger_instance(), WorkflowTriggerRequest({"workflow": "note", "recipients": ["u1"]})),
        (stranger.bulk_events.new_instance(), Event("u1", "NOTE_WRITTEN", {})),
    ]:
        bulk.append(record)
        refused = bulk.trigger()
        assert (refused.status, refused.failure) == ("fail", 1)
        assert refused.failed_records[0]["code"] == 401
        assert NOT_AUTHENTICATED in refused.failed_records[0]["error"]

    with pytest.raises(SuprsendAPIException, match=NOT_AUTHENTICATED) as raised:
        stranger.users.get("u1")
    assert raised.value.status_code == 401
    assert simulator.arrivals() == []


def test_an_unknown_workflow_is_named(client):
    refused = client.workflows.trigger(WorkflowTriggerRequest({"workflow": "no-such", "recipients": ["u1"]}))

    assert (refused["success"], refused["status_code"]) == (False, 404)
    assert "no-such" in refused["message"]


def test_an_unknown_template_of_the_older_trigger_is_named(client):
    body = {"name": "nn", "template": "no-such", "notification_category": "transactional", "users": [{"distinct_id": "u1"}]}

    refused = client.trigger_workflow(body)

    assert (refused["success"], refused["status_code"]) == (False, 404)
    assert "no-such" in refused["message"]


@pytest.mark.parametrize(
    "address, field",
    [
        ({"user_id": "alice", "access_token": "xoxb-demo"}, "$slack.user_id"),
        ({"channel_id": "#general", "access_token": "xoxb-demo"}, "$slack.channel_id"),
        ({"email": "not an address", "access_token": "xoxb-demo"}, "$slack.email"),
        ({"user_id": "U0BOB"}, "$slack.access_token"),
        ({"user_id": "U0BOB", "access_token": "not-a-token"}, "$slack.access_token"),
        ({"incoming_webhook": {"url": "https://example.com/services/T/B/x"}}, "$slack.incoming_webhook.url"),
    ],
)
def test_an_address_that_cannot_work_is_refused_by_its_field(client, address, field):
    saved = save(client, "u1", address)

    assert (saved["success"], saved["status_code"]) == (False, 400)
    assert field in saved["message"]
    assert "not-a-token" not in saved["message"]
    with pytest.raises(SuprsendAPIException, match=field.replace("$", r"\$")):
        client.users.upsert("u1", {"$slack": [address]})


def test_a_message_that_slack_refuses_ends_with_slacks_reason(client, server, simulator):
    save(client, "u1", {"email": "nobody@example.com", "access_token": "xoxb-demo"})

    triggered = trigger(client, "u1")

    assert triggered["success"]
    [message] = server.messages_of(triggered["message"])
    assert message["status"] == "failed"
    assert "users_not_found" in str(message)
    assert simulator.arrivals() == []


def test_a_recipient_without_an_address_is_refused_in_the_record(client, server):
    triggered = trigger(client, "unheard-of")

    assert triggered["success"]
    [message] = server.messages_of(triggered["message"])
    assert (message["status"], message["distinct_id"]) == ("refused", "unheard-of")


@pytest.mark.parametrize(
    "call, what",
    [
        (lambda client: client.tenants.list(), "tenants"),
        (lambda client: client.objects.upsert("team", "red", {}), "objects"),
        (lambda client: client.subscriber_lists.get_all(), "subscriber lists"),
        (lambda client: client.users.get_full_preference("u1"), "preferences"),
    ],
    ids=["tenants", "objects", "lists", "preferences"],
)
def test_what_bellhop_does_not_have_says_so(client, call, what):
    with pytest.raises(SuprsendAPIException, match=f"{what}.*not supported") as refused:
        call(client)

    assert refused.value.status_code == 501


def later(client, when):
    body = {"name": "nn", "template": "note", "notification_category": "transactional", "users": [{"distinct_id": "u1"}]}
    return client.trigger_workflow(body | when)


def test_a_trigger_for_later_is_accepted_and_not_sent_now(client, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])

    accepted = later(client, {"delay": "1h"})

    assert (accepted["success"], accepted["status_code"]) == (True, 202)
    assert simulator.arrivals() == []


@pytest.mark.parametrize("when", [{"delay": "soon"}, {"trigger_at": "2099-01-01T00:00:00Z"}], ids=["delay", "trigger_at"])
def test_a_time_that_means_nothing_or_is_too_far_away_is_refused_by_name(client, simulator, when):
    refused = later(client, when)

    assert (refused["success"], refused["status_code"]) == (False, 400)
    assert f"{next(iter(when))}: " in refused["message"]
    assert simulator.arrivals() == []
