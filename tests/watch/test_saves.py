"""Is every save noticed, whoever saves and wherever the file lies?"""

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
        ready = threading.Event()

        def follow():
            moments = saves.saves(path, stop, **options)
            ready.set()
            for _ in moments:
                seen.put(path.read_text(encoding="utf-8"))

        threads.append(threading.Thread(target=follow))
        threads[-1].start()
        assert ready.wait(PATIENCE)
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


def saved_until_seen(save, path, seen):
    """Save again until it is noticed: the first save may come before the watching has begun."""
    for number in range(1, 100):
        save(path, text := "x" * number)
        try:
            while seen.get(timeout=1.5) != text:
                continue
        except queue.Empty:
            continue
        return True
    return False


@pytest.mark.parametrize("poll", [False, True])
@pytest.mark.parametrize("save", [in_place, by_rename, gone_for_a_moment])
def test_a_save_is_noticed(watched, save, poll):
    path, start = watched
    assert saved_until_seen(save, path, start(poll=poll))


@pytest.mark.parametrize("watch", [events_that_never_come, refuse])
def test_a_drive_without_events_and_a_system_that_refuses_are_polled(watched, monkeypatch, watch):
    monkeypatch.setattr(watchfiles, "watch", watch)
    path, start = watched
    assert saved_until_seen(by_rename, path, start())


def test_another_file_in_the_folder_is_no_save(watched):
    path, start = watched
    seen = start()
    for number in range(5):
        path.with_name("other.ipynb").write_text(str(number), encoding="utf-8")
    assert saved_until_seen(in_place, path, seen)
    assert seen.empty()


def test_watching_ends_when_told(watched):
    path, _ = watched
    stop = threading.Event()
    stop.set()
    assert list(saves.saves(path, stop)) == []
    assert list(saves.saves(path, stop, poll=True)) == []
