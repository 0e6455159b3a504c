"""Houses from outside: cottages, rows, modern villas, towers, barns, blocks of flats."""

import math
from typing import NamedTuple

import numpy as np

from . import materials
from .furniture import BRASS
from .materials import Surface
from .scene import EVERYWHERE, WORLD_COORDINATES, half_width_of_lens, random_focal_length

STOREY = 2.75
STONE_GREY = (0.5, 0.48, 0.45)
SILL = (0.6, 0.58, 0.55)
PICKETS, GATE = 30, range(13, 17)  # of a fence
KINDS = ("house", "house", "house", "row", "row", "modern", "tower", "barn", "block")
NAMES = {
    "house": ("house exterior", "house", "a house", "cottage", "family house", "small house", "villa"),
    "barn": ("barn", "farm building", "a barn"),
    "row": ("row houses", "terraced houses", "row of houses", "town houses", "street of houses"),
    "modern": ("modern house", "modern villa", "modernist house", "minimalist house"),
    "tower": ("tower", "castle tower", "medieval tower", "watchtower"),
    "block": ("apartment building", "block of flats", "city building", "town house facade"),
}


class Look(NamedTuple):
    """What the houses of one picture share."""

    facade: Surface
    roof: Surface
    window_frame: np.ndarray
    door: int  # material index
    door_word: str


def compose_facade(scene):
    """One building, or a row, with or without ground and garden."""
    choose = scene.choose
    bare = choose.chance(0.4)  # no ground: what the program sees of a scene that has none
    scene.studio = bare and choose.chance(0.6)
    if not bare:
        ground = materials.ground(choose)
        scene.begin()
        scene.box(0, -0.5, 0, 240, 0.5, 240, scene.add_surface("ground", ground), mapping=WORLD_COORDINATES)
        scene.describe_surface(1, "ground", ground)
    door_colour, door_word = choose.colour()
    frame = np.array([0.75, 0.74, 0.72]) if choose.chance(0.65) else choose.colour(("black", "dark green", "brown", "blue", "dark grey"))[0]
    look = Look(materials.facade(choose), materials.roof(choose), frame, scene.plain(door_colour, 0.3), door_word)
    kind = choose.one(KINDS)
    scene.describe(4, NAMES[kind])
    width, height, depth = BUILDERS[kind](scene, look)
    _garden(scene, width, depth, bare)
    _look(scene, width, height, depth)


# --------------------------------------------------------------------------------------------------- buildings


def _describe_doors(scene, words):
    """Names the colour of the doors if all have the same."""
    word, *others = dict.fromkeys(words)
    if others:
        scene.describe(0.8, ("doors in different colours", "front doors in different colours"))
    elif len(words) > 1:
        scene.describe(0.8, (f"{word} doors", f"{word} front doors"))
    else:
        scene.describe(0.8, (f"{word} door", f"{word} front door"))


def _house_or_barn(scene, look, floors):
    choose = scene.choose
    width, depth = choose.between(5, 10), choose.between(4.5, 7.5)
    roof = choose.one(("gable", "gable", "gable front", "gable front", "hip", "flat" if choose.chance(0.3) else "hip"))
    scene.describe_surface(3, "facade", look.facade)
    height = House(scene, look, 0, 0, width, depth, floors).build(roof)
    if choose.chance(0.3):  # an annexe
        House(scene, look, width / 2 + 1.6, 0.3, 3.4, depth * 0.8, max(1, floors - 1)).build(choose.one(("gable", "hip", "flat")))
        width += 3
    if roof != "flat":
        scene.describe_surface(2.5, "roof", look.roof)
    _describe_doors(scene, [look.door_word])
    return width, height, depth


def _house(scene, look):
    return _house_or_barn(scene, look, scene.choose.one((1, 1, 2, 2, 3)))


def _barn(scene, look):
    return _house_or_barn(scene, look, 1)


def _row(scene, look):
    choose = scene.choose
    alike = choose.chance(0.5)
    depth, floors = 6, choose.one((2, 2, 3))
    widths = [choose.between(3.0, 4.6) for _ in range(choose.one((3, 4, 5)))]
    if alike:
        scene.describe_surface(3, "facade", look.facade)
    else:
        scene.describe(2, ("colourful facades", "facades in different colours"))
    left, height = -sum(widths) / 2, 0.0
    door_words, roofs = [], []
    for width in widths:
        door_colour, door_word = choose.colour()
        door_words.append(door_word)
        own = look._replace(door=scene.plain(door_colour, 0.3), door_word=door_word)
        own_floors = floors
        if not alike:
            own = own._replace(facade=materials.facade(choose, ("plaster", "plaster", "brick", "siding")))
            own_floors = floors if choose.chance(0.6) else choose.one((2, 3))
        roofs.append("gable" if alike else choose.one(("gable", "gable front", "flat")))
        house = House(scene, own, left + width / 2, 0, width, depth, own_floors, named=alike)
        height = max(height, house.build(roofs[-1]))
        left += width
    if set(roofs) != {"flat"}:
        scene.describe_surface(1.5, "roof", look.roof)
    _describe_doors(scene, door_words)
    return sum(widths), height, depth


def _modern(scene, look):
    choose = scene.choose
    width, depth = choose.between(6, 10), choose.between(5, 7)
    scene.describe_surface(3, "facade", look.facade)
    height = House(scene, look, 0, 0, width, depth, 1).build("flat")
    upper = materials.facade(choose, ("plaster", "boards", "concrete"))
    upper_width = width * choose.between(0.5, 0.8)
    scene.begin(choose.between(-0.2, 0.2) * width, choose.between(0, 1.0), 0, 3.05)
    scene.box(0, 0, 0, upper_width, 2.8, depth * 0.85, scene.add_material(upper.material))
    glass = scene.add_material(_glass(scene, 1.0, lit_share=1.0))
    bar = scene.plain((0.03, 0.03, 0.03), 0.3)
    panes = max(2, int(upper_width / 1.3))
    for index in range(panes):
        scene.box(-upper_width / 2 + upper_width * (index + 0.5) / panes, 0.3, depth * 0.425, upper_width / panes - 0.1, 2.1, 0.05, glass, offset=(0, 0))
        scene.box(-upper_width / 2 + upper_width * index / panes, 0.3, depth * 0.43, 0.06, 2.1, 0.08, bar)
    scene.box(0, 2.8, 0, upper_width + 0.4, 0.22, depth * 0.85 + 0.5, scene.plain((0.7, 0.7, 0.68)))
    scene.flush()
    scene.describe(1.5, upper.phrases)
    _describe_doors(scene, [look.door_word])
    return width, height + 3, depth


def _tower(scene, look):
    choose = scene.choose
    count = choose.one((1, 2, 3))
    wall, roof = scene.add_surface("facade", look.facade), scene.add_surface("roof", look.roof)
    scene.describe_surface(3, "facade", look.facade)
    tallest, roofed = 0.0, False
    for index in range(count):
        height, radius = choose.between(5, 11), choose.between(1.3, 2.0)
        tallest = max(tallest, height + 2)
        scene.begin((index - (count - 1) / 2) * 4.2, choose.between(-1, 1))
        if choose.chance(0.5):
            scene.cylinder(0, 0, 0, radius, height, wall)
            if choose.chance(0.7):
                roofed = True
                scene.cone(0, height, 0, radius * 1.25, choose.between(1.8, 3.5), roof)
            else:
                scene.cylinder(0, height, 0, radius * 1.15, 0.7, wall)
        else:
            scene.box(0, 0, 0, 2 * radius, height, 2 * radius, wall)
            if choose.chance(0.6):
                roofed = True
                scene.gable_roof(0, height, 0, radius * 1.2, 2.4, radius * 1.2, roof, hip=radius * 1.19)
            else:
                for x, z in ((x, z) for x in (-1, 0, 1) for z in (-1, 0, 1) if x or z):
                    scene.box(x * radius * 0.85, height, z * radius * 0.85, radius * 0.4, 0.6, radius * 0.4, wall)
        slit = scene.add_material(_glass(scene, 0.5, lit_share=1.0))
        for bottom in np.arange(2, height - 1, 2.6):
            scene.box(0, bottom, radius, 0.45, 0.9, 0.08, slit, offset=(0, 0))
        scene.box(0, 0, radius, 1.0, 2.0, 0.12, look.door)
    if count > 1:
        scene.begin()
        scene.box(0, 0, 0, (count - 1) * 4.2, 3.2, 0.8, wall)
    scene.flush()
    if roofed:
        scene.describe_surface(2, "roof", look.roof)
    return count * 4.2, tallest, 4


def _block(scene, look):
    choose = scene.choose
    width, depth = choose.between(6, 11), 6
    scene.describe_surface(3, "facade", look.facade)
    roof = choose.one(("flat", "flat", "hip", "gable"))
    height = House(scene, look, 0, 0, width, depth, choose.one((3, 4, 4, 5))).build(roof)
    if roof != "flat":
        scene.describe_surface(1.5, "roof", look.roof)
    _describe_doors(scene, [look.door_word])
    return width, height, depth


BUILDERS = {"house": _house, "barn": _barn, "row": _row, "modern": _modern, "tower": _tower, "block": _block}


def _glass(scene, half_height, lit_share, curtain=0.0):
    """A pane seen from outside; lamps behind it at night for `lit_share` of the windows."""
    choose = scene.choose
    lit = 1.1 if choose.chance(lit_share) else 0.03
    emission = lit if scene.time.lamps > 0.5 else 0.0
    return materials.material(choose, "WINDOW_OUTSIDE", (0, 0, 0), (0.6, 0.55, 0.5), option=curtain, extent=half_height, emission=emission)


class House:
    """A box with storeys of windows, a door and a roof."""

    def __init__(self, scene, look, x, z, width, depth, floors, named=True):
        self.scene, self.choose, self.look = scene, scene.choose, look
        self.x, self.z = x, z
        self.width, self.depth, self.floors = width, depth, floors
        self.height = STOREY * floors
        choose = self.choose
        self.wall = scene.add_surface("facade", look.facade) if named else scene.add_material(look.facade.material)
        self.tiles = scene.add_surface("roof", look.roof)
        self.frame, self.sill, self.step = scene.plain(look.window_frame, 0.2), scene.plain(SILL), scene.plain(STONE_GREY)
        self.bays = max(1, int(width / choose.between(1.5, 2.3)))
        self.bay_width = width / self.bays
        self.window_width, self.window_height = min(choose.between(0.75, 1.2), self.bay_width - 0.35), choose.between(1.1, 1.6)
        self.bars = (choose.one((1, 2, 2, 3)), choose.one((1, 2, 2, 3, 4)))
        self.shutters = scene.plain(choose.colour()[0], 0.1) if choose.chance(0.35) and self.bay_width > self.window_width * 1.9 else None

    def build(self, roof):
        """Returns the height with roof."""
        scene, choose = self.scene, self.choose
        scene.begin(self.x, self.z)
        scene.box(0, 0, 0, self.width, self.height, self.depth, self.wall, mapping=WORLD_COORDINATES)
        if choose.chance(0.5):
            plinth = scene.add_material(materials.material(choose, "STONE", (0.3, 0.29, 0.27), (0.2, 0.2, 0.19)))
            scene.box(0, 0, 0, self.width + 0.08, 0.35, self.depth + 0.08, plinth)
        door_bay = int(choose.between(0, self.bays))
        side_bays = max(1, int(self.depth / 2.6))
        for floor in range(self.floors):
            bottom = floor * STOREY + 0.95
            for bay in range(self.bays):
                along = -self.width / 2 + self.bay_width * (bay + 0.5)
                if floor == 0 and bay == door_bay:
                    self._door(along)
                else:
                    self._window("front", along, bottom, self.window_width, self.window_height)
            scene.begin(self.x, self.z)
            for bay in range(side_bays):
                for side in ("left", "right"):
                    if choose.chance(0.7):
                        self._window(side, -self.depth / 2 + self.depth / side_bays * (bay + 0.5), bottom, self.window_width, self.window_height)
            if self.floors > 1 and floor < self.floors - 1 and choose.chance(0.4):
                scene.box(0, (floor + 1) * STOREY - 0.1, 0, self.width + 0.12, 0.14, self.depth + 0.12, self.sill)
        scene.begin(self.x, self.z)
        return self.height + self._roof(roof)

    def _window(self, side, along, bottom, width, height):
        choose = self.choose
        glass = self.scene.add_material(_glass(self.scene, height / 2, 0.7, float(choose.chance(0.5))))

        def piece(a, y, out, length, tall, deep, material, **options):
            if side == "front":
                self.scene.box(a, y, self.depth / 2 + out, length, tall, deep, material, **options)
            else:
                sign = 1 if side == "right" else -1
                self.scene.box(sign * (self.width / 2 + out), y, a, deep, tall, length, material, **options)

        edge = 0.07
        piece(along, bottom, 0.0, width, height, 0.03, glass, offset=(0, 0))
        piece(along, bottom, 0.02, width + 0.02, edge, 0.08, self.frame)
        piece(along, bottom + height - edge, 0.02, width + 0.02, edge, 0.08, self.frame)
        for end in (-1, 1):
            piece(along + end * width / 2, bottom, 0.02, edge, height, 0.08, self.frame)
        piece(along, bottom - 0.08, 0.06, width + 0.2, 0.08, 0.2, self.sill)
        across, down = self.bars
        for index in range(1, across):
            piece(along - width / 2 + width * index / across, bottom, 0.02, 0.035, height, 0.05, self.frame)
        for index in range(1, down):
            piece(along, bottom + height * index / down, 0.02, width, 0.035, 0.05, self.frame)
        if self.shutters is not None and side == "front":
            for end in (-1, 1):
                piece(along + end * (width * 0.75 + 0.03), bottom, 0.02, width * 0.48, height, 0.04, self.shutters)
        elif choose.chance(0.15):
            piece(along, bottom + height, 0.03, width + 0.2, 0.12, 0.12, self.sill)

    def _door(self, along):
        scene, choose, door = self.scene, self.choose, self.look.door
        front = self.depth / 2
        scene.box(along, 0, front, 1.12, 2.2, 0.08, self.frame)
        scene.box(along, 0.05, front + 0.03, 0.92, 2.02, 0.06, door)
        for bottom in (0.25, 1.15):
            scene.box(along, bottom, front + 0.06, 0.6, 0.6, 0.02, door)
        scene.box(along, 0, front + 0.4, 1.5, 0.16, 0.9, self.step)
        scene.ellipsoid(along + 0.36, 1.05, front + 0.1, 0.04, 0.04, 0.04, scene.plain(BRASS, 0.6, metal=0.8))
        if choose.chance(0.4):
            scene.box(along, 2.35, front + 0.4, 1.6, 0.1, 0.9, self.tiles)
        if scene.time.lamps > 0.5:
            scene.light((self.x + along, 2.5, self.z + front + 0.7), np.array([1.0, 0.6, 0.28]) * 1.6, *EVERYWHERE)

    def _roof(self, kind):
        """Returns its height."""
        scene, choose = self.scene, self.choose
        width, depth, top = self.width, self.depth, self.height
        if kind == "flat":
            scene.box(0, top, 0, width + 0.3, 0.3, depth + 0.3, self.sill)
            scene.flush()
            return 0.3
        if kind == "gable front":
            height = width * choose.between(0.3, 0.6)
            scene.gable_roof(0, top - 0.02, 0, depth / 2, height, width / 2, self.wall, turn=math.pi / 2)
            scene.gable_roof(0, top + 0.02, -0.12, depth / 2 + 0.16, height + 0.08, width / 2 + 0.3, self.tiles, turn=math.pi / 2)
            self._window("front", 0, top + height * 0.2, min(self.window_width, width * 0.2), min(self.window_height, height * 0.45))
        elif kind == "gable":
            height = depth * choose.between(0.3, 0.55)
            scene.gable_roof(0, top, 0, width / 2 + 0.25, height, depth / 2 + 0.35, self.tiles)
        else:
            height = depth * choose.between(0.28, 0.5)
            scene.gable_roof(0, top, 0, width / 2 + 0.35, height, depth / 2 + 0.35, self.tiles, hip=min(width, depth) / 2 * choose.between(0.7, 1.0))
        if choose.chance(0.55):
            chimney = scene.add_material(materials.facade(choose, ("brick", "brick", "plaster", "stone")).material)
            scene.box(width * choose.between(-0.35, 0.35), top, -depth * choose.between(0, 0.2), 0.6, height + choose.between(0.1, 0.6), 0.5, chimney)
        if kind == "gable" and choose.chance(0.35):
            self._dormers()
        scene.flush()
        return height

    def _dormers(self):
        scene, front, top = self.scene, self.depth / 2, self.height
        count = max(1, self.bays - 1)
        for index in range(count):
            x = -self.width / 2 + self.width * (index + 0.5) / count
            scene.box(x, top, front - 0.5, 1.0, 1.0, 1.2, self.wall)
            scene.box(x, top + 0.15, front + 0.1, 0.7, 0.75, 0.04, scene.add_material(_glass(scene, 0.4, 1.0)), offset=(0, 0))
            scene.box(x, top + 0.5, front + 0.11, 0.05, 0.4, 0.04, self.frame)
            scene.gable_roof(x, top + 0.98, front - 0.5, 0.75, 0.44, 0.62, self.tiles, turn=math.pi / 2)


# ------------------------------------------------------------------------------------------ garden and camera


def _tree(scene, x, z, height):
    choose = scene.choose
    scene.begin(x, z)
    green = np.array([0.05, 0.13, 0.025]) * choose.between(0.7, 1.6)
    if choose.chance(0.12):
        green = green * np.array([1.6, 0.8, 0.5])  # autumn
    leaves = scene.add_material(materials.material(choose, "FOLIAGE", green, green * 1.8))
    bark = scene.add_material(materials.material(choose, "WOOD", (0.10, 0.06, 0.035), (0.05, 0.03, 0.02)))
    scene.cylinder(0, 0, 0, 0.05 * height**0.8, height * 0.55, bark)
    if choose.chance(0.3):
        for tier in range(3):
            scene.cone(0, height * (0.2 + 0.25 * tier), 0, height * (0.26 - 0.06 * tier), height * 0.35, leaves)
        return
    for _ in range(6):
        centre = (choose.between(-0.18, 0.18) * height, height * choose.between(0.5, 0.85), choose.between(-0.18, 0.18) * height)
        scene.ellipsoid(*centre, *(height * choose.between(0.15, 0.27) for _ in range(3)), leaves)


def _garden(scene, width, depth, bare):
    choose = scene.choose
    trees = choose.one((0, 0, 1, 2, 4))
    for _ in range(trees):
        _tree(scene, choose.one((-1, 1)) * (width / 2 + choose.between(1.0, 6)), choose.between(-8, 3), choose.between(2.5, 6.5))
    if trees:
        scene.describe(0.6, ("trees", "green trees", "surrounded by trees"))
    scene.begin()
    if choose.chance(0.25):
        green = np.array([0.04, 0.11, 0.02])
        hedge = scene.add_material(materials.material(choose, "FOLIAGE", green, green * 1.7))
        for side in (-1, 1):
            scene.box(side * (width / 4 + 0.8), 0, depth / 2 + 1.5, width / 2 - 0.6, choose.between(0.5, 0.9), 0.6, hedge)
        scene.describe(0.5, ("hedge", "green hedges"))
    elif choose.chance(0.25):
        _fence(scene, width, depth)
    scene.begin()
    if not bare and choose.chance(0.5):
        path = scene.add_material(materials.ground(choose).material)
        if choose.chance(0.5):
            scene.box(choose.between(-0.3, 0.3) * width, 0, depth / 2 + 10, choose.between(1.0, 2.0), 0.02, 20, path, mapping=WORLD_COORDINATES)
        else:
            scene.box(0, 0, depth / 2 + choose.between(3.5, 6), 200, 0.03, 3.2, path, mapping=WORLD_COORDINATES)
    scene.flush()


def _fence(scene, width, depth):
    choose = scene.choose
    paint = scene.plain((0.75, 0.74, 0.72) if choose.chance(0.6) else choose.wood()[1])
    scene.describe(0.5, ("fence", "picket fence"))
    for index in range(PICKETS):
        if index not in GATE:
            scene.box(-width / 2 - 1 + (width + 2) * index / (PICKETS - 1), 0, depth / 2 + 2.4, 0.12, 0.95, 0.04, paint)
    for side in (-1, 1):
        for height in (0.3, 0.7):
            scene.box(side * (width / 4 + 1.0), height, depth / 2 + 2.38, width / 2 - 0.6, 0.08, 0.04, paint)


def _look(scene, width, height, depth):
    choose = scene.choose
    half_width = half_width_of_lens(choose, random_focal_length(choose))
    close = choose.chance(0.2)
    zoom = choose.between(0.45, 0.9) if close else choose.between(0.95, 1.5)
    distance = max(width, height) / 2 * zoom / half_width
    azimuth = 0.0 if choose.chance(0.4) else choose.between(-0.85, 0.85)
    elevation = choose.between(-0.02, 0.45) if choose.chance(0.4) else choose.between(-0.04, 0.1)
    target = (0, height * (choose.between(0.25, 0.6) if close else 0.47), 0)
    scene.look_from_front(target, distance + depth / 2, azimuth, elevation, half_width, lowest=0.9)
