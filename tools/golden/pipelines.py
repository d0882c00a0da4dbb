"""Makes the end-to-end fixtures: tiny models, the cases to run on them, and the pictures and latents to expect.

    pip install -r tools/golden/requirements.txt
    python tools/golden/pipelines.py

Writes src/test/resources/golden/pipelines: models/, expected/ and cases.json.
"""
import gzip
import json
import pathlib
import shutil
import warnings

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save_file

import tiny_models
from reference import Reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "src/test/resources/golden/pipelines"
MERGES = ROOT / "src/main/resources/studio/sfumato/prompt/clip-merges.txt.gz"

LONG = " ".join(["a photo of a red fox and a green boat on a blue sky with snow"] * 9)

COLUMNS = "id prompt negative width height sampler schedule steps guidance seed clipSkip count".split()
CASES = {
    "sd1": [
        ("euler", "a red fox on a green boat", "", 64, 48, "Euler", "Uniform", 6, 7.5, 42, 1, 1),
        ("euler-a-large-seed", "a painting of a house", "bad photo", 48, 64, "Euler a", "Karras", 7, 5.0, 2**40 + 12345, 1, 1),
        ("heun-without-guidance", "snow, and a tree!", "never read", 64, 64, "Heun", "Exponential", 4, 1.0, 7, 1, 1),
        ("lms-clip-skip-2", "Two cats in the sky; it's sharp", "blurry", 96, 64, "LMS", "Karras", 8, 7.0, 3, 2, 1),
        ("dpmpp-2m-batch", "a fox under a blue tree", "blurry, bad", 64, 80, "DPM++ 2M", "Karras", 6, 6.0, 1000, 1, 2),
        ("ddim-uneven", "a sharp photo of a cat", "", 64, 48, "DDIM", "Uniform", 7, 7.5, 99, 1, 1),
        ("long-prompt-odd-latents", LONG, "", 72, 56, "Euler", "Karras", 5, 7.5, 2**33 + 1, 1, 1),
        ("euler-a-batch-clip-skip-3", "", "a red house", 48, 48, "Euler a", "Uniform", 5, 3.0, 2**32 - 1, 3, 2),
    ],
    "sd2": [
        ("euler", "a red fox on a green boat", "", 64, 48, "Euler", "Karras", 6, 7.5, 42, 1, 1),
        ("euler-a-batch", "a painting of a house", "bad photo", 48, 64, "Euler a", "Exponential", 7, 5.0, 2**50 + 3, 1, 2),
        ("heun", "a tree in the snow", "blurry", 64, 64, "Heun", "Uniform", 4, 4.0, 8, 1, 1),
        ("lms-odd-latents", LONG, "blurry", 88, 56, "LMS", "Uniform", 8, 7.0, 5, 1, 1),
        ("dpmpp-2m", "a fox under a blue tree", "blurry, bad", 64, 80, "DPM++ 2M", "Exponential", 6, 6.0, 1001, 1, 1),
        ("ddim", "a sharp photo of a cat", "", 80, 48, "DDIM", "Uniform", 5, 7.5, 98, 1, 1),
        ("dpmpp-2m-without-guidance", "", "never read", 64, 48, "DPM++ 2M", "Karras", 5, 1.0, 0, 1, 1),
    ],
    "sdxl": [
        ("euler-empty-negative", "a red fox on a green boat", "", 64, 48, "Euler", "Exponential", 6, 7.5, 42, 1, 1),
        ("euler-a", "a painting of a house", "bad photo", 48, 64, "Euler a", "Uniform", 6, 5.0, 2**63 - 2, 1, 2),
        ("heun", "a tree in the snow", "blurry", 64, 64, "Heun", "Karras", 4, 4.0, 9, 1, 1),
        ("lms-without-guidance", LONG, "never read", 96, 64, "LMS", "Exponential", 7, 1.0, 6, 1, 1),
        ("dpmpp-2m-odd-latents", "a fox under a blue tree", "", 104, 72, "DPM++ 2M", "Uniform", 6, 6.0, 2**32 + 1000, 1, 1),
        ("ddim-clip-skip-ignored", "a sharp photo of a cat", "blurry", 80, 48, "DDIM", "Uniform", 9, 7.5, 97, 2, 1),
    ],
}


def psnr(a, b):
    error = np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2)
    return float("inf") if error == 0 else 10 * np.log10(255**2 / error)


def picture(reference, case, seed):
    latents = reference.latents(case, seed)
    return latents, reference.decode(latents)


def check_power(reference, case, expected):
    """Fails if some field of the request hardly changes the picture: the fixture could not tell a wrong one."""
    changes = {"sampler": "Euler" if case["sampler"] != "Euler" else "DPM++ 2M", "prompt": "two", "steps": case["steps"] + 1}
    if case["guidance"] != 1:
        changes |= {"guidance": case["guidance"] + 1, "negative": "green snow"}
        if not reference.is_xl:
            changes["clipSkip"] = case["clipSkip"] % 2 + 1
    if case["sampler"] != "DDIM":
        changes["schedule"] = "Karras" if case["schedule"] != "Karras" else "Uniform"
    found = {}
    for field, value in changes.items():
        found[field] = psnr(picture(reference, case | {field: value}, case["seed"])[1], expected)
    print("   a change of", "  ".join(f"{field} {db:.0f} dB" for field, db in found.items()))
    weak = [field for field, db in found.items() if db > 50]
    if weak:
        raise SystemExit(f"{case['id']}: the picture hardly depends on {weak}")


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    tiny_models.make(OUT / "models")
    vocabulary = tiny_models.clip_vocabulary(gzip.open(MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    (OUT / "expected").mkdir()
    listed = []
    for family, rows in CASES.items():
        reference = Reference(OUT / "models" / family, vocabulary)
        for row in rows:
            case = dict(zip(COLUMNS, row))
            case = {"id": f"{family}-{case.pop('id')}", "model": family, **case}
            latents, images = [], []
            for i in range(case["count"]):
                z, image = picture(reference, case, case["seed"] + i)
                latents.append(z)
                images.append(image)
                Image.fromarray(image).save(OUT / f"expected/{case['id']}-{i}.png")
            save_file({"latents": torch.cat(latents)}, OUT / f"expected/{case['id']}.safetensors")
            print(f"{case['id']}: latents {torch.cat(latents).std():.2f}, pixels {images[0].mean():.0f} ± {images[0].std():.0f},"
                  f" clipped {np.mean((images[0] == 0) | (images[0] == 255)):.1%}")
            check_power(reference, case, images[0])
            listed.append(case)
    (OUT / "cases.json").write_text(json.dumps(listed, indent=2) + "\n")


if __name__ == "__main__":
    main()
