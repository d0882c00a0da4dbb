"""Golden schedules and whole sampling loops: src/test/resources/golden/{schedules,samplers}.json.

    python tools/golden/samplers.py [--against CHECKOUT]

The network is analytic: each latent value follows a mixture of two Gaussians, whose best denoiser is known. Its means
move with the timestep, so that a rounded timestep shows. `--against` first compares the loops of kdiffusion.py with
those of k-diffusion itself (github.com/crowsonkb/k-diffusion, commit 4601bf0) or of Forge's copy, which has more
(github.com/lllyasviel/stable-diffusion-webui-forge, commit dfdcbab6). against.py does the same for other tools' code.
"""
import argparse
import importlib
import inspect
import json
import math
import pathlib
import sys
import types

import numpy as np
import torch
from diffusers import DDPMScheduler

import kdiffusion as kd
import solvers

OUT = pathlib.Path(__file__).parents[2] / "src/test/resources/golden"
SHAPE = (1, 4, 8, 8)
BETAS = [
    ("scaled_linear", 0.00085, 0.012, False),
    ("linear", 0.0001, 0.02, False),
    ("squaredcos_cap_v2", 0.0001, 0.02, False),
    ("scaled_linear", 0.00085, 0.012, True),
]


def levels_of(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012, zero_snr=False):
    alphas = DDPMScheduler(1000, beta_start, beta_end, beta_schedule).alphas_cumprod.numpy()
    if zero_snr:  # A1111's rescale_zero_terminal_snr_abar
        roots = np.sqrt(alphas)
        alphas = ((roots - roots[-1]) * (roots[0] / (roots[0] - roots[-1]))) ** 2
        alphas[-1] = 4.8973451890853435e-08
    return kd.NoiseLevels(alphas)


def clean(x, sigma, t):
    """The mean of x0 given x = x0 + sigma * noise, for x in fp64."""
    i = torch.arange(x[0].numel(), dtype=torch.float64).reshape(x[0].shape)
    drift, spread = 1 + 0.2 * math.sin(t / 20), 0.3**2
    means = [(1.2 + 0.5 * torch.sin(0.7 * i)) * drift, (-0.8 + 0.5 * torch.cos(0.3 * i)) * drift]
    total = spread + sigma**2
    logits = torch.stack([math.log(w) - (x - m) ** 2 / (2 * total) for w, m in zip((0.6, 0.4), means)])
    weights = torch.softmax(logits, 0)
    return sum(w * (m * sigma**2 + x * spread) / total for w, m in zip(weights, means))


def network(levels, prediction):
    """predict(scaled x, t) of that prediction type, fp32 in and out."""

    def predict(scaled, t):
        sigma = levels.sigma(t)
        x = scaled.double() * math.hypot(1, sigma)
        x0 = clean(x, sigma, t)
        eps = (x - x0) / sigma
        v = (eps - sigma * x0) / math.hypot(1, sigma)
        return (eps if prediction == "epsilon" else v).float()

    return predict


def denoiser(levels, prediction):
    predict = network(levels, prediction)

    def denoise(x, sigma):
        out = predict(x / math.hypot(1, sigma), levels.timestep(sigma))
        if prediction == "epsilon":
            return x - out * sigma
        return x / (1 + sigma**2) - out * (sigma / math.hypot(1, sigma))

    return denoise


class Run:
    """All a loop of solvers.py needs."""

    def __init__(self, levels, sampler, schedule, steps, prediction, seed, **options):
        self.levels, self.schedule, self.steps, self.options = levels, schedule, steps, options
        source = kd.torch_noise(seed)
        self.unit, self.noise = source(SHAPE), lambda: source(SHAPE)
        self.guidance = solvers.GUIDANCE.get(sampler, 1.0)
        self.prediction, self.predict = prediction, network(levels, prediction)

    def sigmas(self):
        return kd.SCHEDULES[self.schedule](self.levels, self.steps)

    def denoise(self, x, sigma, t=None):
        out = self.predict(x / math.hypot(1, sigma), self.levels.timestep(sigma) if t is None else t)
        if self.prediction == "epsilon":
            return x - out * sigma
        return x / (1 + sigma**2) - out * (sigma / math.hypot(1, sigma))

    def both(self, x, sigma, share=1.0):
        """The guided estimate and the one without the prompt, which stands in for a second network."""
        prompted = self.denoise(x, sigma)
        unprompted = 0.7 * prompted + 0.1
        return unprompted + self.guidance * share * (prompted - unprompted), unprompted

    def eps(self, x, t):
        """Of variance-preserving latents; between timesteps log alpha is interpolated."""
        out = self.predict(x, t)
        if self.prediction == "epsilon":
            return out
        log_alpha = np.interp(t, np.arange(1000), 0.5 * np.log(self.levels.alphas_cumprod))
        return out * math.exp(log_alpha) + x * math.sqrt(-math.expm1(2 * log_alpha))

    def both_eps(self, x, t, share):
        a = self.levels.alphas_cumprod[t]
        eps = self.eps(x, t)
        if self.guidance == 1:
            return eps, eps
        clean = (x - eps * math.sqrt(1 - a)) / math.sqrt(a)
        unprompted = (x - (0.7 * clean + 0.1) * math.sqrt(a)) / math.sqrt(1 - a)
        return unprompted + self.guidance * share * (eps - unprompted), unprompted


class Limited(kd.NoiseLevels):
    """The same levels, to be walked between other limits."""

    def __init__(self, levels, low, high):
        super().__init__(levels.alphas_cumprod.astype(np.float32))
        self.low, self.high = low, high

    sigma_min = property(lambda self: self.low)
    sigma_max = property(lambda self: self.high)


# how the options of a request are called in the loops here
NAMES = {
    "eta": "eta", "sigmaNoise": "s_noise", "sigmaChurn": "churn", "sigmaTmin": "tmin", "sigmaTmax": "tmax",
    "unipcOrder": "order", "unipcVariant": "variant", "unipcSkipType": "skip", "unipcLowerOrderFinal": "lower_order_final",
}
CHURN = {"sigmaChurn": 8.0, "sigmaTmin": 0.3, "sigmaTmax": 9.0, "sigmaNoise": 1.01}
WITH_OPTIONS = [
    *((s, "Karras", CHURN) for s in ("Euler", "Heun", "DPM2")),
    *((s, "Karras", {"eta": 0.5, "sigmaNoise": 1.05}) for s in ("Euler a", "DPM2 a", "DPM++ 2S a", "seeds_2", "seeds_3")),
    *((s, "Karras", {"eta": 0.5, "sigmaNoise": 1.05}) for s in ("sa_solver", "sa_solver_pece", "DPM fast", "DPM adaptive")),
    *((s, "Uniform", {"eta": 0.0}) for s in ("DPM fast", "DPM adaptive", "TCD")),
    *((s, "Uniform", {"eta": 0.7}) for s in ("DDIM", "DDIM CFG++", "TCD")),
    *((s, "Uniform", {"sigmaNoise": 0.9}) for s in ("Restart", "er_sde")),
    ("UniPC", "Uniform", {"unipcVariant": "bh2", "unipcOrder": 2}),
    ("UniPC", "Uniform", {"unipcVariant": "vary_coeff", "unipcSkipType": "logSNR"}),
    ("UniPC", "Uniform", {"unipcOrder": 4, "unipcSkipType": "time_quadratic", "unipcLowerOrderFinal": False}),
    ("Heun", "Karras", {"scheduleRho": 5.0, "scheduleMinSigma": 0.1, "scheduleMaxSigma": 10.0}),
    ("Euler", "Exponential", {"scheduleRho": 1.4, "discardPenultimateSigma": True, "sgmNoiseMultiplier": True}),
]


def loop(levels, sampler, schedule, steps, prediction, seed, **options):
    walk = {name: options.pop(name) for name in list(options) if name not in NAMES}
    options = {NAMES[name]: value for name, value in options.items()}
    if "scheduleMinSigma" in walk:
        levels = Limited(levels, walk["scheduleMinSigma"], walk["scheduleMaxSigma"])
    own = sampler in kd.TIMESTEP_SAMPLERS and not options
    if not own and sampler in {**solvers.OWN_LEVELS, **solvers.SCHEDULED}:
        function = {**solvers.OWN_LEVELS, **solvers.SCHEDULED}[sampler]
        return function(Run(levels, sampler, schedule, steps, prediction, seed, **options))
    source = kd.torch_noise(seed)
    unit, noise = source(SHAPE), lambda: source(SHAPE)
    if sampler in kd.TIMESTEP_SAMPLERS:
        predict, a = network(levels, prediction), levels.alphas_cumprod
        if prediction == "epsilon":
            eps = predict
        else:
            eps = lambda x, t: predict(x, t) * math.sqrt(a[t]) + x * math.sqrt(1 - a[t])
        return kd.TIMESTEP_SAMPLERS[sampler](eps, unit, kd.ddim_timesteps(steps), a)
    if "scheduleRho" in walk:
        sigmas = kd.SCHEDULES[schedule](levels, steps + ("discardPenultimateSigma" in walk), walk["scheduleRho"])
        sigmas = sigmas[:-2] + sigmas[-1:] if "discardPenultimateSigma" in walk else sigmas
    else:
        sigmas = kd.walk(sampler, schedule, levels, steps)
    start = math.hypot(1, sigmas[0]) if "sgmNoiseMultiplier" in walk else sigmas[0]
    return kd.SAMPLERS[sampler](denoiser(levels, prediction), unit * start, sigmas, noise, **options)


def cases():
    for prediction in ("epsilon", "v_prediction"):
        for steps in (5, 20):
            for sampler in (*kd.SAMPLERS, *solvers.SCHEDULED):
                for schedule in ("Uniform", "Karras", "Exponential", *(["SGM Uniform"] if "LCM" in sampler else [])):
                    yield sampler, schedule, steps, prediction, {}
            for sampler in {**kd.TIMESTEP_SAMPLERS, **solvers.OWN_LEVELS}:
                yield sampler, "Uniform", steps, prediction, {}
    yield "Restart", "Karras", 41, "epsilon", {}  # restarts twice
    yield "DPM fast", "Uniform", 21, "epsilon", {}  # divides by three
    yield "UniPC", "Uniform", 30, "epsilon", {}  # takes 31
    for sampler, schedule, options in WITH_OPTIONS:
        yield sampler, schedule, 7, "epsilon", options


def loops(levels):
    for sampler, schedule, steps, prediction, options in cases():
        seed = 2**32 + 1000 + steps
        out = loop(levels, sampler, schedule, steps, prediction, seed, **options)
        yield {
            "sampler": sampler,
            "schedule": schedule,
            "steps": steps,
            "prediction": prediction,
            "seed": seed,
            **({"options": options} if options else {}),
            **({"guidance": solvers.GUIDANCE[sampler]} if sampler in solvers.GUIDANCE else {}),
            "latents": [float(f"{v:.9g}") for v in out.flatten().tolist()],
        }


def torch_walks(levels):
    """What k-diffusion's own expressions give in torch on this processor, single precision throughout."""
    low, high = levels.sigma_min, levels.sigma_max
    logs = torch.tensor(levels.sigmas, dtype=torch.float32).log()
    for n in range(1, 61):
        first, last = high ** (1 / 7), low ** (1 / 7)
        yield f"Karras/{n}", (first + torch.linspace(0, 1, n) * (last - first)) ** 7.0
        yield f"Exponential/{n}", torch.linspace(math.log(high), math.log(low), n).exp()
        t = torch.linspace(len(logs) - 1, 0, n)
        below, above, w = t.floor().long(), t.ceil().long(), t.frac()
        yield f"Uniform/{n}", ((1 - w) * logs[below] + w * logs[above]).exp()


def schedules():
    for name, start, end, zero_snr in BETAS:
        levels = levels_of(name, start, end, zero_snr)
        asked = [levels.sigma_min * 0.5, levels.sigma_max * 2, *np.geomspace(levels.sigma_min, levels.sigma_max, 40)]
        yield {
            "betaSchedule": name,
            "betaStart": start,
            "betaEnd": end,
            "zeroSnr": zero_snr,
            "trained": levels.sigmas.tolist(),
            "timesteps": [[s, levels.timestep(s)] for s in map(float, asked)],
            "torch": {key: walk.tolist() for key, walk in torch_walks(levels)} if name == "scaled_linear" and not zero_snr else {},
            "walks": {f"{s}/{n}": kd.SCHEDULES[s](levels, n) for s in kd.SCHEDULES for n in (1, 2, 20, 30)},
            "sdxlWalks": {f"{s}/{n}": kd.align_your_steps(s, True)(levels, n) for s in kd.AYS for n in (1, 11, 20, 32)},
            "ddim": {str(n): kd.ddim_timesteps(n)[::-1] for n in (2, 5, 20, 30, 600)},
        }


def compare(levels, checkout):
    """Prints how far kdiffusion.py is from the real functions, fp32 throughout."""
    package = types.ModuleType("k_diffusion")
    package.__path__ = [str(pathlib.Path(checkout) / "k_diffusion")]
    utils = types.ModuleType("k_diffusion.utils")
    utils.append_dims = lambda x, n: x[(...,) + (None,) * (n - x.ndim)]
    for name, module in {"k_diffusion": package, "k_diffusion.utils": utils}.items():
        sys.modules[name] = module
    for name in ("torchdiffeq", "torchsde", "backend", "backend.modules", "backend.modules.k_prediction"):
        sys.modules.setdefault(name, types.SimpleNamespace(odeint=None, PredictionFlux=()))  # not needed here
    package.utils = utils
    sampling = importlib.import_module("k_diffusion.sampling")
    package.sampling = sampling
    external = importlib.import_module("k_diffusion.external")
    real = {name: function.__name__ for name, function in kd.SAMPLERS.items()}
    real = {name: function for name, function in real.items() if hasattr(sampling, f"sample_{function}")}
    alphas = torch.tensor(levels.alphas_cumprod, dtype=torch.float32)
    for prediction, wrapper in (
        ("epsilon", external.DiscreteEpsDDPMDenoiser),
        ("v_prediction", external.DiscreteVDDPMDenoiser),
    ):
        predict = network(levels, prediction)
        inner = lambda x, t: predict(x, float(t[0]))
        inner.predictor = None  # Forge asks whether it is Flux's
        model = wrapper(inner, alphas, quantize=False)
        low, high = float(model.sigma_min), float(model.sigma_max)
        walks = {
            "Uniform": model.get_sigmas,
            "Karras": lambda n: sampling.get_sigmas_karras(n, low, high),
            "Exponential": lambda n: sampling.get_sigmas_exponential(n, low, high),
        }
        for sampler, function in real.items():
            for schedule, walk in walks.items():
                for steps in (5, 20):
                    ours = loop(levels, sampler, schedule, steps, prediction, 7)
                    source = kd.torch_noise(7)
                    sigmas = walk(steps + sampler.startswith("DPM2"))
                    if sampler.startswith("DPM2"):
                        sigmas = torch.cat([sigmas[:-2], sigmas[-1:]])
                    x = source(SHAPE) * sigmas[0]
                    real_loop = getattr(sampling, f"sample_{function}")
                    noisy = "noise_sampler" in inspect.signature(real_loop).parameters
                    options = {"noise_sampler": lambda *_: source(SHAPE)} if noisy else {}
                    theirs = real_loop(model, x, sigmas, disable=True, **options)
                    psnr = 20 * math.log10(float(theirs.max() - theirs.min()) / float((ours - theirs).square().mean().sqrt()))
                    print(f"{sampler:19} {schedule:11} {steps:2} {prediction:12} {psnr:6.1f} dB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--against")
    arguments = parser.parse_args()
    stable_diffusion = levels_of()
    if arguments.against:
        compare(stable_diffusion, arguments.against)
    for name, content in (("schedules", list(schedules())), ("samplers", list(loops(stable_diffusion)))):
        path = OUT / f"{name}.json"
        path.write_text(json.dumps(content, separators=(",", ":")))
        print(path.name, path.stat().st_size, "bytes")
