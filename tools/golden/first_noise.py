"""Golden numbers of what A1111 starts a picture from: src/test/resources/golden/first-noise.json.

    python tools/golden/first_noise.py [--against PATH_OF_MODULES_RNG.PY]

Variation seeds, seed resizing and the seed delta of later noise, in single precision, after A1111's modules/rng.py
(v1.10.1). `--against` first compares every case with that very file.
"""
import argparse
import importlib.util
import json
import pathlib
import sys
import types

import torch

import philox

OUT = pathlib.Path(__file__).parents[2] / "src/test/resources/golden/first-noise.json"
SHAPE = (4, 8, 6)
SIDE = 8  # pixels of a latent

CASES = [
    # rng, seed, variation seed, strength, resized from (width, height), seed delta
    ("cpu", 1, 2, 0.05, None, 0),
    ("cpu", 7, 2**32 - 1, 0.5, None, 0),
    ("cpu", 1, 2, 1.0, None, 0),
    ("cpu", 5, 5, 0.4, None, 0),  # alike: a straight line instead of a turn
    ("nv", 2**40 + 3, 9, 0.3, None, 0),
    ("nv", 5, 5, 0.4, None, 0),
    ("cpu", 11, 0, 0.0, (32, 32), 0),  # smaller
    ("cpu", 11, 0, 0.0, (80, 96), 0),  # larger
    ("nv", 11, 0, 0.0, (40, 88), 0),  # narrower and higher, by odd differences
    ("nv", 11, 0, 0.0, (72, 24), 0),  # wider and lower, by odd differences
    ("cpu", 11, 12, 0.25, (32, 96), 0),
    ("nv", 11, 12, 0.25, (48, 64), 0),  # the picture's own size: nothing is resized
    ("cpu", 21, 0, 0.0, None, 31337),
    ("nv", 2**32 - 7, 3, 0.6, (32, 40), 31337),
    ("nv", 40000, 0, 0.0, None, -31337),
]


class Generator:
    """One picture's generator."""

    def __init__(self, rng, seed):
        self.rng, self.seed, self.draws = rng, seed, 0
        self.torch = torch.Generator("cpu").manual_seed(seed)

    def randn(self, shape):
        if self.rng == "cpu":
            return torch.randn(shape, generator=self.torch)
        count = shape[0] * shape[1] * shape[2]
        self.draws += 1
        return torch.from_numpy(philox.randn(self.seed, self.draws - 1, count)).reshape(shape)


def turned(strength, own, other):
    """Along the height: dimension 1 of [channels, height, width]."""
    units = [noise / torch.norm(noise, dim=1, keepdim=True) for noise in (own, other)]
    cosine = (units[0] * units[1]).sum(1)
    if cosine.mean() > 0.9995:
        return own * strength + other * (1 - strength)
    angle = torch.acos(cosine)
    parts = [torch.sin(part * angle) / torch.sin(angle) for part in (1.0 - strength, strength)]
    return parts[0].unsqueeze(1) * own + parts[1].unsqueeze(1) * other


def centred(small, ground):
    """`small` laid on the middle of `ground`, cut where it is larger."""
    slices = []
    for axis in 1, 2:
        difference = (ground.shape[axis] - small.shape[axis]) // 2
        length = small.shape[axis] + min(0, 2 * difference)
        slices.append((slice(max(0, difference), max(0, difference) + length), slice(max(0, -difference), max(0, -difference) + length)))
    (to_y, from_y), (to_x, from_x) = slices
    ground[:, to_y, to_x] = small[:, from_y, from_x]
    return ground


def draws(rng, seed, variation, strength, resized, delta):
    own = Generator(rng, seed)
    shape = SHAPE if resized is None else (SHAPE[0], resized[1] // SIDE, resized[0] // SIDE)
    first = (own if shape == SHAPE else Generator(rng, seed)).randn(shape)
    if strength:
        first = turned(strength, first, Generator(rng, variation).randn(shape))
    if shape != SHAPE:
        first = centred(first, own.randn(SHAPE))
    later = Generator(rng, seed + delta) if delta else own
    return first, later.randn(SHAPE)


def compare(path):
    """A1111's own module, with just enough of A1111 around it."""
    class Philox:
        def __init__(self, seed):
            self.generator = Generator("nv", seed)

        def randn(self, shape):
            return self.generator.randn(tuple(shape)).numpy()

    options = types.SimpleNamespace()
    modules = {
        "modules": types.ModuleType("modules"),
        "modules.devices": types.SimpleNamespace(cpu=torch.device("cpu"), device=torch.device("cpu")),
        "modules.rng_philox": types.SimpleNamespace(Generator=Philox),
        "modules.shared": types.SimpleNamespace(opts=options, device=torch.device("cpu")),
    }
    for name, module in modules.items():
        sys.modules[name] = module
        if "." in name:
            setattr(modules["modules"], name.split(".")[1], module)
    spec = importlib.util.spec_from_file_location("rng", path)
    rng = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rng)
    for case in CASES:
        source, seed, variation, strength, resized, delta = case
        options.randn_source, options.eta_noise_seed_delta = source.upper(), delta
        width, height = resized or (-1, -1)
        theirs = rng.ImageRNG(SHAPE, [seed], [variation], strength, height, width)
        for ours in draws(*case):
            assert torch.equal(theirs.next()[0], ours), case
    print("equal to", path, "in", len(CASES), "cases")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--against")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.against:
        compare(arguments.against)
    content = []
    for case in CASES:
        names = ("rng", "seed", "variation", "strength", "resized", "delta")
        first, second = ([float(f"{v:.9g}") for v in draw.flatten().tolist()] for draw in draws(*case))
        content.append({**dict(zip(names, case)), "first": first, "second": second})
    OUT.write_text(json.dumps(content, separators=(",", ":")))
    print(OUT.name, OUT.stat().st_size, "bytes")
