"""The messages of the studio in a real browser: found, read, and sent again."""

import re

import pytest
from playwright.sync_api import expect

from browser import SHOWN_MS
from studio import Demo, open_studio

expect.set_options(timeout=SHOWN_MS)

GIVEN_UP = "failed,expired,refused,ambiguous"


class WithFailures(Demo):
    """A demo with two messages more: for somebody whom nobody in Slack knows, and without its data."""

    def __init__(self):
        super().__init__()
        self.save("stranger", {"email": "nobody@acme.example", "access_token": "xoxb-demo"})
        self.save("erin", {"channel_id": "C0GENERAL", "access_token": "xoxb-demo"})
        self.stranger = self.send("stranger", WHOLE)
        self.incomplete = self.send("erin", {"service": "shop"})

    def save(self, person, slack):
        self.call("POST", f"/v1/user/{person}/", {"$slack": slack})

    def send(self, person, data):
        trigger = {"workflow": "deploy-finished", "recipients": [person], "data": data, "actor": {"distinct_id": "you", "name": "you"}}
        return self.call("POST", "/trigger/", trigger)["message_id"]


WHOLE = {
    "service": "shop",
    "environment": "production",
    "version": "v7",
    "status": "ok",
    "seconds": 42,
    "logs_url": "https://ci.example/7",
    "commit_url": "https://git.example/7",
    "commit_title": "Hello",
}


@pytest.fixture(scope="module")
def demo():
    demo = WithFailures()
    yield demo
    demo.program.stop()


@pytest.fixture
def studio(browser, demo):
    """The messages; nothing may have gone wrong in the page in the end."""
    tab = open_studio(browser, demo.url, "/messages")
    yield tab
    assert tab.problems == []
    tab.page.close()


def rows(tab):
    return tab.page.get_by_role("table", name="Messages").get_by_role("row")


def test_messages_are_found_and_the_search_is_in_the_address(studio, demo):
    page = studio.page
    expect(rows(studio).filter(has_text="stranger")).to_contain_text("Failed")

    page.get_by_role("searchbox", name="Search").fill("nobody@acme.example")
    page.keyboard.press("Enter")

    expect(rows(studio)).to_have_count(2)  # with that of the headings
    expect(page.get_by_role("status").filter(has_text="1 message shown")).to_be_visible()
    assert page.url.endswith("#/messages?search=nobody%40acme.example")
    page.reload()
    expect(rows(studio)).to_have_count(2)
    page.get_by_role("navigation", name="What became of them").get_by_role("link", name="Delivered").click()
    expect(page.get_by_role("heading", name="No message fits")).to_be_visible()
    page.get_by_role("button", name="Show all messages").click()
    expect(rows(studio).filter(has_text="erin")).to_be_visible()
    page.get_by_label("Template").select_option("deploy-finished")
    expect(rows(studio).filter(has_text="order-shipped")).to_have_count(0)


def test_a_message_tells_its_story_to_the_eye_and_to_the_ear(studio):
    page = studio.page
    page.get_by_role("link", name="Given up").click()

    link = rows(studio).filter(has_text="erin").get_by_role("link")
    link.focus()
    page.keyboard.press("Enter")

    heading = page.get_by_role("heading", name="deploy-finished to erin")
    expect(heading).to_be_focused()
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()
    expect(page.get_by_label("What was said")).to_contain_text("there is no field")
    expect(page.get_by_role("list").filter(has_text="The trigger was accepted")).to_contain_text("Nothing by itself")
    expect(page.get_by_role("link", name="Open deploy-finished in the workbench")).to_be_visible()
    studio.picture("studio-message")
    page.get_by_role("definition").get_by_role("link", name=re.compile("^[0-9a-f-]{36}$")).click()
    expect(page.get_by_role("heading", name="Trigger of workflow deploy-finished")).to_be_focused()
    page.get_by_role("link", name="Back to the messages").click()
    expect(page.get_by_role("link", name="Given up")).to_have_attribute("aria-current", "true")


def test_what_was_given_up_is_sent_again_and_what_becomes_of_it_is_said(studio, demo):
    page = studio.page
    page.evaluate("statuses => { location.hash = `/messages?status=${statuses}&search=stranger` }", GIVEN_UP)
    page.get_by_label("Choose deploy-finished to stranger").check()
    page.get_by_role("button", name="Redrive elsewhere").click()

    dialog = page.get_by_role("dialog", name="Redrive 1 message elsewhere")
    dialog.get_by_label("Channel, user or e-mail").fill("C0GENERAL")
    dialog.get_by_role("button", name="Redrive").click()

    expect(page.get_by_role("status").filter(has_text="1 message is on its way again.")).to_be_visible()
    expect(dialog).to_be_hidden()
    # It was the last of the list, and what became of it is still said.
    expect(page.get_by_role("heading", name="No message fits")).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="1 message is on its way again.")).to_be_visible()
    studio.picture("studio-redriven")
    page.evaluate("id => { location.hash = `/messages/${id}` }", demo.stranger)
    row = rows(studio).filter(has_text="stranger")
    expect(row).to_contain_text("Delivered")
    expect(row).to_contain_text("C0GENERAL")


def test_a_redriven_message_is_seen_on_its_way_and_failing_again(studio, demo):
    page = studio.page
    record = demo.call("GET", f"/v1/message/{demo.incomplete}/")
    page.evaluate("id => { location.hash = `/messages/${id}` }", record["messages"][0]["id"])

    page.get_by_role("button", name="Redrive", exact=True).click()

    expect(page.get_by_role("status").filter(has_text="1 message is on its way again.")).to_be_visible()
    page.get_by_text("The record as it is").click()
    expect(page.get_by_role("cell", name="redriven")).to_be_visible()
    expect(page.get_by_role("heading", name="What to do")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_messages_keep_nobody_out(browser, demo, scheme, width):
    tab = open_studio(browser, demo.url, f"/messages?status={GIVEN_UP}", color_scheme=scheme, viewport={"width": width, "height": 844})
    fits = "document.querySelector('main').scrollWidth <= document.querySelector('main').clientWidth"
    expect(rows(tab).filter(has_text="erin")).to_be_visible()
    assert tab.inaccessible() == []
    assert tab.page.evaluate(fits)
    tab.picture(f"studio-given-up-{scheme}-{width}")

    rows(tab).filter(has_text="erin").get_by_role("link").click()
    expect(tab.page.get_by_role("heading", name="What happened")).to_be_visible()
    assert tab.inaccessible() == []
    assert tab.page.evaluate(fits)
    tab.picture(f"studio-message-{scheme}-{width}")
    assert tab.problems == []
    tab.page.close()
