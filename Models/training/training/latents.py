"""Caches what the denoiser trains on: latents of every picture, beside depth and captions."""

import glob
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

from . import checkpoints, networks, processes

COLOUR_AXES = ((1 / 3, 1 / 3, 1 / 3), (1.0, 0.0, -1.0), (-0.5, 1.0, -0.5))  # brightness, red to blue, green to purple
COLOUR_MEANS, COLOUR_DEVIATIONS = (0.046, 0.139, 0.018), (0.397, 0.379, 0.145)  # of 8 x 8 pixels of the pictures rendered

FARTHEST_SURFACE = 0.25  # in a conditioning map surfaces end at least so far before an empty background
LEAST_BACKGROUND = 0.03  # share of a picture that counts as one
MOST_BETWEEN = 0.2  # cells of outlines in between, as a share of the background


def finished_shards(folder):
    """Paths of the shards in a folder, in order."""
    return sorted(name for name in glob.glob(f"{folder}/*.npz") if not name.endswith(".tmp.npz"))


def shards(folder):
    """Paths of the shards in a folder, of which there must be some."""
    names = finished_shards(folder)
    if not names:
        raise FileNotFoundError(f"{folder} holds no shards yet: run the stages before this one first.")
    return names


def conditioning(disparity, size):
    """What StableDiffusionDepth2ImgPipeline makes of a depth map: bicubic to latent size, then the range to [-1, 1].

    - `disparity`: float [N,H,W], near is large.
    """
    resized = F.interpolate(disparity[:, None].float(), size=(size, size), mode="bicubic", align_corners=False)[:, 0]
    low = resized.amin((1, 2), keepdim=True)
    high = resized.amax((1, 2), keepdim=True)
    return 2 * (resized - low) / (high - low + 1e-12) - 1


def background(depth):
    """Where nothing stands in conditioning maps float [N,h,w]: bool, of the same shape.

    Nothing has one value, far behind all else.  It need not be -1, since bicubic weights overshoot at outlines.
    """
    found = np.zeros(depth.shape, bool)
    for index, values in enumerate(np.asarray(depth, np.float32)):
        levels, counts = np.unique(np.round(values[values < -0.5], 2), return_counts=True)
        if not len(levels):
            continue
        level, count = levels[counts.argmax()], counts.max()
        behind = ((values > level + 0.015) & (values < level + FARTHEST_SURFACE)).sum()
        if count > LEAST_BACKGROUND * values.size and behind < MOST_BETWEEN * count:
            found[index] = np.abs(values - level) <= 0.015
    return found


def to_tensor(pictures, device="cpu"):
    """uint8 [N,H,W,3] to float [-1,1] [N,3,H,W], channels last."""
    tensor = torch.from_numpy(np.ascontiguousarray(pictures)).to(device).permute(0, 3, 1, 2)
    return tensor.contiguous(memory_format=torch.channels_last).float() / 127.5 - 1


def colours(pictures, cell=8):
    """Mean colour of each cell of `pictures` [N,3,H,W] in -1...1 as brightness and two chromas, each of deviation 1.

    The first three channels of the latents are this by construction (see `autoencoder.settle`).
    """
    axes = pictures.new_tensor(COLOUR_AXES) / pictures.new_tensor(COLOUR_DEVIATIONS)[:, None]
    shift = pictures.new_tensor(COLOUR_MEANS) / pictures.new_tensor(COLOUR_DEVIATIONS)
    return F.conv2d(F.avg_pool2d(pictures, cell), axes[:, :, None, None], -shift)


@torch.inference_mode()
def encode(model, pictures, device, batch=10):
    """Latent means of uint8 pictures, as float16 [N,C,H/8,W/8]."""
    means = []
    for first in range(0, len(pictures), batch):
        with torch.autocast(device, dtype=torch.bfloat16):
            means.append(model.encode(to_tensor(pictures[first : first + batch], device)).latent_dist.mean.half())
    return torch.cat(means).cpu().numpy()


def _encode_shards(model, names, folder, device, deadline=0.0):
    """Encodes shards into `folder`, until the deadline."""
    for name in names:
        if deadline and time.time() > deadline:
            return
        shard = np.load(name)
        kept = {key: shard[key] for key in shard.files if key != "rgb"}
        with checkpoints.whole(f"{folder}/{os.path.basename(name)}") as beside:
            np.savez(beside, latents=encode(model, shard["rgb"], device), **kept)


def _encode_part(part, state, settings, names, folder):
    model = networks.build_autoencoder(settings.size)
    model.load_state_dict(state)
    _encode_shards(model.eval().to(memory_format=torch.channels_last), names[part :: settings.processes], folder, "cpu")


def encode_all(model, settings, pictures_folder, latents_folder):
    """Encodes the pictures of a folder that have no latents yet, on a GPU or in as many processes as the settings tell.

    False if the time given ended before all had some.
    """
    def missing():
        names = shards(pictures_folder)
        return [name for name in names if not os.path.exists(f"{latents_folder}/{os.path.basename(name)}")]

    os.makedirs(latents_folder, exist_ok=True)
    names = missing()
    if names and settings.device == "cpu":
        arguments = (model.state_dict(), settings, names, latents_folder)
        processes.share(_encode_part, arguments, settings.processes, settings.deadline)
    elif names:
        model.to(settings.device, memory_format=torch.channels_last)
        _encode_shards(model, names, latents_folder, settings.device, settings.deadline)
    return not missing()
