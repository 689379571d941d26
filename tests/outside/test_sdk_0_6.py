"""The oldest SDK with the guide's calls, 0.6.0, unmodified, in an interpreter of its own."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from running import ROOT
from server import WORKSPACE_KEY, WORKSPACE_SECRET
from simulator import Arrival

CALLS = Path(__file__).with_name("sdk_0_6_calls.py")
PYTHON = Path(os.environ.get("BELLHOP_SDK_0_6_PYTHON") or ROOT / ".venv" / "sdk-0.6" / "bin" / "python")

CALL_SECONDS = 60
"""Starting the interpreter takes most of it."""


@pytest.fixture
def call(server):
    """Makes one of the calls of sdk_0_6_calls.py and returns what the SDK returned."""

    def make(name, secret=WORKSPACE_SECRET):
        assert PYTHON.exists(), f"{PYTHON} is missing: scripts/setup test"
        command = [PYTHON, CALLS, name, server.url, WORKSPACE_KEY, secret]
        done = subprocess.run(command, capture_output=True, text=True, timeout=CALL_SECONDS)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return make


def texts(arrivals):
    return sorted(arrival.text for arrival in arrivals)


def test_a_saved_user_gets_what_is_triggered(call, simulator):
    saved = call("save_user_id")
    triggered = call("trigger")

    assert (saved["success"], saved["status_code"]) == (True, 202)
    assert (triggered["success"], triggered["status_code"]) == (True, 202)
    assert simulator.wait_for(1) == [Arrival("@bob", "bot", "hello")]


def test_of_all_keys_at_once_the_webhook_wins(call, simulator):
    assert call("save_all_keys")["success"]
    call("trigger")

    assert simulator.wait_for(1) == [Arrival("#incidents", "webhook", "hello")]


def test_two_addresses_both_get_the_message(call, simulator):
    assert call("save_two")["success"]
    call("trigger")

    assert {arrival.where for arrival in simulator.wait_for(2)} == {"@alice", "#orders"}


def test_the_deprecated_call_without_a_token_is_told_what_is_missing(call):
    refused = call("save_without_token")

    assert (refused["success"], refused["status_code"]) == (False, 400)
    assert "$slack.access_token" in refused["message"]


def test_bulk_users_and_bulk_workflows_are_accepted_and_arrive(call, simulator):
    saved = call("save_in_bulk")
    triggered = call("trigger_in_bulk")

    assert (saved["status"], saved["success"]) == ("success", 1)
    assert (triggered["status"], triggered["success"]) == ("success", 2)
    assert texts(simulator.wait_for(2)) == ["one", "two"]


def test_events_arrive_one_by_one_and_in_bulk(call, simulator):
    call("save_user_id")

    tracked = call("track")
    in_bulk = call("track_in_bulk")

    assert (tracked["success"], tracked["status_code"]) == (True, 202)
    assert (in_bulk["status"], in_bulk["success"]) == ("success", 2)
    assert texts(simulator.wait_for(3)) == ["an event", "one", "two"]


@pytest.mark.parametrize("name", ["save_user_id", "trigger", "track"])
def test_a_wrong_secret_is_told_so(call, name):
    refused = call(name, secret="not-the-secret")

    assert (refused["success"], refused["status_code"]) == (False, 401)
    assert "Not Authenticated" in refused["message"]


@pytest.mark.parametrize("name", ["trigger_in_bulk", "track_in_bulk", "save_in_bulk"])
def test_a_wrong_secret_is_told_so_in_bulk(call, name):
    refused = call(name, secret="not-the-secret")

    assert (refused["status"], refused["success"]) == ("fail", 0)
    assert all(record["code"] == 401 and "Not Authenticated" in record["error"] for record in refused["failed"])


def test_an_unknown_template_is_named(call):
    refused = call("trigger_unknown")

    assert (refused["success"], refused["status_code"]) == (False, 404)
    assert "no-such" in refused["message"]
