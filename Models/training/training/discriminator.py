"""A critic of small patches, which teaches the decoder to paint texture where a mean error would leave a blur."""

import torch
import torch.nn.functional as F

LARGEST_BALANCE = 1e4


class PatchDiscriminator(torch.nn.Module):
    """Scores overlapping patches of 34 pixels: high for true pictures, low for decoded ones (Isola et al. 2017)."""

    def __init__(self, width=48):
        super().__init__()
        self.layers = torch.nn.Sequential(
            torch.nn.Conv2d(3, width, 4, 2, 1), torch.nn.LeakyReLU(0.2),
            torch.nn.Conv2d(width, 2 * width, 4, 2, 1), torch.nn.GroupNorm(8, 2 * width), torch.nn.LeakyReLU(0.2),
            torch.nn.Conv2d(2 * width, 4 * width, 4, 1, 1), torch.nn.GroupNorm(8, 4 * width), torch.nn.LeakyReLU(0.2),
            torch.nn.Conv2d(4 * width, 1, 4, 1, 1),
        )

    def forward(self, pictures):
        return self.layers(pictures)

    def own_loss(self, true, decoded):
        """Hinge loss: true patches above 1, decoded ones below -1."""
        return F.relu(1 - self(true)).float().mean() + F.relu(1 + self(decoded.detach())).float().mean()

    def decoder_loss(self, decoded):
        return -self(decoded).float().mean()


def balance(reconstruction, adversarial, last_weight):
    """The factor that makes both losses pull equally on the decoder's last layer (Esser et al. 2021)."""
    pull = [torch.autograd.grad(loss, last_weight, retain_graph=True)[0].norm() for loss in (reconstruction, adversarial)]
    return (pull[0] / (pull[1] + 1e-4)).clamp(0, LARGEST_BALANCE).detach()
