"""Are the files that leave the class harmless, complete, and as the platforms document them?"""

import csv
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tbxlab.classroom import curves, exports, pages
from tbxlab.classroom.grading import Graded
from tbxlab.classroom.intake import Aside, Intake, Learner
from tbxlab.course import manifest

EVIL = '=HYPERLINK("http://x")\u202e<script>alert(1)</script>\x1b[2J'


def result(name="Ada", number="77", platform="canvas", *, outcome="wrong", points=0, message="m", of=2, **more):
    exercise = {
        "id": "2.2", "title": "T", "kind": "core", "outcome": outcome, "points": points, "of": of,
        "message_id": "steps-repeat", "message": message, "printed": EVIL, "draws": 2, "passed_draws": 0,
        "curves": [{"name": EVIL, "steps": [0, 1, 2], "values": [1.0, None, 3.0]}],
    }  # fmt: skip
    return {
        "learner": vars(Learner(platform, number, name)), "file": f"{EVIL}.ipynb", "sha256": "ab", "late": False,
        "also": [], "not_looked_at": [], "unreadable": "", "foreign": False, "other_lab": "", "points": points,
        "exercises": [exercise], "notes": [EVIL], "crashes": [EVIL], "refused_evidence": [["x", EVIL]],
        "walls": "w", "seconds": 1.2, "page": f"feedback/{number}.html",
    } | more  # fmt: skip


def graded(*results):
    lab = manifest.load().lab("02")
    intake = Intake(Path("x"), aside=[Aside(Path(EVIL), "no notebook")])
    return Graded(lab, "latest", "bubblewrap", intake, list(results), failed=[(Learner("", "", EVIL), EVIL)])


class Tags(HTMLParser):
    """The tags of a page, and everything that could load or run something."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.loads = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.loads += [(n, v) for n, v in attributes if n.startswith("on") or n in ("src", "style", "action", "data")]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "  =1", "＝1"], ids=range(7))
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    assert exports.harmless(text).startswith("'")


def test_what_is_harmless_stays_as_it_is():
    assert exports.harmless("Ada Lovelace-King") == "Ada Lovelace-King"
    assert "\u202e" not in exports.harmless("a\u202eb")


def test_the_table_has_a_row_for_each_learner_and_nothing_that_runs(tmp_path):
    text = exports.grades_csv(graded(result(EVIL), result("Bob", "78", outcome="passed", points=2)))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["points"] for row in rows] == ["0", "2"]
    assert rows[0]["2.2"] == "0"
    assert all(not exports.FORMULA.match(cell) for row in rows for cell in row.values())
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\x1b]", text)


def test_every_file_is_written_and_the_json_has_its_schema(tmp_path):
    exports.write_all(graded(result(EVIL), result("Bob", "78")), tmp_path)
    written = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert written == {
        "grades.csv", "results.json", "class.html", "feedback/77.html", "feedback/78.html",
        "gradescope/77.json", "gradescope/78.json",
    }  # fmt: skip
    found = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert found["schema"] == exports.SCHEMA
    assert len(found["learners"]) == 2
    assert len(found["set_aside"]) == len(found["failed"]) == 1


def test_pages_hold_text_and_plots_and_no_script(tmp_path):
    exports.write_all(graded(result(EVIL, message=EVIL)), tmp_path)
    for name in ("class.html", "feedback/77.html"):
        text = (tmp_path / name).read_text(encoding="utf-8")
        tags = Tags(text)
        assert "script" not in tags.tags
        assert tags.loads == []
        assert "default-src 'none'" in text
        assert not re.search(r"[\u202a-\u202e\x1b]", text)
    assert "polyline" in text
    assert "tbxlab hint 2.2" in text


def test_gradescope_reads_its_keys():
    found = exports.gradescope(result(points=2, outcome="passed"), manifest.load().lab("02"))
    assert found["score"] == 2
    assert {"name", "number", "score", "max_score", "status", "output", "visibility"} == set(found["tests"][0])
    assert found["stdout_visibility"] == "hidden"


CANVAS = (
    "Student,ID,SIS User ID,SIS Login ID,Section,Lab 02 (5),Lab 03 (6)\n"
    "    Points Possible,,,,,16,15\n"
    '"Lovelace, Ada",77,,,1,,9\n"Student, Test",99,,,1,,\n'
)


def test_canvas_gets_its_own_table_with_one_column_filled():
    text, missing = exports.canvas(CANVAS, "Lab 02", graded(result(points=2), result("Bob", "78")))
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[2] == ["Lovelace, Ada", "77", "", "", "1", "2", "9"]
    assert [rows[0], rows[1], rows[3]] == [[*csv.reader(io.StringIO(CANVAS))][at] for at in (0, 1, 3)]
    assert missing == ["Bob"]
    with pytest.raises(exports.BadTable, match="2 columns"):
        exports.canvas(CANVAS, "Lab", graded())
    with pytest.raises(exports.BadTable, match="ID"):
        exports.canvas("a,b\n", "a", graded())


def test_moodle_gets_its_own_worksheet_with_grades_and_comments():
    sheet = (
        "Identifier,Full name,Grade,Maximum Grade,Last modified (grade),Feedback comments\n"
        "Participant 4711,Alan,,16.00,-,\nParticipant 9,Bob,3,16.00,-,kept\n"
    )
    text, missing = exports.moodle(sheet, graded(result("Alan", "4711", "moodle", points=2, message="=x\ny")))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert rows[0]["Grade"] == "2"
    assert rows[0]["Feedback comments"] == "2.2: 2/2 =x y"
    assert (rows[1]["Grade"], rows[1]["Feedback comments"]) == ("3", "kept")
    assert missing == []
    with pytest.raises(exports.BadTable, match="Identifier"):
        exports.moodle("Kennung,Bewertung\n", graded())
    assert exports.moodle("Kennung,Bewertung,K\nTeilnehmer/in4711,,\n", graded(), ("Kennung", "Bewertung", "K"))


@pytest.mark.parametrize("values", [[], [None], [1.0], [1.0, 1.0], [float("inf")], [1e300, 2.0], ["x"]], ids=str)
def test_a_curve_of_any_values_is_drawn_or_left_out(values):
    curve = {"name": "n", "steps": list(range(len(values))), "values": [v for v in values if v != "x"]}
    drawn = curves.as_svg(curve)
    assert "nan" not in drawn
    assert "inf" not in drawn


def test_a_learner_reads_what_to_do_next():
    lab = manifest.load().lab("02")
    assert "not attempted" in pages.feedback(result(outcome="not-attempted"), lab)
    assert "Every exercise with points is right." in pages.feedback(result(outcome="passed", points=2), lab)
    unread = result() | {"exercises": [], "unreadable": "no JSON"}
    assert "not marked: no JSON" in pages.feedback(unread, lab)
