"""The sliders of Reading loss curves: drawn from the committed run, moved by keys, read aloud, without a request."""

import re

import numpy as np
import pytest

from tbxlab import events
from tbxlab.course import folders
from tbxlab.lab02.pictures import slider

PATIENCE_MS = 180_000
LIMIT = 25_000  # bytes of the element in the page


def curve(rate, examples, seed, kind):
    run = events.read_run(folders.given_folder("02_scalars") / "slider")
    return run.scalars[f"{rate:g}/{examples}/seed-{seed}/{kind}"]


def test_the_element_is_what_its_command_writes():
    assert slider.path().read_text(encoding="utf-8") == slider.html()
    assert slider.path().stat().st_size < LIMIT


def test_its_losses_are_those_of_the_run():
    losses = re.search(r'data-losses="([^"]+)"', slider.html())[1].split(";")
    assert len(losses) == 2 * len(slider.RATES) * len(slider.EXAMPLES) * len(slider.SEEDS)
    last = [int(value) / 1000 for value in losses[-1].split(",")]
    assert np.allclose(last, curve(7, 8000, 1, "val").values, atol=0.0006)
    assert list(curve(7, 8000, 1, "val").steps) == list(range(0, slider.STEPS + 1, slider.EVERY))
    assert list(curve(7, 8000, 1, "train").steps) == list(range(slider.EVERY, slider.STEPS + 1, slider.EVERY))


@pytest.fixture
def page(chromium, address):
    context = chromium.new_context()
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{address}02-reading/")
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


def ends(rate, examples):
    """What the text below the chart has to report."""
    told = []
    for seed in slider.SEEDS:
        train, val = (curve(rate, examples, seed, kind) for kind in ("train", "val"))
        told += [train.values[-1], val.values[-1], val.values.min(), val.steps[val.values.argmin()]]
    return told


def reported(page):
    text = page.locator("figure.sliders [role=status]").inner_text()
    numbers = re.findall(r"at (\d+\.\d+)|is (\d+\.\d+)|step (\d+)", text)
    return [float("".join(each)) for each in numbers]


@pytest.mark.browser
def test_it_shows_the_run_that_the_keys_choose_without_a_request(page):
    # Pictures wait until they are near the window, and pressing a key may scroll there: all of them now.
    page.evaluate("document.querySelectorAll('img').forEach(image => { image.loading = 'eager'; })")
    page.wait_for_load_state("networkidle")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    figure = page.locator("figure.sliders")
    assert figure.is_visible()
    assert np.allclose(reported(page), ends(0.3, 150), atol=0.0051)
    before = figure.locator("polyline.val").first.get_attribute("points")

    rate, examples = figure.locator("input").all()
    examples.focus()
    page.keyboard.press("End")
    rate.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert np.allclose(reported(page), ends(3, 8000), atol=0.0051)
    assert figure.locator("polyline").count() == 4
    assert figure.locator("polyline.val").first.get_attribute("points") != before
    page.keyboard.press("Home")
    page.keyboard.press("ArrowLeft")  # there is nothing further
    assert np.allclose(reported(page), ends(0.001, 8000), atol=0.0051)
    assert requests == []


@pytest.mark.browser
def test_a_screen_reader_gets_names_values_and_the_result(page):
    rate, examples = page.locator("figure.sliders input").all()
    assert page.get_by_label("Learning rate").count() == page.get_by_label("Training examples").count() == 1
    assert (rate.get_attribute("aria-valuetext"), examples.get_attribute("aria-valuetext")) == ("0.3", "150")
    rate.press("ArrowLeft")
    assert rate.get_attribute("aria-valuetext") == "0.1"
    assert (
        page.locator("figure.sliders").get_by_role("status").inner_text().startswith("Seed 0: train/loss ends at 0.03")
    )


@pytest.mark.browser
def test_without_a_script_the_element_is_not_there_and_the_page_says_what_it_shows(chromium, address):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}02-reading/")
    assert not page.locator("figure.sliders").is_visible()
    text = page.locator("article").inner_text()
    assert "none of the seven learning rates brings the validation loss below 0.50" in text.replace("\n", " ")
    context.close()
