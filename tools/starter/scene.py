"""What a training picture looks like: artwork on a coloured ground, in a few named compositions.

Shared by the training scripts and by `evaluate`, so that both mean the same by "a fox on a blue background".
Needs only numpy and Pillow.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

COLOURS = {
    "red": (214, 40, 40),
    "orange": (245, 140, 20),
    "yellow": (250, 218, 60),
    "green": (50, 160, 70),
    "teal": (0, 150, 155),
    "blue": (45, 105, 230),
    "navy": (20, 30, 95),
    "purple": (125, 50, 175),
    "pink": (250, 150, 195),
    "brown": (120, 75, 40),
    "black": (15, 15, 15),
    "white": (250, 250, 250),
    "gray": (135, 135, 135),
}

# Composition name -> (side of the artwork / side of the picture, x, y of its centre).
PLACES = {
    "centre": (27 / 32, 0.5, 0.5),
    "large": (1.0, 0.5, 0.5),
    "small": (0.5, 0.5, 0.5),
    "left": (0.5, 0.27, 0.5),
    "right": (0.5, 0.73, 0.5),
    "top": (0.5, 0.5, 0.27),
    "bottom": (0.5, 0.5, 0.73),
}


@dataclass
class Artwork:
    """The prepared pictures: `subjects` are captioned and learned, `extra` ones only help the VAE to see variety."""

    names: list
    tags: list
    rgba: np.ndarray  # [N, 256, 256, 4] uint8, subjects first
    subjects: int

    @staticmethod
    def load(folder):
        folder = Path(folder)
        meta = json.loads((folder / "artwork.json").read_text(encoding="utf-8"))
        return Artwork(meta["names"], meta["tags"], np.load(folder / "artwork.npy", mmap_mode="r"), meta["subjects"])

    def image(self, index):
        return Image.fromarray(np.asarray(self.rgba[index]), "RGBA")


def compose(art, ground, size, place="centre", mirror=False, scale=None):
    """Pastes `art` (an RGBA image) on a ground: an RGB triple, or a [size, size, 3] array. Returns [size, size, 3] uint8."""
    share, cx, cy = PLACES[place] if isinstance(place, str) else place
    side = max(1, round((scale or share) * size))
    art = art.resize((side, side), Image.Resampling.BOX if side * 2 <= art.width else Image.Resampling.LANCZOS)
    if mirror:
        art = art.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if isinstance(ground, np.ndarray):
        canvas = Image.fromarray(ground.astype(np.uint8), "RGB")
    else:
        canvas = Image.new("RGB", (size, size), tuple(int(v) for v in ground))
    canvas.paste(art, (round(cx * size - side / 2), round(cy * size - side / 2)), art)
    return np.asarray(canvas)


def held_out(subject, colour):
    """True for the subject-colour pairs (1 in 20) that no training caption or picture joins."""
    mixed = ((subject * len(COLOURS) + colour + 1) * 2654435761) & 0xFFFFFFFF
    mixed = ((mixed ^ (mixed >> 15)) * 2246822519) & 0xFFFFFFFF
    return ((mixed ^ (mixed >> 13)) >> 8) % 20 == 0
