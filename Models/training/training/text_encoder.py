"""Gives the text encoder a head start: it learns to tell materials, colours, light and style from captions alone.

The denoiser needs thousands of pictures to notice words at all.  Here, the states at the end-of-text token and at
one padding token (which the denoiser attends to as well) must predict the true attributes of the scene.
"""

import json
import os

import numpy as np
import torch
import torch.nn.functional as F

from . import captions, checkpoints, latents, networks
from .schedule import Clock, learning_rate

MATERIAL_CLASSES = 40
STYLE_NAMES = tuple(captions.STYLES)


class CaptionSource:
    """Fresh captions with the attributes they came from."""

    def __init__(self, names, tokenizer, seed):
        self.tokenizer = tokenizer
        self.random = np.random.default_rng(seed)
        shards = [np.load(name) for name in names]
        self.parts = [parts for shard in shards for parts in json.loads(str(shard["parts"]))]
        self.coverage = np.concatenate([shard["coverage"] for shard in shards])
        self.attributes = np.concatenate([shard["attributes"] for shard in shards])
        self.classes = np.concatenate([shard["classes"] for shard in shards]).astype(np.int64)

    def captions(self, indices):
        return [
            captions.caption(self.parts[i], STYLE_NAMES[self.classes[i, 1]], self.random, self.coverage[i]) for i in indices
        ]

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
        return total, accuracy.item(), difference.item()


def train(settings, run, tokenizer):
    """Pretrains for the settings' minutes and writes `run`/text_encoder.pt."""
    torch.manual_seed(settings.seed)
    device = settings.device
    model = networks.build_text_encoder(settings.size, tokenizer)
    if settings.start_from:
        networks.load_weights(model, f"{settings.start_from}/text_encoder", "model.safetensors")
    if os.path.exists(f"{run}/text_encoder.pt"):  # of an earlier, shorter head start
        model.load_state_dict(checkpoints.load(f"{run}/text_encoder.pt"))
    model.to(device)
    heads = AttributeHeads(settings.size.text_width).to(device)
    source = CaptionSource(latents.shards(f"{run}/small"), tokenizer, settings.seed)
    parameters = [*model.parameters(), *heads.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=settings.text_rate, betas=(0.9, 0.98), weight_decay=1e-2)
    clock = Clock(settings.text_minutes, deadline=settings.deadline, device=settings.device, until=settings.until)
    step = 0
    while (progress := clock.tick()) < 1:
        rate = learning_rate(settings.text_rate, step, progress, warmup_steps=50)
        for group in optimizer.param_groups:
            group["lr"] = rate
        indices = source.random.integers(0, len(source.parts), settings.text_batch)
        tokens = source.tokens(source.captions(indices), networks.USUAL_TOKENS).to(device)
        attributes = torch.from_numpy(source.attributes[indices]).to(device)
        classes = torch.from_numpy(source.classes[indices]).to(device)
        with torch.autocast(device, dtype=torch.bfloat16):
            states = model(tokens).last_hidden_state
        end = (tokens == tokenizer.eos_token_id).int().argmax(1)
        later = (end + torch.randint(1, networks.USUAL_TOKENS, end.shape, device=device)).clamp(max=networks.USUAL_TOKENS - 1)
        rows = torch.arange(len(tokens), device=device)
        loss = 0.0
        for position in (end, later):
            part, accuracy, difference = heads.loss(states[rows, position].float(), attributes, classes)
            loss = loss + 0.5 * part
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        step += 1
        if step % settings.report_every == 0:
            print(f"text step {step} {clock.elapsed / 60:.1f} min loss {loss.item():.3f} material {accuracy:.2f} colour off by {difference:.3f}", flush=True)
    checkpoints.save(model.state_dict(), f"{run}/text_encoder.pt")
    checkpoints.mark_done(run, "text")
