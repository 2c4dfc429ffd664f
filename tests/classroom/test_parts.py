"""Do the parts hold by themselves: seeds, the course's view, what comes out of the walls, refused calls?"""

import ast
import io
import json
import os
import platform

import pytest

from tbxlab.classroom import calls, harvest, seeds, view
from tbxlab.course import manifest


def test_seeds_are_drawn_once_and_kept(tmp_path):
    one = seeds.of_class(tmp_path, "02_scalars")
    assert seeds.of_class(tmp_path, "02_scalars") == one
    assert len(set(one.values)) == 2
    assert seeds.of_class(tmp_path / "..", "02_scalars").values != one.values


def test_no_exercise_tells_another_ones_seed(tmp_path):
    one = seeds.Seeds("02_scalars", (1, 2))
    found = {one.of(f"2.{n}", draw, again) for n in range(1, 11) for draw in (0, 1) for again in (0, 1)}
    assert len(found) == 40
    assert not found & {one.random(0), one.random(1)}
    assert all(0 <= each < 2**31 for each in found)


def test_results_of_another_lab_are_not_mixed_in(tmp_path):
    seeds.of_class(tmp_path, "02_scalars")
    with pytest.raises(seeds.BadSeeds, match="02_scalars"):
        seeds.of_class(tmp_path, "03_histograms")


def test_a_broken_file_of_seeds_is_never_drawn_anew(tmp_path):
    (tmp_path / seeds.FILE).write_text("{", encoding="utf-8")
    with pytest.raises(seeds.BadSeeds):
        seeds.of_class(tmp_path, "02_scalars")
    assert (tmp_path / seeds.FILE).read_text(encoding="utf-8") == "{"


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    target = tmp_path_factory.mktemp("view")
    view.make(target)
    return target


def test_the_view_has_neither_what_is_expected_nor_how_it_is_judged(seen):
    checks = [*(seen / "src" / "tbxlab").glob("lab*/checks/*.py")]
    assert len(checks) > 40
    for path in checks:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any("exercise(" in ast.unparse(d) for d in node.decorator_list):
                methods = {each.name for each in node.body if isinstance(each, ast.FunctionDef)}
                assert not methods & {"case", "verify"}, (path, node.name)
    assert "DIAGNOSES" not in (seen / "src/tbxlab/lab01/checks/reading.py").read_text(encoding="utf-8")
    assert not (seen / "solutions").exists()
    assert not (seen / "tests").exists()
    assert not [*seen.rglob("*/runs/*.py")]
    assert not (seen / "src" / "tbxlab" / "authoring").exists()


def test_every_check_keeps_its_way_of_driving(seen):
    text = "\n".join(path.read_text(encoding="utf-8") for path in (seen / "src").rglob("checks/*.py"))
    for lab in manifest.load().labs:
        for exercise in lab.exercises:
            assert f"@exercise('{exercise.id}')" in text


def gathered(root, folders=("0/2.1", "1/2.1", "0/2.6")):
    found = harvest.gather(str(root), folders)
    return dict(found.files), dict(found.refused)


def test_only_plain_files_come_out(tmp_path):
    place = tmp_path / "0" / "2.1" / "runs"
    place.mkdir(parents=True)
    (place / "events").write_bytes(b"x")
    (place / "one").write_bytes(b"y")
    os.link(place / "one", place / "two")
    (place / "link").symlink_to("/etc/passwd")
    (place / "folder").symlink_to("/etc")
    os.mkfifo(place / "fifo")
    (place / "a\nb").write_bytes(b"")
    (place / "\u202egpj").write_bytes(b"")
    (tmp_path / "0" / "2.9").mkdir()
    (tmp_path / "0" / "2.9" / "x").write_bytes(b"z")
    files, refused = gathered(tmp_path)
    assert files == {"0/2.1/runs/events": b"x"}
    assert len(refused) == 7
    assert refused["0/2.1/runs/link"] == refused["0/2.1/runs/fifo"] == "no plain file"
    assert refused["0/2.1/runs/one"] == "linked"


def test_a_flood_in_one_exercise_costs_no_other(tmp_path):
    for name in ("0/2.1", "0/2.6"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "status.json").write_text("{}", encoding="utf-8")
    for number in range(harvest.MOST_FILES + 20 * harvest.MOST_REFUSED):
        (tmp_path / "0/2.1" / f"a{number}").touch()
    with (tmp_path / "0/2.1" / "big").open("wb") as file:
        file.truncate(harvest.MOST_BYTES + 1)
    files, _ = gathered(tmp_path)
    assert sum(name.startswith("0/2.1/") for name in files) == harvest.MOST_FILES
    assert "0/2.6/status.json" in files


def test_an_evidence_folder_that_is_a_link_is_not_followed(tmp_path):
    (tmp_path / "0").mkdir()
    (tmp_path / "0" / "2.1").symlink_to("/etc")
    files, refused = gathered(tmp_path)
    assert files == {}
    assert "0/2.1" in refused


@pytest.mark.parametrize(
    "name", ["../x", "0/2.1/../../x", "/etc/x", "0/2.1", "0/2.9/x", "0/2.1//x", "0/2.1/a\\b", "0/2.1/\u202ex"]
)
def test_the_outside_believes_no_name(tmp_path, name):
    head = json.dumps({"files": [[name, 1]], "refused": []}).encode()
    with pytest.raises(harvest.Damaged):
        harvest.receive(io.BytesIO(head + b"\nx"), tmp_path / "out", ["0/2.1"])
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("sent", [b"", b"{", b"[" * 100_000, b"[]", b'{"files": [["0/2.1/x", 99]], "refused": []}\nx'])
def test_what_breaks_off_is_told(tmp_path, sent):
    with pytest.raises(harvest.Damaged):
        harvest.receive(io.BytesIO(sent), tmp_path, ["0/2.1"])


def test_what_is_sent_arrives(tmp_path):
    sent = harvest.Gathered([("0/2.1/runs/e", b"abc"), ("0/2.1/status.json", b"")], [("0/2.1/x", "linked")])
    stream = io.BytesIO()
    harvest.send(stream, {"ended": "exit 0"}, sent)
    stream.seek(0)
    head = harvest.receive(stream, tmp_path, ["0/2.1"])
    assert (tmp_path / "0/2.1/runs/e").read_bytes() == b"abc"
    assert (head["ended"], head["refused"]) == ("exit 0", [("0/2.1/x", "linked")])


@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="no table of calls for this machine")
def test_the_program_of_refused_calls_is_whole():
    program = calls.program()
    assert program is not None
    assert len(program) % 8 == 0
    assert len(program) // 8 < 4096  # the kernel's most
