"""Doll's houses, cut open at the front."""

import math

from . import furniture, materials
from .interiors import add_front_light
from .bounds import Bounds
from .rooms import ROOM_NAMES, build_room
from .scene import half_width_of_lens, random_focal_length

NAMES = ("dollhouse", "dollhouse cutaway", "open dollhouse", "cutaway house", "house cross-section", "doll's house interior", "doll's house")
GRIDS = ((1, 2), (2, 2), (2, 2), (2, 2), (2, 3), (3, 2), (3, 3), (2, 1), (1, 3))  # rooms across, floors
ROOM_KINDS = ("living room", "bedroom", "kitchen", "bathroom", "study", "dining room", "kids room", "library", "living room", "bedroom")
OUTER_WALL, INNER_WALL = 0.12, 0.045
# The program feeds inverse depth with nothing behind the house, so most houses float before an empty background.
STANDS_ON = ("nothing", "nothing", "nothing", "nothing", "nothing", "table", "ground", "plain")


def compose_dollhouse(scene):
    """A house of two to nine furnished rooms."""
    choose = scene.choose
    columns, floors = choose.one(GRIDS)
    depth = choose.between(2.2, 3.6)
    widths = [choose.between(2.1, 3.4) for _ in range(columns)]
    heights = [choose.between(2.1, 2.7) for _ in range(floors)]
    width, height = sum(widths), sum(heights)
    scene.interior = scene.studio = True
    scene.describe(4, NAMES)
    facade, roof = materials.facade(choose), materials.roof(choose)
    scene.describe_surface(1.2, "facade", facade)
    _build_rooms(scene, widths, heights, depth)
    _build_structure(scene, widths, heights, depth, scene.add_surface("facade", facade))
    roof_height = _build_roof(scene, width, height, depth, roof)
    ground = _stand(scene)
    scene.studio = ground != "ground" or choose.chance(0.3)
    _look(scene, width, height + roof_height, depth)


def _build_rooms(scene, widths, heights, depth):
    choose = scene.choose
    floor = materials.floor(choose) if choose.chance(0.75) else None
    wall = materials.wall(choose) if choose.chance(0.75) else None
    if floor:
        scene.describe_surface(3, "floor", floor)
    else:
        scene.describe(1, ("different floors", "mixed floors", "various floors"))
    if wall:
        scene.describe_surface(3, "wall", wall)
    else:
        scene.describe(1, ("colourful wallpapers", "colourful walls", "a different colour in every room"))
    width, names, bottom = sum(widths), [], 0.0
    stairs_in = int(choose.between(0, len(widths))) if len(heights) > 1 and choose.chance(0.4) else None
    for level, room_height in enumerate(heights):
        left = -width / 2
        for column, room_width in enumerate(widths):
            kind = choose.one(ROOM_KINDS)
            if choose.chance(0.06):
                kind = "empty room"
            names.append(kind)
            bounds = Bounds(left + 0.04, left + room_width - 0.04, bottom + 0.05, bottom + room_height - 0.06, -depth / 2, depth / 2)
            build_room(scene, kind, bounds, floor, wall, captioned=False, thickness=0.03, windows=choose.chance(0.6), simple=True)
            if column == stairs_in and level < len(heights) - 1:
                _stairs(scene, bounds)
            add_front_light(scene, (left, left + room_width), (bottom, bottom + room_height), depth, strength=1.0)
            left += room_width
        bottom += room_height
    if stairs_in is not None:
        scene.describe(0.6, ("stairs", "wooden staircase", "with stairs"))
    if choose.chance(0.6):
        mentioned = dict.fromkeys(choose.one(ROOM_NAMES[choose.one(names)]) for _ in range(2))
        scene.describe(0.8, "with " + " and ".join(mentioned))


def _stairs(scene, bounds):
    choose = scene.choose
    side = choose.one((-1, 1))
    x = bounds.centre[0] + side * (bounds.width / 2 - 0.4)
    run = min(bounds.depth - 0.3, 2.4)
    scene.begin(x, bounds.z0 + run / 2 + 0.05, 0, bounds.y0)
    furniture.stairs(scene, 0.7, bounds.height, run, materials.joinery(choose).material)


def _build_structure(scene, widths, heights, depth, facade):
    """Outer walls, and the cut edges of floors and partitions."""
    choose = scene.choose
    width, height = sum(widths), sum(heights)
    edge = scene.plain((0.75, 0.73, 0.7) if choose.chance(0.6) else choose.wood()[1], 0.1)
    left, right = -width / 2 - OUTER_WALL, width / 2 + OUTER_WALL
    scene.begin()
    scene.slab(left, right, -0.12, 0.02, -depth / 2 - OUTER_WALL, depth / 2 + 0.02, edge)
    level = 0.0
    for room_height in heights:
        level += room_height
        scene.slab(left, right, level - 0.03, level + 0.02, -depth / 2 - OUTER_WALL, depth / 2 + 0.015, edge)
    partition = -width / 2
    for room_width in widths[:-1]:
        partition += room_width
        scene.slab(partition - INNER_WALL, partition + INNER_WALL, 0, height, -depth / 2, depth / 2 + 0.01, edge)
    scene.slab(left - 0.04, -width / 2, 0, height, -depth / 2, depth / 2 + 0.02, facade)
    scene.slab(width / 2, right + 0.04, 0, height, -depth / 2, depth / 2 + 0.02, facade)
    scene.slab(left, right, 0, height, -depth / 2 - 0.16, -depth / 2 - 0.035, facade)


def _build_roof(scene, width, height, depth, roof):
    """Returns the height of the roof."""
    choose = scene.choose
    kind = choose.one(("gable", "gable", "gable", "hip", "flat", "none"))
    roof_height = choose.between(0.25, 0.5) * width * 0.6
    scene.begin()
    if kind == "none":
        return 0.0
    tiles = scene.add_surface("roof", roof)
    if kind == "flat":
        scene.slab(-width / 2 - 0.2, width / 2 + 0.2, height, height + 0.12, -depth / 2 - 0.2, depth / 2 + 0.15, tiles)
        return 0.12
    if kind == "gable" and choose.chance(0.5):  # ridge towards the viewer
        scene.gable_roof(0, height, 0, depth / 2 + 0.2, roof_height, width / 2 + 0.35, tiles, turn=math.pi / 2)
    elif kind == "gable":
        roof_height = min(roof_height, 1.6)
        scene.gable_roof(0, height, 0, width / 2 + 0.3, roof_height, depth / 2 + 0.25, tiles)
    else:
        roof_height = min(roof_height, 1.5)
        scene.gable_roof(0, height, 0, width / 2 + 0.3, roof_height, depth / 2 + 0.25, tiles, hip=choose.between(0.5, 1.2) * depth / 2)
    scene.describe_surface(1.2, "roof", roof)
    if choose.chance(0.5):
        chimney = scene.add_material(materials.facade(choose, ("brick", "plaster")).material)
        scene.box(width * choose.between(-0.3, 0.3), height, 0, 0.5, roof_height + 0.3, 0.5, chimney)
    return roof_height


def _stand(scene):
    """Puts the house on a table, the ground, a plain floor or, mostly, nothing."""
    choose = scene.choose
    kind = choose.one(STANDS_ON)
    scene.begin()
    if kind == "table":
        light, dark, word = choose.wood()
        scene.box(0, -0.5, 0, 30, 0.38, 16, scene.add_material(materials.material(choose, "PLANKS", light, dark, 2.5, 0.2)))
        scene.describe(0.6, (f"on a {word} table",))
    elif kind == "ground":
        ground = materials.ground(choose)
        scene.box(0, -0.5, 0, 60, 0.38, 60, scene.add_material(ground.material))
        scene.describe(0.6, ground.phrases)
    elif kind == "plain":
        colour, _ = choose.colour(("white", "light grey", "beige", "grey", "sage", "light blue", "pink"))
        scene.box(0, -0.5, 0, 60, 0.38, 60, scene.add_material(materials.material(choose, "PLAIN", colour)))
    scene.flush()
    return kind


def _look(scene, width, total_height, depth):
    """From the front, 18 to 100 mm; now and then so close that only a part is seen."""
    choose = scene.choose
    half_width = half_width_of_lens(choose, random_focal_length(choose))
    close = choose.chance(0.25)
    zoom = choose.between(0.5, 0.95) if close else choose.between(0.98, 1.3)
    distance = max(width + 0.5, total_height) / 2 * zoom / half_width
    azimuth = 0.0 if choose.chance(0.45) else choose.between(-0.6, 0.6)
    elevation = choose.between(-0.02, 0.06) if choose.chance(0.4) else choose.between(-0.02, 0.35)
    target = (choose.between(-0.3, 0.3) * width if close else 0, choose.between(0.3, 0.6) * total_height if close else total_height / 2, 0)
    scene.look_from_front(target, distance + depth / 2, azimuth, elevation, half_width)
