"""What every judge gets: a Bellhop and a simulated Slack of its own, real programs on free ports."""

import os

import pytest
from suprsend import Suprsend

from browser import open_browser
from running import BELLHOP
from server import API_KEY, WORKSPACE_KEY, WORKSPACE_SECRET, Server
from simulator import Simulator

# The SDKs obey proxy variables, for loopback too.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "127.0.0.1,localhost"

SECRETS = ["xoxb-", "/services/T", WORKSPACE_SECRET, API_KEY]
"""What no log line may contain."""


def pytest_sessionstart(session):
    """Says what is missing, instead of failing every test with it."""
    if not BELLHOP.exists():
        pytest.exit(f"{BELLHOP} is not built: cargo build -p bellhop", returncode=1)


@pytest.fixture
def simulator():
    """A simulated Slack with the demo's team and no rate limits."""
    simulator = Simulator()
    yield simulator
    simulator.program.stop()


@pytest.fixture
def start_server(tmp_path):
    """Starts a Bellhop against the Slack at a URL. Afterwards no secret may be in its log."""
    servers = []

    def start(slack_url, **settings):
        servers.append(Server(tmp_path, slack_url, **settings))
        return servers[-1]

    yield start
    for server in servers:
        server.program.stop()
        leaked = [secret for secret in SECRETS if secret in server.program.log]
        assert not leaked, f"in the log: {leaked}"


@pytest.fixture
def server(start_server, simulator):
    """A Bellhop against the simulated Slack."""
    return start_server(simulator.url)


@pytest.fixture
def client(server):
    """The SDK, signing with the workspace's secret."""
    return Suprsend(WORKSPACE_KEY, WORKSPACE_SECRET, base_url=server.url)


@pytest.fixture(scope="module")
def browser():
    """A Chromium for the tests of one file."""
    with open_browser() as browser:
        yield browser
