"""No secret leaves Bellhop by its log, its metrics, its answers or its files, however it is asked to talk.

That no log contains one is checked after every test (conftest.py); here the log says all it can.
"""

import requests
from suprsend import Suprsend

from server import API_KEY, WORKSPACE_KEY, WORKSPACE_SECRET
from test_sdk_latest import ADDRESSES, save, trigger

SECRETS = ["xoxb-demo", "B0DEPLOYS/demo", "xoxb-revoked", WORKSPACE_SECRET, API_KEY]


def test_what_passes_through_is_not_shown_anywhere(start_server, simulator, tmp_path):
    server = start_server(simulator.url, LOG__LEVEL="trace,reqwest=trace,hyper_util=trace,sqlx=trace,rustls=trace")
    client = Suprsend(WORKSPACE_KEY, WORKSPACE_SECRET, base_url=server.url)
    addresses = [address for address, _, _ in ADDRESSES.values()]
    save(client, "u1", *addresses, {"user_id": "U0ALICE", "access_token": "xoxb-revoked"})
    save(Suprsend(WORKSPACE_KEY, "not-the-secret", base_url=server.url), "u1", *addresses)

    triggered = trigger(client, "u1")
    messages = server.messages_of(triggered["message"])

    assert len(messages) == len(addresses) + 1
    shown = {
        "log": server.program.log,
        "metrics": requests.get(f"{server.url}/metrics", timeout=10).text,
        "record": str(messages),
        "user": str(client.users.get("u1")),
        "connections": str(server.get("/v1/connection/")),
    }
    for file in tmp_path.glob("bellhop*.db*"):
        shown[file.name] = file.read_bytes().decode("latin-1")
    # That it was looked for in the right places.
    assert "TRACE" in shown["log"] and "U0BOB" in shown["record"]
    assert len([name for name in shown if ".db" in name]) >= 2
    leaks = [(name, secret) for name, text in shown.items() for secret in SECRETS if secret in text]
    assert leaks == []
