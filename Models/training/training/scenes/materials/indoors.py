"""Floors and walls of rooms."""

import numpy as np

from ..palette import COLOURS, WALL_COLOURS, linear
from .record import Surface, grout, material

# ---------------------------------------------------------------------------------------------------- floors

FLOOR_KINDS = ("planks planks planks planks herringbone herringbone checker checker tiles tiles tiles terracotta carpet carpet "
               "stone stone marble concrete terrazzo hexagons").split()
BATHROOM_FLOOR_KINDS = ("tiles", "checker", "marble", "hexagons", "tiles", "terrazzo")
FLOOR_TILE_COLOURS = ("white", "cream", "beige", "grey", "light grey", "dark grey", "light blue", "sage", "blue", "green", "black", "teal",
                      "red", "yellow", "pink", "brown")


def _plank_floor(choose, scale):
    light, dark, word = choose.wood()
    return Surface(
        material(choose, "PLANKS", light, dark, scale * choose.one((0.8, 1, 1.3)), choose.between(0.1, 0.45)),
        [f"{word} floor", f"{word} plank floor", f"{word} floorboards", f"{word} plank flooring"],
    )


def _herringbone_floor(choose, scale):
    light, dark, word = choose.wood()
    return Surface(
        material(choose, "HERRINGBONE", light, dark, scale, choose.between(0.15, 0.5)),
        [f"{word} parquet floor", f"{word} herringbone parquet", f"{word} herringbone floor", f"{word} parquet"],
    )


def _checker_floor(choose, scale):
    if choose.chance(0.5):
        dark, dark_word = choose.colour(("black", "black", "dark grey"))
    else:
        dark, dark_word = choose.colour(("red", "green", "blue", "teal", "brown", "burgundy", "dark green", "navy"))
    light, light_word = choose.colour(("white", "white", "cream"))
    both = f"{dark_word} and {light_word}"
    return Surface(
        material(choose, "CHECKER", dark, light, scale * choose.one((0.7, 1, 1.3)), choose.between(0.2, 0.6)),
        [f"{both} checkered floor", f"{both} checkerboard tiles", f"checkered {both} tile floor", f"{both} checker floor"],
    )


def _tile_floor(choose, scale):
    colour, word = choose.colour(FLOOR_TILE_COLOURS)
    return Surface(
        material(choose, "TILES", colour, grout(colour), scale * choose.one((0.8, 1.2, 1.8)), choose.between(0.2, 0.6)),
        [f"{word} floor", f"{word} tiled floor", f"{word} ceramic tile floor", f"{word} floor tiles", f"{word} tile floor"],
    )


def _hexagon_floor(choose, scale):
    colour, word = choose.colour(FLOOR_TILE_COLOURS)
    return Surface(
        material(choose, "HEXTILE", colour, choose.companion(colour), scale, choose.between(0.2, 0.5), option=float(choose.chance(0.5))),
        [f"{word} floor", f"{word} hexagonal tile floor", f"{word} hexagon tiles"],
    )


def _marble_floor(choose, scale):
    colour, word = choose.colour(("white", "white", "cream", "black", "green", "grey", "pink", "dark green"))
    veins = np.array([0.25, 0.24, 0.23]) if colour.mean() > 0.25 else np.array([0.6, 0.58, 0.55])
    return Surface(
        material(choose, "MARBLE", colour, veins, choose.between(0.7, 1.5), choose.between(0.4, 0.8), option=float(choose.chance(0.6))),
        [f"{word} floor", f"{word} marble floor", f"polished {word} marble floor", f"{word} marble tiles"],
    )


def _carpet_floor(choose, scale):
    colour, word = choose.colour()
    return Surface(
        material(choose, "CARPET", colour), [f"{word} floor", f"{word} carpet", f"{word} carpet floor", f"soft {word} carpet"]
    )


def _concrete_floor(choose, scale):
    grey = choose.vary(np.array([0.36, 0.36, 0.35]), 0.2)
    return Surface(
        material(choose, "CONCRETE", grey, gloss=choose.between(0.05, 0.4), option=float(choose.chance(0.4))),
        ["concrete floor", "polished concrete floor"],
    )


def _stone_floor(choose, scale):
    colour, word = choose.colour(("grey", "beige", "light grey", "dark grey"))
    return Surface(
        material(choose, "STONE", colour * 0.8, grout(colour), scale * 1.4, 0.1),
        [f"{word} floor", f"{word} stone floor", f"{word} flagstone floor", f"{word} stone slabs"],
    )


def _terrazzo_floor(choose, scale):
    colour, word = choose.colour(("white", "cream", "light grey", "pink", "sage"))
    chips = linear(COLOURS[choose.one(("terracotta", "dark grey", "mustard", "dark green"))][0])
    return Surface(
        material(choose, "TERRAZZO", colour, chips, scale, 0.4), [f"{word} floor", f"{word} terrazzo floor", "terrazzo floor"]
    )


def _terracotta_floor(choose, scale):
    clay = choose.vary(linear(COLOURS["terracotta"][0]))
    return Surface(
        material(choose, "TILES", clay, grout(clay), scale * 1.3, 0.15),
        ["terracotta tile floor", "terracotta floor tiles", "terracotta tiles"],
    )


FLOORS = {
    "planks": _plank_floor, "herringbone": _herringbone_floor, "checker": _checker_floor, "tiles": _tile_floor,
    "hexagons": _hexagon_floor, "marble": _marble_floor, "carpet": _carpet_floor, "concrete": _concrete_floor,
    "stone": _stone_floor, "terrazzo": _terrazzo_floor, "terracotta": _terracotta_floor,
}


def floor(choose, kinds=FLOOR_KINDS):
    """A floor."""
    kind = choose.one(kinds)
    scale = choose.between(0.8, 1.25)
    return FLOORS[kind](choose, scale)


# ----------------------------------------------------------------------------------------------------- walls

WALL_KINDS = ("paint paint paint paint paint stripes stripes damask damask dots dots flowers brick brick brick planks planks "
              "tiles tiles tiles stone stone panelling wainscot concrete").split()
BATHROOM_WALL_KINDS = ("tiles", "tiles", "paint", "stripes")
WALL_TILE_COLOURS = ("white", "white", "mint", "light blue", "pink", "green", "teal", "navy", "cream", "black", "blue", "yellow", "red")
WALL_BRICKS = (("red", "9c4a36", "b8aea0"), ("white", "e4e0d8", "aaa59b"), ("white", "e4e0d8", "958f85"), ("brown", "7a4d38", "b8ad9f"),
               ("grey", "85827e", "c4c0ba"))


def _striped_wall(choose):
    colour, word = choose.colour(WALL_COLOURS)
    return Surface(
        material(choose, "STRIPES", colour, choose.opposite(colour), choose.between(0.7, 1.5), option=float(choose.chance(0.5))),
        [f"{word} striped wallpaper", f"{word} striped walls", f"striped {word} wallpaper"],
    )


def _damask_wall(choose):
    colour, word = choose.colour(WALL_COLOURS)
    return Surface(
        material(choose, "DAMASK", colour, choose.companion(colour), choose.between(0.8, 1.3)),
        [f"{word} damask wallpaper", f"{word} patterned wallpaper", f"{word} ornate wallpaper", f"{word} Victorian wallpaper"],
    )


def _dotted_wall(choose):
    colour, word = choose.colour(WALL_COLOURS)
    return Surface(
        material(choose, "POLKA", colour, choose.opposite(colour), choose.between(0.7, 1.3)),
        [f"{word} polka dot wallpaper", f"{word} dotted wallpaper"],
    )


def _floral_wall(choose):
    colour, word = choose.colour(WALL_COLOURS)
    blossom = linear(COLOURS[choose.one(("red", "pink", "blue", "white", "purple", "orange"))][0])
    return Surface(
        material(choose, "POLKA", colour, blossom, choose.between(0.9, 1.4), option=1),
        [f"{word} floral wallpaper", f"{word} flower wallpaper", f"{word} wallpaper with flowers"],
    )


def _brick_wall(choose):
    word, brick, mortar = choose.one(WALL_BRICKS)
    return Surface(
        material(choose, "BRICK", choose.vary(linear(brick)), linear(mortar), choose.between(0.9, 1.2)),
        [f"{word} brick walls", f"exposed {word} brick", f"{word} brick wall"],
    )


def _panelled_wall(choose):
    light, dark, word = choose.wood()
    return Surface(
        material(choose, "PANELLING", light, dark, choose.between(0.8, 1.2), 0.15, option=1),
        [f"{word} panelled walls", f"{word} panelling", f"{word} wall panels"],
    )


def _wainscot_wall(choose):
    colour, word = choose.colour(WALL_COLOURS)
    return Surface(
        material(choose, "PANELLING", colour, colour, choose.between(0.8, 1.2), 0.05),
        [f"{word} panelled walls", f"{word} wainscot walls", f"{word} moulded panels"],
    )


def _plank_wall(choose):
    light, dark, word = choose.wood()
    return Surface(
        material(choose, "PLANKS", light, dark, choose.between(0.9, 1.4), 0.1, float(choose.chance(0.5))),
        [f"{word} plank walls", f"{word} clad walls", f"{word} boarded walls"],
    )


def _tile_wall(choose):
    colour, word = choose.colour(WALL_TILE_COLOURS)
    return Surface(
        material(choose, "TILES", colour, grout(colour), choose.between(0.5, 1), 0.5),
        [f"{word} tiled walls", f"{word} wall tiles", f"{word} ceramic tiles on the walls"],
    )


def _concrete_wall(choose):
    grey = choose.vary(np.array([0.38, 0.38, 0.37]), 0.15)
    return Surface(material(choose, "CONCRETE", grey, option=float(choose.chance(0.6))), ["concrete walls", "bare concrete walls"])


def _stone_wall(choose):
    colour, word = choose.colour(("grey", "beige", "light grey"))
    return Surface(
        material(choose, "STONE", colour * 0.8, grout(colour), choose.between(0.8, 1.2)),
        [f"{word} stone walls", f"rough {word} stone walls"],
    )


def _painted_wall(choose):
    colour, word = choose.colour(WALL_COLOURS)
    return Surface(
        material(choose, "PLAIN", colour, option=choose.between(0, 1)),
        [f"{word} walls", f"{word} painted walls", f"{word} plaster walls", f"walls painted {word}", f"{word} wall"],
    )


WALLS = {
    "paint": _painted_wall, "stripes": _striped_wall, "damask": _damask_wall, "dots": _dotted_wall, "flowers": _floral_wall,
    "brick": _brick_wall, "panelling": _panelled_wall, "wainscot": _wainscot_wall, "planks": _plank_wall, "tiles": _tile_wall,
    "concrete": _concrete_wall, "stone": _stone_wall,
}


def wall(choose, kinds=WALL_KINDS):
    """A wall of a room."""
    return WALLS[choose.one(kinds)](choose)
