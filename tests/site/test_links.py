"""The buttons of the pages, for a builder that changes addresses in HTML."""

import sys
from types import ModuleType

import markdown

BUTTON = '<a class="md-button" href="../shared/01-first/#timeseries">Open</a>'


def test_the_buttons_are_written_as_the_builder_reads_them(monkeypatch):
    assert BUTTON in markdown.markdown(BUTTON, extensions=["tbxlab.site.links"])
    monkeypatch.setitem(sys.modules, "zensical", ModuleType("zensical"))
    found = markdown.markdown(BUTTON, extensions=["tbxlab.site.links"])
    assert 'href="shared/01-first/#timeseries"' in found
