"""Rooms: floor, walls, windows, doors, furniture along the walls, lamps."""

import math
from typing import NamedTuple

import numpy as np

from . import furniture, materials
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
BACK, LEFT, RIGHT = SIDES = ("back", "left", "right")
SLAB = 0.03  # thickness of floors and ceilings
BOOKSHELVES = {"library": 4, "study": 2, "living room": 1, "kids room": 1}
WITH_DRESSER = ("living room", "bedroom", "study")
WITH_FIREPLACE = ("living room", "library", "dining room", "study")


class Bounds(NamedTuple):
    """The inside of a room."""

    x0: float
    x1: float
    y0: float
    y1: float
    z0: float
    z1: float

    @property
    def width(self):
        return self.x1 - self.x0

    @property
    def depth(self):
        return self.z1 - self.z0

    @property
    def height(self):
        return self.y1 - self.y0

    @property
    def centre(self):
        return (self.x0 + self.x1) / 2, (self.z0 + self.z1) / 2

    def span(self, side):
        """Where a wall begins and ends, along itself."""
        return (self.x0, self.x1) if side == BACK else (self.z0, self.z1)

    def light_box(self):
        return (self.x0, self.y0 - 0.1, self.z0 - 0.05), (self.x1, self.y1 + 0.1, self.z1 + 0.05)


class Furnisher:
    """Keeps track of the free stretch of each wall while furniture is placed."""

    def __init__(self, scene, bounds, windows):
        self.scene = scene
        self.choose = scene.choose
        self.bounds = bounds
        self.windows = windows
        self.free = {side: [low + 0.1, high - 0.1] for side, (low, high) in ((side, bounds.span(side)) for side in SIDES)}

    def clear_of_windows(self, side, start, end):
        return not any(centre - width / 2 - 0.15 < end and centre + width / 2 + 0.15 > start for centre, width, _, _ in self.windows[side])

    def place(self, side, width, depth, tall=False):
        """Begins a group for a piece with its back to a wall; False when there is no room.

        - `tall`: the piece must not stand before a window.
        """
        low, high = self.free[side]
        if high - low < width + 0.05:
            return False
        for _ in range(3):
            corner = self.choose.one(("low", "high", "anywhere"))
            if corner == "low":
                at = low + width / 2 + 0.03
            elif corner == "high":
                at = high - width / 2 - 0.03
            else:
                at = self.choose.between(low + width / 2, high - width / 2)
            if tall and not self.clear_of_windows(side, at - width / 2, at + width / 2):
                continue
            self._occupy(side, at, width, depth)
            return True
        return False

    def _occupy(self, side, at, width, depth):
        bounds = self.bounds
        if at - self.free[side][0] < self.free[side][1] - at:
            self.free[side][0] = at + width / 2 + 0.05
        else:
            self.free[side][1] = at - width / 2 - 0.05
        if side == BACK:
            self.scene.begin(at, bounds.z0 + depth / 2 + 0.02, 0, bounds.y0)
            beyond = bounds.z0 + depth + 0.1  # corners belong to one wall only
            if at - width / 2 - bounds.x0 < 0.8:
                self.free[LEFT][0] = max(self.free[LEFT][0], beyond)
            if bounds.x1 - at - width / 2 < 0.8:
                self.free[RIGHT][0] = max(self.free[RIGHT][0], beyond)
        elif side == LEFT:
            self.scene.begin(bounds.x0 + depth / 2 + 0.02, at, -math.pi / 2, bounds.y0)
        else:
            self.scene.begin(bounds.x1 - depth / 2 - 0.02, at, math.pi / 2, bounds.y0)

    def any_side(self):
        return self.choose.one(SIDES)

    def middle(self, spread_x, near_z, far_z, turn=0.0):
        """Begins a group near the middle of the floor."""
        x, z = self.bounds.centre
        self.scene.begin(x + self.choose.between(-spread_x, spread_x), z + self.choose.between(near_z, far_z), turn, self.bounds.y0)


class RoomStyle(NamedTuple):
    """What all furniture of one room shares."""

    wood: np.ndarray
    wood_word: str
    cloth: np.ndarray
    cloth_word: str
    lamps: float


def build_room(scene, kind, bounds, floor=None, wall=None, captioned=True, thickness=0.14, windows=True, front=False, simple=False):
    """Builds and furnishes one room, open at +z unless `front`.

    - `captioned`: whether captions may speak of it (rooms of a doll's house stay unnamed).
    - `simple`: fewer and smaller things.
    - Returns the floor and wall surfaces.
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
    _extras(furnisher, style, describe, kind, simple)
    _pictures(furnisher)
    if choose.chance(0.6) or time.lamps > 0.5:
        _ceiling_light(scene, bounds, time.lamps)
    scene.flush()
    return floor, wall


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


# ------------------------------------------------------------------------------------------- furniture by room


def _central_rug(furnisher, width, depth, describe):
    bounds = furnisher.bounds
    furnisher.middle(0.2, -0.1, 0.3)
    word = furniture.rug(furnisher.scene, min(width, bounds.width * 0.75), min(depth, bounds.depth * 0.7))
    describe(1.0, (f"{word} rug", f"{word} patterned rug"))


def _main_wall(choose):
    return choose.one((BACK, BACK, LEFT, RIGHT))


def _living_room(furnisher, style, describe, simple):
    scene, choose, bounds = furnisher.scene, furnisher.choose, furnisher.bounds
    centre_x, centre_z = bounds.centre
    if choose.chance(0.7):
        _central_rug(furnisher, choose.between(1.4, 2.4), choose.between(1.1, 1.8), describe)
    if not furnisher.place(_main_wall(choose), 2.2, 0.95):
        scene.begin(centre_x, bounds.z0 + 0.6, 0, bounds.y0)
    furniture.sofa(scene, min(choose.between(1.5, 2.2), bounds.width * 0.7), style.cloth)
    describe(2, (f"{style.cloth_word} sofa", f"{style.cloth_word} couch", f"a {style.cloth_word} sofa"))
    before = scene.placement
    x, z = before.world(0, 1.15)
    scene.begin(np.clip(x, bounds.x0 + 0.5, bounds.x1 - 0.5), np.clip(z, bounds.z0 + 0.5, bounds.z1 - 0.4), before.turn, bounds.y0)
    furniture.table(scene, choose.between(0.7, 1.1), choose.between(0.45, 0.6), choose.between(0.35, 0.45), style.wood)
    describe(0.8, (f"{style.wood_word} coffee table", f"{style.wood_word} table"))
    if choose.chance(0.5) and bounds.width * bounds.depth > 9 and not simple:
        cloth = materials.upholstery(choose)
        scene.begin(choose.between(bounds.x0 + 0.7, bounds.x1 - 0.7), centre_z + choose.between(0.2, bounds.depth * 0.3), choose.between(0, 6.28), bounds.y0)
        furniture.sofa(scene, 0.85, cloth.material)
        describe(1, (f"{cloth.phrases[0]} armchair",))


def _bedroom(furnisher, style, describe, simple):
    scene, choose, bounds = furnisher.scene, furnisher.choose, furnisher.bounds
    if choose.chance(0.5):
        _central_rug(furnisher, choose.between(1.2, 2.2), choose.between(1.0, 1.6), describe)
    if not furnisher.place(_main_wall(choose), 1.5, 2.05):
        scene.begin(bounds.centre[0], bounds.z0 + 1.1, 0, bounds.y0)
    furniture.bed(scene, min(choose.between(1.0, 1.7), bounds.width * 0.6), style.cloth, style.wood)
    cloth, wood = style.cloth_word, style.wood_word
    describe(2, (f"{cloth} bed", f"{wood} bed with {cloth} blanket", f"bed with {cloth} bedding", f"{cloth} bedspread"))
    if furnisher.place(furnisher.any_side(), 0.45, 0.4):
        furniture.cabinet(scene, 0.45, 0.5, 0.4, style.wood, 1, 2)
        scene.placement = scene.placement.raised(0.5)
        furniture.table_lamp(scene, style.lamps)
    if choose.chance(0.7) and furnisher.place(furnisher.any_side(), 1.1, 0.58, tall=True):
        furniture.cabinet(scene, 1.1, min(2.0, bounds.height - 0.2), 0.58, style.wood, 2, 1)
        describe(0.8, (f"{wood} wardrobe", f"{wood} closet"))


def _kitchen(furnisher, style, describe, simple):
    scene, choose, bounds = furnisher.scene, furnisher.choose, furnisher.bounds
    joinery = materials.joinery(choose)
    side = _main_wall(choose)
    length = min((bounds.width if side == BACK else bounds.depth) - 0.3, 3.4)
    if furnisher.place(side, length, 0.6):
        furniture.kitchen_units(scene, length, bounds.height, joinery.material)
        word = joinery.phrases[0]
        describe(2, (f"{word} kitchen cabinets", f"{word} cabinets", f"{word} kitchen units"))
    if bounds.width * bounds.depth > 6:
        furnisher.middle(0.2, 0.45, 0.45, choose.one((0, math.pi / 2)))
        furniture.dining_group(scene, style.wood, style.cloth, 0.8)
        describe(1, (f"{style.wood_word} table", f"{style.wood_word} table and chairs"))


def _bathroom(furnisher, style, describe, simple):
    scene, choose = furnisher.scene, furnisher.choose
    if furnisher.place(_main_wall(choose), 1.7, 0.78):
        furniture.bathtub(scene)
        describe(1.5, ("bathtub", "white bathtub"))
    if furnisher.place(furnisher.any_side(), 0.45, 0.7):
        furniture.toilet(scene)
    if furnisher.place(furnisher.any_side(), 0.6, 0.46):
        furniture.basin(scene)
        mirror = scene.add_material(materials.material(choose, "METAL", (0.75, 0.8, 0.82), gloss=0.9, metal=1.0))
        scene.box(0, 1.15, -0.2, 0.5, 0.65, 0.03, mirror)
    if choose.chance(0.5):
        _central_rug(furnisher, 0.9, 0.6, describe)


def _dining_room(furnisher, style, describe, simple):
    scene, choose = furnisher.scene, furnisher.choose
    if choose.chance(0.5):
        _central_rug(furnisher, 2.4, 1.8, describe)
    furnisher.middle(0.2, -0.2, 0.3, choose.one((0, 0, math.pi / 2)))
    furniture.dining_group(scene, style.wood, style.cloth, choose.between(0.85, 1.0))
    wood = style.wood_word
    describe(2, (f"{wood} dining table", f"{wood} table and chairs", f"{wood} table"))
    if choose.chance(0.7) and furnisher.place(furnisher.any_side(), 1.4, 0.45):
        joinery = materials.joinery(choose)
        furniture.cabinet(scene, 1.4, 0.85, 0.45, joinery.material)
        describe(0.8, (f"{joinery.phrases[0]} sideboard", f"{joinery.phrases[0]} cabinet"))


def _study(furnisher, style, describe, simple, reading_chair=0.3):
    scene, choose, bounds = furnisher.scene, furnisher.choose, furnisher.bounds
    if furnisher.place(_main_wall(choose), 1.4, 0.65):
        desk = scene.placement
        furniture.table(scene, 1.35, 0.62, 0.75, style.wood)
        describe(1.5, (f"{style.wood_word} desk", f"{style.wood_word} writing desk"))
        if choose.chance(0.5):
            scene.box(0, 0.75, -0.1, 0.5, 0.32, 0.03, scene.plain((0.015, 0.015, 0.018), 0.6))
        x, z = desk.world(0, 0.55)
        scene.begin(x, z, desk.turn + math.pi, bounds.y0)
        furniture.chair(scene, style.wood, style.cloth)
    if choose.chance(0.5):
        _central_rug(furnisher, choose.between(1.2, 2), choose.between(1, 1.5), describe)
    if choose.chance(reading_chair):
        furnisher.middle(0.5, 0.1, 0.5, choose.between(-0.6, 0.6))
        furniture.sofa(scene, 0.85, style.cloth)
        describe(1, (f"{style.cloth_word} armchair",))


def _library(furnisher, style, describe, simple):
    _study(furnisher, style, describe, simple, reading_chair=1.0)


def _kids_room(furnisher, style, describe, simple):
    scene, choose, bounds = furnisher.scene, furnisher.choose, furnisher.bounds
    if choose.chance(0.8):
        _central_rug(furnisher, choose.between(1.2, 2), choose.between(1, 1.6), describe)
    if furnisher.place(_main_wall(choose), 1.0, 2.05):
        furniture.bed(scene, 0.95, style.cloth, style.wood)
        describe(1.5, (f"{style.cloth_word} bed", f"small bed with {style.cloth_word} blanket"))
    scene.begin(0, 0, 0, bounds.y0)
    spots = [(choose.between(bounds.x0 + 0.4, bounds.x1 - 0.4), choose.between(bounds.centre[1], bounds.z1 - 0.3)) for _ in range(6)]
    furniture.toys(scene, spots)
    describe(0.8, ("colourful toys", "toy blocks", "toys on the floor"))


FURNISH = {
    "living room": _living_room, "bedroom": _bedroom, "kitchen": _kitchen, "bathroom": _bathroom, "dining room": _dining_room,
    "study": _study, "library": _library, "kids room": _kids_room,
}


def _extras(furnisher, style, describe, kind, simple):
    """Shelves, chests, a fireplace, plants and lamps, where there is space left."""
    scene, choose, bounds = furnisher.scene, furnisher.choose, furnisher.bounds
    wood = style.wood_word
    shelves = False
    for _ in range(BOOKSHELVES.get(kind, 0)):
        width = choose.between(0.8, 1.3)
        board = materials.joinery(choose).material if choose.chance(0.3) else style.wood
        if choose.chance(0.85) and furnisher.place(furnisher.any_side(), width, 0.32, tall=True):
            furniture.shelf(scene, width, min(choose.between(1.4, 2.3), bounds.height - 0.15), 0.32, board)
            shelves = True
    if shelves:
        describe(1, ("bookshelves", f"{wood} bookshelf", "shelves with books", "bookcase"))
    if kind in WITH_DRESSER and choose.chance(0.5) and furnisher.place(furnisher.any_side(), 1.1, 0.45):
        furniture.cabinet(scene, 1.1, choose.between(0.5, 0.9), 0.43, style.wood)
        describe(0.7, (f"{wood} cabinet", f"{wood} chest of drawers", f"{wood} dresser"))
        if kind == "living room" and choose.chance(0.5):
            scene.box(0, 0.75, 0, 0.95, 0.55, 0.05, scene.plain((0.01, 0.01, 0.012), 0.8))
            describe(0.4, ("television",))
    if kind in WITH_FIREPLACE and choose.chance(0.22) and furnisher.place(_main_wall(choose), 1.7, 0.4, tall=True):
        _fireplace(scene, bounds, style.lamps)
        describe(1.2, ("fireplace", "a fireplace"))
    if not simple or choose.chance(0.4):
        for _ in range(choose.one((0, 1, 1, 2))):
            if choose.chance(0.8) and furnisher.place(furnisher.any_side(), 0.5, 0.5):
                furniture.plant(scene)
                describe(0.4, ("potted plant", "green plants", "houseplants"))
    if kind != "empty room" and choose.chance(0.5) and furnisher.place(furnisher.any_side(), 0.4, 0.4):
        height = furniture.floor_lamp(scene, style.lamps)
        describe(0.3, ("floor lamp",))
        if style.lamps > 0.1:
            low, high = bounds.light_box()
            position = (scene.placement.x, bounds.y0 + height + 0.1, scene.placement.z)
            scene.light(position, np.array([1.0, 0.62, 0.30]) * 1.3 * style.lamps, low, high)


def _fireplace(scene, bounds, lamps):
    placement = scene.placement
    x, z = placement.world(0, -0.2)  # into the wall
    scene.placement = placement._replace(x=x, z=z)
    furniture.fireplace(scene, bounds.height)
    glow_x, glow_z = scene.placement.world(0, 0.6)
    low, high = bounds.light_box()
    scene.light((glow_x, bounds.y0 + 0.25, glow_z), np.array([1.0, 0.4, 0.12]) * (0.25 + 0.7 * lamps), low, high)


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
