"""Caches latents as the denoiser leaves them, so that the decoder learns to mend them.

A decoder that has only met the encoder's latents shows every error of the denoiser as a cell of 8 x 8 pixels.
Here true latents are noised a little and denoised again the way pictures are made: what comes out has the
denoiser's errors and still belongs to a known picture.
"""

import os

import numpy as np
import torch
import torch.multiprocessing
from diffusers import EulerAncestralDiscreteScheduler

from . import denoiser, latents, networks, text_encoder

STEPS, GUIDANCE = 25, 3.0  # small steps, which leave errors of the kind that pictures have
STARTS = (19, 21, 22, 23)  # steps left out: what is begun earlier is painted too differently to be mended
BATCH = 8


def _last_shards(names, pictures):
    """Paths and how many pictures to take of each, the last of a run first: the autoencoder has seen them least."""
    for name in reversed(names):
        if pictures <= 0:
            return
        count = min(pictures, len(np.load(name)["seeds"]))
        pictures -= count
        yield name, count


@torch.inference_mode()
def denoise(model, scheduler, latent, depth, tokens, empty, start, generator, device="cpu"):
    """Latents [N,C,h,w] noised to the level of step `start` and denoised again."""
    scheduler.set_timesteps(STEPS)
    states = model.text(torch.cat([empty.expand_as(tokens), tokens])).last_hidden_state
    steps = scheduler.timesteps[start:]
    now = scheduler.add_noise(latent, torch.randn(latent.shape, generator=generator).to(device), steps[:1].repeat(len(latent)))
    for step in steps:
        given = torch.cat([scheduler.scale_model_input(now, step), depth], 1).repeat(2, 1, 1, 1)
        with torch.autocast(device, dtype=torch.bfloat16):
            predicted = model.denoiser(given.contiguous(memory_format=torch.channels_last), step, states).sample
        without, guided = predicted.float().chunk(2)
        now = scheduler.step(without + GUIDANCE * (guided - without), step, now, generator=generator).prev_sample
    return now


def _denoise_part(part, state, settings, run, tokenizer):
    torch.set_num_threads(max(1, torch.get_num_threads() // settings.processes))
    model = denoiser.Model(settings, tokenizer)
    model.load_state_dict(state)
    model.eval().requires_grad_(False).to(settings.device)
    scheduler = EulerAncestralDiscreteScheduler.from_config(networks.build_scheduler().config)
    empty = text_encoder.tokenize(tokenizer, [""])
    generator = torch.Generator().manual_seed(settings.seed + part)
    folder = f"{run}/denoised"
    names = latents.shards(f"{run}/latents")
    for name, count in list(_last_shards(names, settings.denoised_pictures))[part :: settings.processes]:
        target = f"{folder}/{os.path.basename(name)}"
        shard, pictures = np.load(name), np.load(f"{run}/pictures/{os.path.basename(name)}")["rgb"][:count]
        source = text_encoder.CaptionSource([name], tokenizer, settings.seed)
        true, depth = (torch.from_numpy(shard[key][:count]).float() for key in ("latents", "depth"))
        found = []
        for number, first in enumerate(range(0, count, BATCH)):
            rows = range(first, min(first + BATCH, count))
            tokens = source.tokens(source.captions(rows))
            inputs = (tensor.to(settings.device) for tensor in (true[rows.start : rows.stop], depth[rows.start : rows.stop, None], tokens, empty))
            found.append(denoise(model, scheduler, *inputs, STARTS[number % len(STARTS)], generator, settings.device).half().cpu())
        np.savez(target + ".tmp.npz", rgb=pictures, latents=torch.cat(found).numpy())
        os.rename(target + ".tmp.npz", target)


def cache(settings, run, tokenizer):
    """Denoises latents of some of the run's pictures again, into `run`/denoised."""
    os.makedirs(f"{run}/denoised", exist_ok=True)
    model, _ = denoiser.finish(settings, run, tokenizer)
    arguments = (model.state_dict(), settings, run, tokenizer)
    if settings.device == "cpu":
        torch.multiprocessing.spawn(_denoise_part, arguments, settings.processes)
    else:
        _denoise_part(0, *arguments)
