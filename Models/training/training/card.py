"""Writes the card of a model folder: card.md, filled with the figures of its export and of its evaluation."""

import json
import pathlib

from PIL import Image

DETAILS = "training.json"  # figures of the export, in the model folder
TEMPLATE = pathlib.Path(__file__).with_name("card.md")


def _evaluation_text(metrics):
    if not metrics:
        return ""
    depth = metrics["depth_edges"]
    rows = [
        ("autoencoder: peak signal-to-noise ratio", f"{metrics['autoencoder_psnr']:.1f} dB", ""),
        ("picture edges and the own depth's edges, correlation", f"{depth['generated_own']:.3f}", f"{depth['rendered_own']:.3f}"),
        ("picture edges and another scene's depth edges", f"{depth['generated_other']:.3f}", f"{depth['rendered_other']:.3f}"),
    ]
    for surface in ("wall", "floor", "roof"):
        control = metrics[surface]
        question = f"{surface}: the colour asked for is the nearest of eight (chance {control['chance']:.1%})"
        rows.append((question, f"{control['nearest_colour']:.0%}", f"{control['nearest_colour_rendered']:.0%}"))
    table = "\n".join(f"| {name} | {value} | {truth} |" for name, value, truth in rows)
    return f"""## Measured on scenes it has never seen

| | model | true renders |
| --- | --- | --- |
{table}

Colours are measured in {metrics['wall']['scenes']} scenes a surface, each painted in all eight colours. Depth, true render, and pictures
for the true caption and two other prompts:

![Pictures of held-out scenes](sheet.webp)

The same for one material after the other:

![Four held-out scenes, each painted in six materials](materials.webp)
"""


def _pictures_text(pictures):
    (side, count), *others = pictures
    return f"{count:,} at {side} x {side} pixels" + "".join(f", {count:,} at {side} x {side}" for side, count in others)


def write_card(folder, metrics=None, evaluation_folder=None):
    """Writes README.md from the figures of the export and, once there are any, of the evaluation."""
    details = json.loads(pathlib.Path(folder, DETAILS).read_text())
    remarks = "".join(f" {remark}" for remark in details.pop("remarks", ()))  # added by hand after a look at the sheets
    texts = {"evaluation": _evaluation_text(metrics), "pictures_text": _pictures_text(details["pictures"]), "remarks": remarks}
    pathlib.Path(folder, "README.md").write_text(TEMPLATE.read_text().format(**texts, **details))
    if evaluation_folder:
        for name in ("sheet", "materials"):
            Image.open(f"{evaluation_folder}/{name}.png").save(f"{folder}/{name}.webp", quality=88)
