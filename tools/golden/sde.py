"""Golden Brownian trees and loops of the SDE samplers: src/test/resources/golden/{brownian,sde}.json.

    python tools/golden/sde.py [--against K_DIFFUSION_CHECKOUT]

The trees are torchsde's own, with A1111's replacement of `_randn` for `RNG: NV`. The loops are k-diffusion's formulas in
double coefficients; `--against` first compares them with k-diffusion itself (commit 4601bf0), fp32 throughout.
"""
import argparse
import importlib
import json
import math
import pathlib
import sys
import types

import numpy as np
import torch
import torchsde
import torchsde._brownian.brownian_interval as interval

import kdiffusion as kd
import philox
import samplers

OUT = pathlib.Path(__file__).parents[2] / "src/test/resources/golden"
STEPS = (5, 20)
SCHEDULES = ("Uniform", "Karras", "Exponential")


def use(rng):
    """What A1111 does to torchsde: each node's noise comes from the chosen generator."""

    def randn(size, dtype, device, seed):
        if rng == "nv":
            return torch.from_numpy(philox.randn(int(seed), 0, math.prod(size))).reshape(size)
        return torch.randn(size, dtype=dtype, generator=torch.Generator("cpu").manual_seed(int(seed)))

    interval._randn = randn


class Brownian:
    """k-diffusion's BrownianTreeNoiseSampler for one picture."""

    def __init__(self, shape, sigmas, seed):
        low, high = (torch.tensor(s, dtype=torch.float32) for s in (min(s for s in sigmas if s > 0), max(sigmas)))
        self.tree = torchsde.BrownianTree(low, torch.zeros(shape[1:]), high, entropy=seed)

    def __call__(self, start, end):
        a, b = (torch.as_tensor(s, dtype=torch.float32) for s in (start, end))
        sign = 1 if a < b else -1
        length = torch.tensor(math.sqrt(abs(b - a)), dtype=torch.float32)  # torch's own root may be an ulp off
        return (self.tree(min(a, b), max(a, b)) * sign / length)[None]


def ancestral(now, following, eta):
    up = min(following, eta * math.sqrt(following**2 * (now**2 - following**2) / now**2))
    return math.sqrt(following**2 - up**2), up


def dpmpp_sde(denoise, x, sigmas, motion, eta=1.0, s_noise=1.0):
    single = lambda value: torch.tensor(value, dtype=torch.float32)  # as there, but each result rounded correctly
    time = lambda s: single(-math.log(single(s)))
    level = lambda t: single(math.exp(-t))
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = denoise(x, now)
        if following == 0:
            x = denoised
            continue
        t, t_next = time(now), time(following)
        s = t + (t_next - t) * 0.5
        middle = math.exp((math.log(now) + math.log(following)) / 2)
        down, up = ancestral(now, middle, eta)
        guess = down / now * x + (1 - down / now) * denoised + motion(level(t), level(s)) * up * s_noise
        denoised = denoise(guess, middle)
        down, up = ancestral(now, following, eta)
        x = down / now * x + (1 - down / now) * denoised + motion(level(t), level(t_next)) * up * s_noise
    return x


def dpmpp_2m_sde(denoise, x, sigmas, motion, heun=False, eta=1.0, s_noise=1.0):
    previous, h_last = None, None
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = denoise(x, now)
        if following == 0:
            x = denoised
            continue
        h = math.log(now / following)
        k = h + eta * h
        x = math.exp(-k) * x - math.expm1(-k) * denoised
        if previous is not None:
            weight = math.expm1(-k) / k + 1 if heun else -0.5 * math.expm1(-k)
            x = x + weight * h / h_last * (denoised - previous)
        x = x + motion(now, following) * (following * s_noise * math.sqrt(-math.expm1(-2 * eta * h)))
        previous, h_last = denoised, h
    return x


def dpmpp_2m_sde_heun(denoise, x, sigmas, motion, **options):
    return dpmpp_2m_sde(denoise, x, sigmas, motion, heun=True, **options)


def dpmpp_3m_sde(denoise, x, sigmas, motion, eta=1.0, s_noise=1.0):
    estimates, steps = [], []  # newest first
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = denoise(x, now)
        if following == 0:
            x = denoised
            continue
        h = math.log(now / following)
        k = h * (eta + 1)
        phi_2 = math.expm1(-k) / k + 1
        phi_3 = phi_2 / k - 0.5
        x = math.exp(-k) * x - math.expm1(-k) * denoised
        if len(steps) == 1:
            x = x + phi_2 * (denoised - estimates[0]) * (h / steps[0])
        elif steps:
            r0, r1 = steps[0] / h, steps[1] / h
            newer, older = (denoised - estimates[0]) / r0, (estimates[0] - estimates[1]) / r1
            slope = newer + (newer - older) * (r0 / (r0 + r1))
            bend = (newer - older) / (r0 + r1)
            x = x + phi_2 * slope - phi_3 * bend
        x = x + motion(now, following) * (following * s_noise * math.sqrt(-math.expm1(-2 * eta * h)))
        estimates, steps = [denoised, *estimates[:1]], [h, *steps[:1]]
    return x


SAMPLERS = {
    "DPM++ SDE": dpmpp_sde,
    "DPM++ 2M SDE": dpmpp_2m_sde,
    "DPM++ 2M SDE Heun": dpmpp_2m_sde_heun,
    "DPM++ 3M SDE": dpmpp_3m_sde,
}


def walk(levels, sampler, schedule, steps):
    sigmas = kd.SCHEDULES[schedule](levels, steps + (sampler == "DPM++ 3M SDE"))
    return sigmas[:-2] + sigmas[-1:] if sampler == "DPM++ 3M SDE" else sigmas  # discard_next_to_last_sigma


def loop(levels, sampler, schedule, steps, prediction, seed, **options):
    sigmas = walk(levels, sampler, schedule, steps)
    x = kd.torch_noise(seed)(samplers.SHAPE) * sigmas[0]
    return SAMPLERS[sampler](samplers.denoiser(levels, prediction), x, sigmas, Brownian(samplers.SHAPE, sigmas, seed), **options)


def loops(levels):
    for sampler in SAMPLERS:  # with options
        out = loop(levels, sampler, "Karras", 7, "epsilon", 77, eta=0.6, s_noise=1.05)
        yield {
            "sampler": sampler,
            "schedule": "Karras",
            "steps": 7,
            "prediction": "epsilon",
            "seed": 77,
            "options": {"eta": 0.6, "sigmaNoise": 1.05},
            "latents": [float(f"{v:.9g}") for v in out.flatten().tolist()],
        }
    for prediction in ("epsilon", "v_prediction"):
        for steps in STEPS:
            for sampler in SAMPLERS:
                for schedule in SCHEDULES:
                    seed = 2**32 + 2000 + steps
                    out = loop(levels, sampler, schedule, steps, prediction, seed)
                    yield {
                        "sampler": sampler,
                        "schedule": schedule,
                        "steps": steps,
                        "prediction": prediction,
                        "seed": seed,
                        "latents": [float(f"{v:.9g}") for v in out.flatten().tolist()],
                    }


def tree(levels, rng, seed):
    use(rng)
    sigmas = kd.karras(levels, 6)
    pairs = [*zip(sigmas, sigmas[1:-1]), (sigmas[0], sigmas[4]), (sigmas[1], sigmas[3]), (9.5, 2.25), (0.5, 0.75)]
    pairs += [(sigmas[0] + 1, sigmas[1]), (sigmas[4], 0.01), (1.0, 1.0 - 2**-12)]  # outside the range; very near
    motion = Brownian((1, 2, 3, 4), sigmas, seed)
    return {
        "rng": rng,
        "seed": str(seed),
        "sigmas": sigmas,
        "pairs": pairs,
        "noise": [motion(a, b).numpy().view(np.int32).ravel().tolist() for a, b in pairs],
    }


def words():
    keys = [[], [0, 0], [1, 1], [5, 3], [2**24 - 1, 24], [2**33 + 7, 40]]
    for seed in (0, 1, 2**32 - 1, 2**32, 2**64 - 1):
        for key in keys:
            sequence = np.random.SeedSequence(seed, spawn_key=key, pool_size=24)
            yield {"seed": str(seed), "key": key, "word": int(sequence.generate_state(4)[0])}


def compare(levels, checkout):
    """Prints how far the loops are from the real functions: the same levels, then those of k-diffusion in fp32."""
    package = types.ModuleType("k_diffusion")
    package.__path__ = [str(pathlib.Path(checkout) / "k_diffusion")]
    utils = types.ModuleType("k_diffusion.utils")
    utils.append_dims = lambda x, n: x[(...,) + (None,) * (n - x.ndim)]
    package.utils = utils
    for name, module in {"k_diffusion": package, "k_diffusion.utils": utils}.items():
        sys.modules[name] = module
    sys.modules.setdefault("torchdiffeq", types.SimpleNamespace(odeint=None))
    sampling = importlib.import_module("k_diffusion.sampling")
    package.sampling = sampling
    external = importlib.import_module("k_diffusion.external")
    alphas = torch.tensor(levels.alphas_cumprod, dtype=torch.float32)
    predict = samplers.network(levels, "epsilon")
    model = external.DiscreteEpsDDPMDenoiser(lambda x, t: predict(x, float(t[0])), alphas, quantize=False)
    low, high = float(model.sigma_min), float(model.sigma_max)
    own = {
        "Uniform": model.get_sigmas,
        "Karras": lambda n: sampling.get_sigmas_karras(n, low, high),
        "Exponential": lambda n: sampling.get_sigmas_exponential(n, low, high),
    }
    for sampler in SAMPLERS:
        options = {"solver_type": "heun"} if sampler.endswith("Heun") else {}
        function = getattr(sampling, "sample_" + sampler.lower().replace("++", "pp").replace(" heun", "").replace(" ", "_"))
        for schedule in SCHEDULES:
            for steps in STEPS:
                ours = loop(levels, sampler, schedule, steps, "epsilon", 7)
                theirs = own[schedule](steps + (sampler == "DPM++ 3M SDE"))
                if sampler == "DPM++ 3M SDE":
                    theirs = torch.cat([theirs[:-2], theirs[-1:]])
                decibels = []
                for sigmas in (torch.tensor(walk(levels, sampler, schedule, steps), dtype=torch.float32), theirs):
                    x = kd.torch_noise(7)(samplers.SHAPE) * sigmas[0]
                    noise = sampling.BrownianTreeNoiseSampler(x, sigmas[sigmas > 0].min(), sigmas.max(), seed=[7])
                    out = function(model, x, sigmas, disable=True, noise_sampler=noise, **options)
                    decibels.append(20 * math.log10(float(out.max() - out.min()) / float((ours - out).square().mean().sqrt())))
                print(f"{sampler:18} {schedule:11} {steps:2} same levels {decibels[0]:6.1f} dB, own {decibels[1]:6.1f} dB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--against")
    arguments = parser.parse_args()
    stable_diffusion = samplers.levels_of()
    if arguments.against:
        use("cpu")
        compare(stable_diffusion, arguments.against)
    trees = [tree(stable_diffusion, rng, seed) for rng in ("cpu", "nv") for seed in (0, 42, 2**32 + 5, 2**64 - 1)]
    use("cpu")
    content = {"brownian": {"words": list(words()), "trees": trees}, "sde": list(loops(stable_diffusion))}
    for name, value in content.items():
        path = OUT / f"{name}.json"
        path.write_text(json.dumps(value, separators=(",", ":")))
        print(path.name, path.stat().st_size, "bytes")
