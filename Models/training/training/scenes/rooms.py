"""Rooms: floor, walls, windows, doors, furniture along the walls, lamps."""

import math

import numpy as np

from . import furniture, materials
from .bounds import BACK, LEFT, RIGHT, SIDES
from .furnishing import FURNISH, Furnisher, RoomStyle, furnish_extras
from .lighting import LAMPLIGHT
from .palette import WOODS, linear
from .scene import CASTS_NO_SHADOW, Placement

ROOM_NAMES = {
    "living room": ("living room", "lounge", "sitting room", "parlour"),
    "bedroom": ("bedroom", "guest bedroom"),
    "kitchen": ("kitchen",),
    "bathroom": ("bathroom",),
    "study": ("study", "home office", "office"),
    "dining room": ("dining room",),
    "kids room": ("children's room", "kids room", "nursery"),
    "library": ("library", "reading room"),
    "empty room": ("empty room", "room", "gallery"),
}
SLAB = 0.03  # thickness of floors and ceilings


def build_room(scene, kind, bounds, floor=None, wall=None, captioned=True, thickness=0.14, windows=True, front=False, simple=False):
    """Builds and furnishes one room, open at +z unless `front`.

    - `captioned`: whether captions may speak of it (rooms of a doll's house stay unnamed).
    - `simple`: fewer and smaller things.
    """
    choose, time = scene.choose, scene.time
    if floor is None:
        bathroom_floor = kind == "bathroom" and choose.chance(0.7)
        floor = materials.floor(choose, materials.BATHROOM_FLOOR_KINDS) if bathroom_floor else materials.floor(choose)
    if wall is None:
        bathroom_wall = kind == "bathroom" and choose.chance(0.6)
        wall = materials.wall(choose, materials.BATHROOM_WALL_KINDS) if bathroom_wall else materials.wall(choose)
    openings = _plan_windows(choose, bounds) if windows else {side: [] for side in SIDES}
    _build_shell(scene, bounds, floor, wall, openings, thickness, front)
    if captioned and choose.chance(0.12):
        _beams(scene, bounds)
    trim = scene.plain((0.75, 0.74, 0.71) if choose.chance(0.7) else choose.wood()[1] * 0.8, 0.1)
    _skirting(scene, bounds, trim)
    _glaze(scene, bounds, openings, thickness)
    furnisher = Furnisher(scene, bounds, openings)
    joinery, cloth = materials.joinery(choose), materials.upholstery(choose)
    style = RoomStyle(joinery.material, joinery.phrases[0], cloth.material, cloth.phrases[0], time.lamps)
    if captioned:
        scene.describe_surface(3, "floor", floor)
        scene.describe_surface(3, "wall", wall)
    describe = scene.describe if captioned else lambda *_: None
    if choose.chance(0.35) and not simple and kind != "empty room":
        _door(furnisher, openings, trim)
    FURNISH.get(kind, lambda *_: None)(furnisher, style, describe, simple)
    furnish_extras(furnisher, style, describe, kind, simple)
    _pictures(furnisher)
    if choose.chance(0.6) or time.lamps > 0.5:
        _ceiling_light(scene, bounds, time.lamps)
    scene.flush()


# ----------------------------------------------------------------------------------------------- the shell


def _plan_windows(choose, bounds):
    """Openings (centre, width, sill, height) of each wall."""
    openings = {side: [] for side in SIDES}
    for side in SIDES:
        low, high = bounds.span(side)
        span = high - low
        if not (choose.chance(0.5 if side == BACK else 0.35) and span > 1.6):
            continue
        count = 1 if span < 3 else choose.one((1, 1, 2))
        width = choose.between(0.7, min(1.6, span / count - 0.5))
        height = choose.between(0.9, min(1.5, bounds.height - 1.1))
        sill = bounds.y0 + choose.between(0.75, max(0.8, bounds.height - height - 0.25))
        shift = choose.between(-0.1, 0.1) * span if count == 1 else 0
        openings[side] = [(low + span * (index + 0.5) / count + shift, width, sill, height) for index in range(count)]
    return openings


def _build_shell(scene, bounds, floor, wall, openings, thickness, front):
    choose = scene.choose
    x0, x1, y0, y1, z0, z1 = bounds
    floor_material, wall_material = scene.add_surface("floor", floor), scene.add_surface("wall", wall)
    if choose.chance(0.75):
        ceiling = np.array([0.78, 0.77, 0.75])
    else:
        ceiling = wall.material[1:4] if choose.chance(0.5) else linear(WOODS["oak"][0])
    ceiling_material = scene.add_material(materials.material(choose, "PLAIN", ceiling))
    scene.begin()
    scene.slab(x0, x1, y0 - SLAB, y0, z0, z1, floor_material)
    scene.wall("z", z0, -thickness, x0 - thickness, x1 + thickness, y0 - SLAB, y1, wall_material, openings[BACK])
    scene.wall("x", x0, -thickness, z0, z1, y0 - SLAB, y1, wall_material, openings[LEFT])
    scene.wall("x", x1, thickness, z0, z1, y0 - SLAB, y1, wall_material, openings[RIGHT])
    if front:
        scene.wall("z", z1, thickness, x0 - thickness, x1 + thickness, y0 - SLAB, y1, wall_material)
    scene.slab(x0 - thickness, x1 + thickness, y1, y1 + SLAB, z0 - thickness, z1 + (thickness if front else 0), ceiling_material)


def _beams(scene, bounds):
    dark, light = (linear(tone) for tone in WOODS["dark oak"][:2])
    beam = scene.add_material(materials.material(scene.choose, "WOOD", dark, light, turn=2))
    for index in range(3):
        z = bounds.z0 + bounds.depth * (index + 0.5) / 3
        scene.slab(bounds.x0, bounds.x1, bounds.y1 - 0.16, bounds.y1, z - 0.08, z + 0.08, beam)
    scene.describe(0.5, ("wooden ceiling beams", "exposed beams"))


def _skirting(scene, bounds, trim):
    choose = scene.choose
    if not choose.chance(0.7):
        return
    x0, x1, y0, y1, z0, z1 = bounds
    cornice = choose.chance(0.5)
    for a, b, c, d in ((x0, x1, z0, z0 + 0.02), (x0, x0 + 0.02, z0, z1), (x1 - 0.02, x1, z0, z1)):
        scene.slab(a, b, y0, y0 + 0.1, c, d, trim)
        if cornice:
            scene.slab(a, b, y1 - 0.07, y1, c, d, trim)


def _glaze(scene, bounds, openings, thickness):
    """Windows with frames, sometimes curtains, and the daylight that falls through them."""
    choose, time = scene.choose, scene.time
    frame = scene.plain((0.78, 0.77, 0.74) if choose.chance(0.7) else choose.wood()[1], 0.2)
    curtains = choose.chance(0.5)
    cloth = scene.add_material(materials.upholstery(choose).material)
    daylight = 1 - time.night
    for side in SIDES:
        axis = "z" if side == BACK else "x"
        at = {BACK: bounds.z0, LEFT: bounds.x0, RIGHT: bounds.x1}[side]
        outward = 1 if side == RIGHT else -1
        for centre, width, sill, height in openings[side]:
            scene.begin()
            pane = scene.add_material(materials.material(choose, "WINDOW_INSIDE", (0, 0, 0), emission=0.9, extent=-height * 0.12))
            window(scene, axis, at, outward, centre, width, sill, height, pane, frame, thickness)
            if curtains:
                for end in (-1, 1):
                    along, inside = centre + end * (width / 2 + 0.1), at - outward * 0.06
                    if axis == "z":
                        scene.box(along, sill - 0.35, inside, 0.26, height + 0.45, 0.07, cloth)
                    else:
                        scene.box(inside, sill - 0.35, along, 0.07, height + 0.45, 0.26, cloth)
            if daylight > 0.1:
                sky = (np.array(time.horizon) + np.array(time.zenith)) * 0.5 * width * height * 2.6 * daylight
                middle, inside = sill + height / 2, at - outward * 0.03
                low, high = bounds.light_box()
                if axis == "z":
                    scene.light((centre, middle, inside), sky, low, high, (width / 2, 0, 0), (0, height / 2, 0), (0, 0, 1.0))
                else:
                    scene.light((inside, middle, centre), sky, low, high, (0, 0, width / 2), (0, height / 2, 0), (-outward, 0, 0))


def window(scene, axis, at, outward, centre, width, sill, height, pane, frame, thickness):
    """Pane, frame, glazing bars and sill in an opening of a wall normal to `axis`."""
    choose = scene.choose
    middle = at + outward * thickness * 0.5
    edge = 0.05

    def piece(along, bottom, length, tall, deep, material, shift=0.0, **options):
        if axis == "z":
            scene.box(along, bottom, middle + shift, length, tall, deep, material, **options)
        else:
            scene.box(middle + shift, bottom, along, deep, tall, length, material, **options)

    piece(centre, sill, width, height, 0.012, pane, offset=(0, 0), flags=CASTS_NO_SHADOW)
    for bottom in (sill, sill + height - edge):
        piece(centre, bottom, width, edge, 0.07, frame)
    for side in (-1, 1):
        piece(centre + side * (width / 2 - edge / 2), sill, edge, height, 0.07, frame)
    across, down = choose.one((1, 2, 2, 3)), choose.one((1, 2, 2, 3))
    for index in range(1, across):
        piece(centre - width / 2 + width * index / across, sill, 0.028, height, 0.05, frame)
    for index in range(1, down):
        piece(centre, sill + height * index / down - 0.014, width, 0.028, 0.05, frame)
    piece(centre, sill - 0.04, width + 0.12, 0.04, 0.22, frame, -outward * thickness * 0.5)


def _door(furnisher, openings, trim):
    scene = furnisher.scene
    side = furnisher.any_side()
    low, high = furnisher.free[side]
    if openings[side] or high - low < 1.2 or not furnisher.place(side, 0.95, 0.06):
        return
    leaf = scene.add_material(materials.joinery(scene.choose).material)
    scene.box(0, 0, -0.02, 0.95, 2.06, 0.05, trim)
    scene.box(0, 0, 0, 0.82, 2.0, 0.05, leaf)
    for bottom in (0.2, 1.1):
        scene.box(0, bottom, 0.03, 0.56, 0.7, 0.02, leaf)
    scene.ellipsoid(0.33, 1.0, 0.06, 0.03, 0.03, 0.03, scene.plain(furniture.BRASS, 0.6, metal=0.8))


def _pictures(furnisher):
    scene, choose, bounds = furnisher.scene, furnisher.choose, furnisher.bounds
    for side in SIDES:
        start, end = bounds.span(side)
        for _ in range(choose.one((0, 1, 1, 2))):
            at = choose.between(start + 0.6, end - 0.6) if end - start > 1.3 else (start + end) / 2
            bottom = bounds.y0 + min(choose.between(1.35, 1.7), bounds.height - 0.9)
            if bottom < bounds.y0 + 1.0 or not furnisher.clear_of_windows(side, at - 0.45, at + 0.45):
                continue
            spot = {BACK: (at, 0, bounds.z0, 0.0), LEFT: (bounds.x0, 0, at, -math.pi / 2), RIGHT: (bounds.x1, 0, at, math.pi / 2)}[side]
            scene.begin_at(Placement.at(*spot))
            furniture.picture(scene, bottom, min(choose.between(0.3, 0.8), bounds.y1 - bottom - 0.12))


def _ceiling_light(scene, bounds, lamps):
    choose = scene.choose
    centre_x, centre_z = bounds.centre
    scene.begin(centre_x + choose.between(-0.2, 0.2), centre_z + choose.between(-0.2, 0.2))
    drop = choose.between(0.15, min(0.8, bounds.height * 0.3))
    furniture.ceiling_lamp(scene, bounds.y1, drop, lamps)
    if lamps > 0.05:
        strength = math.sqrt(bounds.width * bounds.depth) * 1.25 * lamps
        low, high = bounds.light_box()
        scene.light((scene.placement.x, bounds.y1 - drop - 0.25, scene.placement.z), np.array(LAMPLIGHT) * strength, low, high)
