"""Makes the fixtures of control maps: what OpenCV and the formulas of A1111's preprocessors make of a picture.

    pip install opencv-python-headless numpy pillow
    python tools/golden/control_maps.py

Writes src/test/resources/golden/control-maps.
"""
import colorsys
import json
import math
import pathlib

import cv2
import numpy as np

OUT = pathlib.Path(__file__).resolve().parents[2] / "src/test/resources/golden/control-maps"


def picture(height=90, width=121):
    """Shapes with hard and soft edges, slopes, lines and a little noise."""
    rng = np.random.default_rng(7)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    image = np.stack([120 + 60 * np.sin(x / 9), 90 + 1.2 * y, 200 - x], axis=2)
    image[np.hypot(x - 40, y - 45) < 22] = (230, 60, 40)
    image[(abs(x - 90) < 16) & (abs(y - 40) < 25)] = (30, 140, 220)
    image *= 0.6 + 0.4 / (1 + np.exp(-(x + y - 100) / 6))[..., None]
    image = cv2.GaussianBlur(image, (0, 0), 0.8)
    image[abs(2 * x - y - 60) < 2.0] *= 0.25
    image[70:73, 10:110] *= 0.4
    return (image + rng.normal(0, 3, image.shape)).clip(0, 255).astype(np.uint8)


def save(name, rgb):
    cv2.imwrite(str(OUT / f"{name}.png"), rgb[..., ::-1] if rgb.ndim == 3 else rgb, [cv2.IMWRITE_PNG_COMPRESSION, 9])


def scribble(image, threshold):
    """A1111's scribble_xdog, without its overflow where lines are very dark."""
    fine = cv2.GaussianBlur(image.astype(np.float32), (0, 0), 0.5)
    wide = cv2.GaussianBlur(image.astype(np.float32), (0, 0), 5.0)
    dog = (255 - np.min(wide - fine, axis=2)).clip(0, 255).astype(np.uint8)
    return np.where(2 * (255 - dog.astype(int)) > threshold, 255, 0).astype(np.uint8)


def lineart(image):
    """A1111's lineart_standard."""
    x = image.astype(np.float32)
    intensity = np.min(cv2.GaussianBlur(x, (0, 0), 6.0) - x, axis=2).clip(0, 255)
    intensity /= max(16, np.median(intensity[intensity > 8]))
    return (intensity * 127).clip(0, 255).astype(np.uint8)


def normal(depth):
    """A1111's normal_midas on a map that is there already."""
    near = depth.astype(np.float32)
    near = (near - near.min()) / (near.max() - near.min())
    x, y = cv2.Sobel(near, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(near, cv2.CV_32F, 0, 1, ksize=3)
    z = np.ones_like(x) * np.float32(np.pi * 2)
    x[near < 0.1] = 0
    y[near < 0.1] = 0
    directions = np.stack([x, y, z], axis=2)
    directions /= np.sum(directions**2, axis=2, keepdims=True) ** 0.5
    return (directions * 127.5 + 127.5).clip(0, 255).astype(np.uint8)


LIMBS = [[2, 3], [2, 6], [3, 4], [4, 5], [6, 7], [7, 8], [2, 9], [9, 10], [10, 11], [2, 12], [12, 13], [13, 14], [2, 1],
         [1, 15], [15, 17], [1, 16], [16, 18]]
COLOURS = [[255, 0, 0], [255, 85, 0], [255, 170, 0], [255, 255, 0], [170, 255, 0], [85, 255, 0], [0, 255, 0], [0, 255, 85],
           [0, 255, 170], [0, 255, 255], [0, 170, 255], [0, 85, 255], [0, 0, 255], [85, 0, 255], [170, 0, 255], [255, 0, 255],
           [255, 0, 170], [255, 0, 85]]


def pose(people, height, width):
    """draw_bodypose of ControlNet's author."""
    canvas = np.zeros((height, width, 3), np.uint8)
    for points in people:
        for (a, b), colour in zip(LIMBS, COLOURS):
            one, other = points[a - 1], points[b - 1]
            if one is None or other is None:
                continue
            (x1, y1), (x2, y2) = one, other
            angle = math.degrees(math.atan2(y1 - y2, x1 - x2))
            length = math.hypot(x1 - x2, y1 - y2)
            polygon = cv2.ellipse2Poly((int((x1 + x2) / 2), int((y1 + y2) / 2)), (int(length / 2), 4), int(angle), 0, 360, 1)
            cv2.fillConvexPoly(canvas, polygon, [int(c * 0.6) for c in colour])
    for points in people:
        for point, colour in zip(points, COLOURS):
            if point is not None:
                cv2.circle(canvas, (int(point[0]), int(point[1])), 4, colour, thickness=-1)
    return canvas


HAND = [[0, 1], [1, 2], [2, 3], [3, 4], [0, 5], [5, 6], [6, 7], [7, 8], [0, 9], [9, 10], [10, 11], [11, 12], [0, 13], [13, 14],
        [14, 15], [15, 16], [0, 17], [17, 18], [18, 19], [19, 20]]


def hand(canvas, points):
    """draw_handpose of ControlNet's author; what is at 0 or beyond is not seen."""
    seen = [None if p is None or int(p[0]) < 1 or int(p[1]) < 1 else (int(p[0]), int(p[1])) for p in points]
    for number, (a, b) in enumerate(HAND):
        if seen[a] and seen[b]:
            colour = [255 * part for part in colorsys.hsv_to_rgb(number / 20, 1.0, 1.0)]
            cv2.line(canvas, seen[a], seen[b], colour, thickness=2)
    for at in filter(None, seen):
        cv2.circle(canvas, at, 4, (0, 0, 255), thickness=-1)


def face(canvas, points):
    """draw_facepose of ControlNet's author."""
    for at in points:
        if at is not None and int(at[0]) >= 1 and int(at[1]) >= 1:
            cv2.circle(canvas, (int(at[0]), int(at[1])), 3, (255, 255, 255), thickness=-1)


def open_hand(wrist, size, turn, side):
    """21 points: the wrist, then thumb to little finger, the tips last."""
    points = [wrist]
    for finger, (way, reach) in enumerate(((-0.95, 0.75), (-0.42, 0.98), (-0.1, 1.05), (0.2, 0.98), (0.52, 0.82))):
        for share in (0.45, 0.68, 0.85, 1.0):
            angle = turn + side * way * (0.75 + 0.35 * share)
            points.append((wrist[0] + size * reach * share * math.cos(angle), wrist[1] + size * reach * share * math.sin(angle)))
    return points


def landmarks(x, y, size):
    """70 points: jaw, brows, nose, eyes, lips, pupils."""
    def arc(count, middle, wide, high, start, end):
        ways = np.linspace(start, end, count)
        return [(x + size * (middle[0] + wide * math.cos(w)), y + size * (middle[1] + high * math.sin(w))) for w in ways]
    points = arc(17, (0, 0), 1, 1.25, math.pi, 0)
    points += arc(5, (-0.45, -0.3), 0.35, 0.2, math.pi * 1.1, math.pi * 1.9) + arc(5, (0.45, -0.3), 0.35, 0.2, math.pi * 1.1, math.pi * 1.9)
    points += [(x, y + size * (0.15 * i - 0.2)) for i in range(4)] + arc(5, (0, 0.3), 0.2, 0.12, math.pi, 0)
    for middle in (-0.45, 0.45):
        points += arc(7, (middle, -0.1), 0.2, 0.1, math.pi, 3 * math.pi)[:6]
    points += arc(13, (0, 0.7), 0.4, 0.2, math.pi, 3 * math.pi)[:12] + arc(9, (0, 0.7), 0.3, 0.08, math.pi, 3 * math.pi)[:8]
    return points + [(x - 0.45 * size, y - 0.1 * size), (x + 0.45 * size, y - 0.1 * size)]


def whole_body(bodies):
    """Two people with hands and faces, one of them with a hand that leaves the picture and a face half seen."""
    parts = [(open_hand((150, 70), 38, -1.2, 1), open_hand((66, 128), 33, 1.9, -1), landmarks(100, 33, 17)),
             (open_hand((8, 8), 26, 2.6, 1), None, [p if i % 3 else None for i, p in enumerate(landmarks(170.5, 88.25, 13.3))])]
    parts[1][0][7] = None
    parts = [[each and [p and (round(p[0], 3), round(p[1], 3)) for p in each] for each in person] for person in parts]
    canvas = pose(bodies, 240, 200)
    for side in (0, 1):
        for each in parts:
            if each[side]:
                hand(canvas, each[side])
    for each in parts:
        face(canvas, each[2])
    save("whole", canvas)
    names = ("hand_left_keypoints_2d", "hand_right_keypoints_2d", "face_keypoints_2d")
    flat = [dict([("pose_keypoints_2d", numbers(body))] + [(name, numbers(p)) for name, p in zip(names, each) if p])
            for body, each in zip(bodies, parts)]
    (OUT / "whole.json").write_text(json.dumps({"canvas_width": 200, "canvas_height": 240, "people": flat}) + "\n")


def numbers(points):
    return [n for p in points for n in ((*p, 1.0) if p else (0, 0, 0))]


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    image = picture()
    save("picture", image)
    for low, high in (100, 200), (20, 60), (255, 10):
        save(f"canny-{low}-{high}", cv2.Canny(image, low, high))
    for threshold in 4, 12:
        save(f"scribble-{threshold}", scribble(image, threshold))
    save("lineart", lineart(image))
    y, x = np.mgrid[0:60, 0:70]
    depth = np.sqrt(np.maximum(0, 25.0**2 - (x - 33) ** 2 - (y - 28) ** 2)) * 8 + x * 0.6
    depth = depth.clip(0, 255).astype(np.uint8)
    save("depth", depth)
    save("normal", normal(depth))
    one = [(100, 30), (100, 60), (78, 61), (70, 95), (66, 128), (122, 60), (131, 92), (150, 70), (86, 130), (84, 175), (83, 215),
           (114, 130), (118, 172), (125, 214), (95, 24), (105, 24), (88, 28), (112, 29)]
    two = [None if i in (4, 10, 16) else (p[0] * 0.5 + 120.5, p[1] * 0.6 + 70.25) for i, p in enumerate(one)]
    save("pose", pose([one, two], 240, 200))
    flat = [{"pose_keypoints_2d": [n for p in person for n in ((*p, 1.0) if p else (0, 0, 0))]} for person in (one, two)]
    (OUT / "pose.json").write_text(json.dumps({"canvas_width": 200, "canvas_height": 240, "people": flat}) + "\n")
    whole_body([one, two])


if __name__ == "__main__":
    main()
