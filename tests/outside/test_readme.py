"""What the README tells a newcomer to type works, as it stands there, against the demo."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from running import BELLHOP, ROOT, Program

BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", (ROOT / "README.md").read_text(), re.MULTILINE | re.DOTALL)
CURLS = [text for language, text in BLOCKS if text.startswith("curl ")]
PYTHON = [text for language, text in BLOCKS if language == "python"]

DEMO_URL = "http://127.0.0.1:8080"
INBOX_URL = "http://127.0.0.1:9090"
"""Where the demo listens unless it is told otherwise, and so what the README says."""

COMMAND_SECONDS = 30


@pytest.fixture(scope="module")
def fill_in():
    """Starts a demo on free ports, and returns what puts its addresses in the place of the usual ones."""
    command = [BELLHOP, "demo", "--listen", "127.0.0.1:0", "--sim-listen", "127.0.0.1:0"]
    program = Program(command, "Ctrl-C ends the demo")
    inbox = re.search(r"inbox\s+(\S+)/", program.log)[1]
    api = re.search(r"API\s+(http\S+)", program.log)[1]
    yield lambda text: text.replace(DEMO_URL, api).replace(INBOX_URL, inbox)
    program.stop()


def test_there_are_commands_to_try():
    assert len(CURLS) >= 2 and PYTHON


def test_every_curl_of_the_readme_is_accepted(fill_in):
    for command in CURLS:
        # Placeholders such as {message_id} are for people.
        if re.search(r"/\{\w+\}", command):
            continue
        command = fill_in(command).replace("curl ", "curl --silent --show-error --fail-with-body ", 1)
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=COMMAND_SECONDS)
        assert done.returncode == 0, command + done.stdout + done.stderr
        json.loads(done.stdout)


def test_every_python_snippet_of_the_readme_runs(fill_in):
    for snippet in PYTHON:
        names = {}
        exec(compile(fill_in(snippet), "README.md", "exec"), names)
        assert names["user"].save()["success"]


def test_the_files_that_the_readme_links_to_are_there():
    links = re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / "README.md").read_text())
    missing = [link for link in links if "://" not in link and not Path(ROOT, link).exists()]
    assert missing == []
