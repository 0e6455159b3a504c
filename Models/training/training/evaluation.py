"""Measures a model folder on scenes it has never seen, and draws sheets of pictures.

- Autoencoder: peak signal-to-noise ratio.
- Denoising: velocity error at fixed noise levels, with the true caption and depth, and with another picture's.
- Depth: correlation of picture edges with edges of the own depth map, and of other pictures' depth maps.
- Prompt: a surface is asked for in eight colours; is the colour it gets the nearest of the eight?  The exact
  renderer tells which pixels show the surface.  The same is measured on true renderings, as the upper bound.
"""

import json
import math
import os
import pathlib

import numpy as np
import torch
from diffusers import DDIMScheduler, EulerAncestralDiscreteScheduler, LCMScheduler, StableDiffusionDepth2ImgPipeline
from PIL import Image, ImageDraw

from . import captions, dataset, denoiser, latents, networks, scenes
from .autoencoder import peak_signal_to_noise
from .latents import to_tensor
from .scenes.materials import material
from .scenes.palette import COLOURS, PLAIN_COLOURS, linear

SCHEDULERS = {"ddim": DDIMScheduler, "euler-ancestral": EulerAncestralDiscreteScheduler, "lcm": LCMScheduler}  # by the names of maquette.json
EDGE_CELLS = 85  # a side, in which edges are compared
FIRST_ALIGNMENT, FIRST_CONTROL, FIRST_LOSS, FIRST_PSNR = 3000, 5000, 7000, 9000  # held-out scenes of each measure
CONTROL = {  # surface: (families, least share of the picture, prompt)
    "wall": (("room", "doll"), 0.10, "{subject}, {colour} walls, daylight"),
    "floor": (("room", "doll"), 0.05, "{subject}, {colour} floor, daylight"),
    "roof": (("facade", "doll"), 0.06, "{subject}, {colour} roof, daylight"),
}
OTHER_PROMPTS = {
    "room": ("a room, black and white checkered floor, red brick walls, bright daylight", "a room, oak plank floor, light blue striped wallpaper, daylight"),
    "doll": ("open dollhouse, walnut plank floor, pink dotted wallpaper, terracotta roof tiles, bright daylight",
             "dollhouse cutaway, white tiled floor, red brick walls, slate roof, warm evening light"),
    "facade": ("house exterior, red brick facade, dark grey slate roof, green lawn, overcast light",
               "house, white wooden siding, terracotta roof tiles, cobblestone street, golden hour"),
    "furniture": ("red leather, daylight", "oak wood, warm evening light"),
}
SHEET_ROWS = (("doll", 2), ("doll", 3), ("doll", 6), ("room", 0), ("room", 1), ("facade", 4), ("facade", 5), ("furniture", 8))

MATERIALS = (  # held-out scene, subject, and what its largest surface shall be made of
    (("room", 9), "a room", ("red brick walls", "white tiled walls", "oak plank walls", "blue striped wallpaper", "pink polka dot wallpaper", "grey stone walls")),
    (("room", 8), "a room", ("oak plank floor", "walnut herringbone parquet", "black and white checkered floor", "blue tiled floor", "terracotta floor tiles", "grey stone floor")),
    (("doll", 3), "open dollhouse", ("red brick walls", "mint tiled walls", "green striped wallpaper", "navy blue polka dot wallpaper", "yellow floral wallpaper", "walnut plank walls")),
    (("facade", 9), "house", ("red brick facade", "white wooden siding", "half-timbered facade", "grey stone walls", "terracotta roof tiles", "dark grey slate roof")),
)


def load_pipeline(folder, device="cpu"):
    """The model as `maquette.json` says that it should be used."""
    pipeline = StableDiffusionDepth2ImgPipeline.from_pretrained(folder, depth_estimator=None, feature_extractor=None, torch_dtype=torch.float32)
    pipeline.set_progress_bar_config(disable=True)
    pipeline.recommended = json.loads(pathlib.Path(folder, "maquette.json").read_text())
    pipeline.scheduler = SCHEDULERS[pipeline.recommended["scheduler"]].from_config(pipeline.scheduler.config)
    networks.keep_depth_exact(pipeline.unet)
    return pipeline.to(device)


def generate(pipeline, prompts, disparity, seed=0):
    """uint8 pictures of one depth map, one a prompt, from one noise."""
    height, width = disparity.shape
    count = len(prompts)
    start = [Image.new("RGB", (width, height), (128, 128, 128))] * count  # not looked at: the strength is 1
    depth = torch.from_numpy(disparity)[None].repeat(count, 1, 1)
    generators = [torch.Generator().manual_seed(seed) for _ in range(count)]
    settings = {name: pipeline.recommended[name] for name in ("num_inference_steps", "guidance_scale")}
    with torch.autocast(pipeline.device.type, dtype=torch.bfloat16):  # as it was trained, and twice as fast
        result = pipeline(prompt=list(prompts), image=start, depth_map=depth, strength=1.0, generator=generators, output_type="np", **settings)
    return (result.images * 255).round().astype(np.uint8)


def working_size(pipeline):
    """Pixels a side of the pictures the model should make."""
    return pipeline.recommended["size"][0]


def _subject(scene):
    phrases = max(scene.parts, key=lambda part: part[0])[1]
    return phrases if isinstance(phrases, str) else phrases[0]


def _true_caption(example, seed):
    return captions.caption(example.scene.parts, "photo", np.random.default_rng(seed), example.coverage)


# ------------------------------------------------------------------------------------------------ autoencoder


def measure_autoencoder(pipeline, count):
    """Mean PSNR over held-out photographs of all families."""
    families = list(scenes.FAMILIES)
    pictures = [dataset.held_out(FIRST_PSNR + i, working_size(pipeline), families[i % len(families)]).rgb for i in range(count)]
    with torch.inference_mode():
        return peak_signal_to_noise(pipeline.vae, to_tensor(np.stack(pictures), pipeline.device))


# -------------------------------------------------------------------------------------------------- denoising


@torch.inference_mode()
def measure_denoising(pipeline, count):
    """Velocity errors by noise level: as it should be, with another's depth, with another's caption."""
    families = list(scenes.FAMILIES)[:3]
    examples = [dataset.held_out(FIRST_LOSS + i, working_size(pipeline), families[i % len(families)]) for i in range(count)]
    scale = pipeline.vae.config.scaling_factor
    pictures = to_tensor(np.stack([example.rgb for example in examples]), pipeline.device)
    latent = torch.cat([pipeline.vae.encode(part).latent_dist.mean for part in pictures.split(4)]) * scale
    disparity = torch.from_numpy(np.stack([example.rendering.disparity for example in examples])).to(pipeline.device)
    depth = latents.conditioning(disparity, latent.shape[-1])[:, None]
    texts = [_true_caption(example, i) for i, example in enumerate(examples)]
    tokens = pipeline.tokenizer(texts, padding="max_length", max_length=networks.MAXIMUM_TOKENS, truncation=True, return_tensors="pt").input_ids
    states = pipeline.text_encoder(tokens.to(pipeline.device))[0]
    noise = torch.randn(latent.shape, generator=torch.Generator().manual_seed(1)).to(pipeline.device)
    signal = networks.build_scheduler().alphas_cumprod.to(pipeline.device)
    result = {}
    for level in denoiser.NOISE_LEVELS:
        timesteps = torch.full((count,), level, device=pipeline.device)
        noisy, velocity = denoiser.diffuse(latent, noise, signal[timesteps])

        def error(own_depth, own_states):
            predicted = pipeline.unet(torch.cat([noisy, own_depth], 1), timesteps, own_states).sample
            return round((predicted - velocity).square().mean().item(), 4)

        result[str(level)] = {
            "own": error(depth, states), "other_depth": error(depth.roll(3, 0), states), "other_caption": error(depth, states.roll(3, 0))
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
    """Correlations with the own depth map and, over several shifts within a family, with others."""
    families = list(scenes.FAMILIES)[:3]
    examples = [dataset.held_out(FIRST_ALIGNMENT + i, working_size(pipeline), families[i % 3]) for i in range(count)]
    depths = [example.rendering.disparity for example in examples]
    generated = [generate(pipeline, [_true_caption(example, i)], depths[i], seed=i)[0] for i, example in enumerate(examples)]
    shifts = [shift for shift in (3, 6, 9) if shift < count]

    def mean(pictures, shift):
        return float(np.mean([edge_correlation(pictures[i], depths[(i + shift) % count]) for i in range(count)]))

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
        if surface not in scene.surface_materials:
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


# ----------------------------------------------------------------------------------------------------- sheets


def _wrapped(text, width):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width and len(lines) < 3:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def draw_sheet(pipeline, rows, size, path, shown=256):
    """Depth, true rendering, the picture for the true caption and for two other prompts, one row a scene."""
    caption_height = 38
    sheet = Image.new("RGB", (shown * 5, (shown + caption_height) * len(rows)), "white")
    pen = ImageDraw.Draw(sheet)
    for row, (family, index) in enumerate(rows):
        example = dataset.held_out(index, size, family)
        disparity = example.rendering.disparity
        prompts = [_true_caption(example, index), *OTHER_PROMPTS[family]]
        grey = np.repeat(((disparity - disparity.min()) / np.ptp(disparity) * 255).astype(np.uint8)[..., None], 3, -1)
        top = row * (shown + caption_height)
        for column, picture in enumerate((grey, example.rgb, *generate(pipeline, prompts, disparity))):
            sheet.paste(Image.fromarray(picture).resize((shown, shown), Image.LANCZOS), (column * shown, top))
        for column, text in enumerate(("depth", "true render", *prompts)):
            pen.multiline_text((column * shown + 3, top + shown + 1), _wrapped(text, shown // 6), fill="black", spacing=0)
    sheet.save(path, optimize=True)


def draw_materials(pipeline, rows, size, path, shown=216):
    """One scene a row, painted in one material after the other."""
    caption_height = 14
    sheet = Image.new("RGB", (shown * len(rows[0][2]), (shown + caption_height) * len(rows)), "white")
    pen = ImageDraw.Draw(sheet)
    for row, ((family, index), subject, phrases) in enumerate(rows):
        disparity = dataset.held_out(index, size, family).rendering.disparity
        top = row * (shown + caption_height)
        pictures = generate(pipeline, [f"{subject}, {phrase}, daylight" for phrase in phrases], disparity)
        for column, (picture, phrase) in enumerate(zip(pictures, phrases)):
            sheet.paste(Image.fromarray(picture).resize((shown, shown), Image.LANCZOS), (column * shown, top))
            pen.text((column * shown + 3, top + shown), phrase, fill="black")
    sheet.save(path, optimize=True)


# -------------------------------------------------------------------------------------------------------- all


def evaluate(folder, output, device="cpu", scale=1.0, sheets=True, report=print):
    """Writes metrics.json, sheet.png and materials.png; `scale` shrinks or grows the number of scenes."""
    os.makedirs(output, exist_ok=True)
    pipeline = load_pipeline(folder, device)

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
    if sheets:
        draw_sheet(pipeline, SHEET_ROWS, working_size(pipeline), f"{output}/sheet.png")
        draw_materials(pipeline, MATERIALS, working_size(pipeline), f"{output}/materials.png")
    return metrics
