"""Writes random.json: what torch's CPU generator draws.

Run: python make_random.py  (needs torch)
Long draws are stored as a SHA-256 over their little-endian 32-bit floats, short ones whole, as bits.
"""
import hashlib
import json
import pathlib

import numpy as np
import torch

SEEDS = [0, 1, 2, 42, 123456789, 2**31 - 1, 2**31, 2**32 - 1, 2**32, 2**32 + 7, 2**63 + 11]
LENGTHS = [1, 2, 3, 7, 15, 16, 17, 31, 32, 33, 100, 623, 624, 625, 1000, 4096, 16384, 65539]


def entry(values):
    data = values.numpy().astype("<f4")
    result = {"count": int(data.size), "sha256": hashlib.sha256(data.tobytes()).hexdigest()}
    if data.size <= 33:
        result["bits"] = [int(b) for b in data.view(np.uint32)]
    return result


def main():
    cases = []
    for seed in SEEDS:
        for length in LENGTHS:
            generator = torch.Generator().manual_seed(seed)
            cases.append({"seed": seed, "draws": [entry(torch.randn(length, generator=generator))]})
    picker = np.random.default_rng(7)
    for seed in range(100, 130):
        generator = torch.Generator().manual_seed(seed)
        lengths = [int(n) for n in picker.choice([1, 3, 5, 8, 15, 16, 20, 37, 64, 200, 1001], size=6)]
        cases.append({"seed": seed, "draws": [entry(torch.randn(n, generator=generator)) for n in lengths]})
    path = pathlib.Path(__file__).with_name("random.json")
    path.write_text(json.dumps({"torch": torch.__version__, "cases": cases}, separators=(",", ":")))


main()
