"""Writes a VAE of Stable Diffusion's size and a tiny one (TAESD) with random weights in fp16, in diffusers' layout.

    python tools/bench/random_vaes.py FOLDER        makes FOLDER/vae and FOLDER/taesd
"""
import sys
from pathlib import Path

import torch
from diffusers import AutoencoderKL, AutoencoderTiny

torch.manual_seed(1)
out = Path(sys.argv[1])
levels = 4
AutoencoderKL(block_out_channels=[128, 256, 512, 512], layers_per_block=2, down_block_types=["DownEncoderBlock2D"] * levels,
              up_block_types=["UpDecoderBlock2D"] * levels).half().save_pretrained(out / "vae")
AutoencoderTiny().half().save_pretrained(out / "taesd")
