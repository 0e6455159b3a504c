"""Calls the ray caster in native/, which is compiled on first use."""

import ctypes
import functools
import hashlib
import os
import pathlib
import subprocess
import tempfile
from typing import NamedTuple

import numpy as np

from . import brush
from .scene import CONE, Light, Solid

NATIVE = pathlib.Path(__file__).with_name("native")
FLAGS = ("-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-fno-math-errno", "-std=c++17", "-shared", "-fPIC")
INTERIOR_BOUNCE, OUTDOOR_BOUNCE = (0.62, 0.55, 0.48), (0.55, 0.52, 0.46)
INTERIOR_REACH, OUTDOOR_REACH = 1.3, 2.6
SIGHT_SIZE = 64
SUN_SIZE, SATURATION = 0.022, 1.08
BACKGROUND_GAP = 0.25  # of the surfaces' range of inverse depth; DepthRange.backgroundGap in MaquetteRaster


class Rendering(NamedTuple):
    """A picture and what is exactly known about each of its pixels."""

    rgb: np.ndarray  # uint8 [H,W,3]
    depth: np.ndarray  # float32 [H,W], along the view axis, 0 where nothing is hit
    normals: np.ndarray  # float32 [H,W,3]
    ids: np.ndarray  # int32 [H,W], index of the solid, -1 where nothing is hit

    @property
    def disparity(self):
        """The depth map as maquette feeds it: 1/z, with the empty background one step behind the farthest surface.

        At its true value, 0, the background would take most of the range as soon as the camera moves away.
        """
        hit = self.depth > 0
        inverse = np.where(hit, 1 / np.maximum(self.depth, 1e-3), 0).astype(np.float32)
        if hit.all() or not hit.any():
            return inverse
        near, far = inverse[hit].max(), inverse[hit].min()
        return np.where(hit, inverse, max(0.0, far - BACKGROUND_GAP * (near - far))).astype(np.float32)

    def materials(self, scene):
        """Index of the material that each pixel shows, int [H,W], -1 where nothing is hit."""
        of_solid = np.array([solid.material for solid in scene.solids])
        return np.where(self.ids >= 0, of_solid[np.maximum(self.ids, 0)], -1)

    def covered_by(self, scene, surface):
        """Mask of the pixels that show a named surface of the scene."""
        return np.isin(self.materials(scene), scene.surface_materials.get(surface, ()))


@functools.cache
def _library():
    sources = sorted(NATIVE.iterdir())
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources) + " ".join(FLAGS).encode()).hexdigest()[:16]
    folder = pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "maquette-training"
    library = folder / f"renderer-{digest}.so"
    if not library.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".so", delete=False) as target:
            pass
        subprocess.run([os.environ.get("CXX", "g++"), *FLAGS, "-o", target.name, str(NATIVE / "render.cpp")], check=True)
        os.replace(target.name, library)
    return ctypes.CDLL(str(library))


def _group_boxes(scene):
    solids = np.asarray(scene.solids, np.float32)
    rows = []
    for first, end in scene.groups:
        part = Solid(*solids[first:end].T)
        cosine, sine = np.abs(part.cosine), np.abs(part.sine)
        half = np.stack([cosine * part.half_x + sine * part.half_z, part.half_y, sine * part.half_x + cosine * part.half_z])
        half *= np.where(part.shape == CONE, np.maximum(1, part.parameter), 1)  # which may be wider on top
        centre = np.stack([part.x, part.y, part.z])
        low, high = (centre - half).min(1) - 1e-3, (centre + half).max(1) + 1e-3
        rows.append([first, end, *low, *high])
    return np.asarray(rows, np.float32)


def _ambient(scene):
    time = scene.time
    horizon, zenith = np.array(time.horizon), np.array(time.zenith)
    if time.night:
        lamps_in_other_rooms = np.array([0.16, 0.10, 0.06]) if scene.interior else 0.0
        return time.ambient * np.array([0.66, 0.72, 1.2]) + lamps_in_other_rooms
    return time.ambient * (horizon * 0.5 + zenith * 0.25 + 0.25 * horizon.mean()) * (0.75 if scene.interior else 1.0)


def _view(scene):
    """The numbers of `struct View`."""
    time, camera, ambient = scene.time, scene.camera, _ambient(scene)
    studio_light = 1.1 * ambient.mean() + 0.15 * max(time.sun)
    top, bottom = scene.backdrop or (np.zeros(3), np.zeros(3))
    key = (0.34 if time.night < 0.5 else 0.22) * scene.exposure
    return np.array(
        [*camera.position, *camera.right, *camera.up, *camera.forward, camera.half_width, camera.half_height,
         *scene.sun, *time.sun, *time.zenith, *time.horizon, *(INTERIOR_BOUNCE if scene.interior else OUTDOOR_BOUNCE), *ambient,
         INTERIOR_REACH if scene.interior else OUTDOOR_REACH, 1.0 if scene.studio else 0.0, *(top * studio_light), *(bottom * studio_light),
         key, scene.seed, scene.clouds, time.night, scene.contrast, SUN_SIZE, SATURATION], np.float32)


def render(scene, size=256, materials=None):
    """Renders a square picture, after a small one that tells how large patterns must be drawn.

    - `size`: pixels a side, even.
    - `materials`: rows to use instead of the scene's own.
    """
    rows = np.stack(scene.materials if materials is None else materials).astype(np.float32)
    seen = brush.sight(scene, _draw(scene, rows, min(size, SIGHT_SIZE)), len(rows), size)
    return _draw(scene, brush.enlarge(scene, rows, seen), size)


def _draw(scene, rows, size):
    """A picture with the materials `rows`, as they are."""
    rgb = np.zeros((size, size, 3), np.uint8)
    depth = np.zeros((size, size), np.float32)
    normals = np.zeros((size, size, 3), np.float32)
    ids = np.zeros((size, size), np.int32)
    solids = np.asarray(scene.solids, np.float32)
    groups = _group_boxes(scene)
    lights = np.asarray(scene.lights, np.float32).reshape(-1, 3 * len(Light._fields))
    arrays = [np.ascontiguousarray(array) for array in (solids, groups, rows, lights, _view(scene))]
    solids_at, groups_at, rows_at, lights_at, view_at, *outputs = (
        array.ctypes.data_as(ctypes.c_void_p) for array in (*arrays, rgb, depth, normals, ids)
    )
    _library().render(solids_at, groups_at, len(groups), rows_at, lights_at, len(lights), view_at, size, size, *outputs)
    return Rendering(rgb, depth, normals, ids)
