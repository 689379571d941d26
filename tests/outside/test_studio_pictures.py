"""What Slack would show, as the studio draws it: every function of the library, and charts."""

import json
import re

import pytest
from playwright.sync_api import expect

from browser import SHOWN_MS
from studio import Demo, open_studio

expect.set_options(timeout=SHOWN_MS)

DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri"]


def series(name, values):
    return {"name": name, "data": [{"label": day, "value": value} for day, value in zip(DAYS, values)]}


def chart(title, chart):
    return {"type": "data_visualization", "title": title, "chart": chart}


def plot(kind, title, *rows):
    axes = {"categories": DAYS, "x_label": "Day", "y_label": "Orders"}
    return chart(title, {"type": kind, "series": list(rows), "axis_config": axes})


PIE = chart("Tickets by team", {"type": "pie", "segments": [{"label": "Shop", "value": 45}, {"label": "Search", "value": 28}, {"label": "Billing", "value": 12}, {"label": "Others", "value": 6}]})
BARS = plot("bar", "Orders by day", series("Web", [320, 410, 280, 500, 610]), series("App", [120, 180, 240, 310, 390]))
LINES = plot("line", "Balance by day", series("Web", [-40, 10, 35, 20, 60]), series("App", [20, 15, -10, 5, 30]))
AREAS = plot("area", "Load by day", series("All", [3200, 4100, 2800, 5000, 6100]), series("Night", [1200, 1800, 900, 1500, 2000]))
TEMPLATES = {"pictures-one": [PIE, BARS], "pictures-two": [LINES, AREAS]}


@pytest.fixture(scope="module")
def demo():
    demo = Demo()
    for slug, blocks in TEMPLATES.items():
        demo.save_draft(slug, f"function(data) {json.dumps({'text': 'x', 'blocks': blocks})}")
    yield demo
    demo.program.stop()


def test_every_function_of_the_library_has_a_picture(browser, demo):
    functions = demo.call("GET", "/v1/library/")["results"]

    tab = open_studio(browser, demo.url, "/library")

    expect(tab.page.get_by_role("img", name=re.compile("^In Slack: "))).to_have_count(len(functions))
    expect(tab.page.locator(".bk-unsupported")).to_have_count(0)
    assert tab.problems == []
    tab.page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("slug", TEMPLATES)
def test_charts_are_drawn_and_told(browser, demo, slug, scheme, width):
    tab = open_studio(browser, demo.url, f"/templates/{slug}", color_scheme=scheme, viewport={"width": width, "height": 1100})
    if width < 700:
        tab.page.get_by_role("group", name="What is shown").get_by_text("Preview").click()

    for block in TEMPLATES[slug]:
        figure = tab.page.get_by_role("figure", name=block["title"])
        expect(figure).to_be_visible()
        for one in block["chart"].get("series", []):
            numbers = figure.get_by_role("table").get_by_role("row", name=re.compile("^Mon "))
            expect(numbers).to_contain_text(f"{one['data'][0]['value']:,}")
        assert figure.evaluate("it => it.scrollWidth <= it.clientWidth")
    expect(tab.page.locator(".bk-unsupported")).to_have_count(0)
    assert tab.inaccessible() == []
    tab.picture(f"studio-{slug}-{scheme}-{width}")
    assert tab.problems == []
    tab.page.close()
