"""Makes the fixtures of the network that sees depth inside SD 2's depth model: src/test/resources/golden/depth.

    pip install -r tools/golden/requirements.txt
    python tools/golden/depth.py

transformers' DPTForDepthEstimation (hybrid), made tiny, under the names that the network has in Stability's file and in
dpt_hybrid-midas-501f0c75.pt, and under its own. As in checkpoints.py no weights are kept: every value is computed from its tensor's name. outputs.safetensors
has what it makes of pictures of such values, map.png what it makes of the picture of repaint.py when that is brought to size as Stability's
AddMiDaS does it, and channel what diffusers feeds a model for that picture eight times as large; published.json.gz has the names and shapes of the full-size network.
"""

import gzip
import json
import re
from types import SimpleNamespace

import cv2
import numpy as np
import torch
from diffusers import StableDiffusionDepth2ImgPipeline
from PIL import Image
from safetensors.torch import save_file
from transformers import DPTConfig, DPTForDepthEstimation

import checkpoints
from checkpoints import File, same, values

OUT = checkpoints.ROOT / "src/test/resources/golden/depth"
HALF = torch.float16
BACKBONE = dict(model_type="bit", global_padding="same", layer_type="bottleneck", num_groups=32, out_features=["stage1", "stage2", "stage3"],
                embedding_dynamic_padding=True)
TINY = dict(is_hybrid=True, hidden_size=128, num_hidden_layers=4, num_attention_heads=2, intermediate_size=256, image_size=64,
            layer_norm_eps=1e-6, backbone_out_indices=[0, 1, 2, 3], reassemble_factors=[1, 1, 1, 0.5], neck_hidden_sizes=[128, 256, 64, 96],
            fusion_hidden_size=32, backbone_featmap_shape=[1, 384, 4, 4],
            backbone_config=BACKBONE | dict(depths=[1, 2, 1], hidden_sizes=[128, 256, 384], embedding_size=32))
FULL = dict(is_hybrid=True, reassemble_factors=[1, 1, 1, 0.5], neck_hidden_sizes=[256, 512, 768, 768],
            backbone_config=BACKBONE | dict(depths=[3, 4, 9], hidden_sizes=[256, 512, 1024], embedding_size=64))
MODEL = "pretrained.model."
RENAMED = [
    (r"dpt\.embeddings\.backbone\.bit\.embedder\.convolution", MODEL + "patch_embed.backbone.stem.conv"),
    (r"dpt\.embeddings\.backbone\.bit\.embedder\.norm", MODEL + "patch_embed.backbone.stem.norm"),
    (r"dpt\.embeddings\.backbone\.bit\.encoder\.stages\.(\d+)\.layers\.(\d+)", MODEL + r"patch_embed.backbone.stages.\1.blocks.\2"),
    (r"dpt\.embeddings\.projection", MODEL + "patch_embed.proj"),
    (r"dpt\.embeddings\.position_embeddings", MODEL + "pos_embed"),
    (r"dpt\.embeddings\.cls_token", MODEL + "cls_token"),
    (r"dpt\.layernorm", MODEL + "norm"),
    (r"neck\.convs\.(\d)", lambda m: f"scratch.layer{int(m[1]) + 1}_rn"),
    (r"neck\.fusion_stage\.layers\.(\d)\.projection", lambda m: f"scratch.refinenet{4 - int(m[1])}.out_conv"),
    (r"neck\.fusion_stage\.layers\.(\d)\.residual_layer(\d)\.convolution", lambda m: f"scratch.refinenet{4 - int(m[1])}.resConfUnit{m[2]}.conv"),
    (r"neck\.reassemble_stage\.readout_projects\.(\d)\.0", lambda m: f"pretrained.act_postprocess{int(m[1]) + 1}.0.project.0"),
    (r"neck\.reassemble_stage\.layers\.(\d)\.projection", lambda m: f"pretrained.act_postprocess{int(m[1]) + 1}.3"),
    (r"neck\.reassemble_stage\.layers\.(\d)\.resize", lambda m: f"pretrained.act_postprocess{int(m[1]) + 1}.4"),
    (r"head\.head", "scratch.output_conv"),
]
LAYER = {"attention.output.dense": "attn.proj", "intermediate.dense": "mlp.fc1", "output.dense": "mlp.fc2", "layernorm_before": "norm1",
         "layernorm_after": "norm2"}


def midas(key, config):
    """The names of MiDaS's authors, who took theirs from timm."""
    if m := re.fullmatch(r"dpt\.encoder\.layer\.(\d+)\.(.+)\.(weight|bias)", key):
        block, part, ending = f"{MODEL}blocks.{m[1]}.", m[2], m[3]
        if p := re.fullmatch(r"attention\.attention\.(query|key|value)", part):
            return f"{block}attn.qkv.{ending}", f"part {['query', 'key', 'value'].index(p[1])}"
        return f"{block}{LAYER[part]}.{ending}", None
    for pattern, name in RENAMED:
        if re.match(pattern, key):
            return re.sub(pattern, name, key), None
    raise KeyError(key)


def seen(network, pixels):
    """transformers' own forward takes squares of one size only; the parts take any."""
    height, width = pixels.shape[2] // 16, pixels.shape[3] // 16
    given = network.dpt.embeddings(pixels, interpolate_pos_encoding=True)
    states, h = list(given.intermediate_activations), given.last_hidden_states
    for i, layer in enumerate(network.dpt.encoder.layer):
        h = layer(h)
        if i in network.config.backbone_out_indices[2:]:
            states.append(h)
    return network.head(network.neck(states, height, width))[:, None]


def minimal(length, scale):
    return max(1, int(np.round(length * scale / 32))) * 32


def brought_to_size(picture):
    """Stability's AddMiDaS for dpt_hybrid: as near to 384 as scaling as little as possible allows, both sides a multiple of 32."""
    height, width = picture.shape[:2]
    across, down = 384 / width, 384 / height
    scale = across if abs(1 - across) < abs(1 - down) else down
    sized = cv2.resize(picture.astype(np.float64) / 255, (minimal(width, scale), minimal(height, scale)), interpolation=cv2.INTER_CUBIC)
    return torch.from_numpy((sized - 0.5) / 0.5).permute(2, 0, 1)[None].float()


def published():
    with torch.device("meta"):
        network = DPTForDepthEstimation(DPTConfig(**FULL))
    shapes = {}
    for key, value in network.state_dict().items():
        name, how = midas(key, None)
        shapes[name] = checkpoints.stored(list(value.shape), how)
    shapes |= {MODEL + "head.weight": [1000, 768], MODEL + "head.bias": [1000]}  # it once told ImageNet's classes
    with gzip.GzipFile(OUT / "published.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps({"dpt-hybrid": shapes}).encode())
    print(len(shapes), "tensors")


@torch.no_grad()
def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    File.bases = {MODEL + "pos_embed": (0.0, 0.9), MODEL + "cls_token": (0.0, 0.9), "scratch.output_conv.4.bias": (0.4, 0.0),
                  "scratch.output_conv.4.weight": (0.2, 0.6)}
    file = File()
    network = file.network(DPTForDepthEstimation(DPTConfig(**TINY)), None, "", midas, HALF)
    file.add(MODEL + "head.weight", [5, 128], HALF)
    given = {}
    for height, width in (64, 64), (32, 96), (128, 64):
        pixels = values("pixels", (1, 3, height, width), 0, 1)
        made = seen(network, pixels)
        if height == width:
            assert torch.allclose(made[:, 0], network(pixels).predicted_depth, atol=1e-6)
        print(tuple(made.shape), f"{made.min():.3f} … {made.max():.3f}, {made.std():.3f}, {(made == 0).float().mean():.1%} nothing")
        given[f"{height}x{width}"] = made.contiguous()
    File.bases |= {"dpt.embeddings.position_embeddings": (0.0, 0.9), "dpt.embeddings.cls_token": (0.0, 0.9),
                   "head.head.4.bias": (0.4, 0.0), "head.head.4.weight": (0.2, 0.6)}
    other = File()
    given["transformers"] = seen(other.network(DPTForDepthEstimation(DPTConfig(**TINY)), None, "", same, torch.float32),
                                 values("pixels", (1, 3, 64, 96), 0, 1)).contiguous()
    picture = Image.open(checkpoints.ROOT / "src/test/resources/golden/repaint/source.png").convert("RGB")
    near = seen(network, brought_to_size(np.array(picture)))
    print(picture.size, tuple(near.shape))
    whole = torch.nn.functional.interpolate(near, size=(picture.height, picture.width), mode="bicubic", align_corners=False)[0, 0]
    whole = ((whole - whole.min()) / (whole.max() - whole.min()) * 255).round().numpy().astype(np.uint8)
    Image.fromarray(whole).save(OUT / "map.png")
    large = np.array(picture).repeat(8, 0).repeat(8, 1)
    given["channel"] = StableDiffusionDepth2ImgPipeline.prepare_depth_map(
        SimpleNamespace(vae_scale_factor=8), [Image.fromarray(large)], seen(network, brought_to_size(large))[:, 0], 1, False, torch.float32,
        "cpu").contiguous()
    save_file(given, OUT / "outputs.safetensors")
    with gzip.GzipFile(OUT / "tensors.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps({"dpt-hybrid": file.listed(), "transformers": other.listed()}).encode())
    published()


if __name__ == "__main__":
    main()
