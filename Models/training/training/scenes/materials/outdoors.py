"""Facades, roofs and what houses stand on."""

import numpy as np

from ..palette import WALL_COLOURS, linear
from .record import Surface, grout, material

# --------------------------------------------------------------------------------------------------- facades

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
        material(choose, "STONE", colour * 0.85, grout(colour), scale * 1.2),
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


# ----------------------------------------------------------------------------------------------------- roofs

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


# ---------------------------------------------------------------------------------------------------- ground

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
        material(choose, "STONE", colour * 0.8, grout(colour), 1.5), [f"{word} paving stones", f"{word} paved ground"]
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
