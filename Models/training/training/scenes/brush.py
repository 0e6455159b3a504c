"""Draws patterns as large as a broad brush can paint them.

A latent cell covers 8 x 8 pixels.  The courses of a brick wall ten metres away are finer than that, so that a small
model learns nothing from them but their mean colour.  Patterns are therefore drawn larger than life where their
elements would be less than some cells across, as the printed papers of doll's houses are.  What counts is how a
surface is seen: floors mostly at a glance along them, which leaves little of a tile's depth.
"""

from typing import NamedTuple

import numpy as np

from .materials import PATTERN_INDEX

CELL = 8  # pixels
LEAST_CELLS = (2.4, 3.4)  # across the smallest element of a pattern
MOST_ENLARGED = 8.0
WIDEST_INDOORS = 0.9  # metres across an element: a room shows at least some of them
FORESHORTENING = 0.8  # how much of it is made up for, as a power
LEAST_FACING = 0.1
ELEMENTS = {  # metres across the smallest element of a pattern of scale 1
    "PLANKS": 0.14, "HERRINGBONE": 0.12, "BRICK": 0.08, "TILES": 0.2, "CHECKER": 0.34, "HEXTILE": 0.16, "STRIPES": 0.08, "DAMASK": 0.2,
    "POLKA": 0.1, "STONE": 0.24, "ROOFTILE": 0.2, "SLATE": 0.2, "COBBLE": 0.18, "SIDING": 0.16, "PANELLING": 0.5, "FABRIC": 0.05,
    "PLAID": 0.07, "TERRAZZO": 0.04, "TIMBER_FRAME": 0.6, "MARBLE": 0.4,
}
_ELEMENT_OF_PATTERN = {PATTERN_INDEX[name]: width for name, width in ELEMENTS.items()}
_PATTERN, _SCALE, _SEED, _TURN = 0, 7, 9, 10  # columns of a material
_BOARDS = PATTERN_INDEX["PLANKS"]


class Sight(NamedTuple):
    """How each of N materials is seen; NaN where it is not."""

    pixel: np.ndarray  # metres that a pixel spans across the line of sight
    facing: np.ndarray  # cosine between the surface's normal and the line of sight


def sight(scene, rendering, count, size):
    """How a picture of `size` pixels a side will show the `count` materials that a small rendering of the scene shows."""
    camera, side = scene.camera, len(rendering.depth)
    steps = (np.arange(side) + 0.5) / side * 2 - 1
    rays = camera.forward + steps[:, None] * camera.half_width * camera.right - steps[:, None, None] * camera.half_height * camera.up
    rays /= np.linalg.norm(rays, axis=-1, keepdims=True)
    facing = np.abs((rendering.normals * rays).sum(-1))
    shown = rendering.materials(scene)
    pixels, cosines = np.full(count, np.nan), np.full(count, np.nan)
    for index in np.unique(shown[shown >= 0]):
        seen = shown == index
        pixels[index] = np.median(rendering.depth[seen]) * 2 * camera.half_width / size
        cosines[index] = np.median(facing[seen])
    return Sight(pixels, cosines)


def enlarge(scene, rows, seen):
    """Material rows [N,18] with patterns enlarged for how they are seen, and the boards of floors away from the viewer."""
    rows = rows.copy()
    rows[:, _SCALE] *= _enlargements(rows, seen, scene.interior, _lay_boards(scene, rows))
    return rows


def _lay_boards(scene, rows):
    """Turns the boards of floors so that they run away from the viewer, and tells which rows these are."""
    laid = np.zeros(len(rows), bool)
    for index in scene.surface_materials.get("floor", ()):
        if int(rows[index, _PATTERN]) == _BOARDS:
            rows[index, _TURN] = float(abs(scene.camera.forward[2]) > abs(scene.camera.forward[0]))
            laid[index] = True
    return laid


def _enlargements(rows, seen, indoors, undiminished):
    """Factors [N] for the scales of `rows`; `undiminished` patterns are not narrowed by foreshortening."""
    factors = np.ones(len(rows), np.float32)
    for index, row in enumerate(rows):
        element = _ELEMENT_OF_PATTERN.get(int(row[_PATTERN]))
        if element is None or not np.isfinite(seen.pixel[index]):
            continue
        least = np.interp(row[_SEED], (1, 9999), LEAST_CELLS) * CELL * seen.pixel[index]
        if not undiminished[index]:
            least /= max(seen.facing[index], LEAST_FACING) ** FORESHORTENING
        if indoors:
            least = min(least, WIDEST_INDOORS)
        factors[index] = np.clip(least / (element * row[_SCALE]), 1, MOST_ENLARGED)
    return factors
