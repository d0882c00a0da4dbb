"""Which subject and which ground colour a picture shows, by plain comparison with the artwork (numpy and Pillow only)."""

import numpy as np
from PIL import Image
from scene import COLOURS, PLACES

SIDE = 48
COLOUR_NAMES = list(COLOURS)
COLOUR_VALUES = np.array(list(COLOURS.values()), np.float32)


def border_colour(picture):
    """Median colour of the outermost 1/32 of a [h, w, 3] picture."""
    edge = max(1, min(picture.shape[:2]) // 32)
    ring = np.concatenate([
        picture[:edge].reshape(-1, 3), picture[-edge:].reshape(-1, 3),
        picture[:, :edge].reshape(-1, 3), picture[:, -edge:].reshape(-1, 3),
    ])  # fmt: skip
    return np.median(ring, axis=0).astype(np.float32)


class Scorer:
    def __init__(self, art):
        """`art` is a scene.Artwork; every subject is kept as premultiplied colour and alpha at 48 x 48, and mirrored."""
        colours, alphas = [], []
        large = SIDE * 4
        side = round(PLACES["centre"][0] * large)
        for index in range(art.subjects):
            canvas = Image.new("RGBA", (large, large))
            corner = (large - side) // 2
            canvas.paste(art.image(index).resize((side, side), Image.Resampling.LANCZOS), (corner, corner))
            pixels = np.asarray(canvas, np.float32)
            alpha = pixels[..., 3:] / 255
            both = np.concatenate([pixels[..., :3] * alpha, alpha], 2)
            both = both.reshape(SIDE, 4, SIDE, 4, 4).mean((1, 3))
            for view in (both, both[:, ::-1]):
                colours.append(view[..., :3])
                alphas.append(view[..., 3:])
        self.colours = np.stack(colours).reshape(2 * art.subjects, -1)
        self.alphas = np.stack(alphas).reshape(2 * art.subjects, -1, 1)

    def subjects(self, picture):
        """Subject numbers, the nearest first."""
        small = Image.fromarray(picture).resize((SIDE, SIDE), Image.Resampling.BOX)
        ground = border_colour(picture)
        grounds = ((1 - self.alphas) * ground).reshape(len(self.alphas), -1)
        distance = np.square(self.colours + grounds - np.asarray(small, np.float32).ravel()).mean(1)
        return np.argsort(distance.reshape(-1, 2).min(1))

    @staticmethod
    def colour(picture):
        """Number of the named colour nearest to the border."""
        return int(np.argmin(np.square(COLOUR_VALUES - border_colour(picture)).sum(1)))
