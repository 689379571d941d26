"""`bellhop serve` with a folder of its own, pointed at a Slack on loopback."""

import time
from pathlib import Path

import requests

from running import BELLHOP, Program

TEMPLATES = Path(__file__).with_name("templates")
WORKSPACE_KEY = "wskey_outside_0123456789"
WORKSPACE_SECRET = "wssecret_outside_0123456789"
API_KEY = "outside-api-key-0123456789"

ENDING_SECONDS = 30
"""See simulator.ARRIVAL_SECONDS."""


class Server:
    """A running Bellhop."""

    def __init__(self, folder, slack_url, **settings):
        """Starts it in `folder`; `settings` are further BELLHOP_… variables, without the prefix."""
        environment = {
            "HTTP__LISTEN": "127.0.0.1:0",
            "STORE__URL": f"sqlite:{folder}/bellhop.db",
            "TEMPLATES__DIR": str(TEMPLATES),
            "TEMPLATES__HELPERS": "1",
            "SLACK__API_URL": f"{slack_url}/api/",
            # Webhook URLs stay Slack's own, to the letter; only their host is replaced at the call.
            "SLACK__WEBHOOK_URL": f"{slack_url}/",
            "PACE__DESTINATION_PER_SECOND": "0",
            "WORKSPACE__KEY": WORKSPACE_KEY,
            "WORKSPACE__SECRET": WORKSPACE_SECRET,
            "WORKSPACE__API_KEY": API_KEY,
        } | settings
        environment = {f"BELLHOP_{name}": value for name, value in environment.items()}
        self.program = Program([BELLHOP, "serve"], r"ready listen=(\S+)", environment, folder)
        self.url = f"http://{self.program.said[1]}"

    def get(self, path):
        """The JSON of a GET with the bearer key."""
        answer = requests.get(self.url + path, headers={"Authorization": f"Bearer {API_KEY}"}, timeout=10)
        assert answer.ok, answer.text
        return answer.json()

    def messages_of(self, trigger_id):
        """The messages of a trigger, once none of them waits any more."""
        deadline = time.monotonic() + ENDING_SECONDS
        while True:
            record = self.get(f"/v1/message/{trigger_id}/")
            counts = record["counts"]
            if counts["queued"] == 0 and sum(counts.values()) > 0:
                return record["messages"]
            assert time.monotonic() < deadline, f"messages still wait after {ENDING_SECONDS} s: {record}"
            time.sleep(0.02)
