"""How far the reference loops are from the tools' own code, in fp32 throughout; nothing of theirs is kept.

    python tools/golden/against.py forge  FORGE_CHECKOUT   A1111's and Forge's samplers (commit dfdcbab6)
    python tools/golden/against.py comfy  COMFYUI_CHECKOUT ComfyUI's (comfy/k_diffusion; fork trakru/ComfyUI, commit de3a6411)
    python tools/golden/against.py diffusers               TCDScheduler of the installed diffusers

The modules around the sampling files are stood in for by the few names they read.
"""
import argparse
import importlib
import inspect
import math
import pathlib
import sys
import types

import torch

import kdiffusion as kd
import samplers
import solvers

SEED = 7


def decibels(ours, theirs):
    error = float((ours - theirs).square().mean().sqrt())
    return 20 * math.log10(float(theirs.max() - theirs.min()) / error) if error else math.inf


def report(sampler, schedule, steps, ours, theirs, note=""):
    print(f"{sampler:26} {schedule:12} {steps:2} {decibels(ours, theirs):6.1f} dB {note}", flush=True)


def stand_in(name, **content):
    module = sys.modules.setdefault(name, types.ModuleType(name))
    module.__dict__.update(content)
    if "." in name:
        parent, child = name.rsplit(".", 1)
        setattr(stand_in(parent), child, module)
    return module


def package(name, path):
    module = stand_in(name)
    module.__path__ = [str(path)]
    return module


class TorchWithNoise:
    """torch, but randn_like gives the picture's own noise, as A1111 arranges it."""

    def __init__(self, source):
        self.source = source

    def __getattr__(self, name):
        return (lambda x: self.source(samplers.SHAPE)) if name == "randn_like" else getattr(torch, name)


class Quiet:
    """tqdm's bar without the bar."""

    def __init__(self, *_, **__):
        pass

    __enter__ = lambda self: self
    __exit__ = lambda self, *_: None
    update = lambda self, *_: None


def forge(levels, checkout):
    root = pathlib.Path(checkout)
    alphas = torch.tensor(levels.alphas_cumprod, dtype=torch.float32)
    options = types.SimpleNamespace(
        uni_pc_variant="bh1", uni_pc_skip_type="time_uniform", uni_pc_order=3, uni_pc_lower_order_final=True
    )
    package("k_diffusion", root / "k_diffusion")
    stand_in("k_diffusion.utils", append_dims=lambda x, n: x[(...,) + (None,) * (n - x.ndim)])
    for name in ("torchdiffeq", "torchsde"):
        stand_in(name, odeint=None)
    stand_in("backend.modules.k_prediction", PredictionFlux=())
    sampling = importlib.import_module("k_diffusion.sampling")
    stand_in("k_diffusion", sampling=sampling)
    external = importlib.import_module("k_diffusion.external")
    stand_in("k_diffusion", external=external)
    package("modules", root / "modules")
    stand_in("modules.shared", opts=options)
    stand_in("modules.devices")
    package("modules.models", root / "modules/models")
    package("modules.models.diffusion", root / "modules/models/diffusion")
    package("modules.models.diffusion.uni_pc", root / "modules/models/diffusion/uni_pc")
    stand_in("modules.torch_utils", float64=lambda _: torch.float64)
    for name in ("sd_samplers_cfg_denoiser", "sd_samplers_kdiffusion", "sd_samplers_common"):
        module = stand_in(f"modules.{name}", CFGDenoiser=object, KDiffusionSampler=object)
        module.SamplerData = lambda *a: None
    timesteps_impl = importlib.import_module("modules.sd_samplers_timesteps_impl")
    extra = importlib.import_module("modules.sd_samplers_extra")
    predict = samplers.network(levels, "epsilon")
    inner = lambda x, t, **_: predict(x, float(t[0]))
    inner.predictor = None
    model = external.DiscreteEpsDDPMDenoiser(inner, alphas, quantize=False)
    low, high = float(model.sigma_min), float(model.sigma_max)
    walks = {
        "Uniform": model.get_sigmas,
        "Karras": lambda n: sampling.get_sigmas_karras(n, low, high),
        "Exponential": lambda n: sampling.get_sigmas_exponential(n, low, high),
    }

    def source():
        noise = kd.torch_noise(SEED)
        sampling.torch = TorchWithNoise(noise)
        return noise

    for steps in (5, 20, 41):  # Restart
        for schedule, walk in walks.items():
            sigmas = walk(steps)
            x = source()(samplers.SHAPE) * sigmas[0]
            ours = samplers.loop(levels, "Restart", schedule, steps, "epsilon", SEED)
            report("Restart", schedule, steps, ours, extra.restart_sampler(model, x, sigmas, disable=True))
    for sampler, function, churn in (("Euler", "sample_euler", True), ("Heun", "sample_heun", True), ("DPM2", "sample_dpm_2", True)):
        names = {"s_churn": 8.0, "s_tmin": 0.3, "s_tmax": 9.0, "s_noise": 1.01}
        sigmas = walks["Karras"](7 + (sampler == "DPM2"))
        sigmas = torch.cat([sigmas[:-2], sigmas[-1:]]) if sampler == "DPM2" else sigmas
        x = source()(samplers.SHAPE) * sigmas[0]
        theirs = getattr(sampling, function)(model, x, sigmas, disable=True, **names)
        report(sampler, "Karras", 7, samplers.loop(levels, sampler, "Karras", 7, "epsilon", SEED, **samplers.CHURN), theirs, "churn")
    for eta in (1.0, 0.5, 0.0):
        for steps in (5, 20, 21):
            for sampler, function in (("DPM fast", "sample_dpm_fast"), ("DPM adaptive", "sample_dpm_adaptive")):
                sampling.tqdm = Quiet
                x = source()(samplers.SHAPE) * high
                extras = {"n": steps} if sampler == "DPM fast" else {}
                theirs = getattr(sampling, function)(model, x, low, high, disable=True, eta=eta, **extras)
                ours = samplers.loop(levels, sampler, "Uniform", steps, "epsilon", SEED, eta=eta)
                report(sampler, "own", steps, ours, theirs, f"eta {eta}")

    class Timesteps:
        """A1111's CFG denoiser of timestep samplers: noise in, noise out."""

        cond_scale_miltiplier = 1.0

        def __init__(self, scale):
            self.scale = scale
            self.inner_model = types.SimpleNamespace(inner_model=types.SimpleNamespace(alphas_cumprod=alphas))

        def __call__(self, x, t):
            t = float(t.reshape(-1)[0])
            run = samplers.Run(levels, "", "Uniform", 5, "epsilon", 0)
            if self.scale is None:
                return run.eps(x, t)
            run.guidance = self.scale
            guided, self.last_noise_uncond = run.both_eps(x, int(t), self.cond_scale_miltiplier)
            return guided

    for sampler, function, eta in (
        ("DDIM", "ddim", 0.0), ("DDIM", "ddim", 0.7), ("PLMS", "plms", None),
        ("DDIM CFG++", "ddim_cfgpp", 0.0), ("DDIM CFG++", "ddim_cfgpp", 0.7),
    ):
        for steps in (5, 20, 30):
            x = source()(samplers.SHAPE)
            steps_of = torch.clip(torch.asarray(list(range(0, 1000, 1000 // steps))) + 1, 0, 999)
            extras = {} if eta is None else {"eta": eta}
            theirs = getattr(timesteps_impl, function)(Timesteps(solvers.GUIDANCE.get(sampler)), x, steps_of, disable=True, **extras)
            ours = samplers.loop(levels, sampler, "Uniform", steps, "epsilon", SEED, **({"eta": eta} if eta else {}))
            report(sampler, "own", steps, ours, theirs.float(), f"eta {eta}")
    for variant, skip, order, lower in (
        ("bh1", "time_uniform", 3, True), ("bh2", "time_uniform", 2, True), ("vary_coeff", "logSNR", 3, True),
        ("bh1", "time_quadratic", 4, False),
    ):
        options.uni_pc_variant, options.uni_pc_skip_type = variant, skip
        options.uni_pc_order, options.uni_pc_lower_order_final = order, lower
        for steps in (5, 20, 30):
            x = source()(samplers.SHAPE)
            steps_of = torch.zeros(len(range(0, 1000, 1000 // steps)))
            theirs = timesteps_impl.unipc(Timesteps(None), x, steps_of, extra_args={}, callback=lambda _: None, disable=True)
            chosen = {"unipcVariant": variant, "unipcSkipType": skip, "unipcOrder": order, "unipcLowerOrderFinal": lower}
            ours = samplers.loop(levels, "UniPC", "Uniform", steps, "epsilon", SEED, **chosen)
            report("UniPC", "own", steps, ours, theirs, f"{variant} {skip} {order}")
    lcm = importlib.import_module("modules.sd_samplers_lcm")
    unet = types.SimpleNamespace(model=types.SimpleNamespace(predictor=types.SimpleNamespace(sigmas=((1 - alphas) / alphas) ** 0.5)))
    linked = types.SimpleNamespace(forge_objects=types.SimpleNamespace(unet=unet), apply_model=inner)
    denoiser = lcm.LCMCompVisDenoiser(linked)
    low, high = denoiser.sigmas[0].item(), denoiser.sigmas[-1].item()
    walks = {
        "Uniform": denoiser.get_sigmas,
        "Karras": lambda n: sampling.get_sigmas_karras(n, low, high),
        "Exponential": lambda n: sampling.get_sigmas_exponential(n, low, high),
    }
    for schedule, walk in walks.items():
        for steps in (5, 20):
            sigmas = walk(steps)
            noise = source()
            x = noise(samplers.SHAPE) * sigmas[0]
            theirs = lcm.sample_lcm(denoiser, x, sigmas, disable=True, noise_sampler=lambda *_: noise(samplers.SHAPE))
            report("LCM", schedule, steps, samplers.loop(levels, "LCM", schedule, steps, "epsilon", SEED), theirs)


class ComfyModel:
    """ComfyUI's guided model with its post-CFG hook."""

    def __init__(self, run, sampling):
        self.run = run
        self.inner_model = types.SimpleNamespace(
            model_patcher=types.SimpleNamespace(get_model_object=lambda _: sampling),
            inner_model=types.SimpleNamespace(model_sampling=sampling),
        )

    def __call__(self, x, sigma, model_options=None, **_):
        guided, unprompted = self.run.both(x, float(sigma[0]))
        for hook in (model_options or {}).get("hooks", []):
            guided = hook({"denoised": guided, "uncond_denoised": unprompted})
        return guided


def comfy(levels, checkout):
    root = pathlib.Path(checkout) / "comfy"
    package("comfy", root)
    package("comfy.k_diffusion", root / "k_diffusion")
    stand_in("comfy.model_patcher", set_model_options_post_cfg_function=lambda _, hook, **__: {"hooks": [hook]})
    stand_in("comfy.model_sampling", CONST=type("CONST", (), {}))
    stand_in("comfy.k_diffusion.utils", append_dims=lambda x, n: x[(...,) + (None,) * (n - x.ndim)])
    sampling = importlib.import_module("comfy.k_diffusion.sampling")
    kind = types.SimpleNamespace(
        percent_to_sigma=lambda percent: levels.sigma((1 - percent) * 999),
        noise_scaling=lambda sigma, noise, x: x + noise * sigma,
    )
    names = {
        "LCM ComfyUI": "sample_lcm", "DDPM": "sample_ddpm", "DPM2": "sample_dpm_2", "Euler a": "sample_euler_ancestral",
        "HeunPP2": "sample_heunpp2", "DEIS": "sample_deis", "IPNDM": "sample_ipndm", "IPNDM_V": "sample_ipndm_v",
    }
    names.update({name: f"sample_{name}" for name in (*kd.SAMPLERS, *solvers.SCHEDULED) if hasattr(sampling, f"sample_{name}")})
    for sampler, function in names.items():
        ours_name = "Euler a" if sampler == "DDPM" else sampler
        discards = sampler.startswith("DPM2")
        for schedule in ("Uniform", "Karras", "Exponential"):
            for steps in (5, 20):
                noise = kd.torch_noise(SEED)
                sigmas = torch.tensor(kd.SCHEDULES[schedule](levels, steps + discards), dtype=torch.float32)
                sigmas = torch.cat([sigmas[:-2], sigmas[-1:]]) if discards else sigmas
                x = noise(samplers.SHAPE) * sigmas[0]
                real = getattr(sampling, function)
                run = samplers.Run(levels, sampler, schedule, steps, "epsilon", 0)
                noisy = "noise_sampler" in inspect.signature(real).parameters
                extras = {"noise_sampler": lambda *_: noise(samplers.SHAPE)} if noisy else {}
                theirs = real(ComfyModel(run, kind), x, sigmas, disable=True, **extras)
                ours = samplers.loop(levels, ours_name, schedule, steps, "epsilon", SEED)
                report(sampler, schedule, steps, ours, theirs)


def diffusers(levels, _):
    from diffusers import TCDScheduler

    predict = samplers.network(levels, "epsilon")
    for gamma in (0.3, 0.0, 0.7):
        for steps in (4, 5, 20):
            scheduler = TCDScheduler(1000, 0.00085, 0.012, "scaled_linear")
            scheduler.set_timesteps(steps)
            noise = kd.torch_noise(SEED)
            x = noise(samplers.SHAPE)
            generator = torch.Generator("cpu").manual_seed(SEED)
            torch.randn(samplers.SHAPE, generator=generator)
            for t in scheduler.timesteps:
                x = scheduler.step(predict(x, float(t)), t, x, eta=gamma, generator=generator).prev_sample
            ours = samplers.loop(levels, "TCD", "Uniform", steps, "epsilon", SEED, eta=gamma)
            report("TCD", "own", steps, ours, x, f"gamma {gamma}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("tool", choices=("forge", "comfy", "diffusers"))
    parser.add_argument("checkout", nargs="?", default="")
    arguments = parser.parse_args()
    with torch.no_grad():
        {"forge": forge, "comfy": comfy, "diffusers": diffusers}[arguments.tool](samplers.levels_of(), arguments.checkout)
