"""Lamps, plants, toys and what lies about."""

from .vectors import sine_cosine
from .solids import SINK, ball, box, cylinder, lathe, loft, prism, tube
from .walls import rectangular_frame
from .scene import Part


def floor_lamp():
    return [
        Part(
            "floor_lamp_stand",
            "#5a4a3a",
            lathe(
                [
                    (0.17, -SINK),
                    (0.17, 0.02),
                    (0.05, 0.05),
                    (0.02, 0.09),
                    (0.016, 1.3),
                    (0.04, 1.33),
                    (0.014, 1.36),
                    (0.014, 1.62),
                    (0.0, 1.64),
                ],
                8,
            ),
        ),
        Part("floor_lamp_shade", "#f2dca0", lampshade(0.26, 0.15, 0.34).moved(y=1.32)),
    ]


def lampshade(bottom, top, height):
    """A hollow shade, closed above."""
    return lathe(
        [
            (0, height - 0.03),
            (top - 0.02, height - 0.03),
            (bottom - 0.02, 0),
            (bottom, 0),
            (top, height),
            (0, height),
        ],
        12,
    )


def table_lamp():
    return [
        Part(
            "table_lamp_foot",
            "#4f7f86",
            lathe(
                [
                    (0.07, -SINK),
                    (0.075, 0.02),
                    (0.03, 0.04),
                    (0.075, 0.11),
                    (0.08, 0.14),
                    (0.02, 0.21),
                    (0.015, 0.32),
                    (0, 0.33),
                ]
            ),
        ),
        Part("table_lamp_shade", "#f6e3b2", lampshade(0.15, 0.09, 0.2).moved(y=0.2)),
    ]


def plant(name="plant", height=0.95):
    """A pot with a fountain of broad leaves."""
    leaves = []
    for k in range(10):
        angle = 137.5 * k
        lean = 12 + 40 * (k / 9)
        size = (height - 0.3) * (1 - 0.3 * k / 9)
        leaves.append(leaf(size, 0.085).tilted(-lean).turned(angle).moved(y=0.27))
    return [
        Part(
            name + "_pot",
            "#c8693f",
            lathe(
                [(0.13, -SINK), (0.19, 0.28), (0.215, 0.28), (0.215, 0.34), (0.17, 0.34), (0.16, 0.29), (0, 0.29)], 12
            ),
        ),
        Part(name + "_leaves", "#4f8a4a", *leaves),
    ]


def leaf(length_, half_width):
    """A lens-shaped blade from the origin upwards, bent towards +z."""
    rings = []
    for t, w in [(0.0, 0.14), (0.25, 0.6), (0.5, 1.0), (0.75, 0.75), (0.93, 0.25)]:
        y, z, w = t * length_, 0.25 * length_ * t * t, w * half_width
        rings.append([(-w, y, z + 0.2 * w), (0, y, z - 0.009), (w, y, z + 0.2 * w), (0, y, z + 0.009)])
    rings.append([(0, length_, 0.25 * length_)])
    return loft(rings)


def potted_tree(name="topiary"):
    """A ball tree in a square tub."""
    return [
        Part(
            name + "_tub",
            "#8fa3b0",
            loft(
                [
                    [(sx * w, y, sz * w) for sx, sz in [(-1, -1), (1, -1), (1, 1), (-1, 1)]]
                    for w, y in [(0.2, -SINK), (0.25, 0.42)]
                ]
            ),
            box(0.56, 0.06, 0.56, y=0.4),
        ),
        Part(name + "_trunk", "#7a5a3c", cylinder(0.05, 0.7, y=0.44, segments=10)),
        Part(name + "_crown", "#4d8b4f", ball(0.4, y=1.4, segments=12), ball(0.25, y=1.96, segments=10)),
    ]


def dishes_for_tea():
    """A teapot and a pile of books for the coffee table."""
    pot = [(0.05, -SINK), (0.085, 0.03), (0.1, 0.08), (0.07, 0.14), (0.03, 0.15), (0.022, 0.18), (0, 0.185)]
    return [
        Part(
            "teapot",
            "#5f8fb8",
            lathe(pot).moved(0.18, 0, 0),
            tube([(0.26, 0.06, 0), (0.31, 0.1, 0), (0.34, 0.15, 0)], 0.018, (0.0, 0.0, 1.0)),
        ),
        Part(
            "pile_of_books",
            "#7a5aa0",
            box(0.3, 0.05, 0.22, -0.2, -SINK),
            box(0.26, 0.045, 0.2, -0.2, 0.045).turned(4),
        ),
    ]


def dishes_on_desk():
    """An open book and a cup with pencils."""
    cup = [(0.04, -SINK), (0.045, 0.1), (0.037, 0.1), (0.032, 0.02), (0, 0.02)]
    return [
        Part(
            "open_book",
            "#f3ead6",
            *[box(0.17, 0.025, 0.24).rolled(s * 8).moved(s * 0.084, 0.012, 0.05) for s in (-1, 1)]
        ),
        Part("pencil_cup", "#5f8f7a", lathe(cup).moved(0.3, 0, -0.08)),
        Part(
            "pencils",
            "#e0b23c",
            *[
                cylinder(0.008, 0.16, segments=6)
                .tilted(6 * k - 6)
                .rolled(5 * k)
                .moved(0.3, 0.03, -0.08 + 0.014 * (k - 1))
                for k in range(3)
            ]
        ),
    ]


def trunk():
    """A travel chest with a domed lid and straps."""

    def dome(radius):
        return [(radius * c, 0.38 + radius * 0.8 * s) for s, c in (sine_cosine(180 * k / 10) for k in range(11))]

    lid = prism(dome(0.28), -0.46, 0.46).turned(90)
    straps = [
        prism([(x * 1.05, y) for x, y in dome(0.29)], -0.04, 0.04).turned(90).moved(x=s * 0.28) for s in (-1, 1)
    ]
    return [
        Part("trunk_body", "#7a4f2e", box(0.9, 0.36, 0.54, y=-SINK)),
        Part("trunk_lid", "#94643b", lid),
        Part("trunk_straps", "#c9a24b", *straps, *[box(0.07, 0.4, 0.57, s * 0.28, -SINK) for s in (-1, 1)]),
    ]


def teddy(color="#b27a45"):
    """A sitting bear."""
    return [
        Part(
            "teddy",
            color,
            ball(0.16, y=0.15).stretched(y=1.1),
            ball(0.13, y=0.41, z=0.01, segments=10),
            *[ball(0.055, s * 0.1, 0.53, 0.0, 6) for s in (-1, 1)],
            *[ball(0.065, s * 0.17, 0.24, 0.06, 8) for s in (-1, 1)],
            *[
                lathe([(0, 0), (0.06, 0.02), (0.075, 0.1), (0.07, 0.2), (0, 0.24)], 8)
                .tilted(-85)
                .turned(s * 20)
                .moved(s * 0.09, 0.07, 0.06)
                for s in (-1, 1)
            ]
        ),
        Part("teddy_muzzle", "#e6c79a", ball(0.06, y=0.38, z=0.12, segments=8)),
        Part(
            "teddy_face",
            "#2f2620",
            ball(0.022, y=0.4, z=0.175, segments=6),
            *[ball(0.018, s * 0.045, 0.45, 0.12, 6) for s in (-1, 1)]
        ),
    ]


def toy_train():
    """A wooden engine with one wagon, along x."""

    def wheels(xs):
        return [
            cylinder(0.055, 0.04, segments=10).tilted(90).moved(x, 0.051, s * 0.1 + 0.02) for x in xs for s in (-1, 1)
        ]

    return [
        Part(
            "train_engine",
            "#3f6fae",
            box(0.4, 0.06, 0.17, y=0.06),
            box(0.14, 0.2, 0.16, -0.12, 0.11),
            cylinder(0.075, 0.25, segments=12).rolled(-90).moved(-0.07, 0.18, 0),
            lathe([(0.025, 0), (0.025, 0.07), (0.045, 0.12), (0, 0.12)], 10).moved(0.11, 0.24, 0),
        ),
        Part("train_wagon", "#d9a441", box(0.3, 0.17, 0.17, -0.42, 0.06)),
        Part("train_wheels", "#b23a33", *wheels([-0.52, -0.32, -0.12, 0.12])),
        Part("train_roof", "#b23a33", box(0.18, 0.03, 0.2, -0.12, 0.305)),
    ]


def crate(name, color, size):
    rim = rectangular_frame(size - 0.08, size * 0.8 - 0.08, 0.045, -SINK, 0.02, y=0.04).moved(z=size / 2)
    return [Part(name, color, box(size, size * 0.8, size, y=-SINK), rim)]
