"""Runs networks with layers of the sizes that released models have, few of them, and stores samples of what comes out.

    python make_full_size.py          (needs torch, diffusers, transformers)

full-size.json holds for every case its configuration, the name and shape of every tensor, and of every result, channels
last, each n-th value. Weights and inputs are those of synthetic_weights.py: an input is uniform under the name
"CASE INPUT", channels last, in [-1, 1).
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection, DPTConfig, DPTForDepthEstimation

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from synthetic_weights import uniform, weight  # noqa: E402

EVERY = 97
cases = []


def fill(model):
    state = model.state_dict()
    shapes = {name: list(t.shape) for name, t in state.items() if t.is_floating_point()}
    for name, shape in shapes.items():
        state[name] = torch.from_numpy(weight(name, shape).copy())
    model.load_state_dict(state)
    return model.eval(), shapes


def given(name, *shape):
    return torch.from_numpy(uniform(name, int(np.prod(shape))).reshape(shape).copy())


def picture(name, height, width, channels):
    return given(name, 1, height, width, channels).permute(0, 3, 1, 2)


def store(name, config, shapes, **results):
    def sampled(t):
        t = t.permute(0, 2, 3, 1) if t.ndim == 4 else t
        return [float(f"{v:.7g}") for v in t.flatten()[::EVERY].tolist()]
    cases.append(dict(name=name, config=config, tensors=shapes, every=EVERY, results={k: sampled(v) for k, v in results.items()}))
    print(name, f"{sum(int(np.prod(s)) for s in shapes.values()) / 1e6:.0f} million parameters", flush=True)


@torch.no_grad()
def unet(name, side, **config):
    model, shapes = fill(UNet2DConditionModel(**config))
    sample = picture(name + " sample", side, side, config["in_channels"])
    states = given(name + " states", 1, 11, config["cross_attention_dim"])
    added = {}
    if "addition_embed_type" in config:
        pooled = config["projection_class_embeddings_input_dim"] - 6 * config["addition_time_embed_dim"]
        added = dict(text_embeds=given(name + " pooled", 1, pooled), time_ids=torch.tensor([[768.0, 1344, 0, 16, 640, 512]]))
    store(name, config, shapes, output=model(sample, 321, states, added_cond_kwargs=added).sample)


@torch.no_grad()
def autoencoder(name, side, **config):
    model, shapes = fill(AutoencoderKL(**config))
    scale = 2 ** (len(config["block_out_channels"]) - 1)
    store(name, config, shapes, mean=model.encode(picture(name + " image", scale * side, scale * side, 3)).latent_dist.mean,
          decoded=model.decode(picture(name + " latents", side, side, config["latent_channels"])).sample)


@torch.no_grad()
def text_encoder(name, model_class, **config):
    model, shapes = fill(model_class(CLIPTextConfig(**config)))
    # Tokens in any order, then the end token, which is the greatest.
    tokens = (np.abs(uniform(name + " tokens", 77)) * 95).astype(np.int64)[None]
    tokens[:, -1] = 96
    output = model(torch.from_numpy(tokens), output_hidden_states=True)
    if model_class is CLIPTextModel:
        store(name, config, shapes, states=output.last_hidden_state)
    else:
        store(name, config, shapes, states=output.hidden_states[-2], pooled=output.text_embeds)


@torch.no_grad()
def depth_estimator(name, **config):
    model = DPTForDepthEstimation(DPTConfig(**config))
    model, shapes = fill(model)
    # A last bias that keeps the last ReLU from cutting everything off.
    model.head.head[4].bias += 1
    output = model(picture(name + " picture", config["image_size"], config["image_size"], 3)).predicted_depth
    assert (output > 0).float().mean() > 0.5
    store(name, {**config, "model_type": "dpt"}, shapes, depth=output[..., None].permute(0, 3, 1, 2))


# The highest and the lowest level of Stable Diffusion 2 depth; large enough for every way to convolve.
unet("unet-2", 48, in_channels=5, out_channels=4, block_out_channels=[320, 1280], attention_head_dim=[5, 20],
     cross_attention_dim=1024, use_linear_projection=True, layers_per_block=1,
     down_block_types=["CrossAttnDownBlock2D"] * 2, up_block_types=["CrossAttnUpBlock2D"] * 2)
# A level of Stable Diffusion 1: eight heads of 80 channels, behind convolutions.
unet("unet-1", 16, in_channels=4, out_channels=4, block_out_channels=[640], attention_head_dim=8, cross_attention_dim=768,
     layers_per_block=1, down_block_types=["CrossAttnDownBlock2D"], up_block_types=["CrossAttnUpBlock2D"])
# A level of Stable Diffusion XL, with its added conditions.
unet("unet-xl", 16, in_channels=4, out_channels=4, block_out_channels=[640], attention_head_dim=10, cross_attention_dim=2048,
     use_linear_projection=True, layers_per_block=1, transformer_layers_per_block=2, addition_embed_type="text_time",
     addition_time_embed_dim=256, projection_class_embeddings_input_dim=2816,
     down_block_types=["CrossAttnDownBlock2D"], up_block_types=["CrossAttnUpBlock2D"])
autoencoder("autoencoder", 32, block_out_channels=[128, 512], layers_per_block=1, latent_channels=4,
            down_block_types=["DownEncoderBlock2D"] * 2, up_block_types=["UpDecoderBlock2D"] * 2)
TEXT = dict(vocab_size=97, num_hidden_layers=2, max_position_embeddings=77, bos_token_id=95, eos_token_id=96, pad_token_id=96)
text_encoder("text-2", CLIPTextModel, hidden_size=1024, intermediate_size=4096, num_attention_heads=16, hidden_act="gelu", **TEXT)
text_encoder("text-xl", CLIPTextModelWithProjection, hidden_size=1280, intermediate_size=5120, num_attention_heads=20,
             hidden_act="gelu", projection_dim=1280, **TEXT)
depth_estimator("dpt-large", hidden_size=1024, num_hidden_layers=4, num_attention_heads=16, intermediate_size=4096, image_size=64,
                patch_size=16, backbone_out_indices=[0, 1, 2, 3], neck_hidden_sizes=[256, 512, 1024, 1024])
depth_estimator("dpt-hybrid", is_hybrid=True, hidden_size=768, num_hidden_layers=4, num_attention_heads=12, intermediate_size=3072,
                image_size=64, patch_size=16, backbone_out_indices=[0, 1, 2, 3], neck_hidden_sizes=[256, 512, 768, 768],
                neck_ignore_stages=[0, 1], reassemble_factors=[1, 1, 1, 0.5], backbone_featmap_shape=[1, 1024, 4, 4],
                readout_type="project", backbone_config=dict(
                    model_type="bit", global_padding="SAME", layer_type="bottleneck", depths=[1, 1, 1], num_groups=32,
                    out_features=["stage1", "stage2", "stage3"], embedding_dynamic_padding=True, embedding_size=64,
                    hidden_sizes=[256, 512, 1024, 2048]))
(HERE / "full-size.json").write_text(json.dumps(cases, separators=(",", ":")) + "\n")
