"""Single rooms: seen from inside through a wide lens, or as an open box from outside."""

import numpy as np

from . import materials
from .bounds import Bounds
from .rooms import ROOM_NAMES, build_room
from .scene import SENSOR_HALF_SIDES, half_width_of_lens, random_focal_length

KINDS = (["living room"] * 4 + ["bedroom"] * 3 + ["kitchen"] * 2 + ["bathroom"] * 2
         + ["study", "dining room", "kids room", "library", "empty room"])
BACKDROP_COLOURS = ("white", "light grey", "beige", "grey", "cream")


def compose_interior(scene):
    """One furnished room."""
    choose = scene.choose
    kind = choose.one(KINDS)
    width, depth, height = choose.between(2.6, 5.4), choose.between(2.4, 4.8), choose.between(2.35, 3.1)
    inside = choose.chance(0.5)
    scene.interior = True
    scene.describe(4, ROOM_NAMES[kind])
    build_room(scene, kind, Bounds(-width / 2, width / 2, 0, height, -depth / 2, depth / 2), front=inside)
    if inside:
        _look_from_inside(scene, width, depth, height)
    else:
        _look_from_outside(scene, width, depth, height)


def _look_from_inside(scene, width, depth, height):
    choose = scene.choose
    corner = choose.one((-1, 0, 1))
    x = corner * (width / 2 - 0.35) + (choose.between(-0.3, 0.3) if corner == 0 else 0)
    position = (x, choose.between(1.2, min(1.9, height - 0.4)), depth / 2 - 0.12)
    target = (-corner * width * choose.between(0.1, 0.35), choose.between(0.7, 1.2), -depth / 2 * choose.between(0.2, 0.9))
    scene.look(position, target, SENSOR_HALF_SIDES[0] / choose.between(18, 32))


def _look_from_outside(scene, width, depth, height):
    choose = scene.choose
    half_width = half_width_of_lens(choose, random_focal_length(choose, 20, 100))
    distance = max(width, height * 1.05) / 2 * choose.between(1.0, 1.35) / half_width
    azimuth = choose.between(-0.55, 0.55) if choose.chance(0.6) else 0.0
    if choose.chance(0.3):
        floor = scene.add_material(materials.material(choose, "PLAIN", choose.colour(BACKDROP_COLOURS)[0]))
        scene.begin()
        scene.box(0, -6.2, 0, 40, 6.1, 40, floor)
        scene.flush()
    scene.look_from_front((0, height / 2, 0), distance + depth / 2, azimuth, choose.between(0, 0.35), half_width)
    add_front_light(scene, (-width / 2, width / 2), (0, height), depth)
    scene.studio = True


def add_front_light(scene, across, upwards, depth, strength=1.1):
    """Daylight that falls through the open front of a room; none at night."""
    time = scene.time
    if time.night >= 0.9:
        return
    (x0, x1), (y0, y1) = across, upwards
    width, height = x1 - x0, y1 - y0
    colour = (1 - time.night) * np.array(time.horizon) * width * height * strength
    scene.light(
        ((x0 + x1) / 2, y0 + height * 0.6, depth / 2 + 1.1), colour, (x0, y0 - 0.1, -depth / 2 - 0.1), (x1, y1 + 0.05, depth / 2 + 0.05),
        (width * 0.6, 0, 0), (0, height * 0.55, 0), (0, 0, -1.0),
    )
