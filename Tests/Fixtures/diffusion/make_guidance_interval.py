"""Writes guidance-interval.json: runs of diffusers whose guidance is switched off on the way, by the
callback that its documentation shows.

Run: python make_guidance_interval.py  (needs torch, diffusers, transformers; tiny-depth and tiny-text must exist)
"""
import json
import pathlib

import torch
from diffusers import DDIMScheduler, StableDiffusionPipeline, UNet2DConditionModel

HERE = pathlib.Path(__file__).parent


def main():
    unet = UNet2DConditionModel.from_pretrained(HERE / "tiny-text/unet", torch_dtype=torch.float32)
    pipe = StableDiffusionPipeline.from_pretrained(
        HERE / "tiny-depth", unet=unet, torch_dtype=torch.float32, safety_checker=None, feature_extractor=None,
        requires_safety_checker=False, depth_estimator=None)
    pipe.set_progress_bar_config(disable=True)
    results = []
    for steps, guided in ((4, 2), (5, 1), (3, 3)):
        def switch(pipe, index, timestep, arguments, guided=guided):
            if index + 1 == guided:
                pipe._guidance_scale = 0.0
                arguments["prompt_embeds"] = arguments["prompt_embeds"].chunk(2)[-1]
            return arguments

        latents = pipe(
            "a red wooden chair in a small room!", negative_prompt="blue wall, dark", num_inference_steps=steps,
            guidance_scale=5.0, width=16, height=16, generator=torch.Generator().manual_seed(4), output_type="latent",
            callback_on_step_end=switch, callback_on_step_end_tensor_inputs=["prompt_embeds"]).images
        results.append(dict(steps=steps, end=guided / steps, latents=[round(float(v), 6) for v in latents.flatten()]))
    (HERE / "guidance-interval.json").write_text(json.dumps(results, separators=(",", ":")) + "\n")


main()
