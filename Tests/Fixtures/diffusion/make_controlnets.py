"""Writes tiny-controlnet and tiny-controlnet-xl (ControlNets with random weights for tiny-text and tiny-xl)
and controlnet-pipelines.json: what diffusers' ControlNet pipelines make with them.

Run: python make_controlnets.py  (needs torch, diffusers, transformers; tiny-depth, tiny-text and tiny-xl must exist)
Depth maps and start pictures are simple formulas, repeated in DepthToImagePipelineTests.swift.
"""
import base64
import json
import pathlib
import shutil

import numpy as np
import torch
from diffusers import (
    ControlNetModel, StableDiffusionControlNetPipeline, StableDiffusionDepth2ImgPipeline,
    StableDiffusionXLControlNetImg2ImgPipeline, StableDiffusionXLControlNetPipeline, StableDiffusionXLPipeline,
    UNet2DConditionModel)
from PIL import Image

HERE = pathlib.Path(__file__).parent
PROMPT = "a red wooden chair in a small room!"
CASES = [
    dict(model="text", steps=4, guidance=5.0, size=[16, 16], scales=[1.0], start=[0.0], end=[1.0]),
    dict(model="text", steps=5, guidance=1.0, size=[24, 16], scales=[0.6, 1.3], start=[0.0, 0.4], end=[0.6, 1.0]),
    dict(model="xl", steps=4, guidance=5.0, size=[16, 16], scales=[0.8], start=[0.0], end=[0.5]),
    dict(model="xl", steps=5, guidance=3.0, size=[16, 24], scales=[0.7], start=[0.0], end=[1.0], strength=0.6),
]


def controlnet(name, seed, **settings):
    torch.manual_seed(seed)
    model = ControlNetModel(conditioning_embedding_out_channels=(4, 6), norm_num_groups=4, block_out_channels=(8, 12), **settings)
    with torch.no_grad():
        for parameter in model.parameters():
            # The exits start at 0, so that nothing would be seen of the rest.
            if parameter.ndim == 1 or not parameter.any():
                parameter.add_(0.1 * torch.randn_like(parameter))
    folder = HERE / name
    shutil.rmtree(folder, ignore_errors=True)
    model.to(torch.float16).save_pretrained(folder)
    return ControlNetModel.from_pretrained(folder, torch_dtype=torch.float32)


def depth(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return (0.1 * x + 0.03 * y * y + np.where((x > 4) & (y > 5), 7, 0)).astype(np.float32)


def control(width, height):
    map = depth(width, height)
    grey = (map - map.min()) / (map.max() - map.min())
    return torch.from_numpy(grey)[None, None].repeat(1, 3, 1, 1)


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([(x * 37 + y * 11) % 256, (x * x + 5 * y) % 256, (y * 23) % 256], -1).astype(np.uint8))


def main():
    deep = StableDiffusionDepth2ImgPipeline.from_pretrained(
        HERE / "tiny-depth", torch_dtype=torch.float32, depth_estimator=None, feature_extractor=None)
    xl = StableDiffusionXLPipeline.from_pretrained(HERE / "tiny-xl", torch_dtype=torch.float32, add_watermarker=False)
    plain = controlnet(
        "tiny-controlnet", 5, layers_per_block=1, attention_head_dim=(2, 3), cross_attention_dim=16,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"))
    # As the small ControlNets for XL: no attention on the way down, no layers in the transformer of the middle.
    small = controlnet(
        "tiny-controlnet-xl", 6, layers_per_block=2, attention_head_dim=(2, 3), cross_attention_dim=28,
        use_linear_projection=True, transformer_layers_per_block=[0, 0], down_block_types=("DownBlock2D", "DownBlock2D"),
        addition_embed_type="text_time", addition_time_embed_dim=8, projection_class_embeddings_input_dim=58)
    unet = UNet2DConditionModel.from_pretrained(HERE / "tiny-text/unet", torch_dtype=torch.float32)
    results = []
    for seed, case in enumerate(CASES):
        width, height = case["size"]
        count = len(case["scales"])
        one = lambda values: values[0] if count == 1 else values  # noqa: E731
        arguments = dict(
            prompt=PROMPT, negative_prompt="blue wall, dark", num_inference_steps=case["steps"], guidance_scale=case["guidance"],
            controlnet_conditioning_scale=one(case["scales"]), control_guidance_start=one(case["start"]),
            control_guidance_end=one(case["end"]))
        if case["model"] == "text":
            pipe = StableDiffusionControlNetPipeline(
                vae=deep.vae, text_encoder=deep.text_encoder, tokenizer=deep.tokenizer, unet=unet, scheduler=deep.scheduler,
                controlnet=one([plain] * count), safety_checker=None, feature_extractor=None, requires_safety_checker=False)
            arguments.update(image=one([control(width, height)] * count), width=width, height=height)
        elif "strength" in case:
            pipe = StableDiffusionXLControlNetImg2ImgPipeline(**xl.components, controlnet=small, add_watermarker=False)
            arguments.update(
                image=picture(width, height), control_image=control(width, height), strength=case["strength"], width=width,
                height=height)
        else:
            pipe = StableDiffusionXLControlNetPipeline(**xl.components, controlnet=small, add_watermarker=False)
            arguments.update(image=control(width, height), width=width, height=height)
        pipe.set_progress_bar_config(disable=True)

        def run(**more):
            return pipe(**arguments, generator=torch.Generator().manual_seed(seed), **more).images

        latents, final = run(output_type="latent"), run()[0]
        results.append({
            **case, "seed": seed, "latents": [round(float(v), 6) for v in latents.flatten()],
            "picture": base64.b64encode(final.tobytes()).decode()})
    (HERE / "controlnet-pipelines.json").write_text(json.dumps(results, separators=(",", ":")))


main()
