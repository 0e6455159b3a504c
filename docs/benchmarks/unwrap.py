"""Compare maquette's unwrapper with xatlas and Blender's Smart UV Project on the same meshes in one run.

Usage: pip install numpy xatlas bpy==4.5.*
       swift build -c release --product maquette-bench
       python docs/benchmarks/unwrap.py .build/release/maquette-bench [--size 2048] [--runs 3] [SCENE ...]

Either of xatlas and bpy may be missing: then its rows are left out. bpy 4.5 needs Python 3.11.

maquette-bench makes the meshes, unwraps them and writes them as OBJ; the others then unwrap those. Each time is the
best of the runs; scenes on which another takes more than 20 s are given to it once. All get the same texture size and
padding, max(2, size / 512) texels; Blender, whose default is no padding, is also timed without ("tight"). Reading
the mesh is not part of the times. Utilisation is the part of the texels that faces cover, stretch the area-weighted L2
stretch of Sander et al. (2001), 1 for a uniform isometric map; both are measured here from the coordinates for the
others, and by maquette-bench with the same formulas for maquette.
"""
import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import numpy

try:
    import xatlas
except ImportError:
    xatlas = None
try:
    import bpy
except ImportError:
    bpy = None

DEFAULT_SCENES = ["house10k", "house100k", "house1M", "terrain100k"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", help="the maquette-bench program")
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("scenes", nargs="*", default=DEFAULT_SCENES)
    arguments = parser.parse_intermixed_args()
    print("| scene | triangles | by | seconds | times maquette's | utilisation | stretch | charts |")
    print("|---|---:|---|---:|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for scene in arguments.scenes or DEFAULT_SCENES:
            ours = measure_maquette(arguments, scene, folder)
            rows = [("maquette", ours)]
            mesh = read(Path(folder) / f"{scene}.obj")
            if xatlas:
                rows.append(("xatlas", measure_xatlas(arguments, *mesh)))
            if bpy:
                rows.append(("Blender", measure_blender(arguments, *mesh, padding(arguments))))
                rows.append(("Blender, tight", measure_blender(arguments, *mesh, 0)))
            for name, row in rows:
                print(
                    f"| {scene} | {ours['triangles']} | {name} | {row['seconds']:.3f} "
                    f"| {row['seconds'] / ours['seconds']:.1f} | {row['utilisation']:.3f} | {row['stretch']:.4f} "
                    f"| {row['charts']} |", flush=True)


def padding(arguments):
    """Texels between charts."""
    return max(2, arguments.size // 512)


def measure_maquette(arguments, scene, folder):
    command = [arguments.bench, "unwrap", "--texture-size", str(arguments.size), "--export", folder]
    output = subprocess.run(command + [scene] * arguments.runs, check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in output.splitlines() if line.startswith(scene)]
    return {
        "triangles": int(rows[0][1]), "seconds": min(float(row[2]) for row in rows), "charts": int(rows[0][3]),
        "utilisation": float(rows[0][4]), "stretch": float(rows[0][5])}


def best_of(arguments, unwrap):
    """The least seconds of the runs, or of the first if it is a long one."""
    best = float("inf")
    for _ in range(arguments.runs):
        seconds = unwrap()
        best = min(best, seconds)
        if seconds > 20:
            break
    return best


def measure_xatlas(arguments, positions, triangles):
    options = xatlas.PackOptions()
    options.resolution = arguments.size
    options.padding = padding(arguments)
    options.bilinear = True
    atlas = None

    def unwrap():
        nonlocal atlas
        atlas = xatlas.Atlas()
        atlas.add_mesh(positions, triangles)
        start = time.perf_counter()
        atlas.generate(xatlas.ChartOptions(), options)
        return time.perf_counter() - start

    seconds = best_of(arguments, unwrap)
    mapping, indices, coordinates = atlas[0]
    # xatlas makes the page as large as it needs, and divides by its width and height.
    size = numpy.array([atlas.width, atlas.height], dtype=float)
    flat, stretch = quality(positions[mapping], indices, coordinates * size)
    pages = max(1, atlas.atlas_count)
    return {
        "seconds": seconds, "charts": atlas.chart_count, "utilisation": flat / (size[0] * size[1] * pages),
        "stretch": stretch}


def measure_blender(arguments, positions, triangles, padding):
    """Smart UV Project as the program offers it, with a padding in texels, on a mesh that is already in edit mode."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    mesh = bpy.data.meshes.new("mesh")
    mesh.from_pydata(positions.tolist(), [], triangles.tolist())
    thing = bpy.data.objects.new("mesh", mesh)
    bpy.context.collection.objects.link(thing)
    bpy.context.view_layer.objects.active = thing
    bpy.ops.object.mode_set(mode="EDIT")
    bpy.ops.mesh.select_all(action="SELECT")

    def unwrap():
        start = time.perf_counter()
        bpy.ops.uv.smart_project(island_margin=padding / arguments.size, margin_method="FRACTION" if padding else "SCALED")
        return time.perf_counter() - start

    seconds = best_of(arguments, unwrap)
    bpy.ops.object.mode_set(mode="OBJECT")
    coordinates = numpy.empty((len(mesh.loops), 2), dtype=numpy.float32)
    mesh.uv_layers.active.uv.foreach_get("vector", coordinates.reshape(-1))
    corners = numpy.empty(len(mesh.loops), dtype=numpy.int32)
    mesh.loops.foreach_get("vertex_index", corners)
    flat, stretch = quality(
        positions[corners], numpy.arange(len(corners)).reshape(-1, 3), coordinates * float(arguments.size))
    return {
        "seconds": seconds, "charts": count_charts(corners, coordinates),
        "utilisation": flat / arguments.size ** 2, "stretch": stretch}


def count_charts(corners, coordinates):
    """How many pieces triangles make that hang together by a vertex with the same coordinates."""
    _, numbers = numpy.unique(
        numpy.column_stack([corners, coordinates.view(numpy.int32)]), axis=0, return_inverse=True)
    triangles = numbers.reshape(-1, 3)
    labels = numpy.arange(numbers.max() + 1)
    while True:
        # Every piece joins the lowest piece that it shares a triangle with (Shiloach and Vishkin 1982).
        roots = labels[triangles]
        lowest = roots.min(axis=1)
        if (roots == lowest[:, None]).all():
            return len(numpy.unique(lowest))
        for corner in range(3):
            numpy.minimum.at(labels, roots[:, corner], lowest)
        while (labels[labels] != labels).any():
            labels = labels[labels]


def read(path):
    positions, triangles = [], []
    with open(path) as file:
        for line in file:
            if line.startswith("v "):
                positions.append([float(x) for x in line.split()[1:4]])
            elif line.startswith("f "):
                triangles.append([int(x.split("/")[0]) - 1 for x in line.split()[1:4]])
    return numpy.array(positions, dtype=numpy.float32), numpy.array(triangles, dtype=numpy.uint32)


def quality(positions, triangles, coordinates):
    """The area that triangles cover in the texture, and their stretch."""
    a, b, c = (positions[triangles[:, i]].astype(float) for i in range(3))
    p, q, r = (coordinates[triangles[:, i]].astype(float) for i in range(3))
    doubled = (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])
    area = numpy.linalg.norm(numpy.cross(b - a, c - a), axis=1) / 2
    good = (doubled != 0) & (area > 0)
    a, b, c, p, q, r, doubled, area = (x[good] for x in (a, b, c, p, q, r, doubled, area))
    s = (a * (q - r)[:, 1:] + b * (r - p)[:, 1:] + c * (p - q)[:, 1:]) / doubled[:, None]
    t = (a * (r - q)[:, :1] + b * (p - r)[:, :1] + c * (q - p)[:, :1]) / doubled[:, None]
    squared = ((s * s).sum(1) + (t * t).sum(1)) / 2
    flat = numpy.abs(doubled) / 2
    return flat.sum(), numpy.sqrt((squared * area).sum() / area.sum() * flat.sum() / area.sum())


if __name__ == "__main__":
    main()
