"""Trains the autoencoder: sharp pictures from 8 times smaller latents, with colour that can be read off linearly."""

import copy
import os
import shutil

import numpy as np
import torch

from . import checkpoints, latents, networks, trainer
from .arrangement import arrange_latents
from .crops import CropSource, DenoisedSource
from .discriminator import PatchDiscriminator, balance
from .latents import to_tensor
from .reconstruction import colour_readout_loss, peak_signal_to_noise, reconstruction_loss
from .schedule import WeightAverage
from .streams import Stream, generator
from .trainer import Trainer

FILE = "autoencoder.pt"
LATENT_FOLDERS = {"small_latents": "small", "latents": "pictures"}  # in a run, and whose pictures they hold
STAY_WEIGHT = 0.1  # how strongly a settled autoencoder keeps its latents when it is trained further
DENOISED_SHARE = 0.5  # of the decoder's own batches, if there are denoised latents
NOISY_SHARE, NOISE = 0.3, 0.05  # the denoiser's latents are never perfect, so the decoder meets slightly wrong ones


class AutoencoderTrainer(Trainer):
    """One process's training of the whole autoencoder, or of its decoder alone."""

    stage_key = "phase"

    def __init__(self, worker, settings, run, phase):
        super().__init__(worker, settings, run, phase, f"{run}/{FILE}")
        self.model = networks.build_autoencoder(settings.size)
        self.readout = torch.nn.Conv2d(settings.size.latent_channels, 3, 1)
        if self.stored:
            self.model.load_state_dict(self.stored["model"])
            self.readout.load_state_dict(self.stored["readout"])
        self.model.to(settings.device, memory_format=torch.channels_last)
        self.readout.to(settings.device)
        self.settled = _settled_encoder(self.model, self.stored) if phase == "autoencoder" else None
        self.critic = self.critic_optimizer = None
        if phase == "decoder":
            freeze_encoder(self.model)
            if settings.adversarial_weight > 0:
                self._add_critic()
        modules, rate = (self.model, self.readout), settings.autoencoder_rate
        parameters = [p for module in modules for p in module.parameters() if p.requires_grad]
        optimizer = torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.99), weight_decay=1e-3, fused=True)
        self.begin(optimizer, rate, WeightAverage(parameters, longest=500))
        self._load_pictures()

    def _add_critic(self):
        self.critic = PatchDiscriminator().to(self.settings.device, memory_format=torch.channels_last)
        rate = self.settings.critic_rate
        self.critic_optimizer = torch.optim.AdamW(self.critic.parameters(), lr=rate, betas=(0.5, 0.9))
        if self.goes_on and "critic" in self.stored:
            self.critic.load_state_dict(self.stored["critic"])
            self.critic_optimizer.load_state_dict(self.stored["critic_optimizer"])

    def _load_pictures(self):
        settings, worker = self.settings, self.worker
        seed, crop = settings.seed + self.experience, settings.autoencoder_crop
        self.random = generator(Stream.CROPS, seed, worker.rank)
        self.source = CropSource(f"{self.run}/pictures", worker, self.random, crop, settings.first_pictures)
        self.denoised = None
        if self.stage == "decoder" and os.path.isdir(f"{self.run}/denoised"):
            random = generator(Stream.DENOISED_CROPS, seed, worker.rank)
            self.denoised = DenoisedSource(f"{self.run}/denoised", random, crop)
        self.held_out = to_tensor(self.source.held_out, settings.device)

    def loss(self):
        loss = self._mending_loss() if self._is_for_mending() else self._own_loss()
        self.note(loss.detach())
        return loss

    def _is_for_mending(self):
        return self.denoised is not None and self.random.random() < DENOISED_SHARE

    def _own_loss(self):
        """That of encoding pictures and decoding them again."""
        device, random = self.settings.device, self.random
        truth = to_tensor(self.source.batch(self.settings.autoencoder_batch), device)
        with torch.autocast(device, dtype=torch.bfloat16):
            with torch.set_grad_enabled(self.stage == "autoencoder"):
                posterior = self.model.encode(truth).latent_dist
                latent = posterior.sample()
            mirror = random.random() < 0.5  # cached latents are mirrored too
            if random.random() < NOISY_SHARE:
                latent = latent + NOISE * latent.detach().std() * torch.randn_like(latent)
            ours = self.model.decode(latent.flip(-1) if mirror else latent).sample.float()
        ours = ours.flip(-1) if mirror else ours
        loss = reconstruction_loss(ours, truth)
        if self.stage == "decoder":
            return loss + self._adversarial_loss(loss, ours, truth)
        mean, log_variance = posterior.mean.float(), posterior.logvar.float()
        if self.settled:
            return loss + self._staying_loss(truth, mean)
        divergence = 0.5 * (mean.square() + log_variance.exp() - 1 - log_variance).mean()
        return loss + self.settings.divergence_weight * divergence + colour_readout_loss(self.readout, mean, truth)

    def _mending_loss(self):
        """That of decoding what the denoiser left, against the picture it came from."""
        latent, pictures = self.denoised.batch(self.settings.autoencoder_batch)
        truth = to_tensor(pictures, self.settings.device)
        with torch.autocast(self.settings.device, dtype=torch.bfloat16):
            latent = latent.to(self.settings.device, memory_format=torch.channels_last)
            ours = self.model.decode(latent).sample.float()
        loss = reconstruction_loss(ours, truth)
        return loss + self._adversarial_loss(loss, ours, truth)

    def _staying_loss(self, truth, mean):
        """Keeps the latents near those of the settled encoder, whose meaning the denoiser has learnt."""
        with torch.no_grad(), torch.autocast(self.settings.device, dtype=torch.bfloat16):
            before = self.settled(truth)
        return STAY_WEIGHT * (mean - before.float()).square().mean()

    def _adversarial_loss(self, reconstruction, ours, truth):
        """Lets the critic take a step, then returns what it makes of the decoder; 0 if there is no critic."""
        if not self.critic:
            return 0.0
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

    def summary(self, notes):
        self.average.swap()
        quality = peak_signal_to_noise(self.model, self.held_out)
        self.average.swap()
        return f"loss {torch.stack(notes).mean().item():.4f} unseen {quality:.2f} dB"

    def state(self):
        state = {"settled": self.settled and self.settled.state_dict(),
                 "model": self.model.state_dict(), "readout": self.readout.state_dict()}
        if self.critic:
            state |= {"critic": self.critic.state_dict(), "critic_optimizer": self.critic_optimizer.state_dict()}
        return state


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


def train(settings, run, phase="autoencoder"):
    """Trains the "autoencoder", or later only its "decoder", or goes on with it."""
    readout = settings.size.latent_channels * 3 + 3
    count = networks.count_parameters(networks.build_autoencoder(settings.size)) + readout
    count = max(count, networks.count_parameters(PatchDiscriminator()))  # both exchange gradients through one buffer
    trainer.train(AutoencoderTrainer, (settings, run, phase), settings.processes, count)


def adopt(settings, run):
    """Takes over the autoencoder of the model folder to start from, unless the run has its own already.

    Its latents are arranged, and a denoiser knows them: they must stay.
    """
    path = f"{run}/{FILE}"
    if os.path.exists(path):
        return
    model = networks.build_autoencoder(settings.size)
    networks.load_weights(model, f"{settings.start_from}/vae")
    readout = torch.nn.Conv2d(settings.size.latent_channels, 3, 1)
    checkpoints.save({"phase": "settled", "model": model.state_dict(), "readout": readout.state_dict()}, path)


def freeze_encoder(model):
    """Cached latents stay true only as long as the encoder stays."""
    model.encoder.requires_grad_(False)
    model.quant_conv.requires_grad_(False)


def settle(settings, run):
    """Ends the training of the encoder: averaged weights, latents of which the first three channels are colours.

    Latents that an earlier encoder made are removed.
    """
    path = f"{run}/{FILE}"
    stored = checkpoints.load_existing(path)
    if stored["phase"] != "autoencoder":
        return
    for folder in LATENT_FOLDERS:
        shutil.rmtree(f"{run}/{folder}", ignore_errors=True)
    model = finish(settings, run)
    if not stored.get("settled"):
        pictures = to_tensor(np.load(latents.shards(f"{run}/pictures")[0])["rgb"][:48])
        arrange_latents(model, pictures)
    checkpoints.save({"phase": "settled", "model": model.state_dict(), "readout": stored["readout"]}, path)


def encode(settings, run):
    """Caches the latents of all pictures; False if the time given ended before."""
    settle(settings, run)
    model = finish(settings, run)
    return all(latents.encode_all(model, settings, f"{run}/{pictures}", f"{run}/{folder}")
               for folder, pictures in LATENT_FOLDERS.items())


def finish(settings, run):
    """The autoencoder as trained so far, with averaged weights."""
    model = networks.build_autoencoder(settings.size)
    stored = checkpoints.load_existing(f"{run}/{FILE}")
    model.load_state_dict(stored["model"])
    if stored["phase"] == "decoder":
        freeze_encoder(model)
    if stored["phase"] != "settled":
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        with torch.no_grad():
            for parameter, value in zip(trained, stored["average"]["values"]):
                parameter.copy_(value)
    return model.eval().requires_grad_(False)
