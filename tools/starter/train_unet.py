"""Trains the starter model's text encoder and U-Net together, on latents of a finished VAE.

v-prediction with equal weights (min-SNR weights nearly switch off the noisiest steps, where the subject is decided), EMA,
10 % empty captions. The learning rate follows the clock, not the step, so that a
run on a shared machine ends on time with its rate at zero: `--minutes` is the length of the whole run, counted over
restarts. Every batch is a function of its number and the seed.
"""

import argparse
import copy
import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from captions import FAVOURITES, Captions, prompt
from common import CACHE, Clock, Log, pictures, prefetch, rate, save, sheet
from diffusers import AutoencoderKL, DDPMScheduler, DPMSolverMultistepScheduler, UNet2DConditionModel
from safetensors.torch import load_file
from scene import COLOURS, PLACES, Artwork, compose, held_out
from score import Scorer
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

SCHEDULE = {
    "num_train_timesteps": 1000,
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "prediction_type": "v_prediction",
}
TOKENS = 77
OTHER_PLACES = [p for p in PLACES if p != "centre"] + ["mirrored"]
OTHER_COLOURS = 2  # how many grounds each subject has in each of the other compositions


def build_unet(latent_size):
    return UNet2DConditionModel(
        sample_size=latent_size,
        in_channels=4,
        out_channels=4,
        block_out_channels=[64, 128, 256],
        layers_per_block=1,
        down_block_types=["DownBlock2D", "DownBlock2D", "CrossAttnDownBlock2D"],
        up_block_types=["CrossAttnUpBlock2D", "UpBlock2D", "UpBlock2D"],
        cross_attention_dim=128,
        attention_head_dim=4,
        norm_num_groups=16,
    )


def build_text_encoder(vocabulary):
    config = CLIPTextConfig(
        vocab_size=vocabulary,
        hidden_size=128,
        intermediate_size=512,
        projection_dim=128,
        num_hidden_layers=2,
        num_attention_heads=2,
        max_position_embeddings=TOKENS,
        hidden_act="quick_gelu",
        bos_token_id=vocabulary - 2,
        eos_token_id=vocabulary - 1,
        pad_token_id=vocabulary - 1,
    )
    model = CLIPTextModel(config)
    model.get_input_embeddings().weight.data.normal_(std=0.05)
    return model


class Tokens:
    """Token numbers squeezed to those that occur in captions: the others are never trained and stay zero in the export."""

    def __init__(self, folder, captions):
        self.tokenizer = CLIPTokenizer.from_pretrained(folder)
        seen = {i for text in captions.texts() for i in self.tokenizer(text)["input_ids"]}
        self.ids = torch.tensor(sorted(seen))
        self.squeezed = torch.zeros(len(self.tokenizer), dtype=torch.long)
        self.squeezed[self.ids] = torch.arange(len(self.ids))

    def __call__(self, texts):
        ids = self.tokenizer(texts, padding="max_length", truncation=True, max_length=TOKENS, return_tensors="pt")
        return self.squeezed[ids["input_ids"]]


def latents(path, art, vae, size, seed):
    """Latents of every training picture, computed once: a tensor and (subject, colour, place) of each of its rows."""
    if path.exists():
        state = torch.load(path, weights_only=True)
        return state["latents"], state["rows"]
    random = np.random.default_rng(seed)
    rows = []
    for subject in range(art.subjects):
        allowed = [c for c in range(len(COLOURS)) if not held_out(subject, c)]
        rows += [(subject, c, -1) for c in allowed]
        for place in range(len(OTHER_PLACES)):
            rows += [(subject, int(c), place) for c in random.choice(allowed, OTHER_COLOURS, replace=False)]
    grounds, found = list(COLOURS.values()), []
    for start in range(0, len(rows), 32):
        images = []
        for subject, colour, place in rows[start : start + 32]:
            name = "centre" if place < 0 or OTHER_PLACES[place] == "mirrored" else OTHER_PLACES[place]
            mirror = place >= 0 and OTHER_PLACES[place] == "mirrored"
            images.append(compose(art.image(subject), grounds[colour], size, name, mirror))
        batch = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).float() / 127.5 - 1
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            found.append(vae.encode(batch.to(memory_format=torch.channels_last)).latent_dist.mean.half())
        if start % 960 == 0:
            print(f"latents {start} of {len(rows)}", flush=True)
    found, rows = torch.cat(found).contiguous(), torch.tensor(rows)
    save(path, latents=found, rows=rows)
    return found, rows


class Batches:
    """Batch `n`: latents, tokens, noise and time steps.

    `other` is the share of pictures that aren't plainly centred, `high` that of the noisiest 300 of the 1000 time steps,
    where only the caption tells what the picture is, and `favour` that of plain pictures of the favourite subjects.
    """

    def __init__(self, found, rows, captions, tokens, seed, size, other, high, favour):
        self.latents, self.captions, self.tokens, self.seed, self.size = found, captions, tokens, seed, size
        self.rows = rows.tolist()
        self.plain = (rows[:, 2] < 0).nonzero()[:, 0].numpy()
        self.others = (rows[:, 2] >= 0).nonzero()[:, 0].numpy()
        favourites = torch.tensor([captions.names.index(name) for name in FAVOURITES])
        self.liked = self.plain[torch.isin(rows[self.plain, 0], favourites).numpy()]
        self.other, self.high, self.favour, self.colours = other, high, favour, list(COLOURS)

    def rows_and_texts(self, random, empty):
        """Row numbers and their captions, a share of them empty."""
        chosen, texts = [], []
        for _ in range(self.size):
            liked = random.random() < self.favour
            pool = self.liked if liked else self.others if random.random() < self.other else self.plain
            row = int(pool[random.integers(len(pool))])
            subject, colour, place = self.rows[row]
            name = "centre" if place < 0 else OTHER_PLACES[place]
            caption = self.captions.caption(random, subject, self.colours[colour], name)
            texts.append("" if random.random() < empty else caption)
            chosen.append(row)
        return chosen, texts

    def __call__(self, n):
        random = np.random.default_rng([self.seed, n])
        chosen, texts = self.rows_and_texts(random, 0.1)
        generator = torch.Generator().manual_seed(int(random.integers(1 << 62)))
        z = self.latents[chosen].float()
        noise = torch.randn(z.shape, generator=generator)
        even = (torch.arange(self.size) + torch.rand(self.size, generator=generator)) / self.size
        low = 1 - self.high
        steps = torch.where(even < low, even / low * 700, 700 + (even - low) / self.high * 300)
        return z, self.tokens(texts), noise, steps.long().clamp_max(999)


def teach_words(text, make, subjects, steps=600):
    """Teaches a fresh text encoder what captions speak of, so that the U-Net need not find the one telling word in 77.

    All 77 tokens must say together (as their mean) and the last padding token alone which subject, colour and place the
    caption names, and what the latent looks like at 8 x 8, through linear heads that are thrown away afterwards. Without
    this start the U-Net followed colours after 20,000 pictures but ignored the subject: fresh attention looks at all
    tokens alike, and one word's share in the result is a 77th.
    """
    sizes = [subjects, len(COLOURS), len(OTHER_PLACES) + 1]
    heads = torch.nn.ModuleList([torch.nn.Linear(text.config.hidden_size, size) for size in (*sizes, 4 * 64)])
    weights = [*text.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(weights, lr=2e-3, betas=(0.9, 0.98), weight_decay=0.01)
    table = torch.tensor(make.rows)
    text.train()
    for step in range(steps):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, steps, 2e-3)
        random = np.random.default_rng([make.seed, 77, step])
        chosen, texts = make.rows_and_texts(random, 0)
        small = F.adaptive_avg_pool2d(make.latents[chosen].float(), 8).flatten(1)
        labels = table[chosen] + torch.tensor([0, 0, 1])
        with torch.autocast("cpu", torch.bfloat16):
            hidden = text(make.tokens(texts)).last_hidden_state.float()
        loss = 0
        for view in (hidden.mean(1), hidden[:, -1]):
            *named, seen = [head(view) for head in heads]
            loss = loss + sum(F.cross_entropy(logits, labels[:, i]) for i, logits in enumerate(named))
            loss = loss + F.mse_loss(seen, small)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        if step % 50 == 0 or step == steps - 1:
            right = (named[0].argmax(1) == labels[:, 0]).float().mean().item()
            print(f"words {step}: loss {loss.item():.3f}, subject {right:.2f}", flush=True)


def start_from(folder, unet, text, tokens):
    """Copies the weights of an exported model (half precision, averaged) into fresh networks."""
    unet.load_state_dict(load_file(folder / "unet/diffusion_pytorch_model.safetensors"))
    words = load_file(folder / "text_encoder/model.safetensors")
    words = {key.removeprefix("text_model."): value for key, value in words.items()}
    words["embeddings.token_embedding.weight"] = words["embeddings.token_embedding.weight"][tokens.ids]
    text.load_state_dict(words)


def sample(unet, text, vae, tokens, prompts, size, steps=20, guidance=3.0, seed=1_000_000):
    """Pictures as uint8 arrays, with DPM++ 2M over uniform time steps."""
    scheduler = DPMSolverMultistepScheduler(**SCHEDULE, timestep_spacing="linspace", final_sigmas_type="zero")
    scheduler.set_timesteps(steps)
    made = []
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        empty = text(tokens([""])).last_hidden_state
        for start in range(0, len(prompts), 20):
            part = prompts[start : start + 20]
            hidden = text(tokens(part)).last_hidden_state
            hidden = torch.cat([empty.expand(len(part), -1, -1), hidden])
            seeds = [torch.Generator().manual_seed(seed + start + i) for i in range(len(part))]
            z = torch.cat([torch.randn(1, 4, size, size, generator=g) for g in seeds])
            for t in scheduler.timesteps:
                plain, asked = unet(torch.cat([z, z]), t, hidden).sample.float().chunk(2)
                z = scheduler.step(plain + guidance * (asked - plain), t, z).prev_sample
            scheduler.set_timesteps(steps)
            images = vae.decode((z / vae.config.scaling_factor).to(memory_format=torch.channels_last)).sample
            made.extend(pictures(images))
    return made


def quiz(art, count, seed):
    """`count` (subject, colour) pairs, the subjects spread evenly, colours at random."""
    random = np.random.default_rng(seed)
    subjects = np.linspace(0, art.subjects - 1, count).astype(int)
    return [(int(s), int(c)) for s, c in zip(subjects, random.integers(0, len(COLOURS), count))]


class Average:
    """Exponential moving average of both networks' weights."""

    def __init__(self, *networks):
        self.networks = [copy.deepcopy(n).eval().requires_grad_(False) for n in networks]
        self.pairs = [(list(m.parameters()), list(n.parameters())) for m, n in zip(self.networks, networks)]
        self.count = 0

    @torch.no_grad()
    def update(self, decay):
        self.count += 1
        share = 1 - min(decay, (1 + self.count) / (10 + self.count))
        for mean, now in self.pairs:
            torch._foreach_lerp_(mean, now, share)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=CACHE / "data")
    parser.add_argument("--vae", type=Path, default=CACHE / "export", help="model folder whose VAE to use")
    parser.add_argument("--start", type=Path, help="model folder to train further, where there is no checkpoint")
    parser.add_argument("--out", type=Path, default=CACHE / "unet")
    parser.add_argument("--minutes", type=float, default=90, help="length of the run, restarts counted together")
    parser.add_argument("--size", type=int, default=128, help="side of the pictures; latents are an eighth")
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--lr", type=float, default=1e-3)
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--other", type=float, default=0.1, help="share of small, large, placed and mirrored pictures")
    parser.add_argument("--high", type=float, default=0.3, help="share of the noisiest 300 time steps")
    parser.add_argument("--favour", type=float, default=0, help="share of pictures of the favourite subjects")
    parser.add_argument("--look", type=float, default=10, help="minutes between sample sheets")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    art = Artwork.load(options.data)
    captions = Captions(art.names[: art.subjects], art.tags[: art.subjects])
    tokens = Tokens(options.data / "tokenizer", captions)
    vae = AutoencoderKL.from_pretrained(options.vae, subfolder="vae").float().eval().to(memory_format=torch.channels_last)
    found, rows = latents(options.out / f"latents{options.size}.pt", art, vae, options.size, options.seed)
    found = (found.float() * vae.config.scaling_factor).half()
    print(f"{len(found)} latents, std {found.float().std():.3f}, {len(tokens.ids)} tokens in captions")

    unet = build_unet(options.size // 8).to(memory_format=torch.channels_last)
    text = build_text_encoder(len(tokens.ids))
    shares = (options.other, options.high, options.favour)
    make = Batches(found, rows, captions, tokens, options.seed, options.batch, *shares)
    checkpoint = options.out / "unet.pt"
    if options.start:
        start_from(options.start, unet, text, tokens)
    elif not checkpoint.exists():
        teach_words(text, make, art.subjects)
    average = Average(unet, text)
    weights = [*unet.parameters(), *text.parameters()]
    print(f"U-Net {sum(p.numel() for p in unet.parameters()):,}, text {sum(p.numel() for p in text.parameters()):,}")
    groups = [{"params": unet.parameters(), "share": 1.0}, {"params": text.parameters(), "share": 0.2}]
    optimizer = torch.optim.AdamW(groups, lr=options.lr, betas=(0.9, 0.99), weight_decay=0.01, fused=True)
    step, seen, clock = 0, 0, Clock()
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        networks = (unet, text, *average.networks)
        for network, key in zip(networks, ("unet", "text", "unet_ema", "text_ema")):
            network.load_state_dict(state[key])
        optimizer.load_state_dict(state["optimizer"])
        step, seen, clock = state["step"], state["pictures"], Clock(state["seconds"])
        average.count = step
        print(f"continuing at step {step}, {clock.seconds() / 60:.1f} minutes")

    def store():
        state = {"unet": unet, "text": text, "unet_ema": average.networks[0], "text_ema": average.networks[1]}
        state = {key: network.state_dict() for key, network in state.items()}
        progress = {"step": step, "pictures": seen, "seconds": clock.seconds()}
        save(checkpoint, **state, **progress, optimizer=optimizer.state_dict(), ids=tokens.ids)

    scorer, questions = Scorer(art), quiz(art, 60, 7)
    names, colours = art.names, list(COLOURS)
    alphas = DDPMScheduler(**SCHEDULE).alphas_cumprod
    kept, spread = alphas.sqrt()[:, None, None, None], (1 - alphas).sqrt()[:, None, None, None]
    log = Log(options.out / "unet.csv", "step", "pictures", "seconds", "rate", "loss", "retrieval", "colour")
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())  # kill saves first
    started, first = time.time(), step
    saved = looked = started
    smooth = None

    for z, ids, noise, t in prefetch(make, step):
        torch.set_num_threads(len(os.sched_getaffinity(0)))  # a busy machine may take a core away and give it back
        lr = rate(clock.seconds(), options.minutes * 60, options.lr, warm=60)
        for group in optimizer.param_groups:
            group["lr"] = lr * group["share"]
        noisy = kept[t] * z + spread[t] * noise
        wanted = kept[t] * noise - spread[t] * z
        with torch.autocast("cpu", torch.bfloat16):
            hidden = text(ids).last_hidden_state
            made = unet(noisy.to(memory_format=torch.channels_last), t, hidden).sample
        loss = F.mse_loss(made.float(), wanted)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(weights, 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        average.update(options.ema)
        step, seen = step + 1, seen + options.batch
        value = loss.item()
        smooth = value if smooth is None else smooth * 0.98 + value * 0.02
        now = time.time()
        done = clock.seconds() >= options.minutes * 60
        looks = done or now - looked > options.look * 60
        if step % 50 == 0 or looks:
            subject = ground = ""
            if looks:
                texts = [prompt(names[s], colours[c]) for s, c in questions]
                shown = sample(*average.networks, vae, tokens, texts, options.size // 8)
                subject = np.mean([scorer.subjects(p)[0] == s for p, (s, _) in zip(shown, questions)])
                ground = np.mean([scorer.colour(p) == c for p, (_, c) in zip(shown, questions)])
                sheet(options.out / f"samples/{step:06}.png", [shown[i : i + 10] for i in range(0, 60, 10)])
                looked = time.time()
            log.row(step, seen, clock.seconds(), lr, smooth, subject, ground)
            speed = (step - first) * options.batch / (now - started)
            print(f"{step} {clock.seconds():.0f}s {speed:.1f}/s lr {lr:.2e} loss {smooth:.4f} {subject} {ground}", flush=True)
        if done or stop.is_set() or now - saved > 240:
            store()
            saved = time.time()
        if done or stop.is_set():
            break


if __name__ == "__main__":
    main()
