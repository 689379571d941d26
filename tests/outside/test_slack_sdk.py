"""A judge of the linter that others wrote: the block models of Slack's Python SDK.

The SDK knows fewer rules than Slack's documentation, so every message of the corpus is about a rule that it
does know. Where the two disagree, the documentation wins, and the reason is written down.
"""

import json
import os
import subprocess

import pytest
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block

from blocks_corpus import corpus
from running import BELLHOP, ROOT

# What the SDK lets pass and Slack's documentation does not, with the page that says so.
DISAGREEMENTS = {
    # The SDK asks an option about itself only where it stands alone; as part of a select it is written down
    # unseen. Slack: text at most 75 characters, value at most 150.
    "option text: 76": "https://docs.slack.dev/reference/block-kit/composition-objects/option-object",
    "option value: 151": "https://docs.slack.dev/reference/block-kit/composition-objects/option-object",
    # As with options.
    "group label: 76": "https://docs.slack.dev/reference/block-kit/composition-objects/option-group-object",
    # The SDK does not know where a block may stand. Slack: alerts are for modals.
    "alert with a level": "https://docs.slack.dev/reference/block-kit/blocks/alert-block",
}


def lint(folder):
    """What `bellhop lint` says of each template of a folder: its result, by the template's name."""
    command = [BELLHOP, "lint", folder, "--format", "json"]
    environment = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    printed = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False, env=environment)
    document = json.loads(printed.stdout)
    assert document["problem"] is None, document["problem"]
    return {result["slug"]: result for result in document["results"]}


def errors(result):
    """The errors among the findings; that there is no golden message is none."""
    problem = result["problem"] or {}
    return [finding for finding in problem.get("findings", []) if finding["severity"] == "error"]


def refusal(block):
    """Why the SDK refuses a block, or nothing. Blocks of kinds that it does not know become none."""
    try:
        parsed = Block.parse(block)
        if parsed is None:
            return "no such block"
        parsed.to_dict()
    except (SlackObjectFormationError, TypeError, AttributeError, KeyError) as error:
        return f"{type(error).__name__}: {error}"
    return None


@pytest.fixture(scope="module")
def linted(tmp_path_factory):
    """The corpus, each message as a template of its own, as the linter sees it."""
    folder = tmp_path_factory.mktemp("corpus")
    for number, (_, block) in enumerate(corpus()):
        template = folder / f"case-{number}"
        template.mkdir()
        message = {"text": "x", "blocks": [block]}
        (template / "template.jsonnet").write_text(json.dumps(message))
        (template / "workflow.toml").write_text("long_text = 'refuse'")
        (template / "example.json").write_text("{}")
    return lint(folder)


def test_the_linter_and_the_sdk_agree_at_every_limit_that_the_sdk_knows(linted):
    cases = list(corpus())
    found = {}
    for number, (name, block) in enumerate(cases):
        ours, theirs = errors(linted[f"case-{number}"]), refusal(block)
        if bool(ours) != bool(theirs):
            said = "; ".join(f"{finding['pointer']} {finding['message']}" for finding in ours)
            found[name] = f"bellhop: {said or 'fine'}; the SDK: {theirs or 'fine'}"

    assert len(cases) > 150
    new = {name: said for name, said in found.items() if name not in DISAGREEMENTS}
    assert not new, json.dumps(new, indent=2)
    settled = set(DISAGREEMENTS) - set(found)
    assert not settled, f"they agree by now; take these off the list: {settled}"


def test_the_sdk_takes_every_message_that_the_shipped_templates_make():
    results = lint(ROOT / "templates")

    assert len(results) >= 5
    for slug, result in results.items():
        assert result["good"], result
        golden = json.loads((ROOT / "templates" / slug / "golden.json").read_text())
        refused = [(block, refusal(block)) for block in golden.get("blocks", [])]
        assert not [pair for pair in refused if pair[1]], slug
