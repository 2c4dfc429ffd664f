"""The networks: torchvision's ResNet and VGG, small enough for two cores, for gray pictures of 16 by 16 pixels."""

from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn
from torchvision.models.resnet import BasicBlock, ResNet
from torchvision.models.vgg import VGG, make_layers

VGG_LAYERS = [32, "M", 64, "M", 128, 128, "M"]  # channels of 3 by 3 convolutions, and where the picture is halved


def resnet(classes: int, seed: int) -> ResNet:
    """Return torchvision's ResNet with one block a stage and without its last stage: 1.2 million parameters.

    float32[n, 1, 16, 16] to logits float32[n, classes]. The fourth stage would have three quarters of all
    parameters, for pictures that are down to one pixel by then. ``seed`` draws the weights, and leaves torch's own
    generator as it was.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = ResNet(BasicBlock, [1, 1, 1, 1], num_classes=classes)
        model.conv1 = nn.Conv2d(1, 64, kernel_size=7, stride=2, padding=3, bias=False)  # gray: one channel, not three
        nn.init.kaiming_normal_(model.conv1.weight, mode="fan_out", nonlinearity="relu")  # as ResNet draws its own
        model.layer4 = nn.Identity()
        model.fc = nn.Linear(256, classes)
    return model


def vgg(classes: int, seed: int) -> VGG:
    """Return torchvision's VGG with four convolutions and no BatchNorm: 0.24 million parameters.

    float32[n, 1, 16, 16] to logits float32[n, classes]. VGG's own classifier has 120 million parameters; it is
    replaced before any memory is spent on it.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        features = make_layers(VGG_LAYERS)
        features[0] = nn.Conv2d(1, 32, kernel_size=3, padding=1)
        with torch.device("meta"):  # shapes without memory
            model = VGG(features)
        model.avgpool = nn.AdaptiveAvgPool2d(1)
        model.classifier = nn.Linear(128, classes)
    return model


ARCHITECTURES = {"resnet": resnet, "vgg": vgg}


def head(model: nn.Module) -> nn.Linear:
    """Return the last layer: what is new for new classes."""
    layer = model.fc if isinstance(model, ResNet) else model.classifier
    last = layer[-1] if isinstance(layer, nn.Sequential) else layer
    if not isinstance(last, nn.Linear):
        raise TypeError(f"the last layer is no Linear: {last}")
    return last


def groups(model: nn.Module) -> dict[str, list[nn.Parameter]]:
    """Return the parameters from input to output: stem, layer1, layer2 …, head; each parameter in one group."""
    last = list(head(model).parameters())
    if isinstance(model, ResNet):
        named = {"stem": [*model.conv1.parameters(), *model.bn1.parameters()]}
        named |= {f"layer{i}": list(getattr(model, f"layer{i}").parameters()) for i in range(1, 5)}
    else:
        layers = [layer for layer in [*_children(model.features), *_before_the_head(model)] if list(layer.parameters())]
        named = {"stem" if i == 0 else f"layer{i}": list(layer.parameters()) for i, layer in enumerate(layers)}
    return {name: parameters for name, parameters in named.items() if parameters} | {"head": last}


def _before_the_head(model: Any) -> Iterator[nn.Module]:
    return (layer for layer in model.classifier.children() if layer is not head(model))


def _children(module: Any) -> Iterator[nn.Module]:
    return module.children()


def batch_norms(model: nn.Module) -> list[nn.BatchNorm2d]:
    """Return the BatchNorm layers; a VGG has none."""
    return [layer for layer in model.modules() if isinstance(layer, nn.BatchNorm2d)]


def running(layer: nn.BatchNorm2d) -> list[Tensor]:
    """Return a layer's running mean and variance, each float32[channels]; empty where it keeps none."""
    return [each for each in (layer.running_mean, layer.running_var) if each is not None]


@torch.no_grad()
def features(model: nn.Module, X: Tensor) -> Tensor:
    """Return what the last layer gets, float32[n, 256] (VGG: 128): the picture as the network sees it."""
    seen: list[Tensor] = []
    hook = head(model).register_forward_hook(lambda layer, inputs, output: seen.append(inputs[0]))
    try:
        model(X)
    finally:
        hook.remove()
    return seen[0]
