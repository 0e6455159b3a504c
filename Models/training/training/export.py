"""Writes the model folder: diffusers layout, fp16 safetensors, what maquette wants to know, and a card."""

import collections
import json
import os
import pathlib
import shutil

import numpy as np
from safetensors.torch import load_file, save_file

from . import autoencoder, denoiser, latents, networks
from .card import DETAILS, write_card

MOST_BYTES = 60_000_000


def _count_pictures(run, resolution):
    """{pixels a side: number} of the pictures of a run."""
    folders = ((resolution, "pictures"), (resolution // 2, "small"))
    return {side: sum(len(np.load(name)["seeds"]) for name in latents.shards(f"{run}/{folder}")) for side, folder in folders}


def _experience(samples, pictures, start_from):
    """Samples and (pixels a side, number) of pictures, the largest first, with those of the model the run began with."""
    total = collections.Counter(pictures)
    path = pathlib.Path(start_from, DETAILS)
    if start_from and path.exists():
        before = json.loads(path.read_text())
        samples += before["samples"]
        total.update(dict(before["pictures"]))
    return {"samples": samples, "pictures": sorted(total.items(), reverse=True)}


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
    """Averaged weights of a run to `folder`; refuses a model that is too large for the repository.

    `settings.start_from` must name the model that the run began with, if any: the card counts what that has seen, too.
    """
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
        "size": [settings.size.resolution, settings.size.resolution], "num_inference_steps": 12, "guidance_scale": 3.5, "scheduler": "lcm",
    })
    _write_json(f"{folder}/{DETAILS}", {
        "name": "maquette-depth", **_experience(samples, _count_pictures(run, settings.size.resolution), settings.start_from),
        "megabytes": size / 1e6, "resolution": settings.size.resolution, "latent_channels": settings.size.latent_channels,
        "denoiser_channels": ", ".join(str(width) for width in settings.size.denoiser_channels), "text_layers": settings.size.text_layers,
        "text_width": settings.size.text_width, **{f"{name}_parameters": parameters[key] / 1e6 for name, key in
                                                   (("unet", "unet"), ("vae", "vae"), ("text", "text_encoder"))},
    })
    write_card(folder)
