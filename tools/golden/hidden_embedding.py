"""Hides an embedding in a picture's pixels as A1111 does: src/test/resources/golden/embeddings/hidden.png.

    python tools/golden/hidden_embedding.py

The form is that of `modules/textual_inversion/image_embedding.py`: deflated JSON, its lower and upper half bytes in the low bits of
two blocks left and right of the picture, turned over by a congruential sequence; the high bits are decoration.
"""
import json
import pathlib
import zlib

import numpy as np
from PIL import Image

OUT = pathlib.Path(__file__).resolve().parents[2] / "src/test/resources/golden/embeddings/hidden.png"
COUNT, WIDTH, HEIGHT = 2, 128, 48


def turned(block):
    seed, sequence = 0, []
    for _ in range(block.size):
        seed = (1664525 * seed + 1013904223) % 2**32
        sequence.append(seed % 255 & 15)
    return block ^ np.array(sequence, dtype=np.uint8).reshape(block.shape)


def main():
    vectors = [[round((i * WIDTH + j) % 17 / 8 - 1, 3) for j in range(WIDTH)] for i in range(COUNT)]
    written = {"string_to_token": {"*": 265}, "string_to_param": {"*": {"TORCHTENSOR": vectors}}, "name": "hidden", "step": 7}
    data = np.frombuffer(zlib.compress(json.dumps(written).encode(), 9), dtype=np.uint8)
    columns = -(-data.size // (HEIGHT * 3))
    data = np.resize(data, (HEIGHT, columns, 3))
    y, x = np.mgrid[0:HEIGHT, 0:columns]
    style = ((x * 40 + y * 16) % 256 & 0xF0).astype(np.uint8)[..., None]
    y, x = np.mgrid[0:HEIGHT, 0:64]
    picture = np.stack([60 + 3 * x, 250 - 4 * y, 80 + x + y], -1).clip(0, 255).astype(np.uint8)
    black = np.zeros((HEIGHT, 1, 3), dtype=np.uint8)
    whole = np.concatenate([turned(data & 15) ^ style, black, picture, black, turned(data >> 4) ^ style], axis=1)
    Image.fromarray(whole).save(OUT)


if __name__ == "__main__":
    main()
