"""Makes the fixtures of networks that draw lines: src/test/resources/golden/edges.

    python tools/golden/edges.py

Two networks as their authors define them, written down anew in torch and made tiny: HED (ControlNetHED_Apache2) and the
generator of "Learning to generate line drawings" (informative-drawings). As in checkpoints.py no weights are kept: every
value is computed from its tensor's name. outputs.safetensors has what they make of a picture of such values.
"""

import gzip
import json

import cv2
import numpy as np
import torch
from safetensors.torch import save_file
from torch import nn

import checkpoints
from checkpoints import File, same, values

OUT = checkpoints.ROOT / "src/test/resources/golden/edges"


class Block(nn.Module):
    def __init__(self, given, made, layers):
        super().__init__()
        self.convs = nn.Sequential(*[nn.Conv2d(made if i else given, made, 3, padding=1) for i in range(layers)])
        self.projection = nn.Conv2d(made, 1, 1)

    def forward(self, h, halved):
        h = nn.functional.max_pool2d(h, 2, 2) if halved else h
        for conv in self.convs:
            h = torch.relu(conv(h))
        return h, self.projection(h)


class Hed(nn.Module):
    def __init__(self, widths=(8, 12, 16, 16, 24)):
        super().__init__()
        self.norm = nn.Parameter(torch.zeros(1, 3, 1, 1))
        for i, (width, layers) in enumerate(zip(widths, (2, 2, 3, 3, 3))):
            setattr(self, f"block{i + 1}", Block(widths[i - 1] if i else 3, width, layers))

    def forward(self, x):
        h, seen = x - self.norm, []
        for i in range(5):
            h, edges = getattr(self, f"block{i + 1}")(h, i > 0)
            seen.append(cv2.resize(edges[0, 0].numpy(), (x.shape[3], x.shape[2]), interpolation=cv2.INTER_LINEAR))
        return torch.from_numpy(1 / (1 + np.exp(-np.mean(np.stack(seen, 2), 2).astype(np.float64)))).float()[None, None]


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        part = lambda: [nn.ReflectionPad2d(1), nn.Conv2d(width, width, 3), nn.InstanceNorm2d(width)]
        self.conv_block = nn.Sequential(*part(), nn.ReLU(), *part())

    def forward(self, x):
        return x + self.conv_block(x)


class Generator(nn.Module):
    def __init__(self, width=8, blocks=2):
        super().__init__()
        self.model0 = nn.Sequential(nn.ReflectionPad2d(3), nn.Conv2d(3, width, 7), nn.InstanceNorm2d(width), nn.ReLU())
        down, up = [], []
        for i in (1, 2):
            down += [nn.Conv2d(width * i, width * i * 2, 3, 2, 1), nn.InstanceNorm2d(width * i * 2), nn.ReLU()]
            up = [nn.ConvTranspose2d(width * i * 2, width * i, 3, 2, 1, 1), nn.InstanceNorm2d(width * i), nn.ReLU()] + up
        self.model1 = nn.Sequential(*down)
        self.model2 = nn.Sequential(*[Residual(4 * width) for _ in range(blocks)])
        self.model3 = nn.Sequential(*up)
        self.model4 = nn.Sequential(nn.ReflectionPad2d(3), nn.Conv2d(width, 1, 7), nn.Sigmoid())

    def forward(self, x):
        x = x / 255
        for part in (self.model0, self.model1, self.model2, self.model3, self.model4):
            x = part(x)
        return x


def strokes(soft):
    """A1111's scribble_hed of soft edges."""
    x = cv2.GaussianBlur(soft.astype(np.float32), (0, 0), 3)
    y = np.zeros_like(x)
    for way in ([[0, 0, 0], [1, 1, 1], [0, 0, 0]], [[0, 1, 0]] * 3, np.eye(3), np.eye(3)[::-1]):
        np.putmask(y, cv2.dilate(x, kernel=np.array(way, np.uint8)) == x, x)
    drawn = cv2.GaussianBlur(np.where(y > 127, 255, 0).astype(np.uint8), (0, 0), 3)
    return np.where(drawn > 4, 255, 0).astype(np.uint8)


def soft_edges(width=120, height=90):
    """A ring, a wave and a line, soft and of several strengths."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float64)
    ring = 255 * np.exp(-((np.hypot(x - 40, y - 45) - 25) / 4) ** 2)
    wave = 200 * np.exp(-((y - 45 - 20 * np.sin(x / 15)) / 5) ** 2) * (x > 60)
    line = 160 * np.exp(-((x - y - 30) / 6) ** 2)
    return np.maximum.reduce([ring, wave, line]).astype(np.uint8)


@torch.no_grad()
def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    File.bases = {"norm": (110.0, 20.0), "block1.convs.0.weight": (0.0, 0.01)} | {f"block{i}.projection.weight": (0.0, 4.0) for i in range(1, 6)}
    files, given = {}, {}
    for name, network, size in (("hed", Hed(), (45, 54)), ("lineart", Generator(), (36, 44))):
        file = files[name] = File()
        network = file.network(network, None, "", same, torch.float32)
        made = network(values("picture", (1, 3, *size), 127.5, 127.5))
        print(name, tuple(made.shape), f"{made.min():.3f} … {made.max():.3f}, {made.std():.3f}")
        given[name] = made.contiguous()
    soft = soft_edges()
    cv2.imwrite(str(OUT / "soft.png"), soft)
    cv2.imwrite(str(OUT / "strokes.png"), strokes(soft))
    save_file(given, OUT / "outputs.safetensors")
    with gzip.GzipFile(OUT / "tensors.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps({name: file.listed() for name, file in files.items()}).encode())


if __name__ == "__main__":
    main()
