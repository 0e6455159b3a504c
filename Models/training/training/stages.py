"""The stages of a run: what each does, in which order, and what is left to do."""

import math
import os
import pathlib
import shutil
import sys
import time

from transformers import CLIPTokenizer

from . import autoencoder, checkpoints, dataset, denoiser, evaluation, export, interrupts, latents, mending
from . import processes, text_encoder, tokenizer

STAGES = ("tokenizer", "render", "autoencoder", "encode", "text", "thumbnail", "coarse", "fine", "denoised", "decoder",
          "export", "evaluate")
FROM_NOTHING = ("text", "thumbnail")  # left out with a model to start from, which knows more than they teach
LARGE_SHARE = 0.7  # of the time for rendering


class Run:
    """A run's folder and the stages in it, each of which goes on where it was left."""

    def __init__(self, settings, folder):
        self.settings, self.folder = settings, folder
        self.model = f"{folder}/model"
        os.makedirs(folder, exist_ok=True)

    def is_done(self, stage):
        return checkpoints.is_done(self.folder, stage)

    def perform(self, stage):
        """One stage, done already or not.  What was made from its former result has to be made anew."""
        for name in STAGES[STAGES.index(stage) :]:
            if (stage, name) != ("render", "autoencoder"):  # which only needs the first pictures
                checkpoints.mark_undone(self.folder, name)
        getattr(self, stage)()

    def adopt_model(self):
        """Takes over the model to start from, if there is one, as if this run had trained it."""
        if self.settings.start_from:
            if not self.is_done("tokenizer"):
                self.tokenizer()
            autoencoder.adopt(self.settings, self.folder)
            denoiser.adopt(self.settings, self.folder, self.text_tokenizer)

    @property
    def text_tokenizer(self):
        return CLIPTokenizer.from_pretrained(f"{self.folder}/tokenizer")

    def tokenizer(self):
        if self.settings.start_from:
            shutil.copytree(f"{self.settings.start_from}/tokenizer", f"{self.folder}/tokenizer", dirs_exist_ok=True)
        else:
            tokenizer.train(f"{self.folder}/tokenizer")
        self._mark("tokenizer")

    def render(self):
        """Pictures, and more of them at half their size."""
        settings, size = self.settings, self.settings.size.resolution
        first, first_small = dataset.first_seeds(settings.seed)
        large_minutes = LARGE_SHARE * settings.render_minutes
        small_minutes = settings.render_minutes - large_minutes
        large, small = f"{self.folder}/pictures", f"{self.folder}/small"
        for plan in ((large, settings.pictures, size, first, large_minutes),
                     (small, settings.small_pictures, size // 2, first_small, small_minutes)):
            *what, minutes = plan
            if not dataset.render_shards(*what, settings.render_processes, minutes, settings.deadline):
                return
        dataset.forget_time(large)
        dataset.forget_time(small)
        self._mark("render")

    def autoencoder(self):
        autoencoder.train(self.settings, self.folder)

    def encode(self):
        if autoencoder.encode(self.settings, self.folder):
            self._mark("encode")

    def text(self):
        text_encoder.train(self.settings, self.folder, self.text_tokenizer)

    def thumbnail(self):
        denoiser.train(self.settings, self.folder, self.text_tokenizer, "thumbnail")

    def coarse(self):
        denoiser.train(self.settings, self.folder, self.text_tokenizer, "coarse")

    def fine(self):
        denoiser.train(self.settings, self.folder, self.text_tokenizer, "fine")

    def denoised(self):
        if mending.cache(self.settings, self.folder, self.text_tokenizer):
            self._mark("denoised")

    def decoder(self):
        autoencoder.train(self.settings, self.folder, "decoder")

    def export(self):
        export.export(self.settings, self.folder, self.text_tokenizer, self.model)
        self._mark("export")

    def evaluate(self):
        metrics = self._measure(self.model, f"{self.folder}/evaluation")
        export.write_card(self.model, metrics, f"{self.folder}/evaluation")
        self._mark("evaluate")

    def evaluate_other(self, model):
        """Measures a model that is not the run's own, into a folder of its own; leaves model and stages alone."""
        output = f"{self.folder}/evaluation-{'-'.join(pathlib.Path(model).resolve().parts[-2:])}"
        self._measure(model, output)
        print(f"the figures of {model} are in {output}")

    def _measure(self, model, output):
        return evaluation.evaluate(model, output, self.settings.device, self.settings.evaluation_scale)

    def _mark(self, stage):
        checkpoints.mark_done(self.folder, stage)


def perform_all(run, stages):
    """Those of `stages` that are not done, until the time is over; the autoencoder trains beside the rendering."""
    if not run.is_done("tokenizer"):
        run.perform("tokenizer")
    if not run.is_done("render"):
        with processes.beside(_render, (run,)) as renderer:
            _wait_for_pictures(run, renderer)
            _perform(run, [stage for stage in stages if stage == "autoencoder"])
            renderer.join()
            _check(renderer)
    _perform(run, [stage for stage in stages if stage != "render"] if run.is_done("render") else [])


def _render(_, run):
    run.perform("render")


def _perform(run, stages):
    for stage in stages:
        if run.is_done(stage):
            continue
        if run.settings.deadline and time.time() > run.settings.deadline:
            return
        run.perform(stage)
        if not run.is_done(stage):
            return


def _wait_for_pictures(run, renderer):
    """Until the first of the large pictures are there, or no more of them are rendered."""
    first = min(run.settings.first_pictures, run.settings.pictures)
    shards = math.ceil(first / dataset.SHARD_SIZE)
    small, large = f"{run.folder}/small", f"{run.folder}/pictures"
    while renderer.is_alive() and not os.path.isdir(small) and len(latents.finished_shards(large)) < shards:
        renderer.join(1)
    _check(renderer)


def _check(renderer):
    if renderer.exitcode not in (None, 0, interrupts.AGAIN):
        sys.exit("rendering failed; its message is above")
