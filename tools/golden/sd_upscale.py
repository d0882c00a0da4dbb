"""Makes the fixtures of pictures made larger tile by tile: A1111's script "SD upscale" over diffusers' networks.

    python tools/golden/sd_upscale.py

Needs the models that pipelines.py makes. Writes src/test/resources/golden/sd-upscale: cases.json and what is expected; the
source is repaint's. The loop follows `scripts/sd_upscale.py` with a batch of one (tile i has the seed + i), and `split_grid`
and `combine_grid` of `modules/images.py`; tiles that grow together follow MultiDiffusion (Bar-Tal et al. 2023) with the weights of
Mixture of Diffusers (Jiménez 2023). Lanczos is `UpscalerLanczos` between the roundings of `modules/upscaler.py`.
"""
import gzip
import json
import math
import shutil
import warnings

import numpy as np
import torch
from PIL import Image

import kdiffusion as kd
import pipelines
import repaint
import sde
import tiny_models

OUT = pipelines.ROOT / "src/test/resources/golden/sd-upscale"

# id, model, tile, sampler, schedule, steps, strength, scale, upscaler, overlap; then the method, if not tiles
CASES = [
    ("lanczos", "sd1", (64, 64), "Euler", "Uniform", 8, 0.5, 2, "Lanczos", 16),
    ("same-size", "sd1", (48, 40), "DPM++ 2M", "Karras", 7, 0.75, 2, "None", 8),
    ("between", "sd1", (72, 56), "Euler a", "Karras", 6, 0.4, 1.7, "Lanczos", 24),
    ("without-overlap", "sd2", (64, 48), "Heun", "Uniform", 6, 0.6, 1.5, "Lanczos", 0),
    ("sdxl", "sdxl", (64, 64), "DPM++ 2M SDE", "Exponential", 7, 0.5, 1.5, "Lanczos", 16),
    ("joint", "sd1", (64, 64), "Euler", "Karras", 8, 0.6, 2, "Lanczos", 16, "multidiffusion"),
    ("joint-sd2-euler-a", "sd2", (48, 40), "Euler a", "Uniform", 6, 0.7, 1.5, "Lanczos", 24, "multidiffusion"),
]


def larger(image, scale, upscaler):
    if upscaler == "None":
        return image
    wanted = int(image.width * scale // 8 * 8), int(image.height * scale // 8 * 8)
    image = image.resize((int(image.width * scale), int(image.height * scale)), Image.Resampling.LANCZOS)
    return image if image.size == wanted else image.resize(wanted, Image.Resampling.LANCZOS)


def starts(side, tile, overlap):
    count = math.ceil((side - overlap) / (tile - overlap))
    step = (side - tile) / (count - 1) if count > 1 else 0
    return [min(int(i * step), side - tile) for i in range(count)]


def fade(overlap):
    return (np.arange(overlap, dtype=np.float32) * 255 / max(overlap, 1)).astype(np.uint8)


def combined(size, rows, tile, overlap):
    """`combine_grid`: the tiles of a row fade into each other, then the rows."""
    whole = Image.new("RGB", size)
    across = Image.fromarray(np.tile(fade(overlap)[None, :], (tile[1], 1)))
    down = Image.fromarray(np.tile(fade(overlap)[:, None], (1, size[0])))
    for y, tiles in rows:
        row = Image.new("RGB", (size[0], tile[1]))
        for x, picture in tiles:
            if x == 0:
                row.paste(picture, (0, 0))
                continue
            if overlap:
                row.paste(picture.crop((0, 0, overlap, tile[1])), (x, 0), mask=across)
            row.paste(picture.crop((overlap, 0, *tile)), (x + overlap, 0))
        if y == 0:
            whole.paste(row, (0, 0))
            continue
        if overlap:
            whole.paste(row.crop((0, 0, size[0], overlap)), (0, y), mask=down)
        whole.paste(row.crop((0, overlap, size[0], tile[1])), (0, y + overlap))
    return whole


def weights(side):
    """Mixture of Diffusers' Gaussian: variance 0.01 where a part is 1 wide."""
    at = (torch.arange(side, dtype=torch.float64) - (side - 1) / 2) / side
    return torch.exp(-at * at / (2 * 0.01))


@torch.no_grad()
def joint(reference, case):
    """One walk over all of the latents; what the parts predict is averaged: MultiDiffusion, equation 5."""
    image = larger(repaint.source(), case["scale"], case["upscaler"])
    run = repaint.Run(reference, case)
    start, tile = run.encoded(image), (case["width"] // 8, case["height"] // 8)
    ys = [y // 8 for y in starts(image.height, case["height"], case["overlap"])]
    xs = [x // 8 for x in starts(image.width, case["width"], case["overlap"])]
    weight = weights(tile[1])[:, None] * weights(tile[0])[None, :]

    def denoise(x, sigma):
        total, all_weights = torch.zeros(x.shape, dtype=torch.float64), torch.zeros(x.shape[2:], dtype=torch.float64)
        for top in ys:
            for left in xs:
                part = (slice(top, top + tile[1]), slice(left, left + tile[0]))
                total[:, :, *part] += weight * run.plain(x[:, :, *part], sigma)
                all_weights[part] += weight
        return (total / all_weights).to(x.dtype)

    run.denoise = denoise
    generator = kd.torch_noise(int(case["seed"]))
    latents = run.sampled(start, lambda: generator(tuple(start.shape))).float()
    return Image.fromarray(reference.decode(latents)), len(xs) * len(ys)


@torch.no_grad()
def picture(reference, case):
    image = larger(repaint.source(), case["scale"], case["upscaler"])
    tile, rows, number = (case["width"], case["height"]), [], 0
    for y in starts(image.height, tile[1], case["overlap"]):
        made = []
        for x in starts(image.width, tile[0], case["overlap"]):
            seed = int(case["seed"]) + number
            run = repaint.Run(reference, case | {"seed": str(seed)})
            start = run.encoded(image.crop((x, y, x + tile[0], y + tile[1])))
            generator = kd.torch_noise(seed)
            latents = run.sampled(start, lambda: generator(tuple(start.shape))).float()
            made.append((x, Image.fromarray(reference.decode(latents))))
            number += 1
        rows.append((y, made))
    return combined(image.size, rows, tile, case["overlap"]), number


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    sde.use("cpu")
    vocabulary = tiny_models.clip_vocabulary(gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    known = repaint.models(vocabulary)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    listed = []
    for number, (name, model, (width, height), sampler, schedule, steps, strength, scale, upscaler, overlap, *method) in enumerate(CASES):
        case = {"id": name, "version": 1, "model": model, "prompt": repaint.FOX, "negative": "blurry", "clipSkip": 1,
                "emphasis": "Original", "width": width, "height": height, "sampler": sampler, "schedule": schedule,
                "steps": steps, "guidance": 5.0, "seed": str(2**33 + 100 * number), "rng": "cpu", "count": 1, "batch": 1,
                "task": "sd-upscale", "strength": strength, "scale": scale, "upscaler": upscaler, "overlap": overlap,
                **({"method": method[0]} if method else {})}
        image, tiles = (joint if method else picture)(known[model], case)
        image.save(OUT / f"{name}.png")
        listed.append(case | {"tiles": tiles})
        print(f"{name:16} {image.width}x{image.height} of {tiles} tiles, {np.array(image).mean():.0f} ± {np.array(image).std():.0f}")
    (OUT / "cases.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in listed) + "\n]\n")


if __name__ == "__main__":
    main()
