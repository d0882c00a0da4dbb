"""Makes the fixtures of models in one file: the list of tensors of tiny checkpoints of every kind, and the pictures to expect.

    pip install -r tools/golden/requirements.txt
    python tools/golden/checkpoints.py

Writes src/test/resources/golden/checkpoints: tensors.json.gz, cases.json and a picture for each case. No weights are kept:
every value is computed from its tensor's name and its place in it (`values`), here and in the tests alike. published.json.gz
has the names and shapes of the full-size single files of SD 1.5, SD 2.1, SDXL and its refiner; torch-2.ckpt and torch-4.ckpt are small files
that torch itself wrote.

    python tools/golden/checkpoints.py --full FOLDER

writes full-size files of random weights with the names and shapes of SD 1.5, SD 2.1 and SDXL (2, 2.6 and 7 GB) instead.
"""
import argparse
import gzip
import json
import math
import pathlib
import re
from collections import OrderedDict

import numpy as np
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from PIL import Image
from safetensors.torch import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

import kdiffusion
import tiny_models
from reference import Reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "src/test/resources/golden/checkpoints"
MERGES = ROOT / "src/main/resources/studio/sfumato/prompt/clip-merges.txt.gz"
NAMES = {torch.float32: "F32", torch.float16: "F16", torch.bfloat16: "BF16", torch.float8_e4m3fn: "F8_E4M3",
         torch.float8_e5m2: "F8_E5M2", torch.int64: "I64", torch.int32: "I32"}


def values(name, shape, base, scale):
    """The float32 values base + scale·u; u in [-1, 1) is SplitMix64 of the name's FNV-1a hash and the element's number."""
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = (state ^ byte) * 0x100000001B3 % 2**64
    count = math.prod(shape)
    with np.errstate(over="ignore"):
        z = np.uint64(state) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    u = (z >> np.uint64(40)).astype(np.float32) * np.float32(2**-23) - np.float32(1)
    return torch.from_numpy(np.float32(base) + np.float32(scale) * u).reshape(shape)


def spread(name, shape):
    """Base and scale of a tensor, such that a network of such tensors gives sensible numbers."""
    if name.endswith(("token_embedding.weight",)):
        sigma, base = 0.7, 0
    elif "position" in name:
        sigma, base = 0.2, 0
    elif len(shape) > 1:
        fan_in = shape[0] if name.endswith("text_projection") else math.prod(shape[1:])
        sigma, base = 1 / math.sqrt(fan_in), 0
        if "attn2" in name and "to_out" in name:
            sigma *= 4
    elif name.endswith("bias"):
        sigma, base = 0.1, 0
    else:
        sigma, base = 0.2, 1
    return float(np.float32(base)), float(np.float32(sigma * math.sqrt(3)))


# From diffusers' names to those of the published single files: (name, how its values become diffusers').

RESNET = {"norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0",
          "conv2": "out_layers.3", "conv_shortcut": "skip_connection"}
UNET_ROOT = {"conv_in": "input_blocks.0.0", "time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
             "time_embedding.cond_proj": "time_embed.cond_proj",
             "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2", "conv_norm_out": "out.0",
             "conv_out": "out.2"}


def ldm_unet(key, config):
    layers, ending = config["layers_per_block"] + 1, key.rsplit(".", 1)[1]
    stem = key[: -len(ending) - 1]
    if stem in UNET_ROOT:
        return f"{UNET_ROOT[stem]}.{ending}", None
    if m := re.match(r"(down|up)_blocks\.(\d+)\.(resnets|attentions)\.(\d+)\.(.+)", stem):
        side, level, kind, layer, rest = m[1], int(m[2]), m[3], int(m[4]), m[5]
        block = f"input_blocks.{1 + level * layers + layer}" if side == "down" else f"output_blocks.{level * layers + layer}"
        return f"{block}.0.{RESNET[rest]}.{ending}" if kind == "resnets" else f"{block}.1.{rest}.{ending}", None
    if m := re.match(r"down_blocks\.(\d+)\.downsamplers\.0\.conv", stem):
        return f"input_blocks.{(int(m[1]) + 1) * layers}.0.op.{ending}", None
    if m := re.match(r"up_blocks\.(\d+)\.upsamplers\.0\.conv", stem):
        place = 2 if config["up_block_types"][int(m[1])].startswith("Cross") else 1
        return f"output_blocks.{(int(m[1]) + 1) * layers - 1}.{place}.conv.{ending}", None
    m = re.match(r"mid_block\.(resnets|attentions)\.(\d)\.(.+)", stem)
    return (f"middle_block.1.{m[3]}" if m[1] == "attentions" else f"middle_block.{2 * int(m[2])}.{RESNET[m[3]]}") + f".{ending}", None


def ldm_vae(key, config):
    levels = len(config["block_out_channels"])
    key = re.sub(r"encoder\.down_blocks\.(\d+)\.resnets\.(\d+)", r"encoder.down.\1.block.\2", key)
    key = re.sub(r"encoder\.down_blocks\.(\d+)\.downsamplers\.0", r"encoder.down.\1.downsample", key)
    key = re.sub(r"decoder\.up_blocks\.(\d+)\.resnets\.(\d+)", lambda m: f"decoder.up.{levels - 1 - int(m[1])}.block.{m[2]}", key)
    key = re.sub(r"decoder\.up_blocks\.(\d+)\.upsamplers\.0", lambda m: f"decoder.up.{levels - 1 - int(m[1])}.upsample", key)
    key = re.sub(r"mid_block\.resnets\.(\d)", lambda m: f"mid.block_{int(m[1]) + 1}", key)
    key = key.replace("conv_shortcut", "nin_shortcut").replace("conv_norm_out", "norm_out")
    attention = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}
    if m := re.match(r"(.+)\.mid_block\.attentions\.0\.(.+)\.(weight|bias)", key):
        name = f"{m[1]}.mid.attn_1.{attention[m[2]]}.{m[3]}"
        return name, "convolution" if m[2] != "group_norm" and m[3] == "weight" else None
    return key, None


def open_clip(key, config):
    key = key.removeprefix("text_model.")
    root = {"embeddings.token_embedding.weight": "token_embedding.weight", "embeddings.position_embedding.weight": "positional_embedding",
            "final_layer_norm.weight": "ln_final.weight", "final_layer_norm.bias": "ln_final.bias"}
    if key in root:
        return root[key], None
    if key == "text_projection.weight":
        return "text_projection", "transposed"
    m = re.match(r"encoder\.layers\.(\d+)\.(.+)\.(weight|bias)", key)
    block, part, ending = f"transformer.resblocks.{m[1]}.", m[2], m[3]
    if p := re.match(r"self_attn\.([qkv])_proj", part):
        return f"{block}attn.in_proj_{ending}", f"part {'qkv'.index(p[1])}"
    names = {"layer_norm1": "ln_1", "layer_norm2": "ln_2", "mlp.fc1": "mlp.c_fc", "mlp.fc2": "mlp.c_proj", "self_attn.out_proj": "attn.out_proj"}
    return f"{block}{names[part]}.{ending}", None


def same(key, config):
    return key, None


def with_text_model(key, config):
    """transformers 5 has dropped the prefix that all published files have."""
    return key if key.startswith("text_") else "text_model." + key, None


def without_text_model(key, config):
    return key.removeprefix("text_model."), None


def stored(shape, how):
    """The shape in the file of a tensor that the network wants in this one."""
    if how == "transposed":
        return shape[::-1]
    if how == "convolution":
        return [*shape, 1, 1]
    return [3 * shape[0], *shape[1:]] if how and how.startswith("part") else list(shape)


def restored(tensor, how):
    if how == "transposed":
        return tensor.T
    if how == "convolution":
        return tensor[:, :, 0, 0]
    return tensor.chunk(3)[int(how[-1])] if how and how.startswith("part") else tensor


class File:
    """The tensors of a file that is being made up: (name, type, shape, base, scale)."""

    def __init__(self):
        self.tensors, self.metadata = {}, {}

    def add(self, name, shape, dtype, base=0.0, scale=0.0):
        self.tensors.setdefault(name, (dtype, list(shape), base, scale))

    def network(self, model, config, prefix, naming, dtype, ema=False):
        """Adds a network and gives it the values that the file will have."""
        state = {}
        for key, parameter in model.state_dict().items():
            if key.endswith("position_ids"):
                continue
            name, how = naming(key, config)
            shape = stored(list(parameter.shape), how)
            name = prefix + name
            base, scale = self.bases.get(name, spread(name, shape))
            if ema:
                name = "model_ema." + name.removeprefix("model.").replace(".", "")
            self.add(name, shape, dtype, base, scale)
            state[key] = restored(values(name, shape, base, scale).to(dtype).to(torch.float32), how)
        model.load_state_dict(state, strict=False)
        return model.eval()

    bases = {}

    def listed(self):
        return [[name, NAMES[dtype], *more] for name, (dtype, *more) in self.tensors.items()]


UNET = {k: v for k, v in tiny_models.UNET.items()} | {"norm_num_groups": 32, "layers_per_block": 2}
VAE = tiny_models.VAE | {"block_out_channels": [32, 32, 64, 64], "norm_num_groups": 32}
TEXT = tiny_models.TEXT | {"vocab_size": 49408, "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}


def text(width, layers, act, projection=None):
    return TEXT | {"hidden_size": width, "intermediate_size": 2 * width, "num_hidden_layers": layers, "hidden_act": act,
                   "num_attention_heads": max(1, width // 64), "projection_dim": projection or width}


FAMILIES = {
    "sd1": {"unet": UNET | {"block_out_channels": [32, 64], "attention_head_dim": 8, "cross_attention_dim": 128},
            "vae": VAE, "text": text(128, 3, "quick_gelu"), "eps": True},
    "sd2": {"unet": UNET | {"block_out_channels": [64, 128], "attention_head_dim": [1, 2], "cross_attention_dim": 128,
                            "use_linear_projection": True},
            "vae": VAE, "text": text(128, 3, "gelu")},
    "sdxl": {"unet": UNET | {"block_out_channels": [64, 128], "attention_head_dim": [1, 2], "cross_attention_dim": 192,
                             "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"],
                             "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"], "transformer_layers_per_block": [1, 2],
                             "addition_embed_type": "text_time", "addition_time_embed_dim": 8,
                             "projection_class_embeddings_input_dim": 96 + 6 * 8, "use_linear_projection": True},
             "vae": VAE | {"scaling_factor": 0.13025}, "text": text(64, 3, "quick_gelu"), "text2": text(128, 3, "gelu", 96)},
    "refiner": {"unet": UNET | {"block_out_channels": [64, 128], "attention_head_dim": [1, 2], "cross_attention_dim": 128,
                                "down_block_types": ["DownBlock2D", "CrossAttnDownBlock2D"],
                                "up_block_types": ["CrossAttnUpBlock2D", "UpBlock2D"], "transformer_layers_per_block": [1, 2],
                                "addition_embed_type": "text_time", "addition_time_embed_dim": 8,
                                "projection_class_embeddings_input_dim": 96 + 5 * 8, "use_linear_projection": True},
                "vae": VAE | {"scaling_factor": 0.13025}, "text2": text(128, 3, "gelu", 96)},
}


class Model(Reference):
    """A reference over networks in memory; `channels` 9 is an inpainting model, which is given a grey picture, all masked."""

    def __init__(self, family, file, dtypes, vocabulary, naming="ldm", predicts_v=False, channels=4, ema=False, vae_file=None,
                 vae_naming=ldm_vae, second_naming=open_clip):
        sizes = FAMILIES[family]
        self.scheduler = tiny_models.SCHEDULER
        self.levels = kdiffusion.NoiseLevels.of(self.scheduler)
        self.predicts_v, self.is_xl, self.channels = predicts_v, family in ("sdxl", "refiner"), channels
        self.refines = family == "refiner"
        ldm = naming != "diffusers"
        unet_dtype, dtype = dtypes
        config = sizes["unet"] | {"in_channels": channels}
        self.unet = file.network(UNet2DConditionModel.from_config(config), config, "model.diffusion_model." if ldm else "unet.",
                                 ldm_unet if ldm else same, unet_dtype, ema)
        vae_prefix = "" if vae_file else "first_stage_model." if ldm else "vae."
        self.vae = (vae_file or file).network(AutoencoderKL.from_config(sizes["vae"]), sizes["vae"], vae_prefix, vae_naming if ldm else same, dtype)
        self.tokenizers, self.encoders = [], []
        if self.refines:
            second = CLIPTextModelWithProjection(CLIPTextConfig(**sizes["text2"]))
            prefix = "conditioner.embedders.0.model." if ldm else "text_encoder_2."
            self.encoders.append(file.network(second, None, prefix, open_clip if ldm else with_text_model, dtype))
            self.tokenizers.append(self.tokenizer(vocabulary, "!"))
            if ldm:
                file.add("conditioner.embedders.0.model.logit_scale", [], dtype)
            return
        self.tokenizers = [self.tokenizer(vocabulary, "!" if family == "sd2" else tiny_models.EOS)]
        first = CLIPTextModel(CLIPTextConfig(**sizes["text"]))
        if family == "sd2" and ldm:
            file.network(CLIPTextModel(CLIPTextConfig(**sizes["text"] | {"num_hidden_layers": 4})), None, "cond_stage_model.model.", open_clip, dtype)
            prefix, text_names = "cond_stage_model.model.", open_clip
        else:
            prefix = "conditioner.embedders.0.transformer." if family == "sdxl" else "cond_stage_model.transformer."
            prefix = prefix if ldm else "text_encoder."
            text_names = without_text_model if naming == "old" else with_text_model
        self.encoders = [file.network(first, None, prefix, text_names, dtype)]
        if self.is_xl:
            second = CLIPTextModelWithProjection(CLIPTextConfig(**sizes["text2"]))
            prefix = "conditioner.embedders.1.model." if ldm else "text_encoder_2."
            self.encoders.append(file.network(second, None, prefix, second_naming if ldm else with_text_model, dtype))
            self.tokenizers.append(self.tokenizer(vocabulary, "!"))
        if ldm:
            self.leftovers(file, family, dtype)

    @staticmethod
    def tokenizer(vocabulary, pad):
        vocab, merges = vocabulary
        return CLIPTokenizer(vocab=vocab, merges=merges, pad_token=pad)

    @staticmethod
    def leftovers(file, family, dtype):
        """What published files have beside the networks."""
        if family == "sdxl":
            file.add("conditioner.embedders.1.model.logit_scale", [], dtype)
            file.add("conditioner.embedders.0.transformer.text_model.embeddings.position_ids", [1, 77], torch.int64)
            return
        for name in ("betas", "alphas_cumprod", "sqrt_alphas_cumprod"):
            file.add(name, [1000], torch.float32)
        if family == "sd2":
            file.add("cond_stage_model.model.logit_scale", [], dtype)
        else:
            file.add("cond_stage_model.transformer.text_model.embeddings.position_ids", [1, 77], torch.int64)
        file.add("model_ema.decay", [], torch.float32)
        file.add("model_ema.num_updates", [], torch.int32)

    def encode(self, schedule, clip_skip, negative=False):
        """A refiner's summary of a text goes with the score that A1111 and diffusers give a prompt and a negative prompt."""
        stages = super().encode(schedule, clip_skip, negative)
        if not self.refines:
            return stages
        return [(end, (hidden, (pooled, 2.5 if negative else 6.0))) for end, (hidden, pooled) in stages]

    def predict(self, x, timestep, conditioning, width, height):
        if self.refines:
            hidden, (pooled, score) = conditioning
            added = {"text_embeds": pooled, "time_ids": torch.tensor([[height, width, 0, 0, score]], dtype=torch.float32)}
            return self.unet(x, torch.tensor([timestep], dtype=torch.float32), encoder_hidden_states=hidden, added_cond_kwargs=added).sample
        if self.channels == 9:
            grey = self.vae.encode(torch.zeros(1, 3, height, width)).latent_dist.mean * self.vae.config.scaling_factor
            x = torch.cat([x, torch.ones_like(x[:, :1]), grey], dim=1)
        return super().predict(x, timestep, conditioning, width, height)


HALF, FULL, BRAIN = (torch.float16,) * 2, (torch.float32,) * 2, (torch.bfloat16,) * 2

# name: family, types of the U-Net and the rest, more
VARIANTS = {
    "sd1-fp16": ("sd1", HALF, {}),
    "sd1-old-text-names-bf16": ("sd1", BRAIN, {"naming": "old"}),
    "sd1-averages-fp32": ("sd1", FULL, {"ema": True}),
    "sd1-fp8-e4m3": ("sd1", (torch.float8_e4m3fn, torch.float16), {}),
    "sd1-fp8-e5m2": ("sd1", (torch.float8_e5m2, torch.float8_e5m2), {}),
    "sd1-without-vae": ("sd1", HALF, {"vae_file": "vae"}),
    "sd1-inpainting": ("sd1", HALF, {"channels": 9}),
    "sd1-diffusers-names": ("sd1", HALF, {"naming": "diffusers"}),
    "sd2-eps": ("sd2", HALF, {}),
    "sd2-v": ("sd2", FULL, {"predicts_v": True}),
    "sdxl-fp16": ("sdxl", HALF, {}),
    "sdxl-v-pred": ("sdxl", HALF, {"predicts_v": True}),
    "sdxl-diffusers-names": ("sdxl", BRAIN, {"naming": "diffusers"}),
    "sdxl-refiner": ("refiner", HALF, {}),
    "sd1-instruct": ("sd1", HALF, {"channels": 8}),  # never without a picture: see repaint.py
    "sd2-depth": ("sd2", HALF, {"channels": 5}),  # nor this one without a depth map
    "sd2-inpainting": ("sd2", HALF, {"channels": 9}),
    "sdxl-inpainting": ("sdxl", HALF, {"channels": 9}),
    "sd2-diffusers-names": ("sd2", HALF, {"naming": "diffusers"}),
    "sdxl-refiner-diffusers-names": ("refiner", HALF, {"naming": "diffusers"}),
    "sdxl-without-vae": ("sdxl", HALF, {"vae_file": "vae-diffusers-names", "vae_naming": same}),
    "sdxl-projection-layer": ("sdxl", HALF, {  # as some converters write it
        "second_naming": lambda key, config: open_clip(key, config) if key != "text_projection.weight" else (key, None)}),
}
# A U-Net that predicts v answers noise with something far below it.
BASES = {"sd2-v": {"model.diffusion_model.out.2.bias": (-1.25, 0.1)}}


def torch_files(folder):
    """What torch.save writes with its oldest zip protocol and a newer one, and what trainers leave beside the tensors."""
    base = torch.arange(12, dtype=torch.float32).reshape(4, 3)
    state = OrderedDict(
        half=(torch.arange(6) / 4).reshape(2, 3).to(torch.float16),
        turned=torch.arange(6, dtype=torch.float32).reshape(2, 3).t(),
        view=base[1:3],
        brain=torch.tensor([1.5, -2.0], dtype=torch.bfloat16),
        eight=torch.tensor([0.5, -448.0, 0.25]).to(torch.float8_e4m3fn),
        parameter=torch.nn.Parameter(torch.tensor([[7.0, 8.0]])),
        count=torch.tensor([5, -6]),
        flag=torch.tensor([True, False]),
        scalar=torch.tensor(2.5),
        empty=torch.empty(0),
    )
    state._metadata = OrderedDict({"": {"version": 1}})
    whole = {"epoch": 3, "global_step": 2**40, "pytorch-lightning_version": "1.9.0", "state_dict": state, "loops": None,
             "callbacks": {"best": np.float64(0.25)}, "optimizer_states": [{"lr": 1e-4, "betas": (0.9, 0.999)}]}
    for protocol in 2, 4:
        torch.save(whole, folder / f"torch-{protocol}.ckpt", pickle_protocol=protocol)


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    merges = gzip.open(MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:]
    vocabulary = tiny_models.clip_vocabulary(merges)
    files, cases = {}, []
    for number, (name, (family, dtypes, more)) in enumerate(VARIANTS.items()):
        file = File()
        file.bases = BASES.get(name, {})
        if "vae_file" in more:
            files[more["vae_file"]] = File()
            more = more | {"vae_file": files[more["vae_file"]]}
        model = Model(family, file, dtypes, vocabulary, **more)
        if name == "sdxl-v-pred":
            file.add("v_pred", [0], torch.float32)
        files[name] = file
        if model.channels == 5:
            file.add("depth_model.model.pretrained.model.cls_token", [1, 1, 8], torch.float32)
        if model.channels in (5, 8):
            continue
        case = {"id": name, "prompt": "a red fox on a green boat", "negative": "blurry", "width": 64, "height": 48,
                "sampler": "Euler", "schedule": "Karras", "steps": 5, "guidance": 5.0, "seed": 40 + number, "clipSkip": 1}
        latents = model.latents(case, case["seed"])
        if family == "sd2" and model.channels == 4:
            x, told = torch.full((1, 4, 8, 8), 0.5), model.unet
            mean = (told(x, torch.tensor([999.0]), encoder_hidden_states=torch.full((1, 2, 128), 0.5)).sample - x).mean()
            print("   asked at 999:", float(mean))
        picture = model.decode(latents)
        Image.fromarray(picture).save(OUT / f"{name}.png")
        print(f"{name}: {len(file.tensors)} tensors, latents {latents.std():.2f}, pixels {picture.mean():.0f} ± {picture.std():.0f},"
              f" clipped {np.mean((picture == 0) | (picture == 255)):.1%}")
        cases.append(case)
    with gzip.GzipFile(OUT / "tensors.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps({name: file.listed() for name, file in files.items()}).encode())
    torch_files(OUT)
    with gzip.GzipFile(OUT / "published.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps(published()).encode())
    (OUT / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")


def published():
    """The shape of every network's tensor in the full-size single files, by name."""
    networks = json.loads(gzip.open(ROOT / "src/test/resources/golden/networks/tensors.json.gz").read())
    files = {}
    for family, name in {"sd1": "sd-1.5", "sd2": "sd-2.1", "sdxl": "sdxl", "refiner": "sdxl-refiner"}.items():
        tensors = files[name] = {}
        first = "conditioner.embedders.0.transformer." if family == "sdxl" else "cond_stage_model.transformer."
        parts = [("unet", "model.diffusion_model.", ldm_unet), ("vae", "first_stage_model.", ldm_vae),
                 ("text_encoder", "cond_stage_model.model.", open_clip) if family == "sd2" else ("text_encoder", first, with_text_model)]
        if family == "sdxl":
            parts.append(("text_encoder_2", "conditioner.embedders.1.model.", open_clip))
        if family == "refiner":
            parts[2] = ("text_encoder_2", "conditioner.embedders.0.model.", open_clip)
        for part, prefix, naming in parts:
            network = networks[f"{name} {part}"]
            for key, shape in network["tensors"].items():
                if not key.endswith("position_ids"):
                    ldm, how = naming(key, network["config"])
                    tensors[prefix + ldm] = stored(shape, how)
        if family == "sd2":  # the last layer, which nothing needs: diffusers leaves it out
            last = max(int(m[1]) for m in (re.search(r"resblocks\.(\d+)\.", key) for key in tensors) if m)
            for key in [key for key in tensors if f"resblocks.{last}." in key]:
                tensors[key.replace(f"resblocks.{last}.", f"resblocks.{last + 1}.")] = tensors[key]
    return files


def full(folder):
    """Full-size files from the published configurations. A block of random numbers is used over and over, each time from another
    one on: ONNX Runtime keeps equal weights only once."""
    noise = (torch.rand(1 << 22, generator=torch.Generator().manual_seed(1)) * 2 - 1).to(torch.float16)
    files = published()
    for name in "sd-1.5", "sd-2.1", "sdxl":
        shapes, tensors = files[name], {}
        for key, shape in shapes.items():
            count = math.prod(shape)
            base, scale = spread(key, shape)
            begin = len(tensors) * 65521 % len(noise)
            tensors[key] = (noise.repeat(1 + -(-count // len(noise)))[begin:begin + count] * scale * 0.5 + base).reshape(shape)
        save_file(tensors, pathlib.Path(folder) / f"{name}.safetensors", {"format": "pt"})
        print(name, len(tensors), "tensors")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--full", metavar="FOLDER")
    chosen = parser.parse_args().full
    full(chosen) if chosen else main()
