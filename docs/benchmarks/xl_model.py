#!/usr/bin/env python3
"""Writes a checkpoint of the size and layout of SSD-1B or Stable Diffusion XL, or a ControlNet for both, with random weights.

    pip install torch diffusers transformers
    python3 docs/benchmarks/xl_model.py FOLDER [--part ssd-1b|sdxl|controlnet-small|controlnet-mid|controlnet-full]
        [--dtype bfloat16]

The configurations are those of segmind/SSD-1B (a UNet of 1331 million parameters, text encoders of 123 and 695
million, a VAE of 84 million), of stable-diffusion-xl-base-1.0 (a UNet of 2567 million, else the same) and of diffusers/controlnet-depth-sdxl-1.0-small (160 million), -mid (271 million) and the full
one (1251 million). As diffusion_model.py
does it, weights are seeded and scaled so that speed and memory can be measured on them, and pictures cannot.
"""
import argparse
import json
import pathlib
import shutil

import torch
from diffusers import AutoencoderKL, ControlNetModel, EulerDiscreteScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from diffusion_model import TOKENIZER, VAE, randomized

ADDED = dict(addition_embed_type="text_time", addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816)
XL = dict(
    sample_size=128, block_out_channels=(320, 640, 1280), layers_per_block=2, attention_head_dim=(5, 10, 20),
    cross_attention_dim=2048, use_linear_projection=True,
    down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"), **ADDED)
UNETS = {
    "ssd-1b": dict(
        XL, mid_block_type="UNetMidBlock2D", transformer_layers_per_block=[1, [2, 2], [4, 4]],
        reverse_transformer_layers_per_block=[[4, 4, 10], [2, 1, 1], 1]),
    "sdxl": dict(XL, transformer_layers_per_block=[1, 2, 10]),
}
CONTROLNET = dict(
    block_out_channels=(320, 640, 1280), layers_per_block=2, attention_head_dim=(5, 10, 20), cross_attention_dim=2048,
    use_linear_projection=True, **ADDED)
PLAIN, ATTENDING = "DownBlock2D", "CrossAttnDownBlock2D"
CONTROLNETS = {
    "controlnet-small": dict(down_block_types=(PLAIN,) * 3, transformer_layers_per_block=[0, 0, 0]),
    "controlnet-mid": dict(down_block_types=(PLAIN, PLAIN, ATTENDING), transformer_layers_per_block=[0, 0, 1]),
    "controlnet-full": dict(down_block_types=(PLAIN, ATTENDING, ATTENDING), transformer_layers_per_block=[1, 2, 10]),
}
TEXT = dict(vocab_size=49408, max_position_embeddings=77, projection_dim=768)


def make_checkpoint(folder, dtype, part):
    parts = [
        ("unet", lambda: UNet2DConditionModel(**UNETS[part])), ("vae", lambda: AutoencoderKL(**{**VAE, "scaling_factor": 0.13025})),
        ("text_encoder", lambda: CLIPTextModel(CLIPTextConfig(
            hidden_size=768, intermediate_size=3072, num_hidden_layers=12, num_attention_heads=12, hidden_act="quick_gelu", **TEXT))),
        ("text_encoder_2", lambda: CLIPTextModelWithProjection(CLIPTextConfig(**{
            **TEXT, "projection_dim": 1280}, hidden_size=1280, intermediate_size=5120, num_hidden_layers=32, num_attention_heads=20,
            hidden_act="gelu", eos_token_id=2)))]
    for seed, (name, build) in enumerate(parts):
        module = randomized(build, seed).to(dtype)
        print(f"{name}: {sum(p.numel() for p in module.parameters()) / 1e6:.1f} million parameters", flush=True)
        module.save_pretrained(folder / name, max_shard_size="100GB")
        del module
    EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1,
        timestep_spacing="leading").save_pretrained(folder / "scheduler")
    for name in ("tokenizer", "tokenizer_2"):
        shutil.copytree(TOKENIZER, folder / name, dirs_exist_ok=True)
    # Last, because a folder with this file counts as whole.
    (folder / "model_index.json").write_text(json.dumps({"_class_name": "StableDiffusionXLPipeline", "force_zeros_for_empty_prompt": True}))


def make_controlnet(folder, dtype, part):
    module = randomized(lambda: ControlNetModel(**CONTROLNET, **CONTROLNETS[part]), 7).to(dtype)
    print(f"{part}: {sum(p.numel() for p in module.parameters()) / 1e6:.1f} million parameters", flush=True)
    module.save_pretrained(folder)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--part", choices=[*UNETS, *CONTROLNETS], default="ssd-1b")
    parser.add_argument("--dtype", choices=["float16", "bfloat16", "float32"], default="bfloat16")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    dtype = getattr(torch, options.dtype)
    if options.part in UNETS:
        make_checkpoint(options.folder, dtype, options.part)
    else:
        make_controlnet(options.folder, dtype, options.part)
