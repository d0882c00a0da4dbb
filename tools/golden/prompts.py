"""Makes the fixtures of prompts: how they are read, and what the tiny models' text encoders then say.

    python tools/golden/prompts.py [--against prompt_parser.py]

A1111 1.10's rules restated: brackets, editing, alternation and AND (modules/prompt_parser.py), comments
(modules/processing_scripts/comments.py), chunks (modules/sd_hijack_clip.py, tokenize_line) and weights
(modules/sd_emphasis.py); and ComfyUI's (comfy/sd1_clip.py). Writes src/test/resources/golden/prompts: grammar.jsonl.gz,
schedules.jsonl.gz and comfy.jsonl.gz, random prompts and how they are read; cases.json and expected.safetensors, hidden and pooled states. `--against` compares the reading of the random
prompts with A1111's own file; that needs lark.
"""
import argparse
import gzip
import importlib.util
import json
import pathlib
import random
import re
import shutil

import torch
from safetensors.torch import save_file

import tiny_models
import reference

ROOT = pathlib.Path(__file__).resolve().parents[2]
OUT = ROOT / "src/test/resources/golden/prompts"
MODELS = ROOT / "src/test/resources/golden/pipelines/models"
MERGES = ROOT / "src/main/resources/studio/sfumato/prompt/clip-merges.txt.gz"

FOX = "a photo of a red fox and a green boat on a blue sky with snow"
LONG = " ".join([FOX] * 9)
COMMAS = ", ".join([FOX] * 8)
WEIGHTED_LONG = f"(a sharp photo:1.3) of ((a fox)), [{COMMAS}], (blue snow:0.6), " + LONG
CASES = [
    # id, model, prompt, clip skip, emphasis or dialect
    ("sd1-plain", "sd1", "a red fox on a green boat", 1, "Original"),
    ("sd1-weights", "sd1", "a (red fox:1.5) on [a [green]] ((boat)), (sky:0)", 1, "Original"),
    ("sd1-negative-weight", "sd1", r"\(a fox\) (in:-0.7) snow) (two cats", 1, "Original"),
    ("sd1-no-norm-clip-skip-2", "sd1", "a (red fox:1.5) on [a [green]] boat", 2, "No norm"),
    ("sd1-ignore", "sd1", "a (red fox:1.5) BREAK on [a [green]] boat", 1, "Ignore"),
    ("sd1-none", "sd1", "a (red fox:1.5) BREAK on [a [green]] boat", 1, "None"),
    ("sd1-long", "sd1", LONG, 1, "Original"),
    ("sd1-commas", "sd1", COMMAS, 1, "Original"),
    ("sd1-break-first", "sd1", "BREAK a fox BREAK (a boat BREAK snow:1.2)", 3, "Original"),
    ("sd2-weighted-long", "sd2", WEIGHTED_LONG, 1, "Original"),
    ("sd2-breaks", "sd2", "a fox BREAK (in the snow!:1.4) BREAK\n a house", 2, "Original"),
    ("sdxl-weights", "sdxl", "a (red fox:1.5) on [a [green]] boat", 1, "Original"),
    ("sdxl-weighted-long", "sdxl", WEIGHTED_LONG, 1, "Original"),
    ("sdxl-long-no-norm", "sdxl", f"(snow:1.7) {COMMAS}", 1, "No norm"),
    ("sdxl-one-encoder-needs-more", "sdxl", "!!! " + " ".join(["fox"] * 74), 1, "Original"),
    ("sd1-comfy", "sd1", r"a (red fox:1.5) [on] ((a (boat))) \(snow:0.3\) (sky:0)", 1, "comfy"),
    ("sd1-comfy-clip-skip-2", "sd1", "(a red:-0.4) fox AND a boat", 2, "comfy"),
    ("sd1-comfy-plain", "sd1", COMMAS, 1, "comfy"),
    ("sd2-comfy-long", "sd2", WEIGHTED_LONG, 1, "comfy"),
    ("sdxl-comfy-long", "sdxl", WEIGHTED_LONG, 1, "comfy"),
]


def read(prompt):
    """The prompt's parts: [text, weight], or ["BREAK", -1]. Walks once over the characters, keeping a stack a bracket kind."""
    parts, opened, at = [], {"(": [], "[": []}, 0

    def close(kind, factor):
        for part in parts[opened[kind].pop():]:
            part[1] *= factor

    def plain(text):
        first, *others = re.split(r"\s*\bBREAK\b\s*", text)
        parts.append([first, 1.0])
        for other in others:
            parts.extend([["BREAK", -1], [other, 1.0]])

    while at < len(prompt):
        c, weight = prompt[at], None
        if c == ":":
            weight = re.compile(r":\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*\)").match(prompt, at)
        if c == "\\":
            escaped = prompt[at + 1:at + 2]
            parts.append([escaped if escaped and escaped in "()[]\\" else "", 1.0])
            at += 1 + len(parts[-1][0])
        elif c in "([":
            opened[c].append(len(parts))
            at += 1
        elif weight:
            if opened["("]:
                close("(", float(weight[1]))
            else:
                plain(weight[0])
            at = weight.end()
        elif c in ")]" and opened["(" if c == ")" else "["]:
            close(*(("(", 1.1) if c == ")" else ("[", 1 / 1.1)))
            at += 1
        else:
            end = at + 1
            while c not in ":)]" and end < len(prompt) and prompt[end] not in "\\()[]:":
                end += 1
            plain(prompt[at:end])
            at = end
    while opened["("]:
        close("(", 1.1)
    while opened["["]:
        close("[", 1 / 1.1)
    merged = [["", 1.0]] if not parts else [parts[0]]
    for text, weight in parts[1:]:
        if weight == merged[-1][1]:
            merged[-1][0] += text
        else:
            merged.append([text, weight])
    return merged


WHEN = re.compile(r"\s*([+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\s*")


def tree(prompt):
    """Text, ("turns", options) and ("change", from, to, when), in a list; None for a prompt to be taken as it is."""
    top, opened = [], []

    def put(node):
        (opened[-1]["parts"][-1] if opened else top).append(node)

    def pieces(bracket):
        flat = [bracket["kind"], *bracket["parts"][0]]
        for mark, part in zip(bracket["marks"], bracket["parts"][1:]):
            flat += [mark, *part]
        return flat

    def give_up():
        spoilt = any("|" in bracket["marks"] for bracket in opened)
        for bracket in opened:
            top.extend(pieces(bracket))
        opened.clear()
        return not spoilt

    at = 0
    while at < len(prompt):
        c = prompt[at]
        at += 1
        if c == "\\":
            if prompt[at:at + 1] in ("", "\n"):
                return None
            put(c + prompt[at])
            at += 1
        elif c in "([":
            opened.append({"kind": c, "parts": [[]], "marks": ""})
        elif c == "|" and (not opened or opened[-1]["kind"] == "("):
            return None
        elif c in ":|" and opened:
            opened[-1]["marks"] += c
            opened[-1]["parts"].append([])
        elif c in ")]":
            nodes = None
            if opened and opened[-1]["kind"] + c in ("()", "[]"):
                bracket = opened[-1]
                marks, parts = bracket["marks"], bracket["parts"]
                when = WHEN.fullmatch("".join(parts[-1])) if all(type(part) is str for part in parts[-1]) else None
                if marks == "" or (c == ")" and marks == ":"):
                    nodes = [*pieces(bracket), c]
                elif c == "]" and ":" not in marks:
                    nodes = [("turns", parts)]
                elif c == "]" and marks in (":", "::") and when:
                    nodes = [("change", parts[0] if marks == "::" else [], parts[-2], when[1])]
            if nodes is None:
                if not give_up():
                    return None
                put(c)
            else:
                opened.pop()
                for node in nodes:
                    put(node)
        else:
            put(c)
    return top if give_up() else None


def schedule(prompt, steps, before=0, share=0.0):
    """Pairs of the last step and the text that holds until then; `before` and `share` are of a second pass."""
    nodes = tree(prompt)
    if nodes is None:
        return [[steps, prompt]]

    def step(when):
        return min(steps, int((float(when) - share) * steps if "." in when else float(when) - before))

    def ends(nodes):
        for node in nodes:
            if node[0] == "turns":
                yield from range(1, steps + 1)
                for option in node[1]:
                    yield from ends(option)
            elif node[0] == "change":
                yield step(node[3])
                yield from ends(node[1])
                yield from ends(node[2])

    def text(nodes, now):
        read = ""
        for node in nodes:
            if node[0] == "turns":
                read += text(node[1][(now - 1) % len(node[1])], now)
            elif node[0] == "change":
                read += text(node[1] if now <= step(node[3]) else node[2], now)
            else:
                read += node
        return read

    return [[end, text(nodes, end)] for end in sorted({steps, *(end for end in ends(nodes) if end >= 1)})]


def without_comments(prompt):
    return re.sub(r"#[^\n]*(\n|$)", "\n", re.sub(r"(^|\n)#[^\n]*(\n|$)", "\n", prompt))


def plan(prompt, steps):
    """The parts of a prompt: weights and schedules."""
    prompt = re.sub(r"<\w+:[^>]+>", "", without_comments(prompt))
    parts = []
    for part in re.split(r"\bAND\b", prompt):
        text, colon, weight = part.rstrip().rpartition(":")
        if colon and re.fullmatch(r"[-+]?([0-9]+\.?|[0-9]*\.[0-9]+)", weight.lstrip()):
            parts.append((float(weight), schedule(text.rstrip(), steps)))
        else:
            parts.append((1.0, schedule(part.rstrip(), steps)))
    return parts


def chunks(tokens, prompt, emphasis):
    """Pairs of 77 ids and 77 weights."""
    comma, start, end, pad = tokens.convert_tokens_to_ids([",</w>", tokens.bos_token, tokens.eos_token, tokens.pad_token])
    done, filling, last_comma = [], [], None

    def finish():
        rest = 75 - len(filling)
        ids = [start, *(token for token, _ in filling), end, *[pad] * rest]
        done.append((ids, [1.0, *(weight for _, weight in filling), *[1.0] * (rest + 1)]))

    for text, weight in [[prompt, 1.0]] if emphasis == "None" else read(prompt):
        if (text, weight) == ("BREAK", -1):
            finish()
            filling, last_comma = [], None
            continue
        for token in tokens(text, add_special_tokens=False).input_ids:
            moved = []
            if len(filling) == 75:
                if token != comma and last_comma is not None and 75 - last_comma <= 20:
                    filling, moved = filling[:last_comma + 1], filling[last_comma + 1:]
                finish()
                filling, last_comma = moved, None
            elif token == comma:
                last_comma = len(filling)
            filling.append((token, weight))
    if filling or not done:
        finish()
    return done


def read_comfy(prompt):
    """ComfyUI's weights (comfy/sd1_clip.py, token_weights): pairs of text and weight."""
    def number(text):
        try:
            return float(text)
        except ValueError:
            return None

    def walk(text, weight):
        stretches, level = [""], 0
        for c in text:
            if c == "(":
                if level == 0:
                    stretches.append("")
                level += 1
            stretches[-1] += c
            if c == ")":
                level -= 1
                if level == 0:
                    stretches.append("")
        for stretch in filter(None, stretches):
            if len(stretch) > 1 and stretch[0] == "(" and stretch[-1] == ")":
                inside, colon, last = stretch[1:-1].rpartition(":")
                if colon and inside and number(last) is not None:
                    yield from walk(inside, number(last))
                else:
                    yield from walk(stretch[1:-1], weight * 1.1)
            else:
                yield stretch.replace("\0\1", ")").replace("\0\2", "("), weight

    return list(walk(prompt.replace("\\)", "\0\1").replace("\\(", "\0\2"), 1.0))


def chunks_comfy(tokens, prompt):
    """Pairs of 77 ids and 77 weights; a stretch of fewer than eight tokens is never cut."""
    start, end, pad = tokens.convert_tokens_to_ids([tokens.bos_token, tokens.eos_token, tokens.pad_token])
    done = [[]]
    for text, weight in read_comfy(prompt):
        stretch = [(token, weight) for token in tokens(text, add_special_tokens=False).input_ids]
        while len(done[-1]) + len(stretch) > 75:
            if len(stretch) >= 8:
                room = 75 - len(done[-1])
                done[-1] += stretch[:room]
                stretch = stretch[room:]
            done.append([])
        done[-1] += stretch
    return [([start, *(token for token, _ in chunk), end, *[pad] * (75 - len(chunk))],
             [1.0, *(weight for _, weight in chunk), *[1.0] * (76 - len(chunk))]) for chunk in done]


def encode_comfy(reference, prompt, clip_skip):
    """Like `encode`, by ComfyUI's rules: weights lead from the empty prompt's hidden states."""
    columns, pooled = [], None
    for tokens, encoder in zip(reference.tokenizers, reference.encoders):
        cut = chunks_comfy(tokens, prompt)
        output = encoder(torch.tensor([ids for ids, _ in cut + chunks_comfy(tokens, "")]), output_hidden_states=True)
        states = output.hidden_states[-2] if reference.is_xl else encoder.final_layer_norm(output.hidden_states[-clip_skip])
        weights = torch.tensor([weights for _, weights in cut])[:, :, None]
        columns.append(torch.where(weights == 1, states[:-1], (states[:-1] - states[-1:]) * weights + states[-1:]).flatten(0, 1)[None])
        if reference.is_xl and encoder is reference.encoders[-1]:
            pooled = output.text_embeds[:1]
    return torch.cat(columns, dim=2), pooled


def weighted(hidden, weights, emphasis):
    """The hidden states of a chunk of each text [texts, 77, n] with its weights applied."""
    if emphasis in ("None", "Ignore"):
        return hidden
    scaled = hidden * torch.tensor(weights)[:, :, None]
    return scaled if emphasis == "No norm" else scaled * (hidden.mean() / scaled.mean())


def encode_together(reference, texts, clip_skip, emphasis="Original"):
    """Of each text hidden states [1, 77 · chunks, n] and, for SDXL, the first chunk's pooled states [1, m]."""
    columns, pooled = [], [None] * len(texts)
    read_by_all = [[chunks(tokens, text, emphasis) for text in texts] for tokens in reference.tokenizers]
    most = max(len(own) for read_by_one in read_by_all for own in read_by_one)
    for tokens, encoder, read_by_one in zip(reference.tokenizers, reference.encoders, read_by_all):
        padded = [own + chunks(tokens, "", emphasis) * (most - len(own)) for own in read_by_one]
        rows = []
        for place in range(most):
            ids, weights = zip(*(own[place] for own in padded))
            output = encoder(torch.tensor(ids), output_hidden_states=True)
            if reference.is_xl:
                hidden = output.hidden_states[-2]
            else:
                hidden = encoder.final_layer_norm(output.hidden_states[-clip_skip])
            if not rows and reference.is_xl and encoder is reference.encoders[-1]:
                pooled = output.text_embeds.split(1)
            rows.append(weighted(hidden, weights, emphasis))
        columns.append(torch.cat(rows, dim=1))
    return list(zip(torch.cat(columns, dim=2).split(1), pooled))


def encode(reference, prompt, clip_skip, emphasis="Original"):
    """What `encode_together` gives for one text."""
    return encode_together(reference, [prompt], clip_skip, emphasis)[0]


def random_prompts():
    generator = random.Random(20)
    pieces = ["(", ")", "[", "]", ":", "\\", ":1.3)", ":.5)", ": -2 )", ":+1.)", ":1.2", " BREAK ", "BREAK", "\n", " ", ", ",
              "fox", "a red house", "(snow:1.4)", "[sky]", "BREAKs", "ünd", "狐", "!", "1.3", "|", "AND", "<lora:x:0.8>"]
    return ["".join(generator.choices(pieces, k=generator.randint(0, 14))) for _ in range(1500)]


def random_comfy():
    generator = random.Random(22)
    pieces = ["(", "(", ")", ")", ":", "\\(", "\\)", ":1.3)", ": .5 )", ":-2)", ":1e1)", ":1_0)", ":1.2", "\n", " ", ", ", "fox", "a red house",
              "(snow:1.4)", "[sky]", "1.3", "\\"]
    return ["".join(generator.choices(pieces, k=generator.randint(0, 14))) for _ in range(1000)]


def random_schedules():
    """Pairs of a prompt and what to read it for."""
    generator = random.Random(21)
    pieces = ["(", ")", "[", "]", "[", "]", ":", "|", "\\", "\\|", "\\[", "\n", " ", "a", "b c", ":3]", ":.5]", ": 2 ]", "[x:y:4]",
              "[p|q]", "[u::1.5]", "(w:1.2)", ":1.5)", "0.3", "7", "-1", "1e1", ".", "[v:11]"]
    ranges = [{"steps": 10}, {"steps": 7}, {"steps": 8, "before": 10, "share": 1.0}]
    return [("".join(generator.choices(pieces, k=generator.randint(1, 12))), ranges[i % 3]) for i in range(1500)]


def check_against(path, prompts, schedules):
    """A1111's file needs torch only for what it does later."""
    spec = importlib.util.spec_from_file_location("prompt_parser", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    differing = [prompt for prompt in prompts if module.parse_prompt_attention(prompt) != read(prompt)]
    print(f"read as A1111 reads them: {len(prompts) - len(differing)} of {len(prompts)}", *map(repr, differing[:5]), sep="\n")
    differing = []
    for prompt, asked in schedules:
        passes = (asked["before"], asked["steps"]) if "before" in asked else (asked["steps"],)
        if module.get_learned_conditioning_prompt_schedules([prompt], *passes)[0] != schedule(prompt, **asked):
            differing.append(prompt)
    print(f"scheduled as there: {len(schedules) - len(differing)} of {len(schedules)}", *map(repr, differing[:5]), sep="\n")


@torch.no_grad()
def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--against", type=pathlib.Path)
    against = arguments.parse_args().against
    torch.set_num_threads(1)
    prompts, schedules = random_prompts(), random_schedules()
    if against:
        check_against(against, prompts, schedules)
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir(parents=True)
    lines = "\n".join(json.dumps({"prompt": prompt, "parts": read(prompt)}) for prompt in prompts)
    (OUT / "grammar.jsonl.gz").write_bytes(gzip.compress((lines + "\n").encode(), 9, mtime=0))
    lines = "\n".join(json.dumps({"prompt": text, **asked, "stages": schedule(text, **asked)}) for text, asked in schedules)
    (OUT / "schedules.jsonl.gz").write_bytes(gzip.compress((lines + "\n").encode(), 9, mtime=0))
    lines = "\n".join(json.dumps({"prompt": prompt, "parts": read_comfy(prompt)}) for prompt in random_comfy())
    (OUT / "comfy.jsonl.gz").write_bytes(gzip.compress((lines + "\n").encode(), 9, mtime=0))
    vocabulary = tiny_models.clip_vocabulary(gzip.open(MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    references = {family: reference.Reference(MODELS / family, vocabulary) for family in tiny_models.FAMILIES}
    expected, cases = {}, []
    for name, model, prompt, clip_skip, emphasis in CASES:
        comfy = emphasis == "comfy"
        arguments = (references[model], prompt, clip_skip)
        hidden, pooled = encode_comfy(*arguments) if comfy else encode(*arguments, emphasis)
        expected[f"{name}.hidden"] = hidden.contiguous()
        if pooled is not None:
            expected[f"{name}.pooled"] = pooled.contiguous()
        cases.append({"id": name, "model": model, "prompt": prompt, "clipSkip": clip_skip,
                      "emphasis": "Original" if comfy else emphasis, "dialect": "comfy" if comfy else "a1111"})
        plain = encode(references[model], prompt, clip_skip, "Ignore" if emphasis != "None" else "Original")[0]
        effect = (hidden - plain).abs().max() / hidden.abs().max() if plain.shape == hidden.shape else float("nan")
        print(f"{name}: {hidden.shape[1] // 77} chunks, largest {hidden.abs().max():.2f}, weights change {effect:.1%}")
    save_file(expected, OUT / "expected.safetensors")
    (OUT / "cases.json").write_text(json.dumps(cases, indent=2) + "\n")


if __name__ == "__main__":
    main()
