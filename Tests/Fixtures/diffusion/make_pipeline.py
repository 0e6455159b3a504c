"""Writes tiny-depth (a whole depth-to-image checkpoint with random weights) and pipeline.json
(what diffusers' StableDiffusionDepth2ImgPipeline makes of it).

Run: python make_pipeline.py  (needs torch, diffusers, transformers; tokenizer-tiny must exist)
Depth maps and start pictures are simple formulas, repeated in DepthToImagePipelineTests.swift.
"""
import base64
import json
import pathlib
import shutil

import numpy as np
import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionDepth2ImgPipeline, UNet2DConditionModel
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

HERE = pathlib.Path(__file__).parent


def checkpoint():
    tokenizer = CLIPTokenizer.from_pretrained(HERE / "tokenizer-tiny")
    torch.manual_seed(3)
    text_encoder = CLIPTextModel(CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=16, intermediate_size=32, num_hidden_layers=2, num_attention_heads=2,
        max_position_embeddings=77, hidden_act="gelu", bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.pad_token_id))
    unet = UNet2DConditionModel(
        sample_size=8, in_channels=5, out_channels=4, block_out_channels=(8, 12), layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 3), cross_attention_dim=16, norm_num_groups=4, use_linear_projection=True)
    vae = AutoencoderKL(
        block_out_channels=(4, 8), down_block_types=("DownEncoderBlock2D",) * 2, up_block_types=("UpDecoderBlock2D",) * 2,
        layers_per_block=1, latent_channels=4, norm_num_groups=4, sample_size=16, scaling_factor=0.7)
    for module in (text_encoder, unet, vae):
        with torch.no_grad():
            for parameter in module.parameters():
                if parameter.ndim == 1:  # biases and norms start at 0 and 1, where mistakes would not show
                    parameter.add_(0.1 * torch.randn_like(parameter))
    scheduler = DDIMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False,
        steps_offset=1)
    pipe = StableDiffusionDepth2ImgPipeline(
        vae=vae, text_encoder=text_encoder, tokenizer=tokenizer, unet=unet, scheduler=scheduler, depth_estimator=None,
        feature_extractor=None)
    folder = HERE / "tiny-depth"
    shutil.rmtree(folder, ignore_errors=True)
    # Weights are kept in half precision to stay small, and computed in single precision.
    pipe.to(torch.float16).save_pretrained(folder)
    shutil.rmtree(folder / "tokenizer")
    shutil.copytree(HERE / "tokenizer-tiny", folder / "tokenizer")
    return StableDiffusionDepth2ImgPipeline.from_pretrained(
        folder, torch_dtype=torch.float32, depth_estimator=None, feature_extractor=None)


def depth(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return torch.from_numpy((0.1 * x + 0.03 * y * y + np.where((x > 4) & (y > 5), 7, 0)).astype(np.float32))[None]


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([(x * 37 + y * 11) % 256, (x * x + 5 * y) % 256, (y * 23) % 256], -1).astype(np.uint8))


PROMPT = "a red wooden chair in a small room!"
CASES = [
    dict(name="guidance", width=16, height=16, depth=(16, 16), guidance_scale=7.5, strength=1.0, steps=5, seed=1, negative=""),
    dict(name="negative", width=16, height=16, depth=(24, 20), guidance_scale=3.0, strength=1.0, steps=4, seed=2, negative="blue wall, dark"),
    dict(name="unguided", width=16, height=16, depth=(16, 16), guidance_scale=1.0, strength=1.0, steps=3, seed=3, negative="blue wall"),
    dict(name="start", width=16, height=16, depth=(16, 16), guidance_scale=7.5, strength=0.6, steps=10, seed=4, negative="dark", image=(16, 16)),
    dict(name="oblong", width=24, height=12, depth=(48, 24), guidance_scale=4.0, strength=1.0, steps=4, seed=5, negative="dark", image=(24, 12)),
    dict(name="rounded", width=19, height=13, depth=(19, 13), guidance_scale=2.0, strength=0.8, steps=5, seed=6, negative="", image=(19, 13)),
    dict(name="long", width=16, height=16, depth=(16, 16), guidance_scale=2.0, strength=1.0, steps=2, seed=7, negative="dark " * 90, prompt="wooden room " * 60),
    dict(name="vzero", width=16, height=16, depth=(16, 16), guidance_scale=3.0, strength=1.0, steps=5, seed=8, negative="", v=True),
]


def main():
    pipe = checkpoint()
    pipe.set_progress_bar_config(disable=True)
    plain = pipe.scheduler
    results = []
    for case in CASES:
        pipe.scheduler = plain if not case.get("v") else DDIMScheduler.from_config(
            plain.config, prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing")
        if "image" in case:
            image = picture(*case["image"])
        else:
            # Latents in place of a picture, all zero and so mixed to pure noise; the size of the noise
            # is divided out so that it is noise of full strength, as in text-to-image.
            image = torch.zeros(1, 4, case["height"] // 2, case["width"] // 2)
        arguments = dict(
            prompt=case.get("prompt", PROMPT), negative_prompt=case["negative"], image=image, depth_map=depth(*case["depth"]),
            strength=case["strength"], num_inference_steps=case["steps"], guidance_scale=case["guidance_scale"])
        if "image" not in case:
            # With latents, diffusers takes the image's size for the latent's size; steer the depth map by hand.
            generator = torch.Generator().manual_seed(case["seed"])
            noise = torch.randn(image.shape, generator=generator)
            pipe.prepare_latents = lambda *a, **k: noise.clone()
            arguments["image"] = picture(case["width"], case["height"])
        generator = torch.Generator().manual_seed(case["seed"])
        latents = pipe(**arguments, generator=generator, output_type="latent").images
        generator = torch.Generator().manual_seed(case["seed"])
        final = pipe(**arguments, generator=generator).images[0]
        if "prepare_latents" in pipe.__dict__:
            del pipe.prepare_latents
        results.append({
            **{k: v for k, v in case.items()}, "prompt": case.get("prompt", PROMPT),
            "latents": [round(float(v), 6) for v in latents.flatten()], "latentShape": list(latents.shape[1:]),
            "pictureWidth": final.width, "pictureHeight": final.height,
            "picture": base64.b64encode(final.tobytes()).decode(),
        })
    (HERE / "pipeline.json").write_text(json.dumps(results, separators=(",", ":")))


main()
