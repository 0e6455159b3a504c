"""Named colours and woods, and a helper for random choices."""

import numpy as np

COLOURS = {  # name: (sRGB, words a caption may use)
    "white": ("f0eeea", ("white",)),
    "cream": ("eadfc4", ("cream", "ivory", "off-white")),
    "beige": ("d2bc98", ("beige", "sand", "tan")),
    "grey": ("9a9a98", ("grey", "gray")),
    "light grey": ("c6c6c4", ("light grey", "light gray", "pale grey")),
    "dark grey": ("4a4b4e", ("dark grey", "charcoal", "anthracite")),
    "black": ("1d1d1f", ("black",)),
    "brown": ("6b4429", ("brown", "chocolate")),
    "red": ("b5261f", ("red",)),
    "burgundy": ("6a1a26", ("burgundy", "dark red", "wine red")),
    "pink": ("e3a0ac", ("pink", "rose", "blush pink")),
    "orange": ("dd7c2a", ("orange",)),
    "terracotta": ("bd6546", ("terracotta", "rust")),
    "yellow": ("ecc64a", ("yellow",)),
    "mustard": ("c4962c", ("mustard", "ochre")),
    "green": ("3f8a45", ("green",)),
    "sage": ("9aab86", ("sage green", "sage", "pale green")),
    "dark green": ("1f4a33", ("dark green", "forest green", "emerald")),
    "olive": ("6f7238", ("olive", "olive green")),
    "mint": ("a9d8c0", ("mint", "mint green")),
    "teal": ("1f7a7d", ("teal",)),
    "turquoise": ("4cbcc0", ("turquoise",)),
    "light blue": ("a3c4dc", ("light blue", "pale blue", "sky blue")),
    "blue": ("2f66ad", ("blue",)),
    "navy": ("1f2e52", ("navy", "navy blue", "dark blue")),
    "purple": ("6d4488", ("purple", "violet")),
    "lavender": ("b9a8d4", ("lavender", "lilac")),
}

DEEP_COLOURS = ("navy", "burgundy", "dark green", "brown", "black", "blue", "red")  # stand out from light ones
PLAIN_COLOURS = ("white", "red", "blue", "green", "yellow", "pink", "black", "brown")  # what people ask for most
WALL_COLOURS = (  # of paint, paper and siding, usual ones more often
    "white white white red yellow green blue black brown white white white cream cream beige grey sage sage mint blue navy "
    "teal turquoise green olive pink pink lavender purple red burgundy terracotta orange yellow mustard brown black"
).split() + ["light grey", "dark grey", "light blue", "light blue", "dark green"]

WOODS = {  # name: (light sRGB, dark sRGB, words a caption may use)
    "oak": ("c59a62", "9a6f3c", ("oak", "light oak", "wood", "wooden")),
    "pine": ("dcb57c", "b98a4e", ("pine", "light wood", "blond wood")),
    "walnut": ("7a5234", "4d301d", ("walnut", "dark wood")),
    "mahogany": ("7c3a24", "521f14", ("mahogany", "cherry wood", "reddish wood")),
    "dark oak": ("57412d", "36271b", ("dark oak", "dark stained wood", "old dark wood")),
    "birch": ("e3cfa8", "c8ad80", ("birch", "maple", "pale wood")),
    "grey oak": ("a1978a", "7a7166", ("grey oak", "weathered wood", "grey wood")),
    "whitewashed": ("ddd8cd", "bdb6a8", ("whitewashed wood", "white wood", "white painted wood")),
}

DARKEST, LIGHTEST = 0.004, 0.92  # no real surface absorbs or reflects everything


def linear(srgb):
    """Linear RGB of a hexadecimal sRGB colour."""
    values = np.array([int(srgb[i : i + 2], 16) for i in (0, 2, 4)]) / 255.0
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


class Chooser:
    """Random choices, all drawn from one generator."""

    def __init__(self, random):
        self.random = random

    def one(self, options):
        return options[int(self.random.integers(len(options)))]

    def chance(self, probability):
        return self.random.random() < probability

    def between(self, low, high):
        return float(self.random.uniform(low, max(low, high)))

    def vary(self, colour, amount=0.10):
        """A colour a little brighter or darker, and a little off in hue."""
        brightness = 1 + self.random.uniform(-amount, amount)
        hue = 1 + self.random.uniform(-amount * 0.35, amount * 0.35, 3)
        return np.clip(colour * brightness * hue, DARKEST, LIGHTEST)

    def colour(self, names=None):
        """A varied linear colour and a word for it; any colour, plain ones more often, or one of `names`."""
        if names is None:
            names = PLAIN_COLOURS if self.chance(0.4) else list(COLOURS)
        srgb, words = COLOURS[self.one(names)]
        return self.vary(linear(srgb)), (words[0] if self.chance(0.6) else self.one(words))

    def wood(self, names=None):
        """Light and dark linear colours of a wood and a word for it."""
        light, dark, words = WOODS[self.one(names or list(WOODS))]
        brightness = 1 + self.between(-0.08, 0.08)
        return linear(light) * brightness, linear(dark) * brightness, (words[0] if self.chance(0.55) else self.one(words))

    def opposite(self, colour):
        """A second colour that stands out from the first: white or cream on what is dark, a deep tone on what is light."""
        if colour.mean() < 0.3 or (colour.mean() < 0.5 and self.chance(0.5)):
            return self.vary(linear(COLOURS[self.one(("white", "cream"))][0]))
        deep = colour * 0.3 if self.chance(0.5) else linear(COLOURS[self.one(DEEP_COLOURS)][0])
        return self.vary(deep)

    def companion(self, colour):
        """A second colour that goes with the first: white or cream, a darker tone, or a lighter one."""
        draw = self.random.random()
        if draw < 0.45:
            if colour.mean() < 0.45 or self.chance(0.3):
                return self.vary(linear(COLOURS[self.one(("white", "cream"))][0]))
            return colour * 0.55
        if draw < 0.75:
            return np.clip(colour * self.between(0.45, 0.62), DARKEST, LIGHTEST)
        return np.clip(colour * 1.25 + 0.12, 0, LIGHTEST)
