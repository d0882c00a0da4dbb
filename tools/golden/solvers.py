"""Reference loops for samplers that k-diffusion's way of a loop over sigmas does not describe, or that need more than it.

A1111's DPM fast, DPM adaptive, UniPC, DDIM CFG++ and LCM, diffusers' TCD, ComfyUI's SEEDS, SA-Solver and CFG++ samplers,
written again for clarity in double coefficients. Each takes a Run (see samplers.py): levels, network, noise, options.
"""
import math

import numpy as np


def ancestral(now, following, eta=1.0):
    """The level a solver goes to, and the noise from there up to the following level."""
    up = min(following, eta * math.sqrt(following**2 * (now**2 - following**2) / now**2))
    return math.sqrt(following**2 - up**2), up


class DpmSolver:
    """DPM-Solver in t = -log sigma: one step of order 1, 2 or 3; the first slope comes from outside."""

    def __init__(self, run):
        self.run = run

    def eps(self, x, t):
        return (x - self.run.denoise(x, math.exp(-t))) / math.exp(-t)

    def step(self, x, t, end, order, eps, r1=None):
        h = end - t
        linear = x - math.exp(-end) * math.expm1(h) * eps
        if order == 1:
            return linear
        r1 = r1 or (1 / 2 if order == 2 else 1 / 3)
        near = self.eps(x - math.exp(-(t + r1 * h)) * math.expm1(r1 * h) * eps, t + r1 * h)
        if order == 2:
            return linear - math.exp(-end) / (2 * r1) * math.expm1(h) * (near - eps)
        r2 = 2 / 3
        s2 = t + r2 * h
        there = x - math.exp(-s2) * math.expm1(r2 * h) * eps
        there = there - math.exp(-s2) * (r2 / r1) * (math.expm1(r2 * h) / (r2 * h) - 1) * (near - eps)
        far = self.eps(there, s2)
        return linear - math.exp(-end) / r2 * (math.expm1(h) / h - 1) * (far - eps)


def dpm_fast(run):
    eta, s_noise = run.options.get("eta", 1.0), run.options.get("s_noise", 1.0)
    solver = DpmSolver(run)
    calls = run.steps
    steps = calls // 3 + 1
    orders = [3] * (steps - 2) + [2, 1] if calls % 3 == 0 else [3] * (steps - 1) + [calls % 3]
    ts = np.linspace(-math.log(run.levels.sigma_max), -math.log(run.levels.sigma_min), steps + 1)
    x = run.unit * run.levels.sigma_max
    for order, t, end in zip(orders, ts, ts[1:]):
        aim, up = end, 0.0
        if eta:
            down, _ = ancestral(math.exp(-t), math.exp(-end), eta)
            aim = min(ts[-1], -math.log(down)) if down else ts[-1]
            up = math.sqrt(max(0.0, math.exp(-2 * end) - math.exp(-2 * aim)))
        x = solver.step(x, t, aim, order, solver.eps(x, t))
        x = x + up * s_noise * run.noise()
    return x


def dpm_adaptive(run, rtol=0.05, atol=0.0078, accept=0.81):
    eta, s_noise = run.options.get("eta", 1.0), run.options.get("s_noise", 1.0)
    solver = DpmSolver(run)
    t, last = -math.log(run.levels.sigma_max), -math.log(run.levels.sigma_min)
    x = previous = run.unit.double() * run.levels.sigma_max  # a step's length follows from small differences
    h = 0.05
    while t < last - 1e-5:
        end = aim = min(last, t + h)
        up = 0.0
        if eta:
            down, _ = ancestral(math.exp(-t), math.exp(-end), eta)
            aim = min(last, -math.log(down)) if down else last
            up = math.sqrt(max(0.0, math.exp(-2 * end) - math.exp(-2 * aim)))
        eps = solver.eps(x, t)
        low, high = solver.step(x, t, aim, 2, eps, r1=1 / 3), solver.step(x, t, aim, 3, eps)
        tolerated = np.maximum(atol, rtol * np.maximum(low.abs().double().numpy(), previous.abs().double().numpy()))
        error = float(np.sqrt(np.mean(((low - high).double().numpy() / tolerated) ** 2)))
        factor = 1 + math.atan((1 / (error + 1e-8)) ** (1 / (1.5 if eta else 3)) - 1)
        if factor >= accept:
            previous, x, t = low, high + up * s_noise * run.noise(), end
        h *= factor
    return x


class ContinuousTime:
    """UniPC's view of the training levels: log alpha is interpolated between timesteps."""

    def __init__(self, levels):
        self.log_alphas = 0.5 * np.log(levels.alphas_cumprod)
        self.indices = np.arange(len(self.log_alphas))

    def log_alpha(self, index):
        return float(np.interp(index, self.indices, self.log_alphas))

    def half_log_snr(self, index):
        log_alpha = self.log_alpha(index)
        return log_alpha - 0.5 * math.log(-math.expm1(2 * log_alpha))

    def index(self, half_log_snr):
        log_alpha = -0.5 * np.logaddexp(0.0, -2 * half_log_snr)
        return float(np.interp(-log_alpha, -self.log_alphas, self.indices))


def unipc(run):
    """In variance-preserving latents, as the authors and A1111 have it."""
    variant, order = run.options.get("variant", "bh1"), run.options.get("order", 3)
    skip, lower_final = run.options.get("skip", "time_uniform"), run.options.get("lower_order_final", True)
    time = ContinuousTime(run.levels)
    count = len(time.log_alphas)
    steps = len(range(0, count, count // run.steps))
    order = min(order, steps)
    if skip == "time_uniform":
        indices = np.linspace(count - 1, 0, steps + 1)
    elif skip == "time_quadratic":
        indices = np.linspace(1, (1 / count) ** 0.5, steps + 1) ** 2 * count - 1
    else:
        snrs = np.linspace(time.half_log_snr(count - 1), time.half_log_snr(0), steps + 1)
        indices = [time.index(snr) for snr in snrs]
    lambdas = [time.half_log_snr(i) for i in indices]
    alphas = [math.exp(time.log_alpha(i)) for i in indices]
    sigmas = [math.sqrt(-math.expm1(2 * time.log_alpha(i))) for i in indices]

    def estimate(x, k):
        return (x - sigmas[k] * run.eps(x, float(indices[k]))) / alphas[k]

    x, models = run.unit, [estimate(run.unit, 0)]
    for k in range(1, steps + 1):
        p = min(order, k)
        if lower_final and k >= order:
            p = min(p, steps + 1 - k)
        h = lambdas[k] - lambdas[k - 1]
        rks = [(lambdas[k - 1 - i] - lambdas[k - 1]) / h for i in range(1, p)] + [1.0]
        slopes = [(models[-1 - i] - models[-1]) / rks[i - 1] for i in range(1, p)]
        base = sigmas[k] / sigmas[k - 1] * x - alphas[k] * math.expm1(-h) * models[-1]
        predicted, corrected = unipc_weights(variant, rks, -h)
        guess = base - alphas[k] * sum(w * d for w, d in zip(predicted, slopes))
        if k == steps:
            return guess
        newest = estimate(guess, k)
        x = base - alphas[k] * sum(w * d for w, d in zip(corrected, slopes + [newest - models[-1]]))
        models = (models + [newest])[-order:]


def unipc_weights(variant, rks, hh):
    """What the slopes count, without and with the newest."""
    size = len(rks)
    phis = [math.expm1(hh)]
    for k in range(1, size + 2):
        phis.append(phis[-1] / hh - 1 / math.factorial(k))
    if variant == "vary_coeff":
        c = np.array([[r**j / math.factorial(j + 1) for j in range(size)] for r in rks])
        predictor = np.linalg.inv(c[:-1, :-1]) if size > 1 else np.zeros((0, 0))
        corrector = np.linalg.inv(c)
        predicted = [sum(phis[k + 1] * predictor[k][j] for k in range(size - 1)) for j in range(size - 1)]
        corrected = [sum(phis[k + 1] * corrector[k][j] for k in range(size - 1)) for j in range(size - 1)]
        return predicted, corrected + [phis[size] * corrector[max(0, size - 2)][-1]]
    b_h = hh if variant == "bh1" else math.expm1(hh)
    r = np.array([[rk**i for rk in rks] for i in range(size)])
    b = np.array([phis[i] * math.factorial(i) / b_h for i in range(1, size + 1)])
    predicted = [0.5] if size == 2 else list(np.linalg.solve(r[:-1, :-1], b[:-1])) if size > 2 else []
    corrected = [0.5] if size == 1 else list(np.linalg.solve(r, b))
    return [b_h * w for w in predicted], [b_h * w for w in corrected]


def ddim(run, cfg_pp=False):
    """With eta, in variance-preserving latents: A1111's. CFG++ keeps the noise seen without the prompt."""
    eta, alphas = run.options.get("eta", 0.0), run.levels.alphas_cumprod
    timesteps = [min(t + 1, 999) for t in range(0, 1000, 1000 // run.steps)]
    x = run.unit
    for now, following in zip(timesteps[:0:-1], timesteps[-2::-1]):
        a, a_next = alphas[now], alphas[following]
        guided, unprompted = run.both_eps(x, now, share=1 / 12.5 if cfg_pp else 1.0)
        kept = unprompted if cfg_pp else guided
        up = eta * math.sqrt((1 - a_next) / (1 - a) * (1 - a / a_next))
        clean = (x - guided * math.sqrt(1 - a)) / math.sqrt(a)
        x = clean * math.sqrt(a_next) + kept * math.sqrt(1 - a_next - up**2)
        x = x + up * run.noise()
    return x


def ddim_cfgpp(run):
    return ddim(run, cfg_pp=True)


def tcd(run):
    """diffusers' TCDScheduler, variance-preserving latents."""
    gamma, alphas = run.options.get("eta", 0.3), run.levels.alphas_cumprod
    origin = np.arange(1, 51) * 20 - 1
    timesteps = [int(t) for t in origin[::-1][np.floor(np.linspace(0, 50, run.steps, endpoint=False)).astype(int)]]
    x = run.unit
    for i, now in enumerate(timesteps):
        following = timesteps[i + 1] if i + 1 < len(timesteps) else 0
        s = math.floor(np.float32(1 - gamma) * np.float32(following))
        eps = run.eps(x, now)
        clean = (x - eps * math.sqrt(1 - alphas[now])) / math.sqrt(alphas[now])
        x = math.sqrt(alphas[s]) * clean + math.sqrt(1 - alphas[s]) * eps
        if i + 1 < len(timesteps) and gamma > 0:
            ratio = alphas[following] / alphas[s]
            x = math.sqrt(ratio) * x + math.sqrt(1 - ratio) * run.noise()
    return x


def lcm(run):
    """A1111's: 50 of the timesteps, the nearest of them for the network, and the boundary condition."""
    from kdiffusion import SCHEDULES, NoiseLevels

    kept = NoiseLevels(run.levels.alphas_cumprod[19::20].astype(np.float32))
    sigmas = SCHEDULES[run.schedule](kept, run.steps)
    x = run.unit * sigmas[0]
    for now, following in zip(sigmas, sigmas[1:]):
        logs = kept.log_sigmas.astype(np.float32)
        t = int(np.argmin(np.abs(np.float32(math.log(now)) - logs))) * 20 + 19
        skip, out = 0.25 / ((10 * t) ** 2 + 0.25), 10 * t / math.sqrt((10 * t) ** 2 + 0.25)
        denoised = out * run.denoise(x, now, t) + skip * x
        x = denoised + following * run.noise() if following > 0 else denoised
    return x


def phi_1(h):
    return math.expm1(h)


def phi_2(h):
    return (math.expm1(h) - h) / h


def seeds_2(run, r=0.5):
    eta, s_noise = run.options.get("eta", 1.0), run.options.get("s_noise", 1.0)
    sigmas = run.sigmas()
    x = run.unit * sigmas[0]
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = run.denoise(x, now)
        if following == 0:
            x = denoised
            continue
        h = math.log(now / following)
        k = h * (eta + 1)
        middle = now * math.exp(-r * h)
        there = middle / now * math.exp(-r * h * eta) * x - phi_1(-r * k) * denoised
        fresh = math.sqrt(-math.expm1(-2 * r * h * eta)) * run.noise() if eta else 0 * x
        denoised_2 = run.denoise(there + fresh * middle * s_noise, middle)
        x = following / now * math.exp(-h * eta) * x - phi_1(-k) * denoised_2
        if eta:
            segment = (r - 1) * h * eta
            fresh = fresh * math.exp(segment) + math.sqrt(-math.expm1(2 * segment)) * run.noise()
            x = x + fresh * following * s_noise
    return x


def seeds_3(run, r_1=1 / 3, r_2=2 / 3):
    eta, s_noise = run.options.get("eta", 1.0), run.options.get("s_noise", 1.0)
    sigmas = run.sigmas()
    x = run.unit * sigmas[0]
    for now, following in zip(sigmas, sigmas[1:]):
        denoised = run.denoise(x, now)
        if following == 0:
            x = denoised
            continue
        h = math.log(now / following)
        k = h * (eta + 1)
        one, two = now * math.exp(-r_1 * h), now * math.exp(-r_2 * h)
        fresh = math.sqrt(-math.expm1(-2 * r_1 * h * eta)) * run.noise() if eta else 0 * x
        x_2 = one / now * math.exp(-r_1 * h * eta) * x - phi_1(-r_1 * k) * denoised
        denoised_2 = run.denoise(x_2 + fresh * one * s_noise, one)
        a2 = r_2 / r_1 * phi_2(-r_2 * k)
        x_3 = two / now * math.exp(-r_2 * h * eta) * x - ((phi_1(-r_2 * k) - a2) * denoised + a2 * denoised_2)
        if eta:
            segment = (r_1 - r_2) * h * eta
            fresh = fresh * math.exp(segment) + math.sqrt(-math.expm1(2 * segment)) * run.noise()
        denoised_3 = run.denoise(x_3 + fresh * two * s_noise, two)
        b3 = phi_2(-k) / r_2
        x = following / now * math.exp(-h * eta) * x - ((phi_1(-k) - b3) * denoised + b3 * denoised_3)
        if eta:
            segment = (r_2 - 1) * h * eta
            fresh = fresh * math.exp(segment) + math.sqrt(-math.expm1(2 * segment)) * run.noise()
            x = x + fresh * following * s_noise
    return x


def sa_coefficients(nodes, start, end, tau):
    """The integrals of the nodes' Lagrange polynomials against (1 + tau^2) e^((1 + tau^2)(lambda - end))."""
    from numpy.polynomial import Polynomial
    from scipy import integrate

    rate = 1 + tau**2
    out = []
    for j, node in enumerate(nodes):
        others = [other for k, other in enumerate(nodes) if k != j]
        basis = lambda s: math.prod((s - other) / (node - other) for other in others)
        out.append(integrate.quad(lambda s: rate * math.exp(rate * (s - end)) * basis(s), start, end, epsabs=0, epsrel=1e-12)[0])
    return out


def sa_solver(run, pece=False):
    eta, s_noise = run.options.get("eta", 1.0), run.options.get("s_noise", 1.0)
    sigmas = run.sigmas()
    high, low = run.levels.sigma(0.8 * 999), run.levels.sigma(0.2 * 999)
    lambdas = [-math.log(s) if s > 0 else math.inf for s in sigmas]
    steps = len(sigmas) - 1
    x = predicted = run.unit * sigmas[0]
    h = tau = 0.0
    fresh, estimates = 0.0, []
    for i in range(steps):
        estimates.append(run.denoise(predicted, sigmas[i]))
        predictor, corrector = min(3, i + 1), min(4, i + 1)
        if sigmas[-1] == 0:
            predictor, corrector = min(predictor, steps - 1 - i), min(corrector, steps - i)
        if i == 0 or (sigmas[i + 1] == 0 and not pece):
            x = predicted
        else:
            nodes = lambdas[i - corrector + 1 : i + 1]
            weights = sa_coefficients(nodes, lambdas[i - 1], lambdas[i], tau)
            x = sigmas[i] / sigmas[i - 1] * math.exp(-(tau**2) * h) * x
            x = x + sum(w * d for w, d in zip(weights, estimates[-corrector:])) + fresh
            if pece:
                estimates[-1] = run.denoise(x, sigmas[i])
        if sigmas[i + 1] == 0:
            return estimates[-1]
        tau = eta if high >= sigmas[i + 1] > low else 0.0
        h = lambdas[i + 1] - lambdas[i]
        weights = sa_coefficients(lambdas[i - predictor + 1 : i + 1], lambdas[i], lambdas[i + 1], tau)
        predicted = sigmas[i + 1] / sigmas[i] * math.exp(-(tau**2) * h) * x
        predicted = predicted + sum(w * d for w, d in zip(weights, estimates[-predictor:]))
        fresh = 0.0
        if tau > 0 and s_noise > 0:
            fresh = run.noise() * sigmas[i + 1] * math.sqrt(-math.expm1(-2 * tau**2 * h)) * s_noise
        predicted = predicted + fresh
    return predicted


def sa_solver_pece(run):
    return sa_solver(run, pece=True)


def euler_cfg_pp(run, eta=0.0):
    sigmas = run.sigmas()
    x = run.unit * sigmas[0]
    for now, following in zip(sigmas, sigmas[1:]):
        guided, unprompted = run.both(x, now)
        down, up = ancestral(now, following, eta)
        x = guided + (x - unprompted) / now * down
        if eta and following > 0:
            x = x + run.noise() * run.options.get("s_noise", 1.0) * up
    return x


def euler_ancestral_cfg_pp(run):
    return euler_cfg_pp(run, run.options.get("eta", 1.0))


def dpmpp_2m_cfg_pp(run):
    sigmas = run.sigmas()
    x = run.unit * sigmas[0]
    old = None
    for i, (now, following) in enumerate(zip(sigmas, sigmas[1:])):
        guided, unprompted = run.both(x, now)
        mix = -(following / now) * unprompted
        if old is not None and following > 0:
            h, h_last = math.log(now / following), math.log(sigmas[i - 1] / now)
            mix = mix - math.expm1(-h) * h / (2 * h_last) * (guided - old)
        x = guided + mix + following / now * x
        old = unprompted
    return x


def dpmpp_2s_ancestral_cfg_pp(run):
    sigmas = run.sigmas()
    x = run.unit * sigmas[0]
    for now, following in zip(sigmas, sigmas[1:]):
        guided, unprompted = run.both(x, now)
        down, up = ancestral(now, following, run.options.get("eta", 1.0))
        if down == 0:
            x = guided
        else:
            h = math.log(now / down)
            moved = x + (guided - unprompted)
            there = math.exp(-h / 2) * moved - math.expm1(-h / 2) * guided
            further, unprompted = run.both(there, now * math.exp(-h / 2))
            x = math.exp(-h) * (x + (guided - unprompted)) - math.expm1(-h) * further
        if following > 0:
            x = x + run.noise() * run.options.get("s_noise", 1.0) * up
    return x


OWN_LEVELS = {
    "DPM fast": dpm_fast,
    "DPM adaptive": dpm_adaptive,
    "UniPC": unipc,
    "DDIM": ddim,
    "DDIM CFG++": ddim_cfgpp,
    "TCD": tcd,
}
SCHEDULED = {
    "LCM": lcm,
    "seeds_2": seeds_2,
    "seeds_3": seeds_3,
    "sa_solver": sa_solver,
    "sa_solver_pece": sa_solver_pece,
    "euler_cfg_pp": euler_cfg_pp,
    "euler_ancestral_cfg_pp": euler_ancestral_cfg_pp,
    "dpmpp_2m_cfg_pp": dpmpp_2m_cfg_pp,
    "dpmpp_2s_ancestral_cfg_pp": dpmpp_2s_ancestral_cfg_pp,
}
GUIDANCE = {"DDIM CFG++": 7.5, **{name: 1.6 for name in SCHEDULED if name.endswith("cfg_pp")}}
