"""A material: the record the renderer shades with, and the phrases a caption may use for it."""

from typing import NamedTuple

import numpy as np

PATTERNS = (  # the order of `enum Pattern` in native/material.h
    "PLAIN PLANKS HERRINGBONE BRICK TILES CHECKER MARBLE STRIPES DAMASK CONCRETE STONE CARPET FABRIC LEATHER ROOFTILE "
    "SLATE GRASS ASPHALT WINDOW_OUTSIDE WINDOW_INSIDE METAL LACQUER SIDING POLKA BOOKS PICTURE LAMP FOLIAGE WOOD COBBLE "
    "PLAID THATCH HEXTILE PANELLING TIMBER_FRAME RUG TERRAZZO"
).split()
PATTERN_INDEX = {name: index for index, name in enumerate(PATTERNS)}


class Surface(NamedTuple):
    """A material and the ways to name it."""

    material: np.ndarray
    phrases: list


def material(choose, pattern, first, second=None, scale=1.0, gloss=0.0, turn=0.0, option=0.0, extent=0.0,
             emission=0.0, metal=0.0, mean=None):
    """The 18 numbers of `struct Material` in native/material.h.

    - `first`, `second`: linear colours of the pattern.
    - `turn`: 0 keeps the pattern's direction, 1 turns it by 90 degrees, 2 lets it run along the longer side.
    - `option`, `extent`: what they mean depends on the pattern.
    - `mean`: average colour, for light that bounces off; mixed from the two colours when not given.
    """
    first = np.asarray(first, float)
    second = first if second is None else np.asarray(second, float)
    mean = 0.6 * first + 0.4 * second if mean is None else mean
    seed = choose.random.integers(1, 9999)
    return np.array(
        [PATTERN_INDEX[pattern], *first, *second, scale, gloss, seed, turn, option, extent, emission, *mean, metal], np.float32
    )


def grout(stone):
    """Dark between light tiles or stones and light between dark ones, so that a broad brush shows it."""
    return np.array([0.1, 0.1, 0.1]) if stone.mean() > 0.4 else np.array([0.72, 0.7, 0.66])


def plain(choose, colour, gloss=0.0, metal=0.0):
    """Smooth lacquer, for small things."""
    return material(choose, "LACQUER", colour, gloss=gloss, metal=metal)
