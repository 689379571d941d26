"""The studio as product people use it, in a real browser: a template from nothing to Slack, and back again.

Everything is found by its role and its name, as a screen reader does.
"""

import re
from dataclasses import dataclass

import pytest
import requests
from playwright.sync_api import expect

from browser import SHOWN_MS, Tab
from running import BELLHOP, Program

expect.set_options(timeout=SHOWN_MS)

SAYS = "function(data)\n  {{ text: '{}: ' + data.title }}\n"
BROKEN = "function(data)\n  { text: 'Parcel late: ' + data.titel }\n"
TITLE = "something happened that you wanted to know"
"""What the example of a new template says."""

STOPS_MAX = 80
"""How often Tab may have to be pressed to get anywhere on a page."""


@dataclass
class Demo:
    """A running demo, as it says itself where things are."""

    program: Program
    studio: str
    api: str
    inbox: str
    key: str

    def trigger(self, workflow, recipient):
        """Starts a workflow, as a backend does."""
        body = {"workflow": workflow, "recipients": [recipient], "data": {"title": "from a backend"}}
        headers = {"Authorization": f"Bearer {self.key}"}
        answer = requests.post(f"{self.api}/trigger/", json=body, headers=headers, timeout=10)
        assert answer.status_code == 202, answer.text


@pytest.fixture(scope="module")
def demo():
    """A demo that has sent everything that it sends by itself."""
    command = [BELLHOP, "demo", "--listen", "127.0.0.1:0", "--sim-listen", "127.0.0.1:0"]
    program = Program(command, "Ctrl-C ends the demo")
    studio, key = re.search(r"studio\s+(\S+)\s+sign in with: (\S+)", program.log).groups()
    inbox = re.search(r"inbox\s+(\S+)", program.log)[1]
    api = re.search(r"API\s+(http\S+)", program.log)[1]
    yield Demo(program, studio, api, inbox, key)
    program.stop()


def problems(tab):
    """What went wrong in a page, apart from asking for what is not there yet: a draft, the record of a test."""
    absent = re.compile(r"^404: .*/v1/(template|message)/|^console error: .*status of 404")
    return [problem for problem in tab.problems if not absent.search(problem)]


@pytest.fixture
def studio(browser, demo):
    """The studio, signed in; nothing may have gone wrong in it in the end."""
    tab = Tab(browser, demo.studio)
    sign_in(tab.page, demo)
    yield tab
    assert problems(tab) == []


def sign_in(page, demo):
    page.get_by_label("API key").fill(demo.key)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="New template")).to_be_visible()


def begin(page, name):
    """Begins a new template and shows it in the workbench."""
    page.get_by_role("button", name="New template").click()
    dialog = page.get_by_role("dialog", name="New template")
    dialog.get_by_role("textbox", name="Name").fill(name)
    dialog.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name=name, exact=True)).to_be_visible()


def write(page, text):
    """Puts a text into the editor in place of what is there."""
    editor = page.get_by_role("textbox", name="template.jsonnet")
    editor.focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.insert_text(text)


def commit(page, note):
    """Commits the draft; gives the version that is served then, as the page shows it."""
    page.get_by_role("button", name="Commit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Commit")
    dialog.get_by_role("textbox", name="Note").fill(note)
    dialog.get_by_role("button", name="Commit").click()
    expect(dialog).to_be_hidden()
    said = page.get_by_role("status").filter(has_text="Committed: version")
    expect(said).to_be_visible()
    return re.search(r"version (\w+)", said.inner_text())[1]


def send_test(page, person):
    """Sends a test to a person, and waits until the page says that it is in Slack."""
    page.get_by_role("button", name="Send me a test").click()
    dialog = page.get_by_role("dialog", name="Send me a test")
    dialog.get_by_role("combobox", name="Person").fill(person)
    dialog.get_by_role("button", name="Send", exact=True).click()
    expect(dialog.get_by_role("status").filter(has_text=re.compile("delivered|arrived|is in Slack", re.IGNORECASE))).to_be_visible()
    return dialog


def messages_of_bob(browser, demo):
    """Bob's conversation in the simulator's inbox."""
    tab = Tab(browser, demo.inbox)
    tab.page.get_by_role("navigation", name="Direct messages").get_by_role("link", name="Bob Baker").click()
    return tab, tab.page.get_by_role("log").get_by_role("article")


def test_a_template_from_nothing_to_slack_and_back_again(browser, demo, studio):
    page = studio.page
    preview, wrong = page.get_by_role("region", name="Preview"), page.get_by_role("region", name="Problems")
    studio.picture("studio-templates")

    begin(page, "parcel-late")
    expect(preview).to_contain_text(TITLE)
    studio.picture("studio-new")

    write(page, SAYS.format("Your parcel is late"))
    expect(preview).to_contain_text(f"Your parcel is late: {TITLE}")

    write(page, BROKEN)
    expect(wrong).to_contain_text("titel")
    expect(wrong).to_contain_text("line 2")
    studio.picture("studio-broken")
    wrong.get_by_role("button", name="Go to line 2").click()
    expect(page.get_by_role("textbox", name="template.jsonnet")).to_be_focused()

    write(page, SAYS.format("Your parcel is late"))
    expect(wrong).not_to_contain_text("titel")
    studio.picture("studio-mended")

    dialog = send_test(page, "bob")
    studio.picture("studio-test-sent")
    dialog.get_by_role("button", name="Close").last.click()
    inbox, messages = messages_of_bob(browser, demo)
    expect(messages.filter(has_text=f"Your parcel is late: {TITLE}")).to_have_count(1)
    inbox.picture("studio-test-in-slack")

    first = commit(page, "the first words")
    studio.picture("studio-committed")
    write(page, SAYS.format("Your parcel is very late"))
    expect(preview).to_contain_text("Your parcel is very late")
    second = commit(page, "say how late")
    assert second != first
    demo.trigger("parcel-late", "bob")
    expect(messages.filter(has_text="Your parcel is very late: from a backend")).to_have_count(1)

    page.get_by_role("button", name="History").click()
    history = page.get_by_role("dialog", name="History")
    expect(history).to_contain_text("say how late")
    studio.picture("studio-history")
    history.get_by_role("button", name=f"Roll back to {first}").click()
    page.get_by_role("dialog", name=f"Roll back to {first}").get_by_role("button", name="Roll back", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Rolled back")).to_be_visible()
    studio.picture("studio-rolled-back")
    demo.trigger("parcel-late", "bob")
    expect(messages.filter(has_text="Your parcel is late: from a backend")).to_have_count(1)


def test_a_slip_and_what_the_example_lacks_are_mended_with_one_press(studio):
    page = studio.page
    preview, wrong = page.get_by_role("region", name="Preview"), page.get_by_role("region", name="Problems")
    page.get_by_role("button", name="New template").click()
    page.get_by_role("textbox", name="Name").fill("Plan changed")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("heading", name="plan-changed", exact=True)).to_be_visible()

    write(page, "function(data)\n  { text: 'To ' + data.plan }\n")
    wrong.get_by_role("button", name="Add “plan” to example.json").click()
    expect(preview).to_contain_text("To Plan")

    write(page, "function(data)\n  { text: 'Changed to ' + data.paln }\n")
    wrong.get_by_role("button", name="Write “plan”").click()
    expect(preview).to_contain_text("Changed to Plan")
    expect(page.get_by_role("textbox", name="template.jsonnet")).to_be_focused()

    write(page, "function(data)\n  { text: 'Changed to {{plan}}' }\n")
    expect(wrong).to_contain_text("outside the quotes")


def test_a_message_that_failed_opens_its_template_with_its_data(demo, studio):
    page = studio.page
    begin(page, "seats-full")
    write(page, "function(data)\n  { text: data.title + data.seats }\n")
    page.get_by_role("button", name="Add “seats” to example.json").click()
    commit(page, "the first")
    demo.trigger("seats-full", "bob")

    page.evaluate("location.hash = '/messages?template=seats-full'")
    row = page.get_by_role("row").filter(has_text="Failed")
    expect(row).to_be_visible()
    row.get_by_role("link").click()
    page.get_by_role("link", name="filled with this message's data").click()

    expect(page.get_by_role("region", name="Problems")).to_contain_text("This event came without it")
    expect(page.get_by_label("Filled with")).to_contain_text("bob (failed)")
    page.get_by_role("button", name="Write that").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("from a backend…")


def test_a_question_over_a_dialog_is_left_alone_and_the_focus_finds_back(studio):
    page = studio.page
    begin(page, "plan-ended")
    commit(page, "the first")
    write(page, SAYS.format("Ended"))
    commit(page, "the second")
    opener = page.get_by_role("button", name="History")
    opener.click()
    back = page.get_by_role("dialog", name="History").get_by_role("button", name="Roll back")
    back.click()

    page.keyboard.press("Escape")
    expect(back).to_be_focused()
    page.keyboard.press("Enter")
    page.get_by_role("dialog", name="Roll back to").get_by_role("button", name="Roll back").click()
    expect(page.get_by_role("status").filter(has_text="is served again")).to_be_visible()
    expect(opener).to_be_focused()


def test_the_story_of_a_test_is_told(studio):
    page = studio.page
    begin(page, "with-a-story")
    write(page, SAYS.format("Once upon a time"))
    expect(page.get_by_role("region", name="Preview")).to_contain_text("Once upon a time")

    send_test(page, "bob").get_by_role("link", name="Look at the message").click()

    expect(page.get_by_role("main")).to_contain_text("A test of a draft")
    studio.picture("studio-story")
    page.get_by_role("link", name="Messages", exact=True).click()
    expect(page.get_by_role("row").filter(has_text="with-a-story")).to_have_count(1)


def test_a_wrong_key_is_told_and_a_good_one_leads_in(browser, demo):
    tab = Tab(browser, demo.studio)
    tab.page.get_by_label("API key").fill("no-such-key")
    tab.page.get_by_role("button", name="Sign in").click()

    expect(tab.page.get_by_role("alert")).to_contain_text("No workspace has this API key")
    assert tab.inaccessible() == []
    sign_in(tab.page, demo)


def tab_to(page, wanted, key="Tab"):
    """Presses Tab, or another key, until the focus is where it is wanted."""
    has_focus = "element => element === element.getRootNode().activeElement"
    for _ in range(STOPS_MAX):
        if wanted.evaluate(has_focus):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {wanted}")


def test_the_keyboard_is_enough(browser, demo):
    tab = Tab(browser, demo.studio)
    page, keyboard = tab.page, tab.page.keyboard
    button = lambda name: page.get_by_role("button", name=name, exact=True)  # noqa: E731

    tab_to(page, page.get_by_label("API key"))
    keyboard.type(demo.key)
    keyboard.press("Enter")
    expect(button("New template")).to_be_visible()
    tab_to(page, button("New template"))
    keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Name")).to_be_focused()
    keyboard.type("by-keyboard")
    keyboard.press("Enter")
    editor = page.get_by_role("textbox", name="template.jsonnet")
    expect(editor).to_be_visible()
    tab_to(page, editor)
    keyboard.press("ControlOrMeta+a")
    keyboard.insert_text(SAYS.format("Without a mouse"))
    expect(page.get_by_role("region", name="Preview")).to_contain_text(f"Without a mouse: {TITLE}")
    # Tab indents; Escape lets it leave.
    keyboard.press("Escape")
    tab_to(page, button("Send me a test"), "Shift+Tab")
    keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Person")).to_be_focused()
    keyboard.type("bob")
    keyboard.press("Enter")
    sent = page.get_by_role("dialog").get_by_role("status")
    expect(sent.filter(has_text=re.compile("delivered|arrived|is in Slack", re.IGNORECASE))).to_be_visible()
    keyboard.press("Escape")
    expect(button("Send me a test")).to_be_focused()
    keyboard.press("ControlOrMeta+Enter")
    expect(page.get_by_role("textbox", name="Note")).to_be_focused()
    keyboard.type("by keyboard")
    keyboard.press("Enter")

    expect(page.get_by_role("status").filter(has_text="Committed: version")).to_be_visible()
    inbox, messages = messages_of_bob(browser, demo)
    expect(messages.filter(has_text=f"Without a mouse: {TITLE}")).to_have_count(1)
    assert problems(tab) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_studio_keeps_nobody_out(browser, demo, scheme):
    tab = Tab(browser, demo.studio, color_scheme=scheme)
    page = tab.page

    def check(name):
        assert tab.inaccessible() == [], name
        tab.picture(f"studio-{scheme}-{name}")

    expect(page.get_by_label("API key")).to_be_visible()
    check("sign-in")
    sign_in(page, demo)
    check("list")
    page.get_by_role("button", name="New template").click()
    check("begin")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    page.get_by_role("link", name="order-shipped").click()
    expect(page.get_by_role("region", name="Preview")).to_contain_text("on its way")
    expect(page.get_by_role("textbox", name="template.jsonnet")).to_be_visible()
    check("workbench")
    write(page, BROKEN)
    expect(page.get_by_role("region", name="Problems")).to_contain_text("titel")
    check("problem")
    for name in ("History", "Changes", "Send me a test", "Commit"):
        page.get_by_role("button", name=name, exact=True).click()
        dialog = page.get_by_role("dialog", name=name)
        expect(dialog).to_be_visible()
        check(name.split()[0].lower())
        page.keyboard.press("Escape")
        expect(dialog).to_be_hidden()
    page.get_by_role("button", name="Discard draft").click()
    check("discard")
    page.get_by_role("dialog").get_by_role("button", name=re.compile("^Discard")).click()
    page.get_by_role("link", name="Library", exact=True).click()
    expect(page.get_by_role("heading", name="Library").first).to_be_visible()
    check("library")
    page.get_by_role("link", name="Messages", exact=True).click()
    rows = page.get_by_role("table", name="Messages")
    expect(rows).to_be_visible()
    check("messages")
    rows.get_by_role("link").first.click()
    expect(page.get_by_role("link", name="Back to the messages")).to_be_visible()
    check("message")
    assert problems(tab) == []


def test_the_studio_fits_a_telephone(browser, demo):
    tab = Tab(browser, demo.studio, viewport={"width": 390, "height": 844})
    fits = "document.documentElement.scrollWidth <= innerWidth"
    sign_in(tab.page, demo)

    assert tab.page.evaluate(fits)
    tab.picture("studio-narrow-list")
    tab.page.get_by_role("link", name="order-shipped").click()
    expect(tab.page.get_by_role("textbox", name="template.jsonnet")).to_be_visible()
    assert tab.page.evaluate(fits)
    tab.picture("studio-narrow")
