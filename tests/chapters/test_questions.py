"""Has each question of the page a short answer, a page that teaches it, and an assertion about something computed?

The page's own code, run by test_code_on_pages, finds out whether the answers are true.
"""

import ast
import re
from pathlib import Path

import pytest

from tbxlab.authoring.style import prose_words

PAGE = Path(__file__).resolve().parents[2] / "chapters" / "reference" / "questions.md"
TEXT = PAGE.read_text(encoding="utf-8")
HIDDEN = re.compile(r"^<!-- invisible-code-block: python\n(.*?)^-->$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"→ \[[^\]]+\]\(([^)#]+)\)$")
WORDS = range(20, 86)
"""Of an answer: 85 words are said in half a minute."""


def sections() -> dict[str, str]:
    """Return what is below each question, up to the next heading."""
    parts = re.split(r"^(##+ .+)$", TEXT, flags=re.MULTILINE)
    return {title[4:]: below for title, below in zip(parts[1::2], parts[2::2], strict=True) if title.startswith("### ")}


QUESTIONS = sections()


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_question_has_an_answer_to_speak_and_a_page_that_teaches_it(question):
    answer = HIDDEN.sub("", QUESTIONS[question]).strip()
    assert question.endswith("?")
    assert "\n\n" not in answer, "an answer is one paragraph"
    answer = " ".join(answer.split())
    found = LINK.search(answer)
    assert found, "no page that teaches it"
    assert (PAGE.parent / found[1]).is_file()
    assert len(re.findall(r"[A-Za-z][\w'’-]*", LINK.sub("", answer))) in WORDS


@pytest.mark.parametrize("question", QUESTIONS)
def test_each_answer_has_an_assertion_about_something_computed(question):
    nodes = (node for code in HIDDEN.findall(QUESTIONS[question]) for node in ast.walk(ast.parse(code)))
    asserted = [node for node in nodes if isinstance(node, ast.Assert)]
    assert any(isinstance(part, ast.Call) for each in asserted for part in ast.walk(each.test)) or any(
        isinstance(part, ast.Name) for each in asserted for part in ast.walk(each.test)
    )


def test_there_are_the_five_questions_of_the_syllabus_and_thirty_more():
    assert len(QUESTIONS) >= 35
    assert list(QUESTIONS)[:5] == [
        "What is tensorboardX?",
        "Which components does tensorboardX have?",
        "How do you log a training run?",
        "How do you customize what TensorBoard shows?",
        "Where does logging help in fine-tuning?",
    ]


def test_the_page_can_be_read_in_one_sitting():
    assert prose_words(PAGE) <= 2500
