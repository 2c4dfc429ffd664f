"""Can many copies use one interface, and does a site find what it needs?"""

import json

import pytest
from tensorboardX import SummaryWriter

from tbxlab.compat import tensorboard_private as private
from tbxlab.share import interface, share


@pytest.fixture
def logdir(tmp_path):
    with SummaryWriter(str(tmp_path / "runs")) as writer:
        writer.add_scalar("loss", 1.0, 0)
        writer.add_text("note", "what is no scalar is left to TensorBoard's loader", 0)
    return tmp_path / "runs"


def test_no_file_of_the_interface_asks_for_an_address_outside_of_it():
    """TensorBoard's pages name fonts by /font-roboto/…, which is another place on a site with a path."""
    for name in ("page.html", "projector/page.html"):
        page = interface.files()[name].decode("utf-8")
        assert "(/font-roboto" not in page
        assert '"/font-roboto' not in page
        assert interface.PLACEHOLDER + "font-roboto/" in page
        for font in page.split(interface.PLACEHOLDER + "font-roboto/")[1:]:
            assert "font-roboto/" + font.partition(")")[0] in interface.files()


def test_what_others_wrote_comes_with_their_license():
    assert b"Apache License" in interface.files()["LICENSE"]


def test_two_copies_share_one_interface(logdir, tmp_path):
    site = tmp_path / "site"
    first = share(logdir, site / "a", interface_url="../interface")
    second = share(logdir, site / "b", interface_url="../interface")
    assert first.interface == second.interface == f"../interface/{interface.identity()}/"
    assert [path.name for path in (site / "interface").iterdir()] == [interface.identity()]
    assert not [file for file in first.files if "index.js" in file]
    assert first.size < 150_000, "a copy without the interface is small"


def test_a_site_places_the_interface_of_copies_that_came_without(logdir, tmp_path):
    share(logdir, tmp_path / "site" / "deep" / "a", interface_url="../../interface", place_interface=False)
    share(logdir, tmp_path / "site" / "b", interface_url="../interface", place_interface=False)
    assert not (tmp_path / "site" / "interface").exists()
    placed = interface.complete(tmp_path / "site")
    assert placed == [(tmp_path / "site" / "interface" / interface.identity()).resolve()]
    assert (placed[0] / "page.html").is_file()
    assert interface.complete(tmp_path / "site") == placed


def test_a_copy_of_another_tensorboard_is_told(logdir, tmp_path):
    share(logdir, tmp_path / "site" / "a", place_interface=False)
    marker = tmp_path / "site" / "a" / "share.json"
    told = json.loads(marker.read_text(encoding="utf-8"))
    told["interface"]["id"] = "tensorboard-1.0.0-00000000"
    marker.write_text(json.dumps(told), encoding="utf-8")
    with pytest.raises(interface.InterfaceMissing, match=r"tensorboard-1\.0\.0"):
        interface.complete(tmp_path / "site")


def test_the_command_for_a_site_says_where_it_placed_the_interface(logdir, tmp_path, capsys):
    share(logdir, tmp_path / "site" / "a", place_interface=False)
    interface.main([str(tmp_path / "site")])
    assert interface.identity() in capsys.readouterr().out
    with pytest.raises(SystemExit, match="usage"):
        interface.main([str(tmp_path / "nowhere")])


def test_the_installed_tensorboard_is_the_one_this_was_written_for():
    """Everything private is there, under the pinned version. Another version must be tried before it is pinned."""
    assert private.version().startswith(private.WRITTEN_FOR + ".")


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("tensorboard.backend.event_processing.plugin_event_multiplexer", "EventMultiplexer"),
        ("tensorboard.backend.event_processing.data_provider", "MultiplexerDataProvider"),
        ("tensorboard.backend.application", "TensorBoardWSGIApp"),
    ],
)
def test_where_tensorboard_has_changed_the_version_is_named(logdir, tmp_path, monkeypatch, module, name):
    monkeypatch.delattr(f"{module}.{name}")
    with pytest.raises(private.TensorBoardChanged, match=rf"TensorBoard 2\.21; TensorBoard .*{name}"):
        share(logdir, tmp_path / "out", place_interface=False)


def test_tensorflow_is_left_out_without_being_spoiled(logdir, tmp_path):
    """tf.summary takes TensorFlow from where TensorBoard was told that there is none."""
    import subprocess
    import sys

    stand_in = tmp_path / "packages" / "tensorflow" / "__init__.py"
    stand_in.parent.mkdir(parents=True)
    stand_in.write_text("summary = 'the real one'", encoding="utf-8")
    code = f"""
import sys
sys.path.insert(0, {str(tmp_path / "packages")!r})
from tbxlab.share import share
share({str(logdir)!r}, {str(tmp_path / "out")!r}, place_interface=False)
assert "tensorflow" not in sys.modules, "TensorFlow was imported to make a copy"
from tensorboard.compat import tf2
assert tf2.summary == "the real one"
"""
    subprocess.run([sys.executable, "-c", code], check=True)
