"""Writes single-file.json and single-file.safetensors: a DPT-hybrid under the names that it has in 512-depth-ema.safetensors,
and what transformers makes of a photo with the same tensors.

    python make_single_file.py          (needs torch, transformers, safetensors, pillow)

single-file.json holds the name and shape of every stored tensor; their numbers are those of synthetic_weights.py, halved.
Which stored name stands for which of transformers' is written down here once more, after MiDaS' and timm's modules.
"""
import json
import re
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.numpy import save_file
from transformers import DPTConfig, DPTForDepthEstimation
from transformers.models.dpt.image_processing_pil_dpt import DPTImageProcessorPil

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from synthetic_weights import weight  # noqa: E402

PREFIX = "depth_model.model."
# In order; the first pattern that matches the whole of transformers' name gives the stored one.
NAMES = [
    (r"dpt\.embeddings\.cls_token", "pretrained.model.cls_token"),
    (r"dpt\.embeddings\.position_embeddings", "pretrained.model.pos_embed"),
    (r"dpt\.embeddings\.projection\.(\w+)", r"pretrained.model.patch_embed.proj.\1"),
    (r"dpt\.embeddings\.backbone\.bit\.embedder\.convolution\.(\w+)", r"pretrained.model.patch_embed.backbone.stem.conv.\1"),
    (r"dpt\.embeddings\.backbone\.bit\.embedder\.norm\.(\w+)", r"pretrained.model.patch_embed.backbone.stem.norm.\1"),
    (r"dpt\.embeddings\.backbone\.bit\.encoder\.stages\.(\d)\.layers\.(\d)\.(.*)",
     r"pretrained.model.patch_embed.backbone.stages.\1.blocks.\2.\3"),
    (r"dpt\.encoder\.layer\.(\d)\.layernorm_before\.(\w+)", r"pretrained.model.blocks.\1.norm1.\2"),
    (r"dpt\.encoder\.layer\.(\d)\.layernorm_after\.(\w+)", r"pretrained.model.blocks.\1.norm2.\2"),
    (r"dpt\.encoder\.layer\.(\d)\.attention\.output\.dense\.(\w+)", r"pretrained.model.blocks.\1.attn.proj.\2"),
    (r"dpt\.encoder\.layer\.(\d)\.intermediate\.dense\.(\w+)", r"pretrained.model.blocks.\1.mlp.fc1.\2"),
    (r"dpt\.encoder\.layer\.(\d)\.output\.dense\.(\w+)", r"pretrained.model.blocks.\1.mlp.fc2.\2"),
    (r"dpt\.encoder\.layer\.(\d)\.attention\.attention\.(query|key|value)\.(\w+)", r"pretrained.model.blocks.\1.attn.qkv.\3"),
    (r"dpt\.layernorm\.(\w+)", r"pretrained.model.norm.\1"),
    (r"neck\.reassemble_stage\.readout_projects\.2\.0\.(\w+)", r"pretrained.act_postprocess3.0.project.0.\1"),
    (r"neck\.reassemble_stage\.readout_projects\.3\.0\.(\w+)", r"pretrained.act_postprocess4.0.project.0.\1"),
    (r"neck\.reassemble_stage\.layers\.2\.projection\.(\w+)", r"pretrained.act_postprocess3.3.\1"),
    (r"neck\.reassemble_stage\.layers\.3\.projection\.(\w+)", r"pretrained.act_postprocess4.3.\1"),
    (r"neck\.reassemble_stage\.layers\.3\.resize\.(\w+)", r"pretrained.act_postprocess4.4.\1"),
    (r"neck\.convs\.(\d)\.weight", lambda m: f"scratch.layer{int(m[1]) + 1}_rn.weight"),
    (r"neck\.fusion_stage\.layers\.(\d)\.projection\.(\w+)", lambda m: f"scratch.refinenet{4 - int(m[1])}.out_conv.{m[2]}"),
    (r"neck\.fusion_stage\.layers\.(\d)\.residual_layer(\d)\.convolution(\d)\.(\w+)",
     lambda m: f"scratch.refinenet{4 - int(m[1])}.resConfUnit{m[2]}.conv{m[3]}.{m[4]}"),
    (r"head\.head\.(.*)", r"scratch.output_conv.\1"),
]


def stored_name(name):
    for pattern, replacement in NAMES:
        match = re.fullmatch(pattern, name)
        if match:
            return replacement(match) if callable(replacement) else match.expand(replacement)
    raise ValueError(name)


# As in the released network, smaller: groups of 32 channels, heads of 64, a tap after each quarter of the layers.
model = DPTForDepthEstimation(DPTConfig(
    is_hybrid=True, hidden_size=128, num_hidden_layers=4, num_attention_heads=2, intermediate_size=96, image_size=64,
    patch_size=16, backbone_out_indices=[0, 1, 2, 3], neck_hidden_sizes=[128, 128, 40, 48], neck_ignore_stages=[0, 1],
    reassemble_factors=[1, 1, 1, 0.5], fusion_hidden_size=16, backbone_featmap_shape=[1, 256, 4, 4], readout_type="project",
    backbone_config=dict(
        model_type="bit", global_padding="SAME", layer_type="bottleneck", depths=[1, 2, 1], num_groups=32, embedding_size=32,
        out_features=["stage1", "stage2", "stage3"], embedding_dynamic_padding=True, hidden_sizes=[128, 128, 256, 512])))
state, stored = model.state_dict(), {}
for name, tensor in state.items():
    # In the first stages there is nothing to reassemble.
    if not tensor.is_floating_point() or re.match(r"neck\.reassemble_stage\.(layers|readout_projects)\.[01]\.", name):
        continue
    key, shape = PREFIX + stored_name(name), list(tensor.shape)
    part = ["query", "key", "value"].index(name.split(".")[-2]) if ".qkv." in key else None
    if part is not None:
        shape[0] *= 3
    values = 0.5 * torch.from_numpy(weight(key, shape).copy())
    stored[key] = shape
    state[name] = values if part is None else values.chunk(3)[part]
# What timm's classifier left behind.
stored[PREFIX + "pretrained.model.head.weight"] = [10, 128]
stored[PREFIX + "pretrained.model.head.bias"] = [10]
model.load_state_dict(state)
model.eval()

# The photo of checkpoint.safetensors.
y, x = np.mgrid[0:48, 0:68]
photo = np.stack([127 + 100 * np.sin(x / 9 + c) * np.cos(y / (7 + c)) for c in range(3)], axis=-1).astype(np.uint8)
processor = DPTImageProcessorPil(size={"height": 64, "width": 64}, keep_aspect_ratio=False, resample=2,
                                 image_mean=[0.5, 0.5, 0.5], image_std=[0.5, 0.5, 0.5])
with torch.no_grad():
    estimate = model(processor(images=Image.fromarray(photo), return_tensors="pt").pixel_values).predicted_depth
print(f"{(estimate > 0).float().mean():.2f} above 0, {estimate.mean():.4f} ± {estimate.std():.4f}")
assert (estimate > 0).float().mean() > 0.5 and estimate.std() > 0.05 * estimate.mean()
(HERE / "single-file.json").write_text(json.dumps(stored, separators=(",", ":")) + "\n")
save_file({"estimate": estimate[..., None].numpy()}, HERE / "single-file.safetensors")
