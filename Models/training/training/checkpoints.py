"""Files that are whole or not there, checkpoints, and which stages are done."""

import os
import pathlib

import torch


def save(state, path):
    """Writes a checkpoint beside `path` and renames it, so that there always is a whole one."""
    torch.save(state, f"{path}.tmp")
    os.replace(f"{path}.tmp", path)


def load(path):
    """The checkpoint at `path`, or None."""
    return torch.load(path, map_location="cpu") if os.path.exists(path) else None


def mark_done(run, stage):
    pathlib.Path(run, f"{stage}.done").touch()


def is_done(run, stage):
    return os.path.exists(f"{run}/{stage}.done")
