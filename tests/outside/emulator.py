"""The npm package `emulate`: a Slack that others wrote, as a second opinion beside our own simulator.

Known gaps of 0.11.2, which the tests stay clear of: an unknown token lacks scopes instead of being
refused; any webhook secret is accepted, and posts into #general; a public channel need not be
joined; blocks are not checked; nothing is rate-limited; reading methods are POST only.
"""

from pathlib import Path

import requests

from running import Program

HERE = Path(__file__).parent
MAIN = HERE / "node_modules" / "emulate" / "dist" / "index.js"


class Emulator:
    """A running emulator."""

    def __init__(self):
        assert MAIN.exists(), f"{MAIN} is missing: scripts/setup test"
        # The port is replaced by loopback.cjs; the emulator does not take 0.
        emulate = [MAIN, "start", "--service", "slack", "--port", "4000", "--seed", HERE / "emulate.yaml"]
        self.program = Program(["node", "--require", HERE / "loopback.cjs", *emulate], r"listening at (\S+)")
        self.url = f"http://{self.program.said[1]}"

    def ask(self, method, **arguments):
        """The answer of a method of its Web API, asked with the judge's token."""
        headers = {"Authorization": "Bearer xoxb-judge"}
        answer = requests.post(f"{self.url}/api/{method}", data=arguments, headers=headers, timeout=10).json()
        assert answer["ok"], answer
        return answer

    def message(self, receipt):
        """The message that a receipt of Bellhop's names; it must be the only one of its conversation."""
        [message] = self.ask("conversations.history", channel=receipt["channel"])["messages"]
        assert message["ts"] == receipt["ts"]
        return message
