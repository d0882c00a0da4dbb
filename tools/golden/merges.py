"""Makes the fixtures of merged models: what torch gives for the formulas of A1111's checkpoint merger and of "merge block
weighted" (bbc-mc/sdweb-merge-block-weighted-gui), and the pictures that diffusers makes with the result.

    pip install -r tools/golden/requirements.txt
    python tools/golden/merges.py

Writes src/test/resources/golden/merges: cases.json, names.json.gz with the name and shape of every tensor of each merged file,
values.safetensors with 16 values of each, spread over it, and pictures. The models are those of checkpoints.py, whose values
are computed from names.

    python tools/golden/merges.py --check FILE CASE

opens a merged file that Sfumato wrote with diffusers' from_single_file and compares every tensor with the formula.
"""
import argparse
import gzip
import json
import pathlib
import re
import tempfile

import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from PIL import Image
from safetensors.torch import load_file, save_file

import checkpoints
import tiny_models
from checkpoints import FAMILIES, File, Model, VARIANTS, ldm_unet, ldm_vae, open_clip, stored, with_text_model

OUT = checkpoints.ROOT / "src/test/resources/golden/merges"
SAMPLES = 16
TYPES = {"fp16": torch.float16, "bf16": torch.bfloat16, "fp32": torch.float32}


def graded(names):
    """An amount for each block, all different, from 0 to 1."""
    return {name: round(i / (len(names) - 1), 4) for i, name in enumerate(names)}


def blocks(sides):
    return ["BASE", *(f"IN{i:02}" for i in range(sides)), "M00", *(f"OUT{i:02}" for i in range(sides))]


CASES = [
    {"id": "weighted-sum", "models": ["sd1-fp16", "sd1-diffusers-names"], "method": "weighted-sum", "amount": 0.3,
     "precision": "fp16", "picture": True},
    {"id": "sigmoid", "models": ["sd1-old-text-names-bf16", "sd1-diffusers-names"], "method": "sigmoid", "amount": 0.7,
     "precision": "bf16"},
    {"id": "add-difference", "models": ["sd1-averages-fp32", "sd1-diffusers-names", "sd1-fp16"], "method": "add-difference",
     "amount": 0.6, "precision": "fp16"},
    {"id": "blocks-sd1", "models": ["sd1-diffusers-names", "sd1-fp16"], "method": "weighted-sum", "amount": 0.5,
     "blocks": graded(blocks(12)), "precision": "fp16", "picture": True},
    {"id": "blocks-sdxl", "models": ["sdxl-fp16", "sdxl-diffusers-names"], "method": "sigmoid", "amount": 0.5,
     "blocks": graded(blocks(9)), "precision": "fp16", "picture": True},
    {"id": "inpainting", "models": ["sd1-inpainting", "sd1-diffusers-names"], "method": "weighted-sum", "amount": 0.5,
     "precision": "fp32"},
    {"id": "inpainting-difference", "models": ["sd1-inpainting", "sd1-diffusers-names", "sd1-fp16"],
     "method": "add-difference", "amount": 1.0, "precision": "fp16"},
    {"id": "sd2", "models": ["sd2-eps", "sd2-v"], "method": "weighted-sum", "amount": 0.25, "precision": "fp16"},
]


def weighted_sum(a, b, c, m):
    return (1 - m) * a + m * b


def sigmoid(a, b, c, m):
    m = m * m * (3 - 2 * m)
    return a + (b - a) * m


def add_difference(a, b, c, m):
    return a + m * (b - c)


METHODS = {"weighted-sum": weighted_sum, "sigmoid": sigmoid, "add-difference": add_difference}


def network_list(family, model):
    """(prefix, module, naming, config) of the networks of a model, as single files call them."""
    sizes = FAMILIES[family]
    first = {"sd1": "cond_stage_model.transformer.", "sd2": "cond_stage_model.model.", "sdxl": "conditioner.embedders.0.transformer."}
    listed = [("model.diffusion_model.", model.unet, ldm_unet, sizes["unet"]), ("first_stage_model.", model.vae, ldm_vae, sizes["vae"]),
              (first[family], model.encoders[0], open_clip if family == "sd2" else with_text_model, None)]
    if family == "sdxl":
        listed.append(("conditioner.embedders.1.model.", model.encoders[1], open_clip, None))
    return listed


def single_file(family, model):
    """Every tensor of a model under the name and in the shape it has in a single file: float32."""
    tensors = {}
    for prefix, module, naming, config in network_list(family, model):
        for key, value in module.state_dict().items():
            if key.endswith("position_ids"):
                continue
            name, how = naming(key, config)
            name = prefix + name
            if how and how.startswith("part"):
                fused = tensors.setdefault(name, torch.empty(3 * value.shape[0], *value.shape[1:]))
                fused.chunk(3)[int(how[-1])].copy_(value)
            else:
                value = value.T.contiguous() if how == "transposed" else value
                tensors[name] = value.reshape(stored(list(value.shape), how if how == "convolution" else None)).clone()
    return tensors


def block(key, last):
    if not key.startswith("model.diffusion_model.") or ".label_emb." in key:
        return "BASE"
    if ".time_embed." in key:
        return "IN00"
    if key.startswith("model.diffusion_model.out."):
        return f"OUT{last:02}"
    if ".middle_block." in key:
        return "M00"
    side, number = re.match(r"model\.diffusion_model\.(input|output)_blocks\.(\d+)\.", key).groups()
    return f"{'IN' if side == 'input' else 'OUT'}{int(number):02}"


def merged(case, parents):
    a, *others = parents
    last = max(int(m[1]) for m in (re.search(r"\.output_blocks\.(\d+)\.", key) for key in a) if m)
    result = {}
    for key, value in a.items():
        found = [other[key] for other in others]
        amount = case.get("blocks", {}).get(block(key, last), case["amount"])
        b, c = found[0], found[-1]
        if b.shape != value.shape:  # an inpainting model and one that is none
            value = value.clone()
            value[:, :4] = METHODS[case["method"]](value[:, :4], b, c, amount)
        else:
            value = METHODS[case["method"]](value, b, c, amount)
        result[key] = value.to(TYPES[case["precision"]])
    return result


def load_back(family, model, tensors):
    """Gives a model the values of a single file."""
    for prefix, module, naming, config in network_list(family, model):
        state = {}
        for key, value in module.state_dict().items():
            if key.endswith("position_ids"):
                state[key] = value
                continue
            name, how = naming(key, config)
            state[key] = checkpoints.restored(tensors[prefix + name].float(), how).reshape(value.shape)
        module.load_state_dict(state)


def build(name, vocabulary):
    family, dtypes, more = VARIANTS[name]
    file = File()
    file.bases = checkpoints.BASES.get(name, {})
    return family, Model(family, file, dtypes, vocabulary, **more)


def spread_over(value):
    flat = value.reshape(-1)
    return flat[torch.arange(SAMPLES) * len(flat) // SAMPLES]


def vocabulary():
    return tiny_models.clip_vocabulary(gzip.open(checkpoints.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])


def main():
    torch.set_num_threads(1)
    OUT.mkdir(parents=True, exist_ok=True)
    words = vocabulary()
    names, samples = {}, {}
    for number, case in enumerate(CASES):
        built = [build(name, words) for name in case["models"]]
        family, model = built[0]
        result = merged(case, [single_file(family, each) for _, each in built])
        names[case["id"]] = [[key, list(value.shape)] for key, value in result.items()]
        samples[case["id"]] = torch.stack([spread_over(value) for value in result.values()])
        note = ""
        if case.get("picture"):
            case |= {"prompt": "a red fox on a green boat", "negative": "blurry", "width": 64, "height": 48, "sampler": "Euler",
                     "schedule": "Karras", "steps": 5, "guidance": 5.0, "seed": 70 + number, "clipSkip": 1}
            load_back(family, model, result)
            picture = model.decode(model.latents(case, case["seed"]))
            Image.fromarray(picture).save(OUT / f"{case['id']}.png")
            note = f", pixels {picture.mean():.0f} ± {picture.std():.0f}"
        print(f"{case['id']}: {len(result)} tensors{note}")
    with gzip.GzipFile(OUT / "names.json.gz", "wb", mtime=0) as out:
        out.write(json.dumps(names).encode())
    save_file(samples, OUT / "values.safetensors")
    (OUT / "cases.json").write_text(json.dumps(CASES, indent=2) + "\n")


def check(path, case_id):
    """diffusers reads what Sfumato wrote, and finds the numbers of the formula."""
    case = next(each for each in CASES if each["id"] == case_id)
    built = [build(name, vocabulary()) for name in case["models"]]
    family, model = built[0]
    expected = merged(case, [single_file(family, each) for _, each in built])
    found = load_file(path)
    missing = sorted(set(expected) ^ set(found))
    worst = max(float((expected[key].float() - found[key].float()).abs().max()) for key in expected if key in found)
    print(f"{path}: {len(found)} tensors, names that differ: {missing}, largest difference {worst:.2e}")
    with tempfile.TemporaryDirectory() as folder:
        for kind, part, prefix in (UNet2DConditionModel, "unet", "unet"), (AutoencoderKL, "vae", "vae"):
            config = FAMILIES[family][part] | ({"in_channels": model.channels} if part == "unet" else {})
            kind.from_config(config).save_config(pathlib.Path(folder) / part)
            loaded = kind.from_single_file(path, config=folder, subfolder=part, local_files_only=True)
            load_back(family, model, expected)
            wanted = getattr(model, prefix).state_dict()
            state = loaded.state_dict()
            worst = max(float((wanted[key] - state[key].float()).abs().max()) for key in wanted)
            print(f"diffusers' {kind.__name__}.from_single_file: {len(state)} tensors, largest difference {worst:.2e}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--check", nargs=2, metavar=("FILE", "CASE"))
    chosen = parser.parse_args().check
    check(*chosen) if chosen else main()
