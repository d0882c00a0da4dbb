#!/usr/bin/env python3
"""Draws docs/pictures/samplers.png: every sampler the program lists, at 10, 20 and 40 steps, from one prompt and seed.

Drives the program with the model that ships. Needs Pillow.
"""

import argparse
import csv
import subprocess
import tempfile
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

ROOT = Path(__file__).resolve().parents[2]
STEPS = (10, 20, 40)
PROMPT, SEED = "a fox on a blue background", 42
PICTURE, LABEL, GAP, COLUMNS = 96, 14, 4, 3


def samplers(program):
    """The names `sfumato samplers` lists, in its order."""
    listed = subprocess.run([program, "samplers"], check=True, capture_output=True, text=True).stdout
    names, inside = [], False
    for line in listed.splitlines():
        if not line.startswith(" "):
            inside = line.lower().startswith("samplers")
        elif inside and line.strip():
            names.append(line.strip().split("  ")[0])
    return names


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--program", default=str(ROOT / "sfumato"))
    parser.add_argument("--out", type=Path, default=ROOT / "docs/pictures/samplers.png")
    options = parser.parse_args()

    names = samplers(options.program)
    with tempfile.TemporaryDirectory() as temporary:
        rows, pictures = Path(temporary) / "rows.csv", Path(temporary) / "pictures"
        with rows.open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(["prompt", "sampler", "schedule", "steps", "seed"])
            for name in names:
                for steps in STEPS:
                    writer.writerow([PROMPT, name, "Automatic", steps, SEED])
        subprocess.run([options.program, "generate", "--prompts", str(rows), "--out", str(pictures)], check=True)
        made = [Image.open(path).convert("RGB") for path in sorted(pictures.glob("*.png"))]

    font = ImageFont.load_default(11)
    lines = -(-len(names) // COLUMNS)
    width = GAP + len(STEPS) * (PICTURE + GAP) + 2 * GAP
    height = LABEL + PICTURE + GAP
    sheet = Image.new("RGB", (COLUMNS * width, lines * height + GAP), "white")
    draw = ImageDraw.Draw(sheet)
    for i, name in enumerate(names):
        x, y = i // lines * width + GAP, i % lines * height + GAP
        draw.text((x, y), f"{name}: {', '.join(map(str, STEPS))} steps", fill="black", font=font)
        for j in range(len(STEPS)):
            small = made[i * len(STEPS) + j].resize((PICTURE, PICTURE), Image.LANCZOS)
            sheet.paste(small, (x + j * (PICTURE + GAP), y + LABEL))
    sheet.quantize(256).save(options.out, optimize=True)
    print(f"{len(names)} samplers in {options.out}")


if __name__ == "__main__":
    main()
