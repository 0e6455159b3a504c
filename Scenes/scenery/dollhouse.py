"""The doll's house: its shell, its roof and its rooms."""

import math

from .vectors import sine_cosine
from .solids import SINK, ball, beam, block, box, lathe, prism
from .walls import WALL, cells, frame, lying, ray_to, stairs, wall
from .scene import Part, Scene, lighter, place, renamed
from .fittings import balustrade, mirror, pendant_lamp, picture, shutters, towel_rail, window
from .furniture import bed, bookshelf, cabinet, chair, coffee_table, rug, sofa, stool, table, throw_pillow, wardrobe
from .kitchen_and_bath import (
    bathtub,
    counter,
    dishes,
    fridge,
    hood,
    kitchen_sink,
    laundry_basket,
    stove,
    toilet,
    washbasin,
)
from .small_things import crate, dishes_for_tea, floor_lamp, plant, potted_tree, table_lamp, teddy, toy_train, trunk

# Heights of the floors and ceilings, and the planes of the walls.
GROUND, GROUND_CEILING = 0.22, 2.72
UPPER, UPPER_CEILING = 2.94, 5.38
ATTIC = 5.58
BACK, FRONT = -1.54, 1.5
HALF_WIDTH, PARTITION = 4.0, 0.45
LEFT_INNER, RIGHT_INNER = -HALF_WIDTH + WALL, HALF_WIDTH - WALL
PARTITION_LEFT, PARTITION_RIGHT = PARTITION - WALL / 2, PARTITION + WALL / 2
RIDGE, EAVES = 8.75, 5.5


def dollhouse():
    scene = Scene("dollhouse", "A furnished doll's house, open at the front (+z). Metres, y up.")
    scene.add(shell(), floors(), roof(), attic())
    scene.add(living_room(), kitchen(), bedroom(), bathroom())
    scene.add(place(potted_tree(), -4.6, 0.14, 0.95, number=1), place(potted_tree(), 4.6, 0.14, 0.95, number=2))
    return scene


def shell():
    """Base, outer walls with windows, and the partitions."""
    parts = [
        Part("base", "#7f9a63", block(-5.1, 5.1, 0.0, 0.14, -2.05, 1.8)),
        Part(
            "terrace",
            "#b9ab97",
            block(-HALF_WIDTH - 0.12, HALF_WIDTH + 0.12, 0.1, 0.19, BACK - WALL - 0.12, FRONT + 0.14),
        ),
    ]
    foot, top = 0.17, UPPER_CEILING + 0.08
    back = [(-1.28, 1.2, 1.25, 1.0), (1.5, 1.25, 1.0, 0.95), (-1.92, 4.05, 1.0, 0.9), (2.75, 4.1, 1.0, 0.85)]
    side = [(-0.1, 1.15, 1.0, 1.1), (-0.1, 3.85, 1.0, 1.1)]
    parts.append(
        Part(
            "back_wall",
            "#ead9bd",
            wall(
                -HALF_WIDTH + 0.01, HALF_WIDTH - 0.01, top - foot, WALL, [(u, v - foot, w, h) for u, v, w, h in back]
            ).moved(0, foot, BACK),
        )
    )
    curtain_colors = ["#d98e73", None, "#8fa9c9", None]
    for k, (u, v, w, h) in enumerate(back):
        fitting = window(w, h, WALL, curtain=curtain_colors[k])
        if curtain_colors[k]:
            fitting = renamed(fitting, "curtain", "curtain_" + ["living_room", "", "bedroom"][k])
        parts += place(fitting, u, v, BACK, number=k + 1)
    for name, turn, x in [("left_wall", 90, LEFT_INNER), ("right_wall", 270, RIGHT_INNER)]:
        # A wall that is turned a quarter runs along -z (or +z), so its openings are mirrored.
        mirror = -1 if turn == 90 else 1
        ends = sorted([mirror * (BACK - WALL - 0.02), mirror * FRONT])
        openings = [(mirror * u, v - foot, w, h) for u, v, w, h in side]
        parts.append(Part(name, "#e3cfae", wall(*ends, top - foot, WALL, openings).turned(turn).moved(x, foot, 0)))
        for k, (u, v, w, h) in enumerate(side):
            fitting = place(window(w, h, WALL) + shutters(w, h, WALL), 0, v, 0, turn=turn)
            parts += place(fitting, x, 0, u, number=5 + k + (2 if turn == 270 else 0))
    parts += wallpaper("living_room", "#f0c98f", GROUND, GROUND_CEILING, -1, back[0], side[0])
    parts += wallpaper("kitchen", "#f3ecd9", GROUND, GROUND_CEILING, 1, back[1], side[0])
    parts += wallpaper("bedroom", "#d9c3d6", UPPER, UPPER_CEILING, -1, back[2], side[1])
    parts += wallpaper("bathroom", "#c4dfdf", UPPER, UPPER_CEILING, 1, back[3], side[1])
    arch = (-0.1, 0.0, 0.95, 2.05, True)
    for name, floor, ceiling, color in [
        ("partition_ground", GROUND, GROUND_CEILING, "#e9c9a8"),
        ("partition_upper", UPPER, UPPER_CEILING, "#d7d3e3"),
    ]:
        mirrored = (-arch[0],) + arch[1:]
        parts.append(
            Part(
                name,
                color,
                wall(-FRONT + 0.01, -BACK + 0.015, ceiling - floor + 0.04, WALL, [mirrored])
                .turned(90)
                .moved(PARTITION_RIGHT, floor - 0.02, 0),
            )
        )
    return parts


def wallpaper(room, color, floor, ceiling, side, back_window, side_window):
    """Paper and skirting on the back wall and the outer side wall of a room."""
    thickness, bottom = 0.012, floor - 0.01
    ends = (LEFT_INNER + 0.002, PARTITION_LEFT + 0.01) if side < 0 else (PARTITION_RIGHT - 0.01, RIGHT_INNER - 0.002)
    turn, x = (90, LEFT_INNER) if side < 0 else (270, RIGHT_INNER)
    near, far = FRONT - 0.05, BACK + 0.006

    def paper(u0, u1, window):
        u, v, w, h = window
        return wall(u0, u1, ceiling - floor + 0.02, thickness + SINK, [(u, v - bottom, w + 0.02, h + 0.02)]).moved(
            0, bottom, thickness
        )

    along = sorted([side * near, side * far])
    side_opening = (side * side_window[0],) + side_window[1:]
    return [
        Part(
            room + "_wallpaper",
            color,
            paper(*ends, back_window).moved(z=BACK),
            paper(*along, side_opening).turned(turn).moved(x=x),
        ),
        Part(
            room + "_skirting",
            lighter(color, 0.5),
            block(*ends, floor - SINK, floor + 0.12, BACK, BACK + 0.03),
            block(*sorted([x - side * 0.03, x]), floor - SINK, floor + 0.115, BACK + 0.01, near - 0.02),
        ),
    ]


def floors():
    """What one walks on and what hangs above."""
    left, right = LEFT_INNER - 0.01, RIGHT_INNER + 0.01
    hole = (LEFT_INNER + 0.92, 0.62)  # where the stairs come up: its right edge in x, its front edge in z
    slab_us = [left, hole[0], right]
    slab_vs = [BACK - 0.01, hole[1], FRONT - 0.015]
    slab = cells(slab_us, slab_vs, lambda i, j: not (i == 0 and j == 0), UPPER - 0.03 - GROUND_CEILING)
    parquet = cells(
        [left + 0.02, hole[0] + 0.02, PARTITION],
        [BACK - 0.005, hole[1] + 0.02, FRONT - 0.03],
        lambda i, j: not (i == 0 and j == 0),
        0.05,
    )
    parts = [
        Part("living_room_floor", "#b78352", block(left, PARTITION, 0.18, GROUND, BACK - 0.01, FRONT - 0.025)),
        Part("kitchen_floor", "#d8d2c4", block(PARTITION + 0.001, right, 0.18, GROUND, BACK - 0.01, FRONT - 0.025)),
        Part("upper_slab", "#f1ebdf", lying(slab, GROUND_CEILING)),
        Part("bedroom_floor", "#c99b66", lying(parquet, UPPER - 0.05)),
        Part(
            "bathroom_floor",
            "#a9c4c6",
            block(PARTITION + 0.001, right - 0.02, UPPER - 0.05, UPPER, BACK - 0.005, FRONT - 0.03),
        ),
        Part(
            "attic_slab",
            "#f1ebdf",
            block(
                -HALF_WIDTH - 0.05, HALF_WIDTH + 0.05, UPPER_CEILING, ATTIC - 0.03, BACK - WALL - 0.05, FRONT + 0.03
            ),
        ),
        Part(
            "attic_floor",
            "#9f7c55",
            block(-HALF_WIDTH + 0.2, HALF_WIDTH - 0.2, ATTIC - 0.05, ATTIC, BACK - 0.02, FRONT - 0.02),
        ),
    ]
    steps, run = 13, 0.165
    rise = (UPPER - GROUND) / steps
    x, z = LEFT_INNER + 0.44, BACK + 0.02 + steps * run
    treads = [
        box(0.9, 0.035, run + 0.035, x, GROUND + (k + 1) * rise - 0.012, z - (k + 0.5) * run + 0.018)
        for k in range(steps)
    ]
    runner = [
        box(0.5, 0.02, run - 0.02, x, GROUND + (k + 1) * rise + 0.015, z - (k + 0.5) * run + 0.02)
        for k in range(steps - 1)
    ]
    parts += [
        Part("stairs", "#efe4d0", stairs(steps, rise, run, 0.86).moved(x, GROUND - SINK, z)),
        Part("stairs_treads", "#96633c", *treads),
        Part("stairs_runner", "#a8423c", *runner),
    ]
    return parts + stair_rails(x + 0.4, z, steps, rise, run, hole)


def stair_rails(x, z, steps, rise, run, hole):
    """A handrail beside the stairs, and balustrades around their opening in the upper floor."""
    posts = [
        lathe([(0.02, -0.03), (0.026, 0.1), (0.014, 0.25), (0.026, 0.5), (0.018, 0.72)], 6).moved(
            x, GROUND + (k + 1) * rise + 0.02, z - (k + 0.5) * run
        )
        for k in range(1, steps - 3)
    ]
    first, last = 0.5, steps - 3.5
    rail = beam(
        (x, GROUND + (first + 0.5) * rise + 0.75, z - first * run),
        (x, GROUND + (last + 0.5) * rise + 0.75, z - last * run),
        0.06,
        0.07,
    )
    newel = [
        box(0.11, 0.98, 0.11, x, GROUND + rise - 0.01, z - 0.5 * run),
        ball(0.075, x, GROUND + rise + 1.02, z - 0.5 * run),
    ]
    parts = [Part("stair_balusters", "#f3e9d6", *posts), Part("stair_rail", "#8a5a3c", rail, *newel)]
    edge = hole[0] + 0.08
    long_side = hole[1] + 0.08 - (BACK + 0.95)
    parts += place(balustrade(long_side), edge, UPPER, hole[1] + 0.08, turn=90, number=1)
    parts += place(
        balustrade(edge - 0.05 - LEFT_INNER, posts=(0,)), LEFT_INNER + 0.05, UPPER, hole[1] + 0.08, number=2
    )
    return parts


def roof():
    """Two tiled slopes, gable walls' boards, and a chimney."""
    slope = (RIDGE - EAVES) / HALF_WIDTH
    z0, z1 = BACK - WALL - 0.25, FRONT + 0.2
    reach = HALF_WIDTH + 0.55
    parts, courses = [], 9
    for side, name in [(-1, "left"), (1, "right")]:

        def at(x, lift):
            return (side * x, RIDGE - slope * x + lift)

        deck = [at(0.0, 0.0), at(reach, 0.0), at(reach, 0.2), at(0.0, 0.2)]
        parts.append(Part(f"roof_{name}", "#8a5a44", prism(deck, z0 + 0.04, z1 - 0.04)))
        tiles = []
        for k in range(courses):
            low, high = reach + 0.06 - k * reach / courses, reach - (k + 1) * reach / courses
            tiles.append(
                prism(
                    [at(low, 0.19), at(low, 0.3), at(high, 0.225), at(high, 0.197)],
                    z0 - 0.02 * (k % 2),
                    z1 + 0.02 * (k % 2),
                )
            )
        parts.append(Part(f"roof_tiles_{name}", "#b8573d", *tiles))
        board = [at(0.0, -0.12), at(reach + 0.02, -0.12), at(reach + 0.02, 0.16), at(0.0, 0.16)]
        parts.append(Part(f"bargeboard_{name}", "#f5efe2", prism(board, z1 - 0.06, z1 + 0.05)))
    parts.append(
        Part(
            "roof_ridge",
            "#9c4a35",
            prism(
                [(0.24 * c, RIDGE + 0.1 + 0.34 * s) for s, c in (sine_cosine(180 * k / 6) for k in range(7))],
                z0 - 0.04,
                z1 + 0.04,
            ),
        )
    )
    half, foot = HALF_WIDTH - 0.05, ATTIC - 0.06
    apex = foot + slope * half + 0.05
    corners = [(half, foot), (0.0, apex), (-half, foot)]
    hole = [(0.45 * c, 7.0 + 0.45 * s) for s, c in (sine_cosine(22.5 * k) for k in range(16))]
    edge = [ray_to(corners, (0.0, 7.0), point) for point in hole]
    for corner in corners:
        nearest = min(range(len(edge)), key=lambda i: math.dist(edge[i], corner))
        edge[nearest] = corner
    parts.append(Part("gable", "#ead9bd", frame(edge, hole, BACK - WALL, BACK)))
    ring = [[(r * c, 7.0 + r * s) for s, c in (sine_cosine(22.5 * k) for k in range(16))] for r in (0.53, 0.4)]
    cross_bars = [
        box(0.84, 0.05, 0.05, y=6.975, z=BACK - WALL / 2),
        box(0.05, 0.84, 0.042, y=6.58, z=BACK - WALL / 2),
    ]
    parts += [
        Part("oculus_frame", "#f4efe4", frame(*ring, BACK - SINK, BACK + 0.04), *cross_bars),
        Part(
            "oculus_glass",
            "#b9dcec",
            prism(
                [(0.46 * c, 7.0 + 0.46 * s) for s, c in (sine_cosine(22.5 * k) for k in range(16))],
                BACK - WALL / 2 - 0.006,
                BACK - WALL / 2 + 0.006,
            ),
        ),
        Part(
            "chimney",
            "#a4523f",
            box(0.72, 8.9 - ATTIC + SINK, 0.72, 2.2, ATTIC - SINK, -1.05),
            box(0.88, 0.14, 0.88, 2.2, 8.62, -1.05),
            box(0.84, 0.1, 0.84, 2.2, 8.86, -1.05),
        ),
        Part(
            "chimney_pots",
            "#c8693f",
            *[
                lathe(
                    [(0.13, 0), (0.11, 0.3), (0.14, 0.32), (0.14, 0.38), (0.09, 0.38), (0.09, 0.2), (0, 0.2)], 8
                ).moved(2.2 + s * 0.17, 8.955, -1.05)
                for s in (-1, 1)
            ],
        ),
    ]
    return parts


def attic():
    parts = place(trunk(), -1.15, ATTIC, -0.75, turn=12)
    parts += place(teddy(), -0.15, ATTIC, 0.15, turn=-10)
    parts += place(toy_train(), 1.15, ATTIC, 0.75, turn=-8)
    parts += place(crate("crate_large", "#c39a63", 0.62), 1.3, ATTIC, -0.85, turn=8)
    parts += place(crate("crate_small", "#b08a5a", 0.44), 1.34, ATTIC + 0.62 * 0.8 - SINK, -0.85, turn=-14)
    parts += place(rug("attic_rug", "#8f6f8f", 2.3, 1.2, "#c9a9b9"), 0.2, ATTIC, 0.45)
    return parts


def living_room():
    y = GROUND
    parts = place(sofa(), -1.2, y, BACK + 0.5)
    parts += place(throw_pillow("pillow_yellow", "#e2b23e"), -1.72, y + 0.45, BACK + 0.52, turn=18)
    parts += place(throw_pillow("pillow_teal", "#3f8a8c"), -0.72, y + 0.45, BACK + 0.52, turn=-16)
    parts += place(sofa(0.95, "#4a7c79", "armchair", seats=1), -2.2, y, 0.62, turn=50)
    parts += place(coffee_table(), -0.95, y + 0.02, 0.42)
    parts += place(rug("living_room_rug", "#c9573f", 2.2, 1.3, "#ecd9b0"), -1.0, y, 0.42)
    parts += place(bookshelf(), -0.09, y, BACK + 0.17)
    parts += place(floor_lamp(), -2.5, y, BACK + 0.4)
    parts += place(plant(height=0.95), -0.22, y, 1.12)
    parts += place(dishes_for_tea(), -0.95, y + 0.46, 0.42)
    parts += place(pendant_lamp(0.55, "#e0a33c"), -1.1, GROUND_CEILING, 0.2, number=1)
    return parts


def kitchen():
    y, back = GROUND, BACK + 0.32
    parts = place(counter(1.75), 1.42, y, back)
    parts += place(kitchen_sink(), 1.5, y + 0.9 - 0.005, back + 0.02)
    parts += place(stove(), 2.64, y, back + 0.02)
    parts += place(hood(GROUND_CEILING - GROUND - 1.55 + SINK), 2.64, y + 1.55, BACK + 0.2)
    parts += place(fridge(), 3.4, y, back + 0.02)
    parts += place(table(1.3, 0.8, "kitchen_table"), 2.1, y, 0.5)
    parts += place(dishes(), 2.1, y + 0.76, 0.5)
    for k, (x, z, turn) in enumerate([(1.18, 0.45, 100), (3.02, 0.52, 258), (1.75, -0.13, 0), (2.45, -0.12, 4)]):
        parts += place(chair(), x, y, z, turn=turn, number=k + 1)
    parts += place(pendant_lamp(0.6, "#4f8f86"), 2.1, GROUND_CEILING, 0.5, number=2)
    parts += wall_shelf(0.93)
    return parts


def wall_shelf(x):
    """A shelf with jars on the back wall of the kitchen, left of the window."""
    jar = [(0.055, -SINK), (0.06, 0.02), (0.06, 0.12), (0.045, 0.14), (0.05, 0.15), (0.05, 0.175), (0, 0.175)]
    boards = [box(0.46, 0.035, 0.2, x - 0.07, y, BACK + 0.1 - SINK) for y in (1.62, 1.98)]
    jars = [lathe(jar, 8).moved(x - 0.2 + 0.18 * k, y + 0.035, BACK + 0.11) for y in (1.62, 1.98) for k in range(2)]
    return [Part("wall_shelf", "#96633c", *boards), Part("jars", "#dca75a", *jars)]


def bedroom():
    y = UPPER
    parts = place(bed(), -1.92, y, BACK + 1.26)
    parts += place(cabinet("nightstand", "#9a6b47", 0.4, 0.55, 0.4, (1, 2)), -0.92, y, BACK + 0.24)
    parts += place(table_lamp(), -0.92, y + 0.55, BACK + 0.22)
    parts += place(wardrobe(), -0.19, y, BACK + 0.3)
    parts += place(rug("bedroom_rug", "#d8a7a0", 1.3, 0.9, "#f0dfd0"), -0.45, y, 0.2)
    parts += place(cabinet("toy_chest", "#c77f4c", 0.75, 0.42, 0.4, (2, 1)), -0.1, y, 1.05)
    parts += place(stool("bedroom_stool", "#b5667a"), -0.72, y, 0.25)
    parts += place(picture(0.42, 0.5, "#6f9a8f"), -0.92, y + 1.5, BACK, number=1)
    parts += place(pendant_lamp(0.5, "#b5667a"), -1.3, UPPER_CEILING, 0.3, number=3)
    return parts


def bathroom():
    y = UPPER
    parts = place(bathtub(), 2.8, y, BACK + 0.55)
    parts += place(washbasin(), 0.98, y, BACK + 0.24)
    parts += place(mirror(), 0.98, y + 1.45, BACK)
    parts += place(toilet(), 1.66, y, BACK + 0.38)
    parts += place(laundry_basket(), 3.42, y, 0.55)
    parts += place(stool("bathroom_stool", "#7fae9f"), 1.15, y, 0.62)
    parts += place(rug("bath_mat", "#7fb0c9", 1.2, 0.7, "#e6eef0"), 2.45, y, 0.35)
    parts += place(towel_rail(), 1.72, y + 1.55, BACK)
    parts += place(pendant_lamp(0.45, "#8fb8c4"), 2.2, UPPER_CEILING, 0.2, number=4)
    return parts
