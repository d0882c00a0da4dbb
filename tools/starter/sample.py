"""Makes pictures with PyTorch from a U-Net checkpoint: a look at a model that is still in training."""

import argparse
from pathlib import Path

import torch
from captions import Captions
from common import CACHE
from diffusers import AutoencoderKL
from PIL import Image
from scene import Artwork
from train_unet import Tokens, build_text_encoder, build_unet, sample


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("prompts", type=Path, help="text file, one prompt a line")
    parser.add_argument("--data", type=Path, default=CACHE / "data")
    parser.add_argument("--vae", type=Path, default=CACHE / "export")
    parser.add_argument("--unet", type=Path, default=CACHE / "unet/unet.pt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--size", type=int, default=128)
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--cfg", type=float, default=3.0)
    parser.add_argument("--seed", type=int, default=1_000_000)
    options = parser.parse_args()
    art = Artwork.load(options.data)
    tokens = Tokens(options.data / "tokenizer", Captions(art.names[: art.subjects], art.tags[: art.subjects]))
    state = torch.load(options.unet, weights_only=True)
    unet, text = build_unet(options.size // 8), build_text_encoder(len(state["ids"]))
    unet.load_state_dict(state["unet_ema"])
    text.load_state_dict(state["text_ema"])
    unet, text = unet.eval().to(memory_format=torch.channels_last), text.eval()
    vae = AutoencoderKL.from_pretrained(options.vae, subfolder="vae").float().to(memory_format=torch.channels_last)
    prompts = options.prompts.read_text(encoding="utf-8").splitlines()
    options.out.mkdir(parents=True, exist_ok=True)
    made = sample(unet, text, vae, tokens, prompts, options.size // 8, options.steps, options.cfg, options.seed)
    for number, picture in enumerate(made):
        Image.fromarray(picture).save(options.out / f"{number:05}.png")


if __name__ == "__main__":
    main()
