"""Makes the fixtures of pictures whose prompts change on the way or are several.

    python tools/golden/prompt_pictures.py

Needs the models that pipelines.py makes. Writes src/test/resources/golden/prompt-pictures: expected/ and cases.json.
"""
import gzip
import json
import shutil
import warnings

import torch
from PIL import Image
from safetensors.torch import save_file

import pipelines
import tiny_models
from reference import Reference

OUT = pipelines.ROOT / "src/test/resources/golden/prompt-pictures"
LONG = pipelines.LONG

# The last column is the same prompt without what the case is about: the picture must be another.
CASES = {
    "sd1": [
        ("editing", "a [red fox:(two:2):2] in [the snow::0.5]", "", 64, 48, "Euler", "Uniform", 7, 12.0, 11, 1, 1, "a red fox in the snow"),
        ("editing-batch-second-order", "a [fox:two:0.3] [(sharp:2):2]", "[bad:blurry:3]", 48, 48, "Heun", "Uniform", 5, 12.0, 12, 1, 2,
         "a fox"),
        ("alternation", "a [red fox|(two:2) boat||house] in the snow", "", 64, 48, "Euler a", "Uniform", 6, 12.0, 13, 1, 1, "a red fox in the snow"),
        ("and", "a red fox AND (snow:1.3) on a boat :0.7 AND a [cat:tree:2] :-0.3", "blurry", 56, 48, "DPM++ 2M", "Karras", 6, 9.0, 14, 2, 1,
         "a red fox"),
        ("and-without-guidance", "a red fox :0.4 AND a boat :0.6", "never read", 48, 48, "Euler", "Karras", 5, 1.0, 15, 1, 1, "a boat"),
        ("and-of-two-without-guidance", "a red fox AND a boat", "blurry", 48, 48, "Euler", "Karras", 5, 1.0, 16, 1, 1, "a red fox"),
        ("and-of-two-lengths", LONG + " AND a red fox :1.2", "a house", 48, 48, "Euler", "Uniform", 4, 4.0, 17, 1, 2, LONG),
        ("editing-of-two-lengths", "[a (red:1.2) fox:" + LONG + ":1]", "", 48, 48, "DDIM", "Uniform", 5, 9.0, 18, 1, 1, LONG),
        ("long-negative-batch", "a red fox", LONG, 48, 48, "Euler", "Karras", 5, 6.0, 19, 1, 2, "a boat"),
        ("comments-tags-weight", "# a sketch\na red fox <lora:nothing:0.5> :1.3", "bad # photo", 48, 48, "LMS", "Uniform", 5, 9.0, 20, 1, 1, "a red fox"),
        ("more-calls-than-counted", "[fox:(two:2):2] in the snow", "", 48, 48, "HeunPP2", "Uniform", 5, 12.0, 23, 1, 1, "(two:2) in the snow"),
    ],
    "sd2": [
        ("editing", "a [red fox:(two:2):.3] in the snow", "[bad|blurry] photo", 64, 48, "DPM2", "Karras", 5, 12.0, 21, 1, 1, "a red fox in the snow"),
    ],
    "sdxl": [
        ("and-empty-negative", "a [red|green] fox AND a boat in the (snow:1.4) :0.8", "[::2]", 64, 48, "Euler", "Karras", 5, 6.0, 22, 1, 2, "a red fox"),
    ],
}


def main():
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "expected").mkdir(parents=True)
    vocabulary = tiny_models.clip_vocabulary(gzip.open(pipelines.MERGES, "rt", encoding="utf-8").read().splitlines()[-48894:])
    listed = []
    for family, rows in CASES.items():
        reference = Reference(pipelines.OUT / "models" / family, vocabulary)
        for row in rows:
            case = dict(zip(pipelines.COLUMNS, row))
            case = {"id": f"{family}-{case.pop('id')}", "model": family, **case}
            latents, images = [], []
            for i in range(case["count"]):
                z, image = pipelines.picture(reference, case, case["seed"] + i)
                latents.append(z)
                images.append(image)
                Image.fromarray(image).save(OUT / f"expected/{case['id']}-{i}.png")
            save_file({"latents": torch.cat(latents)}, OUT / f"expected/{case['id']}.safetensors")
            plain = pipelines.picture(reference, case | {"prompt": row[-1]}, case["seed"])[1]
            print(f"{case['id']}: pixels {images[0].mean():.0f} ± {images[0].std():.0f}, the plain prompt {pipelines.psnr(plain, images[0]):.0f} dB")
            if pipelines.psnr(plain, images[0]) > 50:
                raise SystemExit(f"{case['id']}: the picture hardly depends on what it is about")
            listed.append(case)
    (OUT / "cases.json").write_text(json.dumps(listed, indent=2) + "\n")


if __name__ == "__main__":
    main()
