"""The frame of the studio in a real browser: signing in and out, and what is shown when a page is gone."""

import pytest
from playwright.sync_api import expect

from browser import SHOWN_MS, open_browser
from studio import API_KEY, Demo

expect.set_options(timeout=SHOWN_MS)


@pytest.fixture(scope="module")
def url():
    demo = Demo()
    yield demo.url
    demo.program.stop()


@pytest.fixture
def page(url):
    with open_browser() as browser:
        page = browser.new_page()
        page.set_default_timeout(SHOWN_MS)
        page.goto(f"{url}/studio/")
        yield page


def sign_in(page, key):
    page.get_by_label("API key").fill(key)
    page.get_by_role("button", name="Sign in").click()


def test_a_key_that_nobody_has_is_refused_as_one(page):
    for key in ["no-such-key", "bellhop-demo-api-key…"]:
        sign_in(page, key)

        expect(page.get_by_role("alert")).to_contain_text("No workspace has this API key")


def test_a_place_whose_scripts_are_gone_says_so_and_the_others_go_on(page):
    sign_in(page, API_KEY)
    expect(page.get_by_role("heading", name="Templates")).to_be_visible()
    page.route("**/assets/MessagesPage*.js", lambda route: route.fulfill(status=404))

    page.get_by_role("link", name="Messages", exact=True).click()

    expect(page.get_by_role("heading", name="This page can't be shown")).to_be_visible()
    page.get_by_role("link", name="Templates", exact=True).click()
    expect(page.get_by_role("heading", name="Templates")).to_be_visible()
    page.unroute("**/assets/MessagesPage*.js")
    page.get_by_role("link", name="Messages", exact=True).click()
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Messages")).to_be_visible()


def test_who_is_signed_out_is_asked_for_a_key_and_shown_nothing(page):
    sign_in(page, API_KEY)
    expect(page.get_by_role("link", name="welcome")).to_be_visible()

    page.get_by_role("button", name="Sign out").click()

    expect(page.get_by_label("API key")).to_be_visible()
    expect(page.get_by_role("link", name="welcome")).to_have_count(0)
