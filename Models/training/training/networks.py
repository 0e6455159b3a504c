"""The three networks in the layout of Stable Diffusion 2 depth, at sizes a laptop can run."""

import torch
from diffusers import AutoencoderKL, DDIMScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel

MAXIMUM_TOKENS = 77
USUAL_TOKENS = 40  # longer than any caption of the training; what only reads text needs no more

DEPTH_FILTERS = torch.tensor([  # slopes along four directions, then how they change
    [[0, 0, 0], [-1, 0, 1], [0, 0, 0]], [[0, -1, 0], [0, 0, 0], [0, 1, 0]], [[-1, 0, 0], [0, 0, 0], [0, 0, 1]], [[0, 0, -1], [0, 0, 0], [1, 0, 0]],
    [[0, 0, 0], [1, -2, 1], [0, 0, 0]], [[0, 1, 0], [0, -2, 0], [0, 1, 0]], [[1, 0, 0], [0, -2, 0], [0, 0, 1]], [[0, 0, 1], [0, -2, 0], [1, 0, 0]],
]).float()
DEPTH_FILTER_GAIN = 4.0  # makes the filters' results about as large as those of the other channels


def build_autoencoder(size):
    """AutoencoderKL, 8 pixels a latent cell."""
    levels = len(size.autoencoder_channels)
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        latent_channels=size.latent_channels,
        block_out_channels=size.autoencoder_channels,
        layers_per_block=1,
        norm_num_groups=size.autoencoder_groups,
        sample_size=size.resolution,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
    )


class ExactConvolution(torch.nn.Conv2d):
    """Computed in single precision at least, whatever the rest uses.

    Two walls that meet, or a chair before one, differ in depth by less than eight bits can tell, or the ten of TF32.
    """

    def forward(self, hidden):
        device = hidden.device.type
        exact = torch.float64 if device == "cuda" else torch.float32  # cuDNN makes TF32 of single precision, not of double
        with torch.autocast(device, enabled=False):
            result = self._conv_forward(hidden.to(exact), self.weight.to(exact), self.bias.to(exact))
        return result.to(torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else torch.float32)


def keep_depth_exact(denoiser):
    """Makes the first layer of a UNet2DConditionModel, which meets the depth map, an `ExactConvolution`."""
    denoiser.conv_in.__class__ = ExactConvolution
    return denoiser


def depth_channels(denoiser):
    """How many of the first layer's channels see only depth: as many filters as fill whole groups of the first norm.

    A norm that took in a noisy channel too would bring the noise back.
    """
    norm = denoiser.down_blocks[0].resnets[0].norm1
    group = norm.num_channels // norm.num_groups
    return len(DEPTH_FILTERS) // group * group


@torch.no_grad()
def dedicate_channels_to_depth(denoiser):
    """Lets the first channels of the first layer see nothing but slopes and creases of the depth map.

    Beside noise of deviation 1 they would be lost.
    """
    first = denoiser.conv_in
    for channel, weights in enumerate(DEPTH_FILTERS[: depth_channels(denoiser)]):
        first.weight[channel] = 0
        first.weight[channel, -1] = DEPTH_FILTER_GAIN * weights
        first.bias[channel] = 0


def keep_depth_channels_pure(denoiser):
    """Holds the latent's weights of channels that see only depth at zero while the network trains."""
    weight = denoiser.conv_in.weight
    mask = (weight.detach()[:, :-1].abs().amax((1, 2, 3), keepdim=True) > 0).expand(-1, weight.shape[1], -1, -1).float()
    mask[:, -1] = 1
    weight.register_hook(lambda gradient: gradient * mask.to(gradient.device))


def build_denoiser(size):
    """UNet2DConditionModel: noisy latent and one channel of inverse depth in, velocity out."""
    attention_levels = len(size.denoiser_channels) - 1
    denoiser = UNet2DConditionModel(
        sample_size=size.resolution // 8,
        in_channels=size.latent_channels + 1,
        out_channels=size.latent_channels,
        cross_attention_dim=size.text_width,
        attention_head_dim=size.denoiser_heads,
        use_linear_projection=True,
        block_out_channels=size.denoiser_channels,
        layers_per_block=size.denoiser_layers,
        norm_num_groups=16,
        down_block_types=("DownBlock2D",) + ("CrossAttnDownBlock2D",) * attention_levels,
        up_block_types=("CrossAttnUpBlock2D",) * attention_levels + ("UpBlock2D",),
    )
    return keep_depth_exact(denoiser)


def build_text_encoder(size, tokenizer):
    """CLIPTextModel for the vocabulary of `tokenizer`; explicit attention products train faster on a CPU."""
    return CLIPTextModel._from_config(
        CLIPTextConfig(
            vocab_size=len(tokenizer),
            hidden_size=size.text_width,
            intermediate_size=4 * size.text_width,
            num_hidden_layers=size.text_layers,
            num_attention_heads=size.text_width // 32,
            max_position_embeddings=MAXIMUM_TOKENS,
            hidden_act="gelu",
            projection_dim=size.text_width,
            bos_token_id=tokenizer.bos_token_id,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        ),
        attn_implementation="eager",
    )


def build_scheduler():
    """DDIM with velocity prediction and zero terminal signal-to-noise ratio.

    With a zero terminal ratio the first step sees pure noise, as in use: brightness and colour then come from
    the prompt and the depth alone (Lin et al. 2023, "Common Diffusion Noise Schedules and Sample Steps are Flawed").
    """
    return DDIMScheduler(
        num_train_timesteps=1000,
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        clip_sample=False,
        set_alpha_to_one=False,
        steps_offset=1,
        prediction_type="v_prediction",
        rescale_betas_zero_snr=True,
        timestep_spacing="trailing",
    )


def count_parameters(module):
    return sum(parameter.numel() for parameter in module.parameters())


def load_weights(module, folder, name="diffusion_pytorch_model.safetensors"):
    """Loads the fp16 weights of an exported model folder into a module of the same sizes, as float32."""
    from safetensors.torch import load_file

    stored = {key: value.float() for key, value in load_file(f"{folder}/{name}").items()}
    expected = module.state_dict()
    for prefix in ("", "text_model."):
        renamed = {key.removeprefix(prefix): value for key, value in stored.items()}
        if set(renamed) == set(expected):
            module.load_state_dict(renamed)
            return
    raise ValueError(f"{folder}/{name} holds other tensors than this network: pass the preset it was trained with.")
