"""Reference samplers and schedules for the golden fixtures.

The formulas are k-diffusion's (and, for DDIM, A1111's timestep sampler), written again for clarity: coefficients are
Python floats, latents are fp32 tensors, and a model is a function denoise(x, sigma) -> estimate of the clean picture.
"""
import math

import numpy as np
import torch
from diffusers import DDPMScheduler
from scipy import integrate


class NoiseLevels:
    """The discrete noise levels a network was trained on, and the way between sigma and timestep."""

    def __init__(self, alphas_cumprod):
        """From the cumulative products of a diffusers scheduler, fp32 as every tool keeps them.

        NumPy takes the roots: torch's may be an ulp off, as the processor has it.
        """
        alphas = np.asarray(alphas_cumprod, dtype=np.float32)
        self.alphas_cumprod = alphas.astype(np.float64)
        self.sigmas = np.sqrt((1 - alphas) / alphas).astype(np.float64)
        self.log_sigmas = np.log(self.sigmas)

    @classmethod
    def of(cls, config):
        """From the fields of a diffusers scheduler_config.json."""
        fields = (config[name] for name in ("num_train_timesteps", "beta_start", "beta_end", "beta_schedule"))
        return cls(DDPMScheduler(*fields).alphas_cumprod)

    @property
    def sigma_min(self):
        return float(self.sigmas[0])

    @property
    def sigma_max(self):
        return float(self.sigmas[-1])

    def timestep(self, sigma):
        """The timestep of a sigma, interpolated in log sigma and not rounded."""
        return float(np.interp(math.log(sigma), self.log_sigmas, np.arange(len(self.log_sigmas))))

    def sigma(self, timestep):
        """The sigma of a timestep, interpolated in log sigma."""
        return math.exp(np.interp(timestep, np.arange(len(self.log_sigmas)), self.log_sigmas))


def uniform(levels, steps):
    """Timesteps evenly spaced from the last to the first."""
    timesteps = np.linspace(len(levels.sigmas) - 1, 0, steps)
    return [levels.sigma(t) for t in timesteps] + [0.0]


def karras(levels, steps, rho=7.0):
    """Karras et al. 2022, equation 5."""
    high, low = levels.sigma_max ** (1 / rho), levels.sigma_min ** (1 / rho)
    return [float(s) for s in (high + np.linspace(0, 1, steps) * (low - high)) ** rho] + [0.0]


def exponential(levels, steps):
    """Log sigmas evenly spaced."""
    return [float(s) for s in np.exp(np.linspace(math.log(levels.sigma_max), math.log(levels.sigma_min), steps))] + [0.0]


SCHEDULES = {"Uniform": uniform, "Karras": karras, "Exponential": exponential}


def euler(denoise, x, sigmas, noise):
    for now, following in zip(sigmas, sigmas[1:]):
        d = (x - denoise(x, now)) / now
        x = x + d * (following - now)
    return x


def euler_ancestral(denoise, x, sigmas, noise):
    for now, following in zip(sigmas, sigmas[1:]):
        up = math.sqrt(following**2 * (now**2 - following**2) / now**2)
        down = math.sqrt(following**2 - up**2)
        d = (x - denoise(x, now)) / now
        x = x + d * (down - now)
        if following > 0:
            x = x + noise() * up
    return x


def heun(denoise, x, sigmas, noise):
    for now, following in zip(sigmas, sigmas[1:]):
        d = (x - denoise(x, now)) / now
        ahead = x + d * (following - now)
        if following > 0:
            d = (d + (ahead - denoise(ahead, following)) / following) / 2
            ahead = x + d * (following - now)
        x = ahead
    return x


def lms(denoise, x, sigmas, noise, order=4):
    slopes = []
    for i in range(len(sigmas) - 1):
        slopes = [(x - denoise(x, sigmas[i])) / sigmas[i]] + slopes[: order - 1]
        nodes = [sigmas[i - j] for j in range(len(slopes))]
        for j, slope in enumerate(slopes):
            others = nodes[:j] + nodes[j + 1 :]
            basis = lambda s: math.prod((s - other) / (nodes[j] - other) for other in others)
            x = x + slope * integrate.quad(basis, sigmas[i], sigmas[i + 1], epsrel=1e-10)[0]
    return x


def dpmpp_2m(denoise, x, sigmas, noise):
    previous, last = None, None
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = denoise(x, now)
        if following == 0:
            x = denoised
        else:
            h = math.log(now / following)
            estimate = denoised
            if previous is not None:
                r = math.log(last / now) / h
                estimate = denoised * (1 + 1 / (2 * r)) - previous * (1 / (2 * r))
            x = x * (following / now) - estimate * math.expm1(-h)
        previous, last = denoised, now
    return x


SAMPLERS = {"Euler": euler, "Euler a": euler_ancestral, "Heun": heun, "LMS": lms, "DPM++ 2M": dpmpp_2m}


def ddim_timesteps(steps, trained=1000):
    """A1111's timesteps, ascending: every (trained // steps)-th, moved up by one."""
    return [min(t + 1, trained - 1) for t in range(0, trained, trained // steps)]


def ddim(predict_noise, x, timesteps, alphas_cumprod):
    """DDIM with eta 0 as A1111 runs it: unit noise in, one step fewer than timesteps, ending at the first of them.

    predict_noise(x, timestep) works on variance-preserving latents, as the networks do.
    """
    for index in range(len(timesteps) - 1, 0, -1):
        alpha, alpha_next = alphas_cumprod[timesteps[index]], alphas_cumprod[timesteps[index - 1]]
        eps = predict_noise(x, timesteps[index])
        clean = (x - eps * math.sqrt(1 - alpha)) / math.sqrt(alpha)
        x = clean * math.sqrt(alpha_next) + eps * math.sqrt(1 - alpha_next)
    return x


def torch_noise(seed):
    """A source of one picture's noise: torch's CPU generator, used first for the start and then for ancestral noise."""
    generator = torch.Generator("cpu").manual_seed(seed)
    return lambda shape: torch.randn(shape, generator=generator, dtype=torch.float32)
