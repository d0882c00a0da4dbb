"""Pictures of latent consistency models that are told how strong the guidance is, in one file each: diffusers' own pipelines.

    python tools/golden/told.py

Writes src/test/resources/golden/told: tensors.json.gz (the files; see checkpoints.py), cases.json and a picture for each case: from
text, from a picture, with a ControlNet and with a second, larger pass (hires.py), of SD 1.x and SDXL, by `LatentConsistencyModelPipeline`,
`LatentConsistencyModelImg2ImgPipeline`, `StableDiffusionControlNetPipeline` and SDXL's three pipelines with `LCMScheduler`,
stepping where A1111's LCM with the schedule Uniform steps (lcm.py). Pictures to start from are the VAE's means.
"""
import gzip
import json
import shutil
import warnings

import numpy as np
import torch
from diffusers import (LatentConsistencyModelImg2ImgPipeline, LatentConsistencyModelPipeline, LCMScheduler, StableDiffusionControlNetPipeline,
                       StableDiffusionXLControlNetPipeline, StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline)
from PIL import Image

import checkpoints
import controls
import hires
import pipelines
import tiny_models
from lcm import STEPS, TIMESTEPS

OUT = checkpoints.ROOT / "src/test/resources/golden/told"
SOURCE = checkpoints.ROOT / "src/test/resources/golden/repaint/source.png"
LARGER = {"scale": 1.5, "upscaler": "Lanczos"}
HIRES = "scale=1.5,upscaler=Lanczos,denoise=0.5,steps=4"
# id: family, CFG, size, more
CASES = {
    "sd1-text": ("sd1", 8.0, (64, 48), {}),
    "sd1-picture": ("sd1", 6.0, (80, 56), {"strength": 0.6}),
    "sd1-control": ("sd1", 8.0, (64, 48), {"control": "sd1-author"}),
    "sd1-larger": ("sd1", 8.0, (64, 48), {"hires": HIRES}),
    "sdxl-text": ("sdxl", 8.0, (64, 48), {}),
    "sdxl-picture": ("sdxl", 5.0, (80, 56), {"strength": 0.4}),
    "sdxl-control": ("sdxl", 8.0, (64, 48), {"control": "sdxl-diffusers"}),
    "sdxl-larger": ("sdxl", 8.0, (64, 48), {"hires": HIRES}),
}


def pipeline(model, pictured, network):
    scheduler = LCMScheduler.from_config(model.scheduler)
    parts = {"vae": model.vae, "unet": model.unet, "scheduler": scheduler, "text_encoder": model.encoders[0], "tokenizer": model.tokenizers[0]}
    if network:
        parts["controlnet"] = network
    if model.is_xl:
        parts |= {"text_encoder_2": model.encoders[1], "tokenizer_2": model.tokenizers[1], "add_watermarker": False}
        kind = StableDiffusionXLControlNetPipeline if network else StableDiffusionXLImg2ImgPipeline if pictured else StableDiffusionXLPipeline
    else:
        parts |= {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}
        kind = (StableDiffusionControlNetPipeline if network else LatentConsistencyModelImg2ImgPipeline if pictured
                else LatentConsistencyModelPipeline)
    pipe = kind(**parts)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def latents(model, case, network=None, start=None, steps=STEPS):
    """What a pipeline makes of noise, or in the last steps of a picture's latents."""
    generator = torch.Generator().manual_seed(case["seed"])
    width, height = case["width"], case["height"]
    hidden, pooled = model.encode([(1, case["prompt"])], 1)[0][1]
    pipe = pipeline(model, start is not None, network)
    given = {"prompt_embeds": hidden, "guidance_scale": case["guidance"], "generator": generator, "output_type": "latent"}
    if model.is_xl:
        given |= {"pooled_prompt_embeds": pooled}
    if start is not None:  # diffusers itself puts noise of the first level on it
        given |= {"image": start, "strength": 1.0, "timesteps": TIMESTEPS[STEPS - steps:]}
    else:
        noise = torch.randn(1, 4, height // 8, width // 8, generator=generator)
        first = (1 - pipe.scheduler.alphas_cumprod[TIMESTEPS[0]]) ** 0.5
        given |= {"latents": noise * first, "timesteps": TIMESTEPS, "width": width, "height": height}
    if network:
        given |= {"image": Image.open(controls.OUT / "map.png").convert("RGB"), "controlnet_conditioning_scale": 1.0}
    return pipe(**given).images


def picture(model, case, network):
    if "strength" in case:
        values = torch.from_numpy(np.array(Image.open(SOURCE).convert("RGB")).astype(np.float32) / 255).permute(2, 0, 1)[None] * 2 - 1
        start = model.vae.encode(values).latent_dist.mean * model.vae.config.scaling_factor
        return model.decode(latents(model, case, None, start, int(case["strength"] * STEPS) + 1))
    made = latents(model, case, network)
    if "hires" in case:  # A1111's second pass of 4 steps at half strength is the last of 8
        made = latents(model, case, None, hires.larger(model, made, {**case, **LARGER}), 4)
    return model.decode(made)


@torch.no_grad()
def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    vocabulary = tiny_models.clip_vocabulary(gzip.open(checkpoints.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    files, models, listed = {}, {}, []
    for number, (name, (family, guidance, (width, height), more)) in enumerate(CASES.items()):
        control = more.get("control")
        network = control and controls.control(control, checkpoints.File())
        if family not in models:
            checkpoints.FAMILIES[family]["unet"] |= {"time_cond_proj_dim": 256}
            models[family] = checkpoints.Model(family, files.setdefault(family, checkpoints.File()), checkpoints.HALF, vocabulary)
        case = {"id": name, "model": family, "prompt": "a red fox on a green boat", "width": width, "height": height, "guidance": guidance,
                "steps": STEPS, "seed": 120 + number, **more}
        made = picture(models[family], case, network)
        Image.fromarray(made).save(OUT / f"{name}.png")
        other = picture(models[family], case | {"guidance": guidance + 1}, network)
        alone = f", alone {pipelines.psnr(made, picture(models[family], case, None)):.0f} dB" if control else ""
        print(f"{name}: pixels {made.mean():.0f} ± {made.std():.0f}, CFG {guidance + 1} {pipelines.psnr(made, other):.0f} dB{alone}")
        listed.append(case)
    with gzip.GzipFile(OUT / "tensors.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps({name: file.listed() for name, file in files.items()}).encode())
    (OUT / "cases.json").write_text(json.dumps(listed, indent=1) + "\n")


if __name__ == "__main__":
    main()
