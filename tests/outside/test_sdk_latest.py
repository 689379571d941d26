"""The unmodified SuprSend SDK, latest version: profiles, triggers and events arrive where they should."""

import pytest
from suprsend import Event, Suprsend, WorkflowTriggerRequest

from server import API_KEY, WORKSPACE_KEY
from simulator import Arrival

WEBHOOK = "https://hooks.slack.com/services/T0ACME/B0DEPLOYS/demo"
ADDRESSES = {
    "email": ({"email": "alice@example.com", "access_token": "xoxb-demo"}, "@alice", "bot"),
    "user_id": ({"user_id": "U0BOB", "access_token": "xoxb-demo"}, "@bob", "bot"),
    "channel_id": ({"channel_id": "C0ORDERS", "access_token": "xoxb-demo"}, "#orders", "bot"),
    "incoming_webhook": ({"incoming_webhook": {"url": WEBHOOK}}, "#incidents", "webhook"),
}


def save(client, distinct_id, *addresses):
    """Adds Slack addresses to a user, and returns what the SDK says."""
    user = client.user.get_instance(distinct_id=distinct_id)
    for address in addresses:
        user.add_slack(address)
    return user.save()


def trigger(client, *recipients, text="hello", **further):
    """Triggers the workflow `note` and returns what the SDK says."""
    body = {"workflow": "note", "recipients": list(recipients), "data": {"text": text}}
    return client.workflows.trigger(WorkflowTriggerRequest(body=body, **further))


@pytest.mark.parametrize("kind", ADDRESSES)
def test_a_message_goes_where_the_one_address_of_a_user_points(client, server, simulator, kind):
    address, where, sender = ADDRESSES[kind]

    saved = save(client, "u1", address)
    triggered = trigger(client, "u1")

    assert (saved["success"], saved["status"], saved["status_code"]) == (True, "success", 202)
    assert (triggered["success"], triggered["status_code"]) == (True, 202)
    [message] = server.messages_of(triggered["message"])
    assert (message["status"], message["address"]["kind"]) == ("delivered", kind)
    assert simulator.arrivals() == [Arrival(where, sender, "hello")]


def test_of_all_keys_at_once_the_webhook_wins(client, server, simulator):
    everything = {key: value for address, _, _ in ADDRESSES.values() for key, value in address.items()}

    save(client, "u1", everything)
    triggered = trigger(client, "u1")

    [message] = server.messages_of(triggered["message"])
    assert message["address"]["kind"] == "incoming_webhook"
    assert simulator.arrivals() == [Arrival("#incidents", "webhook", "hello")]


def test_a_removed_address_gets_nothing_more(client, server, simulator):
    by_user, by_channel = ADDRESSES["user_id"][0], ADDRESSES["channel_id"][0]
    save(client, "u1", by_user, by_channel)

    user = client.user.get_instance(distinct_id="u1")
    user.remove_slack(by_channel)
    assert user.save()["success"]
    triggered = trigger(client, "u1")

    server.messages_of(triggered["message"])
    assert simulator.arrivals() == [Arrival("@bob", "bot", "hello")]


def test_the_older_trigger_names_its_template(client, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])

    body = {
        "name": "Some name",
        "template": "note",
        "notification_category": "transactional",
        "users": [{"distinct_id": "u1"}],
        "data": {"text": "the older way ☕"},
    }
    triggered = client.trigger_workflow(body)

    assert (triggered["success"], triggered["status_code"]) == (True, 202)
    assert simulator.wait_for(1) == [Arrival("@bob", "bot", "the older way ☕")]


def test_a_recipient_may_bring_its_address_along(client, server, simulator):
    inline = {"distinct_id": "nobody-yet", "$slack": [ADDRESSES["channel_id"][0]]}

    triggered = trigger(client, inline)

    server.messages_of(triggered["message"])
    assert simulator.arrivals() == [Arrival("#orders", "bot", "hello")]


def test_the_same_idempotency_key_is_accepted_again_and_sent_once(client, server, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])

    first = trigger(client, "u1", text="first", idempotency_key="order-1")
    again = trigger(client, "u1", text="again", idempotency_key="order-1")

    assert again["success"]
    assert first["message"] == again["message"]
    server.messages_of(first["message"])
    assert simulator.arrivals() == [Arrival("@bob", "bot", "first")]


def test_an_event_starts_the_workflow_that_names_it(client, server, simulator):
    save(client, "u1", ADDRESSES["user_id"][0])

    tracked = client.track_event(Event("u1", "NOTE_WRITTEN", {"text": "an event"}))

    assert (tracked["success"], tracked["status_code"]) == (True, 202)
    server.messages_of(tracked["message"])
    assert simulator.arrivals() == [Arrival("@bob", "bot", "an event")]


def test_an_event_that_no_workflow_names_is_accepted(client, simulator):
    tracked = client.track_event(Event("u1", "NOBODY_CARES", {}))

    assert (tracked["success"], tracked["status_code"]) == (True, 202)
    assert simulator.arrivals() == []


def test_messages_are_listed_by_status_and_recipient(client, server):
    save(client, "u1", ADDRESSES["user_id"][0])
    server.messages_of(trigger(client, "u1")["message"])
    server.messages_of(trigger(client, "unheard-of")["message"])

    refused = client.messages.list({"status": ["refused", "failed"], "limit": 5})
    of_one = client.messages.list({"recipient_id": "u1", "channel": "slack"})

    assert [message["distinct_id"] for message in refused["results"]] == ["unheard-of"]
    assert [message["status"] for message in of_one["results"]] == ["delivered"]


def test_a_bearer_key_does_what_a_signature_does(server, simulator):
    client = Suprsend.with_workspace_api_key(WORKSPACE_KEY, API_KEY, base_url=server.url)

    saved = save(client, "u1", ADDRESSES["user_id"][0])
    triggered = trigger(client, "u1")
    tracked = client.track_event(Event("u1", "NOTE_WRITTEN", {"text": "an event"}))

    assert saved["success"] and triggered["success"] and tracked["success"]
    arrived = {arrival.text for arrival in simulator.wait_for(2)}
    assert arrived == {"hello", "an event"}
