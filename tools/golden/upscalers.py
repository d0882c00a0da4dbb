"""Golden fixtures for upscalers: what spandrel's networks compute with tiny random weights.

    python tools/golden/upscalers.py src/test/resources/golden/upscalers

Each case is NAME.safetensors (the weights under the names of the files that people have, in fp16) and
NAME.io.safetensors (a picture and what becomes of it, computed in fp32 from the stored weights). Needs `pip install spandrel`.
"""
import re
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from spandrel.architectures.Compact.__arch.SRVGG import SRVGGNetCompact
from spandrel.architectures.ESRGAN.__arch import RRDB

from networks import normal, randomised

OUT = Path(sys.argv[1])
BLOCK = RRDB.B.RRDB
RRDB.B.RRDB = lambda **options: BLOCK(**(options | {"gc": 4}))  # the published networks have 32; the files stay small


def save(name, network, size, seed, renamed=lambda key: key):
    picture = normal(seed, 1, 3, *size).mul(0.25).add(0.5).clamp(0, 1)
    with torch.no_grad():
        enlarged = network(picture)
    weights = {renamed(key): value.half().contiguous() for key, value in network.state_dict().items()}
    save_file(weights, OUT / f"{name}.safetensors")
    save_file({"picture": picture, "enlarged": enlarged.contiguous()}, OUT / f"{name}.io.safetensors")


def compact(name, seed, size, **options):
    save(name, randomised(SRVGGNetCompact(num_feat=8, **options), seed, torch.float16), size, seed)


def with_new_names(key):
    """BasicSR's and Real-ESRGAN's names."""
    body = re.fullmatch(r"model\.1\.sub\.(\d+)\.(.+)", key)
    if body and ".RDB" in "." + body[2]:
        return "body." + body[1] + "." + body[2].replace("RDB", "rdb").replace(".0.", ".")
    if body:
        return "conv_body." + body[2]
    number, rest = re.fullmatch(r"model\.(\d+)\.(.+)", key).groups()
    place = {0: "conv_first", 3: "conv_up1", 6: "conv_up2", 8: "conv_hr", 10: "conv_last"}[int(number)]
    return f"{place}.{rest}"


def with_bsrgan_names(key):
    new = with_new_names(key)
    for a, b in (("body.", "RRDB_trunk."), ("conv_RRDB_trunk.", "trunk_conv."), ("rdb", "RDB"), ("conv_up", "upconv"),
                 ("conv_hr", "HRconv")):
        new = new.replace(a, b)
    return new


def rrdb(name, seed, size, scale=4, renamed=lambda key: key, **options):
    network = RRDB.RRDBNet(in_nc=options.pop("in_nc", 3), num_filters=8, num_blocks=2, scale=scale, plus=False, **options)
    save(name, randomised(network, seed, torch.float16), size, seed, renamed)


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    compact("compact-x4", 1, (7, 9), num_conv=3, upscale=4)
    compact("compact-x2", 2, (6, 5), num_conv=2, upscale=2)
    torch.save({"params_ema": load_file(OUT / "compact-x2.safetensors")}, OUT / "compact-x2-old.pth",
               _use_new_zipfile_serialization=False)  # as before PyTorch 1.6
    rrdb("rrdb-old-names", 3, (6, 7))
    rrdb("rrdb-old-names-x2", 4, (6, 5), scale=2)
    rrdb("rrdb-old-names-x1", 5, (6, 5), scale=1)
    rrdb("rrdb-new-names", 6, (5, 6), renamed=with_new_names)
    rrdb("rrdb-bsrgan", 7, (5, 6), renamed=with_bsrgan_names)
    rrdb("rrdb-gathered-x2", 8, (6, 8), in_nc=12, scale=4, shuffle_factor=2, renamed=with_new_names)
    rrdb("rrdb-gathered-x1", 9, (8, 12), in_nc=48, scale=4, shuffle_factor=4, renamed=with_new_names)
