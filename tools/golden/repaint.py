"""Makes the fixtures of pictures made from pictures: A1111's rules over diffusers' networks.

    python tools/golden/repaint.py

Needs the models that pipelines.py makes. Writes src/test/resources/golden/repaint: source.png, mask.png, depth-map.png, cases.json and
what is expected. The loops follow `modules/processing.py` (StableDiffusionProcessingImg2Img), `modules/masking.py`,
`modules/images.py` (resize_image), `sample_img2img` of the samplers, and the soft inpainting of A1111 1.10; the VAE's
mean is taken where they draw from its spread. Where the source is brought back through a mask, Pillow
rounds every value three times: multiplied by its share, divided by it, and put together. The pictures here are rounded once; Pillow's
are required to be near. Depth maps are prepared by diffusers itself.
"""
import gzip
import json
import math
import shutil
import warnings
from types import SimpleNamespace

import cv2
import numpy as np
import torch
from diffusers import StableDiffusionDepth2ImgPipeline
from PIL import Image, ImageDraw, ImageFilter, ImageOps
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
ROUNDINGS = 2  # levels by which Pillow's three may add up
FOX = "a red fox on a green boat"
INPAINTING = ("sd1-inpainting", "sd2-inpainting", "sdxl-inpainting")

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
    ("inpaint", "sd1", (80, 56), "Euler", "Karras", 7, 0.75, {"mask": "mask.png"}),
    ("inpaint-fill-euler-a", "sd1", (80, 56), "Euler a", "Uniform", 7, 0.9, {"mask": "mask.png", "maskedContent": "fill"}),
    ("inpaint-noise", "sd1", (80, 56), "DPM++ 2M", "Karras", 7, 1.0, {"mask": "mask.png", "maskedContent": "noise", "maskBlur": 0}),
    ("inpaint-nothing-inverted", "sd1", (80, 56), "Heun", "Karras", 6, 0.8,
     {"mask": "mask.png", "maskedContent": "nothing", "invertMask": True, "maskBlur": 2}),
    ("inpaint-resized", "sd1", (64, 96), "Euler", "Uniform", 6, 0.7, {"mask": "mask.png", "resizeMode": "crop"}),
    ("inpaint-only-masked", "sd1", (64, 64), "Euler", "Karras", 6, 0.7,
     {"mask": "mask.png", "inpaintArea": "masked", "padding": 5, "maskBlur": 3}),
    ("inpaint-soft", "sd1", (80, 56), "Euler", "Karras", 7, 0.8, {"mask": "mask.png", "maskBlur": 6, "softInpainting": {}}),
    ("inpaint-soft-masked", "sd1", (64, 64), "DPM++ 2M", "Karras", 7, 0.8,
     {"mask": "mask.png", "maskBlur": 5, "inpaintArea": "masked", "padding": 8, "maskedContent": "fill",
      "softInpainting": {"scheduleBias": 0.7, "preservation": 0.8, "contrastBoost": 3.0, "maskInfluence": 0.4,
                         "differenceThreshold": 1.0, "differenceContrast": 3.0}}),
    ("nine", "sd1-inpainting", (80, 56), "Euler", "Karras", 6, 0.9, {"mask": "mask.png", "maskedContent": "fill"}),
    ("nine-only-masked", "sd1-inpainting", (64, 64), "DPM++ 2M", "Karras", 6, 1.0,
     {"mask": "mask.png", "inpaintArea": "masked", "padding": 12}),
    ("nine-soft", "sd1-inpainting", (80, 56), "Euler", "Karras", 6, 0.7, {"mask": "mask.png", "maskBlur": 5, "softInpainting": {}}),
    ("instruct", "sd1-instruct", (80, 56), "Euler", "Karras", 7, 1.0, {}),
    ("instruct-image-3", "sd1-instruct", (64, 64), "Euler a", "Uniform", 6, 0.8, {"imageGuidance": 3.0}),
    ("instruct-image-1", "sd1-instruct", (80, 56), "DPM++ 2M", "Karras", 6, 0.9, {"imageGuidance": 1.0}),
    ("instruct-mask", "sd1-instruct", (80, 56), "Euler", "Karras", 6, 0.9, {"mask": "mask.png"}),
    ("nine-without-mask", "sd1-inpainting", (80, 56), "Euler", "Karras", 6, 0.7, {}),
    ("depth", "sd2-depth", (80, 56), "Euler", "Karras", 7, 0.8, {"depthMap": "depth-map.png"}),
    ("depth-cropped", "sd2-depth", (64, 96), "Euler a", "Uniform", 6, 1.0, {"depthMap": "depth-map.png", "resizeMode": "crop"}),
    ("depth-only-masked", "sd2-depth", (64, 64), "DPM++ 2M", "Karras", 6, 0.7,
     {"depthMap": "depth-map.png", "mask": "mask.png", "inpaintArea": "masked", "padding": 8, "maskBlur": 3}),
    ("nine-sd2", "sd2-inpainting", (80, 56), "Euler", "Karras", 6, 0.9, {"mask": "mask.png", "maskedContent": "fill"}),
    ("nine-sd2-only-masked", "sd2-inpainting", (64, 64), "DPM++ 2M", "Karras", 6, 1.0,
     {"mask": "mask.png", "inpaintArea": "masked", "padding": 12}),
    ("nine-sdxl", "sdxl-inpainting", (80, 56), "Euler a", "Karras", 6, 0.9, {"mask": "mask.png", "maskedContent": "fill"}),
    ("nine-sdxl-soft", "sdxl-inpainting", (80, 56), "Euler", "Karras", 6, 0.7, {"mask": "mask.png", "maskBlur": 5, "softInpainting": {}}),
    ("nine-sdxl-without-mask", "sdxl-inpainting", (80, 56), "Euler", "Karras", 6, 0.7, {}),
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


def depth():
    """A ball before a floor that comes nearer."""
    y, x = np.mgrid[0:56, 0:80]
    floor = 30 + 2.5 * y
    ball = 240 - 0.25 * ((x - 40) ** 2 + (y - 26) ** 2)
    return Image.fromarray(np.maximum(floor, ball).clip(0, 255).astype(np.uint8))


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

    def predict(self, x, t, text, blank=False):
        if self.beside is not None:
            x = torch.cat([x, torch.zeros_like(self.beside) if blank else self.beside], dim=1)
        return Reference.predict(self.reference, x, t, text, self.width, self.height)

    def output(self, x, t):
        with_it, without = (self.predict(x.float(), t, text) for text in (self.prompted, self.unprompted))
        if self.case["model"] == "sd1-instruct":  # combine_denoised_for_edit_model
            nothing = self.predict(x.float(), t, self.unprompted, blank=True)
            image = self.case.get("imageGuidance", 1.5)
            return nothing + self.case["guidance"] * (with_it - without) + image * (without - nothing)
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

    def painted(self, image):
        """What `StableDiffusionProcessingImg2Img.init` makes of a mask: its sizes, and what is under it."""
        case, size = self.case, (self.width, self.height)
        self.soft = case.get("softInpainting")
        drawn = mask()
        if case.get("invertMask"):
            drawn = ImageOps.invert(drawn)
        if case["maskBlur"]:
            kernel = 2 * int(2.5 * case["maskBlur"] + 0.5) + 1
            grey = cv2.GaussianBlur(np.array(drawn), (kernel, 1), case["maskBlur"])
            drawn = Image.fromarray(cv2.GaussianBlur(grey, (1, kernel), case["maskBlur"]))
        self.box = None
        if case["inpaintArea"] == "masked":
            self.overlay = drawn
            self.box = expand_crop_region(get_crop_region(np.array(drawn), case["padding"]), *size, *drawn.size)
            self.mask = resized("fill", drawn.crop(self.box), *size)
        else:
            self.mask = resized(case["resizeMode"], drawn, *size)
            self.overlay = Image.fromarray(np.clip(np.array(self.mask).astype(np.float32) * 2, 0, 255).astype(np.uint8))
            image = resized(case["resizeMode"], image, *size)
        self.whole, self.through = image, self.overlay
        if self.box:
            image = resized("fill", image.crop(self.box), *size)
        return fill(image, self.mask) if case["maskedContent"] != "original" else image

    @staticmethod
    def cut(image, over):
        out = Image.new("RGBa", image.size)
        out.paste(image.convert("RGBA").convert("RGBa"), mask=ImageOps.invert(over.convert("L")))
        return out.convert("RGBA")

    def latent_mask(self, shape):
        share = np.array(self.mask.convert("RGB").resize((shape[3], shape[2])), dtype=np.float32)[..., 0] / 255
        return torch.from_numpy(share if self.soft is not None else np.around(share))[None, None]

    def fed(self, image, shape):
        """`inpainting_image_conditioning`."""
        share = torch.from_numpy(np.array(self.mask).astype(np.float32) / 255)[None, None]
        share = share if self.soft is not None else torch.round(share)
        values = torch.from_numpy(np.array(image).astype(np.float32) / 255).permute(2, 0, 1)[None] * 2 - 1
        latents = self.mean(values * (1 - share))
        return torch.cat([torch.nn.functional.interpolate(share, size=shape[2:]), latents], dim=1)

    def blended(self, start, nmask, made, sigma):
        if self.soft is None:
            return start * (1 - nmask) + made * nmask
        how = SOFT | self.soft
        t = torch.pow(nmask, sigma ** how["scheduleBias"] * how["preservation"])
        mixed, power = start * (1 - t) + made * t, how["contrastBoost"]
        now = torch.norm(mixed, dim=1, keepdim=True).double() + 0.00001
        wanted = torch.norm(start, dim=1, keepdim=True).double() ** power * (1 - t)
        wanted = (wanted + torch.norm(made, dim=1, keepdim=True).double() ** power * t) ** (1 / power)
        return mixed * (wanted / now).float()

    def soft_overlay(self, start, nmask, made):
        """`apply_adaptive_masks`."""
        how = SOFT | self.soft
        scalar = 1 - torch.clamp(nmask[0, 0], 0, 1) ** (how["preservation"] / 2)
        scalar = 0.5 * (1 - how["maskInfluence"]) + scalar * how["maskInfluence"]
        scalar = (scalar / (1.00001 - scalar)).numpy()
        distance = torch.norm(made - start, p=2, dim=1)[0].numpy()
        distance = histogram_filter(histogram_filter(distance, 0.9, 1), 0.25, 0.75)
        kept = 1 / (1 + (distance / (how["differenceThreshold"] * scalar)) ** how["differenceContrast"])
        kept = kept**3 * (kept * (6 * kept - 15) + 10)
        over = resized("fill", Image.fromarray((255.0 * (1 - kept)).astype(np.uint8)), self.width, self.height)
        over = over.filter(ImageFilter.GaussianBlur(radius=4))
        if self.box:
            base = Image.new("L", self.whole.size)
            x1, y1, x2, y2 = self.box
            base.paste(resized("crop", over, x2 - x1, y2 - y1), (x1, y1))
            over = base
        # ours: what the feathered mask does not touch stays
        self.through = Image.fromarray(np.where(np.array(self.overlay) == 0, 0, np.array(over)).astype(np.uint8))

    def brought_back(self, picture):
        """`apply_overlay`, rounded once."""
        image, base = Image.fromarray(picture), Image.new("RGBA", self.whole.size)
        if self.box:
            x1, y1, x2, y2 = self.box
            image = resized("crop", image, x2 - x1, y2 - y1)
        place = (x1, y1) if self.box else (0, 0)
        base.paste(image, place)
        new, share = np.array(base).astype(float), np.array(self.through).astype(float)[..., None] / 255
        exact = np.array(self.whole) * (1 - share) + new[..., :3] * share
        base.alpha_composite(self.cut(self.whole, self.through))
        apart = abs(np.array(base.convert("RGB")) - exact).max()
        if apart > ROUNDINGS:
            raise SystemExit(f"{self.case['id']}: Pillow's picture is {apart} levels from the sum")
        return np.floor(exact + 0.5).astype(np.uint8)

    @torch.no_grad()
    def picture(self):
        case = self.case
        image, masked = source(), "mask" in case
        if masked:
            image = self.painted(image)
        elif case["resizeMode"] != "latent":
            image = resized(case["resizeMode"], image, self.width, self.height)
        start = self.encoded(image)
        shape = (start.shape[0], start.shape[1], self.height // 8, self.width // 8)
        generator = kd.torch_noise(int(case["seed"]))
        draw = lambda: generator(shape)
        if case["resizeMode"] == "latent":
            start = torch.nn.functional.interpolate(start, size=shape[2:], mode="bilinear")
        if case["model"] in INPAINTING:
            grey = self.mean(torch.zeros(1, 3, self.height, self.width))
            self.beside = self.fed(image, shape) if masked else torch.cat([torch.ones_like(grey[:, :1]), grey], dim=1)
        if case["model"] == "sd1-instruct":
            self.beside = start / self.reference.vae.config.scaling_factor
        if "depthMap" in case:
            near = depth()
            if masked and self.box:
                near = resized("fill", near.crop(self.box), self.width, self.height)
            else:
                near = resized(case["resizeMode"], near, self.width, self.height)
            given = torch.from_numpy(np.array(near).astype(np.float32) / 255)[None]
            self.beside = StableDiffusionDepth2ImgPipeline.prepare_depth_map(
                SimpleNamespace(vae_scale_factor=8), [near], given, 1, False, torch.float32, "cpu")
        if not masked:
            latents = self.sampled(start, draw).float()
            return latents, self.reference.decode(latents)
        nmask = self.latent_mask(shape)
        if case["maskedContent"] == "noise":
            start = start * (1 - nmask) + kd.torch_noise(int(case["seed"]))(shape) * nmask
        if case["maskedContent"] == "nothing":
            start = start * (1 - nmask)
        self.denoise = lambda x, sigma: self.blended(start, nmask, self.plain(x, sigma), sigma)
        latents = self.sampled(start, draw).float()
        if self.soft is None:
            latents = latents * nmask + start * (1 - nmask)
        else:
            self.soft_overlay(start, nmask, latents)
        return latents, self.brought_back(self.reference.decode(latents))


SOFT = {"scheduleBias": 1, "preservation": 0.5, "contrastBoost": 4, "maskInfluence": 0, "differenceThreshold": 0.5,
        "differenceContrast": 2}


def get_crop_region(values, pad):
    ys, xs = np.nonzero(values)
    return max(xs.min() - pad, 0), max(ys.min() - pad, 0), min(xs.max() + 1 + pad, values.shape[1]), min(ys.max() + 1 + pad, values.shape[0])


def expand_crop_region(box, width, height, image_width, image_height):
    x1, y1, x2, y2 = (int(v) for v in box)
    ratio = width / height

    def widened(low, high, missing, size):
        low, high = low - missing // 2, high + missing - missing // 2
        if high >= size:
            low, high = low - (high - size), size
        if low < 0:
            low, high = 0, high - low
        return low, min(high, size)

    if (x2 - x1) / (y2 - y1) > ratio:
        y1, y2 = widened(y1, y2, int((x2 - x1) / ratio - (y2 - y1)), image_height)
    else:
        x1, x2 = widened(x1, x2, int((y2 - y1) * ratio - (x2 - x1)), image_width)
    return x1, y1, x2, y2


def fill(image, over):
    out = Image.new("RGBA", image.size)
    known = Image.new("RGBa", image.size)
    known.paste(image.convert("RGBA").convert("RGBa"), mask=ImageOps.invert(over.convert("L")))
    for radius, repeats in ((256, 1), (64, 1), (16, 2), (4, 4), (2, 2), (0, 1)):
        blurred = known.filter(ImageFilter.GaussianBlur(radius)).convert("RGBA")
        for _ in range(repeats):
            out.alpha_composite(blurred)
    return out.convert("RGB")


def histogram_filter(plane, low, high):
    """A window's values in order, weighted; the mean of those between two shares of the weight, at least 1 of it."""
    zero = math.exp(-9 / 1.5**2)
    weigh = lambda dy, dx: max(0.0, (math.exp(-(dy * dy + dx * dx) / 1.5**2) - zero) / (1 - zero))
    out = plane.copy()
    for y, x in np.ndindex(plane.shape):
        ys, xs = range(max(0, y - 2), min(plane.shape[0], y + 3)), range(max(0, x - 2), min(plane.shape[1], x + 3))
        window = sorted((float(plane[v, u]), weigh(v - y, u - x)) for v in ys for u in xs)
        total = sum(weight for _, weight in window)
        start, end = total * low, total * high
        if end - start < 1:
            start, end = (start + end) / 2 - 0.5, (start + end) / 2 + 0.5
            if end > total:
                start, end = total - 1, total
            if start < 0:
                start, end = 0, 1
        at = value = found = 0.0
        for v, weight in window:
            share = max(0.0, min(end, at + weight) - max(start, at))
            value, found, at = value + v * share, found + share, at + weight
        out[y, x] = value / found if found else 0
    return out


def models(vocabulary):
    known = {name: Reference(pipelines.OUT / "models" / name, vocabulary) for name in ("sd1", "sd2", "sdxl")}
    for name in (*INPAINTING, "sd1-instruct", "sd2-depth"):
        family, dtypes, more = checkpoints.VARIANTS[name]
        known[name] = checkpoints.Model(family, checkpoints.File(), dtypes, vocabulary, **more)
    return known


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
    depth().save(OUT / "depth-map.png")
    listed, expected = [], {}
    for number, (name, model, (width, height), sampler, schedule, steps, strength, more) in enumerate(CASES):
        case = {"id": name, "version": 1, "model": model, "prompt": FOX, "negative": "blurry", "clipSkip": 1, "emphasis": "Original",
                "width": width, "height": height, "sampler": sampler, "schedule": schedule, "steps": steps, "guidance": 5.0,
                "seed": str(2**33 + number), "rng": "cpu", "count": 1, "batch": 1, "strength": strength,
                "task": "inpaint" if "mask" in more else "image-to-image", "resizeMode": "stretch",
                **({"maskBlur": 4, "maskedContent": "original", "inpaintArea": "whole", "padding": 32} if "mask" in more else {}), **more}
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
