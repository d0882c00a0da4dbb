"""Makes the fixtures of pictures made from pictures: A1111's rules over diffusers' networks.

    python tools/golden/repaint.py

Needs the models that pipelines.py makes. Writes src/test/resources/golden/repaint: source.png, mask.png, cases.json and
what is expected. The loops follow `modules/processing.py` (StableDiffusionProcessingImg2Img), `modules/masking.py`,
`modules/images.py` (resize_image), `sample_img2img` of the samplers, and the soft inpainting of A1111 1.10; the VAE's
mean is taken where they draw from its spread.
"""
import gzip
import json
import math
import shutil
import warnings

import cv2
import numpy as np
import torch
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps
from safetensors.torch import save_file

import checkpoints
import kdiffusion as kd
import pipelines
import prompts
import sde
import tiny_models
from reference import Reference

OUT = pipelines.ROOT / "src/test/resources/golden/repaint"
ROUND = 0.999
FOX = "a red fox on a green boat"

# id, model, size, sampler, schedule, steps, strength, more
CASES = [
    ("euler", "sd1", (80, 56), "Euler", "Uniform", 8, 0.75, {}),
    ("euler-a-stretched", "sd1", (64, 64), "Euler a", "Karras", 7, 0.6, {}),
    ("heun-cropped", "sd1", (64, 64), "Heun", "Uniform", 6, 0.5, {"resizeMode": "crop"}),
    ("dpmpp-2m-filled", "sd1", (64, 80), "DPM++ 2M", "Karras", 9, 0.9, {"resizeMode": "fill"}),
    ("latent", "sd1", (96, 72), "Euler", "Karras", 6, 0.5, {"resizeMode": "latent"}),
    ("ddim", "sd1", (80, 56), "DDIM", "Uniform", 9, 0.7, {}),
    ("plms", "sd1", (80, 56), "PLMS", "Uniform", 9, 0.7, {}),
    ("2m-sde", "sd1", (80, 56), "DPM++ 2M SDE", "Exponential", 8, 0.5, {}),
    ("3m-sde", "sd1", (80, 56), "DPM++ 3M SDE", "Exponential", 8, 0.8, {}),
    ("dpm2-a", "sd1", (80, 56), "DPM2 a", "Karras", 7, 0.4, {}),
    ("least", "sd1", (80, 56), "Euler", "Uniform", 8, 0.0, {}),
    ("most", "sd1", (80, 56), "Euler", "Uniform", 8, 1.0, {}),
    ("sd2", "sd2", (80, 56), "DPM++ 2M", "Karras", 8, 0.7, {}),
    ("sdxl", "sdxl", (80, 56), "Euler a", "Karras", 6, 0.7, {}),
    ("nine-without-mask", "sd1-inpainting", (80, 56), "Euler", "Karras", 6, 0.7, {}),
]


def source():
    rng = np.random.default_rng(11)
    y, x = np.mgrid[0:56, 0:80]
    out = np.stack([60 + 2 * x, 200 - 3 * y, 90 + (x * y) % 120], -1).clip(0, 255).astype(np.uint8)
    out[20:40, 30:55] = (200, 60, 40)
    out[44:, :24] = rng.integers(0, 256, (12, 24, 3))
    return Image.fromarray(out)


def mask():
    image = Image.new("L", (80, 56))
    draw = ImageDraw.Draw(image)
    draw.ellipse((26, 12, 56, 40), fill=255)
    return image


def resized(mode, image, width, height):
    """`resize_image` with Lanczos throughout."""
    if mode == "stretch":
        return image.resize((width, height), Image.Resampling.LANCZOS)
    ratio, src = width / height, image.width / image.height
    wider = ratio > src if mode == "crop" else ratio < src
    w = width if wider else image.width * height // image.height
    at_most = ratio <= src if mode == "crop" else ratio >= src
    h = height if at_most else image.height * width // image.width
    small = image.resize((w, h), Image.Resampling.LANCZOS)
    out = Image.new(image.mode, (width, height))
    out.paste(small, (width // 2 - w // 2, height // 2 - h // 2))
    if mode == "fill":
        high, wide = height // 2 - h // 2, width // 2 - w // 2
        if ratio < src and high > 0:
            out.paste(small.resize((width, high), box=(0, 0, width, 0)), (0, 0))
            out.paste(small.resize((width, high), box=(0, small.height, width, small.height)), (0, high + h))
        if ratio > src and wide > 0:
            out.paste(small.resize((wide, height), box=(0, 0, 0, height)), (0, 0))
            out.paste(small.resize((wide, height), box=(small.width, 0, small.width, height)), (wide + w, 0))
    return out


class Run:
    """One case over one model."""

    def __init__(self, reference, case):
        self.reference, self.case, self.levels = reference, case, reference.levels
        self.width, self.height = case["width"], case["height"]
        calls = case["steps"] * (2 if case["sampler"] in ("Heun", "DPM2 a", "DPM++ SDE") else 1)
        self.prompted = reference.encode(prompts.schedule(case["prompt"], calls), 1)[0][1]
        self.unprompted = reference.encode(prompts.schedule(case["negative"], calls), 1, negative=True)[0][1]
        self.beside = None

    def encoded(self, image):
        values = torch.from_numpy(np.array(image).astype(np.float32) / 255).permute(2, 0, 1)[None] * 2 - 1
        return self.mean(values)

    def mean(self, values):
        return self.reference.vae.encode(values).latent_dist.mean * self.reference.vae.config.scaling_factor

    def predict(self, x, t, text):
        if self.beside is not None:
            x = torch.cat([x, self.beside], dim=1)
        return Reference.predict(self.reference, x, t, text, self.width, self.height)

    def output(self, x, t):
        with_it, without = (self.predict(x.float(), t, text) for text in (self.prompted, self.unprompted))
        return without + self.case["guidance"] * (with_it - without)

    def eps(self, x, t):
        out, alpha = self.output(x, t), self.levels.alphas_cumprod[t]
        return out * alpha**0.5 + x * (1 - alpha) ** 0.5 if self.reference.predicts_v else out

    def plain(self, x, sigma):
        out = self.output(x / math.hypot(1, sigma), self.levels.timestep(sigma))
        if self.reference.predicts_v:
            return x / (sigma**2 + 1) - out * (sigma / math.hypot(1, sigma))
        return x - out * sigma

    def denoise(self, x, sigma):
        return self.plain(x, sigma)

    def sampled(self, start, noise_source):
        """`sample_img2img`: the last steps from latents with noise on them."""
        case, levels = self.case, self.levels
        steps, sampler = case["steps"], case["sampler"]
        encoded = int(min(case["strength"], ROUND) * steps)
        unit = noise_source()
        if sampler in kd.TIMESTEP_SAMPLERS:
            timesteps = kd.ddim_timesteps(steps)
            alpha = levels.alphas_cumprod[timesteps[encoded]]
            x = start * alpha**0.5 + unit * (1 - alpha) ** 0.5
            return kd.TIMESTEP_SAMPLERS[sampler](self.eps, x, timesteps[:encoded], levels.alphas_cumprod)
        if sampler in sde.SAMPLERS:
            sigmas = sde.walk(levels, sampler, case["schedule"], steps)
            noise = sde.Brownian(tuple(start.shape), sigmas, int(case["seed"]))
            loop = sde.SAMPLERS[sampler]
        else:
            sigmas, noise, loop = kd.walk(sampler, case["schedule"], levels, steps), noise_source, kd.SAMPLERS[sampler]
        sigmas = sigmas[steps - encoded - 1:]
        return loop(self.denoise, start + unit * sigmas[0], sigmas, noise)

    @torch.no_grad()
    def picture(self):
        case = self.case
        image = source()
        if case["resizeMode"] != "latent":
            image = resized(case["resizeMode"], image, self.width, self.height)
        start = self.encoded(image)
        shape = (start.shape[0], start.shape[1], self.height // 8, self.width // 8)
        if case["resizeMode"] == "latent":
            start = torch.nn.functional.interpolate(start, size=shape[2:], mode="bilinear")
        if case["model"] == "sd1-inpainting":
            grey = self.mean(torch.zeros(1, 3, self.height, self.width))
            self.beside = torch.cat([torch.ones_like(grey[:, :1]), grey], dim=1)
        generator = kd.torch_noise(int(case["seed"]))
        latents = self.sampled(start, lambda: generator(shape)).float()
        return latents, self.reference.decode(latents)


def models(vocabulary):
    known = {name: Reference(pipelines.OUT / "models" / name, vocabulary) for name in ("sd1", "sd2", "sdxl")}
    family, dtypes, more = checkpoints.VARIANTS["sd1-inpainting"]
    return known | {"sd1-inpainting": checkpoints.Model(family, checkpoints.File(), dtypes, vocabulary, **more)}


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    sde.use("cpu")
    vocabulary = tiny_models.clip_vocabulary(gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    known = models(vocabulary)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    source().save(OUT / "source.png")
    mask().save(OUT / "mask.png")
    listed, expected = [], {}
    for number, (name, model, (width, height), sampler, schedule, steps, strength, more) in enumerate(CASES):
        case = {"id": name, "version": 1, "model": model, "prompt": FOX, "negative": "blurry", "clipSkip": 1, "emphasis": "Original",
                "width": width, "height": height, "sampler": sampler, "schedule": schedule, "steps": steps, "guidance": 5.0,
                "seed": str(2**33 + number), "rng": "cpu", "count": 1, "batch": 1, "strength": strength,
                "task": "inpaint" if "mask" in more else "image-to-image", "resizeMode": "stretch", **more}
        run = Run(known[model], case)
        latents, picture = run.picture()
        Image.fromarray(picture).save(OUT / f"{name}.png")
        expected[name] = latents
        listed.append(case)
        print(f"{name:20} latents {latents.std():.2f}, pixels {picture.mean():.0f} ± {picture.std():.0f}")
    save_file(expected, OUT / "latents.safetensors")
    (OUT / "cases.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in listed) + "\n]\n")


if __name__ == "__main__":
    main()
