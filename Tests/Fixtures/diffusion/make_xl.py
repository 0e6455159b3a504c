"""Writes tiny-xl (a whole checkpoint of the XL family with random weights) and xl-pipelines.json: what
diffusers' StableDiffusionXLPipeline and StableDiffusionXLImg2ImgPipeline make of it.

Run: python make_xl.py  (needs torch, diffusers, transformers; tokenizer-tiny must exist)
Its layers are laid out like those of SSD-1B: lists of transformer layers, a middle without attention.
Start pictures are simple formulas, repeated in DepthToImagePipelineTests.swift.
"""
import base64
import json
import pathlib
import shutil

import diffusers
import numpy as np
import torch
from diffusers import (
    AutoencoderKL, EulerDiscreteScheduler, StableDiffusionXLImg2ImgPipeline, StableDiffusionXLPipeline,
    UNet2DConditionModel)
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

HERE = pathlib.Path(__file__).parent
PROMPT = "a red wooden chair in a small room!"
SCHEDULERS = {
    "euler": "EulerDiscreteScheduler", "euler-ancestral": "EulerAncestralDiscreteScheduler",
    "dpm++2m-karras": "DPMSolverMultistepScheduler"}
CASES = [
    dict(mode="text", scheduler="euler", steps=5, guidance=5.0, strength=1.0, size=[16, 16], negative=None),
    dict(mode="text", scheduler="euler", steps=4, guidance=9.0, strength=1.0, size=[24, 16], negative=""),
    dict(mode="text", scheduler="euler-ancestral", steps=4, guidance=5.0, strength=1.0, size=[16, 24], negative="blue wall, dark"),
    dict(mode="text", scheduler="dpm++2m-karras", steps=6, guidance=1.0, strength=1.0, size=[16, 16], negative="dark"),
    dict(mode="image", scheduler="euler", steps=8, guidance=5.0, strength=0.6, size=[16, 16], negative=None),
    dict(mode="image", scheduler="dpm++2m-karras", steps=6, guidance=4.0, strength=0.9, size=[19, 13], negative="dark"),
]


def shaken(module, seed):
    """Biases and norms start at 0 and 1, where mistakes would not show."""
    torch.manual_seed(seed)
    with torch.no_grad():
        for parameter in module.parameters():
            if parameter.ndim == 1:
                parameter.add_(0.1 * torch.randn_like(parameter))
    return module


def checkpoint():
    tokenizer = CLIPTokenizer.from_pretrained(HERE / "tokenizer-tiny")
    torch.manual_seed(21)
    text = dict(
        vocab_size=len(tokenizer), num_attention_heads=2, max_position_embeddings=77,
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id)
    encoder = CLIPTextModel(CLIPTextConfig(
        hidden_size=12, intermediate_size=24, num_hidden_layers=2, hidden_act="quick_gelu", **text))
    encoder_2 = CLIPTextModelWithProjection(CLIPTextConfig(
        hidden_size=16, intermediate_size=24, num_hidden_layers=3, hidden_act="gelu", projection_dim=10, **text))
    unet = UNet2DConditionModel(
        sample_size=8, in_channels=4, out_channels=4, block_out_channels=(8, 12), layers_per_block=2,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 3), cross_attention_dim=28, norm_num_groups=4, use_linear_projection=True,
        transformer_layers_per_block=[1, [2, 1]], reverse_transformer_layers_per_block=[[1, 2, 1], 1],
        mid_block_type="UNetMidBlock2D", addition_embed_type="text_time", addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=58)
    vae = AutoencoderKL(
        block_out_channels=(4, 8), down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        layers_per_block=1, latent_channels=4, norm_num_groups=4, sample_size=16, scaling_factor=0.13025)
    for seed, module in enumerate((encoder, encoder_2, unet, vae)):
        shaken(module, seed)
    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, timestep_spacing="leading")
    folder = HERE / "tiny-xl"
    shutil.rmtree(folder, ignore_errors=True)
    # Weights are kept in half precision to stay small, and computed in single precision.
    StableDiffusionXLPipeline(
        vae=vae, text_encoder=encoder, text_encoder_2=encoder_2, tokenizer=tokenizer, tokenizer_2=tokenizer, unet=unet,
        scheduler=scheduler).to(torch.float16).save_pretrained(folder)
    for name in ("tokenizer", "tokenizer_2"):
        shutil.rmtree(folder / name)
        shutil.copytree(HERE / "tokenizer-tiny", folder / name)
    return StableDiffusionXLPipeline.from_pretrained(folder, torch_dtype=torch.float32, add_watermarker=False)


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([(x * 37 + y * 11) % 256, (x * x + 5 * y) % 256, (y * 23) % 256], -1).astype(np.uint8))


def main():
    text = checkpoint()
    pipes = {"text": text, "image": StableDiffusionXLImg2ImgPipeline(**text.components, add_watermarker=False)}
    written = dict(text.scheduler.config)
    results = []
    for seed, case in enumerate(CASES):
        pipe = pipes[case["mode"]]
        pipe.set_progress_bar_config(disable=True)
        arguments = dict(
            prompt=PROMPT, negative_prompt=case["negative"], num_inference_steps=case["steps"], guidance_scale=case["guidance"])
        if case["mode"] == "text":
            arguments.update(width=case["size"][0], height=case["size"][1])
        else:
            arguments.update(image=picture(*case["size"]), strength=case["strength"])

        def run(**more):
            karras = dict(use_karras_sigmas=True) if "karras" in case["scheduler"] else {}
            pipe.scheduler = getattr(diffusers, SCHEDULERS[case["scheduler"]]).from_config(written, **karras)
            return pipe(**arguments, generator=torch.Generator().manual_seed(seed), **more).images

        latents, final = run(output_type="latent"), run()[0]
        results.append({
            **case, "seed": seed, "latents": [round(float(v), 6) for v in latents.flatten()],
            "pictureWidth": final.width, "pictureHeight": final.height, "picture": base64.b64encode(final.tobytes()).decode()})
    (HERE / "xl-pipelines.json").write_text(json.dumps(results, separators=(",", ":")))


main()
