#!/usr/bin/env python3
"""Writes a checkpoint of the size and layout of Stable Diffusion 2 depth, 2.1 or 1.5, or a ControlNet, with random weights.

    pip install torch diffusers transformers
    python3 docs/benchmarks/diffusion_model.py FOLDER [--dtype float16] [--layout 2-depth|2.1|1.5|controlnet-2.1|controlnet-1.5]

The configurations are those of stable-diffusion-2-depth: a UNet of 866 million parameters, a text encoder of 340
million, an autoencoder of 84 million; those of stable-diffusion-2-1, which differ in one channel; those of
stable-diffusion-v1-5 (860, 123 and 84 million); and of ControlNets for the latter two (364 and 361 million). Weights are seeded and scaled so that what flows through keeps its variance:
speed, memory and agreement with other programs can be measured on them, and pictures cannot. The tokenizer is the
bundled model's, which is small.
"""
import argparse
import json
import math
import pathlib
import shutil

import torch
from diffusers import AutoencoderKL, ControlNetModel, PNDMScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

TOKENIZER = pathlib.Path(__file__).resolve().parents[2] / "Models/maquette-depth/tokenizer"

UNET = dict(
    sample_size=64, in_channels=5, out_channels=4, block_out_channels=(320, 640, 1280, 1280), layers_per_block=2,
    attention_head_dim=(5, 10, 20, 20), cross_attention_dim=1024, use_linear_projection=True)
VAE = dict(
    sample_size=768, in_channels=3, out_channels=3, latent_channels=4, block_out_channels=(128, 256, 512, 512),
    layers_per_block=2, down_block_types=("DownEncoderBlock2D",) * 4, up_block_types=("UpDecoderBlock2D",) * 4)
TEXT = dict(
    vocab_size=49408, hidden_size=1024, intermediate_size=4096, projection_dim=512, num_hidden_layers=23,
    num_attention_heads=16, max_position_embeddings=77, hidden_act="gelu")
SECOND = dict(UNET, sample_size=96, in_channels=4)
FIRST = dict(block_out_channels=(320, 640, 1280, 1280), layers_per_block=2, attention_head_dim=8, cross_attention_dim=768)
FIRST_TEXT = dict(
    vocab_size=49408, hidden_size=768, intermediate_size=3072, projection_dim=768, num_hidden_layers=12,
    num_attention_heads=12, max_position_embeddings=77, hidden_act="quick_gelu")
SCHEDULER = dict(
    beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", prediction_type="epsilon", set_alpha_to_one=False,
    skip_prk_steps=True, steps_offset=1)


def randomized(make, seed):
    """A module whose parameters are drawn anew from a seed."""
    with torch.device("meta"):
        module = make()
    module = module.to_empty(device="cpu")
    generator = torch.Generator().manual_seed(seed)
    for part in module.modules():
        for name, parameter in part.named_parameters(recurse=False):
            if name == "bias":
                parameter.data.normal_(0, 0.05, generator=generator)
            elif "Norm" in type(part).__name__:
                parameter.data.normal_(1, 0.1, generator=generator)
            elif isinstance(part, torch.nn.Embedding):
                parameter.data.normal_(0, 0.5, generator=generator)
            else:
                parameter.data.normal_(0, 1 / math.sqrt(parameter[0].numel()), generator=generator)
        for name, buffer in part.named_buffers(recurse=False):
            if name == "position_ids":
                buffer.copy_(torch.arange(buffer.shape[-1]).expand_as(buffer))
    return module.eval()


CONTROLNETS = {
    "controlnet-2.1": {key: value for key, value in SECOND.items() if key not in ("sample_size", "out_channels")},
    "controlnet-1.5": FIRST,
}
LAYOUTS = {
    "2-depth": (UNET, TEXT, "StableDiffusionDepth2ImgPipeline"), "2.1": (SECOND, TEXT, "StableDiffusionPipeline"),
    "1.5": (dict(FIRST, sample_size=64), FIRST_TEXT, "StableDiffusionPipeline"),
}


def make(folder, dtype, layout):
    folder.mkdir(parents=True, exist_ok=True)
    if layout in CONTROLNETS:
        randomized(lambda: ControlNetModel(**CONTROLNETS[layout]), 7).to(dtype).save_pretrained(folder)
        return
    unet, text, pipeline = LAYOUTS[layout]
    parts = [
        ("unet", lambda: UNet2DConditionModel(**unet)), ("vae", lambda: AutoencoderKL(**VAE)),
        ("text_encoder", lambda: CLIPTextModel(CLIPTextConfig(**text)))]
    for seed, (name, build) in enumerate(parts):
        module = randomized(build, seed).to(dtype)
        print(f"{name}: {sum(p.numel() for p in module.parameters()) / 1e6:.1f} million parameters", flush=True)
        module.save_pretrained(folder / name, max_shard_size="100GB")
    prediction = "v_prediction" if layout == "2.1" else "epsilon"
    PNDMScheduler(**dict(SCHEDULER, prediction_type=prediction)).save_pretrained(folder / "scheduler")
    shutil.copytree(TOKENIZER, folder / "tokenizer", dirs_exist_ok=True)
    index = json.loads((TOKENIZER.parent / "model_index.json").read_text())
    index.update(scheduler=["diffusers", "PNDMScheduler"], _class_name=pipeline)
    # Last, because a folder with this file counts as whole.
    (folder / "model_index.json").write_text(json.dumps(index, indent=2))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--dtype", choices=["float16", "bfloat16", "float32"], default="float16")
    parser.add_argument("--layout", choices=[*LAYOUTS, *CONTROLNETS], default="2-depth")
    options = parser.parse_args()
    make(options.folder, getattr(torch, options.dtype), options.layout)
