"""Caches latents as the denoiser leaves them, so that the decoder learns to mend them.

A decoder that has only met the encoder's latents shows every error of the denoiser as a cell of 8 x 8 pixels.
Here true latents are noised a little and denoised again the way pictures are made: what comes out has the
denoiser's errors and still belongs to a known picture.
"""

import glob
import os
import time

import numpy as np
import torch
from diffusers import EulerAncestralDiscreteScheduler

from . import checkpoints, denoiser, latents, networks, processes, text_encoder
from .streams import Stream, generator

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
def denoise(model, scheduler, latent, depth, tokens, empty, start, noise_source, device="cpu"):
    """Latents [N,C,h,w] noised to the level of step `start` and denoised again."""
    scheduler.set_timesteps(STEPS)
    states = model.text(torch.cat([empty.expand_as(tokens), tokens])).last_hidden_state
    steps = scheduler.timesteps[start:]
    noise = torch.randn(latent.shape, generator=noise_source).to(device)
    now = scheduler.add_noise(latent, noise, steps[:1].repeat(len(latent)))
    for step in steps:
        given = torch.cat([scheduler.scale_model_input(now, step), depth], 1).repeat(2, 1, 1, 1)
        with torch.autocast(device, dtype=torch.bfloat16):
            predicted = model.denoiser(given.contiguous(memory_format=torch.channels_last), step, states).sample
        without, guided = predicted.float().chunk(2)
        now = scheduler.step(without + GUIDANCE * (guided - without), step, now, generator=noise_source).prev_sample
    return now


class _Mender:
    """Denoises the latents of shards again, with a denoiser as trained so far."""

    def __init__(self, part, state, settings, run, tokenizer):
        self.settings, self.run, self.tokenizer = settings, run, tokenizer
        self.model = denoiser.Model(settings, tokenizer)
        self.model.load_state_dict(state)
        self.model.eval().requires_grad_(False).to(settings.device)
        self.scheduler = EulerAncestralDiscreteScheduler.from_config(networks.build_scheduler().config)
        self.empty = text_encoder.tokenize(tokenizer, [""])
        self.noise = torch.Generator().manual_seed(settings.seed + part)
        self.random = generator(Stream.DENOISED_CAPTIONS, settings.seed, part)

    def write(self, target, name, count):
        """The first `count` latents of the shard `name`, and their pictures, to `target`."""
        device, shard = self.settings.device, np.load(name)
        captions = text_encoder.CaptionSource([name], self.tokenizer, self.random)
        true, depth = (torch.from_numpy(shard[key][:count]).float() for key in ("latents", "depth"))
        found = []
        for number, first in enumerate(range(0, count, BATCH)):
            rows = slice(first, min(first + BATCH, count))
            tokens = captions.tokens(captions.captions(range(rows.start, rows.stop)))
            inputs = (tensor.to(device) for tensor in (true[rows], depth[rows, None], tokens, self.empty))
            start = STARTS[number % len(STARTS)]
            found.append(denoise(self.model, self.scheduler, *inputs, start, self.noise, device).half().cpu())
        pictures = np.load(f"{self.run}/pictures/{os.path.basename(name)}")["rgb"][:count]
        with checkpoints.whole(target) as beside:
            np.savez(beside, rgb=pictures, latents=torch.cat(found).numpy())


def _mend(part, state, settings, run, tokenizer, tasks):
    mender = _Mender(part, state, settings, run, tokenizer)
    for task in tasks[part :: settings.processes]:
        if settings.deadline and time.time() > settings.deadline:
            return
        mender.write(*task)


def _is_newer(path, *sources):
    return os.path.exists(path) and all(os.path.getmtime(path) > os.path.getmtime(source) for source in sources)


def cache(settings, run, tokenizer):
    """Denoises latents of some of the run's pictures again, into `run`/denoised; False if the time given ended before.

    What has been made of these latents by this denoiser stays.
    """
    os.makedirs(f"{run}/denoised", exist_ok=True)
    wanted = {f"{run}/denoised/{os.path.basename(name)}": (name, count)
              for name, count in _last_shards(latents.shards(f"{run}/latents"), settings.denoised_pictures)}
    for path in glob.glob(f"{run}/denoised/*.npz"):
        if path not in wanted or not _is_newer(path, wanted[path][0], f"{run}/{denoiser.FILE}"):
            os.remove(path)
    tasks = [(target, *task) for target, task in wanted.items() if not os.path.exists(target)]
    if not tasks:
        return True
    model, _ = denoiser.finish(settings, run, tokenizer)
    arguments = (model.state_dict(), settings, run, tokenizer, tasks)
    if settings.device == "cpu":
        processes.share(_mend, arguments, settings.processes, settings.deadline)
    else:
        _mend(0, *arguments)
    return all(os.path.exists(target) for target in wanted)
