"""What stands in a kitchen and in a bathroom."""

from .vectors import sine_cosine
from .solids import SINK, ball, box, cylinder, lathe, loft, rounded_rectangle, soft_box, tube
from .walls import frame, rectangle
from .scene import Part
from .furniture import cabinet


def stove():
    body = [
        Part("stove_body", "#e8e4da", box(0.62, 0.82, 0.6, y=0.06), box(0.56, 0.08, 0.54, y=-SINK)),
        Part("stove_oven_door", "#494d52", box(0.52, 0.42, 0.03, y=0.16, z=0.31)),
        Part(
            "stove_hob",
            "#35383b",
            box(0.6, 0.03, 0.56, y=0.87),
            *[cylinder(0.1, 0.03, sx * 0.15, 0.89, sz * 0.13, 12) for sx in (-1, 1) for sz in (-1, 1)]
        ),
        Part(
            "stove_knobs",
            "#c43f32",
            *[cylinder(0.032, 0.05, segments=8).tilted(-90).moved(x, 0.75, 0.29) for x in (-0.21, -0.07, 0.07, 0.21)],
            tube([(-0.2, 0.61, 0.35), (0.2, 0.61, 0.35)], 0.018, (0.0, 0.0, 1.0)),
            *[box(0.025, 0.03, 0.06, s * 0.18, 0.595, 0.33) for s in (-1, 1)]
        ),
        Part(
            "pot",
            "#b5482f",
            lathe(
                [
                    (0.11, 0),
                    (0.13, 0.03),
                    (0.13, 0.14),
                    (0.14, 0.15),
                    (0.13, 0.17),
                    (0.04, 0.2),
                    (0.025, 0.22),
                    (0.03, 0.24),
                    (0, 0.25),
                ]
            ).moved(-0.15, 0.915, -0.13),
        ),
        Part(
            "kettle",
            "#7fa6ad",
            lathe([(0.09, 0), (0.11, 0.05), (0.09, 0.13), (0.03, 0.16), (0.02, 0.19), (0, 0.2)]).moved(
                0.15, 0.915, 0.13
            ),
            tube([(0.24, 0.97, 0.13), (0.3, 1.03, 0.13), (0.32, 1.07, 0.13)], 0.018, (0.0, 0.0, 1.0)),
        ),
    ]
    return body


def hood(top):
    """A chimney hood above the stove, its flue reaching `top`."""
    flare = loft(
        [
            [(sx * w, y, sz * d + shift) for sx, sz in [(-1, -1), (1, -1), (1, 1), (-1, 1)]]
            for w, d, shift, y in [(0.36, 0.26, 0.03, 0), (0.36, 0.26, 0.03, 0.1), (0.13, 0.1, -0.1, 0.36)]
        ]
    )
    return [Part("hood", "#c9793f", flare, box(0.22, top - 0.34, 0.16, y=0.34, z=-0.1))]


def fridge():
    return [
        Part("fridge_body", "#9cc7b9", soft_box(0.66, 1.66, 0.6, 0.05, y=0.05), box(0.6, 0.1, 0.52, y=-SINK)),
        Part(
            "fridge_doors",
            "#b4d9cd",
            soft_box(0.62, 1.0, 0.09, 0.035, y=0.1, z=0.3),
            soft_box(0.62, 0.5, 0.09, 0.035, y=1.14, z=0.3),
        ),
        Part(
            "fridge_handles",
            "#d8d8d8",
            *[box(0.035, h, 0.05, -0.23, y, 0.36) for y, h in [(0.62, 0.36), (1.22, 0.26)]]
        ),
    ]


def counter(width, height=0.9, depth=0.58):
    doors = max(1, round(width / 0.45))
    return cabinet("counter", "#5f8a86", width, height - 0.05, depth, (doors, 1)) + [
        Part("worktop", "#d9c3a0", box(width + 0.02, 0.05, depth + 0.05, y=height - 0.055, z=0.02))
    ]


def kitchen_sink():
    """A white sink on a worktop at y = 0, with a swan-necked tap."""
    bowl = frame(rectangle(-0.28, 0.28, -0.2, 0.2), rectangle(-0.22, 0.22, -0.14, 0.14), -SINK, 0.06).tilted(90)
    neck = [(0.0, 0.02 + 0.2 * t / 4, 0.0) for t in range(5)]
    neck += [(0.0, 0.22 + 0.09 * sine_cosine(30 * k)[0], 0.09 - 0.09 * sine_cosine(30 * k)[1]) for k in range(1, 6)]
    return [
        Part("sink_bowl", "#f2f2ee", bowl, box(0.5, 0.02, 0.34, y=-SINK)),
        Part(
            "sink_tap",
            "#a9b3b8",
            tube([(x, y, z - 0.17) for x, y, z in neck], 0.02, (1.0, 0.0, 0.0)),
            *[cylinder(0.03, 0.07, s * 0.1, 0.03, -0.17, segments=10) for s in (-1, 1)]
        ),
    ]


def dishes():
    """What stands on the kitchen table, on y = 0."""
    plate = [(0.07, -SINK), (0.13, 0.02), (0.13, 0.028), (0.07, 0.012), (0, 0.012)]
    mug = [(0.042, -SINK), (0.05, 0.1), (0.04, 0.1), (0.035, 0.02), (0, 0.02)]
    bowl = [(0.06, -SINK), (0.17, 0.1), (0.16, 0.105), (0.06, 0.02), (0, 0.02)]
    return [
        Part("plates", "#f5f1e8", *[lathe(plate).moved(x, 0, z) for x, z in [(-0.42, 0), (0.42, 0)]]),
        Part("mugs", "#4d7ea8", *[lathe(mug).moved(x, 0, z) for x, z in [(-0.34, 0.2), (0.34, -0.2)]]),
        Part("fruit_bowl", "#e3d3b8", lathe(bowl)),
        Part(
            "fruit",
            "#d8452e",
            *[
                ball(0.062, x, y, z, 8)
                for x, y, z in [(-0.06, 0.09, 0.03), (0.06, 0.09, 0.04), (0.0, 0.09, -0.07), (0.0, 0.16, 0.0)]
            ]
        ),
    ]


def bathtub(width=1.65, depth=0.75):
    """A claw-footed tub with a rolled rim."""
    rings = []
    for inset, y in [
        (0.16, 0.16),
        (0.06, 0.26),
        (0.0, 0.55),
        (-0.035, 0.57),
        (-0.035, 0.61),
        (0.03, 0.61),
        (0.06, 0.55),
        (0.12, 0.3),
        (0.2, 0.24),
    ]:
        w, d = width - 2 * inset, depth - 2 * inset
        rings.append([(x, y, z) for x, z in rounded_rectangle(w, d, d * 0.49, steps=4)])
    feet = [
        lathe([(0.05, -SINK), (0.06, 0.03), (0.03, 0.08), (0.045, 0.22)], 6).moved(sx * 0.48, 0, sz * 0.17)
        for sx in (-1, 1)
        for sz in (-1, 1)
    ]
    spout = [(0.0, 0.5, 0.0), (0.0, 0.75, 0.0), (0.03, 0.82, 0.0), (0.1, 0.84, 0.0), (0.15, 0.8, 0.0)]
    water = [
        [(x, y, z) for x, z in rounded_rectangle(width - 0.17, depth - 0.17, (depth - 0.17) * 0.49, steps=4)]
        for y in (0.44, 0.48)
    ]
    return [
        Part("bathtub", "#f7f7f4", loft(rings)),
        Part("bathtub_feet", "#c9a24b", *feet),
        Part("bathtub_water", "#9fd3e0", loft(water)),
        Part(
            "bathtub_tap",
            "#b9bfc2",
            tube([(x - width / 2 - 0.06, y, z) for x, y, z in spout], 0.025, (0.0, 0.0, 1.0)),
        ),
        Part("rubber_duck", "#f4c430", ball(0.1, 0.3, 0.54, 0.0, 10), ball(0.06, 0.22, 0.66, 0.0, 10)),
        Part(
            "rubber_duck_beak",
            "#e07b28",
            lathe([(0.035, 0), (0.012, 0.05), (0, 0.055)], 8).rolled(90).moved(0.17, 0.65, 0.0),
        ),
    ]


def washbasin():
    basin = [(0.08, 0.62), (0.26, 0.74), (0.29, 0.82), (0.29, 0.86), (0.25, 0.86), (0.22, 0.78), (0, 0.72)]
    return [
        Part(
            "washbasin",
            "#f4f5f3",
            lathe(basin, 14).stretched(z=0.8),
            lathe([(0.15, -SINK), (0.14, 0.05), (0.08, 0.15), (0.075, 0.5), (0.12, 0.66)]),
        ),
        Part(
            "washbasin_tap",
            "#b3babd",
            tube([(0, 0.84, -0.18), (0, 0.97, -0.18), (0, 1.01, -0.15), (0, 1.0, -0.08)], 0.02, (1.0, 0.0, 0.0)),
        ),
    ]


def toilet():
    bowl = [(0.13, -SINK), (0.12, 0.1), (0.13, 0.2), (0.22, 0.36), (0.22, 0.4), (0.17, 0.4), (0.12, 0.3), (0, 0.25)]
    return [
        Part(
            "toilet",
            "#f6f6f2",
            lathe(bowl, 14).stretched(z=1.15).moved(z=0.08),
            soft_box(0.46, 0.4, 0.2, 0.05, y=0.38, z=-0.24),
            box(0.2, 0.4, 0.24, y=-SINK, z=-0.19),
        ),
        Part(
            "toilet_lid",
            "#d9a86c",
            lathe([(0.225, 0), (0.225, 0.025), (0.2, 0.035), (0, 0.035)], 14)
            .stretched(z=1.15)
            .tilted(82)
            .moved(0, 0.63, -0.06),
        ),
        Part("toilet_button", "#b9bfc2", cylinder(0.03, 0.03, 0, 0.77, -0.24, segments=10)),
    ]


def laundry_basket():
    bands = [(0.2, -SINK)]
    for k in range(4):
        bands += [(0.21 + 0.01 * k, 0.03 + 0.125 * k), (0.23 + 0.01 * k, 0.08 + 0.125 * k)]
    bands += [(0.25, 0.54), (0.22, 0.54), (0.2, 0.4), (0, 0.4)]
    return [
        Part("laundry_basket", "#c9a56b", lathe(bands)),
        Part("laundry", "#e8b7b0", ball(0.19, y=0.4), soft_box(0.26, 0.16, 0.2, 0.07, 0.03, 0.49, 0.02)),
    ]
