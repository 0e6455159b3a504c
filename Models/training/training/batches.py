"""What the denoiser trains on: batches of latents, depth, captions and levels of noise."""

import queue
import threading

import numpy as np
import torch
import torch.nn.functional as F

from . import latents, networks, text_encoder

EMPTY_CAPTION_SHARE = 0.1  # for classifier-free guidance
# Share of a stage's samples that is drawn from a range of noise; the others are drawn evenly.  Words and layout are decided
# where noise is high, patterns of materials in the middle.
FAVOURED_NOISE = {"thumbnail": (0.6, 0.6, 1.0), "coarse": (0.35, 0.6, 1.0), "fine": (0.45, 0.3, 0.8)}
BACKGROUND_WEIGHT = 0.2  # what nothing stands in is never projected onto a mesh
PREFETCHED_BATCHES = 4


class Source:
    """Latents, conditioning and fresh captions of one worker's share of the shards in a folder.

    - `kind`: which latents: "thumbnails" (colours of rendered pictures at a quarter of their size) or "latents".
    - `noise`: a share of the samples, and the range of noise it is drawn from.
    """

    def __init__(self, folder, kind, channels, noise, tokenizer, worker, seed):
        names = latents.shards(folder)
        names = names[worker.rank :: worker.count] or names
        self.text = text_encoder.CaptionSource(names, tokenizer, [seed, worker.rank])
        self.random = self.text.random
        self.favoured_share, self.least_favoured, self.most_favoured = noise
        shards = [np.load(name) for name in names]
        self.latents = np.concatenate([thumbnails(shard["rgb"], channels) if kind == "thumbnails" else shard[kind] for shard in shards])
        self.depth = np.concatenate([shard["depth"] for shard in shards])
        if self.depth.shape[-1] != self.latents.shape[-1]:
            self.depth = latents.conditioning(torch.from_numpy(self.depth).float() + 1, self.latents.shape[-1]).half().numpy()
        self.weight = np.where(latents.background(self.depth), BACKGROUND_WEIGHT, 1).astype(np.float32)
        self.token_count = networks.USUAL_TOKENS if kind == "thumbnails" else networks.MAXIMUM_TOKENS
        self.empty = text_encoder.tokenize(tokenizer, [""], self.token_count)[0]

    def batch(self, size):
        """Latents [N,C,h,w], depth and loss weight [N,1,h,w], tokens [N,77], timesteps [N]; half of the pictures mirrored."""
        indices = self.random.integers(0, len(self.latents), size)
        tokens = self.text.tokens(self.text.captions(indices), self.token_count)
        tokens[torch.from_numpy(self.random.random(size) < EMPTY_CAPTION_SHARE)] = self.empty
        latent = torch.from_numpy(self.latents[indices]).float()
        depth = torch.from_numpy(self.depth[indices]).float()[:, None]
        weight = torch.from_numpy(self.weight[indices])[:, None]
        mirror = torch.from_numpy(self.random.random(size) < 0.5)
        for tensor in (latent, depth, weight):
            tensor[mirror] = tensor[mirror].flip(-1)
        return latent, depth, weight, tokens, self._timesteps(size)

    def _timesteps(self, size):
        """Stratified over the batch, so that each batch meets every noise level."""
        position = (self.random.permutation(size) + self.random.random(size)) / size
        favoured = self.random.random(size) < self.favoured_share
        position = np.where(favoured, self.least_favoured + (self.most_favoured - self.least_favoured) * position, position)
        return torch.from_numpy(np.minimum(position * 1000, 999).astype(np.int64))


def thumbnails(pictures, channels):
    """What the colour channels of the latents of pictures four times smaller would be; zero in the other channels."""
    colours = latents.colours(latents.to_tensor(pictures), 32)
    return F.pad(colours, (0, 0, 0, 0, 0, channels - colours.shape[1])).half().numpy()


def batches(settings, run, stage, tokenizer, worker, seed):
    """Endless batches of a stage; the fine stage goes back to half size now and then."""

    def source(folder, kind, offset=0):
        return Source(f"{run}/{folder}", kind, settings.size.latent_channels, FAVOURED_NOISE[stage], tokenizer, worker, seed + offset)

    if stage == "thumbnail":
        main, size = source("small", "thumbnails"), settings.thumbnail_batch
    elif stage == "coarse":
        main, size = source("small_latents", "latents"), settings.coarse_batch
    else:
        main, size = source("latents", "latents"), settings.fine_batch
        coarse = source("small_latents", "latents", 1)
    choose = np.random.default_rng(seed)  # alike in all workers, so that none waits for a slower one
    while True:
        if stage == "fine" and choose.random() < settings.coarse_share:
            yield coarse.batch(settings.coarse_batch)
        else:
            yield main.batch(size)


def prefetched(iterator):
    """Prepares the next batches in a thread while a GPU works on this one."""
    ready = queue.Queue(PREFETCHED_BATCHES)

    def fill():
        for item in iterator:
            ready.put([tensor.pin_memory() for tensor in item])

    threading.Thread(target=fill, daemon=True).start()
    while True:
        yield ready.get()
