"""Are several patients judged and reported together?"""

import pytest

from tbxlab.grading.patients import judge_all
from tbxlab.grading.verdict import Wrong


def judge(wrong):
    def judge_one(name):
        if name in wrong:
            raise Wrong("layer-healthy-tag", patient=name, tag="train/loss")

    judge_all("abc", judge_one)


def test_all_right_passes_and_one_wrong_is_told_by_its_own_message():
    judge("")
    with pytest.raises(Wrong, match="run b") as error:
        judge("b")
    assert error.value.message_id == "layer-healthy-tag"


def test_several_wrong_ones_are_told_together():
    with pytest.raises(Wrong) as error:
        judge("ac")
    assert error.value.message_id == "patients-several"
    assert str(error.value).startswith("2 of 3 diagnoses")
    assert "run a" in str(error.value)
    assert "run c" in str(error.value)
