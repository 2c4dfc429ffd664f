"""The source: printed letters from the fonts that matplotlib ships, turned, sheared, moved and thickened.

There is no digit among them: what a network learns here about strokes has to carry over to shapes it never saw.
Nothing is downloaded, and every seed draws other pictures of the same letters.
"""

from functools import cache
from pathlib import Path

import torch
from PIL import Image, ImageDraw, ImageFont
from torch import Tensor
from torch.nn.functional import affine_grid, avg_pool2d, grid_sample, max_pool2d

CLASSES = "ABCDEFGHIJKLMNOPQRSTUVWXYZabdefghnqrt"
"""26 capitals, and the 11 small letters whose shape is another one (as EMNIST's balanced set has them)."""
TRAINING_FONTS = (
    "DejaVuSans",
    "DejaVuSans-Bold",
    "DejaVuSans-Oblique",
    "DejaVuSansMono",
    "DejaVuSansMono-Bold",
    "DejaVuSansMono-Oblique",
    "DejaVuSerif",
    "DejaVuSerif-Bold",
    "DejaVuSerif-Italic",
    "STIXGeneral",
    "STIXGeneralItalic",
    "STIXGeneralBol",
    "cmr10",
    "cmb10",
    "cmss10",
    "cmti10",
)
VALIDATION_FONTS = ("DejaVuSans-BoldOblique", "DejaVuSerif-BoldItalic", "STIXGeneralBolIta", "cmtt10")
"""Fonts that no training picture is made from."""
BOX = 32  # pixels: what a letter is drawn into, before it is averaged down
SIZE = 8  # pixels: the side of a picture, as scikit-learn's digits have it


def draw(n: int, generator: torch.Generator, fonts: tuple[str, ...] = TRAINING_FONTS) -> tuple[Tensor, Tensor]:
    """Return ``n`` noisy letters: pictures float32[n, 1, 8, 8], 0 paper to 1 ink, and labels int64[n] into CLASSES."""
    glyphs = atlas(fonts)
    label = torch.randint(len(CLASSES), (n,), generator=generator)
    font = torch.randint(len(fonts), (n,), generator=generator)
    letters = glyphs[font, label].unsqueeze(1)
    thick = torch.rand(n, 1, 1, 1, generator=generator) < 0.5
    letters = torch.where(thick, max_pool2d(letters, 3, stride=1, padding=1), letters)
    grid = affine_grid(affine_noise(n, generator), [n, 1, BOX, BOX], align_corners=False)
    return avg_pool2d(grid_sample(letters, grid, align_corners=False), BOX // SIZE), label


def affine_noise(n: int, generator: torch.Generator) -> Tensor:
    """Return ``n`` maps float32[n, 2, 3] from places in the result to places in the letter, both from -1 to 1.

    Turned by up to 15 degrees, sheared by up to 0.3, each side scaled by 0.8 to 1.15, moved by up to a tenth of
    the box.
    """

    def between(low: float, high: float) -> Tensor:
        return low + (high - low) * torch.rand(n, generator=generator)

    turn, shear = between(-0.26, 0.26), between(-0.3, 0.3)
    wide, high = between(0.55, 1.1), between(0.85, 1.1)
    cos, sin = torch.cos(turn), torch.sin(turn)
    rows = [
        cos / wide,
        (shear * cos - sin) / wide,
        between(-0.2, 0.2),
        sin / high,
        (shear * sin + cos) / high,
        between(-0.2, 0.2),
    ]
    return torch.stack(rows, dim=1).view(n, 2, 3)


@cache
def atlas(fonts: tuple[str, ...]) -> Tensor:
    """Return each letter of each font, float32[fonts, classes, 32, 32]: as large as the box, in its middle."""
    letters = [[_glyph(name, letter) for letter in CLASSES] for name in fonts]
    return torch.stack([torch.stack(row) for row in letters])


def _glyph(font: str, letter: str) -> Tensor:
    import matplotlib

    file = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"{font}.ttf"
    paper = Image.new("L", (160, 160))
    ImageDraw.Draw(paper).text((40, 20), letter, fill=255, font=ImageFont.truetype(str(file), 80))
    ink = paper.crop(paper.getbbox())
    scale = BOX / max(ink.size)
    ink = ink.resize((max(1, round(ink.width * scale)), max(1, round(ink.height * scale))), Image.Resampling.BOX)
    box = Image.new("L", (BOX, BOX))
    box.paste(ink, ((BOX - ink.width) // 2, (BOX - ink.height) // 2))
    return torch.tensor(bytearray(box.tobytes()), dtype=torch.float32).view(BOX, BOX) / 255
