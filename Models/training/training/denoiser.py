"""Trains the denoising UNet together with the text encoder, on cached latents.

Three stages.  `thumbnail`: pictures at an eighth of their size, of which only the three colour channels count; needs no
autoencoder and is sixty times cheaper than full size, so that words meet hundreds of thousands of pictures.  `coarse`:
half size.  `fine`: full size.

The loss is the plain velocity error, with more samples drawn at high noise while words are learnt.  Weights that fall
with the noise (like min-SNR) all but remove the very steps in which the prompt and the depth decide the picture.
"""

import os

import torch
from diffusers.models.attention_processor import AttnProcessor

from . import checkpoints, latents, networks, text_encoder, trainer
from .batches import Batches, Prefetched
from .schedule import WeightAverage
from .trainer import Trainer

FILE = "denoiser.pt"
NOISE_LEVELS = (100, 300, 500, 700, 900, 999)  # where evaluation looks


def diffuse(latent, noise, signal):
    """Noisy latent and the velocity to predict, for signal shares `signal` (cumulative alphas) [N]."""
    share = signal.view(-1, 1, 1, 1)
    noisy = share.sqrt() * latent + (1 - share).sqrt() * noise
    velocity = share.sqrt() * noise - (1 - share).sqrt() * latent
    return noisy, velocity


class Model(torch.nn.Module):
    """UNet and text encoder as one."""

    def __init__(self, settings, tokenizer):
        super().__init__()
        self.denoiser = networks.build_denoiser(settings.size)
        self.text = networks.build_text_encoder(settings.size, tokenizer)
        if settings.device == "cpu":  # explicit products train a third faster there than fused attention
            self.denoiser.set_attn_processor(AttnProcessor())

    def forward(self, noisy, depth, timesteps, tokens):
        states = self.text(tokens).last_hidden_state
        given = torch.cat([noisy, depth], 1).contiguous(memory_format=torch.channels_last)
        return self.denoiser(given, timesteps, states).sample


def velocity_loss(predicted, velocity, weight, channels=None):
    """Weighted mean squared error of the first `channels`."""
    error = (predicted.float() - velocity)[:, :channels].square().mean(1, keepdim=True)
    return (error * weight).sum() / weight.sum()


class DenoiserTrainer(Trainer):
    """One process's training of one stage."""

    keeps_optimizer = True

    def __init__(self, worker, settings, run, tokenizer, stage):
        super().__init__(worker, settings, run, stage, f"{run}/{FILE}")
        self.model = Model(settings, tokenizer)
        if self.stored:
            self.model.load_state_dict(self.stored["model"])
        else:
            self._start()
        self.samples = self.stored["samples"] if self.stored else 0
        self.model.to(settings.device)
        self.model.denoiser.to(memory_format=torch.channels_last)
        networks.keep_depth_channels_pure(self.model.denoiser)
        if settings.compiled:
            self.model.denoiser.compile(dynamic=False)  # one program for each size of latents
        self.cooling = 0.3 if stage == "fine" else 0.0  # only what is exported needs to settle
        rate = settings.fine_rate if stage == "fine" else settings.denoiser_rate
        parameters = list(self.model.parameters())
        optimizer = torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.99), weight_decay=1e-2, fused=True)
        self.begin(optimizer, rate, WeightAverage(parameters))  # each stage has an average of its own
        self.signal = networks.build_scheduler().alphas_cumprod.to(settings.device)
        self.channels = len(latents.COLOUR_AXES) if stage == "thumbnail" else None
        batches = Batches(settings, run, stage, tokenizer, worker, settings.seed + self.experience)
        self.batches = iter(batches) if settings.device == "cpu" else Prefetched(batches, _pin)

    def _start(self):
        """The text encoder's head start, if it had one, and a stronger depth input."""
        weights = text_encoder.stored_weights(self.run)
        if weights:
            self.model.text.load_state_dict(weights)
        with torch.no_grad():  # differences of depth are far smaller than the noise beside them
            self.model.denoiser.conv_in.weight[:, -1] *= self.settings.depth_gain
        networks.dedicate_channels_to_depth(self.model.denoiser)

    @property
    def experience(self):
        return self.samples

    def loss(self):
        device = self.settings.device
        batch = (tensor.to(device, non_blocking=True) for tensor in next(self.batches))
        latent, depth, weight, tokens, timesteps = batch
        noisy, velocity = diffuse(latent, torch.randn_like(latent), self.signal[timesteps])
        with torch.autocast(device, dtype=torch.bfloat16):
            predicted = self.model(noisy, depth, timesteps, tokens)
        with torch.no_grad():
            self.note((timesteps, (predicted.float() - velocity)[:, : self.channels].square().mean((1, 2, 3))))
        self.batch_size = len(latent)
        return velocity_loss(predicted, velocity, weight, self.channels)

    def take_step(self, progress):
        self.samples += self.batch_size * self.worker.count
        return super().take_step(progress)

    def summary(self, notes, bands=5):
        """Mean velocity errors in bands of rising noise."""
        levels = torch.cat([levels for levels, _ in notes]).cpu().numpy()
        errors = torch.cat([errors for _, errors in notes]).float().cpu().numpy()
        band = levels * bands // 1000
        means = (f"{errors[band == index].mean():.3f}" if (band == index).any() else "-" for index in range(bands))
        return f"{self.samples} samples error by noise {' '.join(means)}"

    def state(self):
        return {"model": self.model.state_dict(), "samples": self.samples}

    def close(self):
        self.batches.close()
        self.batches = None


def _pin(batch):
    return [tensor.pin_memory() for tensor in batch]


def train(settings, run, tokenizer, stage):
    """Trains the "thumbnail", "coarse" or "fine" stage, or goes on with it."""
    count = networks.count_parameters(Model(settings, tokenizer))
    trainer.train(DenoiserTrainer, (settings, run, tokenizer, stage), settings.processes, count)


def adopt(settings, run, tokenizer):
    """Takes over UNet and text encoder of the model folder to start from, unless the run has its own already."""
    path = f"{run}/{FILE}"
    if os.path.exists(path):
        return
    model = Model(settings, tokenizer)
    networks.load_weights(model.denoiser, f"{settings.start_from}/unet")
    networks.load_weights(model.text, f"{settings.start_from}/text_encoder", "model.safetensors")
    average = WeightAverage(model.parameters()).state()
    checkpoints.save({"stage": None, "model": model.state_dict(), "average": average, "samples": 0}, path)


def finish(settings, run, tokenizer):
    """UNet and text encoder as trained so far, with averaged weights, and the number of samples they have seen."""
    model = Model(settings, tokenizer)
    stored = checkpoints.load_existing(f"{run}/{FILE}")
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), stored["average"]["values"]):
            parameter.copy_(value)
    return model.eval().requires_grad_(False), stored["samples"]
