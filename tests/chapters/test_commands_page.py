"""Does the page of the commands name the commands that there are, and no other?"""

import re
from pathlib import Path

import pytest
import typer.main

from tbxlab.cli import app

PAGE = (Path(__file__).resolve().parents[2] / "chapters" / "reference" / "commands.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands
SECTIONS = dict(re.findall(r"^#{2,3} `tbxlab (\w+)`\n(.*?)(?=^#{2,3} |\Z)", PAGE, re.DOTALL | re.M))
LISTED_ELSEWHERE = {"share"}  # its options are on the page "Share a run", which has a test of its own


def test_every_command_for_learners_has_a_section():
    learners = {name for name, command in COMMANDS.items() if command.rich_help_panel != "Writing the course"}
    assert set(SECTIONS) == learners


def test_every_command_is_named_and_no_other():
    assert set(re.findall(r"`tbxlab ([\w-]+)", PAGE)) == set(COMMANDS)


@pytest.mark.parametrize("name", SECTIONS)
def test_its_options_are_those_of_the_command(name):
    there = {option for parameter in COMMANDS[name].params for option in parameter.opts if option.startswith("-")}
    named = set(re.findall(r"(?<!\w)(--?[a-z][a-z-]*)", SECTIONS[name]))
    if name in LISTED_ELSEWHERE:
        assert named <= there
    else:
        assert named == there


def test_every_line_that_can_be_typed_is_understood():
    typed = re.findall(r"`tbxlab ([a-z]+)((?: [^`]+)?)`", PAGE)
    assert len(typed) > 15
    for name, arguments in typed:
        if arguments and arguments != " --help":
            COMMANDS[name].make_context(name, arguments.split())  # raises UsageError for what it does not know
