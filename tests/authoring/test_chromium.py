"""The small server that pages are tried on, and the search for a browser."""

import urllib.error
import urllib.request

import pytest

from tbxlab.authoring import chromium
from tbxlab.environment import static


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "a site"
    (folder / "sub").mkdir(parents=True)
    (folder / "index.html").write_text("<p>größer</p>", encoding="utf-8")
    (folder / "sub" / "index.html").write_text("below", encoding="utf-8")
    (folder / "x.js").write_text("1", encoding="utf-8")
    (tmp_path / "secret.txt").write_text("outside", encoding="utf-8")
    return folder


def get(url: str):
    return urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url)


@pytest.mark.parametrize("prefix", ["/course/", "course", "/a/b/"])
def test_files_are_served_below_the_prefix(folder, prefix):
    with static.serve(folder, prefix) as url:
        assert url.endswith(f"/{prefix.strip('/')}/")
        assert get(url).read().decode() == "<p>größer</p>"
        assert get(f"{url}sub").url == f"{url}sub/"
        assert get(f"{url}x.js?v=1").headers["Content-Type"] == "text/javascript"


@pytest.mark.parametrize("path", ["/", "/index.html", "/courses/", "/course/none.html", "/course/%2e%2e/secret.txt"])
def test_nothing_else_is_served(folder, path):
    with static.serve(folder, "/course/") as url, pytest.raises(urllib.error.HTTPError) as refused:
        get(url.removesuffix("/course/") + path)
    assert refused.value.code == 404


def test_without_a_prefix_the_folder_is_the_root(folder):
    with static.serve(folder) as url:
        assert get(f"{url}sub/").read() == b"below"


def test_the_server_is_gone_afterwards(folder):
    with static.serve(folder) as url:
        pass
    with pytest.raises(urllib.error.URLError):
        get(url)


def test_a_browser_on_path_is_found(tmp_path, monkeypatch):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: "/x/google-chrome" if name == "google-chrome" else None)
    assert chromium.find_chromium().as_posix() == "/x/google-chrome"


def test_where_there_is_no_browser_the_message_says_how_to_get_one(monkeypatch):
    monkeypatch.setattr(chromium.shutil, "which", lambda name: None)
    monkeypatch.setattr(chromium, "USUAL_PLACES", {})
    with pytest.raises(chromium.NoChromiumError, match="apt-get install chromium"):
        chromium.find_chromium()
