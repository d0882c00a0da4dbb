"""Golden numbers of torch's CPU generator: src/test/resources/golden/noise.json.

    ATEN_CPU_CAPABILITY=avx2 python tools/golden/noise.py

Numbers are kept as the bits of their floats, long runs as the CRC-32 of their little-endian bytes.
"""
import json
import os
import pathlib
import zlib

os.environ.setdefault("ATEN_CPU_CAPABILITY", "avx2")  # the path most machines take; AVX-512 gives equal bits
import numpy as np
import torch

SEEDS = [0, 1, 42, 2**32 - 1, 2**32 + 42, 2**40 + 7, 2**63 + 12345, 2**64 - 1]
OUT = pathlib.Path(__file__).parents[2] / "src/test/resources/golden/noise.json"


def bits(tensor):
    return tensor.numpy().view(np.int32).ravel().tolist()


def crc(tensor):
    return zlib.crc32(tensor.numpy().tobytes())


def run(seed):
    def fresh():
        return torch.Generator("cpu").manual_seed(seed)

    generator = fresh()
    mixed = [bits(torch.randn(n, generator=generator)) for n in (3, 16, 1, 20, 2, 5)]
    return {
        "seed": str(seed),
        "ints": torch.empty(700, dtype=torch.int32).random_(generator=fresh()).tolist(),
        "uniforms": bits(torch.rand(40, generator=fresh())),
        "doubles": torch.rand(8, generator=fresh(), dtype=torch.float64).tolist(),
        "normals": [bits(torch.randn(n, generator=fresh())) for n in range(1, 41)],
        "mixed": mixed,
        "crc": {str(n): crc(torch.randn(n, generator=fresh())) for n in (1000, 1001, 16384, 1_000_000)},
    }


if __name__ == "__main__":
    golden = {"torch": torch.__version__, "cpu": torch.backends.cpu.get_cpu_capability(), "runs": [run(s) for s in SEEDS]}
    OUT.write_text(json.dumps(golden, separators=(",", ":")))
    print(OUT.name, OUT.stat().st_size, "bytes", golden["torch"], golden["cpu"])
