"""Caches what the denoiser trains on: latents of every picture, at full and at half size, beside depth and captions."""

import glob
import os

import numpy as np
import torch
import torch.multiprocessing
import torch.nn.functional as F

from . import networks



def shards(folder):
    """Paths of the finished shards in a folder, in order."""
    names = sorted(name for name in glob.glob(f"{folder}/*.npz") if not name.endswith(".tmp.npz"))
    if not names:
        raise FileNotFoundError(f"{folder} holds no shards yet: run the stages before this one first.")
    return names


def halve(pictures):
    """Box-filters uint8 [N,H,W,3] to half its size."""
    count, height, width, channels = pictures.shape
    blocks = pictures.reshape(count, height // 2, 2, width // 2, 2, channels)
    return blocks.mean((2, 4)).round().astype(np.uint8)


def conditioning(inverse_depth, size):
    """What StableDiffusionDepth2ImgPipeline makes of a depth map: bicubic to latent size, then the range to [-1, 1].

    - `inverse_depth`: float [N,H,W], 0 where nothing is hit.
    """
    resized = F.interpolate(inverse_depth[:, None].float(), size=(size, size), mode="bicubic", align_corners=False)[:, 0]
    low = resized.amin((1, 2), keepdim=True)
    high = resized.amax((1, 2), keepdim=True)
    return 2 * (resized - low) / (high - low + 1e-12) - 1


def to_tensor(pictures, device="cpu"):
    """uint8 [N,H,W,3] to float [-1,1] [N,3,H,W], channels last."""
    tensor = torch.from_numpy(np.ascontiguousarray(pictures)).to(device).permute(0, 3, 1, 2)
    return tensor.contiguous(memory_format=torch.channels_last).float() / 127.5 - 1


@torch.inference_mode()
def encode(model, pictures, device, batch=10):
    """Latent means of uint8 pictures, as float16 [N,C,H/8,W/8]."""
    parts = []
    for first in range(0, len(pictures), batch):
        tensor = to_tensor(pictures[first : first + batch], device)
        with torch.autocast(device, dtype=torch.bfloat16):
            parts.append(model.encode(tensor).latent_dist.mean.half().cpu())
    return torch.cat(parts).numpy()


def encode_shards(model, pictures_folder, latents_folder, device, part=0, parts=1):
    """Encodes every `parts`-th shard that has no latents yet, at full and at half size."""
    os.makedirs(latents_folder, exist_ok=True)
    for name in shards(pictures_folder)[part::parts]:
        target = f"{latents_folder}/{os.path.basename(name)}"
        if os.path.exists(target):
            continue
        shard = np.load(name)
        pictures = shard["rgb"]
        kept = {key: shard[key] for key in shard.files if key != "rgb"}
        kept["latents"] = encode(model, pictures, device)
        kept["half_latents"] = encode(model, halve(pictures), device, 40)
        np.savez(target + ".tmp.npz", **kept)
        os.rename(target + ".tmp.npz", target)


def _encode_part(part, state, settings, pictures_folder, latents_folder):
    torch.set_num_threads(1)
    model = networks.build_autoencoder(settings.size)
    model.load_state_dict(state)
    encode_shards(model.eval().to(memory_format=torch.channels_last), pictures_folder, latents_folder, "cpu", part, settings.processes)


def encode_all(model, settings, run):
    """Encodes all pictures of a run: on the GPU, or in as many processes as the settings tell."""
    folders = (f"{run}/pictures", f"{run}/latents")
    if settings.device != "cpu":
        encode_shards(model.to(settings.device, memory_format=torch.channels_last), *folders, settings.device)
        return
    torch.multiprocessing.spawn(_encode_part, (model.state_dict(), settings, *folders), settings.processes)
