"""What seeing poses is checked against: src/test/resources/golden/poses.

    python tools/golden/poses.py

Three loops over OpenCV and SciPy as ControlNet's preprocessors have them, written down anew: people from heat maps and
limb fields (OpenPose), frames from YOLOX's places, joints from columns and rows (RTMPose, DWPose), also of whole bodies. What the networks
give is made up by formulas that the test has too.
"""

import json
import math
from pathlib import Path

import cv2
import numpy as np
from scipy.ndimage import gaussian_filter

OUT = Path(__file__).resolve().parents[2] / "src/test/resources/golden/poses"
LIMBS = [(1, 2), (1, 5), (2, 3), (3, 4), (5, 6), (6, 7), (1, 8), (8, 9), (9, 10), (1, 11), (11, 12), (12, 13), (1, 0), (0, 14),
         (14, 16), (0, 15), (15, 17), (2, 16), (5, 17)]
FIELDS = [12, 20, 14, 16, 22, 24, 0, 2, 4, 6, 8, 10, 28, 30, 34, 32, 36, 18, 26]
STANDING = [(0, -.44), (0, -.33), (-.11, -.33), (-.14, -.15), (-.15, .01), (.11, -.33), (.14, -.15), (.15, .01), (-.07, .03),
            (-.075, .26), (-.075, .47), (.07, .03), (.075, .26), (.075, .47), (-.02, -.465), (.02, -.465), (-.05, -.45), (.05, -.45)]


# ------------------------------------------------------------------------------------------------- OpenPose

def maps(people, columns, rows):
    """Heat maps [19, rows, columns] and limb fields [38, rows, columns] of people in places of the maps."""
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float64)
    heat = np.zeros((19, rows, columns))
    field = np.zeros((38, rows, columns))
    for person in people:
        for joint, at in enumerate(person):
            if at:
                heat[joint] = np.maximum(heat[joint], np.exp(-((x - at[0]) ** 2 + (y - at[1]) ** 2) / 2))
        for (a, b), plane in zip(LIMBS, FIELDS):
            if person[a] and person[b]:
                right, down = person[b][0] - person[a][0], person[b][1] - person[a][1]
                length = max(math.hypot(right, down), 1e-3)
                along = ((x - person[a][0]) * right + (y - person[a][1]) * down) / length
                beside = np.abs((y - person[a][1]) * right - (x - person[a][0]) * down) / length
                on = (along >= -0.5) & (along <= length + 0.5) & (beside <= 1)
                field[plane][on] = right / length
                field[plane + 1][on] = down / length
    return heat.astype(np.float32), field.astype(np.float32)


def openpose(heat, field, width, height, wide, seen):
    def full(planes):
        large = [cv2.resize(p, (wide, 184), interpolation=cv2.INTER_CUBIC)[:, :seen] for p in planes]
        return [cv2.resize(p, (width, height), interpolation=cv2.INTER_CUBIC) for p in large]

    heat, field = full(heat), full(field)
    peaks = []
    for plane in heat[:18]:
        smooth = gaussian_filter(plane, sigma=3)
        padded = np.pad(smooth, 1)
        top = np.maximum.reduce([padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]])
        peaks.append([(int(x), int(y), float(plane[y, x])) for y, x in np.argwhere((smooth >= top) & (smooth > 0.1))])
    found = []
    for number, ((a, b), plane) in enumerate(zip(LIMBS, FIELDS)):
        candidates = []
        for i, one in enumerate(peaks[a]):
            for j, two in enumerate(peaks[b]):
                way = np.array(two[:2], float) - one[:2]
                length = max(0.001, float(np.hypot(*way)))
                way = way / length
                places = [(round(float(u)), round(float(v))) for u, v in
                          zip(np.linspace(one[0], two[0], 10), np.linspace(one[1], two[1], 10))]
                scores = np.array([field[plane][v, u] * way[0] + field[plane + 1][v, u] * way[1] for u, v in places])
                score = scores.mean() + min(0.5 * height / length - 1, 0)
                if (scores > 0.05).sum() > 8 and score > 0:
                    candidates.append((score, i, j))
        used_a, used_b = set(), set()
        for score, i, j in sorted(candidates, key=lambda each: -each[0]):
            if i in used_a or j in used_b:
                continue
            used_a.add(i), used_b.add(j)
            one, two = (a, i), (b, j)
            theirs = [each for each in found if each["parts"].get(a) == i or each["parts"].get(b) == j][:2]
            if len(theirs) == 2 and not set(theirs[0]["parts"]) & set(theirs[1]["parts"]):
                theirs[0]["parts"].update(theirs[1]["parts"])
                theirs[0]["count"] += theirs[1]["count"]
                theirs[0]["score"] += theirs[1]["score"] + score
                found.remove(theirs[1])
            elif len(theirs) == 2 or (len(theirs) == 1 and theirs[0]["parts"].get(b) != j):
                theirs[0]["parts"][b] = j
                theirs[0]["count"] += 1
                theirs[0]["score"] += peaks[b][j][2] + score
            elif not theirs and number < 17:
                found.append({"parts": {a: i, b: j}, "count": 2, "score": peaks[a][i][2] + peaks[b][j][2] + score})
    kept = [each for each in found if each["count"] >= 4 and each["score"] / each["count"] >= 0.4]
    return [[peaks[joint][each["parts"][joint]][:2] if joint in each["parts"] else None for joint in range(18)] for each in kept]


def bodies():
    width, height = 220, 160
    larger = 512 / min(width, height)
    wide_work, high_work = round(width * larger), round(height * larger)
    seen = int(wide_work * 184 / high_work)
    wide = -(-seen // 8) * 8
    columns, rows = wide // 8, 23
    people = [[[8 + 18 * x, 11.5 + 20 * y] for x, y in STANDING], [[22.5 + 16 * x, 12 + 18 * y] for x, y in STANDING],
              [[15 + 4 * x, 4 + 4 * y] for x, y in STANDING[:3]] + [None] * 15]
    people[0][4] = None
    people[1][9] = people[1][10] = None
    heat, field = maps(people, columns, rows)
    seen_people = openpose(heat, field, wide_work, high_work, wide, seen)
    print([[i for i, at in enumerate(person) if at] for person in seen_people])
    return {"width": width, "height": height, "columns": columns, "rows": rows, "maps": people,
            "people": [[at and [at[0] * width / wide_work, at[1] * height / high_work] for at in person]
                       for person in seen_people]}


# ------------------------------------------------------------------------------------------------- YOLOX

def nms(boxes, scores):
    order, keep = list(np.argsort(-scores, kind="stable")), []
    area = (boxes[:, 2] - boxes[:, 0] + 1) * (boxes[:, 3] - boxes[:, 1] + 1)
    while order:
        best = order.pop(0)
        keep.append(best)
        rest = []
        for each in order:
            w = max(0, min(boxes[best, 2], boxes[each, 2]) - max(boxes[best, 0], boxes[each, 0]) + 1)
            h = max(0, min(boxes[best, 3], boxes[each, 3]) - max(boxes[best, 1], boxes[each, 1]) + 1)
            if w * h / (area[best] + area[each] - w * h) <= 0.45:
                rest.append(each)
        order = rest
    return keep


def places(side):
    grid = [(x, y, stride) for stride in (8, 16, 32) for y in range(side // stride) for x in range(side // stride)]
    return np.array(grid, float)


def frames(rows, side):
    """The frames around people of what YOLOX gives, in its pixels."""
    grid = places(side)
    middle = (rows[:, :2] + grid[:, :2]) * grid[:, 2:]
    size = np.exp(rows[:, 2:4]) * grid[:, 2:]
    boxes = np.concatenate([middle - size / 2, middle + size / 2], 1)
    scores = rows[:, 4] * rows[:, 5]
    sure = scores > 0.1
    keep = [each for each in nms(boxes[sure], scores[sure]) if scores[sure][each] > 0.3]
    return boxes[sure][keep]


# ------------------------------------------------------------------------------------------------- RTMPose, DWPose

MEAN, STD = np.array([123.675, 116.28, 103.53]), np.array([58.395, 57.12, 57.375])
ORDER = [0, None, 6, 8, 10, 5, 7, 9, 12, 14, 16, 11, 13, 15, 2, 1, 4, 3]


def colour(joint):
    angles = [2 * math.pi * joint / 17 + turn for turn in (0, -2 * math.pi / 3, 2 * math.pi / 3)]
    return np.array([127.5 + 127.5 * math.cos(angle) for angle in angles])


def tiny(picture):
    """A network that sees where a joint's colour is: [17, columns], [17, rows] of the normalised crop."""
    raw = picture * STD + MEAN
    seen = []
    for joint in range(17):
        way = colour(joint) - 127.5
        own = float(way @ way)
        response = ((raw - 0) @ way / own - 0.94) / 0.06
        seen.append(np.maximum(response, 0))
    seen = np.stack(seen)
    return np.repeat(seen.max(1), 2, axis=1), np.repeat(seen.max(2), 2, axis=1)


def crop(picture, box, width, height):
    middle = np.array([box[0] + box[2], box[1] + box[3]]) / 2
    scale = np.array([box[2] - box[0], box[3] - box[1]]) * 1.25
    scale = np.array([scale[0], scale[0] * height / width]) if scale[0] > scale[1] * width / height else np.array(
        [scale[1] * width / height, scale[1]])
    factor = np.array([width, height]) / scale
    shift = np.array([width, height]) / 2 - middle * factor
    matrix = np.array([[factor[0], 0, shift[0]], [0, factor[1], shift[1]]])
    return cv2.warpAffine(picture, matrix, (width, height), flags=cv2.INTER_LINEAR), middle, scale


def joints(picture, box, width, height):
    part, middle, scale = crop(picture, box, width, height)
    across, down = tiny((part - MEAN) / STD)
    columns, rows = across.argmax(1), down.argmax(1)
    sure = np.minimum(across.max(1), down.max(1)) >= 0.3
    at = np.stack([columns, rows], 1) / 2 / [width, height] * scale + middle - scale / 2
    coco = [list(map(float, at[k])) if sure[k] else None for k in range(17)]
    neck = [(a + b) / 2 for a, b in zip(coco[5], coco[6])] if coco[5] and coco[6] else None
    return [neck if k is None else coco[k] for k in ORDER], float(scale[0] / width)


def dots(people, width, height):
    picture = np.zeros((height, width, 3))
    y, x = np.mgrid[0:height, 0:width]
    for person in people:
        for joint, at in enumerate(person):
            if at:
                near = np.maximum(0, 1 - ((x - at[0]) ** 2 + (y - at[1]) ** 2) / 121)[..., None]
                picture = np.maximum(picture, near * colour(joint))
    return np.rint(picture).astype(np.uint8)


def whole():
    width, height, side = 300, 200, 64
    coco = [STANDING[k] for k in (0, 15, 14, 17, 16, 5, 2, 6, 3, 7, 4, 11, 8, 12, 9, 13, 10)]
    people = [[[80 + 170 * x, 100 + 160 * y] for x, y in coco], [[215 + 210 * x, 105 + 170 * y] for x, y in coco]]
    people[0][9] = None
    for person in people:  # eyes and ears lie too close together for dots
        for joint, (x, y) in zip((1, 2, 3, 4), ((22, -12), (-22, -12), (44, 0), (-44, 0))):
            person[joint] = [person[0][0] + x, person[0][1] + y]
    picture = dots(people, width, height)
    ratio = min(side / width, side / height)
    rows = np.zeros((84, 85))
    grid = places(side)
    marks = []
    for at, (left, top, right, bottom), sure, kind in (
            (20, (28, 15, 132, 185), 0.9, 0), (27, (30, 18, 130, 180), 0.8, 0), (70, (150, 12, 280, 195), 0.7, 0),
            (75, (10, 10, 60, 60), 0.25, 0), (80, (100, 20, 160, 60), 0.9, 3)):
        x, y, stride = grid[at]
        rows[at, :2] = np.array([(left + right) / 2, (top + bottom) / 2]) * ratio / stride - [x, y]
        rows[at, 2:4] = np.log(np.array([right - left, bottom - top]) * ratio / stride)
        rows[at, 4] = sure
        rows[at, 5 + kind] = 1
        marks.append([at] + [float(v) for v in rows[at, :5]] + [kind])
    rows = rows.astype(np.float32).astype(np.float64)
    boxes = frames(rows, side) / ratio
    assert len(boxes) == 2
    cv2.imwrite(str(OUT / "dots.png"), picture[:, :, ::-1])
    each = [joints(picture, box, 96, 128) for box in boxes]
    return {"side": side, "places": marks, "frames": boxes.tolist(), "people": [person for person, _ in each],
            "pixel": max(pixel for _, pixel in each), "alone": joints(picture[:, :150], (0, 0, 150, 200), 96, 128)[0]}


# ------------------------------------------------------------------------------------------------- whole bodies

def detailed(seed, unsure):
    """A person of COCO-WholeBody's 133 points: what a network gives of each, its likeliest column and row and how sure it
    is of both, and what DWPose's wrapper in A1111's extension makes of them."""
    width, height, columns, rows = 150, 200, 192, 256
    rng = np.random.default_rng(seed)
    peaks = [[int(rng.integers(columns)), int(rng.integers(rows)), round(float(rng.uniform(0.2, 1)), 3),
              round(float(rng.uniform(0.25, 1)), 3)] for _ in range(133)]
    for point in unsure:
        peaks[point][2] = 0.29
    wide, tall = width * 1.25, height * 1.25
    wide, tall = (wide, wide * rows / columns) if wide > tall * columns / rows else (tall * columns / rows, tall)
    info = np.array([[x / columns * wide + (width - wide) / 2, y / rows * tall + (height - tall) / 2, min(a, b)]
                     for x, y, a, b in peaks])
    neck = (info[5] + info[6]) / 2
    neck[2] = float(info[5, 2] > 0.3 and info[6, 2] > 0.3)
    info = np.insert(info, 17, neck, axis=0)
    ours = info.copy()
    ours[[1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 13, 14, 15, 16, 17]] = info[[17, 6, 8, 10, 7, 9, 12, 14, 16, 13, 15, 2, 1, 4, 3]]

    def part(points):
        seen = [[float(x), float(y)] if sure >= 0.3 else None for x, y, sure in points]
        return seen if any(seen) else None

    face = part(ours[24:92])
    body = part(ours[:18])
    return {"width": width, "height": height, "columns": columns, "rows": rows, "peaks": peaks, "body": body,
            "left-hand": part(ours[92:113]), "right-hand": part(ours[113:134]), "face": face and face + [body[14], body[15]]}


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    (OUT / "poses.json").write_text(json.dumps({
        "bodies": bodies(), "whole": whole(), "detailed": [detailed(1, [1, 5]), detailed(2, [*range(23, 91), *range(112, 133)])]}) + "\n")
    for name in ("poses.json", "dots.png"):
        print(name, (OUT / name).stat().st_size, "bytes")
