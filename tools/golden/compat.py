"""Makes the fixtures of the compatibility profiles: what ComfyUI and diffusers make of requests to the tiny models.

    python tools/golden/compat.py

Writes src/test/resources/golden/compat: cases.json, and for each case its pictures and final latents; walks.json, the
noise levels and timesteps of diffusers' schedulers. For diffusers its
own pipelines run with its own schedulers. For ComfyUI the loop below follows comfy/samplers.py, comfy/sample.py,
comfy/model_sampling.py and comfy/k_diffusion/sampling.py (read at 02159d81 and 01312a55) over diffusers' networks.
"""
import gzip
import json
import math
import pathlib
import shutil
import warnings

import diffusers
import numpy as np
import torch
import torchsde
from PIL import Image
from safetensors.torch import save_file

import kdiffusion as kd
import philox
import prompts
import sde
import tiny_models
from reference import Reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODELS = ROOT / "src/test/resources/golden/pipelines/models"
OUT = ROOT / "src/test/resources/golden/compat"
MERGES = ROOT / "src/main/resources/studio/sfumato/prompt/clip-merges.txt.gz"

LONG = " ".join(["a photo of a red fox and a green boat on a blue sky, with snow"] * 9)
FOX = "a red fox on a green boat"

COLUMNS = "compat model prompt negative width height sampler schedule steps guidance seed rng count".split()
CASES = [
    # ComfyUI: a batch of count pictures
    ("comfy", "sd1", FOX, "", 64, 48, "Euler", "Uniform", 6, 7.5, 42, "nv", 2),
    ("comfy", "sd1", "a (red fox:1.4) [on] a (green boat)", "bad", 72, 56, "Euler", "Karras", 8, 5.0, 2**40 + 1, "cpu", 1),
    ("comfy", "sd1", FOX, "bad", 64, 48, "Euler a", "Uniform", 6, 5.0, 7, "nv", 2),
    ("comfy", "sd1", FOX, "bad", 56, 72, "Euler a", "Karras", 6, 5.0, 7, "cpu", 3),
    ("comfy", "sd2", "a tree in the snow", "blurry", 64, 64, "DPM++ 2M", "Karras", 7, 5.0, 11, "nv", 1),
    ("comfy", "sd2", "a tree in the snow", "blurry", 64, 64, "Heun", "SGM Uniform", 5, 5.0, 12, "nv", 1),
    ("comfy", "sd2", "a tree in the snow", "", 64, 48, "DDIM", "DDIM", 8, 5.0, 13, "nv", 1),
    ("comfy", "sdxl", "a tree in the snow", "", 64, 48, "Euler", "Simple", 6, 5.0, 14, "nv", 1),
    ("comfy", "sdxl", "a tree in the snow", "", 64, 64, "DPM2", "Karras", 5, 5.0, 15, "nv", 1),
    ("comfy", "sd1", FOX, "", 64, 48, "DPM2 a", "Karras", 6, 5.0, 16, "nv", 2),
    ("comfy", "sd1", FOX, "", 64, 48, "DPM++ 2S a", "Karras", 6, 5.0, 17, "cpu", 2),
    ("comfy", "sd1", FOX, "", 64, 48, "DPM++ SDE", "Karras", 6, 5.0, 18, "nv", 2),
    ("comfy", "sd1", FOX, "", 64, 48, "DPM++ 2M SDE", "Exponential", 6, 5.0, 19, "nv", 2),
    ("comfy", "sd1", FOX, "", 64, 48, "DPM++ 3M SDE", "Exponential", 6, 5.0, 20, "nv", 2),
    ("comfy", "sd1", FOX, "", 64, 48, "LMS", "Uniform", 6, 5.0, 21, "nv", 1),
    # diffusers: num_images_per_prompt = count
    ("diffusers", "sd1", FOX, "", 64, 48, "Euler", "Automatic", 6, 7.5, 42, "cpu", 2),
    ("diffusers", "sd1", "a (red:1.3) fox, BREAK [a boat] " + LONG, "bad", 64, 48, "Euler", "Karras", 6, 5.0, 43, "cpu", 1),
    ("diffusers", "sd1", FOX, "bad", 72, 56, "Euler a", "Automatic", 7, 5.0, 2**40 + 5, "cpu", 3),
    ("diffusers", "sd1", FOX, "bad", 64, 48, "DPM++ 2M", "Automatic", 7, 5.0, 45, "cpu", 1),
    ("diffusers", "sd1", FOX, "bad", 64, 48, "DPM++ 2M", "Karras", 7, 5.0, 46, "cpu", 2),
    ("diffusers", "sd1", FOX, "bad", 64, 48, "DPM++ 2M", "Exponential", 7, 5.0, 47, "cpu", 1),
    ("diffusers", "sd1", FOX, "bad", 64, 48, "DPM++ 2M SDE", "Karras", 7, 5.0, 48, "cpu", 2),
    ("diffusers", "sd1", FOX, "", 64, 48, "DDIM", "Automatic", 8, 5.0, 49, "cpu", 1),
    ("diffusers", "sd1", FOX, "", 64, 48, "PLMS", "Automatic", 8, 5.0, 50, "cpu", 1),
    ("diffusers", "sd1", FOX, "", 64, 48, "Heun", "Automatic", 5, 5.0, 51, "cpu", 1),
    ("diffusers", "sd1", FOX, "", 64, 48, "LMS", "Karras", 8, 5.0, 52, "cpu", 1),
    ("diffusers", "sd2", "a tree in the snow", "blurry", 64, 48, "DDIM", "Automatic", 7, 5.0, 54, "cpu", 1),
    ("diffusers", "sd2", "a tree in the snow", "blurry", 64, 48, "Euler a", "Automatic", 7, 1.0, 55, "cpu", 1),
    ("diffusers", "sd2", "a tree in the snow", "blurry", 64, 48, "DPM++ 2M", "SGM Uniform", 7, 5.0, 56, "cpu", 1),
    ("diffusers", "sd2", "a tree in the snow", "blurry", 64, 48, "Euler", "Beta", 7, 5.0, 57, "cpu", 1),
    ("diffusers", "sdxl", "a tree in the snow", "", 64, 48, "Euler", "Automatic", 7, 5.0, 58, "cpu", 2),
    ("diffusers", "sdxl", "a tree in the snow", "bad", 64, 64, "Euler", "Karras", 7, 5.0, 59, "cpu", 1),
    ("diffusers", "sdxl", "a tree in the snow", "bad", 64, 64, "DPM++ 2M", "Automatic", 7, 5.0, 60, "cpu", 1),
    ("diffusers", "sdxl", "a tree in the snow", "bad", 64, 64, "DDIM", "Automatic", 7, 5.0, 61, "cpu", 1),
    ("diffusers", "sd1", FOX, "", 64, 48, "UniPC", "Automatic", 8, 5.0, 53, "cpu", 1),
    ("diffusers", "sdxl", "a tree in the snow", "bad", 64, 64, "UniPC", "Karras", 7, 5.0, 62, "cpu", 1),
]

SCHEDULERS = {
    "Euler": (diffusers.EulerDiscreteScheduler, {}),
    "Euler a": (diffusers.EulerAncestralDiscreteScheduler, {}),
    "Heun": (diffusers.HeunDiscreteScheduler, {}),
    "LMS": (diffusers.LMSDiscreteScheduler, {}),
    "DPM++ 2M": (diffusers.DPMSolverMultistepScheduler, {}),
    "DPM++ 2M SDE": (diffusers.DPMSolverMultistepScheduler, {"algorithm_type": "sde-dpmsolver++"}),
    "DDIM": (diffusers.DDIMScheduler, {"clip_sample": False}),  # as published models have it
    "PLMS": (diffusers.PNDMScheduler, {}),
    "UniPC": (diffusers.UniPCMultistepScheduler, {}),
}
VARIANTS = {
    "Automatic": {},
    "Karras": {"use_karras_sigmas": True},
    "Exponential": {"use_exponential_sigmas": True},
    "Beta": {"use_beta_sigmas": True},
    "SGM Uniform": {"timestep_spacing": "trailing"},
}


def diffusers_latents(reference, case):
    """The pipeline a user of diffusers would run: another scheduler made from the model's own scheduler's settings."""
    kind, options = SCHEDULERS[case["sampler"]]
    own = getattr(diffusers, reference.scheduler["_class_name"]).from_config(reference.scheduler)
    scheduler = kind.from_config(own.config, **options, **VARIANTS[case["schedule"]])
    for tokenizer in reference.tokenizers:
        tokenizer.model_max_length = 77
    parts = {"vae": reference.vae, "unet": reference.unet, "scheduler": scheduler}
    parts |= {"tokenizer": reference.tokenizers[0], "text_encoder": reference.encoders[0]}
    if reference.is_xl:
        parts |= {"tokenizer_2": reference.tokenizers[1], "text_encoder_2": reference.encoders[1]}
        pipeline = diffusers.StableDiffusionXLPipeline(**parts, add_watermarker=False)
    else:
        pipeline = diffusers.StableDiffusionPipeline(
            **parts, safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline(
        case["prompt"],
        negative_prompt=case["negative"] or None,
        width=case["width"],
        height=case["height"],
        num_inference_steps=case["steps"],
        guidance_scale=case["guidance"],
        num_images_per_prompt=case["count"],
        generator=torch.Generator("cpu").manual_seed(case["seed"]),
        output_type="latent",
    ).images


class Card:
    """A generator on an NVIDIA card, for small tensors."""

    def __init__(self, seed):
        self.seed, self.draws = seed, 0

    def __call__(self, shape):
        self.draws += 1
        return torch.from_numpy(philox.randn(self.seed, self.draws - 1, math.prod(shape))).reshape(shape)


class Tree:
    """ComfyUI's BrownianTreeNoiseSampler: one tree for the batch, on the CPU unless the sampler is a `_gpu` one."""

    def __init__(self, shape, sigmas, seed):
        low, high = (torch.tensor(s, dtype=torch.float32) for s in (min(s for s in sigmas if s > 0), max(sigmas)))
        self.tree = torchsde.BrownianTree(low, torch.zeros(shape), high, entropy=seed)

    def __call__(self, start, end):
        a, b = (torch.as_tensor(s, dtype=torch.float32) for s in (start, end))
        w = self.tree(min(a, b), max(a, b)) * (1 if a < b else -1)
        return w / torch.tensor(math.sqrt(abs(b - a)), dtype=torch.float32)


def comfy_dpmpp_sde(denoise, x, sigmas, motion):
    """As sde.dpmpp_sde, but noise is asked for at the levels themselves."""
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = denoise(x, now)
        if following == 0:
            x = denoised
            continue
        middle = math.exp((math.log(now) + math.log(following)) / 2)
        down, up = kd.ancestral(now, middle)
        guess = down / now * x + (1 - down / now) * denoised + motion(now, middle) * up
        there = denoise(guess, middle)
        down, up = kd.ancestral(now, following)
        x = down / now * x + (1 - down / now) * there + motion(now, following) * up
    return x


TREES = {**sde.SAMPLERS, "DPM++ SDE": comfy_dpmpp_sde}


def comfy_latents(reference, case):
    seed, count = case["seed"], case["count"]
    shape = (count, 4, case["height"] // 8, case["width"] // 8)
    hidden = [prompts.encode_comfy(reference, case[name], 1) for name in ("prompt", "negative")]  # "" is a text like any other
    levels = reference.levels

    def denoise(x, sigma):
        nearest = int(np.argmin(np.abs(np.float32(math.log(sigma)) - levels.log_sigmas.astype(np.float32))))
        scaled = x / (sigma**2 + 1) ** 0.5

        def predict(conditioning):
            each = [reference.predict(scaled[i : i + 1], nearest, conditioning, case["width"], case["height"]) for i in range(count)]
            return torch.cat(each)

        positive, negative = (predict(conditioning) for conditioning in hidden)
        output = negative + (positive - negative) * case["guidance"]
        if reference.predicts_v:
            return x / (sigma**2 + 1) - output * (sigma / (sigma**2 + 1) ** 0.5)
        return x - output * sigma

    sampler = {"DDIM": "Euler"}.get(case["sampler"], case["sampler"])
    sigmas = kd.walk(sampler, case["schedule"], levels, case["steps"])  # dpm_2 and dpm_2_ancestral discard one
    start = torch.randn(shape, generator=torch.manual_seed(seed))
    most = math.isclose(levels.sigma_max, sigmas[0], rel_tol=1e-5) or sigmas[0] > levels.sigma_max
    x = start * (math.sqrt(1 + sigmas[0] ** 2) if most else sigmas[0])
    if sampler in TREES:
        sde.use("cpu")
        return TREES[sampler](denoise, x, sigmas, Tree(shape, sigmas, seed))
    if case["rng"] == "nv":
        card = Card(seed)
        return kd.SAMPLERS[sampler](denoise, x, sigmas, lambda: card(shape))
    later = torch.Generator("cpu").manual_seed(seed + 1)  # on the CPU the seed is moved by one
    return kd.SAMPLERS[sampler](denoise, x, sigmas, lambda: torch.randn(shape, generator=later))


def walks(settings):
    """What diffusers' schedulers make of numbers of steps, with each spacing a model's own scheduler may ask for."""
    for sampler in ("Euler", "DPM++ 2M", "DDIM", "PLMS"):
        kind, options = SCHEDULERS[sampler]
        for spacing in (None, "linspace", "leading", "trailing"):
            for schedule in VARIANTS if sampler not in ("DDIM", "PLMS") else ("Automatic",):
                for steps in (2, 5, 20, 33, 50):
                    own = {} if spacing is None else {"timestep_spacing": spacing}
                    scheduler = kind.from_config({**settings, **own}, **options, **VARIANTS[schedule])
                    scheduler.set_timesteps(steps)
                    walk = {"sampler": sampler, "schedule": schedule, "spacing": spacing, "steps": steps}
                    walk["timesteps"] = list(dict.fromkeys(float(t) for t in scheduler.timesteps))  # PNDM repeats one
                    if hasattr(scheduler, "sigmas"):
                        walk["timesteps"] = [float(t) for t in scheduler.timesteps]
                        walk["sigmas"] = [float(f"{s:.9g}") for s in scheduler.sigmas]
                        walk["wholeVariance"] = abs(float(scheduler.init_noise_sigma) - float(scheduler.sigmas[0])) > 1e-3
                    yield walk


TOOLS = {"comfy": comfy_latents, "diffusers": diffusers_latents}


@torch.no_grad()
def main():
    warnings.filterwarnings("ignore")
    diffusers.utils.logging.set_verbosity_error()
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    vocabulary = tiny_models.clip_vocabulary(gzip.open(MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    references, listed = {}, []
    for number, row in enumerate(CASES):
        case = dict(zip(COLUMNS, row))
        words = f"{case['compat']}-{case['model']}-{case['sampler']}-{case['schedule']}".lower()
        case = {"id": f"{number:02}-" + words.replace("++", "pp").replace(" ", "-"), **case}
        if case["model"] not in references:
            references[case["model"]] = Reference(MODELS / case["model"], vocabulary)
        reference = references[case["model"]]
        latents = TOOLS[case["compat"]](reference, case)
        images = [reference.decode(latents[i : i + 1]) for i in range(case["count"])]
        for i, image in enumerate(images):
            Image.fromarray(image).save(OUT / f"{case['id']}-{i}.png")
        save_file({"latents": latents.contiguous()}, OUT / f"{case['id']}.safetensors")
        print(f"{case['id']}: latents {latents.std():.2f}, pixels {images[0].mean():.0f} ± {images[0].std():.0f}", flush=True)
        listed.append(case)
    (OUT / "walks.json").write_text(json.dumps(list(walks(references["sd1"].scheduler)), separators=(",", ":")) + "\n")
    (OUT / "cases.json").write_text(json.dumps(listed, indent=1) + "\n")


if __name__ == "__main__":
    main()
