"""Runs small networks of diffusers and transformers on synthetic weights and stores what comes out.

    python make_fixtures.py          (needs torch, diffusers, transformers, safetensors)

For every case NAME: NAME.json holds the configuration and the name and shape of every tensor;
NAME.safetensors holds inputs and outputs, pictures as [batch, height, width, channels].
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import AutoencoderKL, AutoencoderTiny, ControlNetModel, UNet2DConditionModel
from safetensors.numpy import save_file
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from synthetic_weights import uniform, weight  # noqa: E402


def fill(model, rename=lambda name: name):
    """Gives a model its synthetic weights; returns the shapes by stored name."""
    shapes = {}
    state = model.state_dict()
    for name, tensor in state.items():
        if tensor.is_floating_point():
            shapes[rename(name)] = list(tensor.shape)
            state[name] = torch.from_numpy(weight(rename(name), list(tensor.shape)).copy())
    model.load_state_dict(state)
    model.eval()
    return shapes


def picture(name, batch, channels, height, width):
    """A synthetic input, as torch wants it."""
    values = uniform(name, batch * height * width * channels).reshape(batch, height, width, channels)
    return torch.from_numpy(values.copy()).permute(0, 3, 1, 2)


def nhwc(tensor):
    return np.ascontiguousarray(tensor.permute(0, 2, 3, 1).numpy())


def store(name, config, shapes, tensors):
    config = {key: value for key, value in config.items() if not key.startswith("_")}
    text = json.dumps({"config": config, "tensors": shapes}, indent=None, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text + "\n")
    save_file({key: np.ascontiguousarray(value) for key, value in tensors.items()}, HERE / f"{name}.safetensors")


def text_encoder(name, prefix, **settings):
    config = dict(vocab_size=97, hidden_size=32, intermediate_size=96, num_hidden_layers=2,
                  num_attention_heads=4, max_position_embeddings=77, **settings)
    model = CLIPTextModel(CLIPTextConfig(**config, bos_token_id=95, eos_token_id=96, pad_token_id=96))
    shapes = fill(model, lambda key: prefix + key.removeprefix("text_model."))
    tokens = (np.abs(uniform(name, 2 * 77)) * 97).astype(np.int32).reshape(2, 77)
    tokens[:, 0], tokens[:, -1] = 95, 96
    with torch.no_grad():
        output = model(torch.from_numpy(tokens.astype(np.int64))).last_hidden_state
    store(name, config, shapes, {"tokens": tokens.astype(np.float32), "output": output.numpy()})


def projecting_text_encoder(name, end, **settings):
    config = dict(vocab_size=97, hidden_size=32, intermediate_size=96, num_hidden_layers=3, hidden_act="gelu",
                  num_attention_heads=4, max_position_embeddings=77, projection_dim=20, eos_token_id=end, **settings)
    model = CLIPTextModelWithProjection(CLIPTextConfig(**config, bos_token_id=95, pad_token_id=0))
    shapes = fill(model)
    tokens = (np.abs(uniform(name, 2 * 77)) * 95).astype(np.int32).reshape(2, 77)
    tokens[:, 0] = 95
    # Prompts of different lengths, and for one of them a second end token, which does not count.
    tokens[0, 9], tokens[1, 40], tokens[1, 60] = 96, 96, 96
    with torch.no_grad():
        output = model(torch.from_numpy(tokens.astype(np.int64)), output_hidden_states=True)
    store(name, config, shapes, {
        "tokens": tokens.astype(np.float32), "states": output.hidden_states[-2].numpy(),
        "pooled": output.text_embeds.numpy()})


def unet(name, batch, height, width, timestep, **settings):
    model = UNet2DConditionModel(**settings)
    shapes = fill(model)
    cross = settings["cross_attention_dim"]
    cross = cross if isinstance(cross, int) else cross[0]
    sample = picture(name + " sample", batch, settings["in_channels"], height, width)
    states = torch.from_numpy(uniform(name + " states", batch * 11 * cross).reshape(batch, 11, cross).copy())
    added, extra = {}, {}
    if settings.get("addition_embed_type"):
        pooled = settings["projection_class_embeddings_input_dim"] - 6 * settings["addition_time_embed_dim"]
        added = {
            "text_embeds": torch.from_numpy(uniform(name + " pooled", batch * pooled).reshape(batch, pooled).copy()),
            "time_ids": torch.tensor([[768.0, 1344, 0, 16, 640, 512]] * batch)}
        extra = {"pooled": added["text_embeds"].numpy(), "numbers": added["time_ids"][0].numpy()}
    with torch.no_grad():
        output = model(sample, timestep, states, added_cond_kwargs=added).sample
    store(name, settings, shapes, {
        "sample": nhwc(sample), "states": states.numpy(), "output": nhwc(output), **extra,
        "timestep": np.array([timestep], dtype=np.float32)})


def controlnet(name, batch, height, width, timestep, **settings):
    model = ControlNetModel(**settings)
    shapes = fill(model)
    scale = 2 ** (len(settings["conditioning_embedding_out_channels"]) - 1)
    sample = picture(name + " sample", batch, 4, height, width)
    control = picture(name + " control", batch, 3, height * scale, width * scale)
    cross = settings["cross_attention_dim"]
    states = torch.from_numpy(uniform(name + " states", batch * 11 * cross).reshape(batch, 11, cross).copy())
    added, extra = {}, {}
    if settings.get("addition_embed_type"):
        pooled = settings["projection_class_embeddings_input_dim"] - 6 * settings["addition_time_embed_dim"]
        added = {
            "text_embeds": torch.from_numpy(uniform(name + " pooled", batch * pooled).reshape(batch, pooled).copy()),
            "time_ids": torch.tensor([[768.0, 1344, 0, 16, 640, 512]] * batch)}
        extra = {"pooled": added["text_embeds"].numpy(), "numbers": added["time_ids"][0].numpy()}
    with torch.no_grad():
        output = model(sample, timestep, states, control, added_cond_kwargs=added)
    residuals = {f"skip{i}": nhwc(t) for i, t in enumerate(output.down_block_res_samples)}
    store(name, settings, shapes, {
        "sample": nhwc(sample), "control": nhwc(control), "states": states.numpy(), **residuals, **extra,
        "middle": nhwc(output.mid_block_res_sample), "timestep": np.array([timestep], dtype=np.float32)})


def autoencoder(name, batch, height, width, old_names=False, **settings):
    model = AutoencoderKL(**settings)
    old = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}

    def rename(key):
        for new, before in old.items():
            if old_names and "attentions" in key:
                key = key.replace("." + new + ".", "." + before + ".")
        return key

    shapes = fill(model, rename)
    image = picture(name + " image", batch, 3, height, width)
    scale = 2 ** (len(settings["block_out_channels"]) - 1)
    latents = picture(name + " latents", batch, settings["latent_channels"], height // scale, width // scale)
    with torch.no_grad():
        distribution = model.encode(image).latent_dist
        moments = torch.cat([distribution.mean, distribution.logvar], dim=1)
        decoded = model.decode(latents).sample
    assert moments.abs().max() < 20, "the variance's clamping must not show"
    store(name, settings, shapes, {
        "image": nhwc(image), "moments": nhwc(moments), "latents": nhwc(latents), "decoded": nhwc(decoded)})


text_encoder("text-gelu", "text_model.", hidden_act="gelu")
text_encoder("text-quick-gelu", "", hidden_act="quick_gelu", layer_norm_eps=1e-4)
projecting_text_encoder("text-projection", 96)
projecting_text_encoder("text-projection-old", 2)

# Like Stable Diffusion 2 depth: five channels, heads as a list of counts, linear projections.
unet("unet-depth", 2, 12, 20, 321,
     in_channels=5, out_channels=4, block_out_channels=[16, 32, 48], attention_head_dim=[2, 4, 3],
     cross_attention_dim=24, use_linear_projection=True, layers_per_block=2, norm_num_groups=8,
     down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"],
     up_block_types=["UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"], sample_size=16)
# Like Stable Diffusion 1: four channels, one number of heads, 1x1 convolutions; a size that no level divides.
unet("unet-text", 1, 9, 13, 981,
     in_channels=4, out_channels=4, block_out_channels=[16, 24, 32], attention_head_dim=4,
     cross_attention_dim=20, use_linear_projection=False, layers_per_block=1, norm_num_groups=4,
     flip_sin_to_cos=False, freq_shift=1, norm_eps=1e-4, transformer_layers_per_block=2,
     down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
     up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"], sample_size=16)
# Settings that differ from level to level.
unet("unet-lists", 2, 10, 7, 1,
     in_channels=4, out_channels=3, block_out_channels=[12, 20], attention_head_dim=[3, 5],
     cross_attention_dim=[18, 18], use_linear_projection=True, layers_per_block=[1, 2], norm_num_groups=2,
     transformer_layers_per_block=[1, 2], time_embedding_dim=40, conv_in_kernel=1, conv_out_kernel=5,
     center_input_sample=True, act_fn="swish",
     down_block_types=["CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
     up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D"], sample_size=8)
# Like Stable Diffusion XL: size, crop and a pooled prompt are added to the time embedding.
unet("unet-xl", 2, 12, 8, 601,
     in_channels=4, out_channels=4, block_out_channels=[16, 24, 32], attention_head_dim=[2, 3, 4],
     cross_attention_dim=24, use_linear_projection=True, layers_per_block=2, norm_num_groups=8,
     transformer_layers_per_block=[1, 2, 3], addition_embed_type="text_time", addition_time_embed_dim=10,
     projection_class_embeddings_input_dim=84,
     down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
     up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"], sample_size=16)
# Like SSD-1B: as many transformer layers as its config says for each residual block, none in the middle.
unet("unet-ssd", 2, 8, 12, 261,
     in_channels=4, out_channels=4, block_out_channels=[16, 24, 32], attention_head_dim=[2, 3, 4],
     cross_attention_dim=24, use_linear_projection=True, layers_per_block=2, norm_num_groups=8,
     transformer_layers_per_block=[1, [2, 2], [3, 1]], reverse_transformer_layers_per_block=[[2, 1, 3], [2, 1, 1], 1],
     mid_block_type="UNetMidBlock2D", addition_embed_type="text_time", addition_time_embed_dim=10,
     projection_class_embeddings_input_dim=84,
     down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"],
     up_block_types=["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"], sample_size=16)
# Nothing in the middle at all.
unet("unet-hollow", 1, 8, 8, 41,
     in_channels=4, out_channels=4, block_out_channels=[8, 16], attention_head_dim=2, cross_attention_dim=12,
     layers_per_block=1, norm_num_groups=4, mid_block_type=None,
     down_block_types=["CrossAttnDownBlock2D", "DownBlock2D"], up_block_types=["UpBlock2D", "CrossAttnUpBlock2D"],
     sample_size=8)
# ControlNets: as for Stable Diffusion 1.5 (one number of heads, 1x1 convolutions) ...
controlnet("controlnet-1", 2, 8, 12, 500,
           block_out_channels=[8, 16], attention_head_dim=4, cross_attention_dim=12, layers_per_block=1, norm_num_groups=4,
           conditioning_embedding_out_channels=[4, 8, 12],
           down_block_types=["CrossAttnDownBlock2D", "DownBlock2D"])
# ... and for XL: in full, ...
xl = dict(
    block_out_channels=[8, 16, 24], attention_head_dim=[2, 4, 3], cross_attention_dim=12, layers_per_block=1,
    norm_num_groups=4, use_linear_projection=True, addition_embed_type="text_time", addition_time_embed_dim=10,
    projection_class_embeddings_input_dim=70, conditioning_embedding_out_channels=[4, 6])
controlnet("controlnet-xl", 1, 8, 8, 41, transformer_layers_per_block=[1, 2, 3],
           down_block_types=["DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"], **xl)
# ... with attention at the bottom only, and with none, where the middle keeps a transformer without layers.
controlnet("controlnet-xl-mid", 1, 8, 8, 41, transformer_layers_per_block=[0, 0, 1],
           down_block_types=["DownBlock2D", "DownBlock2D", "CrossAttnDownBlock2D"], **xl)
controlnet("controlnet-xl-small", 1, 8, 8, 41, transformer_layers_per_block=[0, 0, 0],
           down_block_types=["DownBlock2D", "DownBlock2D", "DownBlock2D"], **xl)

blocks = dict(down_block_types=["DownEncoderBlock2D"] * 3, up_block_types=["UpDecoderBlock2D"] * 3)
autoencoder("autoencoder", 2, 24, 40, block_out_channels=[8, 16, 24], layers_per_block=2,
            latent_channels=4, norm_num_groups=4, **blocks)
autoencoder("autoencoder-bare", 1, 20, 12, block_out_channels=[8, 16, 16], layers_per_block=1,
            latent_channels=3, norm_num_groups=8, use_quant_conv=False, use_post_quant_conv=False,
            mid_block_add_attention=False, **blocks)
autoencoder("autoencoder-old-names", 1, 8, 12, old_names=True, block_out_channels=[8, 16, 16],
            layers_per_block=1, latent_channels=4, norm_num_groups=8, **blocks)


def tiny_autoencoder(name, batch, height, width, **settings):
    model = AutoencoderTiny(**settings)
    shapes = fill(model)
    image = picture(name + " image", batch, 3, height, width)
    scale = 2 ** (len(settings["num_encoder_blocks"]) - 1)
    latents = 4 * picture(name + " latents", batch, settings["latent_channels"], height // scale, width // scale)
    with torch.no_grad():
        encoded = model.encode(image).latents
        decoded = model.decode(latents).sample
    store(name, settings, shapes, {
        "image": nhwc(image), "encoded": nhwc(encoded), "latents": nhwc(latents), "decoded": nhwc(decoded)})


tiny_autoencoder("autoencoder-tiny", 2, 16, 24, encoder_block_out_channels=[8, 8, 8], decoder_block_out_channels=[12, 12, 12],
                 num_encoder_blocks=[1, 2, 1], num_decoder_blocks=[2, 1, 1], latent_channels=4)
