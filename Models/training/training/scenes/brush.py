"""Draws patterns as large as a broad brush can paint them.

A latent cell covers 8 x 8 pixels.  The courses of a brick wall ten metres away are finer than that, so that a small
model learns nothing from them but their mean colour.  Patterns are therefore drawn larger than life where their
elements would be less than some cells across, as the printed papers of doll's houses are.
"""

import numpy as np

from .materials import PATTERN_INDEX

CELL = 8  # pixels
LEAST_CELLS = (1.8, 2.8)  # across the smallest element of a pattern
MOST_ENLARGED = 6.0
NEAREST = 0.5  # metres
ELEMENTS = {  # metres across the smallest element of a pattern of scale 1
    "PLANKS": 0.14, "HERRINGBONE": 0.12, "BRICK": 0.08, "TILES": 0.2, "CHECKER": 0.34, "HEXTILE": 0.16, "STRIPES": 0.08, "DAMASK": 0.36,
    "POLKA": 0.2, "STONE": 0.24, "ROOFTILE": 0.2, "SLATE": 0.2, "COBBLE": 0.18, "SIDING": 0.16, "PANELLING": 0.5, "FABRIC": 0.05,
    "PLAID": 0.07, "TERRAZZO": 0.04, "BASKET": 0.06, "TIMBER_FRAME": 0.6, "MARBLE": 0.4,
}
_ELEMENT_OF_PATTERN = {PATTERN_INDEX[name]: width for name, width in ELEMENTS.items()}
_SCALE, _SEED = 7, 9  # columns of a material


def enlarge(scene, rows, size):
    """Material rows [N,18] with patterns enlarged for a picture of `size` pixels a side."""
    rows = rows.copy()
    pixel = 2 * scene.camera.half_width * _distances(scene, len(rows)) / size
    for row, width in zip(rows, pixel):
        element = _ELEMENT_OF_PATTERN.get(int(row[0]))
        if element is not None and np.isfinite(width):
            least = np.interp(row[_SEED], (1, 9999), LEAST_CELLS) * CELL * width
            row[_SCALE] *= np.clip(least / (element * row[_SCALE]), 1, MOST_ENLARGED)
    return rows


def _distances(scene, count):
    """Metres along the view axis to what has each material, the nearer half of it if it has several places."""
    solids = np.asarray(scene.solids, np.float32)
    along = np.maximum((solids[:, 1:4] - scene.camera.position) @ scene.camera.forward, NEAREST)
    distances = np.full(count, np.nan)
    for index in np.unique(solids[:, 9].astype(int)):
        distances[index] = np.median(along[solids[:, 9] == index])
    return distances
