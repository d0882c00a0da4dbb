"""Reference samplers and schedules for the golden fixtures.

The formulas are k-diffusion's, for DDIM and PLMS A1111's timestep samplers', and those of Forge and ComfyUI for what
k-diffusion lacks, written again for clarity: coefficients are
Python floats, latents are fp32 tensors, and a model is a function denoise(x, sigma) -> estimate of the clean picture.
"""
import math

import numpy as np
import torch
from diffusers import DDPMScheduler
from scipy import integrate, stats


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


def single(values):
    """Rounded to single precision, as the tools keep their sigmas."""
    return [float(np.float32(v)) for v in values]


def levels_at(levels, timesteps):
    """t_to_sigma in single precision, each log and exp rounded correctly; torch's own may be an ulp off."""
    logs = np.log(levels.sigmas).astype(np.float32)
    t = timesteps.numpy()
    low = np.floor(t).astype(int)
    w = t - low.astype(np.float32)
    log = (np.float32(1) - w) * logs[low] + w * logs[np.minimum(low + 1, len(logs) - 1)]
    return single(np.exp(log.astype(np.float64)))


def uniform(levels, steps):
    """Timesteps evenly spaced from the last to the first."""
    return levels_at(levels, torch.linspace(len(levels.sigmas) - 1, 0, steps)) + [0.0]


def karras(levels, steps, rho=7.0):
    """Karras et al. 2022, equation 5."""
    high, low = levels.sigma_max ** (1 / rho), levels.sigma_min ** (1 / rho)
    base = torch.linspace(0, 1, steps).numpy() * np.float32(low - high) + np.float32(high)
    return single(base.astype(np.float64) ** rho) + [0.0]


def exponential(levels, steps, rho=1.0):
    """Log sigmas evenly spaced; with another rho polyexponential."""
    high, low = math.log(levels.sigma_max), math.log(levels.sigma_min)
    if rho == 1:
        return single(np.exp(torch.linspace(high, low, steps).numpy().astype(np.float64))) + [0.0]
    left = (torch.linspace(1, 0, steps).numpy().astype(np.float64) ** rho).astype(np.float32)
    log = left * np.float32(high - low) + np.float32(low)
    return single(np.exp(log.astype(np.float64))) + [0.0]


def sgm_uniform(levels, steps):
    """One timestep more than steps, without the last."""
    high, low = levels.timestep(levels.sigma_max), levels.timestep(levels.sigma_min)
    return levels_at(levels, torch.linspace(high, low, steps + 1)[:-1]) + [0.0]


def kl_optimal(levels, steps):
    """Even in the angle; A1111 lets it end at sigma_min."""
    share = np.arange(steps + 1) / steps
    angles = share * math.atan(levels.sigma_min) + (1 - share) * math.atan(levels.sigma_max)
    return [float(s) for s in np.tan(angles)]


def simple(levels, steps):
    stride = len(levels.sigmas) / steps
    return [float(levels.sigmas[-(1 + int(i * stride))]) for i in range(steps)] + [0.0]


def ddim_uniform(levels, steps):
    """A1111's `ddim`; one step is taken from the top, as their single level at timestep 1 leaves nothing to do."""
    if steps == 1:
        return [levels.sigma_max, 0.0]
    return [float(s) for s in levels.sigmas[1 :: max(len(levels.sigmas) // steps, 1)]][::-1] + [0.0]


def beta(levels, steps):
    quantiles = stats.beta.ppf(1 - np.linspace(0, 1, steps), 0.6, 0.6)
    return [float(levels.sigma_min + q * (levels.sigma_max - levels.sigma_min)) for q in quantiles] + [0.0]


def beta_timesteps(levels, steps):
    """ComfyUI's `beta`."""
    quantiles = stats.beta.ppf(1 - np.linspace(0, 1, steps, endpoint=False), 0.6, 0.6)
    timesteps = dict.fromkeys(int(t) for t in np.rint(quantiles * (len(levels.sigmas) - 1)))
    return [float(levels.sigmas[t]) for t in timesteps] + [0.0]


def turbo(levels, steps):
    """Forge's, in single precision as there."""
    places = np.arange(steps, 0, -1, dtype=np.float32) * np.float32(1000 / steps) - np.float32(1)
    return [float(levels.sigmas[t]) for t in np.clip(np.rint(places), 0, 999).astype(int)] + [0.0]


def linear_quadratic(levels, steps, threshold=0.025):
    """ComfyUI's, after Mochi's: coefficients of i, i squared and 1."""
    if steps == 1:
        return [levels.sigma_max, 0.0]
    half = steps // 2
    rest = steps - half
    gap = half - threshold * steps
    square = gap / (half * rest**2)
    line = threshold / half - 2 * gap / rest**2
    first = [i * threshold / half for i in range(half)]
    second = [square * i**2 + line * i + square * half**2 for i in range(half, steps)]
    return [(1 - s) * levels.sigma_max for s in first + second] + [0.0]


AYS = {
    "Align Your Steps": (
        [14.615, 6.475, 3.861, 2.697, 1.886, 1.396, 0.963, 0.652, 0.399, 0.152, 0.029],
        [14.615, 6.315, 3.771, 2.181, 1.342, 0.862, 0.555, 0.380, 0.234, 0.113, 0.029],
    ),
    "Align Your Steps GITS": (
        [14.615, 4.617, 2.507, 1.236, 0.702, 0.402, 0.240, 0.156, 0.104, 0.094, 0.029],
        [14.615, 4.734, 2.567, 1.529, 0.987, 0.652, 0.418, 0.268, 0.179, 0.127, 0.029],
    ),
    "Align Your Steps 32": (
        [14.615, 11.23951352, 8.64363081, 6.64729424, 5.57250862, 4.71648546, 3.99196065, 3.5195609, 3.13490466,
         2.79228788, 2.48773628, 2.21663865, 1.97508351, 1.7793172, 1.61475335, 1.46540953, 1.314849, 1.16642497,
         1.03475547, 0.91573744, 0.80748169, 0.71202361, 0.621739, 0.53065202, 0.4529096, 0.37491455, 0.27461819,
         0.2011529, 0.14105873, 0.06682881, 0.03166121, 0.015],
        [14.615, 11.1491618, 8.50522127, 6.48827151, 5.43707402, 4.60398619, 3.89854704, 3.27407457, 2.74396527,
         2.29968659, 1.95448514, 1.67108715, 1.42878152, 1.23181009, 1.06789649, 0.92579443, 0.80290886, 0.69660121,
         0.60436903, 0.52852552, 0.46773344, 0.41393379, 0.36258186, 0.31008517, 0.26518925, 0.22326461, 0.17653877,
         0.13959192, 0.10587381, 0.05519369, 0.02877334, 0.015],
    ),
}


def align_your_steps(name, sdxl=False):
    """Interpolated in log sigma; one step is taken from the top (A1111 takes the lowest level)."""
    table = AYS[name][sdxl]

    def walk(levels, steps):
        places = np.linspace(0, len(table) - 1, steps)
        return [float(s) for s in np.exp(np.interp(places, range(len(table)), np.log(table)))] + [0.0]

    return walk


SCHEDULES = {
    "Uniform": uniform,
    "Karras": karras,
    "Exponential": exponential,
    "SGM Uniform": sgm_uniform,
    "KL Optimal": kl_optimal,
    **{name: align_your_steps(name) for name in AYS},
    "Simple": simple,
    "DDIM": ddim_uniform,
    "Beta": beta,
    "Beta timesteps": beta_timesteps,
    "Linear quadratic": linear_quadratic,
    "Turbo": turbo,
}


def churned(x, now, sigmas, noise, churn=0.0, tmin=0.0, tmax=math.inf, s_noise=1.0):
    """Karras et al. 2022, Algorithm 2; noise is drawn for every step, as in the k-diffusion of A1111."""
    if not churn:
        return x, now
    gamma = min(churn / (len(sigmas) - 1), math.sqrt(2) - 1) if tmin <= now <= tmax else 0.0
    return x + noise() * s_noise * math.sqrt((now * (1 + gamma)) ** 2 - now**2), now * (1 + gamma)


def euler(denoise, x, sigmas, noise, **churn):
    for now, following in zip(sigmas, sigmas[1:]):
        x, now = churned(x, now, sigmas, noise, **churn)
        d = (x - denoise(x, now)) / now
        x = x + d * (following - now)
    return x


def euler_ancestral(denoise, x, sigmas, noise, eta=1.0, s_noise=1.0):
    for now, following in zip(sigmas, sigmas[1:]):
        down, up = ancestral(now, following, eta)
        d = (x - denoise(x, now)) / now
        x = x + d * (down - now)
        if following > 0:
            x = x + noise() * s_noise * up
    return x


def heun(denoise, x, sigmas, noise, **churn):
    for now, following in zip(sigmas, sigmas[1:]):
        x, now = churned(x, now, sigmas, noise, **churn)
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


def ancestral(now, following, eta=1.0):
    """The level a solver goes to, and the noise from there up to the following level."""
    up = min(following, eta * math.sqrt(following**2 * (now**2 - following**2) / now**2))
    return math.sqrt(following**2 - up**2), up


def dpm_2(denoise, x, sigmas, noise, **churn):
    for now, following in zip(sigmas, sigmas[1:]):
        x, now = churned(x, now, sigmas, noise, **churn)
        d = (x - denoise(x, now)) / now
        if following > 0:
            middle = math.exp((math.log(now) + math.log(following)) / 2)
            there = x + d * (middle - now)
            d = (there - denoise(there, middle)) / middle
        x = x + d * (following - now)
    return x


def dpm_2_ancestral(denoise, x, sigmas, noise, eta=1.0, s_noise=1.0):
    for now, following in zip(sigmas, sigmas[1:]):
        down, up = ancestral(now, following, eta)
        d = (x - denoise(x, now)) / now
        if down == 0:
            x = x + d * (down - now)
        else:
            middle = math.exp((math.log(now) + math.log(down)) / 2)
            there = x + d * (middle - now)
            d = (there - denoise(there, middle)) / middle
            x = x + d * (down - now) + noise() * s_noise * up
    return x


def dpmpp_2s_ancestral(denoise, x, sigmas, noise, eta=1.0, s_noise=1.0):
    for now, following in zip(sigmas, sigmas[1:]):
        down, up = ancestral(now, following, eta)
        denoised = denoise(x, now)
        if down == 0:
            x = x + (x - denoised) / now * (down - now)
        else:
            h = math.log(now / down)
            there = x * math.exp(-h / 2) - denoised * math.expm1(-h / 2)
            x = x * math.exp(-h) - denoise(there, now * math.exp(-h / 2)) * math.expm1(-h)
        if following > 0:
            x = x + noise() * s_noise * up
    return x


def restart(denoise, x, sigmas, noise, s_noise=1.0):
    steps = len(sigmas) - 1
    each, times = (0, 0) if steps < 20 else (9, 1) if steps < 36 else (steps // 4, 2)

    def karras_between(high, low, count):
        base = torch.linspace(0, 1, count).numpy() * np.float32(low ** (1 / 7) - high ** (1 / 7))
        return single((base + np.float32(high ** (1 / 7))).astype(np.float64) ** 7)

    if times:
        sigmas = karras_between(sigmas[0], sigmas[-2], steps - each * times) + [0.0]
    pairs = []
    low = int(np.argmin(np.abs(np.array(sigmas) - 0.1)))
    high = int(np.argmin(np.abs(np.array(sigmas) - 2)))
    for i, pair in enumerate(zip(sigmas, sigmas[1:])):
        pairs.append(pair)
        if times and i + 1 == low and high < low:
            again = karras_between(sigmas[high], sigmas[low], each + 1)
            pairs += list(zip(again, again[1:])) * times
    last = None
    for now, following in pairs:
        if last is not None and last < now:
            x = x + noise() * s_noise * math.sqrt(now**2 - last**2)
        x = heun(denoise, x, [now, following], noise)
        last = following
    return x


def lcm(denoise, x, sigmas, noise):
    for now, following in zip(sigmas, sigmas[1:]):
        x = denoise(x, now)
        if following > 0:
            x = x + noise() * following
    return x


def heunpp2(denoise, x, sigmas, noise):
    steps = len(sigmas) - 1
    for i, (now, following) in enumerate(zip(sigmas, sigmas[1:])):
        slopes, at = [(x - denoise(x, now)) / now], x
        for ahead in range(i, min(i + 2, steps - 1)):
            at = at + slopes[-1] * (sigmas[ahead + 1] - sigmas[ahead])
            slopes.append((at - denoise(at, sigmas[ahead + 1])) / sigmas[ahead + 1])
        weights = [s / (len(slopes) * sigmas[0]) for s in sigmas[i + 1 : i + len(slopes)]]
        weights = [1 - sum(weights)] + weights
        x = x + sum(w * d for w, d in zip(weights, slopes)) * (following - now)
    return x


ADAMS_BASHFORTH = [[1], [3 / 2, -1 / 2], [23 / 12, -16 / 12, 5 / 12], [55 / 24, -59 / 24, 37 / 24, -9 / 24]]


def ipndm(denoise, x, sigmas, noise):
    slopes = []
    for now, following in zip(sigmas, sigmas[1:]):
        slopes = [(x - denoise(x, now)) / now] + slopes[:3]
        x = x + sum(w * d for w, d in zip(ADAMS_BASHFORTH[len(slopes) - 1], slopes)) * (following - now)
    return x


def ipndm_v(denoise, x, sigmas, noise):
    """With diff-sampler's coefficients, its first parenthesis of order 3 included."""
    slopes = []
    for i, (now, following) in enumerate(zip(sigmas, sigmas[1:])):
        slopes = [(x - denoise(x, now)) / now] + slopes[:3]
        n0 = following - now
        n1, n2, n3 = (sigmas[i - k] - sigmas[i - k - 1] if i > k else math.nan for k in range(3))
        if len(slopes) == 1:
            c = [1]
        elif len(slopes) == 2:
            c = [(2 + n0 / n1) / 2, -(n0 / n1) / 2]
        else:
            p = (1 - n0 / (3 * (n0 + n1)) * (n0 * (n0 + n1)) / (n1 * (n1 + n2))) / 2
            c = [(2 + n0 / n1) / 2 + p, -(n0 / n1) / 2 - (1 + n1 / n2) * p, p * n1 / n2]
        if len(slopes) == 4:
            q = (1 - n0 / (3 * (n0 + n1))) / 2 + (1 - n0 / (2 * (n0 + n1))) * n0 / (6 * (n0 + n1 + n2))
            q *= (n0 * (n0 + n1) * (n0 + n1 + n2)) / (n1 * (n1 + n2) * (n1 + n2 + n3))
            far = n1 * (n1 + n2) / (n2 * (n2 + n3))
            c[0] += q
            c[1] -= (1 + n1 / n2 + far) * q
            c[2] += (n1 / n2 + far * (1 + n2 / n3)) * q
            c.append(-q * far * n1 / n2)
        x = x + sum(w * d for w, d in zip(c, slopes)) * n0
    return x


def deis(denoise, x, sigmas, noise, order=3):
    """tAB in the time of a variance-preserving process; Forge integrates by 10,000 rectangles, here exactly."""
    low, high, early = math.log(0.002**2 + 1), math.log(80**2 + 1), 1e-3
    slope = 2 * (low / early - high) / (early - 1)
    offset = high - 0.5 * slope
    time = lambda s: (math.sqrt(offset**2 + 2 * slope * math.log(s**2 + 1)) - offset) / slope
    slopes = []
    for i, (now, following) in enumerate(zip(sigmas, sigmas[1:])):
        slopes = [(x - denoise(x, now)) / now] + slopes[: order - 1]
        if len(slopes) == 1 or following == 0:
            x = x + slopes[0] * (following - now)
            continue
        nodes = [time(sigmas[i - j]) for j in range(len(slopes))]
        for j, d in enumerate(slopes):
            others = nodes[:j] + nodes[j + 1 :]
            basis = lambda s: math.prod((time(s) - other) / (nodes[j] - other) for other in others)
            x = x + d * integrate.quad(basis, now, following, epsrel=1e-11)[0]
    return x


def res_multistep(denoise, x, sigmas, noise):
    previous, last = None, None
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = denoise(x, now)
        if following == 0 or previous is None:
            x = x + (x - denoised) / now * (following - now)
        else:
            h = math.log(now / following)
            c2 = (math.log(now) - math.log(last)) / h
            phi1 = math.expm1(-h) / -h
            phi2 = (phi1 - 1) / -h
            x = math.exp(-h) * x + h * ((phi1 - phi2 / c2) * denoised + phi2 / c2 * previous)
        previous, last = denoised, now
    return x


def gradient_estimation(denoise, x, sigmas, noise, gamma=2.0):
    previous = None
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = denoise(x, now)
        d = (x - denoised) / now
        if following == 0:
            x = denoised
        else:
            x = x + d * (following - now)
            if previous is not None:
                x = x + (gamma - 1) * (d - previous) * (following - now)
        previous = d
    return x


def er_sde(denoise, x, sigmas, noise, points=200, s_noise=1.0):
    phi = lambda s: s * (np.exp(s**0.3) + 10)
    previous, change = None, None
    for i, (now, following) in enumerate(zip(sigmas, sigmas[1:])):
        denoised = denoise(x, now)
        if following == 0:
            x = denoised
        else:
            r = float(phi(following) / phi(now))
            dt = following - now
            where = following + np.arange(points) * (-dt / points)
            x = r * x + (1 - r) * denoised
            if i >= 1:
                old_change, change = change, (denoised - previous) / (now - sigmas[i - 1])
                x = x + (dt + float(np.sum(1 / phi(where)) * (-dt / points) * phi(following))) * change
            if i >= 2:
                bend = (change - old_change) / ((now - sigmas[i - 2]) / 2)
                x = x + (dt**2 / 2 + float(np.sum((where - now) / phi(where)) * (-dt / points) * phi(following))) * bend
            x = x + noise() * s_noise * math.sqrt(max(0.0, following**2 - now**2 * r**2))
        previous = denoised
    return x


SAMPLERS = {
    "Euler": euler,
    "Euler a": euler_ancestral,
    "Heun": heun,
    "LMS": lms,
    "DPM++ 2M": dpmpp_2m,
    "DPM++ 2S a": dpmpp_2s_ancestral,
    "DPM2": dpm_2,
    "DPM2 a": dpm_2_ancestral,
    "Restart": restart,
    "LCM ComfyUI": lcm,
    "HeunPP2": heunpp2,
    "IPNDM": ipndm,
    "IPNDM_V": ipndm_v,
    "DEIS": deis,
    "res_multistep": res_multistep,
    "gradient_estimation": gradient_estimation,
    "er_sde": er_sde,
}


def walk(sampler, schedule, levels, steps):
    """The levels A1111 gives a sampler: DPM2 and DPM2 a get one more step, and go without the last level but one."""
    if sampler not in ("DPM2", "DPM2 a"):
        return SCHEDULES[schedule](levels, steps)
    sigmas = SCHEDULES[schedule](levels, steps + 1)
    return sigmas[:-2] + sigmas[-1:]


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


def plms(predict_noise, x, timesteps, alphas_cumprod):
    """PLMS as A1111 runs it, on the timesteps of ddim."""
    noises = []
    for index in range(len(timesteps) - 1, 0, -1):
        alpha, alpha_next = alphas_cumprod[timesteps[index]], alphas_cumprod[timesteps[index - 1]]

        def transfer(eps):
            clean = (x - eps * math.sqrt(1 - alpha)) / math.sqrt(alpha)
            return clean * math.sqrt(alpha_next) + eps * math.sqrt(1 - alpha_next)

        noises = [predict_noise(x, timesteps[index])] + noises[:3]
        eps = sum(w * e for w, e in zip(ADAMS_BASHFORTH[len(noises) - 1], noises))
        if len(noises) == 1:
            eps = (noises[0] + predict_noise(transfer(noises[0]), timesteps[index - 1])) / 2
        x = transfer(eps)
    return x


TIMESTEP_SAMPLERS = {"DDIM": ddim, "PLMS": plms}


def torch_noise(seed):
    """A source of one picture's noise: torch's CPU generator, used first for the start and then for ancestral noise."""
    generator = torch.Generator("cpu").manual_seed(seed)
    return lambda shape: torch.randn(shape, generator=generator, dtype=torch.float32)
