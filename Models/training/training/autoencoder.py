"""Trains the autoencoder on crops: sharp pictures from 8 times smaller latents, with colour that can be read off linearly."""

import copy
import os

import numpy as np
import torch

from . import checkpoints, latents, networks, parallel
from .arrangement import arrange_latents
from .crops import CropSource, DenoisedSource
from .discriminator import PatchDiscriminator, balance
from .latents import to_tensor
from .reconstruction import colour_readout_loss, peak_signal_to_noise, reconstruction_loss
from .schedule import Clock, WeightAverage, learning_rate

STAY_WEIGHT = 0.1  # how strongly a settled autoencoder keeps its latents when it is trained further
DENOISED_SHARE = 0.5  # of the decoder's own batches, if there are denoised latents
NOISY_SHARE, NOISE = 0.3, 0.05  # the denoiser's latents are never perfect, so the decoder meets slightly wrong ones


class _Training:
    """One worker's training of the whole autoencoder, or of its decoder alone."""

    def __init__(self, worker, settings, run, phase):
        self.worker, self.settings, self.run, self.phase = worker, settings, run, phase
        self.path = f"{run}/autoencoder.pt"
        torch.manual_seed(settings.seed)
        self.model = networks.build_autoencoder(settings.size)
        self.readout = torch.nn.Conv2d(settings.size.latent_channels, 3, 1)
        stored = checkpoints.load(self.path)
        if stored:
            self.model.load_state_dict(stored["model"])
            self.readout.load_state_dict(stored["readout"])
        elif settings.start_from:
            networks.load_weights(self.model, f"{settings.start_from}/vae")
        self.model.to(settings.device, memory_format=torch.channels_last)
        self.readout.to(settings.device)
        if phase == "decoder":
            freeze_encoder(self.model)
        self.settled = _settled_encoder(self.model, stored) if phase == "autoencoder" else None
        self.parameters = [p for p in [*self.model.parameters(), *self.readout.parameters()] if p.requires_grad]
        self.optimizer = torch.optim.AdamW(self.parameters, lr=settings.autoencoder_rate, betas=(0.9, 0.99), weight_decay=1e-3, fused=True)
        self.average = WeightAverage(self.parameters, longest=500)
        self.critic = self.critic_optimizer = None
        if phase == "decoder" and settings.adversarial_weight > 0:
            self.critic = PatchDiscriminator().to(settings.device, memory_format=torch.channels_last)
            self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), lr=settings.critic_rate, betas=(0.5, 0.9))
        self.step, elapsed = 0, 0.0
        if stored and stored["phase"] == phase:
            self.optimizer.load_state_dict(stored["optimizer"])
            self.average.restore(stored["average"])
            elapsed, self.step = stored["elapsed"], stored["step"]
            if self.critic and "critic" in stored:
                self.critic.load_state_dict(stored["critic"])
                self.critic_optimizer.load_state_dict(stored["critic_optimizer"])
        torch.manual_seed(settings.seed * 1000 + worker.rank + self.step)
        self.source = CropSource(f"{run}/pictures", worker, settings.seed + self.step, settings.autoencoder_crop, settings.first_pictures)
        self.denoised = None
        if phase == "decoder" and os.path.isdir(f"{run}/denoised"):
            self.denoised = DenoisedSource(f"{run}/denoised", worker, settings.seed + self.step, settings.autoencoder_crop)
        self.held_out = to_tensor(self.source.held_out, settings.device)
        self.clock = Clock(getattr(settings, f"{phase}_minutes"), elapsed, settings.deadline, settings.device, settings.until)
        self.losses = []

    def loss(self):
        if self.denoised and self.source.random.random() < DENOISED_SHARE:
            return self.mending_loss()
        device, random = self.settings.device, self.source.random
        truth = to_tensor(self.source.batch(self.settings.autoencoder_batch), device)
        with torch.autocast(device, dtype=torch.bfloat16):
            with torch.set_grad_enabled(self.phase == "autoencoder"):
                posterior = self.model.encode(truth).latent_dist
                latent = posterior.sample()
            mirror = random.random() < 0.5  # cached latents are mirrored too
            if random.random() < NOISY_SHARE:
                latent = latent + NOISE * latent.detach().std() * torch.randn_like(latent)
            ours = self.model.decode(latent.flip(-1) if mirror else latent).sample.float()
        ours = ours.flip(-1) if mirror else ours
        loss = reconstruction_loss(ours, truth)
        if self.phase == "decoder":
            return loss + self.adversarial_loss(loss, ours, truth) if self.critic else loss
        mean, log_variance = posterior.mean.float(), posterior.logvar.float()
        if self.settled:
            return loss + self.staying_loss(truth, mean)
        divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
        return loss + self.settings.divergence_weight * divergence + colour_readout_loss(self.readout, mean, truth)

    def mending_loss(self):
        """That of decoding what the denoiser left, against the picture it came from."""
        latent, pictures = self.denoised.batch(self.settings.autoencoder_batch)
        truth = to_tensor(pictures, self.settings.device)
        with torch.autocast(self.settings.device, dtype=torch.bfloat16):
            ours = self.model.decode(latent.to(self.settings.device, memory_format=torch.channels_last)).sample.float()
        loss = reconstruction_loss(ours, truth)
        return loss + self.adversarial_loss(loss, ours, truth) if self.critic else loss

    def staying_loss(self, truth, mean):
        """Keeps the latents near those of the settled encoder, whose meaning the denoiser has learnt."""
        with torch.no_grad(), torch.autocast(self.settings.device, dtype=torch.bfloat16):
            before = self.settled(truth)
        return STAY_WEIGHT * (mean - before.float()).square().mean()

    def adversarial_loss(self, reconstruction, ours, truth):
        """Lets the critic take a step, then returns what it makes of the decoder."""
        with torch.autocast(self.settings.device, dtype=torch.bfloat16):
            own = self.critic.own_loss(truth, ours)
        self.critic_optimizer.zero_grad(set_to_none=True)
        own.backward()
        self.worker.average_gradients(list(self.critic.parameters()), 0.0)
        self.critic_optimizer.step()
        if self.step < self.settings.critic_head_start:
            return 0.0
        self.critic.requires_grad_(False)
        with torch.autocast(self.settings.device, dtype=torch.bfloat16):
            adversarial = self.critic.decoder_loss(ours)
        self.critic.requires_grad_(True)
        factor = balance(reconstruction, adversarial, self.model.decoder.conv_out.weight)
        return self.settings.adversarial_weight * factor * adversarial

    def train(self):
        saved_at = self.clock.elapsed
        while True:
            loss = self.loss()
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            progress = self.worker.average_gradients(self.parameters, self.clock.tick())
            if progress >= 1:
                break
            rate = learning_rate(self.settings.autoencoder_rate, self.step, progress)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
            self.optimizer.step()
            self.step += 1
            self.average.update()
            self.losses.append(loss.detach())
            if self.worker.leads and self.step % self.settings.report_every == 0:
                self.report(rate)
            if self.worker.leads and self.clock.elapsed - saved_at > self.settings.save_every_seconds:
                saved_at = self.clock.elapsed
                self.save()
        if self.worker.leads:
            self.save()
            if progress == 1:
                checkpoints.mark_done(self.run, self.phase)

    def report(self, rate):
        self.average.swap()
        quality = peak_signal_to_noise(self.model, self.held_out)
        self.average.swap()
        loss = torch.stack(self.losses).mean().item()
        self.losses.clear()
        print(f"{self.phase} step {self.step} {self.clock.elapsed / 60:.1f} min loss {loss:.4f} rate {rate:.1e} unseen {quality:.2f} dB", flush=True)

    def save(self):
        state = {"phase": self.phase, "settled": self.settled and self.settled.state_dict(), "model": self.model.state_dict(), "readout": self.readout.state_dict(),
                 "optimizer": self.optimizer.state_dict(), "average": self.average.state(), "elapsed": self.clock.elapsed, "step": self.step}
        if self.critic:
            state |= {"critic": self.critic.state_dict(), "critic_optimizer": self.critic_optimizer.state_dict()}
        checkpoints.save(state, self.path)


class _SettledEncoder(torch.nn.Module):
    """Pictures to latent means, as they were when the latents were arranged."""

    def __init__(self, model):
        super().__init__()
        self.encoder, self.quant_conv = copy.deepcopy(model.encoder), copy.deepcopy(model.quant_conv)
        self.requires_grad_(False)

    def forward(self, pictures):
        return self.quant_conv(self.encoder(pictures)).chunk(2, 1)[0]


def _settled_encoder(model, stored):
    """The encoder that a denoiser has been trained on, if there is one: a model `stored` after `settle`."""
    if not stored or stored["phase"] == "autoencoder" and not stored.get("settled"):
        return None
    settled = _SettledEncoder(model)
    if stored["phase"] == "autoencoder":
        settled.load_state_dict(stored["settled"])
    return settled


def _train(worker, settings, run, phase):
    _Training(worker, settings, run, phase).train()


def train(settings, run, phase="autoencoder"):
    """Trains the "autoencoder", or later only its "decoder", or goes on from `run`/autoencoder.pt."""
    readout = settings.size.latent_channels * 3 + 3
    count = networks.count_parameters(networks.build_autoencoder(settings.size)) + readout
    count = max(count, networks.count_parameters(PatchDiscriminator()))  # both exchange gradients through one buffer
    parallel.run(_train, (settings, run, phase), settings.processes, count)


def freeze_encoder(model):
    """Cached latents stay true only as long as the encoder stays."""
    model.encoder.requires_grad_(False)
    model.quant_conv.requires_grad_(False)


def settle(settings, run):
    """Ends the training of the encoder: averaged weights, latents of which the first three channels are colours."""
    path = f"{run}/autoencoder.pt"
    stored = checkpoints.load(path)
    if stored["phase"] != "autoencoder":
        return
    model = finish(settings, run)
    if not stored.get("settled"):
        pictures = to_tensor(np.load(latents.shards(f"{run}/pictures")[0])["rgb"][:48])
        arrange_latents(model, pictures)
    checkpoints.save({"phase": "settled", "model": model.state_dict(), "readout": stored["readout"]}, path)


def finish(settings, run):
    """The autoencoder as trained so far, with averaged weights."""
    model = networks.build_autoencoder(settings.size)
    stored = checkpoints.load(f"{run}/autoencoder.pt")
    model.load_state_dict(stored["model"])
    if stored["phase"] == "decoder":
        freeze_encoder(model)
    if stored["phase"] != "settled":
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        with torch.no_grad():
            for parameter, value in zip(trained, stored["average"]["values"]):
                parameter.copy_(value)
    return model.eval().requires_grad_(False)
