"""Writes single-files.json: checkpoints with the names of the original release, and what diffusers'
pipelines make of them after its own conversion.

Run: python make_single_files.py  (needs torch, diffusers, transformers; tokenizer-tiny must exist)

For every case: the name and shape of every stored tensor (their numbers are those of
synthetic_weights.py, halved so that deep networks stay tame), the configs that they were converted
with, and the latents and picture of a run. Depth maps and start pictures are those of make_pipeline.py.
"""
import base64
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import (
    AutoencoderKL, EulerDiscreteScheduler, PNDMScheduler, StableDiffusionDepth2ImgPipeline, StableDiffusionPipeline,
    StableDiffusionXLPipeline, UNet2DConditionModel)
from diffusers.loaders import single_file_utils as conversion
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, CLIPTokenizer

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from synthetic_weights import weight  # noqa: E402

PROMPT = "a red wooden chair in a small room!"


class Names:
    """Shapes by name, gathered module by module."""

    def __init__(self):
        self.shapes = {}

    def both(self, name, *shape):
        self.shapes[name + ".weight"] = list(shape)
        self.shapes[name + ".bias"] = [shape[0]]

    def conv(self, name, inputs, outputs, kernel=3):
        self.both(name, outputs, inputs, kernel, kernel)


def unet(names, inputs, channels, attends, layers, context, linear, depths=None, has_mid=True, added=None):
    """`depths`: transformer layers by block and layer, on the way down and on the way up; one each if not given."""
    p = "model.diffusion_model."
    time = 4 * channels[0]

    def residual(name, before, after):
        names.both(name + ".in_layers.0", before)
        names.conv(name + ".in_layers.2", before, after)
        names.both(name + ".emb_layers.1", after, time)
        names.both(name + ".out_layers.0", after)
        names.conv(name + ".out_layers.3", after, after)
        if before != after:
            names.conv(name + ".skip_connection", before, after, 1)

    def transformer(name, width, depth=1):
        square = (width, width) if linear else (width, width, 1, 1)
        names.both(name + ".norm", width)
        names.both(name + ".proj_in", *square)
        names.both(name + ".proj_out", *square)
        for block in (f"{name}.transformer_blocks.{i}" for i in range(depth)):
            for attention, seen in (("attn1", width), ("attn2", context)):
                names.shapes[f"{block}.{attention}.to_q.weight"] = [width, width]
                names.shapes[f"{block}.{attention}.to_k.weight"] = [width, seen]
                names.shapes[f"{block}.{attention}.to_v.weight"] = [width, seen]
                names.both(f"{block}.{attention}.to_out.0", width, width)
            names.both(block + ".ff.net.0.proj", 8 * width, width)
            names.both(block + ".ff.net.2", width, 4 * width)
            for norm in ("norm1", "norm2", "norm3"):
                names.both(f"{block}.{norm}", width)

    names.both(p + "time_embed.0", time, channels[0])
    names.both(p + "time_embed.2", time, time)
    if added:
        names.both(p + "label_emb.0.0", time, added)
        names.both(p + "label_emb.0.2", time, time)
    down, up = depths or ([[1] * layers] * len(channels), [[1] * (layers + 1)] * len(channels))
    names.conv(p + "input_blocks.0.0", inputs, channels[0])
    skips, index, width = [channels[0]], 1, channels[0]
    for level, target in enumerate(channels):
        for layer in range(layers):
            residual(f"{p}input_blocks.{index}.0", width, target)
            if attends[level]:
                transformer(f"{p}input_blocks.{index}.1", target, down[level][layer])
            width, index = target, index + 1
            skips.append(width)
        if level + 1 < len(channels):
            names.conv(f"{p}input_blocks.{index}.0.op", width, width)
            index += 1
            skips.append(width)
    residual(p + "middle_block.0", width, width)
    if has_mid:
        transformer(p + "middle_block.1", width, down[-1][-1])
        residual(p + "middle_block.2", width, width)
    index = 0
    for level in reversed(range(len(channels))):
        for layer in range(layers + 1):
            block = f"{p}output_blocks.{index}"
            residual(block + ".0", width + skips.pop(), channels[level])
            width, index = channels[level], index + 1
            if attends[level]:
                transformer(block + ".1", width, up[len(channels) - 1 - level][layer])
            if layer == layers and level:
                names.conv(f"{block}.{2 if attends[level] else 1}.conv", width, width)
    names.both(p + "out.0", width)
    names.conv(p + "out.2", width, 4)


def autoencoder(names, channels, layers):
    p = "first_stage_model."

    def residual(name, before, after):
        names.both(name + ".norm1", before)
        names.conv(name + ".conv1", before, after)
        names.both(name + ".norm2", after)
        names.conv(name + ".conv2", after, after)
        if before != after:
            names.conv(name + ".nin_shortcut", before, after, 1)

    def middle(name, width):
        residual(name + ".block_1", width, width)
        names.both(name + ".attn_1.norm", width)
        for part in ("q", "k", "v", "proj_out"):
            names.conv(f"{name}.attn_1.{part}", width, width, 1)
        residual(name + ".block_2", width, width)

    bottom = channels[-1]
    names.conv(p + "encoder.conv_in", 3, channels[0])
    width = channels[0]
    for level, target in enumerate(channels):
        for layer in range(layers):
            residual(f"{p}encoder.down.{level}.block.{layer}", width, target)
            width = target
        if level + 1 < len(channels):
            names.conv(f"{p}encoder.down.{level}.downsample.conv", width, width)
    middle(p + "encoder.mid", bottom)
    names.both(p + "encoder.norm_out", bottom)
    names.conv(p + "encoder.conv_out", bottom, 8)
    names.conv(p + "quant_conv", 8, 8, 1)
    names.conv(p + "post_quant_conv", 4, 4, 1)
    names.conv(p + "decoder.conv_in", 4, bottom)
    middle(p + "decoder.mid", bottom)
    width = bottom
    for level in reversed(range(len(channels))):
        for layer in range(layers + 1):
            residual(f"{p}decoder.up.{level}.block.{layer}", width, channels[level])
            width = channels[level]
        if level:
            names.conv(f"{p}decoder.up.{level}.upsample.conv", width, width)
    names.both(p + "decoder.norm_out", width)
    names.conv(p + "decoder.conv_out", width, 3)
    names.shapes[p + "loss.logvar"] = [1]


def open_clip(names, vocabulary, width, layers, p="cond_stage_model.model."):
    names.shapes[p + "token_embedding.weight"] = [vocabulary, width]
    names.shapes[p + "positional_embedding"] = [77, width]
    for layer in range(layers):
        block = f"{p}transformer.resblocks.{layer}"
        names.both(block + ".ln_1", width)
        names.both(block + ".ln_2", width)
        names.shapes[block + ".attn.in_proj_weight"] = [3 * width, width]
        names.shapes[block + ".attn.in_proj_bias"] = [3 * width]
        names.both(block + ".attn.out_proj", width, width)
        names.both(block + ".mlp.c_fc", 2 * width, width)
        names.both(block + ".mlp.c_proj", width, 2 * width)
    names.both(p + "ln_final", width)
    names.shapes[p + "text_projection"] = [width, width]
    names.shapes[p + "logit_scale"] = [1]


def clip(names, vocabulary, width, layers, root, p="cond_stage_model.transformer."):
    p += root
    names.shapes[p + "embeddings.token_embedding.weight"] = [vocabulary, width]
    names.shapes[p + "embeddings.position_embedding.weight"] = [77, width]
    for layer in range(layers):
        block = f"{p}encoder.layers.{layer}"
        for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
            names.both(f"{block}.self_attn.{part}", width, width)
        names.both(block + ".layer_norm1", width)
        names.both(block + ".layer_norm2", width)
        names.both(block + ".mlp.fc1", 2 * width, width)
        names.both(block + ".mlp.fc2", width, 2 * width)
    names.both(p + "final_layer_norm", width)


def load(model, tensors):
    own = model.state_dict()
    fitting = {}
    for name, tensor in tensors.items():
        for candidate in (name, name.removeprefix("text_model."), "text_model." + name):
            if candidate in own:
                fitting[candidate] = tensor.reshape(own[candidate].shape)
                break
    missing = [name for name in own if name not in fitting and "position_ids" not in name]
    assert not missing, missing
    model.load_state_dict(fitting, strict=False)
    return model.eval()


def depth(width, height):
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    return torch.from_numpy((0.1 * x + 0.03 * y * y + np.where((x > 4) & (y > 5), 7, 0)).astype(np.float32))[None]


def picture(width, height):
    y, x = np.mgrid[0:height, 0:width]
    return Image.fromarray(np.stack([(x * 37 + y * 11) % 256, (x * x + 5 * y) % 256, (y * 23) % 256], -1).astype(np.uint8))


def run(case):
    names = Names()
    second = case["generation"] == 2
    channels, inputs, width, layers = case["channels"], case["inputs"], 64, case["layers"]
    attends = [True] * (len(channels) - 1) + [False]
    tokenizer = CLIPTokenizer.from_pretrained(HERE / "tokenizer-tiny")
    if second:
        tokenizer.pad_token = "!"
    unet(names, inputs, channels, attends, layers, width, second)
    autoencoder(names, [32, 64], 1)
    if second:
        open_clip(names, len(tokenizer), width, 3)
    else:
        clip(names, len(tokenizer), width, 2, case["root"])
    stored = {
        name: torch.from_numpy((weight(name, shape) * np.float32(0.5)).copy()) for name, shape in names.shapes.items()}

    text_config = CLIPTextConfig(
        vocab_size=len(tokenizer), hidden_size=width, intermediate_size=2 * width, num_hidden_layers=2,
        num_attention_heads=1, max_position_embeddings=77, hidden_act="gelu" if second else "quick_gelu",
        bos_token_id=tokenizer.bos_token_id, eos_token_id=tokenizer.eos_token_id, pad_token_id=tokenizer.eos_token_id)
    text_encoder = CLIPTextModel(text_config)
    if second:
        converted = conversion.convert_open_clip_checkpoint(text_encoder, dict(stored), prefix="cond_stage_model.model.")
    else:
        converted = conversion.convert_ldm_clip_checkpoint(dict(stored), remove_prefix="cond_stage_model.transformer.")
    load(text_encoder, converted)

    unet_config = dict(
        sample_size=64, in_channels=inputs, out_channels=4, block_out_channels=channels, layers_per_block=layers,
        down_block_types=["CrossAttnDownBlock2D" if a else "DownBlock2D" for a in attends],
        up_block_types=["CrossAttnUpBlock2D" if a else "UpBlock2D" for a in reversed(attends)],
        attention_head_dim=[c // 64 for c in channels] if second else 8, cross_attention_dim=width,
        use_linear_projection=second)
    denoiser = UNet2DConditionModel(**unet_config)
    load(denoiser, conversion.convert_ldm_unet_checkpoint(dict(stored), dict(denoiser.config)))

    vae = AutoencoderKL(
        block_out_channels=[32, 64], down_block_types=["DownEncoderBlock2D"] * 2, up_block_types=["UpDecoderBlock2D"] * 2,
        layers_per_block=1, latent_channels=4)
    load(vae, conversion.convert_ldm_vae_checkpoint(dict(stored), dict(vae.config)))

    scheduler = PNDMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", set_alpha_to_one=False, steps_offset=1,
        skip_prk_steps=True)
    parts = dict(vae=vae, text_encoder=text_encoder, tokenizer=tokenizer, unet=denoiser, scheduler=scheduler, feature_extractor=None)
    arguments = dict(prompt=PROMPT, negative_prompt="blue wall, dark", num_inference_steps=5, guidance_scale=3.0)
    if inputs == 5:
        pipe = StableDiffusionDepth2ImgPipeline(depth_estimator=None, **parts)
        arguments.update(image=picture(16, 16), depth_map=depth(16, 16), strength=0.8)
    else:
        pipe = StableDiffusionPipeline(safety_checker=None, requires_safety_checker=False, **parts)
        arguments.update(width=16, height=16)
    pipe.set_progress_bar_config(disable=True)
    latents = pipe(**arguments, generator=torch.Generator().manual_seed(5), output_type="latent").images
    final = pipe(**arguments, generator=torch.Generator().manual_seed(5)).images[0]
    return dict(
        name=case["name"], tensors=names.shapes,
        latents=[round(float(v), 6) for v in latents.flatten()], picture=base64.b64encode(final.tobytes()).decode())


def run_xl(case):
    """Models of the XL family: two text encoders, pooled prompts, size and crop."""
    names = Names()
    channels, layers, width = [64, 128], 2, 64
    attends, added = [False, True], 2 * width + 6 * 256
    tokenizers = [CLIPTokenizer.from_pretrained(HERE / "tokenizer-tiny") for _ in range(2)]
    tokenizers[0].pad_token, tokenizers[1].pad_token = "<|endoftext|>", "!"
    vocabulary = len(tokenizers[0])
    down, up = case["depths"]
    each = lambda depths, count: [[d] * count if isinstance(d, int) else d for d in depths]  # noqa: E731
    depths = each(down, layers), each(up, layers + 1)
    unet(names, 4, channels, attends, layers, 3 * width, True, depths, case["has_mid"], added)
    autoencoder(names, [32, 64], 1)
    clip(names, vocabulary, width, 2, "text_model.", "conditioner.embedders.0.transformer.")
    open_clip(names, vocabulary, 2 * width, 2, "conditioner.embedders.1.model.")
    stored = {
        name: torch.from_numpy((weight(name, shape) * np.float32(0.5)).copy()) for name, shape in names.shapes.items()}

    text = dict(
        vocab_size=vocabulary, num_hidden_layers=2, max_position_embeddings=77, bos_token_id=tokenizers[0].bos_token_id,
        eos_token_id=tokenizers[0].eos_token_id, pad_token_id=tokenizers[0].eos_token_id)
    encoder = CLIPTextModel(CLIPTextConfig(
        hidden_size=width, intermediate_size=2 * width, num_attention_heads=1, hidden_act="quick_gelu", **text))
    load(encoder, conversion.convert_ldm_clip_checkpoint(dict(stored), remove_prefix="conditioner.embedders.0.transformer."))
    encoder_2 = CLIPTextModelWithProjection(CLIPTextConfig(
        hidden_size=2 * width, intermediate_size=4 * width, num_attention_heads=2, hidden_act="gelu", projection_dim=2 * width, **text))
    load(encoder_2, conversion.convert_open_clip_checkpoint(encoder_2, dict(stored), prefix="conditioner.embedders.1.model."))
    denoiser = UNet2DConditionModel(
        sample_size=128, block_out_channels=channels, layers_per_block=layers,
        down_block_types=["DownBlock2D", "CrossAttnDownBlock2D"], up_block_types=["CrossAttnUpBlock2D", "UpBlock2D"],
        attention_head_dim=[1, 2], cross_attention_dim=3 * width, use_linear_projection=True,
        transformer_layers_per_block=down, reverse_transformer_layers_per_block=up,
        mid_block_type="UNetMidBlock2DCrossAttn" if case["has_mid"] else "UNetMidBlock2D", addition_embed_type="text_time",
        addition_time_embed_dim=256, projection_class_embeddings_input_dim=added)
    load(denoiser, by_hand(stored, channels, attends, layers))
    vae = AutoencoderKL(
        block_out_channels=[32, 64], down_block_types=["DownEncoderBlock2D"] * 2, up_block_types=["UpDecoderBlock2D"] * 2,
        layers_per_block=1, latent_channels=4, scaling_factor=0.13025)
    load(vae, conversion.convert_ldm_vae_checkpoint(dict(stored), dict(vae.config)))
    pipe = StableDiffusionXLPipeline(
        vae=vae, text_encoder=encoder, text_encoder_2=encoder_2, tokenizer=tokenizers[0], tokenizer_2=tokenizers[1], unet=denoiser,
        add_watermarker=False, scheduler=EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, timestep_spacing="leading"))
    arguments = dict(prompt=PROMPT, negative_prompt="blue wall, dark", num_inference_steps=5, guidance_scale=3.0, width=16, height=16)
    pipe.set_progress_bar_config(disable=True)
    latents = pipe(**arguments, generator=torch.Generator().manual_seed(5), output_type="latent").images
    final = pipe(**arguments, generator=torch.Generator().manual_seed(5)).images[0]
    return dict(
        name=case["name"], tensors=names.shapes,
        latents=[round(float(v), 6) for v in latents.flatten()], picture=base64.b64encode(final.tobytes()).decode())


def by_hand(stored, channels, attends, layers):
    """The UNet's tensors under diffusers' names. (Its own conversion asks for a middle with attention.)"""
    inner = {"in_layers.0": "norm1", "in_layers.2": "conv1", "emb_layers.1": "time_emb_proj", "out_layers.0": "norm2",
             "out_layers.3": "conv2", "skip_connection": "conv_shortcut"}
    places = {
        "input_blocks.0.0": "conv_in", "time_embed.0": "time_embedding.linear_1", "time_embed.2": "time_embedding.linear_2",
        "label_emb.0.0": "add_embedding.linear_1", "label_emb.0.2": "add_embedding.linear_2", "out.0": "conv_norm_out",
        "out.2": "conv_out", "middle_block.0": "mid_block.resnets.0", "middle_block.1": "mid_block.attentions.0",
        "middle_block.2": "mid_block.resnets.1"}
    count = len(channels)
    for level in range(count):
        first, up = 1 + level * (layers + 1), count - 1 - level
        for layer in range(layers):
            places[f"input_blocks.{first + layer}.0"] = f"down_blocks.{level}.resnets.{layer}"
            places[f"input_blocks.{first + layer}.1"] = f"down_blocks.{level}.attentions.{layer}"
        places[f"input_blocks.{first + layers}.0.op"] = f"down_blocks.{level}.downsamplers.0.conv"
        for layer in range(layers + 1):
            block = f"output_blocks.{up * (layers + 1) + layer}"
            places[block + ".0"] = f"up_blocks.{up}.resnets.{layer}"
            if attends[level]:
                places[block + ".1"] = f"up_blocks.{up}.attentions.{layer}"
        places[f"output_blocks.{up * (layers + 1) + layers}.{2 if attends[level] else 1}.conv"] = f"up_blocks.{up}.upsamplers.0.conv"
    result = {}
    for name, tensor in stored.items():
        if not name.startswith("model.diffusion_model."):
            continue
        name = name.removeprefix("model.diffusion_model.")
        place = max((p for p in places if name.startswith(p + ".")), key=len)
        rest = name[len(place) + 1:]
        for old, new in inner.items():
            if "resnets" in places[place] and rest.startswith(old + "."):
                rest = new + rest[len(old):]
                break
        result[places[place] + "." + rest] = tensor
    return result


XL_CASES = [
    dict(name="xl", depths=([1, 2], [[2, 2, 2], [1, 1, 1]]), has_mid=True),
    dict(name="ssd", depths=([1, [2, 1]], [[1, 2, 1], [1, 1, 1]]), has_mid=False),
]
CASES = [
    dict(name="depth", generation=2, inputs=5, channels=[64, 128], layers=1),
    dict(name="first", generation=1, inputs=4, channels=[32, 64], layers=2, root="text_model."),
    dict(name="first-bare", generation=1, inputs=4, channels=[32, 64], layers=1, root=""),
]

if __name__ == "__main__":
    with torch.no_grad():
        results = [run(case) for case in CASES] + [run_xl(case) for case in XL_CASES]
    (HERE / "single-files.json").write_text(json.dumps(results, separators=(",", ":")) + "\n")
