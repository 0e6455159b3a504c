"""Files that are whole or not there, checkpoints, and which stages are done."""

import contextlib
import os
import pathlib

import torch


@contextlib.contextmanager
def whole(path):
    """Gives a path beside `path` to write to, which takes its place in the end: what stands at `path` is always whole."""
    beside = f"{path}.tmp{os.path.splitext(path)[1]}"
    try:
        yield beside
        os.replace(beside, path)
    finally:
        pathlib.Path(beside).unlink(missing_ok=True)


def save(state, path):
    with whole(path) as beside:
        torch.save(state, beside)


def load(path):
    """The checkpoint at `path`, or None."""
    return torch.load(path, map_location="cpu") if os.path.exists(path) else None


def load_existing(path):
    stored = load(path)
    if stored is None:
        raise FileNotFoundError(f"there is no {path} yet: run the stages before this one first.")
    return stored


def mark_done(run, stage):
    pathlib.Path(run, f"{stage}.done").touch()


def mark_undone(run, stage):
    pathlib.Path(run, f"{stage}.done").unlink(missing_ok=True)


def is_done(run, stage):
    return os.path.exists(f"{run}/{stage}.done")
