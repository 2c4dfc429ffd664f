"""What STYLE drops, counted: tests/ratchets.toml holds counts that may only fall."""

from pathlib import Path

import pytest

from tbxlab.authoring import ratchets, style

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(("kind", "files"), [("pages", 10), ("labs", 9), ("words", 10)])
def test_there_is_text_of_each_kind_to_look_at(kind, files):
    assert len(style.files(ROOT, kind)) >= files


def test_no_count_has_risen():
    risen = list(ratchets.risen(ratchets.measured(ROOT), ratchets.kept(ROOT)))
    assert risen == [], "python tools/ratchets.py --show TERM lists the places"


def test_the_file_is_as_its_command_writes_it():
    before = ratchets.kept(ROOT)
    counts = {table: before[table] for table in (*style.KINDS, "long")}
    assert (ROOT / ratchets.FILE).read_text(encoding="utf-8") == ratchets.text_of(counts, before)


def test_what_is_allowed_is_there_and_has_its_reason():
    listed = ratchets.kept(ROOT).get("allowed", [])
    texts = [text for kind in style.KINDS for path in style.files(ROOT, kind) for _, text in style.paragraphs(path)]
    for each in listed:
        assert each["why"]
        own = [term for text in texts if each["words"] in text for term, _ in style.terms_in(text)]
        assert each["term"] in own, f"nothing to allow any more: {each}"


def test_a_phrase_that_is_allowed_does_not_count(tmp_path):
    (tmp_path / "README.md").write_text("# A\n\nA picture tag.\n\nA picture.\n", encoding="utf-8")
    places = [found.place for found in style.findings(tmp_path, frozenset([("picture", "A picture tag")]))]
    assert places == ["README.md:5"]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Above all, look at the loss.", "above all"),
        ("It fell. So the run is healthy.", "aphorism: And, So, Yet at a start"),
        ("The list at the left holds one run.", "at the left, at the right"),
        ("Besides, it is slow.", "besides"),
        ("The axis starts from zero.", "by heart, from zero"),
        ("The chance of eight is small.", "chance"),
        ("It hangs for ever.", "for ever"),
        ("In 82 of 100 cases it holds.", "fractions in words"),
        ("It is half as high again.", "fractions in words"),
        ("The gradient's length grows.", "height or length of a gradient"),
        ("That is no cure.", "is no"),
        ("Nobody looks at it.", "nobody"),
        ("The picture shows it.", "picture"),
        ("The layer puts out zeros.", "put out"),
        ("Halve the rate.", "rate alone"),
        ("The spread over seeds is small.", "spread"),
        ("The table tells of the last point.", "stands, lies, tells, says, of things"),
        ("The strong line is smoothed.", "strong line"),
        ("Nothing is to be seen.", "to be seen"),
        ("Six trainings of one network.", "training as a thing"),
        ("One is high: it overfits; the other is low: it underfits.", "two colons or semicolons"),
        ("Whoever looks sees it.", "whoever"),
    ],
)
def test_a_dropped_term_is_noticed(text, term):
    assert term in {found for found, _ in style.terms_in(text)}


def test_every_dropped_term_has_an_example():
    (mark,) = (mark for mark in test_a_dropped_term_is_noticed.pytestmark if mark.name == "parametrize")
    assert {term for _, term in mark.args[1]} == set(style.DROPPED)


@pytest.mark.parametrize(
    "text",
    [
        "The learning rate is too high, and no other rate of decay helps by chance.",
        "There is no curve on the left of the chart.",
        "One training run, each training step, the training loss: three terms.",
        "It is no longer flat; it is no more than 3.",
        "The so-called loss, and yet another run. Android is a word, too.",
    ],
)
def test_what_the_style_keeps_is_left_alone(text):
    assert list(style.terms_in(text)) == []


def test_code_comments_links_and_tags_are_no_prose(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "# A\n\n<!-- the picture -->\nThe `picture` tag, [here](picture.md).\n\n"
        "```python\npicture = 1\n```\n\nA picture.\n",
        encoding="utf-8",
    )
    assert [(line, words) for line, text in style.paragraphs(page) for _, words in style.terms_in(text)] == [
        (10, "picture")
    ]
    assert style.prose_words(page) == 6


def test_of_a_lab_only_its_text_counts(tmp_path):
    lab = tmp_path / "lab.py"
    lab.write_text('# %% [markdown]\n# A picture.\n\n# %%\n# A picture\npicture = "a picture"\n', encoding="utf-8")
    assert [(line, text) for line, text in style.paragraphs(lab)] == [(2, "A picture.")]


def test_a_count_that_rises_or_begins_is_named():
    before = {"pages": {"picture": 2}, "long": {"a.md": 3000}}
    now = {"pages": {"picture": 3, "whoever": 1}, "long": {"a.md": 2999, "b.md": 2501}}
    assert list(ratchets.risen(now, before)) == [
        "pages: picture: 3, and was 2",
        "pages: whoever: 1, and was 0",
        "long: b.md: 2501, and was 2500",
    ]
    assert list(ratchets.risen({"pages": {"picture": 1}}, before)) == []
