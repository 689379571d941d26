"""Bellhop against an independent emulator of Slack: what it sends, others read the same way."""

import pytest
from suprsend import Suprsend, WorkflowTriggerRequest

from emulator import Emulator
from server import WORKSPACE_KEY, WORKSPACE_SECRET

RANDOM = "C000000002"
GENERAL = "C000000001"
WEBHOOK = "https://hooks.slack.com/services/T000000001/B000000001/X000000001"


@pytest.fixture
def emulator():
    """An emulator with the team of emulate.yaml."""
    emulator = Emulator()
    yield emulator
    emulator.program.stop()


@pytest.fixture
def server(start_server, emulator):
    """A Bellhop against the emulator."""
    return start_server(emulator.url)


@pytest.fixture
def deliver(server):
    """Sends a card to one recipient with this address, and returns the record of its message."""
    client = Suprsend(WORKSPACE_KEY, WORKSPACE_SECRET, base_url=server.url)

    def send(address, text="hello"):
        body = {"workflow": "card", "recipients": [{"distinct_id": "u1", "$slack": [address]}], "data": {"text": text}}
        triggered = client.workflows.trigger(WorkflowTriggerRequest(body=body))
        assert triggered["success"], triggered
        [message] = server.messages_of(triggered["message"])
        return message

    return send


def is_card(message, text):
    """Asserts what the template `card` makes."""
    assert message["text"] == text
    [section] = message["blocks"]
    assert (section["type"], section["text"]) == ("section", {"type": "mrkdwn", "text": f"*{text}*"})


def test_a_channel_gets_the_message_with_its_blocks_and_its_id(deliver, emulator):
    record = deliver({"channel_id": RANDOM, "access_token": "xoxb-bellhop"})

    assert (record["status"], record["receipt"]["channel"]) == ("delivered", RANDOM)
    message = emulator.message(record["receipt"])
    is_card(message, "hello")
    assert record["id"] in str(message["metadata"])


def test_characters_of_any_script_survive(deliver, emulator):
    record = deliver({"channel_id": RANDOM, "access_token": "xoxb-bellhop"}, "naïve ☕ 日本語 👩‍🚀 “quotes”")

    is_card(emulator.message(record["receipt"]), "naïve ☕ 日本語 👩‍🚀 “quotes”")


def test_a_user_gets_a_direct_message(deliver, emulator):
    alice = emulator.ask("users.lookupByEmail", email="alice@example.com")["user"]["id"]

    record = deliver({"user_id": alice, "access_token": "xoxb-bellhop"})

    assert record["status"] == "delivered"
    assert emulator.ask("conversations.info", channel=record["receipt"]["channel"])["channel"]["user"] == alice
    is_card(emulator.message(record["receipt"]), "hello")


def test_an_email_is_looked_up_and_gets_a_direct_message(deliver, emulator):
    alice = emulator.ask("users.lookupByEmail", email="alice@example.com")["user"]["id"]

    record = deliver({"email": "Alice@example.com", "access_token": "xoxb-bellhop"})

    assert record["status"] == "delivered"
    assert emulator.ask("conversations.info", channel=record["receipt"]["channel"])["channel"]["user"] == alice
    is_card(emulator.message(record["receipt"]), "hello")


def test_a_webhook_posts_into_its_channel(deliver, emulator):
    record = deliver({"incoming_webhook": {"url": WEBHOOK}})

    assert record["status"] == "delivered"
    [message] = emulator.ask("conversations.history", channel=GENERAL)["messages"]
    assert message["subtype"] == "bot_message"
    is_card(message, "hello")


@pytest.mark.parametrize(
    "address, code",
    [
        ({"channel_id": "C0NOSUCH", "access_token": "xoxb-bellhop"}, "channel_not_found"),
        ({"user_id": "U0NOSUCH", "access_token": "xoxb-bellhop"}, "channel_not_found"),
        ({"email": "nobody@example.com", "access_token": "xoxb-bellhop"}, "users_not_found"),
        ({"channel_id": RANDOM, "access_token": "xoxb-reader"}, "missing_scope"),
    ],
)
def test_what_slack_refuses_fails_with_slacks_own_code(deliver, address, code):
    record = deliver(address)

    assert record["status"] == "failed"
    assert code in record["detail"]


def test_a_missing_scope_is_named(deliver):
    record = deliver({"channel_id": RANDOM, "access_token": "xoxb-reader"})

    assert "chat:write" in record["detail"]


def test_an_archived_channel_fails_with_slacks_own_code(deliver, emulator):
    emulator.ask("conversations.join", channel=RANDOM)
    emulator.ask("conversations.archive", channel=RANDOM)

    record = deliver({"channel_id": RANDOM, "access_token": "xoxb-bellhop"})

    assert record["status"] == "failed"
    assert "is_archived" in record["detail"]
