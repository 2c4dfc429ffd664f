"""Checkpoints of lab 08: the course's own, and how a body of other weights is put under a new head."""

import json
from pathlib import Path

from torch import Tensor, nn

from tbxlab.lab08 import characters, cnn
from tbxlab.toy.checkpoints import WrongWeights as WrongWeights
from tbxlab.toy.checkpoints import load as load
from tbxlab.toy.checkpoints import save as save
from tbxlab.toy.checkpoints import sha256 as sha256

GIVEN = Path(__file__).parent / "given" / "weights"
"""Where the course's own checkpoints are: characters_resnet.pt and characters_vgg.pt."""
PACKAGES = ("torch", "torchvision", "matplotlib", "pillow", "tensorboardX")


def given(architecture: str) -> Path:
    """Return the file of the course's checkpoint for "resnet" or "vgg"."""
    return GIVEN / f"characters_{architecture}.pt"


def source_model(file: Path) -> nn.Module:
    """Return the network as it was pretrained, with its head for letters, in eval mode."""
    architecture = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["architecture"]
    model = cnn.ARCHITECTURES[architecture](len(characters.CLASSES), seed=0)
    model.load_state_dict(load(file))
    return model.eval()


def put_body(model: nn.Module, state: dict[str, Tensor]) -> None:
    """Put all weights of ``state`` but the head's into ``model``; the head stays as it was drawn.

    Every other name has to be there and to fit; a layer that was quietly left out would start from zero.
    """
    last = {
        f"{name}.{kind}"
        for name, layer in model.named_modules()
        if layer is cnn.head(model)
        for kind in ("weight", "bias")
    }
    missing, unknown = model.load_state_dict({n: t for n, t in state.items() if n not in last}, strict=False)
    if set(missing) != last or unknown:
        raise WrongWeights(
            f"these weights are of another network: missing {sorted(set(missing) - last)}, unknown {sorted(unknown)}"
        )
