"""Runs small DPT networks of transformers on synthetic weights and stores what comes out.

    python make_fixtures.py          (needs torch, diffusers, transformers, safetensors, pillow)

For every case NAME: NAME.json holds the configuration and the name and shape of every tensor;
NAME.safetensors holds input and output as [batch, height, width, channels].
checkpoint/ is a depth_estimator with its feature_extractor, small enough to keep whole; checkpoint.safetensors
holds a photo, what the estimator makes of it, and the map that StableDiffusionDepth2ImgPipeline prepares from it.
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import StableDiffusionDepth2ImgPipeline
from PIL import Image
from safetensors.numpy import save_file
from transformers import DPTConfig, DPTForDepthEstimation
from transformers.models.dpt.image_processing_pil_dpt import DPTImageProcessorPil

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from synthetic_weights import uniform, weight  # noqa: E402


def fill(model):
    shapes, state = {}, model.state_dict()
    for name, tensor in state.items():
        if tensor.is_floating_point():
            shapes[name] = list(tensor.shape)
            state[name] = torch.from_numpy(weight(name, list(tensor.shape)).copy())
    # A last bias that keeps the last ReLU from cutting everything off.
    state["head.head.4.bias"] += 1
    model.load_state_dict(state)
    model.eval()
    return shapes


def picture(name, size):
    values = uniform(name, size * size * 3).reshape(1, size, size, 3)
    return torch.from_numpy(values.copy()).permute(0, 3, 1, 2)


def estimator(name, **settings):
    settings = {**settings, "model_type": "dpt"}
    model = DPTForDepthEstimation(DPTConfig(**settings))
    shapes = fill(model)
    x = picture(name, settings["image_size"])
    with torch.no_grad():
        y = model(x).predicted_depth
    assert (y > 0).float().mean() > 0.5 and y.std() > 0.01, y
    text = json.dumps({"config": settings, "tensors": shapes}, separators=(",", ":"))
    (HERE / f"{name}.json").write_text(text + "\n")
    save_file({"input": np.ascontiguousarray(x.permute(0, 2, 3, 1).numpy()), "output": y[..., None].numpy()},
              HERE / f"{name}.safetensors")
    return model


LARGE = dict(hidden_size=32, num_hidden_layers=4, num_attention_heads=4, intermediate_size=64, image_size=32,
             patch_size=8, backbone_out_indices=[0, 1, 2, 3], neck_hidden_sizes=[8, 16, 24, 24],
             reassemble_factors=[4, 2, 1, 0.5], fusion_hidden_size=16)
estimator("dpt-large", **LARGE)
# Other readouts, without biases, with a projection before the head (whose 256 channels are fixed there).
estimator("dpt-ignore", **{**LARGE, "readout_type": "ignore", "qkv_bias": False, "num_hidden_layers": 5,
                           "backbone_out_indices": [0, 2, 3, 4]})
estimator("dpt-add", **{**LARGE, "readout_type": "add", "use_bias_in_fusion_residual": False,
                        "reassemble_factors": [2, 1, 1, 0.5]})
# As in the depth_estimator folder of stable-diffusion-2-depth, smaller.
HYBRID = dict(is_hybrid=True, hidden_size=24, num_hidden_layers=4, num_attention_heads=3, intermediate_size=48,
              image_size=64, patch_size=16, backbone_out_indices=[0, 1, 2, 3], neck_hidden_sizes=[32, 48, 24, 24],
              neck_ignore_stages=[0, 1], reassemble_factors=[1, 1, 1, 0.5], fusion_hidden_size=16,
              backbone_featmap_shape=[1, 64, 4, 4], readout_type="project",
              backbone_config=dict(model_type="bit", global_padding="SAME", layer_type="bottleneck", depths=[2, 1, 2],
                                   out_features=["stage1", "stage2", "stage3"], embedding_dynamic_padding=True,
                                   embedding_size=16, hidden_sizes=[32, 48, 64, 128], num_groups=8))
model = estimator("dpt-hybrid", **HYBRID)

# A whole checkpoint's share: photo, preprocessing, estimate, and the map that the pipeline makes of it.
folder = HERE / "checkpoint"
model.half().save_pretrained(folder / "depth_estimator")
model.float()
processor = DPTImageProcessorPil(size={"height": 64, "width": 64}, keep_aspect_ratio=False, resample=2,
                                 image_mean=[0.5, 0.5, 0.5], image_std=[0.5, 0.5, 0.5])
processor.save_pretrained(folder / "feature_extractor")
y, x = np.mgrid[0:48, 0:68]
photo = np.stack([127 + 100 * np.sin(x / 9 + c) * np.cos(y / (7 + c)) for c in range(3)], axis=-1).astype(np.uint8)
image = Image.fromarray(photo)
with torch.no_grad():
    pixels = processor(images=image, return_tensors="pt").pixel_values
    estimate = model(pixels).predicted_depth


class Pipeline:
    """Just what prepare_depth_map asks of its pipeline."""
    feature_extractor = staticmethod(processor)
    depth_estimator = staticmethod(model)
    vae_scale_factor = 8


with torch.no_grad():
    prepared = StableDiffusionDepth2ImgPipeline.prepare_depth_map(
        Pipeline(), image, None, 1, False, torch.float32, torch.device("cpu"))
save_file({"photo": photo.astype(np.float32), "pixels": pixels.permute(0, 2, 3, 1).contiguous().numpy(),
           "estimate": estimate[..., None].numpy(), "prepared": prepared.permute(0, 2, 3, 1).contiguous().numpy()},
          HERE / "checkpoint.safetensors")
