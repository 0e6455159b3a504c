"""A town house's front."""

import math

from .vectors import sine_cosine
from .solids import SINK, ball, block, box, lathe, prism
from .walls import frame, ray_to, rectangle, wall
from .scene import Part, Scene, place
from .small_things import potted_tree


def facade():
    """A town house's front with a porch, sills, cornices and a gable roof, the street before it."""
    scene = Scene("facade", "The facade of a town house with a gable roof. Metres, y up.")
    half, depth, thick = 4.2, 3.6, 0.45
    first, eaves, ridge = 3.5, 6.9, 10.2
    columns, upper = (-2.85, 0.0, 2.85), (-2.68, -0.9, 0.9, 2.68)
    low = [(u, 1.05, 1.3, 1.55, True) for u in columns if u]
    high = [(u, 4.3, 0.8, 1.6) for u in upper]
    entrance = (0.0, 0.1, 1.3, 2.52)
    scene.add(
        Part("street", "#9c978f", block(-5.6, 5.6, -0.2, 0.0, -depth - 0.4, 1.75)),
        Part("pavement", "#bdb6aa", block(-5.4, 5.4, -0.1, 0.12, -0.4, 1.35)),
        Part("front_wall", "#dcb98c", wall(-half, half, eaves - 0.05, thick, [entrance] + low + high)),
        Part(
            "side_walls",
            "#cfa878",
            *[
                block(*sorted([s * (half - 0.02), s * (half - 0.35)]), 0.0, eaves - 0.06, -depth, -thick + 0.01)
                for s in (-1, 1)
            ],
            block(-half + 0.1, half - 0.1, 0.0, eaves - 0.07, -depth + 0.01, -depth + 0.3),
        ),
        Part(
            "plinth",
            "#8f8578",
            *[block(*sorted([s * 0.78, s * (half + 0.06)]), 0.02, 0.62, -0.1, 0.12) for s in (-1, 1)],
        ),
        quoins(half, eaves),
        Part(
            "string_course",
            "#efe3cb",
            block(-half - 0.1, half + 0.1, first, first + 0.14, -0.2, 0.24),
            block(-half - 0.06, half + 0.06, first - 0.1, first + 0.01, -0.2, 0.14),
        ),
        main_cornice(half, eaves),
    )
    for k, opening in enumerate(low):
        scene.add(place(arched_window(opening[2], opening[3], thick), opening[0], opening[1], 0, number=k + 1))
    for k, opening in enumerate(high):
        scene.add(place(sash_window(opening[2], opening[3], thick), opening[0], opening[1], 0, number=k + 1))
    scene.add(place(entrance_door(entrance[2], entrance[3], thick), 0, entrance[1], 0))
    scene.add(facade_gable(half, depth, eaves, ridge))
    scene.add(place(potted_tree(), -1.55, 0.12, 0.8, number=1), place(potted_tree(), 1.55, 0.12, 0.8, number=2))
    scene.add(place(street_lamp(), -4.75, 0.12, 0.9))
    return scene


def quoins(half, eaves):
    """Corner stones, long and short in turn."""
    stones, height, y, k = [], 0.42, 0.66, 0
    while y + height < eaves - 0.5:
        if not 2.95 < y < 3.7:
            width = 0.62 if k % 2 else 0.4
            stones += [
                block(*sorted([s * (half - width), s * (half + 0.05)]), y, y + height - 0.04, -0.2, 0.08)
                for s in (-1, 1)
            ]
        y, k = y + height, k + 1
    return Part("quoins", "#efe3cb", *stones)


def main_cornice(half, eaves):
    """The cornice under the eaves, with a row of dentils."""
    dentils = [box(0.14, 0.16, 0.16, -half + 0.15 + k * (2 * half - 0.3) / 27, eaves - 0.32, 0.16) for k in range(28)]
    return Part(
        "cornice",
        "#f3e8d2",
        block(-half - 0.08, half + 0.08, eaves - 0.45, eaves - 0.3, -0.3, 0.14),
        *dentils,
        block(-half - 0.2, half + 0.2, eaves - 0.17, eaves, -0.3, 0.42),
        block(-half - 0.12, half + 0.12, eaves - 0.3 - SINK, eaves - 0.165, -0.3, 0.28),
    )


def sash_window(width, height, thick):
    """A tall window with glazing bars, a sill on brackets, shutters and a lintel; lower edge at y = 0."""
    border, z = 0.07, -thick * 0.55
    outer = rectangle(-width / 2 - SINK, width / 2 + SINK, -SINK, height + SINK)
    inner = rectangle(-width / 2 + border, width / 2 - border, border, height - border)
    bars = [
        box(0.045, height - border, 0.06, y=border / 2, z=z),
        box(width - border, 0.07, 0.075, y=height * 0.5 - 0.03, z=z),
    ]
    bars += [box(width - border, 0.035, 0.048, y=height * t, z=z) for t in (0.27, 0.75)]
    leaves, slats = [], []
    for s in (-1, 1):
        x = s * (width * 0.75 + 0.06)
        leaves.append(box(width / 2 - 0.02, height, 0.06, x, 0.0, 0.035))
        slats += [box(width / 2 - 0.12, 0.1, 0.05, x, 0.09 + k * (height - 0.12) / 9, 0.06) for k in range(9)]
    return [
        Part("sash_frame", "#f6f2e8", frame(outer, inner, z - 0.05, z + 0.05), *bars),
        Part("sash_glass", "#86a9bb", box(width - border, height - border, 0.012, y=border / 2, z=z)),
        Part(
            "sash_sill",
            "#efe3cb",
            box(width + 0.3, 0.09, 0.42, y=-0.085, z=0.02),
            *[box(0.1, 0.16, 0.16, s * width * 0.42, -0.24, 0.06) for s in (-1, 1)],
        ),
        Part(
            "sash_lintel",
            "#efe3cb",
            box(width + 0.24, 0.2, 0.16, y=height + 0.02, z=0.02),
            prism([(-0.09, height), (0.09, height), (0.13, height + 0.3), (-0.13, height + 0.3)], -0.05, 0.15),
        ),
        Part("shutters", "#4d7668", *leaves, *slats),
    ]


def arched_window(width, height, thick):
    """A round-headed window with a fan, a sill and an arch of voussoirs; lower edge at y = 0."""
    half, z = width / 2, -thick * 0.55
    rise = min(half, height / 3)
    spring = height - rise

    def outline(inset):
        arch = [
            ((half - inset) * c, spring + (rise - inset) * s) for s, c in (sine_cosine(15 * k) for k in range(13))
        ]
        return arch + [(-half + inset, inset), (half - inset, inset)]

    bars = [
        box(0.05, height - 0.1, 0.06, y=0.04, z=z),
        box(width - 0.1, 0.07, 0.075, y=spring - 0.03, z=z),
        box(width - 0.1, 0.04, 0.048, y=spring * 0.5, z=z),
    ]
    stones = []
    for k in range(9):
        ends = [sine_cosine(20 * k + 0.7), sine_cosine(20 * k + 19.3)]
        reach = 0.3 if k == 4 else 0.22
        corners = [
            ((half + r) * c, spring + (rise + r) * s)
            for r, ring in [(0.0, ends), (reach, ends[::-1])]
            for s, c in ring
        ]
        stones.append(prism(corners, -0.05, 0.1 if k == 4 else 0.06))
    return [
        Part("arched_frame", "#f6f2e8", frame(outline(-SINK), outline(0.07), z - 0.05, z + 0.05), *bars),
        Part("arched_glass", "#86a9bb", prism(outline(0.035), z - 0.006, z + 0.006)),
        Part("arched_sill", "#efe3cb", box(width + 0.3, 0.1, 0.42, y=-0.095, z=0.02)),
        Part("voussoirs", "#efe3cb", *stones),
        Part("flower_box", "#a65f3f", box(width - 0.1, 0.2, 0.2, y=0.0, z=0.06)),
        Part(
            "flowers",
            "#d9566a",
            *[ball(0.11, x * (width - 0.3) / 4, 0.22 + 0.03 * (x % 2), 0.06) for x in (-2, -1, 0, 1, 2)],
        ),
    ]


def entrance_door(width, height, thick):
    """Steps, a panelled door under a fanlight, a porch of two columns; threshold at y = 0."""
    leaf = height - 0.55
    z = -thick * 0.6
    panels = [
        box(width * 0.32, tall, 0.05, s * width * 0.22, y, z + 0.04)
        for s in (-1, 1)
        for y, tall in [(0.3, 0.6), (1.02, 0.9)]
    ]
    columns = []
    shaft = [
        (0.15, 0.2),
        (0.15, 0.26),
        (0.115, 0.32),
        (0.12, 1.0),
        (0.1, height - 0.1),
        (0.15, height + 0.02),
        (0.15, height + 0.1),
    ]
    for s in (-1, 1):
        x = s * (width / 2 + 0.22)
        columns += [
            lathe(shaft, 14).moved(x, 0, 0.5),
            box(0.34, 0.3, 0.34, x, -0.06, 0.5),
            box(0.34, 0.1, 0.34, x, height + 0.09, 0.5),
            box(0.26, height + 0.2, 0.2, x, -0.05, 0.0),
        ]
    reach, top = width / 2 + 0.45, height + 0.18
    return [
        Part("door_leaf", "#34596b", box(width + 0.01, leaf, 0.07, y=-SINK, z=z), *panels),
        Part("door_knob", "#d7b25a", ball(0.05, 0.06, 1.0, z + 0.08)),
        Part(
            "door_transom",
            "#f6f2e8",
            box(width + 0.01, 0.09, 0.12, y=leaf - SINK, z=z),
            *[box(0.035, 0.48, 0.05, x, leaf + 0.07, z) for x in (-0.3, 0.0, 0.3)],
        ),
        Part("fanlight", "#86a9bb", box(width + 0.01, 0.5, 0.012, y=leaf + 0.06, z=z)),
        Part("porch_columns", "#f3e8d2", *columns),
        Part(
            "porch_pediment",
            "#f3e8d2",
            block(-reach, reach, top, top + 0.18, -0.1, 0.74),
            prism([(-reach - 0.06, top + 0.17), (reach + 0.06, top + 0.17), (0.0, top + 0.52)], -0.1, 0.68),
            *[
                beam_along_gable(s, reach + 0.12, top + 0.17, top + 0.57, 0.1, -0.1 + 0.004 * s, 0.8 + 0.004 * s)
                for s in (-1, 1)
            ],
        ),
        Part("steps", "#a39a8c", box(2.5, 0.15, 1.15, y=-0.1, z=0.5), box(2.2, 0.13, 0.85, y=0.02, z=0.36)),
    ]


def beam_along_gable(side, reach, foot, apex, thickness, z0, z1):
    """A raking moulding from the eaves to the apex of a gable."""
    return prism(
        [(0.0, apex), (side * reach, foot), (side * reach, foot + thickness), (0.0, apex + thickness)], z0, z1
    )


def facade_gable(half, depth, eaves, ridge):
    """The gable wall with an oculus, its raking cornice, the roof behind and a chimney."""
    center = (0.0, eaves + 1.25)
    corners = [(half, eaves - 0.05), (0.0, ridge - 0.1), (-half, eaves - 0.05)]
    circle_points = [sine_cosine(22.5 * k) for k in range(16)]

    def ring(radius):
        return [(radius * c, center[1] + radius * s) for s, c in circle_points]

    hole = ring(0.5)
    edge = [ray_to(corners, center, point) for point in hole]
    for corner in corners:
        edge[min(range(len(edge)), key=lambda i: math.dist(edge[i], corner))] = corner
    slope = (ridge - eaves) / half
    reach, drop = half + 0.42, 0.42 * slope
    parts = [
        Part("gable", "#dcb98c", frame(edge, hole, -0.38, -0.005)),
        Part("oculus_surround", "#efe3cb", frame(ring(0.68), ring(0.49), -0.1, 0.08)),
        Part(
            "oculus_frame",
            "#f6f2e8",
            box(1.02, 0.05, 0.06, y=center[1] - 0.025, z=-0.2),
            box(0.05, 1.02, 0.05, y=center[1] - 0.51, z=-0.2),
        ),
        Part("oculus_glass", "#86a9bb", prism(ring(0.51), -0.206, -0.194)),
        Part(
            "raking_cornice",
            "#f3e8d2",
            *[
                beam_along_gable(
                    s, reach, eaves - drop - 0.08, ridge - 0.08, 0.22, -0.3 + 0.004 * s, 0.42 + 0.004 * s
                )
                for s in (-1, 1)
            ],
        ),
    ]
    courses = 11
    for side, name in [(-1, "left"), (1, "right")]:
        tiles = []
        for k in range(courses):
            low, high = reach + 0.08 - k * reach / courses, reach - (k + 1) * reach / courses

            def at(x, lift):
                return (side * x, ridge - slope * x + lift)

            tiles.append(
                prism(
                    [at(low, 0.12), at(low, 0.27), at(high, 0.18), at(high, 0.1)],
                    -depth - 0.3 - 0.012 * (k % 2),
                    0.5 + 0.012 * (k % 2),
                )
            )
        parts.append(Part(f"roof_tiles_{name}", "#a4523f", *tiles))
    parts += [
        Part(
            "roof_ridge",
            "#8c4433",
            prism(
                [(0.2 * c, ridge + 0.08 + 0.26 * s) for s, c in (sine_cosine(30 * k) for k in range(7))],
                -depth - 0.32,
                0.54,
            ),
        ),
        Part(
            "back_gable",
            "#cfa878",
            prism(
                [(-half + 0.1, eaves - 0.1), (half - 0.1, eaves - 0.1), (0.0, ridge - 0.05)],
                -depth - 0.02,
                -depth + 0.25,
            ),
        ),
        Part("chimney", "#9c5a45", box(0.8, 2.6, 0.7, 2.3, 8.0, -1.6), box(0.96, 0.14, 0.86, 2.3, 10.4, -1.6)),
        Part(
            "chimney_pots",
            "#c8693f",
            *[
                lathe(
                    [(0.14, 0), (0.11, 0.35), (0.15, 0.38), (0.15, 0.45), (0.09, 0.45), (0.09, 0.25), (0, 0.25)], 8
                ).moved(2.3 + s * 0.2, 10.595, -1.6)
                for s in (-1, 1)
            ],
        ),
    ]
    return parts


def street_lamp():
    return [
        Part(
            "street_lamp_post",
            "#2f3b3a",
            lathe(
                [
                    (0.16, -SINK),
                    (0.16, 0.1),
                    (0.09, 0.35),
                    (0.05, 0.5),
                    (0.04, 2.5),
                    (0.09, 2.55),
                    (0.03, 2.65),
                    (0.03, 2.75),
                    (0.14, 2.78),
                    (0, 2.8),
                ]
            ),
        ),
        Part("street_lamp_lantern", "#f7e7b0", lathe([(0, 2.79), (0.11, 2.79), (0.19, 3.15), (0, 3.15)], 6)),
        Part(
            "street_lamp_cap",
            "#2f3b3a",
            lathe([(0, 3.14), (0.22, 3.14), (0.22, 3.17), (0.06, 3.32), (0.03, 3.4), (0, 3.42)], 6),
        ),
    ]
