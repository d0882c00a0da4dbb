"""Golden numbers of A1111's `RNG: NV`: src/test/resources/golden/philox.json.

    python tools/golden/philox.py

Philox 4x32-10 in Python's whole numbers, then Box-Muller in double precision from constants in single precision, which
is what modules/rng_philox.py of A1111 computes with NumPy. Numbers are kept as the bits of their floats, long draws as
the CRC-32 of their little-endian bytes.
"""
import json
import pathlib
import zlib

import numpy as np

SEEDS = [0, 1, 42, 2**31, 2**32 - 1, 2**32 + 42, 2**63 + 12345, 2**64 - 1]
OUT = pathlib.Path(__file__).parents[2] / "src/test/resources/golden/philox.json"
WORD = 2**32 - 1
UNIT = float(np.float32(2.3283064e-10))
TURN = float(np.float32(2.3283064e-10 * 6.2831855))


def philox(counter, key):
    for _ in range(10):
        first, second = 0xD2511F53 * counter[0], 0xCD9E8D57 * counter[2]
        counter = [second >> 32 ^ counter[1] ^ key[0], second & WORD, first >> 32 ^ counter[3] ^ key[1], first & WORD]
        key = [key[0] + 0x9E3779B9 & WORD, key[1] + 0xBB67AE85 & WORD]
    return counter


def randn(seed, draw, count):
    words = np.array([philox([draw, 0, i, 0], [seed & WORD, seed >> 32])[:2] for i in range(count)], dtype=np.float64)
    radius = np.sqrt(-2 * np.log(words[:, 0] * UNIT + UNIT / 2))
    return (radius * np.sin(words[:, 1] * TURN + TURN / 2)).astype(np.float32)


def run(seed):
    return {
        "seed": str(seed),
        "draws": [randn(seed, draw, n).view(np.int32).tolist() for draw, n in enumerate((12, 1, 40, 7))],
        "crc": zlib.crc32(randn(seed, 0, 16384).tobytes()),
    }


if __name__ == "__main__":
    published = [-0.92466259, -0.42534415, -2.6438457, 0.14518388, -0.12086647, -0.57972564]
    assert np.abs(randn(0, 0, 6) - published).max() < 3e-7, "not the numbers A1111 publishes"
    OUT.write_text(json.dumps([run(seed) for seed in SEEDS], separators=(",", ":")))
    print(OUT.name, OUT.stat().st_size, "bytes")
