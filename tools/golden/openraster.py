"""Reference for OpenRaster files: pyora 0.3.11, a reader and writer by others (gitlab.com/inklabapp/pyora).

python tools/golden/openraster.py write src/test/resources/golden/openraster
    files as others write them, and what pyora makes of them: read by OpenRasterForeignTest

./dev -o -q -Dquick test -Dtest=OpenRasterForeignTest
python tools/golden/openraster.py check target/openraster/*.ora
    files as we write them (that test leaves some): the zip's rules by the specification's text, each layer's pixels, and
    the layers laid over each other by pyora against our merged image, within one level

Specification: freedesktop.org/specifications/openraster/Draft, version 0.0.5.
"""

import io
import pathlib
import sys
import zipfile
from xml.etree import ElementTree

import numpy as np
import pyora.Render
from PIL import Image
from pyora import Project

WIDTH, HEIGHT = 40, 30


def noise(rng, width, height, alpha):
    """A picture of soft blobs that deflates well; `alpha` is one value, or None for a ramp."""
    y, x = np.mgrid[0:height, 0:width]
    k = rng.uniform(0.05, 0.25, (3, 2))
    rgb = [127 + 120 * np.sin(a * x + b * y + i) for i, (a, b) in enumerate(k)]
    a = np.broadcast_to(255 * x / max(1, width - 1) if alpha is None else float(alpha), (height, width))
    return Image.fromarray(np.rint(np.stack([*rgb, a], -1)).astype(np.uint8), "RGBA")


def stack(rng, project):
    """Every attribute of the baseline but other ways of blending, for which we have no layers."""
    project.add_layer(noise(rng, WIDTH, HEIGHT, 255), "ground")
    project.add_layer(noise(rng, 20, 16, None), "beyond the edge", offsets=(-6, -4), opacity=0.75)
    project.add_group("group", opacity=0.5)
    project.add_layer(noise(rng, 12, 10, 255), "group/left", offsets=(4, 16))
    project.add_group("group/inner")
    project.add_layer(noise(rng, 12, 10, None), "group/inner/right", offsets=(24, 16), opacity=0.8)
    project.add_layer(noise(rng, 16, 16, 255), "unseen", visible=False)
    project.add_group("hidden group", visible=False)
    project.add_layer(noise(rng, 8, 8, 255), "hidden group/in it", offsets=(1, 1))
    project.add_layer(noise(rng, 10, 24, 128), "Höhe 画", offsets=(32, 2))


def by_hand(project, file):
    """The same as Krita, GIMP and MyPaint pack it: relative names, `stack.xml` last, children without attributes."""
    saved = io.BytesIO()
    project.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        new.writestr("mimetype", "image/openraster", zipfile.ZIP_STORED)
        for name in old.namelist():
            if name not in ("mimetype", "stack.xml"):
                new.writestr(name.lstrip("/"), old.read(name))
        root = ElementTree.fromstring(old.read("stack.xml"))
        root.find("stack").attrib.clear()
        for each in root.iter():
            usual = {"x": "0", "y": "0", "opacity": "1.0", "visibility": "visible", "composite-op": "svg:src-over"}
            for name, value in usual.items():
                if each.get(name) == value:
                    del each.attrib[name]
            each.attrib.pop("uuid", None)
            if each.get("src"):
                each.set("src", each.get("src").lstrip("/"))
        new.writestr("stack.xml", ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True))


def write(folder):
    folder.mkdir(parents=True, exist_ok=True)
    project = Project.new(WIDTH, HEIGHT)
    stack(np.random.default_rng(5), project)
    project.save(str(folder / "pyora.ora"))
    by_hand(project, folder / "plain.ora")
    pyora.Render.Renderer(project).render().save(folder / "merged.png", optimize=True)
    layers = list(project.iter_layers)
    sheet = Image.new("RGBA", (WIDTH, HEIGHT * len(layers)))  # one below the other, the lowest layer first
    for index, layer in enumerate(layers):
        whole = Image.new("RGBA", (WIDTH, HEIGHT))
        whole.paste(layer.get_image_data(raw=True), layer.offsets)
        sheet.paste(whole, (0, index * HEIGHT))
    sheet.save(folder / "layers.png", optimize=True)


def check(file):
    with zipfile.ZipFile(file) as archive:
        first = archive.infolist()[0]
        assert first.filename == "mimetype" and first.compress_type == zipfile.ZIP_STORED and not first.extra, first
        assert archive.read("mimetype") == b"image/openraster"
        assert archive.testzip() is None
        small = Image.open(archive.open("Thumbnails/thumbnail.png"))
        assert max(small.size) <= 256 and small.format == "PNG", small.size
        root = ElementTree.fromstring(archive.read("stack.xml"))
        size = int(root.get("w")), int(root.get("h"))
        merged = Image.open(archive.open("mergedimage.png")).convert("RGBA")
        assert merged.size == size, (merged.size, size)
        sources = {each.get("src"): Image.open(archive.open(each.get("src"))) for each in root.iter("layer")}
    project = Project.load(str(file))
    assert tuple(project.dimensions) == size, project.dimensions
    layers = list(project.iter_layers)
    for layer in layers:
        own = sources[layer["src"]].convert("RGBA")
        assert np.array_equal(layer.get_image_data(raw=True), own), layer.name
        print(f"  {layer.name!r:30} {own.size} at {layer.offsets} opacity {layer.opacity} visible {layer.visible}")
    ours = np.asarray(merged).astype(float)
    theirs = np.asarray(pyora.Render.Renderer(project).render()).astype(float)
    visible = [layer for layer in layers if layer.visible]
    apart = np.abs(ours * seen(ours) - theirs * seen(theirs)).max()
    print(f"  {len(layers)} layers, {len(visible)} seen; merged images are {apart:.0f} of 255 apart at most")
    assert apart <= 1, apart


def seen(argb):
    """1 where something is, 0 where what is transparent has a colour that nobody sees."""
    return (argb[..., 3:] > 0).astype(float)


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(pathlib.Path(sys.argv[2]))
    else:
        for name in sys.argv[2:]:
            print(name)
            check(pathlib.Path(name))
