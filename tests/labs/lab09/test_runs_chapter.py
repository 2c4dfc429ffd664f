"""What chapter 09 measures of embeddings and errors, on vectors small enough to check by eye."""

import numpy as np
import pytest
import torch

from tbxlab.lab09.runs.chapter import errors_as_table, principal, same_neighbor
from tbxlab.lab09.splits import CLASSES


def test_a_vector_is_not_its_own_neighbor():
    vectors = torch.tensor([[1.0, 0.0], [0.9, 0.1], [0.0, 1.0]])
    labels = torch.tensor([0, 1, 1])
    assert same_neighbor(vectors, labels, vectors, labels) == pytest.approx(1 / 3)  # the last one's


def test_the_neighbor_is_the_one_of_the_same_direction_however_long_it_is():
    others, theirs = torch.tensor([[100.0, 0.0], [0.0, 0.01]]), torch.tensor([3, 7])
    assert same_neighbor(torch.tensor([[0.1, 1.0]]), torch.tensor([7]), others, theirs) == 1


def test_components_are_ordered_by_their_share_and_do_not_depend_on_where_the_cloud_lies():
    cloud = torch.randn(40, 3, generator=torch.Generator().manual_seed(0)) * torch.tensor([5.0, 2.0, 1.0])
    scores, share = principal(cloud, 3)
    moved, _ = principal(cloud + 100, 3)
    assert share.sum() == pytest.approx(1)
    assert list(share) == sorted(share, reverse=True)
    assert np.allclose(scores, moved, atol=0.002)
    assert np.allclose(np.var(scores, axis=0) / np.var(scores, axis=0).sum(), share, atol=1e-3)


def test_the_sign_of_a_component_is_fixed():
    cloud = torch.tensor([[3.0, 0.0], [-1.0, 0.5], [-1.0, -0.5], [-1.0, 0.0]])
    scores, _ = principal(cloud, 2)
    mirrored, _ = principal(-cloud, 2)
    assert np.allclose(scores[:, 0], mirrored[:, 0])
    assert scores[0, 0] == 3


def test_errors_are_listed_from_the_most_certain_one_and_right_answers_are_not_listed():
    logits = torch.tensor([[9.0, 0.0], [3.0, 0.0], [1.0, 0.0]])
    table = errors_as_table(["right", "surely wrong", "perhaps wrong"], torch.tensor([0, 1, 1]), logits, most=5)
    assert table.splitlines()[2:] == [
        f"| 0.95 | {CLASSES[0]} | {CLASSES[1]} | surely wrong |",
        f"| 0.73 | {CLASSES[0]} | {CLASSES[1]} | perhaps wrong |",
    ]
