"""Golden latent consistency models that are told how strong the guidance is (`time_cond_proj_dim`).

    pip install -r tools/golden/requirements.txt onnx
    python tools/golden/lcm.py

Writes src/test/resources/golden/lcm: cond_proj.safetensors, which makes such a model of the tiny `sd1` of pipelines.py;
unet.io.safetensors, what diffusers' U-Net gives with it; cases.json with expected/, pictures of diffusers'
StableDiffusionPipeline with its LCMScheduler, stepping where A1111's LCM with the schedule Uniform steps; told-unet.onnx.gz and onnx.json, the U-Net exported as onnx_folders.py
does it.
"""
import gzip
import json
import pathlib
import shutil
import warnings

import torch
from diffusers import LCMScheduler, StableDiffusionPipeline, UNet2DConditionModel
from PIL import Image
from safetensors.torch import load_file, save_file

import onnx_folders
import pipelines
import tiny_models
from reference import Reference

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "src/test/resources/golden"
OUT = GOLDEN / "lcm"
STEPS = 8
TIMESTEPS = [999 - 20 * (49 - level) for level in range(49, -1, -7)]  # of 50 levels every seventh
CASES = {"cfg-8": ("a red fox on a green boat", 8.0, 70, 64, 48), "cfg-1.5": ("a painting of a house", 1.5, 71, 48, 64),
         "cfg-1": ("a tree in the snow", 1.0, 72, 48, 48)}


def normal(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


def network(folder, projection):
    settings = json.loads((folder / "config.json").read_text()) | {"time_cond_proj_dim": 256}
    unet = UNet2DConditionModel.from_config(settings)
    weights = {k: v.float() for k, v in load_file(folder / "diffusion_pytorch_model.safetensors").items()}
    unet.load_state_dict(weights | {k: v.float() for k, v in projection.items()})
    return unet.eval()


def latents(pipe, reference, prompt, guidance, seed, width, height):
    """A1111's walk begins with noise of the first level's σ, diffusers' with noise of variance 1: they differ by 0.2 %."""
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(1, 4, height // 8, width // 8, generator=generator)
    first = (1 - pipe.scheduler.alphas_cumprod[TIMESTEPS[0]]) ** 0.5
    hidden = reference.encode([(1, prompt)], 1)[0][1][0]
    return pipe(prompt_embeds=hidden, guidance_scale=guidance, timesteps=TIMESTEPS, latents=noise * first,
                generator=generator, height=height, width=width, output_type="latent").images


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "expected").mkdir(parents=True)
    projection = {"time_embedding.cond_proj.weight": (normal(50, 16, 256) / 8).half()}
    save_file(projection, OUT / "cond_proj.safetensors", {"format": "pt"})
    folder = GOLDEN / "pipelines/models/sd1"
    vocabulary = tiny_models.clip_vocabulary(
        gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    reference = Reference(folder, vocabulary)
    unet = network(folder / "unet", projection)
    scheduler = LCMScheduler.from_config(reference.scheduler)
    pipe = StableDiffusionPipeline(
        reference.vae, reference.encoders[0], reference.tokenizers[0], unet, scheduler, None, None,
        requires_safety_checker=False)
    pipe.set_progress_bar_config(disable=True)
    with torch.no_grad():
        told = pipe.get_guidance_scale_embedding(torch.tensor([8.5 - 1, 0.25 - 1]), embedding_dim=256)
        inputs = {"sample": normal(51, 2, 4, 9, 6), "timestep": torch.tensor([981.0, 19.0]),
                  "encoder_hidden_states": normal(52, 2, 77, 8), "timestep_cond": told}
        out = unet(inputs["sample"], inputs["timestep"], inputs["encoder_hidden_states"], timestep_cond=told).sample
        untold = unet(inputs["sample"], inputs["timestep"], inputs["encoder_hidden_states"], timestep_cond=0 * told).sample
        print(f"U-Net: told or not it differs by {(out - untold).abs().max() / out.abs().max():.2f}")
    save_file({f"0.{k}": v for k, v in inputs.items()} | {"0.out_sample": out}, OUT / "unet.io.safetensors")
    listed = []
    for name, (prompt, guidance, seed, width, height) in CASES.items():
        made = latents(pipe, reference, prompt, guidance, seed, width, height)
        picture = reference.decode(made)
        for change in guidance + 0.1, guidance + 1:
            other = reference.decode(latents(pipe, reference, prompt, change, seed, width, height))
            print(f"{name}: CFG {change} {pipelines.psnr(picture, other):.0f} dB")
        Image.fromarray(picture).save(OUT / f"expected/{name}.png")
        save_file({"latents": made}, OUT / f"expected/{name}.safetensors")
        listed.append({"id": name, "version": 1, "model": "sd1", "prompt": prompt, "negative": "", "clipSkip": 1,
                       "emphasis": "Original", "width": width, "height": height, "sampler": "LCM", "schedule": "Uniform",
                       "steps": STEPS, "guidance": guidance, "seed": str(seed), "rng": "cpu", "count": 1, "batch": 1,
                       "task": "text-to-image"})
    (OUT / "cases.json").write_text(json.dumps(listed, indent=1) + "\n")
    layout, onnx_folders.OUT = {}, OUT
    dynamic = {"sample": {0: "batch", 2: "height", 3: "width"}, "timestep": {0: "batch"},
               "encoder_hidden_states": {0: "batch", 1: "tokens"}, "timestep_cond": {0: "batch"}}
    onnx_folders.export("told", "unet", unet, lambda net, x, t, c, w: net(x, t, c, timestep_cond=w).sample, tuple(inputs.values()),
                        list(inputs), ["out_sample"], dynamic, layout, "unet")
    (OUT / "onnx.json").write_text(json.dumps(layout["told/unet"]) + "\n")


if __name__ == "__main__":
    main()
