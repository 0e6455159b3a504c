"""All scene families, and how a whole scene is composed."""

import math

import numpy as np

from ..captions import FAMILIES
from .closeups import compose_closeup
from .dollhouses import compose_dollhouse
from .facades import compose_facade
from .interiors import compose_interior
from .lighting import TIMES, pick_time
from .scene import Scene

COMPOSERS = {"room": compose_interior, "doll": compose_dollhouse, "facade": compose_facade, "furniture": compose_closeup}
SHARES = {"doll": 4, "room": 3, "facade": 3, "furniture": 2}
BACKDROPS = ("white", "light grey", "grey", "beige", "cream", "light blue", "sage", "dark grey", "black", "navy", "pink")

assert tuple(COMPOSERS) == FAMILIES


def compose(random, family=None, time_name=None):
    """A complete scene: solids, words, camera, light.

    - `family`, `time_name`: drawn by their shares unless given.
    """
    scene = Scene(random)
    choose = scene.choose
    scene.family = family or choose.one([name for name, share in SHARES.items() for _ in range(share)])
    scene.time_name = time_name or pick_time(choose)
    scene.time = TIMES[scene.time_name]
    COMPOSERS[scene.family](scene)
    scene.flush()
    scene.describe(1.6, scene.time.phrases)
    _add_sun(scene)
    _add_backdrop(scene)
    scene.seed = int(random.integers(1, 9999))
    scene.clouds = choose.between(0, 1) if choose.chance(0.7) else 0.0
    scene.contrast = choose.between(0.15, 0.45)
    scene.exposure = choose.between(0.9, 1.12)
    return scene


def _add_sun(scene):
    """The sun stands behind the camera, somewhat to one side; anywhere for a closed room."""
    choose = scene.choose
    elevation = choose.between(*scene.time.elevation)
    behind = math.atan2(-scene.camera.forward[0], -scene.camera.forward[2])
    closed_room = scene.family == "room" and not scene.studio
    azimuth = behind + (choose.between(-3.14, 3.14) if closed_room else choose.between(-1.2, 1.2))
    scene.sun = np.array([math.sin(azimuth) * math.cos(elevation), math.sin(elevation), math.cos(azimuth) * math.cos(elevation)])


def _add_backdrop(scene):
    """Upper and lower colour of a studio backdrop."""
    choose = scene.choose
    scene.backdrop = None
    if scene.studio:
        colour = choose.colour(BACKDROPS)[0]
        scene.backdrop = (colour * choose.between(0.9, 1.1), colour * choose.between(0.55, 0.95))
