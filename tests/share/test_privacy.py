"""Are names and paths taken out, and nothing else?"""

import pytest

from tbxlab.share.privacy import Scrubber, hosts_of_file, paths_in, users_in


@pytest.fixture
def scrubber():
    return Scrubber(hosts=["build-7.corp.example.org", "build-7"], users=["annika"])


@pytest.mark.parametrize(
    ("text", "scrubbed"),
    [
        ("read /home/annika/data/train.csv.", "read …/train.csv."),
        ("/home/annika", "…"),
        ("/Users/annika/", "…"),
        ("data_dir=/mnt/big/imagenet, seed=1", "data_dir=…/imagenet, seed=1"),
        ("file:///scratch/x/y.pt", "…/y.pt"),
        (r"C:\Users\annika\runs\a.pt", "…/a.pt"),
        (r"{'out': 'D:\\data\\big\\model.pt'}", "{'out': '…/model.pt'}"),
        (r"\\fileserver\share\train.csv", "…/train.csv"),
        ("trained on build-7 by annika", "trained on host by user"),
        ("BUILD-7.CORP.example.org:6006", "host:6006"),
        ("ssh 192.168.1.20 and 10.0.0.3", "ssh host and host"),
    ],
)
def test_what_tells_a_machine_or_a_person_is_replaced(scrubber, text, scrubbed):
    assert scrubber.text(text) == scrubbed


@pytest.mark.parametrize(
    "text",
    [
        "loss/train and acc/val, 3/4 of the data",
        "https://example.org/a/b/c is public",
        "</td></tr><br/>",
        "version 2.21.0.1, ratio 1/2/3",
        "annikas-model rebuild-7 build-70",
        "~/data/x ./runs/a ../b/c",
        "the max of grad/max",
        "N/A, and/or, I/O",
    ],
)
def test_what_only_looks_like_it_stays(scrubber, text):
    assert scrubber.text(text) == text
    assert scrubber.told == {}


def test_a_tag_keeps_its_slashes_and_the_names_of_users():
    """A user called max must not turn grad/max into grad/user."""
    scrubber = Scrubber(hosts=["node12"], users=["max"])
    assert scrubber.tag("/model/layer1/grad/max") == "/model/layer1/grad/max"
    assert scrubber.tag("node12/gpu") == "host/gpu"
    assert scrubber.tag("/home/max/x/loss") == "…/loss"


def test_the_name_that_writers_give_a_run_loses_the_host():
    scrubber = Scrubber(hosts=["Anns-MacBook-Pro.local"])
    assert scrubber.run("Nov21_22-51-03_Anns-MacBook-Pro.local") == "Nov21_22-51-03_host"


def test_several_hosts_stay_apart():
    scrubber = Scrubber(hosts=["gpu-b", "gpu-a", "gpu-a.cluster"])
    assert scrubber.text("gpu-a gpu-a.cluster gpu-b") == "host-1 host-1 host-2"


def test_what_everyone_is_called_is_no_name():
    scrubber = Scrubber(hosts=["localhost", "x"], users=["root", "me", "runner"])
    assert scrubber.text("the root of localhost, x runner me") == "the root of localhost, x runner me"


def test_more_words_can_be_hidden_and_names_kept():
    scrubber = Scrubber(hosts=["node12"], users=["grace"], more=["Project Falcon"], keep=["grace"])
    assert scrubber.text("grace runs project falcon on node12") == "grace runs … on host"


def test_it_remembers_what_it_took_out(scrubber):
    scrubber.text("/data/secret/x.csv on build-7")
    assert scrubber.told == {"/data/secret/x.csv": "…/x.csv", "build-7": "host"}


@pytest.mark.parametrize(
    ("name", "hosts"),
    [
        ("events.out.tfevents.1700000000.build-7", ["build-7"]),
        ("events.out.tfevents.1700000000.build-7.corp.org.4711.0", ["build-7.corp.org", "build-7"]),
        ("events.out.tfevents.1700000000.Anns-Mac.local.123.0.v2", ["Anns-Mac.local", "Anns-Mac"]),
        ("notes.txt", []),
    ],
)
def test_an_event_file_tells_its_host(name, hosts):
    assert hosts_of_file(name) == hosts


def test_a_home_directory_tells_its_user():
    assert users_in(r"/home/ann/x, /Users/bob.b/y and C:\Users\Cleo\z") == ["ann", "bob.b", "Cleo"]
    assert users_in("at home/ann") == []


def test_paths_are_found_for_the_listing():
    assert paths_in("from /a/b/c.csv to https://x.org/d/e") == ["/a/b/c.csv"]
