"""Makes the fixtures of whole loops over a real network: every sampler once, with its own schedule.

    python tools/golden/sampler_pictures.py

Needs the models that pipelines.py makes. Writes src/test/resources/golden/sampler-pictures: cases.json and the latents.
"""
import gzip
import json
import math
import warnings

import torch
from safetensors.torch import save_file

import kdiffusion as kd
import pipelines
import prompts
import sde
import solvers
import tiny_models
from reference import Reference

OUT = pipelines.ROOT / "src/test/resources/golden/sampler-pictures"
PROMPT, NEGATIVE = "a red fox on a green boat", "blurry, bad"
WIDTH, HEIGHT = 48, 48
SHAPE = (1, 4, HEIGHT // 8, WIDTH // 8)
ALIKE = 2e-4  # ten times what the test allows

SAMPLERS = {**kd.SAMPLERS, **kd.TIMESTEP_SAMPLERS, **solvers.OWN_LEVELS, **solvers.SCHEDULED, **sde.SAMPLERS}
SCHEDULES = {  # what Automatic stands for, where it isn't Uniform
    **dict.fromkeys(("DPM++ 2M", "DPM++ SDE", "DPM++ 2S a", "DPM2", "DPM2 a", "Restart"), "Karras"),
    **dict.fromkeys(("DPM++ 2M SDE", "DPM++ 2M SDE Heun", "DPM++ 3M SDE"), "Exponential"),
    "LCM ComfyUI": "SGM Uniform",
}
STEPS = {"Restart": 20}  # with fewer it is Heun's method
# DPM adaptive chooses its steps by small differences: at guidance 5 a network whose output is 1e-6 off moves the
# reference itself by 4e-3 to 2e-2 of the largest latent (four seeds); here by 1e-4 at most.
GUIDANCE = {**solvers.GUIDANCE, "DPM adaptive": 1.5}
SEEDS = {"DPM adaptive": 1}


class Run:
    """All a loop needs, over the U-Net with guidance; options are the samplers' own."""

    options = {}

    def __init__(self, reference, case):
        self.reference, self.levels, self.guidance = reference, reference.levels, case["guidance"]
        self.schedule, self.steps = SCHEDULES.get(case["sampler"], "Uniform"), case["steps"]
        self.prompted, self.unprompted = (
            reference.encode(prompts.schedule(text, self.steps), 1)[0][1] for text in (PROMPT, NEGATIVE)
        )
        source = kd.torch_noise(case["seed"])
        self.unit, self.noise = source(SHAPE), lambda: source(SHAPE)

    def sigmas(self):
        return kd.SCHEDULES[self.schedule](self.levels, self.steps)

    def both_eps(self, x, t, share=1.0):
        """Of variance-preserving latents: the guided noise and that without the prompt."""
        with_it, without = (
            self.reference.predict(x.float(), t, text, WIDTH, HEIGHT) for text in (self.prompted, self.unprompted)
        )
        return without + self.guidance * share * (with_it - without), without

    def eps(self, x, t):
        return self.both_eps(x, t)[0]

    def both(self, x, sigma, t=None):
        t = self.levels.timestep(sigma) if t is None else t
        return tuple(x - eps * sigma for eps in self.both_eps(x / math.hypot(1, sigma), t))

    def denoise(self, x, sigma, t=None):
        return self.both(x, sigma, t)[0]


@torch.no_grad()
def latents(reference, case):
    run, sampler = Run(reference, case), case["sampler"]
    if sampler in {**solvers.OWN_LEVELS, **solvers.SCHEDULED}:
        return SAMPLERS[sampler](run).float()
    if sampler in kd.TIMESTEP_SAMPLERS:
        return SAMPLERS[sampler](run.eps, run.unit, kd.ddim_timesteps(run.steps), run.levels.alphas_cumprod)
    if sampler in sde.SAMPLERS:
        sigmas = sde.walk(run.levels, sampler, run.schedule, run.steps)
        noise = sde.Brownian(SHAPE, sigmas, case["seed"])
    else:
        sigmas, noise = kd.walk(sampler, run.schedule, run.levels, run.steps), run.noise
    return SAMPLERS[sampler](run.denoise, run.unit * sigmas[0], sigmas, noise)


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    sde.use("cpu")
    vocabulary = tiny_models.clip_vocabulary(gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    reference = Reference(pipelines.OUT / "models/sd1", vocabulary)
    cases, made = [], {}
    for sampler in SAMPLERS:
        settings = {"steps": STEPS.get(sampler, 6), "guidance": GUIDANCE.get(sampler, 5.0), "seed": SEEDS.get(sampler, 2**35 + 7)}
        case = {"id": sampler, "model": "sd1", "prompt": PROMPT, "negative": NEGATIVE, "width": WIDTH, "height": HEIGHT}
        case |= {"sampler": sampler, "schedule": "Automatic", **settings, "clipSkip": 1, "count": 1}
        made[sampler] = latents(reference, case)
        cases.append(case)
        apart = [float((made[sampler] - z).abs().max() / z.abs().max()) for other, z in made.items() if other != sampler]
        print(f"{sampler:26} latents {made[sampler].std():5.2f}, the nearest other {min(apart, default=1):.1e} away")
        if min(apart, default=1) < ALIKE:
            raise SystemExit(f"{sampler}: the latents are nearly another sampler's")
    OUT.mkdir(exist_ok=True)
    save_file(made, OUT / "latents.safetensors")
    (OUT / "cases.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")


if __name__ == "__main__":
    main()
