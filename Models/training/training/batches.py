"""What the denoiser trains on: batches of latents, depth, captions and levels of noise."""

import queue
import threading

import numpy as np
import torch
import torch.nn.functional as F

from . import latents, networks, text_encoder
from .streams import Stream, generator

EMPTY_CAPTION_SHARE = 0.1  # for classifier-free guidance
# Share of a stage's samples that is drawn from a range of noise; the others are drawn evenly.  Words and layout are
# decided where noise is high, patterns of materials in the middle.
FAVOURED_NOISE = {"thumbnail": (0.6, 0.6, 1.0), "coarse": (0.35, 0.6, 1.0), "fine": (0.45, 0.3, 0.8)}
BACKGROUND_WEIGHT = 0.2  # what nothing stands in is never projected onto a mesh
PREFETCHED_BATCHES = 4


class Source:
    """Latents, conditioning and fresh captions of one worker's share of the shards in a folder.

    - `kind`: which latents: "thumbnails" (colours of rendered pictures at a quarter of their size) or "latents".
    - `noise`: a share of the samples, and the range of noise it is drawn from.
    """

    def __init__(self, folder, kind, channels, noise, tokenizer, worker, random):
        names = worker.share(latents.shards(folder))
        self.text, self.random = text_encoder.CaptionSource(names, tokenizer, random), random
        self.favoured_share, self.least_favoured, self.most_favoured = noise
        shards = [np.load(name) for name in names]
        if kind == "thumbnails":
            self.latents = np.concatenate([thumbnails(shard["rgb"], channels) for shard in shards])
        else:
            self.latents = np.concatenate([shard["latents"] for shard in shards])
        self.depth = np.concatenate([shard["depth"] for shard in shards])
        if self.depth.shape[-1] != self.latents.shape[-1]:
            disparity = torch.from_numpy(self.depth).float() + 1
            self.depth = latents.conditioning(disparity, self.latents.shape[-1]).half().numpy()
        self.weight = np.where(latents.background(self.depth), BACKGROUND_WEIGHT, 1).astype(np.float32)
        self.token_count = networks.USUAL_TOKENS if kind == "thumbnails" else networks.MAXIMUM_TOKENS
        self.empty = text_encoder.tokenize(tokenizer, [""], self.token_count)[0]

    def batch(self, size):
        """Latents [N,C,h,w], depth and loss weight [N,1,h,w], tokens [N,T], timesteps [N]; half of them mirrored."""
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
        narrowed = self.least_favoured + (self.most_favoured - self.least_favoured) * position
        position = np.where(favoured, narrowed, position)
        return torch.from_numpy(np.minimum(position * 1000, 999).astype(np.int64))


def thumbnails(pictures, channels):
    """What the colour channels of the latents of pictures four times smaller would be; zero in the other channels."""
    colours = latents.colours(latents.to_tensor(pictures), 32)
    return F.pad(colours, (0, 0, 0, 0, 0, channels - colours.shape[1])).half().numpy()


class Batches:
    """Endless batches of a stage; the fine stage goes back to half size now and then."""

    def __init__(self, settings, run, stage, tokenizer, worker, seed):
        def source(folder, kind, stream):
            random = generator(stream, seed, worker.rank)
            channels = settings.size.latent_channels
            return Source(f"{run}/{folder}", kind, channels, FAVOURED_NOISE[stage], tokenizer, worker, random)

        self.half_size = None
        if stage == "thumbnail":
            self.main = source("small", "thumbnails", Stream.LATENTS)
        elif stage == "coarse":
            self.main = source("small_latents", "latents", Stream.LATENTS)
        else:
            self.main = source("latents", "latents", Stream.LATENTS)
            self.half_size = source("small_latents", "latents", Stream.HALF_SIZE_LATENTS)
        self.size, self.half_size_batch = getattr(settings, f"{stage}_batch"), settings.coarse_batch
        self.half_size_share = settings.coarse_share
        self.choose = generator(Stream.SIZES, seed)  # alike in all processes, so that none waits for a slower one

    def __iter__(self):
        while True:
            if self.half_size and self.choose.random() < self.half_size_share:
                yield self.half_size.batch(self.half_size_batch)
            else:
                yield self.main.batch(self.size)


class Prefetched:
    """Prepares the next items of `iterable` in a thread, while a GPU works on this one, until it is closed.

    - `prepare`: what to do with each of them, in the thread.
    """

    def __init__(self, iterable, prepare):
        self._ready, self._closed = queue.Queue(PREFETCHED_BATCHES), threading.Event()
        self._thread = threading.Thread(target=self._fill, args=(iterable, prepare), daemon=True)
        self._thread.start()

    def _fill(self, iterable, prepare):
        try:
            for item in iterable:
                if not self._put((prepare(item), None)):
                    return
            self._put((None, StopIteration()))
        except BaseException as error:  # belongs to whoever takes the items
            self._put((None, error))

    def _put(self, entry):
        """False once nobody wants it."""
        while not self._closed.is_set():
            try:
                self._ready.put(entry, timeout=0.2)
                return True
            except queue.Full:
                pass
        return False

    def __iter__(self):
        return self

    def __next__(self):
        item, error = self._ready.get()
        if error is not None:
            self._closed.set()
            raise error
        return item

    def close(self):
        """Ends the thread, which lets go of its data."""
        self._closed.set()
        self._thread.join()
        self._ready = self._thread = None
