"""Renders shards of training pictures, and held-out scenes for evaluation."""

import json
import math
import os
import pathlib
import time
from typing import NamedTuple

import numpy as np
import torch

from . import captions, checkpoints, latents, processes, scenes, styles
from .scenes.lighting import TIMES
from .scenes.materials import PATTERN_INDEX, material

SHARD_SIZE = 250
TIME_FILE = "seconds.txt"  # spent rendering
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
    coverage = np.array([
        rendering.covered_by(scene, name).mean() if name in scene.surface_rows else 0.0 for name in captions.SURFACES
    ], np.float32)
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
    time_of_day, style = TIME_NAMES.index(scene.time_name), STYLE_NAMES.index(example.style)
    return np.array([time_of_day, style, captions.FAMILIES.index(scene.family)], np.int16)


def _render_shard(path, first_seed, count, size):
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
    with checkpoints.whole(path) as beside:
        np.savez(beside, **arrays)


def first_seeds(seed):
    """Where the pictures of a run begin, and its small pictures."""
    if not 0 <= seed < HELD_OUT_SEED // 1_000_000:
        raise ValueError(f"seed {seed} would render held-out scenes: choose one from 0 to 19.")
    return seed * 1_000_000, seed * 1_000_000 + 500_000


def _render_part(part, tasks, parts):
    for number, task in enumerate(tasks[part::parts]):
        started = time.time()
        _render_shard(*task)
        milliseconds = (time.time() - started) / task[2] * 1000
        print(f"rendered shard {number * parts + part + 1} of {len(tasks)}, {milliseconds:.0f} ms a picture", flush=True)


def render_shards(folder, pictures, size, first, process_count, minutes=0.0, deadline=0.0):
    """Renders up to `pictures` pictures from seed `first` on, skipping shards that exist.

    - `minutes`: to spend at most, over all sessions, unless 0; `folder` keeps account until `forget_time`.

    Returns whether it is complete: all is there, or the minutes are spent; False at the deadline.
    """
    os.makedirs(folder, exist_ok=True)
    tasks = []
    for offset in range(0, pictures, SHARD_SIZE):
        path = f"{folder}/{first + offset:08d}.npz"
        if not os.path.exists(path):
            tasks.append((path, first + offset, min(SHARD_SIZE, pictures - offset), size))
    account = pathlib.Path(folder, TIME_FILE)
    started, spent = time.time(), float(account.read_text()) if account.exists() else 0.0
    end = started + 60 * minutes - spent if minutes else math.inf
    until = min(end, deadline or math.inf)
    if not tasks or end <= started:
        return True
    try:
        limit = 0.0 if until == math.inf else until
        complete = processes.share(_render_part, (tasks, process_count), process_count, limit)
    finally:
        account.write_text(str(spent + time.time() - started))
    return complete or until == end


def forget_time(folder):
    """The next rendering into `folder` has its minutes for itself."""
    pathlib.Path(folder, TIME_FILE).unlink(missing_ok=True)


def held_out(index, size, family=None):
    """A photograph-style scene that no training run has seen."""
    return make_example(HELD_OUT_SEED + index, size, family, "photo")
