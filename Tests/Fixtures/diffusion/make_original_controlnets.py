"""Writes original-controlnets.json and .safetensors: ControlNets with the names of the original release, and what diffusers'
ControlNetModel makes of them after diffusers' own conversion.

Run: python make_original_controlnets.py  (needs torch, diffusers, safetensors)

For every case: the name and shape of every stored tensor (their numbers are those of synthetic_weights.py, halved), inputs
and results, [batch, height, width, channels].
"""
import json
import sys
from pathlib import Path

import numpy as np
import torch
from diffusers import ControlNetModel
from diffusers.loaders.single_file_utils import convert_controlnet_checkpoint
from safetensors.numpy import save_file

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from synthetic_weights import uniform, weight  # noqa: E402

HINT = [16, 32, 96, 256]


def names(channels, attends, layers, context, linear, depths, prefix, added=None):
    shapes, time = {}, 4 * channels[0]

    def both(name, *shape):
        shapes[prefix + name + ".weight"], shapes[prefix + name + ".bias"] = list(shape), [shape[0]]

    def residual(name, before, after):
        both(name + ".in_layers.0", before)
        both(name + ".in_layers.2", after, before, 3, 3)
        both(name + ".emb_layers.1", after, time)
        both(name + ".out_layers.0", after)
        both(name + ".out_layers.3", after, after, 3, 3)
        if before != after:
            both(name + ".skip_connection", after, before, 1, 1)

    def transformer(name, width, depth):
        square = (width, width) if linear else (width, width, 1, 1)
        both(name + ".norm", width)
        both(name + ".proj_in", *square)
        both(name + ".proj_out", *square)
        for block in (f"{name}.transformer_blocks.{i}" for i in range(depth)):
            for attention, seen in (("attn1", width), ("attn2", context)):
                shapes[f"{prefix}{block}.{attention}.to_q.weight"] = [width, width]
                shapes[f"{prefix}{block}.{attention}.to_k.weight"] = [width, seen]
                shapes[f"{prefix}{block}.{attention}.to_v.weight"] = [width, seen]
                both(f"{block}.{attention}.to_out.0", width, width)
            both(block + ".ff.net.0.proj", 8 * width, width)
            both(block + ".ff.net.2", width, 4 * width)
            for norm in ("norm1", "norm2", "norm3"):
                both(f"{block}.{norm}", width)

    both("time_embed.0", time, channels[0])
    both("time_embed.2", time, time)
    if added:
        both("label_emb.0.0", time, added)
        both("label_emb.0.2", time, time)
    hint = [(3, HINT[0])] + [pair for a, b in zip(HINT, HINT[1:]) for pair in ((a, a), (a, b))] + [(HINT[-1], channels[0])]
    for place, (before, after) in enumerate(hint):
        both(f"input_hint_block.{2 * place}", after, before, 3, 3)
    both("input_blocks.0.0", channels[0], 4, 3, 3)
    kept, index, width = [channels[0]], 1, channels[0]
    for level, target in enumerate(channels):
        for _ in range(layers):
            residual(f"input_blocks.{index}.0", width, target)
            if attends[level]:
                transformer(f"input_blocks.{index}.1", target, depths[level])
            width, index = target, index + 1
            kept.append(width)
        if level + 1 < len(channels):
            both(f"input_blocks.{index}.0.op", width, width, 3, 3)
            index += 1
            kept.append(width)
    residual("middle_block.0", width, width)
    transformer("middle_block.1", width, depths[-1])
    residual("middle_block.2", width, width)
    for place, width in enumerate(kept):
        both(f"zero_convs.{place}.0", width, width, 1, 1)
    both("middle_block_out.0", width, width, 1, 1)
    return shapes


def run(name, channels, attends, layers, context, linear, depths, prefix, added=None):
    shapes = names(channels, attends, layers, context, linear, depths, prefix, added)
    stored = {key: 0.5 * torch.from_numpy(weight(key, shape).copy()) for key, shape in shapes.items()}
    more = {} if added is None else dict(
        addition_embed_type="text_time", addition_time_embed_dim=256, projection_class_embeddings_input_dim=added)
    model = ControlNetModel(
        block_out_channels=channels, layers_per_block=layers, cross_attention_dim=context, use_linear_projection=linear,
        down_block_types=["CrossAttnDownBlock2D" if a else "DownBlock2D" for a in attends],
        attention_head_dim=[max(1, c // 64) for c in channels] if linear else 8, transformer_layers_per_block=depths, **more)
    converted = convert_controlnet_checkpoint(
        {key: value.clone() for key, value in stored.items()}, dict(model.config))
    if added:
        for place, part in ((0, "linear_1"), (2, "linear_2")):
            for kind in ("weight", "bias"):
                converted[f"add_embedding.{part}.{kind}"] = stored[f"{prefix}label_emb.0.{place}.{kind}"]
    model.load_state_dict(converted)
    model.eval()

    def tensor(label, *shape):
        return torch.from_numpy(uniform(f"{name}.{label}", int(np.prod(shape))).reshape(shape).copy())

    sample, hint, states = tensor("sample", 1, 4, 4, 4), (tensor("hint", 1, 3, 32, 32) + 1) / 2, tensor("states", 1, 3, context)
    conditions = {}
    if added:
        conditions = dict(text_embeds=tensor("pooled", 1, added - 6 * 256), time_ids=torch.tensor([[32., 32, 0, 0, 32, 32]]))
    with torch.no_grad():
        skips, middle = model(
            sample, 321, states, controlnet_cond=hint, added_cond_kwargs=conditions or None, return_dict=False)
    last = lambda t: np.ascontiguousarray(t.permute(0, 2, 3, 1).numpy())  # noqa: E731
    values = {"sample": last(sample), "hint": last(hint), "states": states.numpy(), "middle": last(middle)}
    if added:
        values["pooled"] = conditions["text_embeds"].numpy()
    values |= {f"skip{index}": last(skip) for index, skip in enumerate(skips)}
    return dict(name=name, tensors=shapes), {f"{name}.{key}": value for key, value in values.items()}


CASES = [
    dict(name="first", channels=[32, 64], attends=[True, False], layers=1, context=12, linear=False, depths=[1, 1], prefix="control_model."),
    dict(name="second", channels=[32, 64], attends=[True, True], layers=2, context=20, linear=True, depths=[1, 1], prefix=""),
    dict(name="xl-small", channels=[32, 64], attends=[False, False], layers=1, context=2048, linear=True, depths=[0, 0],
         prefix="control_model.", added=1536 + 10),
]
recordings, tensors = [], {}
for case in CASES:
    recording, values = run(**case)
    recordings.append(recording)
    tensors |= values
(HERE / "original-controlnets.json").write_text(json.dumps(recordings, separators=(",", ":")) + "\n")
save_file(tensors, HERE / "original-controlnets.safetensors")
