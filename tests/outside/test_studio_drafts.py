"""A draft that two people work on, in a real browser: neither writes over the other unawares."""

import pytest
from playwright.sync_api import expect

from browser import SHOWN_MS
from studio import Demo, open_studio

expect.set_options(timeout=SHOWN_MS)

MESSAGE = "function(data) { text: 'hello from %s' }"


@pytest.fixture(scope="module")
def demo():
    demo = Demo()
    yield demo
    demo.program.stop()


def source_of(demo, slug):
    return demo.call("GET", f"/v1/template/{slug}/draft/")["files"]["template.jsonnet"]


@pytest.mark.parametrize(("choice", "kept"), [("Keep mine", "me"), ("Load theirs", "them")])
def test_what_somebody_else_saved_is_written_over_only_by_whoever_says_so(browser, demo, choice, kept):
    slug = f"shared-{kept}"
    demo.save_draft(slug, MESSAGE % "nobody")
    tab = open_studio(browser, demo.url, f"/templates/{slug}")
    editor = tab.page.get_by_role("textbox", name="template.jsonnet")
    expect(editor).to_contain_text("nobody")
    demo.save_draft(slug, MESSAGE % "them")

    editor.press("ControlOrMeta+a")
    tab.page.keyboard.insert_text(MESSAGE % "me")

    alert = tab.page.get_by_role("alert").filter(has_text="changed elsewhere")
    expect(alert).to_be_visible()
    assert source_of(demo, slug) == MESSAGE % "them"
    tab.picture(f"studio-overtaken-{kept}")
    alert.get_by_role("button", name=choice).click()
    expect(tab.page.get_by_text("Draft saved")).to_be_visible()
    expect(editor).to_contain_text(kept)
    assert source_of(demo, slug) == MESSAGE % kept
    # The server says so with a refusal, which browsers report.
    assert [problem for problem in tab.problems if "409" not in problem] == []
    tab.page.close()
