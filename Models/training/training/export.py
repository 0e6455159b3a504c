"""Writes the model folder: diffusers layout, fp16 safetensors, what maquette wants to know, and a card."""

import json
import os
import pathlib
import shutil

import numpy as np
from PIL import Image
from safetensors.torch import load_file, save_file

from . import autoencoder, denoiser, latents, networks

MOST_BYTES = 60_000_000
DETAILS = "training.json"  # figures the card is written from
CARD = """---
license: apache-2.0
source: trained from nothing for maquette, on pictures drawn by its own procedural renderer
language: en
pipeline_tag: image-to-image
tags:
- depth-to-image
- latent-diffusion
---

# {name}

The small model of maquette: it paints a picture that follows a depth map and a prompt, fast enough for a
laptop without a graphics card. It is a latent diffusion model of the architecture of Stable Diffusion 2
depth at a small fraction of its size, with weights of its own.

## What it is

| part | class | parameters |
| --- | --- | --- |
| text encoder | `CLIPTextModel`, {text_layers} layers of {text_width} | {text_parameters:.1f} M |
| UNet | `UNet2DConditionModel`, {latent_channels} latent channels and one of depth in, blocks of {denoiser_channels} | {unet_parameters:.1f} M |
| VAE | `AutoencoderKL`, a latent value for 8 x 8 pixels, {latent_channels} channels | {vae_parameters:.1f} M |

Weights are stored in half precision: {megabytes:.1f} MB in all. It predicts velocity (`v_prediction`) on a
noise schedule with zero terminal signal-to-noise ratio. The depth map is inverse depth (near = large; an empty
background a quarter of the surfaces' range behind the farthest), stretched to -1...1 at the
size of the latent. `maquette.json` tells maquette the size, steps, guidance and scheduler that suit it (LCM's steps, which
add all noise anew to what the model thinks is there: so a small model mends its mistakes. `--scheduler euler-ancestral
--steps 25` gives more detail and more stray patches); diffusers loads the folder as well:

    StableDiffusionDepth2ImgPipeline.from_pretrained(FOLDER, depth_estimator=None, feature_extractor=None)

The UNet's first layer tells depths apart that bfloat16 does not. maquette computes it in single precision always; elsewhere
run the whole model in float32 or float16.

## How it was trained

By `Models/training`, on nothing but pictures that program draws: views of furnished rooms, cut-open doll's houses, facades
and furniture through lenses of 18 to 100 mm, with captions written from the scenes' true attributes
({pictures_text}). No photograph, no picture from
anywhere else and no other model's weights were used. The UNet saw {samples:,} samples.

{evaluation}
## What it is not

- Its brush is broad: a latent cell covers 8 x 8 pixels. What is smaller than a few cells is simplified, such as furniture in
  a whole house. Patterns of materials are larger than life: it learnt bricks, planks, tiles and stripes at a width of two
  cells and more, as the printed papers of doll's houses are. Bricks and stripes come out best, thin joints of tiles least.
- It is not photo-realistic: it paints what its renderer can draw.
- It knows no people, animals, writing or landscapes; only English words from its small world of rooms,
  houses, furniture, materials, light and styles mean anything to it.
- For photographs and free subjects, give maquette a real checkpoint: Stable Diffusion 2 depth, or SDXL
  with a depth ControlNet.

## Licence

Apache-2.0, like maquette. Since training used only rendered scenes, no third party's pictures are part of it.
"""


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
        rows.append((f"{surface}: the colour asked for is the nearest of eight (chance 12.5 %)", f"{control['nearest_colour']:.0%}", f"{control['nearest_colour_rendered']:.0%}"))
    table = "\n".join(f"| {name} | {value} | {truth} |" for name, value, truth in rows)
    return f"""## Measured on scenes it has never seen

| | model | true renders |
| --- | --- | --- |
{table}

Colours are measured in {metrics['wall']['scenes']} scenes a surface, each painted in all eight colours. Depth, true render, and pictures for the true caption and two other prompts:

![Pictures of held-out scenes](sheet.webp)

The same for one material after the other:

![Four held-out scenes, each painted in six materials](materials.webp)
"""


def _count_pictures(run, resolution):
    """(pixels a side, number) of the pictures of a run, the largest first."""
    folders = ((resolution, "pictures"), (resolution // 2, "small"))
    return [(side, sum(len(np.load(name)["seeds"]) for name in latents.shards(f"{run}/{folder}"))) for side, folder in folders]


def _pictures_text(pictures):
    (side, count), *others = pictures
    return f"{count:,} at {side} x {side} pixels" + "".join(f", {count:,} at {side} x {side}" for side, count in others)


def write_card(folder, metrics=None, evaluation_folder=None):
    """Writes README.md from the figures of the export and, once there are any, of the evaluation."""
    details = json.loads(pathlib.Path(folder, DETAILS).read_text())
    pathlib.Path(folder, "README.md").write_text(CARD.format(evaluation=_evaluation_text(metrics), pictures_text=_pictures_text(details["pictures"]), **details))
    if evaluation_folder:
        for name in ("sheet", "materials"):
            Image.open(f"{evaluation_folder}/{name}.png").save(f"{folder}/{name}.webp", quality=88)


def _use_classic_names(folder):
    """Newer transformers leave out the "text_model." prefix that checkpoints of this layout have."""
    path = f"{folder}/text_encoder/model.safetensors"
    tensors = {key if key.startswith("text_model.") else f"text_model.{key}": value for key, value in load_file(path).items()}
    save_file(tensors, path, {"format": "pt"})
    configuration = pathlib.Path(folder, "text_encoder", "config.json")
    content = json.loads(configuration.read_text())
    content["architectures"] = ["CLIPTextModel"]
    configuration.write_text(json.dumps(content, indent=2))


def _write_json(path, content):
    pathlib.Path(path).write_text(json.dumps(content, indent=2) + "\n")


def export(settings, run, tokenizer, folder):
    """Averaged weights of a run to `folder`; refuses a model that is too large for the repository."""
    model, samples = denoiser.finish(settings, run, tokenizer)
    vae = autoencoder.finish(settings, run)
    vae.register_to_config(scaling_factor=1.0, force_upcast=False)
    parts = {"unet": model.denoiser, "vae": vae, "text_encoder": model.text}
    parameters = {name: networks.count_parameters(module) for name, module in parts.items()}
    size = 2 * sum(parameters.values())
    if size > MOST_BYTES:
        raise ValueError(f"The model would take {size / 1e6:.0f} MB of {MOST_BYTES / 1e6:.0f} MB: choose smaller networks.")
    os.makedirs(folder, exist_ok=True)
    for name, module in parts.items():
        shutil.rmtree(f"{folder}/{name}", ignore_errors=True)
        module.half().save_pretrained(f"{folder}/{name}", safe_serialization=True)
    _use_classic_names(folder)
    shutil.copytree(f"{run}/tokenizer", f"{folder}/tokenizer", dirs_exist_ok=True)
    networks.build_scheduler().save_pretrained(f"{folder}/scheduler")
    _write_json(f"{folder}/model_index.json", {
        "_class_name": "StableDiffusionDepth2ImgPipeline", "depth_estimator": [None, None], "feature_extractor": [None, None],
        "scheduler": ["diffusers", "DDIMScheduler"], "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"], "unet": ["diffusers", "UNet2DConditionModel"], "vae": ["diffusers", "AutoencoderKL"],
    })
    _write_json(f"{folder}/maquette.json", {
        "size": [settings.size.resolution, settings.size.resolution], "num_inference_steps": 16, "guidance_scale": 3.0, "scheduler": "lcm",
    })
    _write_json(f"{folder}/{DETAILS}", {
        "name": "maquette-depth", "samples": samples, "pictures": _count_pictures(run, settings.size.resolution), "megabytes": size / 1e6,
        "resolution": settings.size.resolution, "latent_channels": settings.size.latent_channels,
        "denoiser_channels": ", ".join(str(width) for width in settings.size.denoiser_channels), "text_layers": settings.size.text_layers,
        "text_width": settings.size.text_width, **{f"{name}_parameters": parameters[key] / 1e6 for name, key in
                                                   (("unet", "unet"), ("vae", "vae"), ("text", "text_encoder"))},
    })
    write_card(folder)
