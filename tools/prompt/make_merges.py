#!/usr/bin/env python3
"""Makes the CLIP merge list that the program ships for models that bring no tokenizer.

    pip download --no-deps open_clip_torch==3.3.0
    python tools/prompt/make_merges.py open_clip_torch-3.3.0-py3-none-any.whl

The published file has 262,144 merges; CLIP uses the first 48,894 (lines 2 to 48895). The vocabulary follows from
them: 256 byte letters, the same with </w>, one token for each merge, then the start and end tokens.
"""
import gzip
import hashlib
import pathlib
import sys
import zipfile

FIRST, LAST = 1, 48895
HERE = pathlib.Path(__file__).resolve().parents[2]
TARGET = HERE / "src/main/resources/studio/sfumato/prompt/clip-merges.txt.gz"


def main(wheel: str) -> None:
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read("open_clip/bpe_simple_vocab_16e6.txt.gz")
    lines = gzip.decompress(packed).decode("utf-8").split("\n")[FIRST:LAST]
    assert all(len(line.split(" ")) == 2 for line in lines) and len(lines) == 48894
    text = ("\n".join(lines) + "\n").encode("utf-8")
    TARGET.write_bytes(gzip.compress(text, 9, mtime=0))
    print(f"{len(lines)} merges, sha256 {hashlib.sha256(text).hexdigest()}, {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
