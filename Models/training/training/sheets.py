"""Draws sheets of pictures that a model paints of held-out scenes."""

import numpy as np
from PIL import Image, ImageDraw

from . import captions, dataset
from .painter import generate, working_size

OTHER_PROMPTS = {
    "room": ("a room, black and white checkered floor, red brick walls, bright daylight",
             "a room, oak plank floor, light blue striped wallpaper, daylight"),
    "doll": ("open dollhouse, walnut plank floor, pink dotted wallpaper, terracotta roof tiles, bright daylight",
             "dollhouse cutaway, white tiled floor, red brick walls, slate roof, warm evening light"),
    "facade": ("house exterior, red brick facade, dark grey slate roof, green lawn, overcast light",
               "house, white wooden siding, terracotta roof tiles, cobblestone street, golden hour"),
    "furniture": ("red leather, daylight", "oak wood, warm evening light"),
}
SHEET_ROWS = (("doll", 0), ("doll", 3), ("doll", 6), ("room", 3), ("room", 1), ("facade", 3), ("facade", 5), ("furniture", 8))

MATERIALS = (  # held-out scene, subject, and what one of its surfaces shall be made of
    (("room", 3), "a room", ("red brick walls", "white tiled walls", "oak plank walls", "blue striped wallpaper",
                             "pink polka dot wallpaper", "grey stone walls")),
    (("room", 1), "a room", ("oak plank floor", "walnut herringbone parquet", "black and white checkered floor", "blue tiled floor",
                             "terracotta floor tiles", "grey stone floor")),
    (("doll", 6), "open dollhouse", ("red brick walls", "mint tiled walls", "green striped wallpaper", "navy blue polka dot wallpaper",
                                     "yellow floral wallpaper", "walnut plank walls")),
    (("facade", 3), "house", ("red brick facade", "white wooden siding", "half-timbered facade", "grey stone walls",
                              "terracotta roof tiles", "dark grey slate roof")),
)


def _wrapped(text, width):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width and len(lines) < 3:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def draw_sheet(pipeline, path, rows=SHEET_ROWS, shown=256):
    """Depth, true rendering, the picture for the true caption and for two other prompts, one row a scene."""
    caption_height = 38
    columns = 3 + len(OTHER_PROMPTS[rows[0][0]])  # depth, true rendering, true caption
    sheet = Image.new("RGB", (shown * columns, (shown + caption_height) * len(rows)), "white")
    pen = ImageDraw.Draw(sheet)
    for row, (family, index) in enumerate(rows):
        example = dataset.held_out(index, working_size(pipeline), family)
        disparity = example.rendering.disparity
        prompts = [captions.true_caption(example, index), *OTHER_PROMPTS[family]]
        grey = np.repeat(((disparity - disparity.min()) / np.ptp(disparity) * 255).astype(np.uint8)[..., None], 3, -1)
        top = row * (shown + caption_height)
        for column, picture in enumerate((grey, example.rgb, *generate(pipeline, prompts, disparity))):
            sheet.paste(Image.fromarray(picture).resize((shown, shown), Image.LANCZOS), (column * shown, top))
        for column, text in enumerate(("depth", "true render", *prompts)):
            pen.multiline_text((column * shown + 3, top + shown + 1), _wrapped(text, shown // 6), fill="black", spacing=0)
    sheet.save(path, optimize=True)


def draw_materials(pipeline, path, rows=MATERIALS, shown=216):
    """One scene a row, painted in one material after the other."""
    caption_height = 14
    sheet = Image.new("RGB", (shown * len(rows[0][2]), (shown + caption_height) * len(rows)), "white")
    pen = ImageDraw.Draw(sheet)
    for row, ((family, index), subject, phrases) in enumerate(rows):
        disparity = dataset.held_out(index, working_size(pipeline), family).rendering.disparity
        top = row * (shown + caption_height)
        pictures = generate(pipeline, [f"{subject}, {phrase}, daylight" for phrase in phrases], disparity)
        for column, (picture, phrase) in enumerate(zip(pictures, phrases)):
            sheet.paste(Image.fromarray(picture).resize((shown, shown), Image.LANCZOS), (column * shown, top))
            pen.text((column * shown + 3, top + shown), phrase, fill="black")
    sheet.save(path, optimize=True)
