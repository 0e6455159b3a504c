"""Writes depth-edge-alignment.json: a picture, a disparity map, and their alignment as numpy computes it.

    python3 make_depth_edge_alignment.py

Needs numpy and Pillow. Sides are multiples of 24, so that squares of three pixels and eighths of the picture come out
even.
"""

import json

import numpy as np

WIDTH, HEIGHT = 72, 48


def gradient(values):
    return np.hypot(np.gradient(values, axis=0), np.gradient(values, axis=1))


def shrink(values):
    return values.reshape(HEIGHT // 3, 3, WIDTH // 3, 3).mean((1, 3))


def correlation(a, b):
    return float(np.corrcoef(a.ravel(), b.ravel())[0, 1])


random = np.random.default_rng(7)
y, x = np.mgrid[:HEIGHT, :WIDTH]
disparity = np.where(x + y > 40, 0.25 + 0.002 * x, 0.0) + np.where((abs(x - 30) < 9) & (abs(y - 25) < 11), 0.5, 0.0)
picture = np.stack([90 + 120 * (disparity > 0.4), 60 + 80 * (disparity > 0), 40 + x], -1) + random.integers(0, 20, (HEIGHT, WIDTH, 3))
picture = picture.astype(np.uint8)
disparity = disparity.astype(np.float32)

relative = (disparity - disparity.min()) / np.ptp(disparity)
depth_edges = shrink(np.minimum(gradient(np.log(relative + 0.03)), 0.15))
edges = shrink(gradient(picture.mean(-1) / 255))
rows, columns = edges.shape
shuffled = [
    correlation(edges, np.roll(depth_edges, (-(i // 8) * rows // 8, -(i % 8) * columns // 8), (0, 1))) for i in range(1, 64)
]
with open("depth-edge-alignment.json", "w", encoding="utf-8") as file:
    json.dump({
        "width": WIDTH, "height": HEIGHT, "picture": picture.ravel().tolist(), "disparity": [round(float(v), 6) for v in disparity.ravel()],
        "own": correlation(edges, depth_edges), "shuffled": float(np.mean(shuffled)),
    }, file, separators=(",", ":"))
