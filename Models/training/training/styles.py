"""Turns a rendering into a watercolour, a cartoon, a blueprint and so on, with lines where exact geometry has edges."""

import numpy as np
from PIL import Image, ImageFilter

GREY = np.array([0.3, 0.59, 0.11])


def outlines(rendering):
    """Strength 0..1 of object borders, creases and steps in depth."""
    ids, normals, depth = rendering.ids, rendering.normals, rendering.depth
    strength = np.zeros(ids.shape, np.float32)
    for axis in (0, 1):
        border = (np.roll(ids, -1, axis) != ids) * 0.75
        crease = 1 - (np.roll(normals, -1, axis) * normals).sum(-1) > 0.25
        step = np.abs(np.roll(depth, -1, axis) - depth) / (depth + 0.3) > 0.08
        here = np.maximum(border, np.maximum(crease, step)).astype(np.float32)
        here[(-1,) if axis == 0 else (slice(None), -1)] = 0
        strength = np.maximum(strength, here)
    blurred = Image.fromarray((strength * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(0.55))
    return np.clip(np.asarray(blurred, np.float32) / 255 * 1.4, 0, 1)


def _paper(random, shape, cells, amount):
    """Smooth random brightness, zero on average."""
    coarse = Image.fromarray(random.integers(0, 255, (cells, cells), dtype=np.uint8)).resize(shape[::-1], Image.BICUBIC)
    return (np.asarray(coarse, np.float32)[..., None] / 255 - 0.5) * amount


def _filtered(rgb, *filters):
    image = Image.fromarray(rgb)
    for picture_filter in filters:
        image = image.filter(picture_filter)
    return np.asarray(image, np.float32) / 255


def _watercolour(rendering, random):
    shape = rendering.ids.shape
    wash = _filtered(rendering.rgb, ImageFilter.MedianFilter(5), ImageFilter.GaussianBlur(0.8))
    wash = 0.42 + 0.60 * wash**0.85 + _paper(random, shape, 24, 0.10) + _paper(random, shape, 128, 0.05)
    return wash * (1 - 0.30 * outlines(rendering)[..., None]) * np.array([1.0, 0.985, 0.95])


def _cartoon(rendering, random):
    flat = _filtered(rendering.rgb, ImageFilter.MedianFilter(5))
    level = flat.mean(-1, keepdims=True) + 0.01
    stepped = (np.floor(level * 5) + 0.5) / 5
    colour = stepped + (flat - level) * (stepped / level) * 1.35 + 0.04
    return colour * (1 - 0.92 * outlines(rendering)[..., None])


def _blueprint(rendering, random):
    height, width = rendering.ids.shape
    grid = ((np.arange(width) % 16 == 0)[None, :] | (np.arange(height) % 16 == 0)[:, None])[..., None]
    brightness = np.where(rendering.ids >= 0, rendering.rgb @ GREY / 255, 0.4)[..., None]
    paper = np.array([0.06, 0.20, 0.46]) * (0.9 + 0.25 * brightness) + 0.05 * grid
    return paper + (np.array([0.86, 0.92, 1.0]) - paper) * outlines(rendering)[..., None] * 0.9


def _sketch(rendering, random):
    height, width = rendering.ids.shape
    brightness = rendering.rgb @ GREY / 255
    strokes = np.add.outer(np.arange(height), np.arange(width)) % 5 < 2
    hatching = strokes * np.clip(0.62 - brightness, 0, 1) * 0.7 + strokes[::-1] * np.clip(0.35 - brightness, 0, 1) * 0.8
    drawing = (0.95 - 0.75 * outlines(rendering) - hatching)[..., None] * np.array([1.0, 0.99, 0.96])
    return drawing + _paper(random, rendering.ids.shape, 128, 0.06)


def _black_and_white(rendering, random):
    brightness = (rendering.rgb @ GREY / 255)[..., None]
    return np.repeat((brightness - 0.5) * 1.1 + 0.5, 3, -1)


def _sepia(rendering, random):
    brightness = (rendering.rgb @ GREY / 255)[..., None]
    return (0.12 + 0.85 * brightness) * np.array([1.05, 0.88, 0.66]) + _paper(random, rendering.ids.shape, 128, 0.05)


def _oil(rendering, random):
    strokes = _filtered(rendering.rgb, ImageFilter.ModeFilter(5))
    level = strokes.mean(-1, keepdims=True)
    return level + (strokes - level) * 1.3 + _paper(random, rendering.ids.shape, 128, 0.10)


FILTERS = {
    "watercolor": _watercolour, "cartoon": _cartoon, "blueprint": _blueprint, "sketch": _sketch, "bw": _black_and_white,
    "sepia": _sepia, "oil": _oil,
}


def apply(style, rendering, random):
    """The picture in one of `captions.STYLES`; photographs and clay models are rendered as they are."""
    if style not in FILTERS:
        return rendering.rgb
    return (np.clip(FILTERS[style](rendering, random), 0, 1) * 255 + 0.5).astype(np.uint8)
