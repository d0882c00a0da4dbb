"""Draws a training log as a small PNG and copies it, thinned to a few hundred rows, next to the model card."""

import argparse
import csv
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

WIDTH, HEIGHT, MARGIN, ROWS = 720, 300, 48, 300
INK, GRID, LINES = (60, 60, 60), (225, 225, 225), [(40, 90, 200), (215, 60, 50), (40, 150, 80)]


def read(path):
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    return {key: [float(row[key]) if row[key] else float("nan") for row in rows] for key in rows[0]}


def thin(source, target):
    """Keeps every n-th row and each row that holds a measurement besides the loss."""
    with source.open(newline="") as file:
        head, *rows = csv.reader(file)
    stride = max(1, len(rows) // ROWS)
    kept = [row for i, row in enumerate(rows) if i % stride == 0 or all(row) or i == len(rows) - 1]
    with target.open("w", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([head, *kept])


def curve(draw, x, y, low, high, colour, dots=False):
    points = []
    for a, b in zip(x, y):
        if np.isfinite(b):
            px = MARGIN + (WIDTH - 2 * MARGIN) * a / max(x[-1], 1e-9)
            py = HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (b - low) / max(high - low, 1e-9)
            points.append((px, py))
    if len(points) > 1:
        draw.line(points, fill=colour, width=2)
    for px, py in points if dots else []:
        draw.ellipse((px - 3, py - 3, px + 3, py + 3), fill=colour)


def plot(log, across, measures, title, target):
    """The loss on a logarithmic scale (left) and the measures (right), shares from 0 to 1."""
    image = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(image)
    x, loss = log[across], np.log10(log["loss"])
    low, high = np.nanmin(loss), np.nanmax(loss)
    for i in range(5):
        y = MARGIN + (HEIGHT - 2 * MARGIN) * i / 4
        draw.line((MARGIN, y, WIDTH - MARGIN, y), fill=GRID)
        draw.text((6, y - 6), f"{10 ** (high - (high - low) * i / 4):.3f}", fill=LINES[0])
    draw.text((MARGIN, 8), title, fill=INK)
    draw.text((MARGIN, HEIGHT - 30), f"{across}: 0 to {x[-1]:,.0f}", fill=INK)
    curve(draw, x, loss, low, high, LINES[0])
    draw.text((MARGIN, 24), "loss (left, logarithmic)", fill=LINES[0])
    for number, name in enumerate(measures):
        values, colour = log[name], LINES[number + 1]
        top = max(1, np.nanmax(values)) if np.isfinite(values).any() else 1
        draw.text((MARGIN + 170 + 150 * number, 24), f"{name} (0 to {top:.4g})", fill=colour)
        curve(draw, x, values, 0, top, colour, dots=True)
    image.save(target, optimize=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--vae", type=Path, required=True, help="vae.csv")
    parser.add_argument("--unet", type=Path, required=True, help="unet.csv")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    thin(options.vae, options.out / "vae.csv")
    thin(options.unet, options.out / "unet.csv")
    plot(read(options.vae), "step", ["psnr"], "VAE", options.out / "vae.png")
    plot(read(options.unet), "pictures", ["retrieval", "colour"], "text encoder and U-Net", options.out / "unet.png")


if __name__ == "__main__":
    main()
