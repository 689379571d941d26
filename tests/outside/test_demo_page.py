"""`bellhop demo` the way a newcomer meets it: what it prints, and its pages in a real browser."""

import re
import subprocess
from dataclasses import dataclass

import pytest
from playwright.sync_api import expect

from browser import SHOWN_MS, Tab
from running import BELLHOP, Program

expect.set_options(timeout=SHOWN_MS)


@dataclass
class Demo:
    """A running demo: its addresses, and the command that it suggests."""

    program: Program
    inbox: str
    docs: str
    command: str


@pytest.fixture(scope="module")
def demo():
    """A demo that has sent everything that it sends by itself."""
    command = [BELLHOP, "demo", "--listen", "127.0.0.1:0", "--sim-listen", "127.0.0.1:0"]
    program = Program(command, "Ctrl-C ends the demo")
    suggested = re.search(r"^    curl .*?^$", program.log, re.MULTILINE | re.DOTALL)[0]
    yield Demo(
        program,
        inbox=re.search(r"inbox\s+(\S+)", program.log)[1],
        docs=re.search(r"API docs\s+(\S+)", program.log)[1],
        command=suggested,
    )
    program.stop()


def open_conversation(tab, section, name):
    """Opens a conversation from the sidebar and returns its log."""
    tab.page.get_by_role("navigation", name=section).get_by_role("link", name=name).click()
    return tab.page.get_by_role("log")


@pytest.fixture
def inbox(browser, demo):
    """The inbox; nothing may have gone wrong in it in the end."""
    tab = Tab(browser, demo.inbox)
    yield tab
    assert tab.problems == []


@pytest.mark.parametrize(
    "section, name, label, sender, text",
    [
        ("Direct messages", "Alice Archer", "Messages with Alice Archer", "Bellhop", "Your order is on its way"),
        ("Direct messages", "Bob Baker", "Messages with Bob Baker", "Bellhop", "Welcome to"),
        ("Channels", "orders", "Messages in #orders", "Bellhop", "Your order is on its way"),
        ("Channels", "incidents", "Messages in #incidents", "deploys", "checkout"),
        ("Channels", "general", "Messages in #general", "Bellhop", "Your week in"),
    ],
)
def test_what_the_demo_sent_can_be_read(inbox, section, name, label, sender, text):
    log = open_conversation(inbox, section, name)

    expect(log).to_have_accessible_name(label)
    message = log.get_by_role("article").filter(has_text=re.compile(text, re.IGNORECASE)).first
    expect(message).to_be_visible()
    expect(message).to_contain_text(sender)
    inbox.picture(f"inbox-{name.split()[0].lower()}")


def test_every_message_of_the_demo_was_delivered(demo):
    assert "WARN" not in demo.program.log
    assert "ERROR" not in demo.program.log


def test_the_suggested_command_makes_a_message_appear_at_once(inbox, demo):
    log = open_conversation(inbox, "Channels", "general")
    expect(log.get_by_role("article").first).to_be_visible()
    new = log.get_by_role("article").filter(has_text=re.compile("shop.*v7", re.DOTALL))
    expect(new).to_have_count(0)

    done = subprocess.run(["bash", "-c", demo.command], capture_output=True, text=True, timeout=30)

    assert done.returncode == 0, done.stderr
    assert '"success"' in done.stdout, done.stdout
    expect(new).to_be_visible()
    inbox.picture("inbox-after-curl")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_inbox_keeps_nobody_out(browser, demo, scheme):
    tab = Tab(browser, demo.inbox, color_scheme=scheme)
    for section, name in [("Channels", "general"), ("Direct messages", "Alice Archer")]:
        log = open_conversation(tab, section, name)
        expect(log.get_by_role("article").first).to_be_visible()

        assert tab.inaccessible() == []
        tab.picture(f"inbox-{scheme}-{name.split()[0].lower()}")


def test_the_inbox_fits_a_telephone(browser, demo):
    tab = Tab(browser, demo.inbox, viewport={"width": 390, "height": 844})
    fits = "document.documentElement.scrollWidth <= innerWidth"

    expect(tab.page.get_by_role("navigation", name="Channels")).to_be_visible()
    assert tab.page.evaluate(fits)
    tab.picture("inbox-narrow-list")

    log = open_conversation(tab, "Channels", "general")
    expect(log.get_by_role("article").first).to_be_visible()
    assert tab.page.evaluate(fits)
    tab.picture("inbox-narrow")


def test_the_wire_shows_the_calls_that_reached_slack_and_none_was_refused(inbox):
    wire = inbox.page.get_by_role("complementary", name="Wire")

    for method in ("chat.postMessage", "users.lookupByEmail", "webhook"):
        expect(wire.get_by_role("listitem").filter(has_text=method).first).to_be_visible()
    for name in ("Rate limited", "Rejected"):
        expect(wire.get_by_role("term").filter(has_text=name).locator("xpath=following-sibling::dd[1]")).to_have_text("0")
    inbox.page.get_by_role("button", name="Wire", exact=True).click()
    expect(wire).to_be_hidden()
    inbox.picture("inbox-without-wire")


def test_the_api_is_documented_on_a_page(browser, demo):
    tab = Tab(browser, demo.docs)

    expect(tab.page.get_by_text("/v1/user/{distinct_id}/").first).to_be_visible()
    tab.picture("docs")
    tab.page.locator(".opblock-post").first.locator("button.opblock-summary-control").click()
    expect(tab.page.locator(".opblock-body").first).to_be_visible()
    tab.picture("docs-open")
    assert tab.problems == []
