"""Command line: `python -m training all --out DIR`, or one stage at a time."""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import datetime

import torch
from transformers import CLIPTokenizer

from . import autoencoder, checkpoints, dataset, denoiser, evaluation, export, latents, mending, schedule, text_encoder, tokenizer
from .settings import PRESETS

LARGE_SHARE = 0.7  # of the time for rendering
AGAIN = 75  # exit code: the time given is over, the same command goes on
STAGES = ("tokenizer", "render", "autoencoder", "encode", "text", "thumbnail", "coarse", "fine", "denoised", "decoder", "export", "evaluate")


def parse_arguments():
    parser = argparse.ArgumentParser(prog="python -m training", description="Trains maquette's bundled model from pictures it renders itself.")
    parser.add_argument("stage", choices=("all", *STAGES), help="one stage, or all that are not done yet")
    parser.add_argument("--out", required=True, help="folder of the run: pictures, checkpoints, and the model in DIR/model")
    parser.add_argument("--preset", choices=PRESETS, default="cpu", help="network sizes and training plan (settings.py)")
    parser.add_argument("--minutes", type=float, help="training time in all, instead of the preset's")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="instead of the preset's")
    parser.add_argument("--processes", type=int, help="training processes on a CPU")
    parser.add_argument("--render-processes", type=int, help="rendering processes")
    parser.add_argument("--pictures", type=int, help="pictures to render")
    parser.add_argument("--seed", type=int, help="of scenes and weights")
    parser.add_argument("--start-from", help="model folder of the same sizes whose weights to start from")
    parser.add_argument("--stop-after", type=float, metavar="SECONDS", help=f"save and exit with {AGAIN} after this long; run again to go on")
    parser.add_argument("--until", metavar="HH:MM", help="complete the stage when the clock next shows this time, instead of after its minutes")
    parser.add_argument("--skip", nargs="*", default=(), choices=STAGES, help="stages that `all` leaves out")
    parser.add_argument("--model", help="evaluate this model folder instead of DIR/model")
    return parser.parse_args()


def settings_from(arguments):
    settings = PRESETS[arguments.preset]
    given = {name: getattr(arguments, name) for name in ("device", "processes", "render_processes", "pictures", "seed", "start_from")}
    settings = replace(settings, **{name: value for name, value in given.items() if value is not None})
    if arguments.minutes:
        settings = settings.lasting(arguments.minutes)
    if arguments.stop_after:
        settings = replace(settings, deadline=time.time() + arguments.stop_after)
    if arguments.until:
        settings = replace(settings, until=schedule.next_time(arguments.until, datetime.now()).timestamp())
    return settings


class Run:
    """The stages of a run, each of which goes on where it was left."""

    def __init__(self, settings, folder, model=None):
        self.settings, self.folder = settings, folder
        self.model = model or f"{folder}/model"
        os.makedirs(folder, exist_ok=True)

    @property
    def text_tokenizer(self):
        return CLIPTokenizer.from_pretrained(f"{self.folder}/tokenizer")

    def tokenizer(self):
        if self.settings.start_from:
            shutil.copytree(f"{self.settings.start_from}/tokenizer", f"{self.folder}/tokenizer", dirs_exist_ok=True)
        else:
            tokenizer.train(f"{self.folder}/tokenizer")
        checkpoints.mark_done(self.folder, "tokenizer")

    def render(self):
        """Pictures, and more of them at half their size."""
        settings, size = self.settings, self.settings.size.resolution
        first, first_small = dataset.first_seeds(settings.seed)
        minutes = settings.render_minutes
        dataset.render_shards(f"{self.folder}/pictures", settings.pictures, size, first, settings.render_processes, LARGE_SHARE * minutes)
        dataset.render_shards(f"{self.folder}/small", settings.small_pictures, size // 2, first_small, settings.render_processes, (1 - LARGE_SHARE) * minutes)
        checkpoints.mark_done(self.folder, "render")

    def autoencoder(self):
        autoencoder.train(self.settings, self.folder)

    def encode(self):
        autoencoder.settle(self.settings, self.folder)
        model = autoencoder.finish(self.settings, self.folder)
        folders = (("small", "small_latents"), ("pictures", "latents"))
        if all(latents.encode_all(model, self.settings, *(f"{self.folder}/{name}" for name in names)) for names in folders):
            checkpoints.mark_done(self.folder, "encode")

    def text(self):
        text_encoder.train(self.settings, self.folder, self.text_tokenizer)

    def thumbnail(self):
        denoiser.train(self.settings, self.folder, self.text_tokenizer, "thumbnail")

    def coarse(self):
        denoiser.train(self.settings, self.folder, self.text_tokenizer, "coarse")

    def fine(self):
        denoiser.train(self.settings, self.folder, self.text_tokenizer, "fine")

    def denoised(self):
        mending.cache(self.settings, self.folder, self.text_tokenizer)
        checkpoints.mark_done(self.folder, "denoised")

    def decoder(self):
        autoencoder.train(self.settings, self.folder, "decoder")

    def export(self):
        export.export(self.settings, self.folder, self.text_tokenizer, self.model)
        checkpoints.mark_done(self.folder, "export")

    def evaluate(self):
        metrics = evaluation.evaluate(self.model, f"{self.folder}/evaluation", self.settings.device, self.settings.evaluation_scale)
        if os.path.exists(f"{self.model}/{export.DETAILS}"):
            export.write_card(self.model, metrics, f"{self.folder}/evaluation")
        checkpoints.mark_done(self.folder, "evaluate")


def _wait_for_pictures(run, count, renderer):
    """Until the first pictures are there, or rendering has ended."""
    folder = f"{run.folder}/pictures"
    shards = -(-count // dataset.SHARD_SIZE)
    while renderer.poll() is None and not (os.path.isdir(folder) and sum(".tmp" not in name for name in os.listdir(folder)) >= shards):
        time.sleep(1)


def run_all(run, arguments):
    """All stages that are not done, with rendering beside the autoencoder's training."""
    settings = run.settings
    if not checkpoints.is_done(run.folder, "tokenizer"):
        run.tokenizer()
    renderer = None
    if not checkpoints.is_done(run.folder, "render"):
        command = [sys.executable, "-m", "training", "render", *(argument for argument in sys.argv[1:] if argument != "all")]
        renderer = subprocess.Popen(command)
        _wait_for_pictures(run, settings.first_pictures, renderer)
    try:
        for stage in STAGES[2:]:
            if checkpoints.is_done(run.folder, stage) or stage in arguments.skip:
                continue
            if stage == "encode" and renderer is not None:
                _finish_rendering(renderer, settings.deadline)
            getattr(run, stage)()
            if not checkpoints.is_done(run.folder, stage):
                sys.exit(AGAIN)
            if settings.deadline and time.time() > settings.deadline:
                sys.exit(AGAIN)
    finally:
        if renderer is not None and renderer.poll() is None:
            renderer.terminate()


def _finish_rendering(renderer, deadline):
    try:
        code = renderer.wait(timeout=max(0.0, deadline - time.time()) if deadline else None)
    except subprocess.TimeoutExpired:
        sys.exit(AGAIN)
    if code:
        sys.exit("rendering failed; its message is above")


def main():
    arguments = parse_arguments()
    settings = settings_from(arguments)
    if settings.device == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.benchmark = True
    else:
        torch.set_num_threads(1)
    run = Run(settings, arguments.out, arguments.model)
    if arguments.stage == "render":  # leave the pool, which ends its processes
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(AGAIN))
    if arguments.stage == "all":
        run_all(run, arguments)
    else:
        getattr(run, arguments.stage)()


if __name__ == "__main__":
    main()
