"""What ncnn makes of a picture with the upscaler that Sfumato ships: shipped_upscaler.py [FOLDER]

Needs what tools/upscaler/convert.py names. FOLDER is src/test/resources/golden/upscalers.
"""
import sys
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/upscaler"))
import convert  # noqa: E402

GOLDEN = ROOT / "src/test/resources/golden"
SIDE = 48

picture = Image.open(GOLDEN / "control-maps/picture.png").convert("RGB").crop((0, 0, SIDE, SIDE))
larger = convert.by_ncnn(np.asarray(picture, np.float32) / 255).clip(0, 1)
folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GOLDEN / "upscalers"
picture.save(folder / "shipped.png")
Image.fromarray((larger * 255).round().astype(np.uint8)).save(folder / "shipped-by-ncnn.png", optimize=True)
