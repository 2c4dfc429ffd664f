"""Has every message that code may raise its words, and are all words used?"""

import ast
import re
import string
import tomllib

import pytest

from tbxlab.authoring.answers import answers_of
from tbxlab.course import folders, manifest
from tbxlab.course import words as messages
from tbxlab.grading.alarms import MISTAKES

PACKAGE = folders.ROOMS


def raised():
    """Yield (id, parameter names or None where they are not written out) for every message in the code."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            constants = [arg.value for arg in node.args if isinstance(arg, ast.Constant)]
            if name == "Wrong" and constants:
                names = {keyword.arg for keyword in node.keywords}
                yield constants[0], None if None in names else names
            if name == "words" and isinstance(node.args[0], ast.Constant):
                params = node.args[1] if len(node.args) > 1 else ast.Dict(keys=[])
                written = isinstance(params, ast.Dict) and all(isinstance(key, ast.Constant) for key in params.keys)
                yield node.args[0].value, {key.value for key in params.keys} if written else None
            if name == "Verdict" and len(constants) >= 2:
                yield constants[1], None


def test_every_message_in_the_code_is_in_the_catalogue_with_its_parameters():
    catalogue = messages.catalogue("en")
    found = list(raised())
    assert found
    for message_id, names in found:
        assert message_id in catalogue, message_id
        wanted = {field for _, field, _, _ in string.Formatter().parse(catalogue[message_id]) if field}
        if names is not None:
            assert wanted <= names, f"{message_id} wants {wanted - names}"


def test_no_words_are_left_without_a_use():
    sources = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    # The doctor and the services make ids from a name; tests/environment holds those to the catalogue. An alarm's ids
    # are made of the prefix that its check names.
    prefixes = re.findall(r'^    prefix = "(.+)"$', sources, re.MULTILINE)
    alarms = {f"{prefix}-{end}" for prefix in prefixes for end in (*MISTAKES, "no-step")}
    unused = [
        message_id
        for message_id in messages.catalogue("en")
        if f'"{message_id}"' not in sources
        and message_id not in alarms
        and not (message_id.startswith("step-") and 'f"step-{' in sources)  # lab 02 names the cause
        and not message_id.startswith(("doctor-", "learn-"))
    ]
    assert unused == []


def of_the_labs():
    """Yield the id of every message that stands in a lab's room, an alarm's too."""
    for path in PACKAGE.glob("lab*/words/en.toml"):
        yield from tomllib.loads(path.read_text(encoding="utf-8")).get("messages", {})


def test_each_message_of_the_labs_is_reached_by_an_answer_or_a_test():
    """Words that nothing provokes are words that nobody has seen where they are said."""
    reached = {message for lab in manifest.load().labs for answer in answers_of(lab) for message in answer.messages}
    tests = "\n".join(
        path.read_text(encoding="utf-8")
        for path in (folders.root() / "tests").rglob("test_*.py")
        if "answers" not in path.parts and path.name != "test_words.py"
    )
    assert reached
    assert [each for each in of_the_labs() if each not in reached and f'"{each}"' not in tests] == []


def test_an_unknown_id_is_an_error():
    with pytest.raises(messages.UnknownMessage):
        messages.words("no-such-message")


def test_an_id_that_is_defined_twice_is_an_error(tmp_path, monkeypatch):
    for place, text in (("course/words/xx/a.toml", 'one = "1"'), ("lab02/words/xx.toml", '[messages]\none = "2"')):
        (tmp_path / place).parent.mkdir(parents=True)
        (tmp_path / place).write_text(text, encoding="utf-8")
    monkeypatch.setattr(folders, "ROOMS", tmp_path)
    with pytest.raises(ValueError, match=r"xx\.toml.*twice"):
        messages.catalogue("xx")
