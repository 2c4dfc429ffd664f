"""Does the doctor notice folders that cannot be written, and event files that cannot?"""

import subprocess
import sys

from tensorboardX import SummaryWriter

from tbxlab.environment import files


def test_a_written_event_file_is_read_back():
    assert files.event_file().id == "event-file"


def test_a_writer_that_cannot_be_imported_is_found(tmp_path, monkeypatch):
    (tmp_path / "tensorboardX.py").write_text("raise TypeError('Descriptors cannot be created directly')\n")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    finding = files.event_file()
    assert finding.id == "event-file-unwritten"
    assert "Descriptors cannot be created directly" in finding.what


def test_points_that_are_missing_are_counted(tmp_path):
    with SummaryWriter(tmp_path) as writer:
        for step in range(files.POINTS - 3):
            writer.add_scalar("doctor/square", step * step, step)
    finding = files.read_back(tmp_path)
    assert finding.id == "event-file-unread"
    assert "17 of 20" in finding.what


def test_a_run_without_the_tag_is_an_error_in_words(tmp_path):
    SummaryWriter(tmp_path).close()
    assert files.read_back(tmp_path).id == "event-file-unread"


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "runs").write_text("a file where the folder should be", encoding="utf-8")

    def runs():
        (tmp_path / "runs").mkdir(exist_ok=True)
        return tmp_path / "runs"

    finding = files.writable({"labs/": lambda: tmp_path, "runs/": runs})
    assert finding.id == "not-writable"
    assert "runs/" in finding.what
    assert files.writable({"labs/": lambda: tmp_path}).ok
    assert sorted(path.name for path in tmp_path.iterdir()) == ["runs"], "nothing is left behind"


def test_looking_does_not_import_the_heavy_packages():
    """The doctor must answer in seconds, and where an import would fail."""
    code = (
        "import sys; from tbxlab.environment import doctor; list(doctor.examine());"
        "print([name for name in ('torch', 'tensorflow', 'transformers', 'matplotlib') if name in sys.modules])"
    )
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"
