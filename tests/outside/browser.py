"""A real browser: the Chromium that is installed, driven by Playwright, which brings none of its own."""

import os
import shutil
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from running import ROOT

PICTURES = ROOT / "test-results"
AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"

SHOWN_MS = 30_000
"""How long something may take to appear. The demo sends one message a second to each channel."""


@contextmanager
def open_browser():
    """A running Chromium."""
    chromium = os.environ.get("BELLHOP_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    assert chromium, "chromium is missing: scripts/setup test"
    # Chromium's sandbox refuses root, which is who runs tests in a container.
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


class Tab:
    """One page, which collects whatever goes wrong in it, and where it wants to go beyond loopback."""

    def __init__(self, browser, url, **options):
        self.problems = []
        self.page = browser.new_page(**options)
        self.page.set_default_timeout(SHOWN_MS)
        self.page.on("pageerror", lambda error: self.problems.append(f"exception: {error}"))
        self.page.on("console", self._on_console)
        self.page.on("response", self._on_response)
        self.page.on("requestfailed", self._on_failure)
        self.page.route("**/*", self._stay_on_loopback)
        self.page.goto(url)

    def _on_console(self, message):
        if message.type in ("error", "warning"):
            self.problems.append(f"console {message.type}: {message.text}")

    def _on_response(self, response):
        if response.status >= 400:
            self.problems.append(f"{response.status}: {response.url}")

    def _on_failure(self, request):
        # A stream that is open while the page goes away is cut, which is as it should be.
        if request.failure != "net::ERR_ABORTED":
            self.problems.append(f"{request.failure}: {request.url}")

    def _stay_on_loopback(self, route):
        if route.request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            route.continue_()
        else:
            self.problems.append(f"goes elsewhere: {route.request.url}")
            route.abort()

    def picture(self, name):
        """Keeps a picture of the page in test-results/."""
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def inaccessible(self):
        """What axe finds that keeps people out, as "rule: elements"."""
        assert AXE.exists(), f"{AXE} is missing: scripts/setup test"
        self.page.evaluate(AXE.read_text())
        found = self.page.evaluate("axe.run()")["violations"]
        return [
            f"{rule['id']}: {[node['target'] for node in rule['nodes']]}"
            for rule in found
            if rule["impact"] in ("serious", "critical")
        ]
