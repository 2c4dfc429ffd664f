"""Is the page that is made to be printed one sheet, with both of its tables and nothing else?"""

import re

import pytest

pytestmark = pytest.mark.browser
PATIENCE_MS = 180_000  # on a machine that does much else


def sheets(pdf: bytes) -> int:
    """Count the pages of a PDF."""
    return len(re.findall(rb"/Type\s*/Page(?!s)", pdf))


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_the_decision_tree_is_one_sheet(chromium, address, paper):
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}reference/decision-tree/")
    assert sheets(page.pdf(format=paper, margin=dict.fromkeys(("top", "bottom", "left", "right"), "12mm"))) == 1
    page.emulate_media(media="print")
    assert page.locator(".one-page table").count() == 2
    assert page.locator(".one-page table").last.is_visible()
    assert not page.get_by_role("heading", name="What to do on Monday").is_visible()
    page.close()


def test_another_page_has_more_sheets(chromium, address):
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}reference/questions/")
    assert sheets(page.pdf(format="A4")) > 3
    page.close()
