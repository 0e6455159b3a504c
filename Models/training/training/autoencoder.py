"""Trains the autoencoder on crops: sharp pictures from 8 times smaller latents, with colour that can be read off linearly."""

import copy
import math
import os

import numpy as np
import torch
import torch.nn.functional as F

from . import latents, networks, parallel, schedule
from .discriminator import PatchDiscriminator, balance
from .latents import to_tensor
from .schedule import Clock, WeightAverage, learning_rate

HELD_OUT_PICTURES = 12
HALF_SIZE_SHARE = 0.25  # of the crops, from pictures halved in size, as the coarse stage sees them
DETAIL_DEVIATION = 0.6  # of the latents that are not colours
STAY_WEIGHT = 0.1  # how strongly a settled autoencoder keeps its latents when it is trained further
DENOISED_SHARE = 0.5  # of the decoder's own batches, if there are denoised latents
NOISY_SHARE, NOISE = 0.3, 0.05  # the denoiser's latents are never perfect, so the decoder meets slightly wrong ones


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
    """Asks that the mean colour of a latent cell be a linear function of its latent, so that prompts reach colours easily."""
    difference = readout(latent_mean) - F.avg_pool2d(truth, 8)
    return difference.abs().mean() + 3.0 * chroma(difference).abs().mean()


class DenoisedSource:
    """Random crops of denoised latents and of the pictures they belong to (see `denoised`)."""

    def __init__(self, folder, worker, seed, crop):
        self.random = np.random.default_rng([seed, worker.rank])
        self.cells = crop // 8
        shards = [np.load(name) for name in latents.shards(folder)]
        self.latents = np.concatenate([shard["latents"] for shard in shards])
        self.pictures = np.concatenate([shard["rgb"] for shard in shards])

    def batch(self, count):
        """Latents [N,C,h,w] and pictures uint8 [N,8h,8w,3]."""
        found, pictures = [], []
        for index in self.random.integers(0, len(self.latents), count):
            top, left = self.random.integers(0, self.latents.shape[-1] - self.cells + 1, 2)
            found.append(self.latents[index, :, top : top + self.cells, left : left + self.cells])
            rows, columns = (slice(8 * start, 8 * (start + self.cells)) for start in (top, left))
            pictures.append(self.pictures[index, rows, columns])
        return torch.from_numpy(np.stack(found)).float(), np.stack(pictures)


class CropSource:
    """Random crops of one worker's share of the rendered pictures."""

    def __init__(self, folder, worker, seed, crop, most):
        self.random = np.random.default_rng([seed, worker.rank])
        self.crop_size = crop
        names = latents.shards(folder)
        shards, wanted = [], max(1, most // worker.count)
        for name in names[worker.rank :: worker.count] or names:
            if sum(map(len, shards)) < wanted:
                shards.append(np.load(name)["rgb"])
        pictures = np.concatenate(shards)[:wanted]
        self.held_out, self.pictures = pictures[:HELD_OUT_PICTURES], pictures[HELD_OUT_PICTURES:]

    def crop(self):
        picture = self.pictures[self.random.integers(len(self.pictures))]
        halved = self.random.random() < HALF_SIZE_SHARE and len(picture) >= 2 * self.crop_size
        size = self.crop_size * (2 if halved else 1)
        top, left = self.random.integers(0, len(picture) - size + 1, 2)
        crop = picture[top : top + size, left : left + size]
        if halved:
            crop = crop.reshape(self.crop_size, 2, self.crop_size, 2, 3).mean((1, 3)).round().astype(np.uint8)
        return crop[:, ::-1] if self.random.random() < 0.5 else crop

    def batch(self, count):
        return np.stack([self.crop() for _ in range(count)])


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


@torch.no_grad()
def peak_signal_to_noise(autoencoder, pictures):
    """Mean over pictures of 10 log10(255^2 / mean squared error), decoding the latent mean."""
    values = []
    for picture in pictures.split(1):
        ours = autoencoder.decode(autoencoder.encode(picture).latent_dist.mean).sample.clamp(-1, 1)
        values.append(-10 * math.log10(((ours - picture) / 2).square().mean().item()))
    return float(np.mean(values))


class _Training:
    """One worker's training of the whole autoencoder, or of its decoder alone."""

    def __init__(self, worker, settings, run, phase):
        self.worker, self.settings, self.run, self.phase = worker, settings, run, phase
        self.path = f"{run}/autoencoder.pt"
        torch.manual_seed(settings.seed)
        self.model = networks.build_autoencoder(settings.size)
        self.readout = torch.nn.Conv2d(settings.size.latent_channels, 3, 1)
        stored = schedule.load(self.path)
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
                schedule.mark_done(self.run, self.phase)

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
        schedule.save(state, self.path)


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
    stored = schedule.load(path)
    if stored["phase"] != "autoencoder":
        return
    model = finish(settings, run)
    if not stored.get("settled"):
        pictures = to_tensor(np.load(latents.shards(f"{run}/pictures")[0])["rgb"][:48])
        arrange_latents(model, pictures)
    schedule.save({"phase": "settled", "model": model.state_dict(), "readout": stored["readout"]}, path)


def finish(settings, run):
    """The autoencoder as trained so far, with averaged weights."""
    model = networks.build_autoencoder(settings.size)
    stored = schedule.load(f"{run}/autoencoder.pt")
    model.load_state_dict(stored["model"])
    if stored["phase"] == "decoder":
        freeze_encoder(model)
    if stored["phase"] != "settled":
        trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
        with torch.no_grad():
            for parameter, value in zip(trained, stored["average"]["values"]):
                parameter.copy_(value)
    return model.eval().requires_grad_(False)
