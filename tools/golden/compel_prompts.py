"""Makes the fixtures of InvokeAI's prompt language: how compel reads prompts, and what the tiny models' encoders then say.

    python tools/golden/compel_prompts.py

Needs the models that pipelines.py makes. Set up as InvokeAI's `compel` and `sdxl_compel_prompt` nodes do. Writes
src/test/resources/golden/compel: grammar.json, cases.json and expected.safetensors.
"""
import gzip
import json
import random
import shutil

import torch
from compel import Compel, ReturnedEmbeddingsType
from compel.embeddings_provider import EmbeddingsProvider
from compel.prompt_parser import Blend, PromptParser
from safetensors.torch import save_file

import pipelines
import prompts
import tiny_models
from reference import Reference

OUT = pipelines.ROOT / "src/test/resources/golden/compel"
SENTENCES = " ".join([f"{prompts.FOX}, and more.", prompts.FOX, f"({prompts.FOX})0.8,", prompts.FOX, "(two cats)1.2", prompts.FOX, prompts.FOX])
READ = [
    "", "fire flames", "fire (flames)", "fire, flames", "cat hot-dog eating", "(flames)0.5", "flames.attend(0.5)", '"fire flames".attend(+)',
    "(fire flames).attend(--)", "flames+", '"flames"---', "(flowers)--- flames+++", "(pretty flowers)+, the flames are too hot",
    "(a text.)0.7. (a second text.)0.8", '"a text."0.7. "a second text."0.8', '("fire", "flames").and(1,1)', '("fire", "flames").and()',
    '("(fire)2.0", "flames-").and()', '("mountain man", "a person with a hat (riding a bicycle)++").and(0.5, 0.5)', "a badly formed +test prompt",
    "a badly (formed test prompt", "a badly (formed +test )prompt", "(((a badly (formed +test )prompt", "(a (ba)dly (f)ormed +test prompt",
    '("((a badly (formed +test ").blend(1.0)', "hamburger ((kaiser roll))", '("mountain", "man").blend()', "(mountain, man).blend()",
    "((mountain), (tall man)).blend()", '("fire", "fire flames (hot)++", "hi").blend(0.7, 0.3, 1.0)', '("fire", "  ,  ").blend(0.7, 1)',
    '("mountain, man, hairy", "face, teeth, eyes--").blend(1,-2)', '("mountain, man", "eyes--").blend(1,-1,no_normalize)',
    "fire (flames (trees)1.5)2.0", "(happy camper:0.3)", "(test1, 1test, test1test)", "middle age,fantasy++ style", r"(\"mountain\")+ (\(man\))-",
    r'hairy ("mountain, \"man\"" with a (beard)2.0)+', "mountain man withLora(hairy)", "withLora(hairy, 0.5) mountain useLora(b-c, -.2) man",
    '("mountain withLora(hairy, 0.5)", "man").blend()', "C++ (x)-1 hot-dog- +a -b a+b", "(a - b)+ c", "smile :) (wink ;)", '"unclosed (quote',
    '(a, "b\\"c")+', "a...b (wait...)+ 3.5 (a).5 (b)2.", "(a)1.3abc (b)++c", "(a)+ (b)+", "Dalí+ 狐- ",
]
CASES = [
    ("invoke-sd1-plain", "sd1", "a red fox on a green boat"),
    ("invoke-sd1-more", "sd1", "a (red fox)1.4 on a boat++"),
    ("invoke-sd1-less", "sd1", "a (red fox)0.4 on a green boat-- (snow+)0"),
    ("invoke-sd1-and", "sd1", '("a red fox+", "a boat", "snow-").and(1, 0.5, -0.3)'),
    ("invoke-sd1-blend", "sd1", f'("a red fox", "a (boat)0.7", "{prompts.LONG}").blend(0.7, 0.5, -0.3)'),
    ("invoke-sd1-blend-as-it-is", "sd1", '("a red fox", "a boat").blend(0.7, 0.6, no_normalize)'),
    ("invoke-sd1-long", "sd1", SENTENCES),
    ("invoke-sd2-less", "sd2", "a (red fox)0.4 on a green boat--"),
    ("invoke-sdxl-long", "sdxl", SENTENCES),
    ("invoke-sdxl-and", "sdxl", '("a red fox+", "a (boat)0.5").and(1, 0.5)'),
]


def random_prompts():
    generator = random.Random(23)
    pieces = ["fox", "red boat", "(snow)1.2", "(a cat)-", "house++", '"a tree"0.5', ", ", " ", " ", ".", "-", "+", "(", ")", "(sky (blue)+)0.9", "1girl", "x-y",
              ":", ".attend(++)", "=", "\\(", "3", ".5"]
    return ["".join(generator.choices(pieces, k=generator.randint(1, 9))) for _ in range(400)]


def read(text):
    conjunction = PromptParser().parse_conjunction(text)
    clauses = []
    for part, weight in zip(conjunction.prompts, conjunction.weights):
        texts = part.prompts if type(part) is Blend else [part]
        shares = part.weights if type(part) is Blend else [1.0]
        total = sum(shares) if type(part) is Blend and part.normalize_weights else 1
        clauses.append({"weight": weight, "shares": [share / total for share in shares],
                        "texts": [[[piece.text, piece.weight] for piece in one.children] for one in texts]})
    return {"prompt": text, "clauses": clauses, "networks": [[lora.model, lora.weight] for lora in conjunction.lora_weights]}


def encode(compel, text):
    conjunction = Compel.parse_prompt_string(text)
    if type(conjunction.prompts[0]) is not Blend:
        return compel.build_conditioning_tensor_for_conjunction(conjunction)[0]
    blend = conjunction.prompts[0]  # compel 2.5.1 itself stumbles over blends
    states = [compel.build_conditioning_tensor_for_prompt_object(one)[0][0] for one in blend.prompts]
    states = torch.cat(compel.pad_conditioning_tensors_to_same_length(states)).unsqueeze(0)
    return EmbeddingsProvider.apply_embedding_weights(states, blend.weights, normalize=blend.normalize_weights)


@torch.no_grad()
def main():
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    (OUT / "grammar.json").write_text("[\n" + ",\n".join(json.dumps(read(text)) for text in READ + random_prompts()) + "\n]\n")
    vocabulary = tiny_models.clip_vocabulary(gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    expected, cases = {}, []
    for name, model, text in CASES:
        reference = Reference(pipelines.OUT / "models" / model, vocabulary)
        kind = ReturnedEmbeddingsType.LAST_HIDDEN_STATES_NORMALIZED
        if reference.is_xl:
            kind = ReturnedEmbeddingsType.PENULTIMATE_HIDDEN_STATES_NON_NORMALIZED
        states = []
        for tokens, encoder in zip(reference.tokenizers, reference.encoders):
            tokens.model_max_length = 77
            compel = Compel(tokenizer=tokens, text_encoder=encoder, truncate_long_prompts=False, returned_embeddings_type=kind)
            states.append(encode(compel, text))
        expected[f"{name}.hidden"] = torch.cat(states, dim=2).contiguous()
        if reference.is_xl:
            expected[f"{name}.pooled"] = compel.conditioning_provider.get_pooled_embeddings([text]).contiguous()
        cases.append({"id": name, "model": model, "prompt": text, "clipSkip": 1, "emphasis": "Original", "dialect": "invoke"})
        print(f"{name}: {expected[f'{name}.hidden'].shape[1] // 77} chunks, largest {expected[f'{name}.hidden'].abs().max():.2f}")
    save_file(expected, OUT / "expected.safetensors")
    (OUT / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")


if __name__ == "__main__":
    main()
