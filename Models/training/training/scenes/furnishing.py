"""What stands in which kind of room, and where along its walls."""

import math
from typing import NamedTuple

import numpy as np

from . import furniture, materials
from .bounds import BACK, LEFT, RIGHT, SIDES

BOOKSHELVES = {"library": 4, "study": 2, "living room": 1, "kids room": 1}
WITH_DRESSER = ("living room", "bedroom", "study")
WITH_FIREPLACE = ("living room", "library", "dining room", "study")


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


def _central_rug(furnisher, width, depth, describe):
    bounds = furnisher.bounds
    furnisher.middle(0.2, -0.1, 0.3)
    word = furniture.rug(furnisher.scene, min(width, bounds.width * 0.75), min(depth, bounds.depth * 0.7))
    describe(1.0, (f"{word} rug", f"{word} patterned rug"))


def _table_and_chairs(wood, alike):
    return (f"{wood} table", f"{wood} table and chairs") if alike else (f"{wood} table",)


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
        alike = furniture.dining_group(scene, style.wood, style.cloth, 0.8)
        describe(1, _table_and_chairs(style.wood_word, alike))


def _bathroom(furnisher, style, describe, simple):
    scene, choose = furnisher.scene, furnisher.choose
    if furnisher.place(_main_wall(choose), 1.7, 0.78):
        word = furniture.bathtub(scene)
        describe(1.5, ("bathtub", f"{word} bathtub"))
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
    alike = furniture.dining_group(scene, style.wood, style.cloth, choose.between(0.85, 1.0))
    describe(2, (f"{style.wood_word} dining table", *_table_and_chairs(style.wood_word, alike)))
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


def furnish_extras(furnisher, style, describe, kind, simple):
    """Shelves, chests, a fireplace, plants and lamps, where there is space left."""
    scene, choose, bounds = furnisher.scene, furnisher.choose, furnisher.bounds
    wood = style.wood_word
    shelf_words = []
    for _ in range(BOOKSHELVES.get(kind, 0)):
        width = choose.between(0.8, 1.3)
        board, word = style.wood, wood
        if choose.chance(0.3):
            joinery = materials.joinery(choose)
            board, word = joinery.material, joinery.phrases[0]
        if choose.chance(0.85) and furnisher.place(furnisher.any_side(), width, 0.32, tall=True):
            furniture.shelf(scene, width, min(choose.between(1.4, 2.3), bounds.height - 0.15), 0.32, board)
            shelf_words.append(word)
    if shelf_words:
        describe(1, ("bookshelves", f"{shelf_words[0]} bookshelf", "shelves with books", "bookcase"))
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
