"""Random numbers: each use has a stream of its own, so that two of one seed do not draw alike."""

import enum

import numpy as np


class Stream(enum.IntEnum):
    CROPS = 0
    DENOISED_CROPS = 1
    HEAD_START = 2
    LATENTS = 3
    HALF_SIZE_LATENTS = 4
    SIZES = 5
    DENOISED_CAPTIONS = 6


def generator(stream, seed, rank=0):
    """A numpy generator for one of several processes."""
    return np.random.default_rng([seed, rank, stream])
