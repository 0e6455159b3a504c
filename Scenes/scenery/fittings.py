"""What is fixed to walls and ceilings: windows, doors, pictures, lamps, balustrades."""

from .vectors import sine_cosine
from .solids import SINK, ball, block, box, cylinder, lathe, prism, ribbon, soft_box, tube
from .walls import cells, frame, rectangle, rectangular_frame
from .scene import Part


def window(width, height, wall_thickness, sill=True, curtain=None, rows=2):
    """A window for an opening of a wall whose inner face is the plane z = 0; lower edge at y = 0."""
    border, middle = 0.07, -wall_thickness / 2
    outer = rectangle(-width / 2 - SINK, width / 2 + SINK, -SINK, height + SINK)
    inner = rectangle(-width / 2 + border, width / 2 - border, border, height - border)
    bars = [box(0.045, height - border, 0.05, y=border / 2, z=middle)]
    for k in range(1, rows):
        bars.append(box(width - border, 0.04, 0.042, y=height * k / rows - 0.02, z=middle))
    parts = [
        Part("window_frame", "#f4efe4", frame(outer, inner, middle - 0.04, middle + 0.04), *bars),
        Part("window_glass", "#b9dcec", box(width - border, height - border, 0.012, y=border / 2, z=middle)),
        Part("window_casing", "#e9e0cf", rectangular_frame(width - 0.02, height - 0.02, 0.09, -SINK, 0.03, y=0.01)),
    ]
    if sill:
        parts.append(Part("window_sill", "#f7f3ea", box(width + 0.24, 0.05, 0.2, y=-0.055, z=0.06)))
    if curtain:
        parts += curtains(width, height, curtain)
    return parts


def curtains(width, height, color):
    """Two gathered curtains on a rod with knobs."""
    solids = []
    for side in (-1, 1):
        path = [(side * (width / 2 + 0.2 - 0.34 * k / 12), 0.11 + 0.035 * sine_cosine(90 * k)[0]) for k in range(13)]
        solids.append(ribbon(path, 0.025, height + 0.42, y=-0.25))
    reach, y = width / 2 + 0.26, height + 0.2
    rod = tube([(-reach, y, 0.11), (reach, y, 0.11)], 0.018, (0.0, 0.0, 1.0))
    knobs = [ball(0.04, side * reach, y, 0.11, segments=6) for side in (-1, 1)]
    return [Part("curtain", color, *solids), Part("curtain_rod", "#8c6a43", rod, *knobs)]


def shutters(width, height, wall_thickness):
    """A pair of louvred shutters outside a window whose wall's inner face is z = 0."""
    boards, slats = [], []
    for side in (-1, 1):
        x = side * (width * 0.75 + 0.02)
        boards.append(box(width / 2, height + 0.06, 0.04, x, -0.03, -wall_thickness - 0.016))
        slats += [
            box(width / 2 - 0.1, 0.09, 0.03, x, 0.1 + k * (height - 0.06) / 4, -wall_thickness - 0.045)
            for k in range(4)
        ]
    return [
        Part("shutter", "#4f8077", *boards, *slats),
        Part("outer_sill", "#f7f3ea", box(width + 0.24, 0.05, 0.14, y=-0.055, z=-wall_thickness - 0.05)),
    ]


def door(width, height, color="#7d5a3c"):
    """A panelled door, closed, its back against the plane z = 0."""
    panels = [
        box(width * 0.62, tall, 0.03, y=bottom, z=0.05)
        for bottom, tall in [(height * 0.09, height * 0.34), (height * 0.53, height * 0.36)]
    ]
    return [
        Part("door_leaf", color, box(width, height, 0.05, z=0.02), *panels),
        Part(
            "door_handle",
            "#d7b25a",
            ball(0.045, width * 0.41, height * 0.48, 0.085),
            cylinder(0.018, 0.05, segments=8).tilted(-90).moved(width * 0.41, height * 0.48, 0.04),
        ),
        Part("door_casing", "#efe6d6", doorway_casing(width, height)),
    ]


def doorway_casing(width, height, border=0.11, depth=0.06):
    """An upturned U around a door: one solid."""
    half = width / 2
    us = [-half - border, -half + 0.01, half - 0.01, half + border]
    return cells(us, [0, height - 0.01, height + border], lambda i, j: j == 1 or i != 1, depth + SINK).moved(z=-SINK)


def picture(width, height, color):
    """A framed picture whose back is the plane z = 0, centred on the origin."""
    return [
        Part("picture_frame", "#a97f45", rectangular_frame(width, height, 0.05, -SINK, 0.045, y=-height / 2)),
        Part("picture_canvas", color, box(width + 0.02, height + 0.02, 0.024, y=-height / 2 - 0.01, z=0.008)),
    ]


def mirror(width=0.5, height=0.72):
    """An oval mirror whose back is the plane z = 0, centred on the origin."""

    def oval(w, h):
        return [(w / 2 * c, h / 2 * s) for s, c in (sine_cosine(18 * k) for k in range(20))]

    return [
        Part("mirror_frame", "#c9a24b", frame(oval(width + 0.12, height + 0.12), oval(width, height), -SINK, 0.05)),
        Part("mirror_glass", "#cfe3e8", prism(oval(width + 0.02, height + 0.02), -SINK, 0.02)),
    ]


def pendant_lamp(drop, color):
    """A lamp that hangs from the ceiling at y = 0."""
    shade = [(0, 0.17), (0.05, 0.17), (0.2, -0.02), (0.235, -0.02), (0.24, 0.0), (0.08, 0.2), (0, 0.21)]
    return [
        Part("pendant_shade", color, lathe(shade).moved(y=-drop)),
        Part("pendant_bulb", "#fff3c4", ball(0.075, y=-drop + 0.03, segments=8)),
        Part(
            "pendant_cord",
            "#4b443c",
            cylinder(0.014, drop - 0.19, y=-drop + 0.2, segments=6),
            cylinder(0.06, 0.03 + SINK, y=-0.03, segments=8),
        ),
    ]


def towel_rail(color="#e58f7b"):
    """A towel over a rail on a wall at z = 0; the rail at y = 0."""
    return [
        Part(
            "towel_rail",
            "#b9bfc2",
            tube([(-0.36, 0, 0.09), (0.36, 0, 0.09)], 0.016, (0.0, 0.0, 1.0)),
            *[box(0.03, 0.03, 0.1 + SINK, s * 0.33, -0.015, 0.048) for s in (-1, 1)]
        ),
        Part("towel", color, soft_box(0.5, 0.6, 0.08, 0.03, y=-0.55, z=0.09)),
    ]


def balustrade(run, height=0.85, name="balustrade", posts=(0, 1)):
    """Turned balusters along x from 0 to `run`, with posts at its ends (0 and 1)."""
    count = max(2, round(run / 0.19))
    profile = [(0.026, -SINK), (0.016, 0.2), (0.034, 0.42), (0.016, 0.62), (0.026, height - 0.05)]
    balusters = [lathe(profile, 6).moved(run * k / count) for k in range(1, count)]
    knobs = [ball(0.06, end * run, height + 0.09, segments=8) for end in posts]
    posts = [box(0.085, height + 0.06, 0.085, end * run, -SINK) for end in posts]
    rail = block(0.02, run - 0.02, height - 0.065, height, -0.035, 0.035)
    return [Part(name, "#f3e9d6", *balusters), Part(name + "_rail", "#8a5a3c", rail, *posts, *knobs)]
