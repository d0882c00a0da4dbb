"""Golden guidance: what diffusers' FreeU, PAG and SAG, and the formulas of A1111, ComfyUI and sd-dynamic-thresholding, do.

    python tools/golden/guidance.py [--against DYNTHRES_CORE_PY]

Writes src/test/resources/golden/networks/unet-guidance.*, the U-Net's variants, and src/test/resources/golden/guidance:
formulas.json, single calls on random numbers, and cases.json with expected/, whole pictures of the tiny models of
pipelines.py. `--against` first compares `thresholded` with mcmonkey's own dynthres_core.py (commit 73e4e04).
"""
import argparse
import gzip
import importlib.util
import json
import math
import pathlib
import shutil
import sys
import types

import numpy as np
import torch
import torch.nn.functional as F
from diffusers import UNet2DConditionModel
from diffusers.models.attention_processor import PAGIdentitySelfAttnProcessor2_0
from diffusers.models.unets import unet_2d_blocks
from diffusers.pipelines.deprecated.stable_diffusion_sag import pipeline_stable_diffusion_sag as sag
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import rescale_noise_cfg
from diffusers.utils import torch_utils
from PIL import Image
from safetensors.torch import save_file

import kdiffusion
import pipelines
import samplers
import tiny_models
from reference import Reference

GOLDEN = pathlib.Path(__file__).resolve().parents[2] / "src/test/resources/golden"
OUT = GOLDEN / "guidance"
DIFFUSERS_FREEU = unet_2d_blocks.apply_freeu


def normal(seed, *shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


# --- FreeU -----------------------------------------------------------------------------------------------------------


def freeu_by_channels(version, finest):
    """ComfyUI's choice of pictures, as a stand-in for diffusers' `apply_freeu`."""

    def apply(resolution_idx, hidden, skip, s1, s2, b1, b2):
        factors = {4 * finest: (b1, s1), 2 * finest: (b2, s2)}.get(hidden.shape[1])
        if factors is None:
            return hidden, skip
        b, s = factors
        half = hidden.shape[1] // 2
        strength = torch.ones_like(hidden[:, :1])
        if version == "v2":
            mean = hidden.mean(1, keepdim=True)
            low, high = mean.amin((1, 2, 3), keepdim=True), mean.amax((1, 2, 3), keepdim=True)
            strength = (mean - low) / (high - low)
        stronger = hidden[:, :half] * ((b - 1) * strength + 1)
        return torch.cat([stronger, hidden[:, half:]], 1), torch_utils.fourier_filter(skip, 1, s)

    return apply


def use_freeu(unet, version, b1, b2, s1, s2):
    unet_2d_blocks.apply_freeu = (
        DIFFUSERS_FREEU if version == "diffusers" else freeu_by_channels(version, unet.config.block_out_channels[0]))
    unet.enable_freeu(s1=s1, s2=s2, b1=b1, b2=b2)


def end_freeu(unet):
    unet_2d_blocks.apply_freeu = DIFFUSERS_FREEU
    unet.disable_freeu()


# --- the middle's attention ------------------------------------------------------------------------------------------


def perturbed(unet, *args, **kwargs):
    """What the network says of a batch whose second half has the middle's self-attention replaced by the identity."""
    before = unet.attn_processors
    unet.set_attn_processor({
        name: PAGIdentitySelfAttnProcessor2_0() if "mid" in name and "attn1" in name else processor
        for name, processor in before.items()})
    out = unet(*args, **kwargs).sample
    unet.set_attn_processor(before)
    return out


def watched(unet, *args, **kwargs):
    """What the network says, and the attention of the first block of its middle [batch · heads, pixels, pixels]."""
    attention = unet.mid_block.attentions[0].transformer_blocks[0].attn1
    before, attention.processor = attention.processor, sag.CrossAttnStoreProcessor()
    sizes = []
    hook = unet.mid_block.attentions[0].register_forward_hook(lambda m, i, o: sizes.append(o[0].shape[-2:]))
    out = unet(*args, **kwargs).sample
    probabilities = attention.processor.attention_probs
    hook.remove()
    attention.processor = before
    return out, probabilities, sizes[0]


def variants():
    """One U-Net in all its variants, at three sizes; the last has a middle of one pixel."""
    sys.argv = ["networks.py", str(GOLDEN / "networks")]
    import networks

    config = dict(in_channels=4, out_channels=4, block_out_channels=[8, 16, 32], layers_per_block=1, norm_num_groups=4,
                  down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
                  up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"], cross_attention_dim=16,
                  attention_head_dim=4, transformer_layers_per_block=[1, 1, 2])
    unet = networks.randomised(UNet2DConditionModel(**config), 41, torch.float16)
    tensors = {}
    for i, (height, width) in enumerate([(16, 16), (13, 10), (4, 3)]):
        inputs = {"sample": normal(400 + i, 2, 4, height, width), "timestep": torch.tensor([981.0, 37.618]),
                  "encoder_hidden_states": normal(410 + i, 2, 7, 16)}
        args = tuple(inputs.values())
        free = dict(b1=1.4, b2=1.7, s1=0.6, s2=0.2)
        with torch.no_grad():
            out, attention, size = watched(unet, *args)
            tensors |= {f"{i}.{k}": v for k, v in inputs.items()} | {
                f"{i}.free_u": torch.tensor(list(free.values())), f"{i}.perturbed": torch.tensor([0.0, 1.0]),
                f"{i}.out_sample": out, f"{i}.perturbed_sample": perturbed(unet, *args),
                f"{i}.attention": attention.reshape(2, -1, *attention.shape[1:]).mean(1).sum(1).reshape(2, *size)}
            for version in "v1", "v2", "diffusers":
                use_freeu(unet, version, **free)
                given = unet(*args).sample
                end_freeu(unet)
                if given.isfinite().all():  # v2 of one pixel divides zero by zero
                    tensors[f"{i}.{version}"] = given
    networks.save("unet-guidance", config, unet.state_dict(), tensors, torch.float16)


# --- formulas --------------------------------------------------------------------------------------------------------

THRESHOLDING = dict(mimic=7.0, percentile=1.0, mimic_mode="Constant", mimic_min=0.0, cfg_mode="Constant", cfg_min=0.0,
                    value=4.0, channels="separate", around="mean", by="ad", phi=1.0)


def scale_at(scale, lowest, mode, value, progress):
    p = progress * value % 1.0
    share = {
        "Constant": 1.0, "Linear Down": 1 - progress, "Half Cosine Down": math.cos(progress),
        "Cosine Down": math.cos(progress * 1.5707), "Linear Up": progress, "Half Cosine Up": 1 - math.cos(progress),
        "Cosine Up": 1 - math.cos(progress * 1.5707), "Power Up": progress**value, "Power Down": 1 - progress**value,
        "Linear Repeating": (0.5 - p) * 2 if p < 0.5 else (p - 0.5) * 2,
        "Cosine Repeating": math.cos(progress * 6.28318 * value) * 0.5 + 0.5, "Sawtooth": p}[mode]
    return lowest + (scale - lowest) * share


def thresholded(cond, uncond, scale, progress, settings):
    """mcmonkey's dynamic thresholding of a batch, each picture by itself."""
    s = types.SimpleNamespace(**THRESHOLDING | settings)
    mimic_scale = scale_at(s.mimic, s.mimic_min, s.mimic_mode, s.value, progress)
    cfg_scale = scale_at(scale, s.cfg_min, s.cfg_mode, s.value, progress)
    out = []
    for c, u in zip(cond.double(), uncond.double()):
        mimic, strong = ((u + (c - u) * g).flatten(1) for g in (mimic_scale, cfg_scale))
        means = strong.mean(1, keepdim=True)
        centred = [v - v.mean(1, keepdim=True) for v in (mimic, strong)]
        rows = centred if s.channels == "separate" else [v.reshape(1, -1) for v in centred]
        if s.by == "std":
            wanted, found = (v.std(1, keepdim=True) for v in rows)
        else:
            wanted = rows[0].abs().amax(1, keepdim=True)
            found = torch.quantile(rows[1].abs(), s.percentile, dim=1, keepdim=True)
        if s.around == "zero":
            result = strong * (wanted / found)
        elif s.by == "std":
            result = centred[1] / found * wanted + means
        else:
            most = torch.maximum(wanted, found)
            result = torch.clamp(centred[1], -most, most) / most * wanted + means
        out.append((result * s.phi + strong * (1 - s.phi)).reshape(c.shape))
    return torch.stack(out).float()


SETTINGS = [
    {}, {"percentile": 0.9}, {"percentile": 0.95, "channels": "together"}, {"by": "std"}, {"around": "zero"},
    {"around": "zero", "by": "std", "channels": "together", "phi": 0.6}, {"mimic": 3.5, "phi": 0.25},
    *({"mimic_mode": mode, "mimic_min": 1.0, "cfg_mode": other, "cfg_min": 2.0, "value": 2.5} for mode, other in (
        ("Linear Down", "Linear Up"), ("Cosine Down", "Cosine Up"), ("Half Cosine Down", "Half Cosine Up"),
        ("Power Up", "Power Down"), ("Linear Repeating", "Cosine Repeating"), ("Sawtooth", "Constant"))),
]


def written(settings):
    return ", ".join(f"{k.replace('_', '-')}={v}" for k, v in ({"mimic": 7.0} | settings).items())


def numbers(tensor):
    return [float(f"{v:.9g}") for v in tensor.flatten().tolist()]


def formulas():
    """One guided call at a time, on two pictures of random numbers."""
    cond, uncond, x = normal(50, 2, 3, 4, 5), normal(51, 2, 3, 4, 5) * 0.7 + 0.2, normal(52, 2, 3, 4, 5) * 5
    levels = samplers.levels_of()
    sigma = 2.5
    last = len(levels.sigmas) - 1
    progress = (last - levels.timestep(sigma)) / (last - 1)
    rescaled = []
    for kind in "epsilon", "v_prediction":
        root = math.hypot(1, sigma)
        to = (lambda d: (x - d) / sigma) if kind == "epsilon" else (lambda d: (x / root**2 - d) * root / sigma)
        back = (lambda p: x - p * sigma) if kind == "epsilon" else (lambda p: x / root**2 - p * sigma / root)
        for phi in 0.3, 1.0:
            guided = to(uncond) + 7.5 * (to(cond) - to(uncond))
            out = back(rescale_noise_cfg(guided.double(), to(cond).double(), phi))
            rescaled.append({"prediction": kind, "phi": phi, "out": numbers(out)})
    return {
        "shape": list(cond.shape), "prompted": numbers(cond), "unprompted": numbers(uncond), "x": numbers(x),
        "sigma": sigma, "rescaled": rescaled, "thresholded": [
            {"settings": written(s), "out": numbers(thresholded(cond, uncond, 12.0, progress, s))} for s in SETTINGS]}


def compare(core):
    """Prints how far `thresholded` is from mcmonkey's own; that one takes ranges over a whole batch, so one picture."""
    spec = importlib.util.spec_from_file_location("dynthres_core", core)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    cond, uncond = normal(60, 1, 4, 8, 8), normal(61, 1, 4, 8, 8)
    for settings in SETTINGS:
        s = types.SimpleNamespace(**THRESHOLDING | settings)
        real = module.DynThresh(s.mimic, s.percentile, s.mimic_mode, s.mimic_min, s.cfg_mode, s.cfg_min, s.value, 0, 999,
                                s.channels == "separate", s.around.upper(), s.by.upper(), s.phi)
        worst = 0
        for step in 0, 300, 997:
            real.step = step
            theirs = real.dynthresh(cond, uncond, 12.0, None)
            worst = max(worst, float((thresholded(cond, uncond, 12.0, step / 998, settings) - theirs).abs().max()))
        print(f"{worst:.1e}  {written(settings)}")


# --- whole pictures --------------------------------------------------------------------------------------------------


class GuidedReference(Reference):
    """The reference loop with everything that may be done about guidance, in diffusers' order."""

    def guided_latents(self, case, options):
        width, height, scale = case["width"], case["height"], case["guidance"]
        source = kdiffusion.torch_noise(int(case["seed"]))
        shape = (4, height // 8, width // 8)
        positive = self.encode(case["prompt"], case["clipSkip"])
        negative = self.encode(case["negative"], case["clipSkip"], negative=True)
        levels = samplers.levels_of(zero_snr=True) if options.get("zero_snr") else self.levels
        calls = case["steps"] * (2 if case["sampler"] == "Heun" else 1)
        call = -1
        if "freeu" in options:
            use_freeu(self.unet, **options["freeu"])

        def added(conditioning):
            if not self.is_xl:
                return None
            ids = torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)
            return {"text_embeds": conditioning[1], "time_ids": ids}

        def skipped(sigma):
            early, low = options.get("skip_early", 0), options.get("ngms", 0)
            if early > 0 and call / calls <= early:
                return True
            if (call % 2 or options.get("ngms_all")) and sigma < low:
                return True
            if "sigmas" in options and not options["sigmas"][0] < sigma <= options["sigmas"][1]:
                return True
            share = options.get("share")
            return share is not None and not int(share[0] * calls) <= call < int(share[1] * calls)

        def denoise(x, sigma):
            nonlocal call
            call += 1
            root = math.hypot(1, sigma)
            time = torch.tensor([levels.timestep(sigma)], dtype=torch.float32)
            scaled = x / root

            def clean(prediction, x=x):
                if self.predicts_v:
                    return x / root**2 - prediction * (sigma / root)
                return x - prediction * sigma

            def predict(conditioning, x=scaled):
                return self.unet(x, time, encoder_hidden_states=conditioning[0],
                                 added_cond_kwargs=added(conditioning)).sample

            wanted = predict(positive)
            guided, unwanted = wanted, None
            if (scale != 1 or "sag" in options) and not skipped(sigma):
                unwanted, attention, size = watched(
                    self.unet, scaled, time, encoder_hidden_states=negative[0], added_cond_kwargs=added(negative))
                guided = unwanted + scale * (wanted - unwanted)
            if "thresholding" in options and unwanted is not None:
                last = len(levels.sigmas) - 1
                progress = (last - levels.timestep(sigma)) / (last - 1)
                target = thresholded(clean(wanted), clean(unwanted), scale, progress, options["thresholding"])
                guided = (x / root**2 - target) * (root / sigma) if self.predicts_v else (x - target) / sigma
            if "pag" in options:
                twice = {k: torch.cat([v, v]) for k, v in (added(positive) or {}).items()}
                both = perturbed(self.unet, torch.cat([scaled] * 2), time.repeat(2),
                                 encoder_hidden_states=torch.cat([positive[0]] * 2), added_cond_kwargs=twice or None)
                guided = guided + options["pag"] * (wanted - both[1:])
            if "sag" in options:
                settings = options["sag"]
                looks = attention.mean(0).sum(0)
                if float((looks - settings["threshold"]).abs().min()) < 1e-4:
                    raise SystemExit(f"{case['id']}: a pixel's attention is too near the threshold")
                picture = clean(unwanted)
                if settings["blur"] == 1 and settings["threshold"] == 1:
                    stub = types.SimpleNamespace(
                        unet=types.SimpleNamespace(config=types.SimpleNamespace(attention_head_dim=len(attention))),
                        scheduler=types.SimpleNamespace(add_noise=lambda latents, noise, timesteps: latents))
                    degraded = sag.StableDiffusionSAGPipeline.sag_masking(stub, picture, attention, size, time[0], 0)
                else:
                    mask = (looks > settings["threshold"]).float().reshape(1, 1, *size)
                    mask = F.interpolate(mask, picture.shape[2:])
                    blurred = sag.gaussian_blur_2d(picture, 9, settings["blur"])
                    degraded = blurred * mask + picture * (1 - mask)
                noised = degraded + x - picture
                again = predict(negative, noised / root)
                if self.predicts_v:
                    guided = guided - settings["scale"] * (degraded - clean(again, noised)) * (root / sigma)
                else:
                    guided = guided + settings["scale"] * (unwanted - again)
            if "rescale" in options:
                guided = rescale_noise_cfg(guided, wanted, options["rescale"])
            return clean(guided)

        sigmas = kdiffusion.SCHEDULES[case["schedule"]](levels, case["steps"])
        out = kdiffusion.SAMPLERS[case["sampler"]](denoise, source(shape)[None] * sigmas[0], sigmas, None)
        if "freeu" in options:
            end_freeu(self.unet)
        return out


def request_fields(options):
    """The options as a request of this program has them."""
    fields = {}
    plain = {"rescale": "guidanceRescale", "ngms": "ngms", "ngms_all": "ngmsAllSteps", "skip_early": "skipEarlyCfg",
             "pag": "perturbedAttention", "zero_snr": "zeroTerminalSnr"}
    for key, value in options.items():
        if key in plain:
            fields[plain[key]] = value
        elif key == "sigmas":
            fields["guidanceInterval"] = f"{value[0]}..{value[1]}"
        elif key == "share":
            fields["guidanceInterval"] = f"{100 * value[0]:g}%..{100 * value[1]:g}%"
        elif key == "thresholding":
            fields["dynamicThresholding"] = written(value)
        else:
            name = {"sag": "selfAttention", "freeu": "freeU"}[key]
            fields[name] = ", ".join(f"{k}={v}" for k, v in value.items())
    return fields


def freeu(version):
    return {"version": version, "b1": 1.4, "b2": 1.7, "s1": 0.6, "s2": 0.2}


CASES = [
    ("sd1", "rescale", 7.5, "Euler", {"rescale": 0.7}),
    ("sd2", "rescale", 9.0, "Euler", {"rescale": 1.0}),
    ("sd1", "ngms", 7.5, "Heun", {"ngms": 5.0}),
    ("sdxl", "ngms-all-and-early", 7.5, "Euler", {"ngms": 1.5, "ngms_all": True, "skip_early": 0.2}),
    ("sd1", "interval-of-levels", 7.5, "DPM++ 2M", {"sigmas": [0.5, 6.0]}),
    ("sd2", "interval-of-steps", 7.5, "Heun", {"share": [0.25, 0.75]}),
    ("sd1", "thresholding", 12.0, "Euler", {"thresholding": {"mimic": 3.0, "percentile": 0.9}}),
    ("sd2", "thresholding", 9.0, "DPM++ 2M", {"thresholding": {
        "mimic": 4.0, "mimic_mode": "Half Cosine Down", "mimic_min": 2.0, "cfg_mode": "Cosine Up", "cfg_min": 3.0,
        "channels": "together", "by": "std", "phi": 0.8}}),
    ("sd1", "pag", 5.0, "Euler", {"pag": 3.0}),
    ("sd2", "pag-and-rescale", 5.0, "Euler", {"pag": 2.0, "rescale": 0.5}),
    ("sdxl", "pag-without-cfg", 1.0, "DPM++ 2M", {"pag": 3.0}),
    ("sd1", "sag-as-diffusers", 5.0, "Euler", {"sag": {"scale": 0.75, "blur": 1.0, "threshold": 1.0}}),
    ("sd2", "sag", 4.0, "Euler", {"sag": {"scale": 0.6, "blur": 2.0, "threshold": 0.9}}),
    ("sdxl", "sag-at-guidance-1", 1.0, "Euler", {"sag": {"scale": 0.5, "blur": 2.0, "threshold": 1.0}}),
    ("sd1", "freeu-diffusers", 7.5, "Euler", {"freeu": freeu("diffusers")}),
    ("sd2", "freeu-v1", 7.5, "Euler", {"freeu": freeu("v1")}),
    ("sdxl", "freeu-v2", 7.5, "DPM++ 2M", {"freeu": freeu("v2")}),
    ("sd2", "zero-terminal-snr", 7.5, "Euler", {"zero_snr": True}),
    ("sd1", "guidance-below-1", 0.5, "Euler", {}),
    ("sdxl", "guidance-0", 0.0, "Euler", {}),
    ("sd1", "all-at-once", 6.0, "DPM++ 2M", {
        "rescale": 0.4, "pag": 1.5, "sag": {"scale": 0.4, "blur": 1.5, "threshold": 1.0}, "freeu": freeu("v2")}),
]


@torch.no_grad()
def pictures():
    vocabulary = tiny_models.clip_vocabulary(
        gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    references = {name: GuidedReference(GOLDEN / "pipelines/models" / name, vocabulary) for name in ("sd1", "sd2", "sdxl")}
    shutil.rmtree(OUT / "expected", ignore_errors=True)
    (OUT / "expected").mkdir(parents=True)
    listed = []
    for i, (model, name, scale, sampler, options) in enumerate(CASES):
        case = {"id": f"{model}-{name}", "version": 1, "model": model, "prompt": "a red fox on a green boat",
                "negative": "blurry, bad", "clipSkip": 1, "emphasis": "Original", "width": 80, "height": 64,
                "sampler": sampler, "schedule": "Karras", "steps": 5, "guidance": scale, "seed": str(700 + i),
                "rng": "cpu", "count": 1, "batch": 1, "task": "text-to-image"}
        reference = references[model]
        latents = reference.guided_latents(case, options)
        image = reference.decode(latents)
        plain = reference.decode(reference.guided_latents(case | {"guidance": 1.5 if not options else scale}, {}))
        print(f"{case['id']}: latents {latents.std():.2f}, {pipelines.psnr(image, plain):.0f} dB from the picture without")
        if pipelines.psnr(image, plain) > 50:
            raise SystemExit(f"{case['id']}: the picture hardly depends on the options")
        Image.fromarray(image).save(OUT / f"expected/{case['id']}.png")
        save_file({"latents": latents}, OUT / f"expected/{case['id']}.safetensors")
        listed.append(case | request_fields(options))
    (OUT / "cases.json").write_text(json.dumps(listed, indent=1) + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--against")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if arguments.against:
        compare(arguments.against)
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "formulas.json").write_text(json.dumps(formulas(), separators=(",", ":")))
    variants()
    pictures()
