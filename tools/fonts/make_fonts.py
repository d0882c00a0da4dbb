"""Makes the fonts of the window: src/main/resources/studio/sfumato/ui/fonts.

    python -m venv venv && venv/bin/pip install -r requirements.txt
    npm pack inter-ui@4.1.1
    venv/bin/python make_fonts.py inter-ui-4.1.1.tgz

Inter is cut to European scripts and punctuation, and its digits are replaced by the ones that are all equally wide
(the feature `tnum`, which JavaFX cannot ask for), so that figures in columns do not jiggle. SemiBold takes the place
of Inter's bold, because JavaFX only tells regular from bold within a family. Noto Sans CJK is cut to the characters
of the national standards: JIS X 0208 (levels 1 and 2) for Japanese, GB 2312 for simplified Chinese.
"""

import importlib.util
import io
import sys
import tarfile
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTCollection, TTFont

OUT = Path(__file__).resolve().parents[2] / "src/main/resources/studio/sfumato/ui/fonts"
EUROPE = [*range(0x20, 0x17F), *range(0x218, 0x21C), *range(0x2C6, 0x2DE), *range(0x300, 0x330), *range(0x370, 0x460),
          *range(0x1E00, 0x1F00), *range(0x2000, 0x2070), *range(0x2070, 0x20D0), *range(0x2100, 0x2200),
          *range(0x2200, 0x2300), *range(0x2318, 0x2328), *range(0x2380, 0x23D0), *range(0x2423, 0x2424),
          *range(0x25A0, 0x2600), *range(0x2605, 0x2607), *range(0x2713, 0x2718), 0xFFFD]


def characters(codec, first_row, last_row):
    """The characters in those rows of a 94 by 94 national standard."""
    found = set()
    for row in range(first_row, last_row + 1):
        for cell in range(1, 95):
            try:
                found.add(ord(bytes([0xA0 + row, 0xA0 + cell]).decode(codec)))
            except UnicodeDecodeError:
                pass
    return found


def subset(font, unicodes):
    options = Options()
    options.hinting = False
    options.desubroutinize = False
    options.layout_features = ["kern", "ccmp", "mark", "mkmk", "locl", "tnum"]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE", "DSIG"]
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=unicodes)
    subsetter.subset(font)
    return font


def tabular_digits(font):
    """Lets the digits' code points stand for their tabular forms."""
    gsub = font["GSUB"].table
    swap = {}
    for record in gsub.FeatureList.FeatureRecord:
        if record.FeatureTag == "tnum":
            for index in record.Feature.LookupListIndex:
                for table in gsub.LookupList.Lookup[index].SubTable:
                    table = getattr(table, "ExtSubTable", table)
                    swap.update(getattr(table, "mapping", {}))
    for table in font["cmap"].tables:
        for digit in range(0x30, 0x3A):
            if digit in table.cmap:
                table.cmap[digit] = swap[table.cmap[digit]]


def rename(font, family, style, weight):
    names = font["name"]
    names.names = [n for n in names.names if n.nameID in (0, 5, 7, 8, 9, 11, 13, 14) and n.platformID == 3]
    full = f"{family} {style}".removesuffix(" Regular")
    postscript = f"{family.replace(' ', '')}-{style}"
    for number, text in ((1, family), (2, style), (3, f"Sfumato {postscript}"), (4, full), (6, postscript)):
        names.setName(text, number, 3, 1, 0x409)
    font["OS/2"].usWeightClass = weight
    bold = style == "Bold"
    font["OS/2"].fsSelection = (font["OS/2"].fsSelection & ~0x61) | (0x20 if bold else 0x40)
    font["head"].macStyle = 1 if bold else 0
    if "CFF " in font:
        cff = font["CFF "].cff
        cff.fontNames = [postscript]
        cff.topDictIndex[0].FamilyName, cff.topDictIndex[0].FullName = family, full


def inter(archive, weight, style, number):
    with tarfile.open(archive) as packed:
        data = packed.extractfile(f"package/web/Inter-{weight}.woff2").read()
        (OUT / "LICENSE-Inter.txt").write_bytes(packed.extractfile("package/LICENSE.txt").read())
    font = TTFont(io.BytesIO(data))
    font.flavor = None
    subset(font, EUROPE)
    tabular_digits(font)
    rename(font, "Inter", style, number)
    save(font, f"Inter-{style}.ttf")


def noto(collection, number, family, unicodes):
    font = subset(collection.fonts[number], unicodes)
    rename(font, family, "Regular", 400)
    save(font, f"{family.replace(' ', '')}-Regular.otf")


def save(font, name):
    font.recalcTimestamp = False
    font.save(OUT / name)
    print(name, (OUT / name).stat().st_size)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    inter(sys.argv[1], "Regular", "Regular", 400)
    inter(sys.argv[1], "SemiBold", "Bold", 700)
    package = Path(importlib.util.find_spec("noto_cjk_sans_otc").submodule_search_locations[0])
    collection = package / "NotoSansCJK-Regular.ttc"
    punctuation = {*range(0x3000, 0x3100), *range(0xFF00, 0xFFF0)}
    noto(TTCollection(collection), 0, "Sfumato Sans JP", punctuation | characters("euc_jp", 1, 84))
    noto(TTCollection(collection), 2, "Sfumato Sans SC", punctuation | characters("gb2312", 1, 87))


main()
