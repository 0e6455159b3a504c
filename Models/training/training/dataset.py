"""Renders shards of training pictures, and held-out scenes for evaluation."""

import json
import multiprocessing
import os
import time
from typing import NamedTuple

import numpy as np
import torch

from . import captions, latents, scenes, styles
from .scenes.lighting import TIMES
from .scenes.materials import PATTERN_INDEX, material

SHARD_SIZE = 250
HELD_OUT_SEED = 20_000_000  # training seeds stay below
LEAST_COVER, LEAST_CONTRAST = 0.2, 12  # pictures of next to nothing are drawn again
MOST_DEPTH_RATIO = 7  # and so are those with something right before the lens, which flattens all other depth
TIME_NAMES, STYLE_NAMES = tuple(TIMES), tuple(captions.STYLES)
KEPT_IN_CLAY = (PATTERN_INDEX["LAMP"], PATTERN_INDEX["WINDOW_INSIDE"])


class Example(NamedTuple):
    """A picture and all that is known about it."""

    rgb: np.ndarray
    rendering: scenes.Rendering
    scene: object
    style: str
    coverage: np.ndarray  # share of the picture that each of captions.SURFACES covers


def make_example(seed, size, family=None, style=None):
    """The picture that belongs to a seed."""
    random = np.random.default_rng(seed)
    for _ in range(8):
        scene = scenes.compose(random, family)
        chosen = style or captions.pick_style(random)
        rendering = scenes.render(scene, size, _clay(scene) if chosen == "clay" else None)
        if _shows_something(rendering):
            break
    coverage = np.array(
        [rendering.covered_by(scene, name).mean() if name in scene.surface_rows else 0.0 for name in captions.SURFACES], np.float32
    )
    return Example(styles.apply(chosen, rendering, random), rendering, scene, chosen, coverage)


def _shows_something(rendering):
    hits = rendering.depth[rendering.depth > 0]
    if hits.size < LEAST_COVER * rendering.depth.size or rendering.rgb.std() < LEAST_CONTRAST:
        return False
    return np.median(hits) < MOST_DEPTH_RATIO * hits.min()


def _clay(scene):
    """The scene's materials, all of white clay but for lamps and windows."""
    clay = material(scene.choose, "PLAIN", (0.70, 0.69, 0.67))
    return [row if row[0] in KEPT_IN_CLAY else clay for row in scene.materials]


def attributes(scene):
    """Pattern and sRGB colour of each of captions.SURFACES, -1 where the captions do not speak of it."""
    table = np.full((len(captions.SURFACES), 4), -1, np.float32)
    for index, name in enumerate(captions.SURFACES):
        if name in scene.surface_rows:
            row = scene.surface_rows[name]
            table[index] = [row[0], *np.clip(row[1:4], 0, 1) ** (1 / 2.2)]
    return table


def classes(example):
    """Indices of time of day, style and family."""
    scene = example.scene
    return np.array([TIME_NAMES.index(scene.time_name), STYLE_NAMES.index(example.style), captions.FAMILIES.index(scene.family)], np.int16)


def _render_shard(task):
    path, first_seed, count, size = task
    examples = [make_example(first_seed + index, size) for index in range(count)]
    disparity = torch.from_numpy(np.stack([example.rendering.disparity for example in examples]))
    arrays = {
        "rgb": np.stack([example.rgb for example in examples]),
        "depth": latents.conditioning(disparity, size // 8).half().numpy(),
        "parts": np.array(json.dumps([example.scene.parts for example in examples])),
        "attributes": np.stack([attributes(example.scene) for example in examples]),
        "classes": np.stack([classes(example) for example in examples]),
        "coverage": np.stack([example.coverage for example in examples]),
        "seeds": np.arange(first_seed, first_seed + count),
    }
    np.savez(path + ".tmp.npz", **arrays)
    os.rename(path + ".tmp.npz", path)
    return path


def first_seeds(seed):
    """Where the pictures of a run begin, and its small pictures."""
    if not 0 <= seed < HELD_OUT_SEED // 1_000_000:
        raise ValueError(f"seed {seed} would render held-out scenes: choose one from 0 to 19.")
    return seed * 1_000_000, seed * 1_000_000 + 500_000


def render_shards(folder, pictures, size, first, processes, minutes=0.0, report=print):
    """Renders up to `pictures` pictures from seed `first` on, skipping shards that exist, for at most `minutes` unless 0."""
    os.makedirs(folder, exist_ok=True)
    tasks = []
    for offset in range(0, pictures, SHARD_SIZE):
        path = f"{folder}/{first + offset:08d}.npz"
        if not os.path.exists(path):
            tasks.append((path, first + offset, min(SHARD_SIZE, pictures - offset), size))
    started, done = time.time(), 0
    with multiprocessing.get_context("spawn").Pool(processes, _single_thread) as pool:
        for _ in pool.imap_unordered(_render_shard, tasks):
            done += 1
            if minutes and time.time() - started > 60 * minutes:
                break  # leaving the pool ends its processes
            report(f"rendered shard {done} of {len(tasks)}, {(time.time() - started) / (done * SHARD_SIZE) * 1000:.0f} ms a picture", flush=True)


def _single_thread():
    torch.set_num_threads(1)


def held_out(index, size, family=None):
    """A photograph-style scene that no training run has seen."""
    return make_example(HELD_OUT_SEED + index, size, family, "photo")
