"""A room to be seen from inside."""

from .solids import SINK, block, prism
from .walls import WALL, wall
from .scene import Part, Scene, place
from .fittings import door, mirror, pendant_lamp, picture, window
from .furniture import bookshelf, cabinet, chair, coffee_table, rug, sofa, stool, table, throw_pillow
from .kitchen_and_bath import dishes
from .small_things import dishes_for_tea, dishes_on_desk, floor_lamp, plant, table_lamp


def room():
    """A living room seen from inside; every wall, the floor and the ceiling are there."""
    scene = Scene("room", "A living room to be seen from inside (camera: room.camera.json). Metres, y up.")
    half_x, half_z, height = 2.6, 2.3, 2.65
    window_opening, door_opening = (-0.55, 0.95, 1.5, 1.25), (0.9, 0.0, 0.9, 2.05)
    scene.add(
        Part("floor", "#b88a58", block(-half_x - 0.1, half_x + 0.1, -0.1, 0.0, -half_z - 0.1, half_z + 0.1)),
        Part(
            "ceiling",
            "#f5f1e8",
            block(-half_x - 0.1, half_x + 0.1, height, height + 0.1, -half_z - 0.1, half_z + 0.1),
        ),
        Part(
            "wall_back",
            "#dfe3cf",
            wall(-half_x - 0.02, half_x + 0.02, height + 0.04, WALL, [shifted(window_opening, 0.02)]).moved(
                0, -0.02, -half_z
            ),
        ),
        Part(
            "wall_front",
            "#dfe3cf",
            wall(-half_x - 0.02, half_x + 0.02, height + 0.04, WALL).turned(180).moved(0, -0.02, half_z),
        ),
        Part(
            "wall_left",
            "#d5dac2",
            wall(-half_z - WALL - 0.02, half_z + WALL + 0.02, height + 0.04, WALL)
            .turned(90)
            .moved(-half_x, -0.02, 0),
        ),
        Part(
            "wall_right",
            "#d5dac2",
            wall(-half_z - WALL - 0.02, half_z + WALL + 0.02, height + 0.04, WALL)
            .turned(270)
            .moved(half_x, -0.02, 0),
        ),
        skirting(half_x, half_z, door_opening),
        cornice(half_x, half_z, height),
        ceiling_beams(half_x, half_z, height),
    )
    scene.add(place(window(1.5, 1.25, WALL, curtain="#c9785c", rows=3), -0.55, 0.95, -half_z))
    scene.add(place(door(0.9, 2.05, "#6f8f86"), half_x, 0, 0.1, turn=270))
    scene.add(place(sofa(2.0, "#4f7480"), -0.55, 0, -half_z + 0.62))
    scene.add(place(throw_pillow("pillow_ochre", "#dba23c"), -1.15, 0.45, -half_z + 0.64, turn=18))
    scene.add(place(throw_pillow("pillow_rust", "#b5523f"), 0.05, 0.45, -half_z + 0.64, turn=-16))
    scene.add(place(coffee_table(), -0.5, 0.02, -0.3), place(dishes_for_tea(), -0.5, 0.46, -0.3))
    scene.add(place(rug("rug", "#b8604a", 2.7, 1.7, "#ead7ae"), -0.5, 0, -0.4))
    scene.add(place(sofa(0.98, "#c18a4a", "armchair", seats=1), -1.8, 0, -0.5, turn=62))
    scene.add(place(bookshelf(1.0, 2.0, 0.34), 1.3, 0, -half_z + 0.19))
    scene.add(place(floor_lamp(), -2.05, 0, -half_z + 0.5), place(plant(height=1.15), 2.15, 0, -half_z + 0.55))
    scene.add(place(table(1.1, 0.55, "desk", "#9a6b47"), half_x - 0.33, 0, -0.98, turn=270))
    scene.add(place(chair(), half_x - 0.92, 0, -0.9, turn=110))
    scene.add(
        place(table_lamp(), half_x - 0.3, 0.76, -1.3), place(dishes_on_desk(), half_x - 0.32, 0.76, -0.8, turn=270)
    )
    scene.add(place(cabinet("sideboard", "#7d6a4f", 1.5, 0.85, 0.45, (3, 1)), -1.2, 0, half_z - 0.25, turn=180))
    scene.add(place(mirror(0.6, 0.8), -1.2, 1.6, half_z, turn=180))
    scene.add(place(fruit_bowl(), -0.8, 0.85, half_z - 0.25), place(stool("footstool"), -2.1, 0, 1.25))
    scene.add(place(picture(0.7, 0.5, "#7f9a8f"), -half_x, 1.55, -0.5, turn=90, number=1))
    scene.add(place(picture(0.4, 0.5, "#c9a25b"), -half_x, 1.6, 0.5, turn=90, number=2))
    scene.add(place(pendant_lamp(0.62, "#d8973f"), -0.5, height - 0.13, -0.3))
    return scene


def fruit_bowl():
    """The bowl of fruit of the kitchen table, without the table's plates."""
    return [part for part in dishes() if part.name in ("fruit_bowl", "fruit")]


def shifted(opening, up):
    return (opening[0], opening[1] + up) + opening[2:]


def skirting(half_x, half_z, door_opening):
    """Boards along the foot of the walls; the ones at the sides a little lower, the right one cut by the door."""
    gap = door_opening[2] / 2 + 0.1
    boards = [
        block(-half_x - SINK, half_x + SINK, -SINK, 0.12, s * half_z - 0.02, s * half_z + 0.02) for s in (-1, 1)
    ]
    boards.append(block(-half_x - 0.02, -half_x + 0.02, -SINK, 0.115, -half_z, half_z))
    boards += [
        block(half_x - 0.02, half_x + 0.02, -SINK, 0.115, z0, z1)
        for z0, z1 in [(-half_z, 0.1 - gap), (0.1 + gap, half_z)]
    ]
    return Part("skirting", "#f4efe2", *boards)


def cornice(half_x, half_z, height):
    """A moulding between walls and ceiling."""
    profile = [(0.0, -0.1), (0.03, -0.1), (0.1, -0.03), (0.1, 0.0), (0.0, 0.02)]
    solids = [
        prism([(x - SINK, height + y + SINK) for x, y in profile], -half, half).turned(turn).moved(x, 0, z)
        for turn, half, x, z in [
            (0, half_z, -half_x, 0),
            (180, half_z, half_x, 0),
            (270, half_x - 0.01, 0, -half_z),
            (90, half_x - 0.01, 0, half_z),
        ]
    ]
    return Part("cornice", "#faf7ef", *solids)


def ceiling_beams(half_x, half_z, height):
    return Part(
        "ceiling_beams",
        "#7d5b3d",
        *[
            block(x - 0.08, x + 0.08, height - 0.14, height + SINK, -half_z - SINK, half_z + SINK)
            for x in (-1.75, -0.5, 0.75, 2.0)
        ]
    )
