"""Makes the fixtures of LoRAs: files of every kind, what each adds to a weight, and pictures made with some of them.

    python tools/golden/loras.py

Needs the models that pipelines.py makes. Writes src/test/resources/golden/loras: kinds.safetensors, a file with a layer of every kind,
and kinds-expected.safetensors, what PEFT and LyCORIS make of it; loras/, LoRAs for the tiny models under the names that kohya's trainer,
PEFT and LyCORIS give their layers; cases.json and expected/, pictures.
"""
import gzip
import json
import shutil
import warnings

import torch
from diffusers import UNet2DConditionModel
from lycoris.functional import diag_oft, loha, lokr
from peft import LoraConfig, get_peft_model
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import nn

import pipelines
import tiny_models
from reference import Reference

OUT = pipelines.ROOT / "src/test/resources/golden/loras"


class Random:
    def __init__(self, seed):
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, *shape, scale=1.0):
        return torch.randn(shape, generator=self.generator) * scale


# What a layer's tensors add to its weight. A name says which; `base` is the weight.

def scale(parts, rank):
    return parts["alpha"].item() / rank if "alpha" in parts else 1.0


def tucker(core, up, down):
    """up [out, n], down [m, in]"""
    return torch.einsum("nmkl,in,mj->ijkl", core, up, down)


def difference(parts, base, rank=None):
    """What the parts of a layer add to its weight at full strength, as A1111 and LyCORIS define it."""
    flat = base.flatten(min(1, base.ndim - 1))
    if "lora_up.weight" in parts:
        up, down = parts["lora_up.weight"].flatten(1), parts["lora_down.weight"].flatten(1)
        if "lora_mid.weight" in parts:
            change = tucker(parts["lora_mid.weight"], up, down)
        else:
            change = up[:, :rank] @ down[:rank]
        change = change * scale(parts, down.shape[0])
    elif "hada_w1_a" in parts:
        t1, t2 = parts.get("hada_t1"), parts.get("hada_t2")
        change = loha.diff_weight(parts["hada_w1_b"], parts["hada_w1_a"], parts["hada_w2_b"], parts["hada_w2_a"], t1, t2,
                                  gamma=torch.tensor(scale(parts, parts["hada_w1_b"].shape[0])))
    elif any(name.startswith("lokr") for name in parts):
        names = "lokr_w1 lokr_w1_a lokr_w1_b lokr_w2 lokr_w2_a lokr_w2_b lokr_t2".split()
        ranks = [parts[name].shape[0] for name in ("lokr_w2_b", "lokr_w1_b") if name in parts]
        change = lokr.kron_weight(*(parts.get(name) for name in names), scale=scale(parts, ranks[0]) if ranks else 1.0)
    elif "oft_blocks" in parts:
        constraint = parts["alpha"].item() * base.shape[0]
        change = diag_oft.diff_weight(base, parts["oft_blocks"], parts.get("rescale"), constraint=constraint, backend="torch")
    elif "on_input" in parts:
        factors = parts["weight"].flatten()
        change = base * (factors[None, :, *[None] * (base.ndim - 2)] if parts["on_input"].item() else factors[:, *[None] * (base.ndim - 1)])
    else:
        change = parts["diff"] if "diff" in parts else parts["w_norm"]
    change = change.reshape(base.shape)
    for name in ("dora_scale", "lora_magnitude_vector.weight"):
        if name in parts:
            wanted, changed = parts[name], flat + change.flatten(1)
            if name != "dora_scale" or wanted.shape[0] == base.shape[0]:
                change = (changed / changed.norm(dim=1, keepdim=True) * wanted.flatten()[:, None]).reshape(base.shape) - base
            else:
                turned = (base + change).transpose(0, 1)
                turned = turned / turned.flatten(1).norm(dim=1).reshape(-1, *[1] * (base.ndim - 1)) * wanted.flatten().reshape(-1, *[1] * (base.ndim - 1))
                change = turned.transpose(0, 1) - base
    return change


def lora(random, base, rank, alpha, kernel=None):
    """A LoRA of a linear layer or a convolution, with parts as kohya names them."""
    out, inner = base.shape[:2]
    size = kernel or base.shape[2:]
    up = random(out, rank, *[1] * (base.ndim - 2), scale=rank**-0.5)
    down = random(rank, inner, *size, scale=base[0].numel() ** -0.5)
    parts = {"lora_up.weight": up, "lora_down.weight": down}
    return parts | ({} if alpha is None else {"alpha": torch.tensor(float(alpha))})


def kinds():
    """Layers of every kind: name, weight, parts."""
    random = Random(60)
    linear, conv, point, norm = random(12, 10), random(8, 6, 3, 3), random(8, 6, 1, 1), random(12)
    yield "lora", linear, lora(random, linear, 4, 2)
    yield "lora_without_alpha", linear, lora(random, linear, 3, None)
    yield "lora_conv", conv, lora(random, conv, 4, 1)
    yield "lora_point", point, {"lora_up.weight": random(8, 2), "lora_down.weight": random(2, 6), "alpha": torch.tensor(3.0)}
    yield "lora_core", conv, {"lora_up.weight": random(8, 4, 1, 1), "lora_down.weight": random(4, 6, 1, 1),
                              "lora_mid.weight": random(4, 4, 3, 3), "alpha": torch.tensor(2.0)}
    for kind, base in ("linear", linear), ("conv", conv):
        flat = base[0].numel()
        yield f"loha_{kind}", base, {"hada_w1_a": random(base.shape[0], 3), "hada_w1_b": random(3, flat), "hada_w2_a": random(base.shape[0], 3),
                                     "hada_w2_b": random(3, flat), "alpha": torch.tensor(2.0)}
        yield f"dora_{kind}", base, lora(random, base, 4, 2) | {"dora_scale": random(base.shape[0], *[1] * (base.ndim - 1)).abs() + 1}
        yield f"dora_on_input_{kind}", base, lora(random, base, 4, 2) | {"dora_scale": random(1, base.shape[1], *[1] * (base.ndim - 2)).abs() + 1}
        yield f"oft_{kind}", base, {"oft_blocks": random(2, base.shape[0] // 2, base.shape[0] // 2, scale=0.3), "alpha": torch.tensor(0.0)}
        yield f"oft_limited_{kind}", base, {"oft_blocks": random(4, base.shape[0] // 4, base.shape[0] // 4, scale=0.5), "alpha": torch.tensor(0.05),
                                            "rescale": random(base.shape[0], *[1] * (base.ndim - 1), scale=0.1) + 1}
        yield f"ia3_{kind}", base, {"weight": random(base.shape[0]) if base.ndim == 2 else random(1, base.shape[0], 1, 1),
                                    "on_input": torch.tensor(0)}
        yield f"ia3_on_input_{kind}", base, {"weight": random(base.shape[1]) if base.ndim == 2 else random(1, base.shape[1], 1, 1),
                                             "on_input": torch.tensor(1)}
        yield f"full_{kind}", base, {"diff": random(*base.shape), "diff_b": random(base.shape[0])}
    yield "loha_core", conv, {"hada_t1": random(3, 3, 3, 3), "hada_w1_a": random(3, 8), "hada_w1_b": random(3, 6), "hada_t2": random(3, 3, 3, 3),
                              "hada_w2_a": random(3, 8), "hada_w2_b": random(3, 6), "alpha": torch.tensor(1.0)}
    yield "lokr_whole", linear, {"lokr_w1": random(3, 2), "lokr_w2": random(4, 5), "alpha": torch.tensor(7.0)}
    yield "lokr_half", linear, {"lokr_w1": random(3, 2), "lokr_w2_a": random(4, 2), "lokr_w2_b": random(2, 5), "alpha": torch.tensor(1.0)}
    yield "lokr_both", linear, {"lokr_w1_a": random(3, 2), "lokr_w1_b": random(2, 2), "lokr_w2_a": random(4, 2), "lokr_w2_b": random(2, 5),
                                "alpha": torch.tensor(1.0)}
    yield "lokr_conv", conv, {"lokr_w1": random(2, 3), "lokr_w2": random(4, 2, 3, 3), "alpha": torch.tensor(1.0)}
    yield "lokr_conv_half", conv, {"lokr_w1": random(2, 3), "lokr_w2_a": random(4, 2), "lokr_w2_b": random(2, 18), "alpha": torch.tensor(1.0)}
    yield "lokr_core", conv, {"lokr_w1": random(2, 3), "lokr_t2": random(2, 2, 3, 3), "lokr_w2_a": random(2, 4), "lokr_w2_b": random(2, 2),
                              "alpha": torch.tensor(1.0)}
    yield "dora_loha", linear, {"hada_w1_a": random(12, 3), "hada_w1_b": random(3, 10), "hada_w2_a": random(12, 3), "hada_w2_b": random(3, 10),
                                "alpha": torch.tensor(2.0), "dora_scale": random(12, 1).abs() + 1}
    yield "norm", norm, {"w_norm": random(12), "b_norm": random(12)}


def peft_kinds():
    """LoRA and DoRA as PEFT merges them: name, weight, parts, what is added."""
    for name, make in ("linear", lambda: nn.Linear(10, 12)), ("conv", lambda: nn.Conv2d(6, 8, 3)):
        for dora in (False, True):
            torch.manual_seed(61)
            model = nn.Sequential(make())
            base = model[0].weight.detach().clone()
            model = get_peft_model(model, LoraConfig(r=4, lora_alpha=4, target_modules=["0"], use_dora=dora))
            state = {}
            random = Random(62)
            with torch.no_grad():
                for key, parameter in model.named_parameters():
                    if "lora_" in key:
                        parameter.copy_(random(*parameter.shape).abs() + 1 if "magnitude" in key else random(*parameter.shape))
                        state[key.replace("base_model.model.0.", "").replace(".default", "")] = parameter.detach().clone()
            merged = model.merge_and_unload()[0].weight.detach()
            yield f"peft_{'dora' if dora else 'lora'}_{name}", base, state, merged - base


def write_kinds():
    tensors, expected = {}, {}
    for name, base, parts in kinds():
        tensors |= {f"{name}.{part}": tensor.contiguous() for part, tensor in parts.items()}
        expected[f"{name}.base"], expected[f"{name}.difference"] = base.clone(), difference(parts, base).contiguous()
        if name == "lora":
            expected["lora.cut"] = difference(parts, base, rank=2).contiguous()
    for name, base, parts, change in peft_kinds():
        tensors |= {f"{name}.{part}": tensor.contiguous() for part, tensor in parts.items()}
        expected[f"{name}.base"], expected[f"{name}.difference"] = base.clone(), change.contiguous()
        own = difference({part.replace("lora_A", "lora_down").replace("lora_B", "lora_up"): tensor for part, tensor in parts.items()}, base)
        print(f"{name}: PEFT and this differ by {(own - change).abs().max() / change.abs().max():.1e}")
    save_file(tensors, OUT / "kinds.safetensors", {"format": "pt"})
    save_file(expected, OUT / "kinds-expected.safetensors")


# LoRAs for the tiny models.

def layers(reference, which):
    """The layers of a model whose name `which(part, name, weight)` accepts, as (part, name, weight)."""
    parts = [("unet", reference.unet)] + [(f"te{i}", encoder) for i, encoder in enumerate(reference.encoders, 1)]
    for part, network in parts:
        for name, module in network.named_modules():
            if isinstance(module, (nn.Linear, nn.Conv2d)) and which(part, name, module.weight):
                yield part, name, module.weight.detach()


def text_name(name):
    return name if name.startswith("text_") else f"text_model.{name}"


def old_name(unet, name):
    """The layer's name in the code that SDXL was trained with."""
    size = unet.config.layers_per_block + 1
    part, *rest = name.split(".")
    inner = {"conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "conv2": "out_layers.3", "conv_shortcut": "skip_connection"}
    if part == "mid_block":
        kind, number, *rest = rest
        return f"middle_block.{int(number) * 2 if kind == 'resnets' else 1}." + inner.get(".".join(rest), ".".join(rest))
    if part not in ("down_blocks", "up_blocks"):
        return {"conv_in": "input_blocks.0.0", "conv_out": "out.2", "time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
                "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2"}[name]
    block, kind, number, *rest = rest
    block, number = int(block), int(number)
    if kind == "downsamplers":
        return f"input_blocks.{(block + 1) * size}.0.op"
    if kind == "upsamplers":
        attention = hasattr(unet.up_blocks[block], "attentions")
        return f"output_blocks.{block * size + size - 1}.{2 if attention else 1}.conv"
    place = f"input_blocks.{1 + block * size + number}" if part == "down_blocks" else f"output_blocks.{block * size + number}"
    rest = ".".join(rest)
    return f"{place}.0.{inner.get(rest, rest)}" if kind == "resnets" else f"{place}.1.{rest}"


def kohya(reference, part, name):
    if part == "unet":
        return "lora_unet_" + name.replace(".", "_")
    te = "te" if len(reference.encoders) == 1 else part
    return f"lora_{te}_" + text_name(name).replace(".", "_")


def kohya_old(reference, part, name):
    return "lora_unet_" + old_name(reference.unet, name).replace(".", "_") if part == "unet" else kohya(reference, part, name)


def peft(reference, part, name):
    return {"unet": f"unet.{name}", "te1": f"text_encoder.{text_name(name)}", "te2": f"text_encoder_2.{text_name(name)}"}[part]


def attention(part, name, weight):
    return "attentions" in name or (part != "unet" and "layers" in name)


def everything(part, name, weight):
    return "proj" not in name or "layers" not in name


def usual(rank, alpha):
    return lambda random, name, base: lora(random, base, rank, alpha)


def mixture(random, name, base):
    """LyCORIS's other kinds in turn."""
    out, flat, turn = base.shape[0], base[0].numel(), sum(map(ord, name)) % 5
    if turn == 0:
        return {"hada_w1_a": random(out, 2), "hada_w1_b": random(2, flat, scale=flat**-0.5), "hada_w2_a": random(out, 2, scale=0.5),
                "hada_w2_b": random(2, flat), "alpha": torch.tensor(1.0)}
    if turn == 1:
        return {"lokr_w1": random(2, 2), "lokr_w2_a": random(out // 2, 2), "lokr_w2_b": random(2, flat // 2, scale=0.5 * flat**-0.5), "alpha": torch.tensor(1.0)}
    if turn == 2:
        return {"oft_blocks": random(2, out // 2, out // 2, scale=0.2), "alpha": torch.tensor(0.0)}
    if turn == 3:
        return {"weight": random(out, scale=0.5), "on_input": torch.tensor(0)}
    length = base.flatten(1).norm(dim=1).reshape(-1, *[1] * (base.ndim - 1))
    return lora(random, base, 2, 2) | {"dora_scale": length * (1 + 0.3 * random(out, *[1] * (base.ndim - 1)))}


FILES = {
    "sd1-kohya": ("sd1", attention, kohya, usual(4, 6), torch.float16),
    "sd1-locon": ("sd1", everything, kohya, usual(2, 3), torch.float32),
    "sd2-peft": ("sd2", attention, peft, usual(4, None), torch.float32),
    "sdxl-old": ("sdxl", attention, kohya_old, usual(4, 6), torch.bfloat16),
    "sdxl-mixture": ("sdxl", lambda part, name, weight: attention(part, name, weight) or "conv1" in name, kohya_old, mixture, torch.float16),
}

# Beside the columns of pipelines.py: which file at which strength in the text encoders and the U-Net, and the rank it is cut to.
CASES = {
    "sd1": [
        ("one", "a red fox <lora:sd1-kohya:0.8>", "", 64, 48, "Euler", "Karras", 5, 6.0, 31, 1, 1, [("sd1-kohya", 0.8, 0.8, None)]),
        ("negative-strength-cut", "<lora:sd1-kohya:-0.7:1.2:2>a boat", "snow", 48, 48, "Euler a", "Karras", 5, 6.0, 32, 2, 2, [("sd1-kohya", -0.7, 1.2, 2)]),
        ("two", "a <lora:sd1-locon:0.5> fox <lora:sd1-kohya:te=0:unet=0.6>", "", 64, 64, "DPM++ 2M", "Karras", 5, 6.0, 33, 1, 1,
         [("sd1-locon", 0.5, 0.5, None), ("sd1-kohya", 0.0, 0.6, None)]),
    ],
    "sd2": [("peft", "a house <lora:sd2-peft:0.9>", "", 64, 48, "Euler", "Karras", 5, 6.0, 34, 1, 1, [("sd2-peft", 0.9, 0.9, None)])],
    "sdxl": [
        ("old-names", "a tree <lora:sdxl-old:0.5>", "", 48, 48, "Euler", "Karras", 5, 5.0, 35, 1, 1, [("sdxl-old", 0.5, 0.5, None)]),
        ("mixture", "a tree <lora:sdxl-mixture:0.7>", "bad", 48, 48, "Euler", "Karras", 5, 5.0, 36, 1, 1, [("sdxl-mixture", 0.7, 0.7, None)]),
        ("mixture-and-usual", "a [tree|boat] <lora:sdxl-mixture:0.4><lora:sdxl-old:-0.8:0.5>", "bad", 64, 48, "Euler", "Karras", 5, 5.0, 37, 1, 1,
         [("sdxl-mixture", 0.4, 0.4, None), ("sdxl-old", -0.8, 0.5, None)]),
    ],
}


def write_file(name, vocabulary, seed):
    """Writes one of FILES; returns the parts of each layer, by network and layer."""
    family, which, naming, make, dtype = FILES[name]
    reference = Reference(pipelines.OUT / "models" / family, vocabulary)
    random, tensors, kept = Random(seed), {}, {}
    for part, layer, weight in layers(reference, which):
        own = naming(reference, part, layer)
        stored = {}
        for key, value in make(random, layer, weight).items():
            value = value if key in ("alpha", "on_input") else value.to(dtype)
            stored[key] = value.float()
            if naming is peft:
                key = key.replace("lora_up", "lora_B").replace("lora_down", "lora_A")
            tensors[f"{own}.{key}"] = value.contiguous()
        kept[part, layer] = stored
    metadata = {"ss_output_name": f"{name} by another name", "ss_tag_frequency": json.dumps({"img": {"red fox": 7, "a boat": 2}})}
    save_file(tensors, OUT / f"loras/{name}.safetensors", metadata)
    print(f"{name}: {len(tensors)} tensors")
    return kept


def merge(reference, kept, te, unet, rank):
    networks = {"unet": reference.unet} | {f"te{i}": encoder for i, encoder in enumerate(reference.encoders, 1)}
    with torch.no_grad():
        for (part, name), parts in kept.items():
            weight = networks[part].get_submodule(name).weight
            weight += (unet if part == "unet" else te) * difference(parts, weight.detach().clone(), rank)


def check_against_diffusers(vocabulary, kept):
    """diffusers reads the same file and makes the same U-Net of it."""
    for name in ("sd2-peft", "sdxl-old"):
        family = FILES[name][0]
        reference = Reference(pipelines.OUT / "models" / family, vocabulary)
        own = UNet2DConditionModel.from_pretrained(pipelines.OUT / "models" / family / "unet", torch_dtype=torch.float32)
        from diffusers import StableDiffusionPipeline, StableDiffusionXLPipeline
        reader = StableDiffusionXLPipeline if family == "sdxl" else StableDiffusionPipeline
        state = reader.lora_state_dict(OUT / f"loras/{name}.safetensors", unet_config=own.config)
        reader.load_lora_into_unet(state[0], state[1], own)
        own.fuse_lora()
        merge(reference, kept[name], 1.0, 1.0, None)
        fused = {key.replace(".base_layer", ""): value for key, value in own.state_dict().items() if "lora_" not in key}
        worst = max(((fused[key] - value).abs().max() / value.abs().max()).item() for key, value in reference.unet.state_dict().items())
        before = Reference(pipelines.OUT / "models" / family, vocabulary).unet.state_dict()
        moved = sum(not torch.equal(fused[key], value) for key, value in before.items())
        print(f"{name}: diffusers merges {moved} weights; they and these differ by {worst:.1e}")
        if worst > 1e-4 or moved < 20:
            raise SystemExit("diffusers makes something else of this file")


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "expected").mkdir(parents=True)
    (OUT / "loras").mkdir()
    write_kinds()
    vocabulary = tiny_models.clip_vocabulary(gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    kept = {name: write_file(name, vocabulary, 70 + i) for i, name in enumerate(FILES)}
    check_against_diffusers(vocabulary, kept)
    listed = []
    for family, rows in CASES.items():
        for row in rows:
            case = dict(zip(pipelines.COLUMNS, row))
            case = {"id": f"{family}-{case.pop('id')}", "model": family, **case}
            reference = Reference(pipelines.OUT / "models" / family, vocabulary)
            plain = pipelines.picture(reference, case, case["seed"])[1]
            for name, te, unet, rank in row[-1]:
                merge(reference, kept[name], te, unet, rank)
            latents, images = [], []
            for i in range(case["count"]):
                z, image = pipelines.picture(reference, case, case["seed"] + i)
                latents.append(z)
                images.append(image)
                Image.fromarray(image).save(OUT / f"expected/{case['id']}-{i}.png")
            save_file({"latents": torch.cat(latents)}, OUT / f"expected/{case['id']}.safetensors")
            print(f"{case['id']}: pixels {images[0].mean():.0f} ± {images[0].std():.0f}, without LoRAs {pipelines.psnr(plain, images[0]):.0f} dB")
            if not pipelines.psnr(plain, images[0]) < 40:
                raise SystemExit(f"{case['id']}: the picture hardly depends on its LoRAs")
            listed.append(case)
    (OUT / "cases.json").write_text(json.dumps(listed, indent=2) + "\n")


if __name__ == "__main__":
    main()
