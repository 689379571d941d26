"""`bellhop sim`, asked over its own HTTP what arrived."""

import json
import time
from dataclasses import dataclass

import requests

from running import BELLHOP, Program

ARRIVAL_SECONDS = 30
"""What is due arrives within milliseconds; this is for a machine that does ten other things."""


@dataclass(frozen=True)
class Arrival:
    """One message, as the people in Slack see it: where it is, who it is from, what it says."""

    where: str
    sender: str
    text: str


class Simulator:
    """The simulated Slack, with the demo's team: alice and bob, #general and #orders, `xoxb-demo`."""

    def __init__(self):
        command = [BELLHOP, "sim", "--listen", "127.0.0.1:0", "--post-per-second", "0"]
        self.program = Program(command, r"page\s+(http://\S+)")
        self.url = self.program.said[1]

    def seed(self, **things):
        """Adds users, channels, tokens and webhooks to the team."""
        answer = requests.post(f"{self.url}/sim/seed", json=things, timeout=10)
        assert answer.ok, answer.text

    def arrivals(self):
        """All messages, in the order of their time stamps."""
        state = requests.get(f"{self.url}/sim/state", timeout=10).json()
        names = {user["id"]: user["name"] for user in state["users"]}
        places = {
            channel["id"]: f"@{names[channel['user']]}" if channel["kind"] == "im" else f"#{channel['name']}"
            for channel in state["channels"]
        }
        messages = [message for of_channel in state["messages"].values() for message in of_channel]
        messages.sort(key=lambda message: message["ts"])
        return [Arrival(places[message["channel"]], message["sender"]["kind"], message["text"]) for message in messages]

    def wait_for(self, count):
        """The messages, once there are `count` of them or more. Driven by the simulator's events."""
        deadline = time.monotonic() + ARRIVAL_SECONDS
        with requests.get(f"{self.url}/sim/events", stream=True, timeout=ARRIVAL_SECONDS) as events:
            # Asked after the stream is open, so that nothing can fall between the two.
            if len(arrived := self.arrivals()) >= count:
                return arrived
            for line in events.iter_lines(chunk_size=1):
                is_message = line.startswith(b"data:") and json.loads(line[5:])["type"] == "message"
                if is_message and len(arrived := self.arrivals()) >= count:
                    return arrived
                if time.monotonic() > deadline:
                    break
        raise AssertionError(f"{len(arrived)} of {count} messages arrived within {ARRIVAL_SECONDS} s: {arrived}")
