"""Writes tiny-taesd (an AutoencoderTiny with random weights, to take the place of tiny-depth's VAE) and
tiny-vae-pipelines.json: what diffusers' pipelines make with it.

Run: python make_tiny_vae.py  (needs torch, diffusers, transformers; tiny-depth and tiny-text must exist)
Start pictures are simple formulas, repeated in DepthToImagePipelineTests.swift.
"""
import base64
import json
import pathlib
import shutil

import numpy as np
import torch
from diffusers import (
    AutoencoderTiny, StableDiffusionDepth2ImgPipeline, StableDiffusionImg2ImgPipeline, StableDiffusionPipeline,
    UNet2DConditionModel)
from PIL import Image

HERE = pathlib.Path(__file__).parent


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([(x * 37 + y * 11) % 256, (x * x + 5 * y) % 256, (y * 23) % 256], -1).astype(np.uint8))


def main():
    torch.manual_seed(31)
    vae = AutoencoderTiny(
        encoder_block_out_channels=(6, 6), decoder_block_out_channels=(6, 6), num_encoder_blocks=(1, 1), num_decoder_blocks=(1, 1))
    folder = HERE / "tiny-taesd"
    shutil.rmtree(folder, ignore_errors=True)
    vae.to(torch.float16).save_pretrained(folder)
    vae = AutoencoderTiny.from_pretrained(folder, torch_dtype=torch.float32)
    deep = StableDiffusionDepth2ImgPipeline.from_pretrained(
        HERE / "tiny-depth", torch_dtype=torch.float32, depth_estimator=None, feature_extractor=None)
    parts = dict(
        vae=vae, text_encoder=deep.text_encoder, tokenizer=deep.tokenizer, scheduler=deep.scheduler, safety_checker=None,
        unet=UNet2DConditionModel.from_pretrained(HERE / "tiny-text/unet", torch_dtype=torch.float32), feature_extractor=None,
        requires_safety_checker=False)
    results = []
    for seed, start in enumerate((False, True)):
        pipe = (StableDiffusionImg2ImgPipeline if start else StableDiffusionPipeline)(**parts)
        pipe.set_progress_bar_config(disable=True)
        arguments = dict(image=picture(16, 16), strength=0.6) if start else dict(width=16, height=16)

        def run(**more):
            return pipe(
                "a red chair", negative_prompt="dark", num_inference_steps=5, guidance_scale=3.0,
                generator=torch.Generator().manual_seed(seed), **arguments, **more).images

        latents, final = run(output_type="latent"), run()[0]
        results.append({
            "start": start, "seed": seed, "latents": [round(float(v), 6) for v in latents.flatten()],
            "picture": base64.b64encode(final.tobytes()).decode()})
    (HERE / "tiny-vae-pipelines.json").write_text(json.dumps(results, separators=(",", ":")))


main()
