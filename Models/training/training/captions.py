"""Captions that are true of a picture, built from what its scene is made of.

A scene describes itself by parts: `[weight, phrases, surface]`, where `phrases` are ways to say the same thing and
`surface` is "floor", "wall", "facade", "roof", "ground" or None.  A fresh caption is drawn each time a picture is
used, so the text encoder meets many wordings, short prompts as well as long ones.
"""

import numpy as np

SUBJECT_WEIGHT = 4  # a part this heavy says what the picture shows
SURFACES = ("floor", "wall", "facade", "roof", "ground")
FAMILIES = ("room", "doll", "facade", "furniture")

ADJECTIVES = (
    "cosy", "cozy", "beautiful", "elegant", "bright", "modern", "classic", "charming", "small", "tiny", "miniature",
    "vintage", "rustic", "stylish",
)

STYLES = {  # name: (share of pictures, phrases)
    "photo": (0.846, ("photo", "photograph", "photorealistic", "realistic", "3d render", "high quality photo", "miniature photo", "detailed")),
    "watercolor": (0.027, ("watercolor", "watercolour painting", "watercolor illustration", "watercolor style")),
    "cartoon": (0.031, ("cartoon", "comic style", "cel shaded", "cartoon illustration", "ink outlines")),
    "blueprint": (0.019, ("blueprint", "blueprint drawing", "technical drawing, blue")),
    "sketch": (0.023, ("pencil sketch", "pencil drawing", "hand drawn sketch")),
    "bw": (0.015, ("black and white photo", "monochrome photo")),
    "sepia": (0.012, ("vintage sepia photo", "old sepia photograph")),
    "clay": (0.015, ("white clay model", "clay render", "white architectural model")),
    "oil": (0.012, ("oil painting", "impressionist painting")),
}
COLOURLESS_STYLES = frozenset(("blueprint", "sketch", "clay", "bw", "sepia"))
NOT_BEFORE_OF = ("style", "outlines", "blue", "realistic", "shaded", "detailed")  # "realistic of a house" is no English


def pick_style(random):
    """Draws a style name by its share."""
    names = list(STYLES)
    shares = [STYLES[name][0] for name in names]
    total = sum(shares)
    return names[random.choice(len(names), p=[share / total for share in shares])]


def _choose(random, phrases):
    return phrases if isinstance(phrases, str) else phrases[int(random.integers(len(phrases)))]


def _mention_probability(weight, surface, coverage, colourless):
    if surface is not None and coverage is not None:
        covered = coverage[SURFACES.index(surface)]
        probability = 0.92 if covered > 0.05 else 0.75 if covered > 0.01 else 0.25
    else:
        probability = 0.75 if weight >= 1.5 else 0.45 if weight >= 1 else 0.25
    return probability * (0.5 if colourless else 1.0)


def _with_adjective_and_article(subject, random):
    has_article = subject.startswith(("a ", "an "))
    plural = subject.endswith("s")
    if not has_article and random.random() < 0.15:
        subject = f"{ADJECTIVES[int(random.integers(len(ADJECTIVES)))]} {subject}"
    if not has_article and not plural and random.random() < 0.4:
        article = "an" if subject[0] in "aeiou" else "a"
        subject = f"{article} {subject}"
    return subject


def caption(parts, style, random, coverage=None):
    """One caption for a picture.

    Colours are named in colourless styles too, only less often.  People ask for a pencil sketch of a red brick house,
    and from such captions the model learns that the style then wins, and that bricks are still bricks and white walls
    brighter than black ones.

    - `coverage`: the share of the picture each of `SURFACES` covers; what covers the most is usually named first.
    """
    subjects = [part for part in parts if part[0] >= SUBJECT_WEIGHT]
    others = [part for part in parts if part[0] < SUBJECT_WEIGHT and part[0] > 0]
    colourless = style in COLOURLESS_STYLES
    brief = random.random() < 0.3  # people type short prompts: the surfaces and little else
    mentioned = []
    for weight, phrases, surface in others:
        probability = _mention_probability(weight, surface, coverage, colourless)
        if brief and surface is None:
            probability *= 0.35
        if random.random() < probability:
            covered = coverage[SURFACES.index(surface)] if surface and coverage is not None else 0.0
            mentioned.append((covered, _choose(random, phrases)))
    random.shuffle(mentioned)
    if random.random() < 0.6:
        mentioned.sort(key=lambda entry: -entry[0])
    phrases = [phrase for _, phrase in mentioned]
    if subjects and (random.random() < 0.9 or not phrases):
        subject = _with_adjective_and_article(_choose(random, subjects[0][1]), random)
        phrases = [subject] + phrases if random.random() < 0.85 else phrases + [subject]
    text = ", ".join(phrases)
    if len(phrases) > 1 and random.random() < 0.2:
        text = f"{phrases[0]} with {', '.join(phrases[1:])}"
    return _add_style(text, style, random)


def true_caption(example, seed):
    """The caption of a photograph that always belongs to the same `dataset.Example` and seed."""
    return caption(example.scene.parts, "photo", np.random.default_rng(seed), example.coverage)


def _add_style(text, style, random):
    if style == "photo" and random.random() < 0.7:
        return text
    words = _choose(random, STYLES[style][1])
    position = random.random()
    if position < 0.35 and not words.endswith(NOT_BEFORE_OF):
        return f"{words} of {text}"
    return f"{text}, {words}" if position < 0.75 else f"{words}, {text}"
