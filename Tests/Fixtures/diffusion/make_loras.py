"""Writes loras/*.safetensors (LoRAs with random weights for tiny-text and tiny-xl, in several namings) and
lora-pipelines.json: what diffusers' pipelines make of the models with them merged in.

Run: python make_loras.py  (needs torch, diffusers, transformers, safetensors; tiny-depth, tiny-text and tiny-xl must exist)
The merging is done here by hand, with plain products of matrices, so that no adapter library is needed.
"""
import base64
import json
import pathlib

import torch
from diffusers import (
    LCMScheduler, StableDiffusionDepth2ImgPipeline, StableDiffusionPipeline, StableDiffusionXLPipeline, UNet2DConditionModel)
from safetensors.torch import save_file

HERE = pathlib.Path(__file__).parent
PROMPT = "a red wooden chair in a small room!"
# What the original release calls the layers of tiny-xl's UNet.
ORIGINAL = {
    "down_blocks.1.attentions.0": "input_blocks.4.1", "down_blocks.1.attentions.1": "input_blocks.5.1",
    "up_blocks.0.attentions.2": "output_blocks.2.1", "down_blocks.0.resnets.0.conv1": "input_blocks.1.0.in_layers.2",
    "mid_block.resnets.0.time_emb_proj": "middle_block.0.emb_layers.1", "up_blocks.0.upsamplers.0.conv": "output_blocks.2.2.conv",
    "down_blocks.0.downsamplers.0.conv": "input_blocks.3.0.op"}


def original(layer):
    for name, other in ORIGINAL.items():
        if layer == name or layer.startswith(name + "."):
            return other + layer[len(name):]
    raise KeyError(layer)


def product(up, down, shape):
    return (up.flatten(1) @ down.flatten(1)).reshape(shape)


class File:
    """One LoRA in the making, and what it changes."""

    def __init__(self, pipe, scale, seed):
        self.tensors, self.changes, self.scale, self.pipe = {}, [], scale, pipe
        self.generator = torch.Generator().manual_seed(seed)

    def add(self, part, layer, stored, ends, rank=3, alpha=None):
        model = getattr(self.pipe, part)
        names = dict(model.named_parameters())
        weight = names.get(layer + ".weight", names.get(layer.removeprefix("text_model.") + ".weight"))
        down = 0.4 * torch.randn(rank, *weight.shape[1:], generator=self.generator)
        up = 0.4 * torch.randn(weight.shape[0], rank, *[1] * (weight.ndim - 2), generator=self.generator)
        down, up = down.half().float(), up.half().float()
        self.tensors[stored + ends[0]], self.tensors[stored + ends[1]] = down.half(), up.half()
        if alpha is not None:
            self.tensors[stored + ".alpha"] = torch.tensor(float(alpha))
        factor = self.scale * (rank if alpha is None else alpha) / rank
        self.changes.append((weight, factor * product(up, down, weight.shape)))

    def finish(self, name):
        save_file({k: v.contiguous() for k, v in self.tensors.items()}, HERE / "loras" / f"{name}.safetensors")
        with torch.no_grad():
            for weight, change in self.changes:
                weight.add_(change)


KOHYA = (".lora_down.weight", ".lora_up.weight")
PEFT = (".lora_A.weight", ".lora_B.weight")


def kohya(pipe, scale):
    file = File(pipe, scale, 1)
    for layer in ("down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_q", "down_blocks.1.attentions.0.transformer_blocks.0.attn1.to_out.0",
                  "up_blocks.0.attentions.1.transformer_blocks.0.ff.net.0.proj", "mid_block.attentions.0.proj_in",
                  "down_blocks.0.resnets.0.conv1", "down_blocks.1.resnets.0.time_emb_proj", "conv_in"):
        file.add("unet", layer, "lora_unet_" + layer.replace(".", "_"), KOHYA, rank=2, alpha=1.5)
    layer = "text_model.encoder.layers.0.self_attn.q_proj"
    file.add("text_encoder", layer, "lora_te_" + layer.replace(".", "_"), KOHYA, alpha=2)
    file.finish("kohya")


def peft(pipe, scale):
    file = File(pipe, scale, 2)
    for layer in ("down_blocks.1.attentions.0.transformer_blocks.0.attn2.to_k", "up_blocks.0.resnets.1.conv2"):
        file.add("unet", layer, "unet." + layer, PEFT)
    layer = "text_model.encoder.layers.1.mlp.fc1"
    file.add("text_encoder", layer, "text_encoder." + layer, (".lora_linear_layer.down.weight", ".lora_linear_layer.up.weight"))
    layer = "mid_block.attentions.0.transformer_blocks.0.attn2"
    file.add("unet", layer + ".to_out.0", "unet." + layer + ".processor.to_out", ("_lora.down.weight", "_lora.up.weight"))
    file.finish("peft")


def xl(pipe, scale):
    file = File(pipe, scale, 3)
    for layer in ("down_blocks.1.attentions.0.transformer_blocks.1.attn1.to_v", "down_blocks.1.attentions.1.transformer_blocks.0.attn2.to_k",
                  "up_blocks.0.attentions.2.proj_out", "down_blocks.0.resnets.0.conv1", "mid_block.resnets.0.time_emb_proj",
                  "up_blocks.0.upsamplers.0.conv", "down_blocks.0.downsamplers.0.conv"):
        file.add("unet", layer, "lora_unet_" + original(layer).replace(".", "_"), KOHYA, alpha=1)
    file.add("text_encoder", "text_model.encoder.layers.0.mlp.fc2", "lora_te1_text_model_encoder_layers_0_mlp_fc2", KOHYA, alpha=1)
    file.add("text_encoder_2", "text_model.encoder.layers.1.self_attn.v_proj", "lora_te2_text_model_encoder_layers_1_self_attn_v_proj", KOHYA, alpha=3)
    file.finish("xl")


def lcm(pipe, scale):
    """As LCM-LoRAs are: diffusers' layers in kohya's naming, run with the LCM scheduler."""
    file = File(pipe, scale, 4)
    for layer in ("down_blocks.1.attentions.1.transformer_blocks.0.attn1.to_k", "up_blocks.1.resnets.0.conv_shortcut"):
        file.add("unet", layer, "lora_unet_" + layer.replace(".", "_"), KOHYA, alpha=2)
    file.finish("xl-lcm")


CASES = [
    dict(model="text", loras=[["kohya", 1.0]], steps=3, guidance=4.0, scheduler="ddim"),
    dict(model="text", loras=[["peft", 0.8], ["kohya", -0.5]], steps=3, guidance=1.0, scheduler="ddim"),
    dict(model="xl", loras=[["xl", 0.7]], steps=3, guidance=5.0, scheduler="euler"),
    dict(model="xl", loras=[["xl-lcm", 1.0]], steps=4, guidance=1.0, scheduler="lcm"),
]
MAKERS = {"kohya": kohya, "peft": peft, "xl": xl, "xl-lcm": lcm}


def main():
    (HERE / "loras").mkdir(exist_ok=True)
    results = []
    for seed, case in enumerate(CASES):
        if case["model"] == "xl":
            pipe = StableDiffusionXLPipeline.from_pretrained(HERE / "tiny-xl", torch_dtype=torch.float32, add_watermarker=False)
        else:
            deep = StableDiffusionDepth2ImgPipeline.from_pretrained(
                HERE / "tiny-depth", torch_dtype=torch.float32, depth_estimator=None, feature_extractor=None)
            pipe = StableDiffusionPipeline(
                vae=deep.vae, text_encoder=deep.text_encoder, tokenizer=deep.tokenizer, scheduler=deep.scheduler,
                unet=UNet2DConditionModel.from_pretrained(HERE / "tiny-text/unet", torch_dtype=torch.float32),
                safety_checker=None, feature_extractor=None, requires_safety_checker=False)
        if case["scheduler"] == "lcm":
            pipe.scheduler = LCMScheduler.from_config(pipe.scheduler.config)
        for name, scale in case["loras"]:
            MAKERS[name](pipe, scale)
        pipe.set_progress_bar_config(disable=True)

        def run(**more):
            return pipe(
                PROMPT, negative_prompt="dark", num_inference_steps=case["steps"], guidance_scale=case["guidance"], width=16,
                height=16, generator=torch.Generator().manual_seed(seed), **more).images

        latents, final = run(output_type="latent"), run()[0]
        results.append({
            **{k: v for k, v in case.items() if k != "loras"}, "loras": [n for n, _ in case["loras"]],
            "scales": [s for _, s in case["loras"]], "seed": seed, "latents": [round(float(v), 6) for v in latents.flatten()],
            "picture": base64.b64encode(final.tobytes()).decode()})
    (HERE / "lora-pipelines.json").write_text(json.dumps(results, separators=(",", ":")))


main()
