"""Is every save noticed, whoever saves and wherever the file lies?"""

import contextlib
import queue
import threading

import pytest
import watchfiles

from tbxlab.watch import saves

PATIENCE = 60


@pytest.fixture
def watched(tmp_path):
    """A file, and a function that starts to watch it and returns the queue that each save goes to."""
    path = tmp_path / "我的 lab.ipynb"
    path.write_text("0", encoding="utf-8")
    stop, threads = threading.Event(), []

    def start(**options):
        seen = queue.Queue()
        moments = saves.saves(path, stop, **options)

        def follow():
            for _ in moments:
                with contextlib.suppress(FileNotFoundError):  # the next save may have begun
                    seen.put(path.read_text(encoding="utf-8"))

        threads.append(threading.Thread(target=follow))
        threads[-1].start()
        return seen

    yield path, start
    stop.set()
    for thread in threads:
        thread.join()


def in_place(path, text):
    path.write_text(text, encoding="utf-8")


def by_rename(path, text):
    new = path.with_name(".new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)


def gone_for_a_moment(path, text):
    path.unlink()
    path.write_text(text, encoding="utf-8")


def events_that_never_come(*_, stop_event, **__):
    while not stop_event.wait(0.05):
        yield set()


def refuse(*_, **__):
    raise OSError("inotify watch limit reached")
    yield


@pytest.mark.parametrize("poll", [False, True])
@pytest.mark.parametrize("save", [in_place, by_rename, gone_for_a_moment])
def test_a_save_is_noticed(watched, monkeypatch, save, poll):
    monkeypatch.setattr(saves, "LOOK_MS", 50)
    path, start = watched
    seen = start(poll=poll)
    for text in ("once", "again", "and again"):
        save(path, text)
        while seen.get(timeout=PATIENCE) != text:
            continue


@pytest.mark.parametrize("watch", [events_that_never_come, refuse])
def test_a_drive_without_events_and_a_system_that_refuses_are_polled(watched, monkeypatch, watch):
    monkeypatch.setattr(watchfiles, "watch", watch)
    path, start = watched
    seen = start()
    by_rename(path, "once")
    assert seen.get(timeout=PATIENCE) == "once"


def test_another_file_in_the_folder_is_no_save(watched):
    path, start = watched
    seen = start()
    for number in range(5):
        path.with_name("other.ipynb").write_text(str(number), encoding="utf-8")
    by_rename(path, "this one")
    assert seen.get(timeout=PATIENCE) == "this one"
    assert seen.empty()


def test_watching_ends_when_told(watched):
    path, _ = watched
    stop = threading.Event()
    stop.set()
    assert list(saves.saves(path, stop)) == []
    assert list(saves.saves(path, stop, poll=True)) == []
