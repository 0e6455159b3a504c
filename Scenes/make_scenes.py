#!/usr/bin/env python3
"""Writes the scenes of this folder: dollhouse.obj, room.obj, facade.obj and chair.obj.

    python3 make_scenes.py [FOLDER]

Needs nothing but Python 3.9. The same script always writes the same bytes.
Licence of this script and of all it writes: CC0-1.0.
"""

import pathlib
import sys

sys.dont_write_bytecode = True

from scenery.dollhouse import dollhouse
from scenery.facade import facade
from scenery.furniture import chair
from scenery.room import room
from scenery.scene import Scene, write_camera


def single_chair():
    scene = Scene("chair", "A farmhouse chair with texture coordinates that do not overlap. Metres, y up.")
    scene.add(chair(segments=12, steps=2))
    return scene


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    dollhouse().write(folder)
    room().write(folder)
    facade().write(folder)
    single_chair().write(folder, with_uvs=True)
    write_camera(
        folder / "room.camera.json",
        focalLength=24,
        sensor=[36, 24],
        size=[512, 512],
        position=[0.6, 1.45, 2.2],
        target=[-0.3, 1.0, -1.5],
        up=[0, 1, 0],
    )
    write_camera(
        folder / "chair.camera.json",
        focalLength=50,
        sensor=[36, 24],
        size=[512, 512],
        position=[1.05, 1.15, 1.55],
        target=[0, 0.47, -0.03],
        up=[0, 1, 0],
    )


if __name__ == "__main__":
    main()
