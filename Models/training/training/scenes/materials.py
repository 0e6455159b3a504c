"""Surface materials: the record the renderer shades with, and the phrases a caption may use for it."""

from typing import NamedTuple

import numpy as np

from .palette import COLOURS, linear

PATTERNS = (  # the order of `enum Pattern` in native/material.h
    "PLAIN PLANKS HERRINGBONE BRICK TILES CHECKER MARBLE STRIPES DAMASK CONCRETE STONE CARPET FABRIC LEATHER ROOFTILE "
    "SLATE GRASS ASPHALT WINDOW_OUTSIDE WINDOW_INSIDE METAL LACQUER SIDING POLKA BOOKS PICTURE LAMP FOLIAGE WOOD COBBLE "
    "PLAID THATCH HEXTILE PANELLING TIMBER_FRAME RUG TERRAZZO BASKET"
).split()
PATTERN_INDEX = {name: index for index, name in enumerate(PATTERNS)}

WALL_COLOURS = (
    "white white white red yellow green blue black brown white white white cream cream beige grey sage sage mint blue navy "
    "teal turquoise green olive pink pink lavender purple red burgundy terracotta orange yellow mustard brown black"
).split() + ["light grey", "dark grey", "light blue", "light blue", "dark green"]


class Surface(NamedTuple):
    """A material and the ways to name it."""

    material: np.ndarray
    phrases: list


def material(choose, pattern, first, second=None, scale=1.0, gloss=0.0, turn=0.0, option=0.0, extent=0.0,
             emission=0.0, metal=0.0, mean=None):
    """The 18 numbers of `struct Material` in native/material.h.

    - `first`, `second`: linear colours of the pattern.
    - `turn`: 0 keeps the pattern's direction, 1 turns it by 90 degrees, 2 lets it run along the longer side.
    - `option`, `extent`: what they mean depends on the pattern.
    - `mean`: average colour, for light that bounces off; mixed from the two colours when not given.
    """
    first = np.asarray(first, float)
    second = first if second is None else np.asarray(second, float)
    mean = 0.6 * first + 0.4 * second if mean is None else mean
    seed = choose.random.integers(1, 9999)
    return np.array(
        [PATTERN_INDEX[pattern], *first, *second, scale, gloss, seed, turn, option, extent, emission, *mean, metal], np.float32
    )


def plain(choose, colour, gloss=0.0, metal=0.0):
    """Smooth lacquer, for small things."""
    return material(choose, "LACQUER", colour, gloss=gloss, metal=metal)


# ---------------------------------------------------------------------------------------------------- floors

FLOOR_KINDS = ("planks planks planks planks planks herringbone herringbone checker checker checker tiles tiles tiles tiles marble carpet "
               "carpet carpet concrete stone terrazzo hexagons terracotta terracotta").split()
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
    grout = np.array([0.5, 0.48, 0.45]) if colour.mean() > 0.2 else np.array([0.22, 0.22, 0.22])
    return Surface(
        material(choose, "TILES", colour, grout, scale * choose.one((0.8, 1.2, 1.8)), choose.between(0.2, 0.6)),
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
        material(choose, "STONE", colour * 0.8, colour * 0.4, scale * 1.4, 0.1),
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
        material(choose, "TILES", clay, np.array([0.42, 0.36, 0.3]), scale * 1.3, 0.15),
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
    choose.chance(0.5)  # decides nothing; kept so that what is drawn after it, and with it the held-out scenes, stay the same
    return FLOORS[kind](choose, scale)


# ----------------------------------------------------------------------------------------------------- walls

WALL_KINDS = ["paint"] * 7 + ("stripes stripes damask damask dots dots dots flowers flowers brick brick panelling wainscot planks planks "
                               "tiles tiles tiles concrete stone").split()
BATHROOM_WALL_KINDS = ("tiles", "tiles", "paint", "stripes")
WALL_TILE_COLOURS = ("white", "white", "mint", "light blue", "pink", "green", "teal", "navy", "cream", "black", "blue", "yellow", "red")
WALL_BRICKS = (("red", "9c4a36", "b8aea0"), ("white", "e4e0d8", "aaa59b"), ("white", "e4e0d8", "958f85"), ("brown", "7a4d38", "b8ad9f"),
               ("grey", "85827e", "c4c0ba"))


def _striped_wall(choose):
    colour, word = choose.colour(WALL_COLOURS)
    return Surface(
        material(choose, "STRIPES", colour, choose.companion(colour), choose.between(0.7, 1.5), option=float(choose.chance(0.5))),
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
        material(choose, "POLKA", colour, choose.companion(colour), choose.between(0.7, 1.3)),
        [f"{word} polka dot wallpaper", f"{word} dotted wallpaper"],
    )


def _floral_wall(choose):
    colour, word = choose.colour(WALL_COLOURS)
    choose.companion(colour)  # not used; kept for the order of what is drawn, as in floor()
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
    grout = np.array([0.6, 0.6, 0.58]) if colour.mean() < 0.5 else np.array([0.4, 0.4, 0.4])
    return Surface(
        material(choose, "TILES", colour, grout, choose.between(0.5, 1), 0.5),
        [f"{word} tiled walls", f"{word} wall tiles", f"{word} ceramic tiles on the walls"],
    )


def _concrete_wall(choose):
    grey = choose.vary(np.array([0.38, 0.38, 0.37]), 0.15)
    return Surface(material(choose, "CONCRETE", grey, option=float(choose.chance(0.6))), ["concrete walls", "bare concrete walls"])


def _stone_wall(choose):
    colour, word = choose.colour(("grey", "beige", "light grey"))
    return Surface(
        material(choose, "STONE", colour * 0.8, colour * 0.45, choose.between(0.8, 1.2)),
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


# ------------------------------------------------------------------------------------- facades, roofs, ground

FACADE_KINDS = "brick brick brick plaster plaster plaster siding siding stone timber concrete boards logs".split()
FACADE_BRICKS = (("red", "9c4a36", "b8aea0"), ("red", "a0412c", "c9c0b2"), ("yellow", "c9a768", "8f8677"), ("white", "e4e0d8", "a09a90"),
                 ("brown", "7a4d38", "b8ad9f"), ("grey", "7f7d7a", "c0bcb6"), ("dark", "4b3a35", "8f887f"))


def _brick_facade(choose, scale):
    word, brick, mortar = choose.one(FACADE_BRICKS)
    return Surface(
        material(choose, "BRICK", choose.vary(linear(brick)), linear(mortar), scale),
        [f"{word} brick facade", f"{word} brick walls", f"{word} brick house", f"{word} bricks"],
    )


def _plaster_facade(choose, scale):
    colour, word = choose.colour(WALL_COLOURS)
    return Surface(
        material(choose, "PLAIN", colour * 0.95, option=1),
        [f"{word} plaster facade", f"{word} stucco walls", f"{word} rendered facade", f"{word} walls", f"{word} painted facade",
         f"{word} facade"],
    )


def _siding_facade(choose, scale):
    colour, word = choose.colour(WALL_COLOURS)
    return Surface(
        material(choose, "SIDING", colour * 0.95, scale=scale),
        [f"{word} wooden siding", f"{word} clapboard facade", f"{word} weatherboard walls", f"{word} siding"],
    )


def _stone_facade(choose, scale):
    colour, word = choose.colour(("grey", "beige", "light grey", "dark grey"))
    return Surface(
        material(choose, "STONE", colour * 0.85, colour * 0.5, scale * 1.2),
        [f"{word} stone facade", f"{word} stone walls", f"{word} stone blocks"],
    )


def _timber_facade(choose, scale):
    _, beam, _ = choose.wood(("dark oak", "walnut"))
    colour, word = choose.colour(("white", "cream", "yellow", "pink", "light blue"))
    return Surface(
        material(choose, "TIMBER_FRAME", colour, beam, choose.between(0.8, 1.1)),
        ["half-timbered facade", f"{word} half-timbered walls", "timber-framed walls", "Tudor facade"],
    )


def _concrete_facade(choose, scale):
    grey = choose.vary(np.array([0.42, 0.42, 0.41]), 0.15)
    return Surface(material(choose, "CONCRETE", grey, option=1.0), ["concrete facade", "bare concrete walls", "grey concrete walls"])


def _board_facade(choose, scale):
    light, dark, word = choose.wood()
    return Surface(
        material(choose, "PLANKS", light, dark, scale * 1.3, 0.02, float(choose.chance(0.5))),
        [f"{word} clad facade", f"{word} plank walls", f"{word} cladding"],
    )


def _log_facade(choose, scale):
    light, dark, word = choose.wood()
    return Surface(material(choose, "PLANKS", light, dark, scale * 1.9, 0.02), [f"{word} log cabin walls", f"{word} log walls"])


FACADES = {
    "brick": _brick_facade, "plaster": _plaster_facade, "siding": _siding_facade, "stone": _stone_facade, "timber": _timber_facade,
    "concrete": _concrete_facade, "boards": _board_facade, "logs": _log_facade,
}


def facade(choose, kinds=FACADE_KINDS):
    """An outer wall."""
    kind = choose.one(kinds)
    return FACADES[kind](choose, choose.between(0.9, 1.2))


ROOF_KINDS = "tiles tiles tiles slate slate shingles thatch metal scallops".split()
ROOF_TILE_COLOURS = ("terracotta", "terracotta", "terracotta", "red", "brown", "dark grey", "orange")
METAL_ROOF_COLOURS = ("dark grey", "red", "green", "light grey", "black", "blue", "white", "yellow", "pink")


def _tile_roof(choose, scale):
    colour, word = choose.colour(ROOF_TILE_COLOURS if choose.chance(0.5) else None)
    return Surface(
        material(choose, "ROOFTILE", colour, colour * 0.7, scale),
        [f"{word} roof", f"{word} roof tiles", f"{word} tiled roof", f"{word} tile roof"],
    )


def _slate_roof(choose, scale):
    colour, word = choose.colour(("dark grey", "dark grey", "grey", "black", "navy"))
    return Surface(
        material(choose, "SLATE", colour, colour * 1.4, scale, 0.1),
        [f"{word} roof", f"{word} slate roof", "slate roof", f"{word} slate shingles"],
    )


def _shingle_roof(choose, scale):
    light, dark, word = choose.wood()
    return Surface(
        material(choose, "SLATE", light * 0.9, dark, scale), [f"{word} shingle roof", "wooden shingle roof", f"{word} shingles"]
    )


def _scalloped_roof(choose, scale):
    colour, word = choose.colour()
    return Surface(
        material(choose, "SLATE", colour, colour * 0.7, scale, option=1),
        [f"{word} roof", f"{word} fish scale roof", f"{word} shingle roof", f"{word} scalloped shingles"],
    )


def _thatched_roof(choose, scale):
    return Surface(
        material(choose, "THATCH", choose.vary(linear("b89a62")), choose.vary(linear("8a6f40"))),
        ["thatched roof", "straw roof", "thatch roof"],
    )


def _metal_roof(choose, scale):
    colour, word = choose.colour(METAL_ROOF_COLOURS)
    return Surface(
        material(choose, "SIDING", colour, scale=2.4, gloss=0.3, turn=1, metal=0.3),
        [f"{word} roof", f"{word} metal roof", f"{word} standing seam roof"],
    )


ROOFS = {
    "tiles": _tile_roof, "slate": _slate_roof, "shingles": _shingle_roof, "thatch": _thatched_roof, "metal": _metal_roof,
    "scallops": _scalloped_roof,
}


def roof(choose):
    """A roof covering."""
    kind = choose.one(ROOF_KINDS)
    return ROOFS[kind](choose, choose.between(0.9, 1.4))


GROUND_KINDS = "grass grass grass grass asphalt cobbles paving gravel sand snow deck".split()


def _grass(choose):
    green = choose.vary(linear(choose.one(("5f8a3a", "6f8f3f", "4f7a34"))), 0.15)
    return Surface(
        material(choose, "GRASS", green, green * np.array([0.7, 0.75, 0.6])), ["green lawn", "grass", "lawn", "green grass"]
    )


def _asphalt(choose):
    return Surface(
        material(choose, "ASPHALT", choose.vary(linear("4a4a4c")), linear("86868a")),
        ["asphalt street", "asphalt", "grey asphalt ground"],
    )


def _cobbles(choose):
    return Surface(
        material(choose, "COBBLE", choose.vary(linear("807a72")), choose.vary(linear("5c5750")), choose.between(0.8, 1.4)),
        ["cobblestone street", "cobblestones", "cobbled ground"],
    )


def _paving(choose):
    colour, word = choose.colour(("grey", "beige", "light grey", "terracotta"))
    return Surface(
        material(choose, "STONE", colour * 0.8, colour * 0.4, 1.5), [f"{word} paving stones", f"{word} paved ground"]
    )


def _gravel(choose):
    return Surface(
        material(choose, "ASPHALT", choose.vary(linear("b3a78f")), linear("8a806c")), ["gravel", "gravel path", "gravel ground"]
    )


def _sand(choose):
    return Surface(material(choose, "PLAIN", choose.vary(linear("dcc193")), option=1), ["sand", "sandy ground", "beach sand"])


def _snow(choose):
    return Surface(material(choose, "PLAIN", linear("eef2f8"), option=0.6), ["snow", "snow covered ground", "snowy ground"])


def _deck(choose):
    light, dark, word = choose.wood()
    return Surface(material(choose, "PLANKS", light, dark, 1.2, 0.1), [f"{word} deck", f"{word} decking"])


GROUNDS = {
    "grass": _grass, "asphalt": _asphalt, "cobbles": _cobbles, "paving": _paving, "gravel": _gravel, "sand": _sand, "snow": _snow,
    "deck": _deck,
}


def ground(choose):
    """What a house stands on."""
    return GROUNDS[choose.one(GROUND_KINDS)](choose)


# ------------------------------------------------------------------------------------------------- furniture

LACQUER_COLOURS = ("white", "white", "black", "dark grey", "sage", "light blue", "navy", "dark green", "red", "yellow", "mint", "pink", "teal")
LEATHER_COLOURS = ("brown", "black", "burgundy", "beige", "dark green", "white")


def joinery(choose, lacquered=0.32, colours=LACQUER_COLOURS):
    """Wood or lacquer for furniture; the phrases are adjectives, the shortest first.

    - `lacquered`: share of lacquer, in any colour when `colours` is None.
    """
    if not choose.chance(lacquered):
        light, dark, word = choose.wood()
        word = word if word != "wooden" else "oak"
        return Surface(material(choose, "WOOD", light, dark, gloss=choose.between(0.05, 0.3), turn=2), [word] if "wood" in word else [word, f"{word} wood"])
    colour, word = choose.colour(colours)
    return Surface(material(choose, "LACQUER", colour, gloss=choose.between(0.1, 0.6)), [word, f"{word} wooden", f"{word} painted"])


def upholstery(choose):
    """Cloth or leather; the phrases are adjectives, the most precise first and a bare colour last."""
    kind = choose.one(("linen", "linen", "velvet", "leather", "plaid", "striped", "plain", "plain"))
    if kind == "leather":
        colour, word = choose.colour(LEATHER_COLOURS if choose.chance(0.7) else None)
        return Surface(material(choose, "LEATHER", colour, gloss=0.3), [f"{word} leather", word])
    colour, word = choose.colour()
    if kind == "plaid":
        return Surface(material(choose, "PLAID", colour, choose.companion(colour), choose.between(0.8, 1.3)), [f"{word} plaid"])
    if kind == "striped":
        return Surface(material(choose, "FABRIC", colour, choose.companion(colour), choose.between(0.8, 1.3), option=1), [f"{word} striped"])
    words = {"plain": [f"{word}", f"{word} fabric"], "linen": [f"{word} linen", word], "velvet": [f"{word} velvet", word]}
    return Surface(material(choose, "FABRIC", colour, gloss=0.12 if kind == "velvet" else 0), words[kind])
