"""Random crops of pictures, and of denoised latents with their pictures, for the autoencoder to learn from."""

import numpy as np
import torch

from . import latents

HELD_OUT_PICTURES = 12
HALF_SIZE_SHARE = 0.25  # of the crops, from pictures halved in size, as the coarse stage sees them


class DenoisedSource:
    """Random crops of denoised latents and of the pictures they belong to (see `mending`)."""

    def __init__(self, folder, random, crop):
        self.random = random
        self.cells = crop // 8
        shards = [np.load(name) for name in latents.shards(folder)]
        self.latents = np.concatenate([shard["latents"] for shard in shards])
        self.pictures = np.concatenate([shard["rgb"] for shard in shards])

    def batch(self, count):
        """Latents [N,C,h,w] and pictures uint8 [N,8h,8w,3]."""
        found, pictures = [], []
        for index in self.random.integers(0, len(self.latents), count):
            top, left = self.random.integers(0, self.latents.shape[-1] - self.cells + 1, 2)
            found.append(self.latents[index, :, top : top + self.cells, left : left + self.cells])
            rows, columns = (slice(8 * start, 8 * (start + self.cells)) for start in (top, left))
            pictures.append(self.pictures[index, rows, columns])
        return torch.from_numpy(np.stack(found)).float(), np.stack(pictures)


class CropSource:
    """Random crops of one worker's share of the rendered pictures."""

    def __init__(self, folder, worker, random, crop, most):
        self.random, self.crop_size = random, crop
        shards, wanted = [], max(1, most // worker.count)
        for name in worker.share(latents.shards(folder)):
            if sum(map(len, shards)) < wanted:
                shards.append(np.load(name)["rgb"])
        pictures = np.concatenate(shards)[:wanted]
        self.held_out, self.pictures = pictures[:HELD_OUT_PICTURES], pictures[HELD_OUT_PICTURES:]

    def crop(self):
        picture = self.pictures[self.random.integers(len(self.pictures))]
        halved = self.random.random() < HALF_SIZE_SHARE and len(picture) >= 2 * self.crop_size
        size = self.crop_size * (2 if halved else 1)
        top, left = self.random.integers(0, len(picture) - size + 1, 2)
        crop = picture[top : top + size, left : left + size]
        if halved:
            crop = crop.reshape(self.crop_size, 2, self.crop_size, 2, 3).mean((1, 3)).round().astype(np.uint8)
        return crop[:, ::-1] if self.random.random() < 0.5 else crop

    def batch(self, count):
        return np.stack([self.crop() for _ in range(count)])
