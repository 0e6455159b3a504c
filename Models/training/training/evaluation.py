"""Measures a model on scenes it has never seen.

The model must be one that this package wrote, of whatever sizes: velocity prediction on its noise schedule, conditioned
on its depth maps, and with a maquette.json that tells how to use it.

- Autoencoder: peak signal-to-noise ratio.
- Denoising: velocity error at fixed noise levels, with the true caption and depth, and with another picture's.
- Depth: correlation of picture edges with edges of the own depth map, and of other pictures' depth maps.
- Prompt: a surface is asked for in eight colours; is the colour it gets the nearest of the eight?  The exact
  renderer tells which pixels show the surface.  The same is measured on true renderings, as the upper bound.
"""

import json
import math
import os

import numpy as np
import torch
from PIL import Image

from . import captions, dataset, denoiser, latents, networks, painter, scenes, sheets
from .reconstruction import peak_signal_to_noise
from .latents import to_tensor
from .painter import generate, working_size
from .scenes.materials import material
from .scenes.palette import COLOURS, PLAIN_COLOURS, linear

EDGE_CELLS = 85  # a side, in which edges are compared
FIRST_ALIGNMENT, FIRST_CONTROL, FIRST_LOSS, FIRST_PSNR = 3000, 5000, 7000, 9000  # held-out scenes of each measure
BUILDINGS = ("room", "doll", "facade")  # families with floors, walls or roofs; scenes are of each in turn
CONTROL = {  # surface: (families, least share of the picture, prompt)
    "wall": (("room", "doll"), 0.10, "{subject}, {colour} walls, daylight"),
    "floor": (("room", "doll"), 0.05, "{subject}, {colour} floor, daylight"),
    "roof": (("facade", "doll"), 0.06, "{subject}, {colour} roof, daylight"),
}


def _subject(scene):
    phrases = max(scene.parts, key=lambda part: part[0])[1]
    return phrases if isinstance(phrases, str) else phrases[0]


def _buildings(first, count, size):
    """At least `count` held-out scenes, of each family in turn and equally often."""
    count = math.ceil(count / len(BUILDINGS)) * len(BUILDINGS)  # so that rolling them by the number of families keeps the family
    return [dataset.held_out(first + i, size, BUILDINGS[i % len(BUILDINGS)]) for i in range(count)]


# ------------------------------------------------------------------------------------------------ autoencoder


def measure_autoencoder(pipeline, count):
    """Mean PSNR over held-out photographs of all families."""
    families = scenes.FAMILIES
    pictures = [dataset.held_out(FIRST_PSNR + i, working_size(pipeline), families[i % len(families)]).rgb for i in range(count)]
    with torch.inference_mode():
        return peak_signal_to_noise(pipeline.vae, to_tensor(np.stack(pictures), pipeline.device))


# -------------------------------------------------------------------------------------------------- denoising


@torch.inference_mode()
def measure_denoising(pipeline, count):
    """Velocity errors by noise level: as it should be, and with the depth or the caption of another scene of the family."""
    examples = _buildings(FIRST_LOSS, count, working_size(pipeline))
    scale = pipeline.vae.config.scaling_factor
    pictures = to_tensor(np.stack([example.rgb for example in examples]), pipeline.device)
    latent = torch.cat([pipeline.vae.encode(part).latent_dist.mean for part in pictures.split(4)]) * scale
    disparity = torch.from_numpy(np.stack([example.rendering.disparity for example in examples])).to(pipeline.device)
    depth = latents.conditioning(disparity, latent.shape[-1])[:, None]
    texts = [captions.true_caption(example, i) for i, example in enumerate(examples)]
    tokens = pipeline.tokenizer(texts, padding="max_length", max_length=networks.MAXIMUM_TOKENS, truncation=True, return_tensors="pt").input_ids
    states = pipeline.text_encoder(tokens.to(pipeline.device))[0]
    noise = torch.randn(latent.shape, generator=torch.Generator().manual_seed(1)).to(pipeline.device)
    signal = networks.build_scheduler().alphas_cumprod.to(pipeline.device)
    result = {}
    for level in denoiser.NOISE_LEVELS:
        timesteps = torch.full((len(latent),), level, device=pipeline.device)
        noisy, velocity = denoiser.diffuse(latent, noise, signal[timesteps])

        def error(own_depth, own_states):
            predicted = pipeline.unet(torch.cat([noisy, own_depth], 1), timesteps, own_states).sample
            return round((predicted - velocity).square().mean().item(), 4)

        result[str(level)] = {
            "own": error(depth, states), "other_depth": error(depth.roll(len(BUILDINGS), 0), states),
            "other_caption": error(depth, states.roll(len(BUILDINGS), 0)),
        }
    return result


# ------------------------------------------------------------------------------------------------------ depth


def _gradient(values):
    return np.hypot(np.gradient(values, axis=0), np.gradient(values, axis=1))


def _shrink(values, cells=EDGE_CELLS):
    factor = max(1, values.shape[1] // cells)
    size = (values.shape[1] // factor, values.shape[0] // factor)
    return np.asarray(Image.fromarray(values.astype(np.float32)).resize(size, Image.BOX))


def depth_edges(disparity):
    """Edges of relative depth, so that far walls count like near ones."""
    relative = (disparity - disparity.min()) / (np.ptp(disparity) + 1e-9)
    return _shrink(np.clip(_gradient(np.log(relative + 0.03)), 0, 0.15))


def edge_correlation(picture, disparity):
    edges = _shrink(_gradient(picture.mean(-1) / 255))
    return float(np.corrcoef(edges.ravel(), depth_edges(disparity).ravel())[0, 1])


def measure_depth(pipeline, count):
    """Correlations with the own depth map and with those of up to three other scenes of the family."""
    examples = _buildings(FIRST_ALIGNMENT, count, working_size(pipeline))
    depths = [example.rendering.disparity for example in examples]
    generated = [generate(pipeline, [captions.true_caption(example, i)], depths[i], seed=i)[0] for i, example in enumerate(examples)]
    shifts = range(len(BUILDINGS), len(examples), len(BUILDINGS))[:3]

    def mean(pictures, shift):
        return float(np.mean([edge_correlation(picture, depths[(i + shift) % len(depths)]) for i, picture in enumerate(pictures)]))

    rendered = [example.rgb for example in examples]
    return {
        "generated_own": mean(generated, 0), "generated_other": float(np.mean([mean(generated, shift) for shift in shifts])),
        "rendered_own": mean(rendered, 0), "rendered_other": float(np.mean([mean(rendered, shift) for shift in shifts])),
    }


# ----------------------------------------------------------------------------------------------------- prompt


def _colour_features(rgb):
    """Chroma, and brightness at half weight: light changes brightness more than hue."""
    values = np.asarray(rgb, float) / 255
    mean = values.mean(-1, keepdims=True)
    return np.concatenate([mean * 0.5, values - mean], -1)


def _reference_colours():
    codes = [COLOURS[name][0] for name in PLAIN_COLOURS]
    return np.array([[int(code[i : i + 2], 16) for i in (0, 2, 4)] for code in codes], float)


def _control_scenes(surface, count, size):
    """Held-out daylight scenes in which the surface is large and of one material."""
    names, least, _ = CONTROL[surface]
    found, index = [], 0
    while len(found) < count:
        random = np.random.default_rng(dataset.HELD_OUT_SEED + FIRST_CONTROL + index)
        scene = scenes.compose(random, names[len(found) % len(names)], "day")
        index += 1
        if surface not in scene.surface_rows:
            continue
        rendering = scenes.render(scene, size)
        mask = rendering.covered_by(scene, surface)
        if mask.mean() >= least:
            found.append((scene, rendering, mask))
    return found


def _painted(scene, surface, colour):
    """The scene's materials with the surface in one plain colour."""
    paint = material(scene.choose, "PLAIN", linear(COLOURS[colour][0]))
    chosen = scene.surface_materials[surface]
    return [paint if index in chosen else row for index, row in enumerate(scene.materials)]


def _accuracies(means):
    """`means` [scenes, colours asked, rgb]: share of nearest colours, and of pictures that are the nearest of their scene's."""
    distance = np.linalg.norm(_colour_features(means)[:, :, None] - _colour_features(_reference_colours())[None, None], axis=-1)
    asked = np.arange(len(PLAIN_COLOURS))
    return float((distance.argmin(-1) == asked).mean()), float((distance.argmin(1) == asked).mean())


def measure_prompt(pipeline, surface, count):
    """Asks for one surface in eight colours."""
    template = CONTROL[surface][2]
    size = working_size(pipeline)
    generated, rendered = [], []
    for number, (scene, rendering, mask) in enumerate(_control_scenes(surface, count, size)):
        prompts = [template.format(subject=_subject(scene), colour=colour) for colour in PLAIN_COLOURS]
        pictures = generate(pipeline, prompts, rendering.disparity, seed=number)
        generated.append([picture[mask].mean(0) for picture in pictures])
        rendered.append([scenes.render(scene, size, _painted(scene, surface, colour)).rgb[mask].mean(0) for colour in PLAIN_COLOURS])
    nearest, picture = _accuracies(np.array(generated))
    return {
        "nearest_colour": nearest, "nearest_picture": picture, "nearest_colour_rendered": _accuracies(np.array(rendered))[0],
        "chance": 1 / len(PLAIN_COLOURS), "scenes": count,
        "mean_rgb": {colour: np.array(generated)[:, i].mean(0).round().tolist() for i, colour in enumerate(PLAIN_COLOURS)},
    }


# -------------------------------------------------------------------------------------------------------- all


def evaluate(folder, output, device="cpu", scale=1.0, report=print):
    """Writes metrics.json, sheet.png and materials.png.

    - `folder`: a model that this package wrote.
    - `device`: a CPU computes with as many threads as torch is set to.
    - `scale`: shrinks or grows the number of scenes.
    """
    os.makedirs(output, exist_ok=True)
    pipeline = painter.load(folder, device)
    report(f"evaluating {folder} on {device}, processor threads: {torch.get_num_threads()}", flush=True)

    def scenes_for(count):
        return max(4, math.ceil(count * scale))

    metrics = {}
    measures = {
        "autoencoder_psnr": lambda: measure_autoencoder(pipeline, scenes_for(24)),
        "denoising_loss": lambda: measure_denoising(pipeline, scenes_for(48)),
        "depth_edges": lambda: measure_depth(pipeline, scenes_for(18)),
        **{surface: (lambda name=surface: measure_prompt(pipeline, name, scenes_for(6))) for surface in CONTROL},
    }
    for name, measure in measures.items():
        metrics[name] = measure()
        report(f"{name}: {json.dumps(metrics[name])}", flush=True)
        with open(f"{output}/metrics.json", "w", encoding="utf-8") as file:
            json.dump(metrics, file, indent=1)
    sheets.draw_sheet(pipeline, f"{output}/sheet.png")
    sheets.draw_materials(pipeline, f"{output}/materials.png")
    return metrics
