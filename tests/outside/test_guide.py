"""The Python snippets of SuprSend's Slack guide, through the SDK, against Bellhop.

The snippets in guide/ are the guide's own lines. Two of their values stand for something else: the
crawler that stored the page hid the e-mail as `[email protected]`, and `U/WXXXXXXXX` is the guide's
way of saying "an id that starts with U or W". Where a snippet is filled in, exactly these two are
replaced, by `user@example.com` and `UXXXXXXXX`; two tests run them to the letter.
"""

from itertools import combinations
from pathlib import Path

import pytest
from suprsend import WorkflowTriggerRequest

from simulator import Arrival

GUIDE = Path(__file__).with_name("guide")
FILLED_IN = {"[email protected]": "user@example.com", "U/WXXXXXXXX": "UXXXXXXXX"}

BY_WEBHOOK = Arrival("#random", "webhook", "hello")
BY_CHANNEL = Arrival("#general-of-the-guide", "bot", "hello")
BY_USER = Arrival("@user", "bot", "hello")

KEYS = {
    "incoming_webhook": (
        {"url": "https://hooks.slack.com/services/TXXXXXXXXX/BXXXXXXXX/XXXXXXXXXXXXXXXXXXX"},
        BY_WEBHOOK,
    ),
    "channel_id": ("CXXXXXXXX", BY_CHANNEL),
    "user_id": ("UXXXXXXXX", BY_USER),
    "email": ("other@example.com", Arrival("@other", "bot", "hello")),
}
"""The keys in the guide's order of precedence, each with a place of its own where it leads."""


@pytest.fixture
def simulator(simulator):
    """The simulator, with what the guide's snippets name."""
    simulator.seed(
        users=[
            {"id": "UXXXXXXXX", "name": "user", "real_name": "User", "email": "user@example.com"},
            {"id": "UOTHER", "name": "other", "real_name": "Other", "email": "other@example.com"},
        ],
        channels=[
            {"id": "CXXXXXXXX", "name": "general-of-the-guide", "kind": "public"},
            {"id": "CRANDOM", "name": "random", "kind": "public"},
        ],
        tokens=[{"token": "xoxb-xxxxx"}],
        webhooks=[{"path": "TXXXXXXXXX/BXXXXXXXX/XXXXXXXXXXXXXXXXXXX", "channel": "CRANDOM", "name": "guide"}],
    )
    return simulator


def run(client, snippet, replace):
    """Runs a snippet with `supr_client` at hand, and returns its `response`."""
    text = (GUIDE / f"{snippet}.py").read_text()
    for stands_for, value in replace.items():
        text = text.replace(stands_for, value)
    names = {"supr_client": client}
    exec(compile(text, snippet, "exec"), names)
    return names["response"]


def places_of(client, server, simulator, recipient):
    """Where a trigger for `recipient` arrives."""
    body = {"workflow": "note", "recipients": [recipient], "data": {"text": "hello"}}
    triggered = client.workflows.trigger(WorkflowTriggerRequest(body=body))
    server.messages_of(triggered["message"])
    return simulator.arrivals()


def test_the_direct_message_snippet_reaches_the_user_by_both_addresses(client, server, simulator):
    response = run(client, "direct_message", FILLED_IN)

    assert response["success"], response
    assert places_of(client, server, simulator, "__uniq_user_id__") == [BY_USER, BY_USER]


def test_the_channel_snippet_reaches_the_channel(client, server, simulator):
    response = run(client, "channel", {})

    assert response["success"], response
    assert places_of(client, server, simulator, "channel_general") == [BY_CHANNEL]


def test_the_webhook_snippet_reaches_the_webhooks_channel(client, server, simulator):
    response = run(client, "incoming_webhook", {})

    assert response["success"], response
    assert places_of(client, server, simulator, "__uniq_user_id__") == [BY_WEBHOOK]


@pytest.mark.parametrize("replace", [FILLED_IN, {}], ids=["filled in", "to the letter"])
def test_in_the_precedence_snippet_the_webhook_wins(client, server, simulator, replace):
    response = run(client, "precedence", replace)

    # What loses is not looked at, so the two values that cannot work do no harm here.
    assert response["success"], response
    [slack] = client.users.get("__uniq_user_id__")["$slack"]
    assert list(slack["value"]) == ["incoming_webhook"]
    assert places_of(client, server, simulator, "__uniq_user_id__") == [BY_WEBHOOK]


def test_a_user_id_to_the_letter_is_refused_by_name(client):
    response = run(client, "direct_message", {"[email protected]": "user@example.com"})

    assert (response["success"], response["status_code"]) == (False, 400)
    assert "$slack.user_id" in response["message"]


@pytest.mark.parametrize(
    "keys",
    [keys for count in range(1, len(KEYS) + 1) for keys in combinations(KEYS, count)],
    ids=" ".join,
)
def test_of_any_keys_the_first_in_precedence_wins(client, server, simulator, keys):
    winner = keys[0]
    user = client.user.get_instance(distinct_id="u1")
    # The winner comes last, so that it cannot win by being first.
    user.add_slack({key: KEYS[key][0] for key in reversed(keys)} | {"access_token": "xoxb-xxxxx"})

    assert user.save()["success"]

    assert places_of(client, server, simulator, "u1") == [KEYS[winner][1]]
