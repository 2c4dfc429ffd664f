"""Does the measurement of the headlines measure what it says, keep what it has, and is its file of digits complete?"""

import importlib.util
import json
import sys
from pathlib import Path

import pytest
import torch

BENCHMARK = Path(__file__).parents[2] / "benchmarks" / "headlines.py"


@pytest.fixture(scope="module")
def headlines():
    spec = importlib.util.spec_from_file_location("headlines", BENCHMARK)
    module = importlib.util.module_from_spec(spec)
    sys.modules["headlines"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["headlines"]


def test_updates_are_measured_inside_the_block_alone(headlines):
    weight = torch.zeros(2, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.5)
    with headlines.update_norms() as norms:
        for factor in (1.0, 2.0):
            weight.grad = factor * torch.tensor([3.0, 4.0])
            optimizer.step()
    optimizer.step()
    assert norms == pytest.approx([2.5, 5.0])


def test_every_item_of_the_digits_was_measured(headlines):
    kept = json.loads(headlines.FILES["digits"].read_text(encoding="utf-8"))
    assert set(kept) == {name for name, _ in headlines.digits()}


def test_what_is_kept_is_not_measured_again(headlines, monkeypatch, tmp_path):
    calls = []
    items = [(name, lambda name=name: calls.append(name) or {"test": 0.123456}) for name in ("a", "b")]
    monkeypatch.setattr(headlines, "digits", lambda: iter(items))
    monkeypatch.setattr(headlines, "FILES", {"digits": tmp_path / "digits.json"})
    monkeypatch.setattr(sys, "argv", ["headlines.py", "digits"])
    (tmp_path / "digits.json").write_text('{"a": {"test": 1}}', encoding="utf-8")
    headlines.main()
    assert calls == ["b"]
    assert json.loads((tmp_path / "digits.json").read_text("utf-8")) == {"a": {"test": 1}, "b": {"test": 0.12346}}
    monkeypatch.setattr(sys, "argv", ["headlines.py", "digits", "--anew"])
    headlines.main()
    assert calls == ["b", "a", "b"]
