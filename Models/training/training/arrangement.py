"""Arranges an autoencoder's latents: three channels become colours, the others independent details."""

import torch

from . import latents

DETAIL_DEVIATION = 0.6  # of the latents that are not colours


@torch.no_grad()
def arrange_latents(autoencoder, pictures):
    """Turns and scales the latents, inside the two 1x1 convolutions: colours first, then details.

    The first three channels become the linear read-out of `latents.colours`.  The others are what the colours do not
    tell, uncorrelated and of deviation `DETAIL_DEVIATION`: smaller than the colours, so that the denoiser settles
    colours first, as they do most for the picture, and details later.
    """
    encoded = [autoencoder.encode(part).latent_dist for part in pictures.split(8)]
    rows = torch.cat([part.mean.movedim(1, -1).flatten(0, 2) for part in encoded]).double()
    variances = torch.cat([part.var.movedim(1, -1).flatten(0, 2) for part in encoded]).double().mean(0)
    colours = latents.colours(pictures).movedim(1, -1).flatten(0, 2).double()
    turn, shift = _colours_and_details(rows, colours)
    back = torch.linalg.inv(turn)
    channels = len(turn)
    inward, outward = autoencoder.quant_conv, autoencoder.post_quant_conv
    inward.weight[:channels] = (turn @ inward.weight[:channels, :, 0, 0].double())[:, :, None, None].float()
    inward.bias[:channels] = (turn @ inward.bias[:channels].double() + shift).float()
    inward.weight[channels:] = 0  # from now on the posterior's variance is the same everywhere
    inward.bias[channels:] = (turn.square() @ variances).log().float()
    matrix = outward.weight[:, :, 0, 0].double() @ back
    outward.bias -= (matrix @ shift).float()
    outward.weight.copy_(matrix[:, :, None, None])


def _colours_and_details(rows, colours):
    """Matrix [C,C] and shift [C] that map latents `rows` [N,C] to colours [N,3] and uncorrelated details."""
    mean = rows.mean(0)
    centred = rows - mean
    readout = torch.linalg.lstsq(centred, colours - colours.mean(0)).solution.T
    told = centred @ readout.T
    rest = torch.eye(rows.shape[1], dtype=rows.dtype) - torch.linalg.lstsq(told, centred).solution.T @ readout
    details = centred @ rest.T
    values, vectors = torch.linalg.eigh(details.T @ details / len(details))
    kept = slice(colours.shape[1], None)  # as many directions as there are colours are empty, and come first
    scale = DETAIL_DEVIATION / values[kept].sqrt()
    turn = torch.cat([readout, scale[:, None] * (vectors[:, kept].T @ rest)])
    shift = -turn @ mean
    shift[: colours.shape[1]] += colours.mean(0)
    return turn, shift
