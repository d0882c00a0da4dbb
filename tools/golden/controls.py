"""Makes the fixtures of ControlNets and T2I-Adapters: lists of tensors, what diffusers computes with them, and pictures.

    pip install -r tools/golden/requirements.txt
    python tools/golden/controls.py

Writes src/test/resources/golden/controls. As in checkpoints.py no weights are kept, and no inputs either: every value is computed
from its tensor's name and its place in it. tensors.json.gz lists the files, published.json.gz the names and shapes of the published
full-size ones under their author's names and diffusers', outputs.safetensors has what each network gives; cases.json and the PNG
files are pictures. CLIP's pictures are made small by Pillow, as its authors do it (torchvision's are 60 dB away in what is made of them).
"""
import gzip
import json
import math
import re

import numpy as np
import torch
from diffusers import ControlNetModel, ControlNetUnionModel, T2IAdapter, UNet2DConditionModel
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPImageProcessorPil, CLIPVisionConfig, CLIPVisionModelWithProjection

import checkpoints
import tiny_models
from checkpoints import FAMILIES, File, Model, ldm_unet, same, values

OUT = checkpoints.ROOT / "src/test/resources/golden/controls"
HALF = torch.float16
HINT = (8, 8, 16, 32)
# As large as the published one, so that what it is told can be told from its tensors.
FAMILIES["sdxl"]["unet"] |= {"addition_time_embed_dim": 256, "projection_class_embeddings_input_dim": 96 + 6 * 256}

SHARED = ("in_channels block_out_channels layers_per_block down_block_types cross_attention_dim attention_head_dim norm_num_groups "
          "flip_sin_to_cos freq_shift downsample_padding mid_block_scale_factor norm_eps use_linear_projection "
          "transformer_layers_per_block addition_embed_type addition_time_embed_dim projection_class_embeddings_input_dim").split()


def control_config(unet, hint=HINT):
    config = {key: unet[key] for key in SHARED if key in unet}
    return config | {"conditioning_embedding_out_channels": hint}


def ldm_control(key, config):
    """The names in the files of ControlNet's author."""
    last = 2 * len(config["conditioning_embedding_out_channels"]) - 1
    if m := re.fullmatch(r"controlnet_cond_embedding\.(conv_in|conv_out|blocks\.(\d))\.(.+)", key):
        layer = {"conv_in": 0, "conv_out": 2 * last}.get(m[1])
        return f"input_hint_block.{2 * (int(m[2]) + 1) if layer is None else layer}.{m[3]}", None
    if m := re.fullmatch(r"controlnet_down_blocks\.(\d+)\.(.+)", key):
        return f"zero_convs.{m[1]}.0.{m[2]}", None
    if key.startswith("controlnet_mid_block."):
        return key.replace("controlnet_mid_block.", "middle_block_out.0."), None
    return ldm_unet(key, config)


def tencent(key, config):
    """The names in the files of T2I-Adapter's authors."""
    key = key.removeprefix("adapter.")
    if "light" in config["adapter_type"]:
        return key.replace(".resnets.", ".body."), None
    if m := re.fullmatch(r"body\.(\d+)\.(?:resnets\.(\d)\.)?(.+)", key):
        return f"body.{2 * int(m[1]) + int(m[2] or 0)}.{m[3]}", None
    return key, None


def unit(name, *shape):
    """Numbers from 0 to 1."""
    return values(name, shape, 0.5, 0.5)


def inputs(family, batch, height, width):
    config = FAMILIES[family]["unet"]
    given = {"sample": values("sample", (batch, 4, height, width), 0, 1.7), "timestep": torch.tensor([981.0, 37.5][:batch]),
             "encoder_hidden_states": values("encoder_hidden_states", (batch, 77, config["cross_attention_dim"]), 0, 1.7)}
    added = None
    if family == "sdxl":
        added = {"text_embeds": values("text_embeds", (batch, 96), 0, 1.7),
                 "time_ids": torch.tensor([[1024.0, 768, 0, 16, 1024, 768], [512.0, 512, 0, 0, 512, 640]][:batch])}
    return given, added


def named(residuals, middle):
    return {f"control_{i}": r for i, r in enumerate(residuals)} | {"control_middle": middle}


CONTROLS = {  # family, file's names, pooled
    "sd1-diffusers": ("sd1", False, False),
    "sd1-author": ("sd1", True, False),
    "sd1-shuffle": ("sd1", True, True),
    "sd2-author": ("sd2", True, False),
    "sd2-diffusers": ("sd2", False, False),
    "sdxl-diffusers": ("sdxl", False, False),
    "sdxl-author": ("sdxl", True, False),
    "sdxl-small": ("sdxl", False, False),
}
ADAPTERS = {  # kind, channels, channels of the picture, author's names
    "t2i-sd1-diffusers": ("full_adapter", [32, 64], 3, False),
    "t2i-sd1-author": ("full_adapter", [32, 64], 1, True),
    "t2i-light-diffusers": ("light_adapter", [32, 64], 3, False),
    "t2i-light-author": ("light_adapter", [32, 64], 3, True),
    "t2i-sdxl-diffusers": ("full_adapter_xl", [32, 64, 96, 96], 3, False),
    "t2i-sdxl-author": ("full_adapter_xl", [32, 64, 96, 96], 1, True),
}


def control(name, file):
    family, author, pooled = CONTROLS[name]
    config = control_config(FAMILIES[family]["unet"])
    if name == "sdxl-small":
        config |= {"down_block_types": ["DownBlock2D", "DownBlock2D"], "mid_block_type": "UNetMidBlock2D"}
    network = ControlNetModel(**config, global_pool_conditions=pooled)
    prefix = "control_model." if author and family != "sdxl" else ""
    return file.network(network, config, prefix, ldm_control if author else same, HALF)


KINDS = 8


class Union(torch.nn.Module):
    """A ControlNet Union that follows a picture of one kind."""

    def __init__(self, file):
        super().__init__()
        config = control_config(FAMILIES["sdxl"]["unet"])
        width = config["block_out_channels"][0]
        network = ControlNetUnionModel(**config, num_control_type=KINDS, num_trans_channel=width, num_proj_channel=width)
        self.network, self.kind = file.network(network, config, "", same, HALF), 6

    def forward(self, sample, time, *, controlnet_cond, conditioning_scale=1.0, **more):
        kind = torch.zeros(len(sample), KINDS)
        kind[:, self.kind] = 1
        return self.network(sample, time, controlnet_cond=[controlnet_cond], control_type=kind, control_type_idx=[self.kind],
                            conditioning_scale=conditioning_scale, **more)


def control_lora(unet, file):
    """What a Control-LoRA makes of a U-Net: the model's tensors, most of them with a product of two thin ones added,
    kept as precisely as the model's are."""
    config = control_config(FAMILIES["sdxl"]["unet"])
    network, base, state = ControlNetModel(**config), unet.state_dict(), {}

    def add(name, shape):
        start, scale = checkpoints.spread(name, shape)
        file.add(name, shape, HALF, start, scale)
        return values(name, shape, start, scale).to(HALF).float()

    for key, parameter in network.state_dict().items():
        shape, name = list(parameter.shape), ldm_control(key, config)[0]
        if key in base and len(shape) > 1:
            stem = name.removesuffix(".weight")
            up, down = add(stem + ".up", [shape[0], 4] + [1] * (len(shape) - 2)), add(stem + ".down", [4] + shape[1:])
            state[key] = (base[key] + (up.flatten(1) @ down.flatten(1)).reshape(shape)).to(HALF).float()
        elif key in base and "norm" in key:
            state[key] = base[key]
        else:
            state[key] = add(name, shape)
    file.add("lora_controlnet", [1], HALF)
    network.load_state_dict(state)
    return network.eval()


def adapter(name, file):
    kind, channels, depth, author = ADAPTERS[name]
    xl = kind.endswith("xl")
    network = T2IAdapter(in_channels=depth, channels=channels, num_res_blocks=2, downscale_factor=16 if xl else 8, adapter_type=kind)
    return file.network(network, {"adapter_type": kind}, "", tencent if author else same, HALF)


def vision(file):
    """A tiny CLIP that looks at pictures of 28×28."""
    config = CLIPVisionConfig(hidden_size=64, intermediate_size=96, projection_dim=48, num_hidden_layers=2, num_attention_heads=1,
                              image_size=28, patch_size=14, hidden_act="quick_gelu")
    return file.network(CLIPVisionModelWithProjection(config), None, "", same, HALF)


def prompt_shapes(kind, unet, context, embed, tokens=4, dim=0, inner=0):
    """The tensors of an IP-Adapter's file: `ImageProjModel`, `Resampler` or `MLPProjModel` and the layers of `set_ip_adapter`
    in tencent-ailab/IP-Adapter's ip_adapter.py and resampler.py (commit 1ae324ac)."""
    if kind == "plain":
        proj = {"proj.weight": [tokens * context, embed], "proj.bias": [tokens * context], "norm.weight": [context], "norm.bias": [context]}
    elif kind == "full":
        proj = {"proj.0.weight": [embed, embed], "proj.0.bias": [embed], "proj.2.weight": [context, embed], "proj.2.bias": [context],
                "proj.3.weight": [context], "proj.3.bias": [context]}
    else:
        proj = {"latents": [1, tokens, dim], "proj_in.weight": [dim, embed], "proj_in.bias": [dim], "proj_out.weight": [context, dim],
                "proj_out.bias": [context], "norm_out.weight": [context], "norm_out.bias": [context]}
        for i in range(4):
            proj |= {f"layers.{i}.0.{n}.{w}": [dim] for n in ("norm1", "norm2") for w in ("weight", "bias")}
            proj |= {f"layers.{i}.0.to_q.weight": [inner, dim], f"layers.{i}.0.to_kv.weight": [2 * inner, dim],
                     f"layers.{i}.0.to_out.weight": [dim, inner], f"layers.{i}.1.0.weight": [dim], f"layers.{i}.1.0.bias": [dim],
                     f"layers.{i}.1.1.weight": [4 * dim, dim], f"layers.{i}.1.3.weight": [dim, 4 * dim]}
    shapes = {"image_proj." + key: shape for key, shape in proj.items()}
    for number, key in enumerate(unet.attn_processors):  # a list of all of them, of which those that look at the text have tensors
        if "attn2" in key:
            width = unet.get_submodule(key.removesuffix(".processor")).to_k.out_features
            shapes |= {f"ip_adapter.{number}.to_{part}_ip.weight": [width, context] for part in "kv"}
    return shapes


def image_prompt(name, family, unet, file):
    """Puts a tiny IP-Adapter on a U-Net; returns its file's tensors."""
    context = FAMILIES[family]["unet"]["cross_attention_dim"]
    shapes = prompt_shapes(name, unet, context, 48 if name == "plain" else 64, 6 if name == "plus" else 4, 32, 128)
    state = {"image_proj": {}, "ip_adapter": {}}
    for key, shape in shapes.items():
        base, scale = checkpoints.spread(key, shape) if key != "image_proj.latents" else (0.0, 1.0)
        file.add(key, shape, HALF, base, scale)
        part, rest = key.split(".", 1)
        state[part][rest] = values(key, shape, base, scale).to(HALF).float()
    unet._load_ip_adapter_weights([state], low_cpu_mem_usage=False)


@torch.no_grad()
def image_pictures(files, vocabulary, cases):
    looks = vision(files.setdefault("vision", File()))
    source = Image.open(OUT / "map.png").convert("RGB")
    processor = CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})
    pixels = processor(source, return_tensors="pt").pixel_values
    summary, tokens = looks(pixels).image_embeds, {}
    places = [looks(each, output_hidden_states=True).hidden_states[-2] for each in (pixels, torch.zeros_like(pixels))]
    for number, (family, kind, weight, start, end) in enumerate([
            ("sd1", "plain", 0.8, 0, 1), ("sdxl", "plain", 1.0, 0, 0.5), ("sd1", "plus", 1.0, 0, 1), ("sdxl", "plus", 0.7, 0.2, 1),
            ("sd1", "full", 0.9, 0, 1)]):
        model = Controlled(family, File(), checkpoints.HALF, vocabulary)
        name = f"{family}-image-prompt" + ("" if kind == "plain" else "-" + kind)
        embeds = [summary, torch.zeros_like(summary)] if kind == "plain" else places
        stem = f"ip-{family}" if kind == "plain" else f"ip-{kind}-{family}"
        case = {"id": name, "model": family + "-model", "prompt": "a red fox on a green boat", "negative": "blurry", "width": 64, "height": 48,
                "sampler": "Euler", "schedule": "Karras", "steps": 5, "guidance": 5.0, "seed": 80 + number, "clipSkip": 1}
        plain = model.decode(model.latents(case, case["seed"]))
        image_prompt(kind, family, model.unet, files.setdefault(stem, File()))
        if kind != "plain":
            layer = model.unet.encoder_hid_proj.image_projection_layers[0]
            tokens[f"{stem}.tokens"] = torch.cat([layer(each) for each in embeds])
        model.image = (embeds, weight, start, end)
        latents = model.latents(case, case["seed"])
        made = model.decode(latents)
        Image.fromarray(made).save(OUT / f"{name}.png")
        error = np.mean((plain.astype(float) - made) ** 2)
        print(f"{name}: latents {latents.std():.2f}, pixels {made.mean():.0f} ± {made.std():.0f}, without: {10 * math.log10(255**2 / error):.1f} dB")
        case["units"] = [{"file": stem, "weight": weight, "start": start, "end": end, "mode": "balanced"}]
        cases.append(case)
    save_file({"pixels": pixels, **{key: value.contiguous() for key, value in tokens.items()}}, OUT / "image-tokens.safetensors")


@torch.no_grad()
def outputs(files):
    given = {}
    for name in CONTROLS:
        network = control(name, files.setdefault(name, File()))
        family = CONTROLS[name][0]
        batch, height, width = (2, 6, 5) if name == "sd1-author" else (1, 5, 6)
        told, added = inputs(family, batch, height, width)
        hint = unit("hint", batch, 3, 8 * height, 8 * width)
        for mode, options in {"plain": {}, "weak": {"conditioning_scale": 0.6}, "guess": {"guess_mode": True}}.items():
            if mode == "plain" or name == "sd1-diffusers":
                down, middle = network(**told, controlnet_cond=hint, added_cond_kwargs=added, return_dict=False, **options)
                given |= {f"{name}.{mode}.{k}": v for k, v in named(down, middle).items()}
    union = Union(files.setdefault("sdxl-union", File()))
    told, added = inputs("sdxl", 1, 5, 6)
    for union.kind in (1, 6):
        down, middle = union(told["sample"], told["timestep"], encoder_hidden_states=told["encoder_hidden_states"],
                             controlnet_cond=unit("hint", 1, 3, 40, 48), added_cond_kwargs=added, return_dict=False)
        given |= {f"sdxl-union.{union.kind}.{k}": v for k, v in named(down, middle).items()}
    for name, (kind, channels, depth, _) in ADAPTERS.items():
        network = adapter(name, files.setdefault(name, File()))
        size = (48, 32) if kind.endswith("xl") else (40, 24)
        for i, feature in enumerate(network(unit("hint", 1, depth, *size))):
            given[f"{name}.feature_{i}"] = feature
    # A U-Net that is told of both, with three resolutions as SDXL has.
    config = FAMILIES["sdxl"]["unet"] | {
        "block_out_channels": [32, 64, 96], "layers_per_block": 1, "attention_head_dim": [1, 1, 1],
        "transformer_layers_per_block": [1, 1, 1], "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
        "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"]}
    files["unet"] = File()
    unet = files["unet"].network(UNet2DConditionModel(**{k: v for k, v in config.items() if k[0] != "_"}), config, "", same, HALF)
    told, added = inputs("sdxl", 1, 6, 4)
    residuals = []
    width, sizes = [32, 32, 32, 64, 64, 96], [(6, 4), (6, 4), (3, 2), (3, 2), (2, 1), (2, 1)]
    for i, (channels, size) in enumerate(zip(width, sizes)):
        residuals.append(values(f"control_{i}", (1, channels, *size), 0, 1))
    middle = values("control_middle", (1, 96, 2, 1), 0, 1)
    features = [values(f"feature_{i}", (1, channels, *size), 0, 1)
                for i, (channels, size) in enumerate([(32, (3, 2)), (64, (3, 2)), (96, (2, 1)), (96, (2, 1))])]
    kwargs = {"down_block_additional_residuals": residuals, "mid_block_additional_residual": middle}
    given["unet.control"] = unet(**told, added_cond_kwargs=added, **kwargs).sample
    given["unet.features"] = unet(**told, added_cond_kwargs=added, down_intrablock_additional_residuals=[f.clone() for f in features]).sample
    given["unet.both"] = unet(**told, added_cond_kwargs=added, down_intrablock_additional_residuals=[f.clone() for f in features], **kwargs).sample
    given["unet.plain"] = unet(**told, added_cond_kwargs=added).sample
    save_file({k: v.contiguous() for k, v in given.items()}, OUT / "outputs.safetensors")
    files["unet"].metadata = {key: value for key, value in config.items()}
    (OUT / "unet.json").write_text(json.dumps(config, indent=1) + "\n")


def published():
    """Names and shapes of the published full-size files."""
    networks = json.loads(gzip.open(checkpoints.ROOT / "src/test/resources/golden/networks/tensors.json.gz").read())
    files = {}
    for name in "sd-1.5", "sd-2.1", "sdxl":
        config = control_config(networks[f"{name} unet"]["config"], (16, 32, 96, 256))
        with torch.device("meta"):
            network = ControlNetModel(**config)
        shapes = {key: list(value.shape) for key, value in network.state_dict().items()}
        files[f"{name} diffusers"] = shapes
        files[f"{name} author"] = {ldm_control(key, config)[0]: shape for key, shape in shapes.items()}
    kinds = {"t2i sd-1.5": ("full_adapter", [320, 640, 1280, 1280], 2), "t2i light": ("light_adapter", [320, 640, 1280], 4),
             "t2i sdxl": ("full_adapter_xl", [320, 640, 1280, 1280], 2)}
    for name, (kind, channels, blocks) in kinds.items():
        with torch.device("meta"):
            network = T2IAdapter(channels=channels, num_res_blocks=blocks, downscale_factor=16 if kind.endswith("xl") else 8, adapter_type=kind)
        shapes = {key: list(value.shape) for key, value in network.state_dict().items()}
        files[f"{name} diffusers"] = shapes
        files[f"{name} author"] = {tencent(key, {"adapter_type": kind})[0]: shape for key, shape in shapes.items()}
    files |= published_prompts(networks)
    with gzip.GzipFile(OUT / "published.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps(files).encode())


# file of h94/IP-Adapter: model, how it makes tokens of what CLIP sees, width of that (ViT-H 1024 or 1280, ViT-bigG 1280), more
PROMPTS = {
    "ip-adapter_sd15": ("sd-1.5", "plain", 1024, ()),
    "ip-adapter_sd15_vit-G": ("sd-1.5", "plain", 1280, ()),
    "ip-adapter-plus_sd15": ("sd-1.5", "plus", 1280, (16, 768, 12 * 64)),
    "ip-adapter-plus-face_sd15": ("sd-1.5", "plus", 1280, (16, 768, 12 * 64)),
    "ip-adapter-full-face_sd15": ("sd-1.5", "full", 1280, ()),
    "ip-adapter_sdxl": ("sdxl", "plain", 1280, ()),
    "ip-adapter_sdxl_vit-h": ("sdxl", "plain", 1024, ()),
    "ip-adapter-plus_sdxl_vit-h": ("sdxl", "plus", 1280, (16, 1280, 20 * 64)),
    "ip-adapter-plus-face_sdxl_vit-h": ("sdxl", "plus", 1280, (16, 1280, 20 * 64)),
}


def published_prompts(networks):
    """Names and shapes of the published IP-Adapters. diffusers takes each, strictly: none of its own tensors is left without a value."""
    files = {}
    for name, (model, kind, embed, more) in PROMPTS.items():
        config = networks[f"{model} unet"]["config"]
        with torch.device("meta"):
            unet = UNet2DConditionModel.from_config(config)
            files[name] = prompt_shapes(kind, unet, config["cross_attention_dim"], embed, *more)
            given = {key.removeprefix("image_proj."): torch.empty(shape) for key, shape in files[name].items() if key.startswith("image_proj.")}
            layers = {key.removeprefix("ip_adapter."): torch.empty(shape) for key, shape in files[name].items() if key.startswith("ip_adapter.")}
            taken = len(layers)
            unet._load_ip_adapter_weights([{"image_proj": given, "ip_adapter": layers}], low_cpu_mem_usage=False)
        theirs = unet.encoder_hid_proj.image_projection_layers[0].state_dict()
        wanted = sum(value.numel() for value in theirs.values())
        if wanted != sum(value.numel() for value in given.values()) or taken != sum("_ip." in key for key in unet.state_dict()):
            raise SystemExit(f"{name}: diffusers wants other tensors")
        print(f"{name}: {len(files[name])} tensors")
    return files


class Controlled(Model):
    """A model guided by pictures as A1111's extension does it; `units` are set before a picture is made."""

    units = ()
    image = None

    def latents(self, case, seed):
        self.call = -1
        self.calls = case["steps"]
        return super().latents(case, seed)

    def predict(self, x, timestep, conditioning, width, height):
        """The reference asks for the prompt, then for the negative, at every step."""
        self.call += 1
        step, negative = self.call // 2, self.call % 2 == 1
        hidden, pooled = conditioning
        added = None
        if self.is_xl:
            added = {"text_embeds": pooled, "time_ids": torch.tensor([[height, width, 0, 0, height, width]], dtype=torch.float32)}
        time = torch.tensor([timestep], dtype=torch.float32)
        down = middle = features = None
        for unit in self.units:
            if not unit["start"] <= step / self.calls <= unit["end"] or (negative and unit["mode"] == "control"):
                continue
            soft = unit["mode"] != "balanced"
            if isinstance(unit["network"], T2IAdapter):
                scales = (0.25, 0.62, 0.825, 1.0) if soft else (1.0,) * 4
                added_features = [f * (unit["weight"] * s) for f, s in zip(unit["network"](unit["hint"]), scales)]
                features = added_features if features is None else [a + b for a, b in zip(features, added_features)]
                continue
            given, bottom = unit["network"](x, time, encoder_hidden_states=hidden, controlnet_cond=unit["hint"],
                                            added_cond_kwargs=added, return_dict=False)
            every = [*given, bottom]
            every = [r * (unit["weight"] * (0.825 ** float(12 - i) if soft else 1.0)) for i, r in enumerate(every)]
            down = every[:-1] if down is None else [a + b for a, b in zip(down, every)]
            middle = every[-1] if middle is None else middle + every[-1]
        if self.image is not None:
            embeds, weight, start, end = self.image
            on = start <= step / self.calls <= end
            for processor in self.unet.attn_processors.values():
                if hasattr(processor, "scale"):
                    processor.scale = [weight if on else 0.0]
            added = (added or {}) | {"image_embeds": [embeds[negative][None]]}
        more = {}
        if features is not None:
            more["down_intrablock_additional_residuals"] = list(features)
        if down is not None:
            more |= {"down_block_additional_residuals": down, "mid_block_additional_residual": middle}
        return self.unet(x, time, encoder_hidden_states=hidden, added_cond_kwargs=added, **more).sample


def picture(width, height):
    """A map to follow: a grey slope, a ring and a bar."""
    y, x = np.mgrid[0:height, 0:width]
    image = np.zeros((height, width, 3), np.uint8)
    image[..., 0] = 255 * x // (width - 1)
    image[..., 1] = 255 * (np.hypot(x - width / 2, y - height / 2).round() % 16 < 4)
    image[..., 2] = 255 * (abs(y - height // 3) < 4)
    return image


# id: model, units (network, weight, start, end, mode)
PICTURES = {
    "sd1-control": ("sd1", [("sd1-author", 1.0, 0, 1, "balanced")]),
    "sd1-two-in-part": ("sd1", [("sd1-diffusers", 0.8, 0.2, 1, "balanced"), ("sd1-author", 0.5, 0, 0.6, "balanced")]),
    "sd1-prompt-first": ("sd1", [("sd1-author", 1.0, 0, 1, "prompt")]),
    "sd1-control-first": ("sd1", [("sd1-author", 1.0, 0, 1, "control")]),
    "sd1-adapter": ("sd1", [("t2i-sd1-diffusers", 1.0, 0, 1, "balanced")]),
    "sd1-adapter-and-control": ("sd1", [("t2i-sd1-diffusers", 0.7, 0, 0.5, "control"), ("sd1-shuffle", 0.9, 0, 1, "balanced")]),
    "sdxl-control": ("sdxl", [("sdxl-diffusers", 1.0, 0, 1, "balanced")]),
    "sdxl-union": ("sdxl", [("sdxl-union", 1.0, 0, 1, "balanced")]),
    "sdxl-control-lora": ("sdxl", [("sdxl-control-lora", 0.8, 0, 1, "balanced")]),
}


def pictures(files):
    merges = gzip.open(checkpoints.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:]
    vocabulary = tiny_models.clip_vocabulary(merges)
    models, networks, cases = {}, {}, []
    map_of = picture(64, 48)
    Image.fromarray(map_of).save(OUT / "map.png")
    hint = torch.from_numpy(map_of).permute(2, 0, 1)[None].float() / 255
    for number, (name, (family, rows)) in enumerate(PICTURES.items()):
        if family not in models:
            models[family] = Controlled(family, files.setdefault(f"{family}-model", File()), checkpoints.HALF, vocabulary)
        units = []
        for file, weight, start, end, mode in rows:
            if file not in networks:
                if file == "sdxl-control-lora":
                    networks[file] = control_lora(models[family].unet, files.setdefault(file, File()))
                else:
                    networks[file] = Union(File()) if file == "sdxl-union" else (adapter if file.startswith("t2i") else control)(file, File())
            units.append({"network": networks[file], "hint": hint, "weight": weight, "start": start, "end": end, "mode": mode})
        model = models[family]
        case = {"id": name, "model": family + "-model", "prompt": "a red fox on a green boat", "negative": "blurry", "width": 64, "height": 48,
                "sampler": "Euler", "schedule": "Karras", "steps": 5, "guidance": 5.0, "seed": 60 + number, "clipSkip": 1}
        model.units = []
        plain = model.decode(model.latents(case, case["seed"]))
        model.units = units
        latents = model.latents(case, case["seed"])
        made = model.decode(latents)
        Image.fromarray(made).save(OUT / f"{name}.png")
        error = np.mean((plain.astype(float) - made) ** 2)
        print(f"{name}: latents {latents.std():.2f}, pixels {made.mean():.0f} ± {made.std():.0f}, without: {10 * math.log10(255**2 / error):.1f} dB")
        case["units"] = [dict(zip("file weight start end mode".split(), row)) for row in rows]
        cases.append(case)
    image_pictures(files, vocabulary, cases)
    (OUT / "cases.json").write_text(json.dumps(cases, indent=1) + "\n")


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    files = {}
    outputs(files)
    published()
    pictures(files)
    with gzip.GzipFile(OUT / "tensors.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps({name: file.listed() for name, file in files.items()}).encode())


if __name__ == "__main__":
    main()
