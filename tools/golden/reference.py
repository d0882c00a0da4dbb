"""The reference text-to-picture loop: diffusers' networks in fp32, k-diffusion's formulas, A1111's rules."""
import json

import numpy as np
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

import kdiffusion
import prompts


SECOND_ORDER = ("Heun", "DPM2", "DPM2 a", "DPM++ SDE", "DPM++ 2S a", "Restart")


class Reference:
    """One model folder, its weights cast up to fp32."""

    def __init__(self, folder, fallback_vocabulary):
        self.scheduler = json.loads((folder / "scheduler/scheduler_config.json").read_text())
        self.levels = kdiffusion.NoiseLevels.of(self.scheduler)
        self.predicts_v = self.scheduler.get("prediction_type") == "v_prediction"
        self.unet = UNet2DConditionModel.from_pretrained(folder / "unet", torch_dtype=torch.float32).eval()
        self.vae = AutoencoderKL.from_pretrained(folder / "vae", torch_dtype=torch.float32).eval()
        self.tokenizers, self.encoders = [], []
        for suffix, kind in ("", CLIPTextModel), ("_2", CLIPTextModelWithProjection):
            if (folder / f"text_encoder{suffix}").exists():
                self.tokenizers.append(tokenizer(folder / f"tokenizer{suffix}", fallback_vocabulary))
                encoder = kind.from_pretrained(folder / f"text_encoder{suffix}", torch_dtype=torch.float32)
                self.encoders.append(encoder.eval())
        self.is_xl = len(self.encoders) == 2

    def encode(self, schedule, clip_skip, negative=False):
        """Of each stage of a schedule its end, hidden states [1, 77 · chunks, n] and, for SDXL, pooled states [1, m]."""
        ends, texts = zip(*schedule)
        states = prompts.encode_together(self, texts, clip_skip)
        if self.is_xl and negative and not "".join(texts):
            states = [(torch.zeros_like(hidden), torch.zeros_like(pooled)) for hidden, pooled in states]
        return list(zip(ends, states))

    def predict(self, x, timestep, conditioning, width, height):
        """The U-Net's raw output for variance-preserving latents."""
        hidden, pooled = conditioning
        added = None
        if self.is_xl:
            added = {"text_embeds": pooled, "time_ids": torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)}
        time = torch.tensor([timestep], dtype=torch.float32)
        return self.unet(x, time, encoder_hidden_states=hidden, added_cond_kwargs=added).sample

    @torch.no_grad()
    def latents(self, case, seed):
        """The final latents [1, 4, height / 8, width / 8] of one picture."""
        width, height, guidance = case["width"], case["height"], case["guidance"]
        shape = (4, height // 8, width // 8)
        source = kdiffusion.torch_noise(seed)
        calls = case["steps"] * (2 if case["sampler"] in SECOND_ORDER else 1)
        plan = prompts.plan(case["prompt"], calls)
        parts = stacked([self.encode(schedule, case["clipSkip"]) for _, schedule in plan])
        weights = [weight for weight, _ in plan]
        negative = None
        if guidance != 1 or sum(weights) != 1:
            negative = prompts.schedule(prompts.without_comments(case["negative"]), calls)
            negative = self.encode(negative, case["clipSkip"], negative=True)
        call = -1

        def guided(predict):
            nonlocal call
            call += 1
            wanted = [predict(at(part, call)) for part in parts]
            origin = wanted[0] if negative is None else predict(at(negative, call))
            return origin + sum((part - origin) * (weight * guidance) for part, weight in zip(wanted, weights))

        def noise():
            return source(shape)[None]

        if case["sampler"] == "DDIM":
            alphas = self.levels.alphas_cumprod

            def predict_noise(x, timestep):
                output = guided(lambda conditioning: self.predict(x, timestep, conditioning, width, height))
                alpha = alphas[timestep]
                return output * alpha**0.5 + x * (1 - alpha) ** 0.5 if self.predicts_v else output

            return kdiffusion.ddim(predict_noise, noise(), kdiffusion.ddim_timesteps(case["steps"]), alphas)

        def denoise(x, sigma):
            scaled, timestep = x / (sigma**2 + 1) ** 0.5, self.levels.timestep(sigma)
            output = guided(lambda conditioning: self.predict(scaled, timestep, conditioning, width, height))
            if self.predicts_v:
                return x / (sigma**2 + 1) - output * (sigma / (sigma**2 + 1) ** 0.5)
            return x - output * sigma

        sigmas = kdiffusion.walk(case["sampler"], case["schedule"], self.levels, case["steps"])
        return kdiffusion.SAMPLERS[case["sampler"]](denoise, noise() * sigmas[0], sigmas, noise)

    @torch.no_grad()
    def decode(self, latents):
        """The picture as uint8 [height, width, 3]."""
        image = self.vae.decode(latents / self.vae.config.scaling_factor).sample[0]
        return ((image / 2 + 0.5).clamp(0, 1) * 255).round().permute(1, 2, 0).numpy().astype(np.uint8)


def at(stages, call):
    """What guides a call, counted from 0: the first stage that has not ended, or else the first of all."""
    return next((state for end, state in stages if call <= end), stages[0][1])


def stacked(parts):
    """The parts of a prompt made equally long: the last token of the shorter is repeated."""
    most = max(hidden.shape[1] for part in parts for _, (hidden, _) in part)

    def longer(hidden):
        return torch.cat([hidden, hidden[:, -1:].repeat(1, most - hidden.shape[1], 1)], dim=1)

    return [[(end, (longer(hidden), pooled)) for end, (hidden, pooled) in part] for part in parts]


def tokenizer(folder, fallback_vocabulary):
    """The folder's own tokenizer, or the CLIP vocabulary with the folder's padding where it brings none."""
    if (folder / "vocab.json").exists() or (folder / "tokenizer.json").exists():
        return CLIPTokenizer.from_pretrained(folder)
    vocabulary, merges = fallback_vocabulary
    settings = json.loads((folder / "tokenizer_config.json").read_text())
    return CLIPTokenizer(vocab=vocabulary, merges=merges, pad_token=settings["pad_token"])
