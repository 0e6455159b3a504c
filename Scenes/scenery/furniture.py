"""Furniture to sit at, sleep in and put things on."""

from .vectors import sine_cosine
from .solids import SINK, ball, box, cylinder, lathe, prism, ribbon, soft_box
from .walls import frame, rectangle
from .scene import Part, lighter


def legs(width, depth, height, thickness, turned=False, segments=6):
    """Four legs under a top at `height`, sunk into it and into the floor."""
    solids = []
    for sx in (-1, 1):
        for sz in (-1, 1):
            x, z = sx * (width - thickness) / 2, sz * (depth - thickness) / 2
            if turned:
                r = thickness / 2
                profile = [
                    (r * 0.75, -SINK),
                    (r * 0.55, height * 0.2),
                    (r, height * 0.6),
                    (r * 0.7, height * 0.8),
                    (r, height + 2 * SINK),
                ]
                solids.append(lathe(profile, segments).moved(x, 0, z))
            else:
                solids.append(box(thickness, height + 3 * SINK, thickness, x, -SINK, z))
    return solids


def sofa(width=1.9, color="#b5523f", name="sofa", seats=2):
    depth, arm = 0.88, 0.2
    inner = width - 2 * arm
    seat = inner / seats
    cushions = [
        soft_box(seat - 0.012, 0.17, depth - 0.24, 0.05, (k - (seats - 1) / 2) * seat, 0.28, 0.09)
        for k in range(seats)
    ]
    backs = [
        soft_box(seat - 0.03, 0.44, 0.2, 0.07, steps=2).tilted(12).moved((k - (seats - 1) / 2) * seat, 0.42, -0.17)
        for k in range(seats)
    ]
    return [
        Part(
            name + "_frame",
            color,
            box(inner + 0.1, 0.2, depth - 0.1, y=0.1),
            soft_box(inner + 0.1, 0.72, 0.2, 0.08, y=0.12, z=-depth / 2 + 0.1),
            *[soft_box(arm, 0.5, depth, 0.085, s * (inner + arm) / 2, 0.1) for s in (-1, 1)]
        ),
        Part(name + "_cushions", lighter(color, 0.25), *cushions, *backs),
        Part(name + "_feet", "#5b4330", *legs(width - 0.1, depth - 0.12, 0.11, 0.07)),
    ]


def throw_pillow(name, color, size=0.38):
    return [Part(name, color, soft_box(size, size, 0.15, 0.07, steps=2).tilted(20))]


def coffee_table():
    return [
        Part("coffee_table_top", "#9a6b3f", soft_box(1.0, 0.06, 0.56, 0.028, y=0.38)),
        Part(
            "coffee_table_legs", "#7b5230", *legs(0.8, 0.38, 0.38, 0.07, turned=True), box(0.76, 0.03, 0.34, y=0.13)
        ),
    ]


def table(width, depth, name="table", color="#b98a55"):
    return [
        Part(name + "_top", color, soft_box(width, 0.06, depth, 0.028, y=0.7)),
        Part(
            name + "_legs",
            lighter(color, 0.2),
            *legs(width - 0.16, depth - 0.16, 0.7, 0.09, turned=True),
            box(width - 0.26, 0.1, depth - 0.26, y=0.62)
        ),
    ]


def chair(name="chair", color="#c98f4e", cushion="#d9694f", segments=6, steps=1):
    """A farmhouse chair with turned legs and a slatted, leaning back."""
    posts = [
        lathe([(0.022, 0), (0.026, 0.2), (0.022, 0.42), (0.03, 0.47), (0.012, 0.53)], segments)
        .tilted(9)
        .moved(s * 0.18, 0.43, -0.18)
        for s in (-1, 1)
    ]
    slats = []
    for y in (0.58, 0.7, 0.82):
        lean = -0.18 - (y - 0.4) * 0.158
        path = [(x, lean - 0.03 * (1 - (x / 0.185) ** 2)) for x in (-0.185, -0.07, 0.07, 0.185)]
        slats.append(ribbon(path, 0.018, 0.075, y))
    return [
        Part(name + "_seat", color, soft_box(0.46, 0.045, 0.44, 0.02, y=0.41, steps=steps)),
        Part(
            name + "_legs",
            lighter(color, 0.12),
            *legs(0.42, 0.4, 0.41, 0.055, True, segments),
            box(0.36, 0.025, 0.02, y=0.16, z=0.17),
            *[box(0.02, 0.025, 0.34, s * 0.18, 0.21) for s in (-1, 1)]
        ),
        Part(name + "_back", lighter(color, 0.06), *posts, *slats),
        Part(name + "_cushion", cushion, soft_box(0.38, 0.06, 0.36, 0.028, y=0.45, z=0.015, steps=steps)),
    ]


def stool(name="stool", color="#d99a6c"):
    return [
        Part(name + "_seat", color, lathe([(0.15, 0.4), (0.17, 0.42), (0.17, 0.45), (0.15, 0.47), (0, 0.47)])),
        Part(
            name + "_legs",
            lighter(color, 0.3),
            *[
                cylinder(0.02, 0.43, segments=8)
                .tilted(8)
                .turned(120 * k)
                .moved(0.16 * sine_cosine(120 * k)[0], -SINK, 0.16 * sine_cosine(120 * k)[1])
                for k in range(3)
            ]
        ),
    ]


def bookshelf(width=0.8, height=1.85, depth=0.3):
    """Shelves full of books of many sizes; three materials take turns."""
    board, shelves_count = 0.035, 4
    case = [box(board, height, depth, s * (width - board) / 2, -SINK) for s in (-1, 1)]
    case += [
        box(width + 0.06, 0.05, depth + 0.05, y=height - 0.01),
        box(width - board, 0.08, depth - 0.03, y=-SINK),
        box(width - board, height - 0.05, 0.02, y=0.02, z=-depth / 2 + 0.014),
    ]
    gap = (height - 0.09) / shelves_count
    case += [box(width - board, board, depth - 0.02, y=0.055 + k * gap) for k in range(1, shelves_count)]
    books = {"books_red": [], "books_green": [], "books_blue": []}
    count = 0
    for k in range(shelves_count):
        bottom = (0.076 if k == 0 else 0.055 + board + k * gap) - SINK
        x = -width / 2 + board + 0.012
        while True:
            thickness = 0.035 + 0.013 * (count * 7 % 5)
            if x + thickness > width / 2 - board - 0.01 - (0.12 if k % 2 else 0):
                break
            tall = gap * (0.62 + 0.06 * (count * 5 % 4))
            books[list(books)[(count * 5 + count // 4) % 3]].append(
                box(thickness - 0.005, tall, depth * (0.6 + 0.05 * (count % 3)), x + thickness / 2, bottom, 0.01)
            )
            x += thickness
            count += 1
    colors = {"books_red": "#a63d38", "books_green": "#557a52", "books_blue": "#41618c"}
    return [Part("bookshelf_case", "#84593a", *case)] + [Part(n, colors[n], *s) for n, s in books.items()]


def bed(width=1.45, depth=2.0):
    head = [
        (-width / 2 - 0.05, 0.0),
        (width / 2 + 0.05, 0.0),
        (width / 2 + 0.05, 0.95),
        (width * 0.3, 1.16),
        (0, 1.22),
        (-width * 0.3, 1.16),
        (-width / 2 - 0.05, 0.95),
    ]
    foot = [(x, y * 0.55) for x, y in head]
    z = depth / 2
    return [
        Part(
            "bed_frame",
            "#8a5a3c",
            prism(head, -z - 0.03, -z + 0.05),
            prism(foot, z - 0.05, z + 0.02),
            box(width, 0.2, depth - 0.06, y=0.16),
        ),
        Part("bed_mattress", "#f3ead8", soft_box(width - 0.04, 0.22, depth - 0.12, 0.07, y=0.35)),
        Part(
            "bed_quilt",
            "#6d8fb5",
            soft_box(width + 0.1, 0.3, depth * 0.62, 0.08, y=0.33, z=depth * 0.15 - 0.03, steps=2),
        ),
        Part("bed_quilt_fold", "#dfe8f0", soft_box(width + 0.12, 0.33, 0.3, 0.09, y=0.32, z=-depth * 0.17 - 0.06)),
        Part(
            "bed_pillows",
            "#fbf7ee",
            *[
                soft_box(width * 0.42, 0.17, 0.4, 0.075, steps=2).tilted(16).moved(s * width * 0.235, 0.58, -z + 0.26)
                for s in (-1, 1)
            ]
        ),
    ]


def cabinet(name, color, width, height, depth, doors, knob="#d7b25a", plinth=0.08):
    """A cupboard with doors (columns, rows) that stand proud of its front."""
    columns, rows = doors
    fronts, knobs = [], []
    for i in range(columns):
        for j in range(rows):
            w, h = width / columns, (height - plinth) / rows
            x, y = (i - (columns - 1) / 2) * w, plinth + j * h
            fronts.append(box(w - 0.03, h - 0.03, 0.03, x, y + 0.015, depth / 2 + 0.01))
            side = 1 if columns > 1 and i < columns / 2 else -1
            across = 0 if rows > 1 and columns == 1 else side * (w / 2 - 0.07)
            knobs.append(ball(0.026, x + across, y + h * 0.55, depth / 2 + 0.035, segments=6))
    return [
        Part(
            name + "_body",
            color,
            box(width, height - plinth / 2, depth, y=plinth / 2),
            box(width - 0.06, plinth, depth - 0.06, y=-SINK),
        ),
        Part(name + "_fronts", lighter(color, 0.22), *fronts),
        Part(name + "_knobs", knob, *knobs),
    ]


def wardrobe(width=0.95):
    parts = cabinet("wardrobe", "#7e6a9a", width, 1.9, 0.55, (2, 1))
    parts.append(
        Part(
            "wardrobe_cornice",
            "#6c598a",
            box(width + 0.1, 0.07, 0.62, y=1.855),
            box(width + 0.04, 0.05, 0.58, y=1.91),
        )
    )
    return parts


def rug(name, color, width, depth, border_color):
    """A carpet with a raised border."""
    outer = rectangle(-width / 2, width / 2, -depth / 2, depth / 2)
    inner = rectangle(-width / 2 + 0.12, width / 2 - 0.12, -depth / 2 + 0.12, depth / 2 - 0.12)
    border = frame(outer, inner, -SINK, 0.03).tilted(90)
    return [
        Part(name, color, box(width - 0.2, 0.02 + SINK, depth - 0.2, y=-SINK)),
        Part(name + "_border", border_color, border),
    ]
