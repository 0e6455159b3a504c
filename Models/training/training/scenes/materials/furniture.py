"""Wood, lacquer, cloth and leather."""

from .record import Surface, material

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
