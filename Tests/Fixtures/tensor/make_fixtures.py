"""Runs torch's operators in double precision on synthetic inputs and stores what comes out, in operators.json.

    python make_fixtures.py          (needs torch)

Pictures are stored as [batch, height, width, channels]. Of large results only every `step`-th number
is kept.
"""
import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from synthetic_weights import uniform, weight  # noqa: E402

cases = []


def tensor(name, *shape):
    count = 1
    for extent in shape:
        count *= extent
    return torch.from_numpy(uniform(name, count).reshape(shape).copy()).double()


def trained(name, *shape):
    return torch.from_numpy(weight(name, shape).copy()).double()


def to_torch(x):
    return x.permute(0, 3, 1, 2)


def from_torch(x):
    return x.permute(0, 2, 3, 1)


def store(operator, name, output, **settings):
    output = output.contiguous()
    step = max(1, output.numel() // 300)
    values = [float(f"{value:.7g}") for value in output.flatten()[::step].tolist()]
    cases.append(dict(operator=operator, name=name, shape=list(output.shape), step=step, values=values, **settings))


ACTIVATIONS = {"relu": F.relu, "silu": F.silu, "gelu": F.gelu, "quickGELU": lambda x: x * torch.sigmoid(1.702 * x)}


def convolution(name, batch, height, width, inputs, outputs, kernel, stride, padding, residual=False, activation=None,
                enlargement=None):
    top, left, bottom, right = padding
    x = to_torch(tensor(name + " input", batch, height, width, inputs))
    if enlargement:
        x = F.interpolate(x, size=enlargement, mode="nearest")
    w = trained(name + " weight", outputs, inputs, kernel, kernel)
    b = trained(name + " bias", outputs)
    y = F.conv2d(F.pad(x, (left, right, top, bottom)), w, b, stride=stride)
    y = from_torch(y)
    if activation:
        y = ACTIVATIONS[activation](y)
    if residual:
        y = y + tensor(name + " residual", *y.shape)
    store("convolution", name, y, input=[batch, height, width, inputs], kernel=kernel, stride=stride,
          padding=padding, residual=residual, activation=activation, enlargement=enlargement)


convolution("plain", 2, 5, 7, 4, 6, 3, 1, [1, 1, 1, 1])
convolution("residual", 1, 6, 5, 16, 16, 3, 1, [1, 1, 1, 1], residual=True)
convolution("strided", 1, 9, 8, 5, 8, 3, 2, [1, 1, 1, 1])
convolution("asymmetric", 2, 7, 6, 8, 8, 3, 2, [0, 0, 1, 1])
convolution("one by one", 1, 3, 4, 32, 17, 1, 1, [0, 0, 0, 0])
convolution("wide kernel", 1, 6, 9, 3, 4, 5, 1, [2, 2, 2, 2], activation="silu")
convolution("enlarged", 1, 3, 4, 5, 6, 3, 1, [1, 1, 1, 1], enlargement=[6, 7])
# Large enough for minimal filtering.
convolution("many tiles", 2, 47, 45, 32, 16, 3, 1, [1, 1, 1, 1])
convolution("many tiles with residual", 1, 52, 64, 16, 48, 3, 1, [1, 1, 1, 1], residual=True)
convolution("many tiles enlarged", 2, 23, 24, 16, 16, 3, 1, [1, 1, 1, 1], enlargement=[46, 47])


def linear(name, rows, inputs, outputs, activation=None, residual=False, gate=False):
    y = F.linear(tensor(name + " input", *rows, inputs), trained(name + " weight", outputs, inputs),
                 trained(name + " bias", outputs))
    if activation:
        y = ACTIVATIONS[activation](y)
    if gate:
        y = y * tensor(name + " gate", *y.shape)
    if residual:
        y = y + tensor(name + " residual", *y.shape)
    store("linear", name, y, input=list(rows) + [inputs], activation=activation, residual=residual, gate=gate)


linear("projection", [2, 5], 24, 10)
linear("single row", [1], 33, 7, activation="silu")
linear("feed forward", [3, 4], 16, 20, activation="gelu")
linear("quick", [6], 16, 16, activation="quickGELU")
linear("rectified", [7], 12, 9, activation="relu")
linear("with residual", [1, 9], 20, 12, residual=True)
linear("gated", [11], 8, 32, gate=True)


def group_norm(name, shape, groups, epsilon, silu, offset):
    x = tensor(name + " input", *shape) + offset
    rank = len(shape)
    y = F.group_norm(x.movedim(rank - 1, 1), groups, trained(name + " norm.weight", shape[-1]),
                     trained(name + " norm.bias", shape[-1]), epsilon)
    y = F.silu(y) if silu else y
    store("groupNorm", name, y.movedim(1, rank - 1), input=shape, groups=groups, epsilon=epsilon, silu=silu,
          offset=offset)


group_norm("small groups", [2, 5, 3, 12], 4, 1e-5, False, 0)
group_norm("with activation", [1, 7, 9, 40], 8, 1e-6, True, 0)
group_norm("tokens", [3, 11, 32], 2, 1e-5, False, 0)
group_norm("many rows", [2, 40, 40, 16], 4, 1e-5, True, 0)
group_norm("far from zero", [1, 30, 20, 8], 2, 1e-5, False, 200)


def layer_norm(name, shape, epsilon):
    y = F.layer_norm(tensor(name + " input", *shape), [shape[-1]], trained(name + " norm.weight", shape[-1]),
                     trained(name + " norm.bias", shape[-1]), epsilon)
    store("layerNorm", name, y, input=shape, epsilon=epsilon)


layer_norm("whole vectors", [2, 3, 32], 1e-5)
layer_norm("with a rest", [5, 21], 1e-4)
layer_norm("short", [4, 6], 1e-5)


def attention(name, batch, queries, keys, heads, size, causal=False, sharpness=1):
    def split(part, count):
        return tensor(f"{name} {part}", batch, count, heads * size).view(batch, count, heads, size).transpose(1, 2)

    y = F.scaled_dot_product_attention(split("queries", queries) * sharpness, split("keys", keys),
                                       split("values", keys), is_causal=causal)
    y = y.transpose(1, 2).reshape(batch, queries, heads * size)
    store("attention", name, y, batch=batch, queries=queries, keys=keys, heads=heads,
          size=size, causal=causal, sharpness=sharpness)


attention("one block", 1, 12, 12, 2, 8)
attention("several blocks", 2, 600, 600, 2, 16)
attention("several key blocks", 1, 150, 1536, 2, 16)
attention("sharp key blocks", 1, 40, 1040, 2, 16, sharpness=40)
attention("prompt", 2, 300, 77, 3, 20)
attention("causal", 2, 77, 77, 4, 8, causal=True)
attention("one key", 1, 5, 1, 2, 4)
attention("one wide head", 1, 35, 35, 1, 64)
attention("sharp", 1, 40, 50, 2, 16, sharpness=40)


def upsample(name, shape, height, width):
    y = F.interpolate(to_torch(tensor(name + " input", *shape)), size=(height, width), mode="nearest")
    store("upsample", name, from_torch(y), input=shape, size=[height, width])


upsample("twice", [2, 3, 4, 5], 6, 8)
upsample("odd", [1, 4, 3, 4], 7, 5)



def bilinear(name, shape, height, width, corners):
    y = F.interpolate(to_torch(tensor(name + " input", *shape)), size=(height, width), mode="bilinear",
                      align_corners=corners)
    store("bilinear", name, from_torch(y), input=shape, size=[height, width], corners=corners)


bilinear("corners", [2, 3, 5, 18], 6, 10, True)
bilinear("edges", [1, 4, 6, 33], 7, 15, False)
bilinear("smaller", [1, 9, 8, 16], 4, 3, False)
bilinear("single pixel", [1, 1, 1, 3], 2, 2, True)


def max_pool(name, shape, kernel, stride, padding):
    top, left, bottom, right = padding
    x = F.pad(to_torch(tensor(name + " input", *shape)), (left, right, top, bottom))
    store("maxPool", name, from_torch(F.max_pool2d(x, kernel, stride)), input=shape, kernel=kernel, stride=stride,
          padding=padding)


max_pool("same", [2, 6, 8, 20], 3, 2, [0, 0, 1, 1])
max_pool("odd sides", [1, 7, 5, 16], 3, 2, [1, 1, 1, 1])


def spread(name, shape, factor):
    # torch's pixel shuffle counts channels first, then the square's pixels.
    x = tensor(name + " input", *shape)
    channels = shape[3] // factor**2
    y = F.pixel_shuffle(to_torch(x.view(*shape[:3], factor**2, channels).transpose(3, 4).reshape(shape)), factor)
    store("spreadChannels", name, from_torch(y), input=shape, factor=factor)


spread("quarters", [2, 3, 4, 32], 4)
spread("halves", [1, 5, 2, 12], 2)

(HERE / "operators.json").write_text("[\n" + ",\n".join(json.dumps(case) for case in cases) + "\n]\n")
