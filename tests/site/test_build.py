"""`mkdocs build --strict`: passes for the course, fails for what a reader would stumble over."""

import pytest


def test_the_strict_build_passes(site):
    assert site.code == 0, site.output
    assert (site.folder / "index.html").is_file()


def test_a_site_builds_in_a_folder_with_spaces(small_site):
    built = small_site({"index.md": "# Home\n\n$x^2$\n", "01-one.md": "# One\n\n[Home](index.md)\n"})
    assert built.code == 0, built.output
    assert "<math>" in (built.folder / "index.html").read_text(encoding="utf-8")


MISTAKES = {
    "bad LaTeX": (
        r"$\frca{1}{2}$",
        r"Doc file 'index.md': bad LaTeX in `\frca{1}{2}`: Undefined control sequence: \frca",
    ),
    "bad LaTeX, displayed": ("$$\n\\frac{1}{\n$$", "bad LaTeX in `\\frac{1}{`: "),
    "words of another script outside of \\text": ("$损失 = 1$", "bad LaTeX in `损失 = 1`: "),
    "a formula in a heading": ("## The gradient $y$", "a formula in a heading, `y`: write it in letters"),
    "a link to no page": ("[x](nowhere.md)", "contains a link 'nowhere.md', but the target is not found"),
    "a link to no section": ("[x](#nowhere)", "contains a link '#nowhere', but there is no such anchor"),
    "an absolute link": ("[x](/index.md)", "contains an absolute link '/index.md'"),
    "a missing diagram": ('--8<-- "figures/none.svg"', "Snippet at path 'figures/none.svg' could not be found"),
}


@pytest.mark.parametrize(("markdown", "message"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_fails_the_strict_build_and_is_named(small_site, markdown, message):
    built = small_site({"index.md": f"# Home\n\n{markdown}\n"})
    assert built.code != 0
    assert message in built.output


def test_a_page_that_the_navigation_does_not_list_fails_the_strict_build(small_site):
    built = small_site({"index.md": "# Home\n", "02-two.md": "# Two\n"}, listed=["index.md"])
    assert built.code != 0
    assert "02-two.md" in built.output
