"""Trains the starter model's AutoencoderKL (f = 8, 4 latent channels) on whole pictures of several sizes.

What made it learn on two cores:
- one GroupNorm group: with more, normalisation hides the level of a flat colour from the next layer;
- the latent is its mean plus a little noise, relative to its spread, in place of the sampled one (a full-KL start does
  not learn); a small penalty on the mean's square stands for the KL term, and the exported log variance is constant;
- small pictures first (many steps a minute), full size and above afterwards; always whole pictures, never crops.

Every batch is a function of its number, so a run that is cut off continues as if nothing had happened.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from common import CACHE, Clock, Log, pictures, prefetch, rate, save, sheet
from diffusers import AutoencoderKL
from scene import COLOURS, PLACES, Artwork, compose

NAMED = list(COLOURS.values())
LATENT_NOISE = 0.05
LOG_VARIANCE = -5.0


def build():
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=["DownEncoderBlock2D"] * 4,
        up_block_types=["UpDecoderBlock2D"] * 4,
        block_out_channels=[16, 32, 96, 128],
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=1,
        mid_block_add_attention=False,
        sample_size=128,
    )


@torch.no_grad()
def start_from_mean_colours(vae):
    """Lets a fresh VAE begin as 'mean colour of each 8 x 8 block, smoothly enlarged' and learn the rest as a correction.

    Channels 0…2 carry red, green and blue through the whole network and 3…5 their negatives, as silu(x) - silu(-x) = x
    undoes the activation before each output; 6 and 7 carry +1 and -1, which keeps the scale that normalisation takes away.
    """
    colours = range(6)
    carried = range(8)

    def passes(conv, kernel):
        for c in carried:
            conv.weight[c] *= 0.05
            conv.weight[c, c] = kernel
            conv.bias[c] = 0

    def resnets(blocks):
        for block in blocks:
            block.conv2.weight *= 0.2
            block.conv2.bias.zero_()
            if block.conv_shortcut is not None:
                passes(block.conv_shortcut, torch.ones(1, 1))

    def spreads(conv, channels):
        for c in carried:
            conv.weight[c].zero_()
            conv.bias[c] = 0
        for c in colours:
            conv.weight[c, c % channels, 1, 1] = 1.0 if c < 3 else -1.0
        conv.bias[6], conv.bias[7] = 1.0, -1.0

    def gathers(conv):
        for c in range(3):
            conv.weight[c] *= 0.2
            conv.weight[c, c, 1, 1] = 1.0
            conv.weight[c, c + 3, 1, 1] = -1.0
        conv.bias.zero_()

    centre_half = torch.tensor([0.5, 0.5, 0.0])
    tent = torch.tensor([0.25, 0.5, 0.25])
    for block in vae.encoder.down_blocks:
        resnets(block.resnets)
        for layer in block.downsamplers or []:
            passes(layer.conv, torch.outer(centre_half, centre_half))
    for block in vae.decoder.up_blocks:
        resnets(block.resnets)
        for layer in block.upsamplers or []:
            passes(layer.conv, torch.outer(tent, tent))
    for coder in (vae.encoder, vae.decoder):
        resnets(coder.mid_block.resnets)
        spreads(coder.conv_in, 3)
        gathers(coder.conv_out)
    for conv in (vae.quant_conv, vae.post_quant_conv):
        conv.weight[:] = torch.eye(len(conv.weight))[:, :, None, None]
        conv.bias.zero_()


def ground(random, size):
    kind = random.random()
    if kind < 0.6:
        return NAMED[random.integers(len(NAMED))]
    if kind < 0.85:
        return tuple(random.integers(0, 256, 3))
    ends = random.integers(0, 256, (2, 1, 1, 3))
    ramp = np.linspace(0, 1, size).reshape((size, 1, 1) if random.random() < 0.5 else (1, size, 1))
    return np.broadcast_to(ends[0] * (1 - ramp) + ends[1] * ramp, (size, size, 3))


def picture(art, random, size):
    last = art.subjects if random.random() < 0.85 else len(art.names)
    place = list(PLACES)[random.integers(len(PLACES))] if random.random() < 0.3 else "centre"
    scale = random.uniform(0.4, 1.0) if random.random() < 0.3 else None
    image = art.image(random.integers(last))
    return compose(image, ground(random, size), size, place, random.random() < 0.5, scale)


def tensor(images):
    batch = torch.from_numpy(np.stack(images)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1)
    return batch.to(memory_format=torch.channels_last)


def batches(art, seed, small, big):
    """Batch `n`: 16 pictures of 64² for the first `small` steps, then mostly 8 of `big`²."""

    def make(n):
        random = np.random.default_rng([seed, n])
        if n < small:
            size, count = 64, 16
        else:
            size, count = [(big, 8), (big * 3 // 4, 12), (big * 3 // 2, 4)][random.choice(3, p=[0.8, 0.1, 0.1])]
        return tensor([picture(art, random, size) for _ in range(count)])

    return make


def reconstruction_loss(made, wanted):
    d = made.float() - wanted
    loss = d.abs().mean() + 2 * d.square().mean()
    loss = loss + 0.5 * (F.avg_pool2d(d, 2).abs().mean() + F.avg_pool2d(d, 4).abs().mean())
    return loss + 0.5 * (d.diff(dim=2).abs().mean() + d.diff(dim=3).abs().mean())


def psnr(vae, art, size, count=None):
    """Mean PSNR in dB of centred subjects on named colours, and a few (original, reconstruction) pairs."""
    values, shown = [], ([], [])
    picks = range(art.subjects) if count is None else np.linspace(0, art.subjects - 1, count).astype(int)
    for start in range(0, len(picks), 16):
        part = picks[start : start + 16]
        x = tensor([compose(art.image(i), NAMED[i % len(NAMED)], size) for i in part])
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            y = vae.decode(vae.encode(x).latent_dist.mean).sample.float().clamp(-1, 1)
        error = (y - x).square().mean((1, 2, 3)) / 4
        values += (-10 * error.clamp_min(1e-10).log10()).tolist()
        if start < 32:
            shown[0].extend(pictures(x)[:8])
            shown[1].extend(pictures(y)[:8])
    return float(np.mean(values)), shown


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=CACHE / "data")
    parser.add_argument("--out", type=Path, default=CACHE / "vae")
    parser.add_argument("--steps", type=int, default=3600)
    parser.add_argument("--small-steps", type=int, default=1800, help="steps on 64² pictures before the full size")
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--lr", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()

    torch.manual_seed(options.seed)
    art = Artwork.load(options.data)
    vae = build()
    start_from_mean_colours(vae)
    vae = vae.to(memory_format=torch.channels_last)
    optimizer = torch.optim.AdamW(vae.parameters(), lr=options.lr, betas=(0.9, 0.98), weight_decay=1e-4)
    step, clock = 0, Clock()
    checkpoint = options.out / "vae.pt"
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        vae.load_state_dict(state["vae"])
        optimizer.load_state_dict(state["optimizer"])
        step, clock = state["step"], Clock(state["seconds"])
        print(f"continuing at step {step}")
    log = Log(options.out / "vae.csv", "step", "seconds", "size", "loss", "psnr")
    saved, smooth = time.time(), None

    for x in prefetch(batches(art, options.seed, options.small_steps, options.size), step):
        for group in optimizer.param_groups:
            group["lr"] = rate(step, options.steps, options.lr)
        torch.manual_seed(options.seed * 1_000_003 + step)
        with torch.autocast("cpu", torch.bfloat16):
            mean = vae.encode(x).latent_dist.mean
            noise = torch.randn_like(mean, dtype=torch.float32) * (LATENT_NOISE * mean.detach().float().std())
            made = vae.decode(mean + noise.to(mean.dtype)).sample
        reconstruction = reconstruction_loss(made, x)
        (reconstruction + 1e-4 * mean.float().square().mean()).backward()
        torch.nn.utils.clip_grad_norm_(vae.parameters(), 1.0)
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        step += 1
        value = reconstruction.item()
        smooth = value if smooth is None else smooth * 0.95 + value * 0.05
        done = step >= options.steps
        if step % 25 == 0 or done:
            quality = None
            if step % 200 == 0 or done:
                quality, shown = psnr(vae, art, options.size, 32)
                sheet(options.out / f"samples/{step:06}.png", shown)
            log.row(step, clock.seconds(), x.shape[-1], smooth, "" if quality is None else quality)
            print(f"{step} {clock.seconds():.0f}s size {x.shape[-1]} loss {smooth:.4f} {quality or ''}", flush=True)
        if done or time.time() - saved > 180:
            seconds = clock.seconds()
            save(checkpoint, vae=vae.state_dict(), optimizer=optimizer.state_dict(), step=step, seconds=seconds)
            saved = time.time()
        if done:
            break


if __name__ == "__main__":
    main()
