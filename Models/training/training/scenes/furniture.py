"""Furniture.  Each piece stands at the scene's current placement, its back at -z, its front facing +z."""

import math

import numpy as np

from . import materials
from .palette import COLOURS, linear
from .scene import CASTS_NO_SHADOW, Placement

NEAR_BLACK = (0.03, 0.02, 0.015)
BRASS = (0.6, 0.5, 0.3)
PORCELAIN = (0.82, 0.82, 0.8)
CHROME = (0.6, 0.6, 0.6)
CORNERS = [(x, z) for x in (-1, 1) for z in (-1, 1)]


def _decoration(scene):
    """Glossy or dull lacquer in any colour."""
    return scene.plain(scene.choose.colour()[0], scene.choose.between(0, 0.5))


def sofa(scene, width, cloth):
    """A sofa, or an armchair when it is narrow."""
    choose = scene.choose
    depth = choose.between(0.8, 0.95)
    fabric = scene.add_material(cloth)
    seats = 1 if width < 1.2 else 2 if width < 1.9 else 3
    arm_width, seat_height = choose.between(0.12, 0.24), choose.between(0.36, 0.44)
    back_height, arm_height = choose.between(0.72, 0.9), choose.between(0.52, 0.64)
    scene.box(0, 0.1, 0, width, seat_height - 0.22, depth, fabric)
    scene.box(0, 0.1, -depth / 2 + 0.1, width, back_height - 0.1, 0.2, fabric)
    for side in (-1, 1):
        scene.box(side * (width / 2 - arm_width / 2), 0.1, 0.02, arm_width, arm_height - 0.1, depth - 0.04, fabric)
    seat_width = (width - 2 * arm_width) / seats
    for index in range(seats):
        x = -width / 2 + arm_width + seat_width * (index + 0.5)
        scene.box(x, seat_height - 0.12, 0.08, seat_width - 0.015, 0.14, depth - 0.26, fabric)
        cushion = back_height - seat_height + choose.between(-0.04, 0.04)
        scene.box(x, seat_height + 0.02, -depth / 2 + 0.26, seat_width - 0.02, cushion, 0.15, fabric)
    legs = scene.plain(NEAR_BLACK)
    for x, z in CORNERS:
        scene.box(x * (width / 2 - 0.07), 0, z * (depth / 2 - 0.07), 0.05, 0.1, 0.05, legs)
    for _ in range(int(choose.between(0, 3))):
        x = choose.between(-width / 2 + arm_width + 0.2, width / 2 - arm_width - 0.2) if width > 1 else 0
        pillow = scene.add_material(materials.upholstery(choose).material)
        scene.box(x, seat_height + 0.03, -depth / 2 + 0.4, 0.4, 0.36, 0.12, pillow, turn=choose.between(-0.3, 0.3))


def bed(scene, width, cloth, wood):
    """A made bed with its head at the back."""
    choose = scene.choose
    length = 2.05
    frame = scene.add_material(wood)
    linen = linear(COLOURS[choose.one(("white", "white", "cream", "light grey"))][0])
    sheet = scene.add_material(materials.material(choose, "FABRIC", linen))
    blanket = scene.add_material(cloth)
    scene.box(0, 0.08, 0, width, 0.24, length, frame)
    scene.box(0, 0.3, 0, width - 0.05, 0.22, length - 0.06, sheet)
    scene.box(0, 0, -length / 2, width + 0.06, choose.between(0.8, 1.25), 0.07, frame)
    if choose.chance(0.4):
        scene.box(0, 0, length / 2, width + 0.06, choose.between(0.45, 0.6), 0.06, frame)
    turned_down = choose.between(-0.35, -0.1)
    scene.box(0, 0.16, (turned_down + length / 2) / 2 + 0.01, width + 0.04, 0.40, length / 2 - turned_down, blanket)
    pillows = 1 if width < 1.2 else 2
    for index in range(pillows):
        x = (index - (pillows - 1) / 2) * width / 2
        scene.box(x, 0.5, -length / 2 + 0.33, min(0.62, width / pillows - 0.08), 0.15, 0.42, sheet)


def table(scene, width, depth, height, wood):
    """A table: round on a foot, or with four legs."""
    choose = scene.choose
    top, thickness = scene.add_material(wood), 0.05
    if choose.chance(0.25):
        radius = min(width, depth) / 2
        scene.cylinder(0, height - thickness, 0, radius, thickness, top)
        scene.cylinder(0, 0.03, 0, 0.06, height - thickness - 0.03, top)
        scene.cylinder(0, 0, 0, radius * 0.5, 0.03, top)
        return
    scene.box(0, height - thickness, 0, width, thickness, depth, top)
    leg = choose.between(0.05, 0.08)
    for x, z in CORNERS:
        scene.box(x * (width / 2 - leg), 0, z * (depth / 2 - leg), leg, height - thickness, leg, top)
    if height > 0.6:
        scene.box(0, height - thickness - 0.09, 0, width - 2 * leg, 0.09, depth - 2 * leg, top)


def chair(scene, wood, cloth=None):
    """A chair with a slatted back."""
    frame = scene.add_material(wood)
    seat = frame if cloth is None else scene.add_material(cloth)
    for side in (-1, 1):
        scene.box(side * 0.19, 0, 0.19, 0.04, 0.43, 0.04, frame)
        scene.box(side * 0.19, 0, -0.19, 0.04, 0.92, 0.04, frame)
    scene.box(0, 0.42, 0, 0.44, 0.05, 0.44, seat)
    for height in (0.6, 0.8):
        scene.box(0, height, -0.19, 0.36, 0.09, 0.025, frame)


def dining_group(scene, wood, cloth, depth):
    """A table with chairs on both long sides; tells whether all are of the same wood."""
    choose = scene.choose
    width, height = choose.between(1.1, 1.7), 0.74
    placement = scene.placement
    table(scene, width, depth, height, wood)
    alike = not choose.chance(0.3)
    chair_wood = wood if alike else materials.joinery(choose).material
    seat = cloth if choose.chance(0.5) else None
    if choose.chance(0.6):
        scene.cylinder(0, height, 0, 0.09, 0.12, _decoration(scene))
    if choose.chance(0.4):
        for x, z in ((0.3, 0.1), (-0.3, -0.1)):
            scene.cylinder(x, height, z, 0.12, 0.015, scene.plain((0.8, 0.8, 0.8), 0.5))
    chairs = 2 if width > 1.3 else 1
    for side in (-1, 1):
        for index in range(chairs):
            x, z = placement.world((index - (chairs - 1) / 2) * 0.6, side * (depth / 2 + 0.12))
            turn = placement.turn + (math.pi if side > 0 else 0) + choose.between(-0.15, 0.15)
            scene.begin(x, z, turn, placement.y)
            chair(scene, chair_wood, seat)
    scene.begin_at(placement)
    return alike


def shelf(scene, width, height, depth, wood):
    """An open bookcase."""
    choose = scene.choose
    board = scene.add_material(wood)
    books = scene.add_material(materials.material(choose, "BOOKS", (0.2, 0.12, 0.08)))
    for side in (-1, 1):
        scene.box(side * (width / 2 - 0.015), 0, 0, 0.03, height, depth, board)
    scene.box(0, 0, -depth / 2 + 0.01, width, height, 0.02, board)
    rows = max(2, int(height / 0.36))
    for index in range(rows + 1):
        scene.box(0, index * (height - 0.03) / rows, 0, width, 0.03, depth, board)
    inner, gap = width - 0.06, (height - 0.03) / rows - 0.05
    for index in range(rows):
        bottom = index * (height - 0.03) / rows + 0.03
        if choose.chance(0.75):
            filled = choose.between(0.45, 0.95) * inner
            scene.box(choose.between(-1, 1) * (inner - filled) / 2, bottom, 0, filled, gap, depth - 0.1, books, offset=(choose.between(0, 50), 0))
        elif choose.chance(0.7):
            scene.box(choose.between(-0.3, 0.3) * width, bottom, 0, 0.16, gap * choose.between(0.4, 0.8), 0.16, _decoration(scene))


def cabinet(scene, width, height, depth, wood, columns=None, rows=None):
    """A chest of drawers, sideboard or wardrobe, by its proportions."""
    choose = scene.choose
    body = scene.add_material(wood)
    knob = scene.plain(BRASS, 0.6, metal=0.8) if choose.chance(0.5) else scene.plain((0.05, 0.05, 0.05), 0.4)
    plinth = 0.08
    scene.box(0, plinth, 0, width, height - plinth, depth, body)
    scene.box(0, 0, 0, width - 0.1, plinth, depth - 0.1, scene.plain(NEAR_BLACK))
    columns = columns or max(1, round(width / 0.5))
    rows = rows or max(1, round(height / 0.3))
    door_width, door_height = width / columns, (height - plinth) / rows
    for column in range(columns):
        for row in range(rows):
            x, bottom = -width / 2 + door_width * (column + 0.5), plinth + door_height * row
            scene.box(x, bottom + 0.015, depth / 2, door_width - 0.03, door_height - 0.03, 0.025, body)
            if door_height < 0.45:
                scene.box(x, bottom + door_height * 0.5 - 0.02, depth / 2 + 0.02, 0.1, 0.025, 0.025, knob)
            else:
                handle = x + (door_width / 2 - 0.07) * (1 if column % 2 == 0 else -1)
                scene.box(handle, bottom + door_height * 0.5 - 0.02, depth / 2 + 0.02, 0.03, 0.14, 0.025, knob)


def rug(scene, width, depth):
    """A woven rug, sometimes round; returns the word for its colour."""
    choose = scene.choose
    colour, word = choose.colour()
    woven = scene.add_material(materials.material(choose, "RUG", colour, choose.companion(colour)))
    if choose.chance(0.25):
        scene.cylinder(0, 0, 0, min(width, depth) / 2, 0.015, woven, offset=(0, 0))
    else:
        scene.box(0, 0, 0, width, 0.016, depth, woven, offset=(0, 0))
    return word


def picture(scene, bottom, height):
    """A framed picture, now and then a mirror, on the wall behind."""
    choose = scene.choose
    width = choose.between(0.3, 0.9)
    if choose.chance(0.7):
        frame = scene.add_material(materials.joinery(choose).material)
    else:
        frame = scene.plain((0.7, 0.5, 0.2), 0.5, metal=0.7)
    scene.box(0, bottom, 0.02, width, height, 0.04, frame)
    if choose.chance(0.18):
        glass = scene.add_material(materials.material(choose, "METAL", (0.75, 0.78, 0.8), gloss=0.9, metal=1.0))
        scene.box(0, bottom + 0.04, 0.03, width - 0.08, height - 0.08, 0.04, glass)
        return
    paint = scene.add_material(materials.material(choose, "PICTURE", choose.colour()[0], choose.colour()[0]))
    scene.box(0, bottom + 0.035, 0.03, width - 0.07, height - 0.07, 0.04, paint, offset=(0, 0))


def plant(scene):
    """A potted plant."""
    choose = scene.choose
    height = choose.between(0.5, 1.4)
    pot = 0.25 + height * 0.08
    scene.cone(0, 0, 0, 0.13 + height * 0.05, pot, _decoration(scene), top=1.25)
    green = np.array([0.06, 0.16, 0.03]) * choose.between(0.7, 1.5)
    leaves = scene.add_material(materials.material(choose, "FOLIAGE", green, green * 1.8))
    scene.cylinder(0, pot, 0, 0.02, height * 0.4, scene.plain((0.12, 0.07, 0.03)))
    for _ in range(4):
        radii = [height * choose.between(0.14, 0.26) for _ in range(3)]
        scene.ellipsoid(choose.between(-0.18, 0.18) * height, pot + height * choose.between(0.3, 0.75), choose.between(-0.18, 0.18) * height, *radii, leaves)


def _lamp_shade(scene, lit):
    choose = scene.choose
    colour = np.array([1.0, 0.72, 0.42]) if lit else choose.colour(("white", "cream", "beige", "yellow", "red", "sage"))[0]
    return scene.add_material(materials.material(choose, "LAMP", colour, emission=2.6 * lit + 0.02, mean=(0.8, 0.6, 0.4)))


def _lamp_stand(scene):
    if scene.choose.chance(0.5):
        return scene.plain((0.05, 0.045, 0.04), 0.4)
    return scene.plain((0.6, 0.45, 0.2), 0.5, metal=0.8)


def floor_lamp(scene, lit):
    """A standing lamp; returns the height of its bulb."""
    stand, shade = _lamp_stand(scene), _lamp_shade(scene, lit)
    height = scene.choose.between(1.3, 1.7)
    scene.cylinder(0, 0, 0, 0.14, 0.03, stand)
    scene.cylinder(0, 0, 0, 0.018, height, stand)
    scene.cone(0, height - 0.12, 0, 0.2, 0.28, shade, top=0.65, flags=CASTS_NO_SHADOW)
    return height - 0.2


def table_lamp(scene, lit):
    """A lamp for a bedside table."""
    stand, shade = _lamp_stand(scene), _lamp_shade(scene, lit)
    scene.cylinder(0, 0, 0, 0.08, 0.04, stand)
    scene.cone(0, 0.04, 0, 0.06, 0.2, stand, top=0.5)
    scene.cone(0, 0.2, 0, 0.15, 0.2, shade, top=0.65, flags=CASTS_NO_SHADOW)


def ceiling_lamp(scene, ceiling, drop, lit):
    """A lamp on a cord from the ceiling."""
    choose = scene.choose
    colour = (1.0, 0.75, 0.45) if lit > 0.3 else (0.8, 0.78, 0.7)
    shade = scene.add_material(materials.material(choose, "LAMP", colour, emission=2.2 * lit + 0.05, mean=(0.8, 0.65, 0.45)))
    scene.cylinder(0, ceiling - drop, 0, 0.012, drop, scene.plain((0.05, 0.05, 0.05), 0.3), flags=CASTS_NO_SHADOW)
    if choose.chance(0.5):
        scene.cone(0, ceiling - drop - 0.15, 0, 0.24, 0.2, shade, top=0.4, flags=CASTS_NO_SHADOW)
    else:
        scene.ellipsoid(0, ceiling - drop - 0.1, 0, 0.15, 0.15, 0.15, shade, flags=CASTS_NO_SHADOW)


def fireplace(scene, room_height):
    """A fireplace with its chimney breast."""
    choose = scene.choose
    masonry = scene.add_material(materials.wall(choose, ("brick", "stone", "paint")).material)
    width = choose.between(1.2, 1.7)
    for side in (-1, 1):
        scene.box(side * (width / 2 - 0.2), 0, 0.2, 0.4, 0.9, 0.4, masonry)
    scene.box(0, 0.8, 0.2, width, 0.3, 0.4, masonry)
    scene.box(0, 0, 0.05, width, 0.9, 0.1, scene.plain((0.012, 0.011, 0.010)))
    scene.box(0, 1.1, 0.22, width + 0.16, 0.07, 0.5, scene.add_material(materials.joinery(choose).material))
    scene.box(0, 1.1, 0.15, width * 0.8, room_height - 1.12, 0.3, masonry)
    fire = scene.add_material(materials.material(choose, "LAMP", (1.0, 0.35, 0.08), emission=2.0))
    scene.box(0, 0, 0.25, width * 0.5, 0.12, 0.12, fire)
    scene.box(0, 0, 0.3, width * 0.45, 0.08, 0.08, scene.plain((0.06, 0.03, 0.02)))


def kitchen_units(scene, width, room_height, wood):
    """A row of units with worktop, stove and sink, often a fridge and wall units."""
    choose = scene.choose
    depth = 0.6
    front = scene.add_material(wood)
    if choose.chance(0.6):
        worktop = scene.add_material(materials.floor(choose, ("marble", "concrete", "terrazzo")).material)
    else:
        worktop = scene.add_material(materials.joinery(choose).material)
    steel = scene.add_material(materials.material(choose, "METAL", (0.55, 0.56, 0.58), gloss=0.6, metal=0.9))
    start = -width / 2
    if choose.chance(0.6):
        start += _fridge(scene, start, depth, steel)
    units = max(1, int((width / 2 - start) / 0.58))
    unit_width = (width / 2 - start) / units
    centre, length = (start + width / 2) / 2, width / 2 - start
    scene.box(centre, 0.88, 0.01, length, 0.04, depth + 0.03, worktop)
    scene.box(centre, 0, -0.05, length, 0.1, depth - 0.1, scene.plain((0.03, 0.03, 0.03)))
    stove = int(choose.between(0, units))
    sink = (stove + 2) % units
    for index in range(units):
        x = start + unit_width * (index + 0.5)
        scene.box(x, 0.1, 0, unit_width, 0.78, depth - 0.02, front)
        if index == stove:
            scene.box(x, 0.1, depth / 2 - 0.01, unit_width - 0.03, 0.72, 0.03, scene.plain((0.02, 0.02, 0.022), 0.7))
            scene.box(x, 0.7, depth / 2 + 0.03, unit_width - 0.1, 0.03, 0.03, steel)
            scene.box(x, 0.92, 0, unit_width - 0.06, 0.012, depth - 0.1, scene.plain((0.012, 0.012, 0.013), 0.8))
        else:
            scene.box(x, 0.12, depth / 2 - 0.01, unit_width - 0.03, 0.74, 0.025, front)
            scene.box(x, 0.75, depth / 2 + 0.01, 0.14, 0.02, 0.025, steel)
        if index == sink:
            scene.cylinder(x, 0.92, -0.12, 0.015, 0.25, steel)
            scene.box(x, 1.14, -0.06, 0.02, 0.02, 0.14, steel)
            scene.box(x, 0.915, 0.03, unit_width * 0.7, 0.01, 0.36, steel)
    if choose.chance(0.75) and room_height > 2.2:
        for index in range(units):
            x = start + unit_width * (index + 0.5)
            if index == stove:
                scene.cone(x, 1.5, -depth / 2 + 0.2, 0.28, 0.3, steel, top=0.4)
            else:
                scene.box(x, 1.42, -depth / 2 + 0.17, unit_width - 0.01, 0.68, 0.34, front)
                scene.box(x, 1.44, -depth / 2 + 0.34, unit_width - 0.05, 0.64, 0.02, front)


def _fridge(scene, left, depth, steel):
    width = 0.65
    body = steel if scene.choose.chance(0.5) else scene.plain((0.8, 0.8, 0.78), 0.4)
    scene.box(left + width / 2, 0, 0, width, 1.85, depth, body)
    scene.box(left + width - 0.08, 0.9, depth / 2 + 0.02, 0.03, 0.5, 0.03, scene.plain((0.3, 0.3, 0.3), 0.5))
    scene.box(left + width / 2, 0.82, depth / 2, width, 0.012, 0.02, scene.plain((0.1, 0.1, 0.1)))
    return width


def bathtub(scene):
    """A bathtub, sometimes with water in it; returns the word for its colour."""
    choose = scene.choose
    colour, word = choose.colour(("white", "white", "white", "pink", "mint", "light blue", "black"))
    enamel = scene.plain(colour, 0.7)
    length, width, height, rim = 1.65, 0.75, 0.56, 0.06
    for side in (-1, 1):
        scene.box(side * (length / 2 - rim / 2), 0, 0, rim, height, width, enamel)
        scene.box(0, 0, side * (width / 2 - rim / 2), length, height, rim, enamel)
    scene.box(0, 0, 0, length, 0.2, width, enamel)
    if choose.chance(0.5):
        scene.box(0, 0.2, 0, length - 2 * rim, 0.22, width - 2 * rim, scene.plain((0.35, 0.55, 0.6), 0.8))
    scene.cylinder(-length / 2 + 0.1, height, 0, 0.015, 0.22, scene.plain(CHROME, 0.6, metal=0.9))
    return word


def toilet(scene):
    porcelain = scene.plain(PORCELAIN, 0.7)
    scene.cylinder(0, 0, 0.08, 0.16, 0.38, porcelain, radius_z=0.24)
    scene.cylinder(0, 0.38, 0.08, 0.2, 0.05, porcelain, radius_z=0.27)
    scene.box(0, 0.36, -0.22, 0.4, 0.4, 0.18, porcelain)


def basin(scene):
    """A wash basin on a pedestal."""
    porcelain = scene.plain(PORCELAIN, 0.7)
    scene.cone(0, 0, 0, 0.1, 0.72, porcelain, top=1.0)
    scene.box(0, 0.72, 0, 0.56, 0.14, 0.44, porcelain)
    scene.box(0, 0.862, 0.03, 0.42, 0.004, 0.28, scene.plain((0.4, 0.42, 0.43), 0.6))
    scene.cylinder(0, 0.86, -0.15, 0.013, 0.14, scene.plain(CHROME, 0.6, metal=0.9))


def stairs(scene, width, height, run, wood):
    """A straight flight that climbs towards -z."""
    steps = max(4, round(height / 0.2))
    tread = scene.add_material(wood)
    for index in range(steps):
        scene.box(0, 0, run / 2 - (index + 0.5) * run / steps, width, (index + 1) * height / steps, run / steps, tread)


def toys(scene, spots):
    """Blocks and balls at the given (x, z) spots, on the floor at the placement's height."""
    choose = scene.choose
    floor = scene.placement.y
    for x, z in spots:
        scene.begin_at(Placement.at(x, floor, z, choose.between(0, 3)))
        size = choose.between(0.1, 0.28)
        if choose.chance(0.6):
            scene.box(0, 0, 0, size, size, size, _decoration(scene))
        else:
            scene.ellipsoid(0, size / 2, 0, size / 2, size / 2, size / 2, _decoration(scene))
