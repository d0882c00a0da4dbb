"""Makes the fixtures of embeddings (textual inversion): files of every kind, what prompts that name them mean, and pictures.

    python tools/golden/embeddings.py

Needs the models that pipelines.py makes. Writes src/test/resources/golden/embeddings: embeddings/, the files as A1111, the original code,
diffusers and SDXL's trainers write them; prompts.json and expected.safetensors, prompts and what the text encoders say to them after
diffusers' load_textual_inversion; cases.json and expected/, pictures.
"""
import gzip
import json
import re
import shutil
import warnings

import torch
from diffusers import StableDiffusionPipeline
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import nn

import pipelines
import prompts
import tiny_models
from reference import Reference

OUT = pipelines.ROOT / "src/test/resources/golden/embeddings"
FILES = OUT / "embeddings"


def vectors(seed, count, width):
    """As strong as the tiny models' own tokens."""
    return torch.randn((count, width), generator=torch.Generator().manual_seed(seed)) * 0.9


def a1111(name, vector):
    return {"string_to_token": {"*": 265}, "string_to_param": {"*": nn.Parameter(vector)}, "name": name, "step": 1500,
            "sd_checkpoint": "0123abcd", "sd_checkpoint_name": "tiny"}


def original(vector):
    return {"string_to_token": {"*": torch.tensor(265)}, "string_to_param": nn.ParameterDict({"*": nn.Parameter(vector)})}


def write_files():
    (FILES / "own").mkdir(parents=True)
    save_file({"emb_params": vectors(1, 1, 8)}, FILES / "one-word.safetensors", {"modelspec.title": "One word"})
    torch.save(a1111("anything", vectors(2, 4, 8)), FILES / "bad_hands-v2.pt")
    torch.save(original(vectors(3, 2, 8)), FILES / "own/first-code.pt")
    torch.save({"<cat-toy>": vectors(4, 1, 8)[0]}, FILES / "cat-toy.bin")
    save_file({"emb_params": vectors(5, 3, 8).half()}, FILES / "halved-word.safetensors")
    save_file({"emb_params": vectors(6, 3, 16).bfloat16()}, FILES / "wide-word.safetensors")
    save_file({"clip_l": vectors(7, 2, 8), "clip_g": vectors(8, 2, 16)}, FILES / "pair-word.safetensors")
    torch.save({"clip_g": vectors(9, 3, 16).half(), "clip_l": vectors(10, 3, 8).half()}, FILES / "pair-of-halves.pt")
    save_file({"text_encoders_0": vectors(11, 1, 8), "text_encoders_1": vectors(12, 1, 16)}, FILES / "pivotal.safetensors")


def load(path):
    """An embedding's vectors, one lot an encoder."""
    state = load_file(path) if path.suffix == ".safetensors" else torch.load(path, weights_only=False)
    if "string_to_param" in state:
        return [state["string_to_param"]["*"].detach()]
    for names in ("clip_l", "clip_g"), ("text_encoders_0", "text_encoders_1"):
        if names[0] in state:
            return [state[name].float() for name in names]
    (vector,) = state.values()
    return [vector.float()]


def taught(family, vocabulary):
    """A reference whose encoders have learnt every embedding that is as wide as they are."""
    reference = Reference(pipelines.OUT / "models" / family, vocabulary)
    for place, (tokens, encoder) in enumerate(zip(reference.tokenizers, reference.encoders)):
        # With the old mistake in its configuration an encoder takes the highest token for the end, which a new word then is.
        encoder.config.eos_token_id = tokens.eos_token_id
        for module in encoder.modules():
            if getattr(module, "eos_token_id", None) == 2:
                module.eos_token_id = tokens.eos_token_id
        pipe = StableDiffusionPipeline(reference.vae, encoder, tokens, reference.unet, None, None, None, requires_safety_checker=False)
        for path in sorted(FILES.rglob("*.*")):
            lots = load(path)
            if len(lots) == len(reference.encoders) and lots[place].shape[-1] == encoder.config.hidden_size:
                pipe.load_textual_inversion({path.stem: lots[place]}, token=path.stem)
                print(f"{family}: {path.stem} is {lots[place].reshape(-1, lots[place].shape[-1]).shape[0]} tokens")
    reference.convert = pipe.maybe_convert_prompt
    return reference


def converted(reference, prompt):
    """The prompt as diffusers' tokenizer takes it: a token for each vector."""
    plain = re.sub(r"embedding:([\w/-]+)(\.pt)?", lambda match: match[1].split("/")[-1], prompt)
    for name in sorted((path.stem for path in FILES.rglob("*.*")), key=len, reverse=True):
        plain = re.sub(rf"<{name}>", name, plain)
    return reference.convert(plain, reference.tokenizers[-1])


PROMPTS = [
    ("sd1-one-vector", "sd1", "a red fox, one-word, on a boat", 1, "a1111"),
    ("sd1-many-weighted", "sd1", "a (bad_hands-v2:1.3) on a boat", 1, "a1111"),
    ("sd1-capitals-and-several", "sd1", "One-Word and (a [first-code]:0.7) halved-word cat-toy", 2, "a1111"),
    ("sd1-mentioned", "sd1", "embedding:own/first-code, (embedding:bad_hands-v2.pt:1.2) snow", 1, "a1111"),
    ("sd1-comfy", "sd1", "a (embedding:bad_hands-v2:1.3), half embedding:halved-word", 1, "comfy"),
    ("sd1-diffusers", "sd1", "a photo of <cat-toy> and (<halved-word>:1.2)", 1, "diffusers"),
    ("sd1-second-chunk", "sd1", pipelines.LONG + " (bad_hands-v2:0.6) sky", 1, "a1111"),
    ("sd2-many-weighted", "sd2", "a (wide-word:1.4) fox", 1, "a1111"),
    ("sd2-plain-clip-skip", "sd2", "wide-word snow", 2, "a1111"),
    ("sdxl-one-vector", "sdxl", "a red fox pivotal", 1, "a1111"),
    ("sdxl-many-weighted", "sdxl", "a (pair-word:1.2) on pair-of-halves", 1, "a1111"),
    ("sdxl-comfy", "sdxl", "a (embedding:pair-word:0.4) fox", 1, "comfy"),
]

PICTURES = {
    "sd1": [("weights-and-negative", "a red fox, (halved-word:1.2)", "bad_hands-v2, one-word", 48, 48, "Euler", "Karras", 5, 7.5, 31, 1, 2)],
    "sd2": [("in-both", "a boat in wide-word snow", "(wide-word:0.5)", 48, 48, "DPM++ 2M", "Karras", 5, 7.0, 32, 1, 1)],
    "sdxl": [("pairs", "a house (pair-word:1.1)", "pair-of-halves", 48, 48, "Euler", "Uniform", 5, 6.0, 33, 1, 1)],
}


def diffusers_states(reference, prompt):
    tokens, encoder = reference.tokenizers[0], reference.encoders[0]
    ids = tokens(prompt, padding="max_length", max_length=77, truncation=True, return_tensors="pt").input_ids
    return encoder(ids).last_hidden_state, None


@torch.no_grad()
def write_prompts(references):
    expected, listed = {}, []
    for name, family, prompt, clip_skip, dialect in PROMPTS:
        name = f"embeddings-{name}"
        reference, said = references[family], converted(references[family], prompt)
        encode = {"a1111": prompts.encode, "comfy": prompts.encode_comfy}.get(dialect)
        hidden, pooled = encode(reference, said, clip_skip) if encode else diffusers_states(reference, said)
        expected[f"{name}.hidden"] = hidden.contiguous()
        if pooled is not None:
            expected[f"{name}.pooled"] = pooled.contiguous()
        listed.append({"id": name, "model": family, "prompt": prompt, "clipSkip": clip_skip, "emphasis": "Original", "dialect": dialect})
        print(f"{name}: {said!r}, {hidden.shape[1] // 77} chunks, largest {hidden.abs().max():.2f}")
    save_file(expected, OUT / "expected.safetensors")
    (OUT / "prompts.json").write_text(json.dumps(listed, indent=2) + "\n")


def write_pictures(references, vocabulary):
    (OUT / "expected").mkdir()
    listed = []
    for family, rows in PICTURES.items():
        for row in rows:
            case = dict(zip(pipelines.COLUMNS, row))
            case = {"id": f"embeddings-{family}-{case.pop('id')}", "model": family, **case}
            said = case | {key: converted(references[family], case[key]) for key in ("prompt", "negative")}
            latents, images = [], []
            for i in range(case["count"]):
                z, image = pipelines.picture(references[family], said, case["seed"] + i)
                latents.append(z)
                images.append(image)
                Image.fromarray(image).save(OUT / f"expected/{case['id']}-{i}.png")
            save_file({"latents": torch.cat(latents)}, OUT / f"expected/{case['id']}.safetensors")
            plain = pipelines.picture(Reference(pipelines.OUT / "models" / family, vocabulary), case, case["seed"])[1]
            print(f"{case['id']}: without embeddings {pipelines.psnr(plain, images[0]):.0f} dB")
            if not pipelines.psnr(plain, images[0]) < 40:
                raise SystemExit(f"{case['id']}: the picture hardly depends on its embeddings")
            listed.append(case)
    (OUT / "cases.json").write_text(json.dumps(listed, indent=2) + "\n")


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    write_files()
    vocabulary = tiny_models.clip_vocabulary(gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    references = {family: taught(family, vocabulary) for family in tiny_models.FAMILIES}
    write_prompts(references)
    write_pictures(references, vocabulary)


if __name__ == "__main__":
    main()
