"""Does a stack of networks train as each of them would alone?"""

import copy

import pytest
import torch
from torch.func import functional_call, grad_and_value, stack_module_state, vmap
from torch.nn.functional import cross_entropy

from tbxlab.toy import data, ensemble, models

NETWORKS, STEPS, RATE = 3, 20, 0.2


@pytest.fixture
def batches():
    """X float32[steps, k, 50, 10] and y int64[steps, k, 50]."""
    sets = [data.two_classes(50 * STEPS, seed) for seed in range(NETWORKS)]
    X, y = (torch.stack(each) for each in zip(*sets, strict=True))
    return X.view(NETWORKS, STEPS, 50, 10).transpose(0, 1), y.view(NETWORKS, STEPS, 50).transpose(0, 1)


def networks():
    return [models.classifier(seed=seed) for seed in range(NETWORKS)]


def test_the_losses_are_those_of_vmap(batches):
    parameters, buffers = stack_module_state(networks())
    stateless = copy.deepcopy(networks()[0]).to("meta")

    def loss_of(parameters, buffers, X, y):
        return cross_entropy(functional_call(stateless, (parameters, buffers), (X,)), y)

    gradients_of = vmap(grad_and_value(loss_of))
    stacked = ensemble.stack(networks())
    for X, y in zip(*batches, strict=True):
        gradients, expected = gradients_of(parameters, buffers, X, y)
        found = ensemble.losses(ensemble.forward(stacked, X), y)
        assert torch.allclose(found, expected, rtol=0, atol=1e-6)
        ensemble.descend(stacked, torch.autograd.grad(found.sum(), stacked), RATE)
        parameters = {name: each - RATE * gradients[name] for name, each in parameters.items()}


def test_adam_moves_each_network_as_torch_s_adam_with_its_own_learning_rate(batches):
    rates = (0.003, 0.01, 0.03)
    stacked = ensemble.stack(networks())
    adam = ensemble.Adam(stacked)
    alone = networks()
    optimizers = [torch.optim.Adam(net.parameters(), lr=rate) for net, rate in zip(alone, rates, strict=True)]
    for X, y in zip(*batches, strict=True):
        loss = ensemble.losses(ensemble.forward(stacked, X), y)
        adam.step(torch.autograd.grad(loss.sum(), stacked), torch.tensor(rates)[:, None, None])
        for i, (net, optimizer) in enumerate(zip(alone, optimizers, strict=True)):
            optimizer.zero_grad()
            cross_entropy(net(X[i]), y[i]).backward()
            optimizer.step()
    for i, net in enumerate(alone):
        assert torch.allclose(stacked[0][i].T, net[0].weight, atol=1e-4)


def test_accuracies_count_each_network_s_own_examples():
    logits = torch.tensor([[[2.0, 1.0], [0.0, 1.0]], [[2.0, 1.0], [1.0, 0.0]]])
    assert ensemble.accuracies(logits, torch.tensor([[0, 1], [1, 0]])).tolist() == [1.0, 0.5]
