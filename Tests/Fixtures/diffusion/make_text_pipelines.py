"""Writes tiny-text (a UNet without depth, to be laid over tiny-depth) and text-pipelines.json: what
diffusers' text-to-image, image-to-image and depth-to-image pipelines make with several schedulers.

Run: python make_text_pipelines.py  (needs torch, diffusers, transformers; tiny-depth must exist)
Depth maps and start pictures are simple formulas, repeated in DepthToImagePipelineTests.swift.
"""
import base64
import json
import pathlib
import shutil

import diffusers
import numpy as np
import torch
from diffusers import (
    StableDiffusionDepth2ImgPipeline, StableDiffusionImg2ImgPipeline, StableDiffusionPipeline, UNet2DConditionModel)
from PIL import Image

HERE = pathlib.Path(__file__).parent
PROMPT = "a red wooden chair in a small room!"
SCHEDULERS = {
    "ddim": "DDIMScheduler", "pndm": "PNDMScheduler", "euler": "EulerDiscreteScheduler",
    "euler-ancestral": "EulerAncestralDiscreteScheduler", "heun": "HeunDiscreteScheduler",
    "dpm++2m": "DPMSolverMultistepScheduler", "unipc": "UniPCMultistepScheduler", "lcm": "LCMScheduler"}
CASES = [
    dict(mode="text", scheduler="ddim", steps=4, guidance=7.5, strength=1.0, size=[16, 16]),
    dict(mode="text", scheduler="pndm", steps=4, guidance=1.0, strength=1.0, size=[24, 16]),
    dict(mode="text", scheduler="euler", steps=5, guidance=4.0, strength=1.0, size=[16, 16]),
    dict(mode="text", scheduler="euler-ancestral", steps=5, guidance=4.0, strength=1.0, size=[16, 24]),
    dict(mode="text", scheduler="lcm", steps=3, guidance=1.0, strength=1.0, size=[16, 16]),
    dict(mode="image", scheduler="ddim", steps=6, guidance=7.5, strength=0.6, size=[16, 16]),
    dict(mode="image", scheduler="heun", steps=5, guidance=3.0, strength=0.8, size=[16, 16]),
    dict(mode="image", scheduler="euler-ancestral", steps=7, guidance=3.0, strength=0.5, size=[19, 13]),
    dict(mode="image", scheduler="unipc", steps=8, guidance=3.0, strength=1.0, size=[16, 16]),
    dict(mode="depth", scheduler="pndm", steps=10, guidance=5.0, strength=0.7, size=[16, 16]),
    dict(mode="depth", scheduler="dpm++2m", steps=6, guidance=5.0, strength=0.9, size=[16, 16]),
    dict(mode="depth", scheduler="euler-ancestral", steps=5, guidance=5.0, strength=1.0, size=[16, 16]),
]


def text_unet():
    torch.manual_seed(9)
    unet = UNet2DConditionModel(
        sample_size=8, in_channels=4, out_channels=4, block_out_channels=(8, 12), layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"), up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 3), cross_attention_dim=16, norm_num_groups=4)
    folder = HERE / "tiny-text"
    shutil.rmtree(folder, ignore_errors=True)
    unet.to(torch.float16).save_pretrained(folder / "unet")
    return UNet2DConditionModel.from_pretrained(folder / "unet", torch_dtype=torch.float32)


def depth(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return torch.from_numpy((0.1 * x + 0.03 * y * y + np.where((x > 4) & (y > 5), 7, 0)).astype(np.float32))[None]


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([(x * 37 + y * 11) % 256, (x * x + 5 * y) % 256, (y * 23) % 256], -1).astype(np.uint8))


def main():
    deep = StableDiffusionDepth2ImgPipeline.from_pretrained(
        HERE / "tiny-depth", torch_dtype=torch.float32, depth_estimator=None, feature_extractor=None)
    parts = dict(
        vae=deep.vae, text_encoder=deep.text_encoder, tokenizer=deep.tokenizer, unet=text_unet(), scheduler=deep.scheduler,
        safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    pipes = {"depth": deep, "text": StableDiffusionPipeline(**parts), "image": StableDiffusionImg2ImgPipeline(**parts)}
    written = json.loads((HERE / "tiny-depth/scheduler/scheduler_config.json").read_text())
    written["skip_prk_steps"] = True
    results = []
    for seed, case in enumerate(CASES):
        pipe = pipes[case["mode"]]
        pipe.set_progress_bar_config(disable=True)
        arguments = dict(
            prompt=PROMPT, negative_prompt="blue wall, dark", num_inference_steps=case["steps"], guidance_scale=case["guidance"])
        if case["mode"] == "text":
            arguments.update(width=case["size"][0], height=case["size"][1])
        else:
            arguments.update(image=picture(*case["size"]), strength=case["strength"])
        if case["mode"] == "depth":
            arguments.update(depth_map=depth(*case["size"]))

        def run(**more):
            pipe.scheduler = getattr(diffusers, SCHEDULERS[case["scheduler"]]).from_config(written)
            return pipe(**arguments, generator=torch.Generator().manual_seed(seed), **more).images

        latents, final = run(output_type="latent"), run()[0]
        results.append({
            **case, "seed": seed, "latents": [round(float(v), 6) for v in latents.flatten()],
            "pictureWidth": final.width, "pictureHeight": final.height, "picture": base64.b64encode(final.tobytes()).decode()})
    (HERE / "text-pipelines.json").write_text(json.dumps(results, separators=(",", ":")))


main()
