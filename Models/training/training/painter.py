"""Loads a model folder that this package wrote, and lets it paint."""

import json
import pathlib

import numpy as np
import torch
from diffusers import DDIMScheduler, EulerAncestralDiscreteScheduler, LCMScheduler, StableDiffusionDepth2ImgPipeline
from PIL import Image

from . import networks

SCHEDULERS = {"ddim": DDIMScheduler, "euler-ancestral": EulerAncestralDiscreteScheduler, "lcm": LCMScheduler}  # by the names of maquette.json


def load(folder, device="cpu"):
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
