"""Command line: `python -m training all --out DIR`, or one stage at a time."""

import argparse
import os
import sys
import time
from dataclasses import replace
from datetime import datetime

import torch

from . import interrupts, schedule
from .interrupts import AGAIN
from .settings import PRESETS, Settings
from .stages import FROM_NOTHING, STAGES, Run, perform_all

ALWAYS = STAGES[:2]  # stages that `all` never leaves out


def parse_arguments(words=None):
    parser = argparse.ArgumentParser(
        prog="python -m training", description="Trains maquette's bundled model from pictures it renders itself.",
        epilog=f"The exit code is 0 when all that was asked for is done, {AGAIN} when the same command goes on.")
    parser.add_argument("stage", choices=("all", *STAGES), help="all that are not done yet, or this one, done or not; "
                        "then all that come after it have to be done again")
    parser.add_argument("--out", metavar="DIR", required=True,
                        help="folder of the run: pictures, checkpoints, and the model in DIR/model")
    parser.add_argument("--preset", choices=PRESETS, default="cpu",
                        help="network sizes and training plan (settings.py)")
    parser.add_argument("--minutes", type=float, help="training time in all, instead of the preset's")
    parser.add_argument("--device", choices=("cpu", "cuda"), help="instead of the preset's")
    parser.add_argument("--processes", type=int, help="training processes on a CPU; on a GPU there is one")
    parser.add_argument("--render-processes", type=int, help="rendering processes")
    parser.add_argument("--pictures", type=int, help="pictures to render at full size; "
                        "of small ones there are as many as the preset says")
    parser.add_argument("--seed", type=int, help="of scenes and weights")
    parser.add_argument("--start-from", metavar="FOLDER",
                        help="model of the same sizes, written by this package, to train further; "
                        f"`all` leaves out {' and '.join(FROM_NOTHING)}")
    parser.add_argument("--stop-after", type=float, metavar="SECONDS",
                        help=f"save and exit with {AGAIN} after this long; run again to go on")
    parser.add_argument("--until", metavar="HH:MM", type=_time_of_day,
                        help="complete one training stage when the clock next shows this time, whatever its minutes")
    parser.add_argument("--skip", nargs="*", default=(), metavar="STAGE", choices=STAGES[len(ALWAYS) :],
                        help=f"stages that `all` leaves out; not {' or '.join(ALWAYS)}")
    parser.add_argument("--model", metavar="FOLDER",
                        help="with `evaluate`: measure this model, written by this package, instead of DIR/model; "
                        "figures and sheets go to a folder DIR/evaluation-... named after it")
    arguments = parser.parse_args(words)
    _check(arguments, parser)
    return arguments


def _time_of_day(text):
    datetime.strptime(text, "%H:%M")  # raises what argparse reports
    return text


def _check(arguments, parser):
    """Refuses what would be ignored."""
    stage = arguments.stage
    if arguments.until and stage not in Settings.STAGES:
        parser.error(f"--until completes one training stage: name it instead of `{stage}`")
    if arguments.skip and stage != "all":
        parser.error("--skip is for `all`")
    if arguments.model and stage != "evaluate":
        parser.error("--model is for `evaluate`")
    if arguments.start_from and stage in FROM_NOTHING:
        parser.error(f"with --start-from there is no stage `{stage}`: it would damage the weights")


def settings_from(arguments):
    settings = PRESETS[arguments.preset]
    names = ("device", "processes", "render_processes", "pictures", "seed", "start_from")
    given = {name: getattr(arguments, name) for name in names}
    settings = replace(settings, **{name: value for name, value in given.items() if value is not None})
    if arguments.minutes:
        settings = settings.lasting(arguments.minutes)
    if arguments.stop_after:
        settings = replace(settings, deadline=time.time() + arguments.stop_after)
    if arguments.until:
        settings = replace(settings, until=schedule.next_time(arguments.until, datetime.now()).timestamp())
    return settings


def requested_stages(arguments):
    if arguments.stage != "all":
        return [arguments.stage]
    left_out = {*arguments.skip, *(FROM_NOTHING if arguments.start_from else ())}
    return [stage for stage in STAGES if stage not in left_out]


def prepare(settings):
    """Torch, for the device."""
    if settings.device == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.benchmark = True
    else:
        torch.set_num_threads(1)


def is_another_model(arguments):
    return arguments.model and os.path.realpath(arguments.model) != os.path.realpath(f"{arguments.out}/model")


def perform(run, arguments, stages):
    """What is asked for, as far as time allows."""
    if is_another_model(arguments):
        run.evaluate_other(arguments.model)
        return
    run.adopt_model()
    if arguments.stage == "all":
        perform_all(run, stages)
    else:
        run.perform(arguments.stage)


def main(words=None):
    arguments = parse_arguments(words)
    settings, stages = settings_from(arguments), requested_stages(arguments)
    prepare(settings)
    run, stopped = Run(settings, arguments.out), False
    try:
        with interrupts.raised():
            perform(run, arguments, stages)
    except KeyboardInterrupt:
        stopped = True
    if is_another_model(arguments):
        left = stages if stopped else []
    else:
        left = [stage for stage in stages if not run.is_done(stage)]
    if left:
        print(f"not done yet: {', '.join(left)}; the same command goes on", flush=True)
        sys.exit(AGAIN)
    print(f"all is done: {', '.join(stages)}", flush=True)


if __name__ == "__main__":
    main()
