"""Small things both training scripts need: logs, checkpoints, schedules, background loading and plots."""

import csv
import math
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import torch

CACHE = Path.home() / ".cache/sfumato-starter"


def rate(step, steps, peak, warm=100, floor=0.01):
    """Learning rate: linear warm-up, then a cosine down to `floor` of the peak."""
    if step < warm:
        return peak * (step + 1) / warm
    progress = min(1.0, (step - warm) / max(1, steps - warm))
    return peak * (floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * progress)))


def prefetch(make, first, ahead=4):
    """Yields make(first), make(first + 1), …, prepared by a background thread."""
    pool = ThreadPoolExecutor(1)
    waiting = [pool.submit(make, first + i) for i in range(ahead)]
    number = first + ahead
    while True:
        result = waiting.pop(0).result()
        waiting.append(pool.submit(make, number))
        number += 1
        yield result


def save(path, **state):
    """Writes a checkpoint so that a crash leaves the old one."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    torch.save(state, part)
    os.replace(part, path)


class Log:
    """A CSV file that grows by a row now and then and is continued after a restart."""

    def __init__(self, path, *columns):
        self.path, self.columns, self.lock = Path(path), columns, threading.Lock()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        if not self.path.exists():
            self.row(*columns)

    def row(self, *values):
        with self.lock, self.path.open("a", newline="") as file:
            csv.writer(file).writerow([f"{v:.5g}" if isinstance(v, float) else v for v in values])


def sheet(path, rows):
    """Saves a list of rows of [h, w, 3] uint8 pictures as one PNG."""
    from PIL import Image

    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.concatenate([np.concatenate(list(r), 1) for r in rows], 0)).save(path)


def pictures(tensor):
    """[n, 3, h, w] in -1…1 to a list of [h, w, 3] uint8."""
    return ((tensor.float().clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()


class Clock:
    """Seconds of training so far, over restarts."""

    def __init__(self, before=0.0):
        self.start = time.time() - before

    def seconds(self):
        return time.time() - self.start
