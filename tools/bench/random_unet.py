#!/usr/bin/env python3
"""Writes a full-size SD 1.5 U-Net with random fp16 weights (1.7 GB) for benchmarks: random_unet.py FOLDER

Needs torch, diffusers and safetensors (tools/golden/requirements.txt).
"""

import sys
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from safetensors.torch import save_file

out = Path(sys.argv[1])
with torch.device("meta"):
    unet = UNet2DConditionModel(
        sample_size=64,
        block_out_channels=(320, 640, 1280, 1280),
        layers_per_block=2,
        cross_attention_dim=768,
        attention_head_dim=8,
    )
generator = torch.Generator().manual_seed(1)
weights = {}
for key, value in unet.state_dict().items():
    fan_in = max(1, value[0].numel()) if value.dim() > 1 else 1
    noise = torch.randn(value.shape, generator=generator).mul_(fan_in**-0.5)
    weights[key] = (noise if value.dim() > 1 else torch.ones(value.shape) * float("norm" in key)).half()
out.mkdir(parents=True, exist_ok=True)
save_file(weights, out / "diffusion_pytorch_model.safetensors")
unet.save_config(out)
