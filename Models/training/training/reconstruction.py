"""How far a decoded picture is from the true one: what the autoencoder is trained on, and how it is measured."""

import math

import numpy as np
import torch
import torch.nn.functional as F


def texture_energy(picture):
    """Local standard deviation of detail: tells whether a surface is as rough as it should be."""
    detail = picture - F.avg_pool2d(F.pad(picture, (1,) * 4, "reflect"), 3, 1)
    return torch.sqrt(F.avg_pool2d(detail * detail, 7, 4) + 1e-4)


def gradient_difference(ours, truth, scales=3):
    """Mean absolute difference of neighbouring-pixel differences, over several scales."""
    total = 0.0
    for scale in range(scales):
        if scale:
            ours, truth = F.avg_pool2d(ours, 2), F.avg_pool2d(truth, 2)
        total = total + (ours.diff(dim=-1) - truth.diff(dim=-1)).abs().mean()
        total = total + (ours.diff(dim=-2) - truth.diff(dim=-2)).abs().mean()
    return total


def chroma(difference):
    return difference - difference.mean(1, keepdim=True)


def reconstruction_loss(ours, truth):
    """What the decoder is trained on.  Without the chroma terms colour is learnt far later than brightness."""
    difference = ours - truth
    coarse = F.avg_pool2d(difference, 8)
    return (
        difference.abs().mean()
        + 4.0 * difference.square().mean()
        + 0.3 * gradient_difference(ours, truth)
        + 0.1 * (texture_energy(ours) - texture_energy(truth)).abs().mean()
        + 1.0 * chroma(difference).abs().mean()
        + 1.5 * chroma(coarse).abs().mean()
    )


def colour_readout_loss(readout, latent_mean, truth):
    """Asks that a cell's mean colour be a linear function of its latent, so that prompts reach colours easily."""
    difference = readout(latent_mean) - F.avg_pool2d(truth, 8)
    return difference.abs().mean() + 3.0 * chroma(difference).abs().mean()


@torch.no_grad()
def peak_signal_to_noise(autoencoder, pictures):
    """Mean over pictures of 10 log10(255^2 / mean squared error), decoding the latent mean."""
    values = []
    for picture in pictures.split(1):
        ours = autoencoder.decode(autoencoder.encode(picture).latent_dist.mean).sample.clamp(-1, 1)
        values.append(-10 * math.log10(((ours - picture) / 2).square().mean().item()))
    return float(np.mean(values))
