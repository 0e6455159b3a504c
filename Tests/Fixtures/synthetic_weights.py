"""Pseudo-random tensors that depend only on their name and shape.

The Swift tests compute the same numbers (SyntheticValues.swift), so no weights are stored in the
repository. Every operation is exact in single precision: the two sides agree bit for bit.
"""
import numpy as np


def uniform(name: str, count: int) -> np.ndarray:
    """`count` numbers in [-1, 1): SplitMix64 started from the FNV-1a hash of the name, 24 bits each."""
    seed = 0xCBF29CE484222325
    for byte in name.encode():
        seed = ((seed ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1)


def weight(name: str, shape) -> np.ndarray:
    """A plausible trained tensor: matrices keep the variance of their input, scales are near one."""
    values = uniform(name, int(np.prod(shape, dtype=np.int64)))
    if len(shape) >= 2:
        inputs, halvings = int(np.prod(shape[1:])), 0
        while 3 * 4**halvings < inputs:
            halvings += 1
        values *= np.float32(2.0**-halvings)
    elif "norm" in name and name.endswith("weight"):
        values = values * np.float32(0.25) + np.float32(1)
    else:
        values *= np.float32(0.125)
    return values.reshape(shape)
