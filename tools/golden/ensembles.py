"""Makes the fixtures of pictures that two models make together: a refiner, a switch part-way, two models blended.

    pip install -r tools/golden/requirements.txt
    python tools/golden/ensembles.py

Writes src/test/resources/golden/ensembles: cases.json and a picture for each case. The models are those of checkpoints.py.
"""
import gzip
import json

import numpy as np
import torch
from PIL import Image

import checkpoints
import tiny_models

OUT = checkpoints.ROOT / "src/test/resources/golden/ensembles"

USUAL = {"prompt": "a red fox on a green boat", "negative": "blurry", "width": 64, "height": 48, "schedule": "Karras", "steps": 6,
         "guidance": 5.0, "clipSkip": 1}
CASES = [
    {"id": "refined", "model": "sdxl-fp16", "refiner": "sdxl-refiner", "from": 0.6, "sampler": "Euler", "seed": 61},
    {"id": "refined-with-history", "model": "sdxl-fp16", "refiner": "sdxl-refiner", "from": 0.35, "sampler": "DPM++ 2M", "seed": 62},
    {"id": "switched-between-calls", "model": "sd1-fp16", "refiner": "sd1-diffusers-names", "from": 0.5, "sampler": "Heun", "seed": 63},
    {"id": "blended", "model": "sd1-fp16", "with": "sd1-diffusers-names", "weight": 0.3, "sampler": "Euler", "seed": 64},
]


class Pair(checkpoints.Model):
    """Two models of one latent space: the second takes over at a share of the timesteps, or has a share in every estimate."""

    def __init__(self, first, second, case):
        self.first, self.second, self.case = first, second, case
        self.levels, self.predicts_v, self.refines = first.levels, False, False
        self.vae = first.vae
        self.switched = False

    def encode(self, schedule, clip_skip, negative=False):
        both = zip(self.first.encode(schedule, clip_skip, negative), self.second.encode(schedule, clip_skip, negative))
        return [(end, (own[0], (own, other))) for (end, own), (_, other) in both]

    def predict(self, x, timestep, conditioning, width, height):
        own, other = conditioning[1]
        if "with" in self.case:
            share = self.case["weight"]
            return ((1 - share) * self.first.predict(x, timestep, own, width, height)
                    + share * self.second.predict(x, timestep, other, width, height))
        nearest = int(np.argmin(np.abs(self.levels.sigmas - self.levels.sigma(timestep))))
        self.switched |= (999 - nearest) / 1000 >= self.case["from"]
        if self.switched:
            return self.second.predict(x, timestep, other, width, height)
        return self.first.predict(x, timestep, own, width, height)


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    merges = gzip.open(checkpoints.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:]
    vocabulary = tiny_models.clip_vocabulary(merges)
    models = {}
    for case in CASES:
        for name in (case["model"], case.get("refiner", case.get("with"))):
            if name not in models:
                family, dtypes, more = checkpoints.VARIANTS[name]
                models[name] = checkpoints.Model(family, checkpoints.File(), dtypes, vocabulary, **more)
        case.update(USUAL)
        pair = Pair(models[case["model"]], models[case.get("refiner", case.get("with"))], case)
        picture = pair.decode(pair.latents(case, case["seed"]))
        Image.fromarray(picture).save(OUT / f"{case['id']}.png")
        print(case["id"], f"{picture.mean():.0f} ± {picture.std():.0f}")
    (OUT / "cases.json").write_text(json.dumps(CASES, indent=2) + "\n")


if __name__ == "__main__":
    main()
