"""The studio of a demo, in a real browser."""

import json
import re
import urllib.request

from playwright.sync_api import expect

from browser import Tab
from running import BELLHOP, Program

API_KEY = "bellhop-demo-api-key"


class Demo:
    """A running demo, and its API."""

    def __init__(self):
        command = [BELLHOP, "demo", "--listen", "127.0.0.1:0", "--sim-listen", "127.0.0.1:0"]
        self.program = Program(command, "Ctrl-C ends the demo")
        self.url = re.search(r"API\s+(http\S+)", self.program.log)[1]

    def call(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        headers = {"Authorization": f"Bearer {API_KEY}", "Content-Type": "application/json"}
        with urllib.request.urlopen(urllib.request.Request(self.url + path, data, headers, method=method), timeout=30) as answer:
            return json.load(answer)

    def save_draft(self, slug, source):
        self.call("PUT", f"/v1/template/{slug}/draft/", {"files": {"template.jsonnet": source, "example.json": "{}"}})


def open_studio(browser, url, place, **options):
    """A tab of somebody who is signed in, at a place of the studio of the Bellhop at `url`."""
    tab = Tab(browser, f"{url}/studio/", **options)
    tab.page.get_by_label("API key").fill(API_KEY)
    tab.page.get_by_role("button", name="Sign in").click()
    expect(tab.page.get_by_role("button", name="Sign out")).to_be_visible()
    tab.page.evaluate("place => { location.hash = place }", place)
    return tab
