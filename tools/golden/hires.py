"""Makes the fixtures of second, larger passes (hires fix) by A1111 1.10's rules (`sample_hr_pass`, `setup_img2img_steps`).

    pip install -r tools/golden/requirements.txt
    python tools/golden/hires.py

Writes src/test/resources/golden/hires: cases.json, a picture for each case, and latents.json with what torch's `interpolate` makes
of a few numbers. The models are those of checkpoints.py.
"""
import gzip
import json

import numpy as np
import torch
from PIL import Image

import checkpoints
import kdiffusion
import prompts
import tiny_models

OUT = checkpoints.ROOT / "src/test/resources/golden/hires"

MODES = {
    "Latent": ("bilinear", False), "Latent (antialiased)": ("bilinear", True), "Latent (bicubic)": ("bicubic", False),
    "Latent (bicubic antialiased)": ("bicubic", True), "Latent (nearest)": ("nearest", False),
    "Latent (nearest-exact)": ("nearest-exact", False),
}
USUAL = {"prompt": "a red fox on a green boat", "negative": "blurry", "width": 64, "height": 48, "schedule": "Karras", "steps": 5,
         "guidance": 5.0, "clipSkip": 1}
CASES = [
    {"id": "latent", "model": "sd1-fp16", "sampler": "Euler", "seed": 71, "hires": "scale=2,denoise=0.6", "scale": 2, "denoise": 0.6},
    {"id": "lanczos", "model": "sd1-fp16", "sampler": "Euler a", "seed": 72, "hires": "scale=1.5,upscaler=Lanczos,denoise=0.4",
     "scale": 1.5, "upscaler": "Lanczos", "denoise": 0.4},
    {"id": "other-settings", "model": "sdxl-fp16", "sampler": "Euler", "seed": 73, "scale": 1.5, "denoise": 0.8, "hrSteps": 4,
     "hires": "scale=1.5,upscaler=Latent (bicubic antialiased),denoise=0.8,steps=4,cfg=3,sampler=DPM++ 2M,schedule=Exponential",
     "upscaler": "Latent (bicubic antialiased)", "hrSampler": "DPM++ 2M", "hrSchedule": "Exponential", "cfg": 3.0,
     "hrPrompt": "a blue boat", "hrNegative": "a fox"},
    {"id": "cut", "model": "sd1-fp16", "sampler": "Heun", "seed": 74, "hires": "size=96x96,upscaler=Latent (nearest-exact),denoise=0.7",
     "size": [96, 96], "upscaler": "Latent (nearest-exact)", "denoise": 0.7},
]


def sizes(case):
    """The size that is made, and the one it is cut out of (`calculate_target_resolution`)."""
    width, height = case["width"], case["height"]
    if "size" not in case:
        size = [int(width * case["scale"]), int(height * case["scale"])]
        return size, size
    wanted = case["size"]
    if width / height < wanted[0] / wanted[1]:
        return wanted, [wanted[0], wanted[0] * height // width]
    return wanted, [wanted[1] * width // height, wanted[1]]


def larger(model, latents, case):
    wanted, covering = sizes(case)
    upscaler = case.get("upscaler", "Latent")
    if upscaler in MODES:
        mode, antialias = MODES[upscaler]
        size = (covering[1] // 8, covering[0] // 8)
        latents = torch.nn.functional.interpolate(latents, size=size, mode=mode, antialias=antialias)
    else:
        picture = model.vae.decode(latents / model.vae.config.scaling_factor).sample[0]
        picture = (255 * (picture / 2 + 0.5).clamp(0, 1).permute(1, 2, 0).numpy()).astype(np.uint8)
        picture = Image.fromarray(picture).resize(covering, Image.LANCZOS)
        pixels = torch.from_numpy(np.array(picture).astype(np.float32) / 255).permute(2, 0, 1)[None] * 2 - 1
        latents = model.vae.encode(pixels).latent_dist.mean * model.vae.config.scaling_factor
    cut_x, cut_y = (covering[0] - wanted[0]) // 8, (covering[1] - wanted[1]) // 8
    return latents[:, :, cut_y // 2 : latents.shape[2] - (cut_y + 1) // 2, cut_x // 2 : latents.shape[3] - (cut_x + 1) // 2]


@torch.no_grad()
def second(model, latents, case):
    start = larger(model, latents, case)
    (width, height), _ = sizes(case)
    steps, sampler = case.get("hrSteps", case["steps"]), case.get("hrSampler", case["sampler"])
    guidance = case.get("cfg", case["guidance"])
    all_steps = int(steps / min(case["denoise"], 0.999))
    sigmas = kdiffusion.walk(sampler, case.get("hrSchedule", case["schedule"]), model.levels, all_steps)
    sigmas = sigmas[all_steps - (steps - 1) - 1 :]
    source = kdiffusion.torch_noise(case["seed"])
    wanted = model.encode(prompts.schedule(case.get("hrPrompt", case["prompt"]), steps), 1)[0][1]
    unwanted = model.encode(prompts.schedule(case.get("hrNegative", case["negative"]), steps), 1, negative=True)[0][1]

    def noise():
        return source(tuple(start.shape[1:]))[None]

    def denoise(x, sigma):
        scaled, timestep = x / (sigma**2 + 1) ** 0.5, model.levels.timestep(sigma)
        one, other = (model.predict(scaled, timestep, conditioning, width, height) for conditioning in (wanted, unwanted))
        return x - (other + (one - other) * guidance) * sigma

    return kdiffusion.SAMPLERS[sampler](denoise, start + noise() * sigmas[0], sigmas, noise)


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    merges = gzip.open(checkpoints.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:]
    vocabulary = tiny_models.clip_vocabulary(merges)
    models = {}
    for case in CASES:
        if case["model"] not in models:
            family, dtypes, more = checkpoints.VARIANTS[case["model"]]
            models[case["model"]] = checkpoints.Model(family, checkpoints.File(), dtypes, vocabulary, **more)
        model = models[case["model"]]
        case.update({key: value for key, value in USUAL.items() if key not in case})
        picture = model.decode(second(model, model.latents(case, case["seed"]), case))
        Image.fromarray(picture).save(OUT / f"{case['id']}.png")
        print(case["id"], picture.shape, f"{picture.mean():.0f} ± {picture.std():.0f}")
    (OUT / "cases.json").write_text(json.dumps(CASES, indent=2) + "\n")
    numbers = torch.randn(1, 2, 3, 4, generator=torch.Generator().manual_seed(5))
    made = {name: torch.nn.functional.interpolate(numbers, size=(7, 6), mode=mode, antialias=antialias).flatten().tolist()
            for name, (mode, antialias) in MODES.items()}
    (OUT / "latents.json").write_text(json.dumps({"from": numbers.flatten().tolist(), "made": made}) + "\n")


if __name__ == "__main__":
    main()
