"""Gives the text encoder a head start: it learns to tell materials, colours, light and style from captions alone.

The denoiser needs thousands of pictures to notice words at all.  Here, the states at the end-of-text token and at
one padding token (which the denoiser attends to as well) must predict the true attributes of the scene.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F

from . import captions, checkpoints, latents, networks, trainer
from .streams import Stream, generator
from .trainer import Trainer

FILE = "text_encoder.pt"
MATERIAL_CLASSES = 40
STYLE_NAMES = tuple(captions.STYLES)


class CaptionSource:
    """Fresh captions with the attributes they came from."""

    def __init__(self, names, tokenizer, random):
        self.tokenizer, self.random = tokenizer, random
        shards = [np.load(name) for name in names]
        self.parts = [parts for shard in shards for parts in json.loads(str(shard["parts"]))]
        self.coverage = np.concatenate([shard["coverage"] for shard in shards])
        self.attributes = np.concatenate([shard["attributes"] for shard in shards])
        self.classes = np.concatenate([shard["classes"] for shard in shards]).astype(np.int64)

    def captions(self, indices):
        styles = [STYLE_NAMES[self.classes[i, 1]] for i in indices]
        return [captions.caption(self.parts[i], style, self.random, self.coverage[i]) for i, style in zip(indices, styles)]

    def tokens(self, texts, length=networks.MAXIMUM_TOKENS):
        return tokenize(self.tokenizer, texts, length)


def tokenize(tokenizer, texts, length=networks.MAXIMUM_TOKENS):
    """int64 [N,length], cut and padded; the pipeline pads to 77."""
    encoded = tokenizer(texts, padding="max_length", max_length=length, truncation=True)
    return torch.tensor(encoded["input_ids"], dtype=torch.int64)


class AttributeHeads(torch.nn.Module):
    """Predicts the material and colour of each surface, and time of day, style and family of the scene."""

    def __init__(self, width, times=6):
        super().__init__()
        surfaces = len(captions.SURFACES)
        self.material = torch.nn.Linear(width, surfaces * MATERIAL_CLASSES)
        self.colour = torch.nn.Linear(width, surfaces * 3)
        self.scene = torch.nn.ModuleList(
            torch.nn.Linear(width, count) for count in (times, len(STYLE_NAMES), len(captions.FAMILIES))
        )

    def loss(self, states, attributes, classes):
        """`states` [N,W]; `attributes` [N,surfaces,4] = pattern and sRGB, -1 where absent; `classes` [N,3]."""
        surfaces = len(captions.SURFACES)
        present = attributes[:, :, 0] >= 0
        material = self.material(states).view(-1, surfaces, MATERIAL_CLASSES)[present]
        colour = self.colour(states).view(-1, surfaces, 3)[present]
        true_material = attributes[:, :, 0][present].long()
        accuracy = (material.argmax(-1) == true_material).float().mean()
        difference = (colour - attributes[:, :, 1:][present]).abs().mean()
        total = F.cross_entropy(material, true_material) + 6 * difference
        for column, head in enumerate(self.scene):
            total = total + 0.3 * F.cross_entropy(head(states), classes[:, column])
        return total, accuracy, difference


class HeadStart(Trainer):
    """One process's training of the text encoder on captions alone."""

    warmup_steps = 50

    def __init__(self, worker, settings, run, tokenizer):
        super().__init__(worker, settings, run, "text", f"{run}/{FILE}")
        device = settings.device
        self.model = networks.build_text_encoder(settings.size, tokenizer).to(device)
        self.heads = AttributeHeads(settings.size.text_width).to(device)
        if self.stored:
            self.model.load_state_dict(self.stored["model"])
        if self.goes_on:
            self.heads.load_state_dict(self.stored["heads"])
        parameters = [*self.model.parameters(), *self.heads.parameters()]
        rate = settings.text_rate
        self.begin(torch.optim.AdamW(parameters, lr=rate, betas=(0.9, 0.98), weight_decay=1e-2), rate)
        names = worker.share(latents.shards(f"{run}/small"))
        random = generator(Stream.HEAD_START, settings.seed + self.experience, worker.rank)
        self.source = CaptionSource(names, tokenizer, random)
        self.end_token = tokenizer.eos_token_id

    def load(self, path):
        """Earlier runs stored the text encoder's weights alone."""
        stored = super().load(path)
        return stored if not stored or "model" in stored else {"stage": None, "model": stored}

    def loss(self):
        device, source = self.settings.device, self.source
        indices = source.random.integers(0, len(source.parts), self.settings.text_batch)
        tokens = source.tokens(source.captions(indices), networks.USUAL_TOKENS).to(device)
        attributes = torch.from_numpy(source.attributes[indices]).to(device)
        classes = torch.from_numpy(source.classes[indices]).to(device)
        with torch.autocast(device, dtype=torch.bfloat16):
            states = self.model(tokens).last_hidden_state
        end = (tokens == self.end_token).int().argmax(1)
        later = end + torch.randint(1, networks.USUAL_TOKENS, end.shape, device=device)
        rows = torch.arange(len(tokens), device=device)
        loss = 0.0
        for position in (end, later.clamp(max=networks.USUAL_TOKENS - 1)):
            part, accuracy, difference = self.heads.loss(states[rows, position].float(), attributes, classes)
            loss = loss + 0.5 * part
        self.note(torch.stack([loss.detach(), accuracy, difference.detach()]))
        return loss

    def summary(self, notes):
        loss, accuracy, difference = torch.stack(notes).mean(0).tolist()
        return f"loss {loss:.3f} material {accuracy:.2f} colour off by {difference:.3f}"

    def state(self):
        return {"model": self.model.state_dict(), "heads": self.heads.state_dict()}


def train(settings, run, tokenizer):
    """Gives the text encoder its head start, or goes on with it."""
    count = networks.count_parameters(networks.build_text_encoder(settings.size, tokenizer))
    count += networks.count_parameters(AttributeHeads(settings.size.text_width))
    trainer.train(HeadStart, (settings, run, tokenizer), settings.processes, count)


def stored_weights(run):
    """The text encoder's weights after its head start, or None if it had none."""
    stored = checkpoints.load(f"{run}/{FILE}")
    return stored.get("model", stored) if stored else None
