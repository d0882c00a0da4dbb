"""Reference for the canvas's filters: plain numpy, pixel by pixel, in double precision.

OMP_NUM_THREADS=1 python tools/golden/canvas_filters.py src/test/resources/golden/canvas

Perona-Malik 1990, eq. 7 and 8, both conductances; Weickert 1999, eq. 5, 13 and 14, on the stencils of Fehrenbach and
Mirebeau 2014, found here by trying all bases of the lattice instead of by Selling's algorithm.
"""

import pathlib
import sys

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 60, 44


def picture():
    rng = np.random.default_rng(11)
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float64)
    lines = 60 * np.sin((x * 0.6 + y * 0.35) * 1.4)
    disc = 90 * (np.hypot(x - 40, y - 14) < 11)
    out = np.stack([90 + lines + disc, 110 + 0.5 * lines - 0.6 * disc, 70 + 1.5 * y + 0.3 * disc], axis=-1)
    return np.clip(np.rint(out + rng.normal(0, 12, out.shape)), 0, 255)


def gaussian(plane, sigma, reach=6):
    n = int(np.ceil(reach * sigma))
    weights = np.exp(-np.arange(-n, n + 1) ** 2 / (2 * sigma**2))
    weights /= weights.sum()
    for axis in (0, 1):
        pad = [(n, n) if a == axis else (0, 0) for a in range(plane.ndim)]
        wide = np.pad(plane, pad, mode="edge")
        plane = sum(w * np.take(wide, range(k, k + plane.shape[axis]), axis=axis) for k, w in enumerate(weights))
    return plane


def perona_malik(u, conductance, contrast, iterations, step):
    g = {"contrast": lambda s: np.exp(-s), "area": lambda s: 1 / (1 + s)}[conductance]
    for _ in range(iterations):
        change = np.zeros_like(u)
        for dy, dx in ((0, 1), (0, -1), (1, 0), (-1, 0)):
            wide = np.pad(u, ((1, 1), (1, 1), (0, 0)), mode="edge")
            d = wide[1 + dy : 1 + dy + HEIGHT, 1 + dx : 1 + dx + WIDTH] - u
            change += g((d**2).mean(-1, keepdims=True) / contrast**2) * d
        u = u + step * change
    return u


def obtuse_bases(reach):
    vectors = [(x, y) for x in range(-reach, reach + 1) for y in range(-reach, reach + 1) if (x, y) != (0, 0)]
    return [(a, b) for a in vectors for b in vectors if a[0] * b[1] - a[1] * b[0] == 1]


BASES = np.array([(a, b, (-a[0] - b[0], -a[1] - b[1])) for a, b in obtuse_bases(7)], dtype=np.float64)


def stencil(D):
    """The three offsets and weights of a tensor: of a base whose vectors are at obtuse angles."""
    a, b, c = BASES[:, 0], BASES[:, 1], BASES[:, 2]
    dot = lambda p, q: np.einsum("ni,ij,nj->n", p, D, q)
    ab, ac, bc = dot(a, b), dot(a, c), dot(b, c)
    found = np.flatnonzero((ab <= 1e-10) & (ac <= 1e-10) & (bc <= 1e-10))
    best = found[0]
    turn = lambda v: (int(-v[1]), int(v[0]))
    return [(turn(c[best]), -ab[best]), (turn(b[best]), -ac[best]), (turn(a[best]), -bc[best])]


def coherence(u, detail, scale, regularity, contrast, time):
    left = time
    while left > 1e-9:
        smooth = np.pad(gaussian(u, detail), ((1, 1), (1, 1), (0, 0)), mode="edge")
        dx = (smooth[1:-1, 2:] - smooth[1:-1, :-2]) / 2
        dy = (smooth[2:, 1:-1] - smooth[:-2, 1:-1]) / 2
        J = [gaussian((p * q).mean(-1), scale) for p, q in ((dx, dx), (dx, dy), (dy, dy))]
        change = np.zeros_like(u)
        weights = np.zeros((HEIGHT, WIDTH))
        for y in range(HEIGHT):
            for x in range(WIDTH):
                values, vectors = np.linalg.eigh([[J[0][y, x], J[1][y, x]], [J[1][y, x], J[2][y, x]]])
                apart = values[1] - values[0]
                along = regularity + (1 - regularity) * (np.exp(-contrast / apart**2) if apart > 0 else 0)
                D = regularity * np.outer(vectors[:, 1], vectors[:, 1]) + along * np.outer(vectors[:, 0], vectors[:, 0])
                for (ox, oy), weight in stencil(D):
                    for side in (-1, 1):
                        tx, ty = x + side * ox, y + side * oy
                        if 0 <= tx < WIDTH and 0 <= ty < HEIGHT and weight > 0:
                            flow = weight / 2 * (u[ty, tx] - u[y, x])
                            change[y, x] += flow
                            change[ty, tx] -= flow
                            weights[y, x] += weight / 2
                            weights[ty, tx] += weight / 2
        step = min(0.5, left, 1 / (weights.max() * 1.0001))
        u = u + step * change
        left -= step
    return u


def sharpen(u, radius, amount, threshold):
    d = u - gaussian(u, radius)
    return np.clip(u + amount * d * (np.abs(d) >= threshold), 0, 255)


def levels(u, black, white, gamma, darkest, lightest):
    return darkest + (lightest - darkest) * np.clip((u - black) / (white - black), 0, 1) ** (1 / gamma)


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    u = picture()
    results = {
        "source": u,
        "perona-contrast": perona_malik(u, "contrast", 20, 15, 0.2),
        "perona-area": perona_malik(u, "area", 12, 25, 0.25),
        "coherence": coherence(u, 0.7, 2.5, 0.02, 1, 6),
        "blur": gaussian(u, 2.2),
        "blur-wide": gaussian(u, 9),
        "sharpen": sharpen(u, 1.5, 1.2, 4),
        "levels": levels(u, 30, 200, 1.7, 240, 10),
    }
    for name, values in results.items():
        pixels = np.floor(np.clip(values, 0, 255) + 0.5).astype(np.uint8)
        Image.fromarray(pixels).save(folder / f"{name}.png", optimize=True)


main(pathlib.Path(sys.argv[1]))
