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

from . import checkpoints, latents, networks, parallel
from .batches import batches, prefetched
from .schedule import Clock, WeightAverage, learning_rate

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


class _Training:
    """One worker's training of one stage."""

    def __init__(self, worker, settings, run, tokenizer, stage):
        self.worker, self.settings, self.run, self.stage = worker, settings, run, stage
        self.path = f"{run}/denoiser.pt"
        torch.manual_seed(settings.seed)
        self.model = Model(settings, tokenizer)
        stored = checkpoints.load(self.path)
        if stored:
            self.model.load_state_dict(stored["model"])
        else:
            self._start()
        self.model.to(settings.device)
        self.model.denoiser.to(memory_format=torch.channels_last)
        networks.keep_depth_channels_pure(self.model.denoiser)
        if settings.compiled:
            self.model.denoiser.compile(dynamic=False)  # one program for each size of latents
        self.parameters = list(self.model.parameters())
        self.rate = settings.fine_rate if stage == "fine" else settings.denoiser_rate
        self.optimizer = torch.optim.AdamW(self.parameters, lr=self.rate, betas=(0.9, 0.99), weight_decay=1e-2, fused=True)
        self.average = WeightAverage(self.parameters)
        self.step, self.samples, elapsed = 0, 0, 0.0
        if stored:
            self.optimizer.load_state_dict(stored["optimizer"])
            self.samples = stored["samples"]
            if stored["stage"] == stage:  # each stage has an average of its own
                self.average.restore(stored["average"])
                elapsed, self.step = stored["elapsed"], stored["step"]
        torch.manual_seed(settings.seed * 1000 + worker.rank + self.samples)
        self.batches = batches(settings, run, stage, tokenizer, worker, settings.seed + self.samples)
        if settings.device != "cpu":
            self.batches = prefetched(self.batches)
        self.signal = networks.build_scheduler().alphas_cumprod.to(settings.device)
        self.clock = Clock(getattr(settings, f"{stage}_minutes"), elapsed, settings.deadline, settings.device, settings.until)
        self.channels = len(latents.COLOUR_AXES) if stage == "thumbnail" else None
        self.errors = []  # (timesteps, errors) since the last report

    def _start(self):
        """Weights of another model, the pretrained text encoder, and a stronger depth input, as far as there are such."""
        settings, model = self.settings, self.model
        if settings.start_from:
            networks.load_weights(model.denoiser, f"{settings.start_from}/unet")
            networks.load_weights(model.text, f"{settings.start_from}/text_encoder", "model.safetensors")
        if os.path.exists(f"{self.run}/text_encoder.pt"):
            model.text.load_state_dict(checkpoints.load(f"{self.run}/text_encoder.pt"))
        if not settings.start_from:
            with torch.no_grad():  # differences of depth are far smaller than the noise beside them
                model.denoiser.conv_in.weight[:, -1] *= settings.depth_gain
            networks.dedicate_channels_to_depth(model.denoiser)

    def loss(self):
        device = self.settings.device
        latent, depth, weight, tokens, timesteps = (tensor.to(device, non_blocking=True) for tensor in next(self.batches))
        noisy, velocity = diffuse(latent, torch.randn_like(latent), self.signal[timesteps])
        with torch.autocast(device, dtype=torch.bfloat16):
            predicted = self.model(noisy, depth, timesteps, tokens)
        with torch.no_grad():
            self.errors.append((timesteps, (predicted.float() - velocity)[:, : self.channels].square().mean((1, 2, 3))))
        self.batch_size = len(latent)
        return velocity_loss(predicted, velocity, weight, self.channels)

    def train(self):
        saved_at = self.clock.elapsed
        cooling = 0.3 if self.stage == "fine" else 0.0  # only what is exported needs to settle
        while True:
            loss = self.loss()
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            progress = self.worker.average_gradients(self.parameters, self.clock.tick())
            if progress >= 1:
                break
            rate = learning_rate(self.rate, self.step, progress, decay_share=cooling)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            self.optimizer.step()
            self.step += 1
            self.samples += self.batch_size * self.worker.count
            self.average.update()
            if self.worker.leads and self.step % self.settings.report_every == 0:
                self.report(rate)
            if self.worker.leads and self.clock.elapsed - saved_at > self.settings.save_every_seconds:
                saved_at = self.clock.elapsed
                self.save()
        if self.worker.leads:
            self.save()
            if progress == 1:
                checkpoints.mark_done(self.run, self.stage)

    def report(self, rate, bands=5):
        """Prints mean velocity errors in bands of rising noise."""
        levels = torch.cat([levels for levels, _ in self.errors]).cpu().numpy()
        errors = torch.cat([errors for _, errors in self.errors]).float().cpu().numpy()
        self.errors.clear()
        band = levels * bands // 1000
        means = " ".join(f"{errors[band == index].mean():.3f}" if (band == index).any() else "-" for index in range(bands))
        print(f"{self.stage} step {self.step} {self.clock.elapsed / 60:.1f} min {self.samples} samples rate {rate:.1e} error by noise {means}", flush=True)

    def save(self):
        checkpoints.save({"stage": self.stage, "model": self.model.state_dict(), "average": self.average.state(),
                       "optimizer": self.optimizer.state_dict(), "elapsed": self.clock.elapsed, "step": self.step, "samples": self.samples}, self.path)


def _train(worker, settings, run, tokenizer, stage):
    _Training(worker, settings, run, tokenizer, stage).train()


def train(settings, run, tokenizer, stage):
    """Trains the "thumbnail", "coarse" or "fine" stage, or goes on from `run`/denoiser.pt."""
    count = networks.count_parameters(Model(settings, tokenizer))
    parallel.run(_train, (settings, run, tokenizer, stage), settings.processes, count)


def finish(settings, run, tokenizer):
    """UNet and text encoder as trained so far, with averaged weights, and the number of samples they have seen."""
    model = Model(settings, tokenizer)
    stored = checkpoints.load(f"{run}/denoiser.pt")
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), stored["average"]["values"]):
            parameter.copy_(value)
    return model.eval().requires_grad_(False), stored["samples"]
