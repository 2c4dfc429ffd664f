"""Does a late disk hold back what was not closed, and nothing else? And is the trick still needed?"""

import inspect
import time

import pytest
from tensorboardX import SummaryWriter, event_file_writer

from tbxlab import events
from tbxlab.compat.late_disk import late_disk


def steps(folder):
    try:
        return events.read_run(folder).scalars["loss"].steps.tolist()
    except (events.NoEvents, KeyError):
        return []


@pytest.mark.parametrize("count", [1, 5, 40])
@pytest.mark.parametrize("queue", [1, 10])
def test_what_is_flushed_and_not_closed_is_not_in_the_file(tmp_path, count, queue):
    with late_disk() as disk:
        writer = SummaryWriter(str(tmp_path), max_queue=queue)
        disk.begin()
        for step in range(count):
            writer.add_scalar("loss", 0.5, step)
        writer.flush()
        assert count - 1 not in steps(tmp_path)
        writer.close()
        assert steps(tmp_path) == list(range(count))


def test_closing_one_writer_writes_nothing_of_another(tmp_path):
    with late_disk() as disk:
        one, other = SummaryWriter(str(tmp_path / "one")), SummaryWriter(str(tmp_path / "other"))
        disk.begin()
        for writer in (one, other):
            writer.add_scalar("loss", 0.5, 0)
        one.close()
        other.flush()
        assert (steps(tmp_path / "one"), steps(tmp_path / "other")) == ([0], [])
        other.close()
    assert steps(tmp_path / "other") == [0]


def test_what_is_not_late_is_in_the_file_once_closed(tmp_path):
    with late_disk(), SummaryWriter(str(tmp_path)) as writer:
        writer.add_scalar("loss", 0.5, 0)
    assert steps(tmp_path) == [0]


def test_two_writers_on_one_folder_write_one_file_however_much_later(tmp_path):
    with late_disk():
        for step in (0, 1):
            with SummaryWriter(str(tmp_path)) as writer:
                writer.add_scalar("loss", 0.5, step)
            time.sleep(0.6)
    assert len(list(tmp_path.iterdir())) == 1


def test_everything_is_as_it_was_afterwards():
    before = event_file_writer.EventsWriter.write_event, event_file_writer.EventFileWriter.close
    with pytest.raises(ZeroDivisionError), late_disk():
        raise ZeroDivisionError
    assert (event_file_writer.EventsWriter.write_event, event_file_writer.EventFileWriter.close) == before
    assert event_file_writer.time is time


def test_tensorboardx_still_flushes_without_waiting_for_its_queue():
    """Where it waits, the trick may go."""
    assert "queue" not in inspect.getsource(event_file_writer.EventFileWriter.flush)
