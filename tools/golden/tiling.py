"""Golden fixtures for pictures whose edges meet: the tiny networks of networks.py with torch's circular padding.

    python tools/golden/tiling.py src/test/resources/golden/networks

Writes tiling.io.safetensors: `NETWORK.WRAP.OUTPUT` for the first inputs of unet-sd1, vae-sd and tiny-vae, which lie in the
folder already. A1111's Tiling sets `padding_mode = "circular"` in every convolution (modules/sd_hijack.py); one direction
alone pads that one circularly and the other with zeros. The encoder's halvings, which put zeros to the right and bottom by
themselves, take the other side's pixels as well here: else a picture would not be encoded without a seam.
"""
import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import AutoencoderKL, AutoencoderTiny, UNet2DConditionModel
from diffusers.models.downsampling import Downsample2D
from safetensors.torch import load_file, save_file

FOLDER = Path(sys.argv[1])


def padded(x, left, right, top, bottom, across, down):
    x = F.pad(x, (left, right, 0, 0), mode="circular" if across and left + right else "constant")
    return F.pad(x, (0, 0, top, bottom), mode="circular" if down and top + bottom else "constant")


def wrap(network, across, down):
    for module in network.modules():
        if isinstance(module, torch.nn.Conv2d):
            p, q = module.padding
            module.padding = (0, 0)
            module.register_forward_pre_hook(lambda _, args, p=p, q=q: (padded(args[0], q, q, p, p, across, down),))
        if isinstance(module, Downsample2D) and module.padding == 0:
            module.forward = lambda x, *_, m=module, **__: m.conv(padded(x, 0, 1, 0, 1, across, down))


def network(kind, name):
    config = json.loads((FOLDER / f"{name}.json").read_text())
    made = kind.from_config(config)
    made.load_state_dict({k: v.float() for k, v in load_file(FOLDER / f"{name}.safetensors").items()})
    return made.eval(), load_file(FOLDER / f"{name}.io.safetensors")


def main():
    out = {}
    for label, across, down in [("x", True, False), ("y", False, True), ("both", True, True)]:
        with torch.no_grad():
            unet, io = network(UNet2DConditionModel, "unet-sd1")
            wrap(unet, across, down)
            out[f"unet-sd1.{label}.out_sample"] = unet(
                io["0.sample"], io["0.timestep"], io["0.encoder_hidden_states"]).sample
            vae, io = network(AutoencoderKL, "vae-sd")
            wrap(vae, across, down)
            out[f"vae-sd.{label}.mean"] = vae.encode(io["0.image"]).latent_dist.mean
            out[f"vae-sd.{label}.decoded"] = vae.decode(io["0.latent"]).sample
            tiny, io = network(AutoencoderTiny, "tiny-vae")
            wrap(tiny, across, down)
            out[f"tiny-vae.{label}.mean"] = tiny.encode(io["0.image"]).latents
            out[f"tiny-vae.{label}.decoded"] = tiny.decode(io["0.latent"]).sample
    save_file({k: v.contiguous() for k, v in out.items()}, FOLDER / "tiling.io.safetensors")


main()
