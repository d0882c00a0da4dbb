"""Golden fixtures for the packages `image` and `image.metadata`, made with Pillow 13.0.0 and numpy.

    python tools/golden/image.py              writes src/test/resources/golden/image
    python tools/golden/image.py check DIR    reads with Pillow what PngTest left in DIR (target/png-for-pillow)
"""
import json
import struct
import sys
import zlib
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps, PngImagePlugin

OUT = Path(__file__).resolve().parents[2] / "src/test/resources/golden/image"
INFOTEXT = "a fox\nNegative prompt: text\nSteps: 20, Sampler: DPM++ 2M, Schedule type: Karras, CFG scale: 7, Seed: 1, Size: 24x16, Model: tiny, Version: v1.10.1"
UNICODE = "ein Fuchs, 狐, лиса 🦊\nSteps: 20, Sampler: Euler a, CFG scale: 7.5, Seed: 4294967297, Size: 24x16"
LATIN = "un renard très bleu, ½ £"


def picture(height=16, width=24, channels=4, seed=1):
    """A picture with gradients, flat parts and noise, so that every filter and palette path has work."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    planes = [x * 255 // max(1, width - 1), y * 255 // max(1, height - 1), (x * y) % 256, 255 - (x * 7) % 256]
    out = np.stack(planes[:channels], -1)
    out[: height // 2, : width // 3] = 40
    out[height // 2 :, width // 2 :] = rng.integers(0, 256, out[height // 2 :, width // 2 :].shape)
    return out.astype(np.uint8)


def save(name, image, **options):
    image.save(OUT / f"{name}.png", **options)


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


ADAM7 = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]


def raw_png(name, samples, depth, colour, interlaced=False, extra=()):
    """Formats Pillow does not write. `samples`: height, width, samples per pixel; rows take filters 0 to 4 in turn."""
    height, width, count = samples.shape
    distance = max(1, count * depth // 8)
    rows = bytearray()
    for x0, y0, dx, dy in ADAM7 if interlaced else [(0, 0, 1, 1)]:
        part = samples[y0::dy, x0::dx]
        if part.size == 0:
            continue
        above = None
        for y, row in enumerate(part):
            if depth == 16:
                packed = row.astype(">u2").tobytes()
            elif depth == 8:
                packed = row.astype(np.uint8).tobytes()
            else:
                bits = ((row.reshape(-1, 1) >> np.arange(depth - 1, -1, -1)) & 1).astype(np.uint8)
                packed = np.packbits(bits.reshape(-1)).tobytes()
            packed = np.frombuffer(packed, np.uint8).astype(int)
            above = np.zeros_like(packed) if above is None else above
            left = np.concatenate([np.zeros(distance, int), packed])[: len(packed)]
            corner = np.concatenate([np.zeros(distance, int), above])[: len(packed)]
            p = left + above - corner
            pa, pb, pc = abs(p - left), abs(p - above), abs(p - corner)
            paeth = np.where((pa <= pb) & (pa <= pc), left, np.where(pb <= pc, above, corner))
            kind = y % 5
            rows.append(kind)
            rows += ((packed - [0 * left, left, above, (left + above) // 2, paeth][kind]) % 256).astype(np.uint8).tobytes()
            above = packed
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, int(interlaced))
    body = zlib.compress(bytes(rows))
    parts = [chunk(b"IHDR", header), *extra, chunk(b"IDAT", body[:50]), chunk(b"IDAT", body[50:]), chunk(b"IEND", b"")]
    (OUT / f"{name}.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(parts))


def expect(name, rgba):
    """What `name` must be read as: 8-bit RGBA, uncompressed by filters, for any decoder."""
    Image.fromarray(rgba, "RGBA").save(OUT / f"{name}.expected.png")


def from_pillow(name):
    expect(name, np.asarray(Image.open(OUT / f"{name}.png").convert("RGBA")))


def rounded(samples, depth):
    return np.floor(samples * 255.0 / (2**depth - 1) + 0.5).astype(np.uint8)


def pictures():
    rgba = picture()
    texts = PngImagePlugin.PngInfo()
    texts.add_text("parameters", INFOTEXT)
    texts.add_text("Title", LATIN)
    texts.add_text("Unicode", UNICODE)
    texts.add_text("packed", INFOTEXT, zip=True)
    texts.add_itxt("packed international", UNICODE, lang="de", tkey="gepackt", zip=True)
    save("rgb-texts", Image.fromarray(rgba[..., :3]), pnginfo=texts)
    save("rgba", Image.fromarray(rgba))
    save("grey", Image.fromarray(rgba[..., 0]))
    save("grey-alpha", Image.fromarray(rgba[..., [0, 3]], "LA"))
    save("palette", Image.fromarray(rgba[..., :3]).quantize(7), bits=4)
    save("palette-transparent", Image.fromarray(rgba[..., :3]).quantize(40), transparency=bytes([0, 128, 64]))
    save("one-bit", Image.fromarray(rgba[..., 2]).convert("1"))
    save("rgb-transparent-colour", Image.fromarray(rgba[..., :3]), transparency=(40, 40, 40))
    for name in ("rgb-texts", "rgba", "grey", "grey-alpha", "palette", "palette-transparent", "one-bit", "rgb-transparent-colour"):
        from_pillow(name)

    rng = np.random.default_rng(2)
    wide = rng.integers(0, 65536, (11, 13, 4))
    raw_png("rgba-16", wide, 16, 6)
    expect("rgba-16", rounded(wide, 16))
    grey = rng.integers(0, 65536, (11, 13, 1))
    raw_png("grey-16", grey, 16, 0)
    expect("grey-16", np.concatenate([rounded(grey, 16)] * 3 + [np.full((11, 13, 1), 255, np.uint8)], -1))
    for depth in (2, 4):
        low = rng.integers(0, 2**depth, (11, 13, 1))
        raw_png(f"grey-{depth}-interlaced", low, depth, 0, interlaced=True)
        opaque = np.full((11, 13, 1), 255, np.uint8)
        expect(f"grey-{depth}-interlaced", np.concatenate([rounded(low, depth)] * 3 + [opaque], -1))
    for height, width in ((1, 1), (3, 2), (17, 19)):
        small = picture(height, width, seed=3)
        raw_png(f"rgba-interlaced-{width}x{height}", small.astype(int), 8, 6, interlaced=True)
        expect(f"rgba-interlaced-{width}x{height}", small)


def resampling():
    """Pillow's own results; ours may differ by one level."""
    big = Image.fromarray(picture(61, 83, 4, seed=5))
    save("resample-source-rgba", big)
    save("resample-source-rgb", big.convert("RGB"))
    filters = {"lanczos": Image.Resampling.LANCZOS, "bilinear": Image.Resampling.BILINEAR, "box": Image.Resampling.BOX,
               "bicubic": Image.Resampling.BICUBIC}
    for kind, kernel in filters.items():
        for width, height in ((20, 17), (128, 100), (83, 30)):
            save(f"resample-{kind}-{width}x{height}-rgb", big.convert("RGB").resize((width, height), kernel))
        save(f"resample-{kind}-20x17-rgba", big.resize((20, 17), kernel))
        part = (12.75, 33.25, 50.5, 60.875)  # Pillow's box has single precision
        save(f"resample-{kind}-part-rgba", big.resize((31, 12), kernel, box=part))


def foreign():
    """Files of other kinds, and what Pillow sees in them once they are upright: three blocks of colour on a grey ramp."""
    folder = OUT / "foreign"
    folder.mkdir(exist_ok=True)
    ramp = np.repeat(np.linspace(20, 235, 24).astype(np.uint8)[None, :, None], 16, 0).repeat(3, 2)
    ramp[:8, :8], ramp[:8, 8:16], ramp[8:, :8] = (220, 40, 30), (30, 180, 60), (40, 60, 200)
    image = Image.fromarray(ramp)
    turned = Image.Exif()
    for name, tag, options in (("turned-6.jpg", 6, {"quality": 95, "subsampling": 0}), ("turned-3.webp", 3, {"lossless": True}),
                               ("turned-8.tif", 8, {}), ("turned-5.jpg", 5, {"quality": 95, "subsampling": 0})):
        turned[0x0112] = tag
        image.save(folder / name, exif=turned, **options)
    image.convert("L").save(folder / "grey.jpg", quality=95)
    image.convert("CMYK").save(folder / "cmyk.jpg", quality=95)
    image.quantize(16).save(folder / "palette.bmp")
    image.save(folder / "animated.gif", save_all=True, append_images=[ImageOps.invert(image)], duration=100)
    image.save(folder / "really.png", format="JPEG", quality=95)
    Image.fromarray((ramp[..., 0].astype(np.uint16) * 257)).save(folder / "sixteen.tif")
    rgba = image.copy()
    rgba.putalpha(Image.fromarray(np.tile(np.arange(0, 240, 10, dtype=np.uint8), (16, 1))))
    rgba.save(folder / "clear.webp", lossless=True, exact=True)
    for file in sorted(folder.iterdir()):
        if "expected" not in file.name:
            seen = ImageOps.exif_transpose(Image.open(file))
            seen = Image.fromarray((np.array(seen) // 257).astype(np.uint8)) if seen.mode.startswith("I") else seen
            seen.convert("RGBA" if file.name.startswith("clear") else "RGB").save(folder / f"{file.name}.expected.png")


def check(folder):
    """The other direction: Pillow must see in our files the pixels and texts that expected.json names."""
    wanted = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    for name, expected in wanted.items():
        image = Image.open(folder / name)
        image.load()
        assert image.mode == expected["mode"], name
        assert zlib.crc32(image.tobytes()) == expected["crc32"], name
        assert {k: str(v) for k, v in image.text.items()} == expected["texts"], name
    print(f"Pillow reads {len(wanted)} files as meant")


if __name__ == "__main__":
    if sys.argv[1:2] == ["check"]:
        check(Path(sys.argv[2]))
    else:
        OUT.mkdir(parents=True, exist_ok=True)
        pictures()
        resampling()
        foreign()
