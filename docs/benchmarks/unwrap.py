"""Compare maquette's unwrapper with xatlas on the same meshes in one run.

Usage: pip install xatlas numpy
       swift build -c release --product maquette-bench
       python docs/benchmarks/unwrap.py .build/release/maquette-bench [--size 2048] [--runs 3] [SCENE ...]

maquette-bench makes the meshes, unwraps them and writes them as OBJ; xatlas then unwraps those. Each time is the best
of the runs; scenes on which xatlas takes more than 20 s are given to it once. Both get the same texture size and the
same padding, max(2, size / 512). Reading the mesh is not part of the times. Utilisation is the part of the
texels that faces cover, stretch the area-weighted L2 stretch of Sander et al. (2001), 1 for a uniform isometric map;
both are measured here from the coordinates for xatlas, and by maquette-bench with the same formulas for maquette.
"""
import argparse
import subprocess
import tempfile
import time
from pathlib import Path

import numpy
import xatlas

DEFAULT_SCENES = ["house10k", "house100k", "house1M", "terrain100k"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench", help="the maquette-bench program")
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("scenes", nargs="*", default=DEFAULT_SCENES)
    arguments = parser.parse_args()
    print("| scene | triangles | maquette | xatlas | ratio | utilisation | stretch | charts |")
    print("|---|---:|---:|---:|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for scene in arguments.scenes or DEFAULT_SCENES:
            ours = measure_maquette(arguments, scene, folder)
            theirs = measure_xatlas(arguments, Path(folder) / f"{scene}.obj")
            print(
                f"| {scene} | {ours['triangles']} | {ours['seconds']:.3f} s | {theirs['seconds']:.2f} s "
                f"| {theirs['seconds'] / ours['seconds']:.1f} "
                f"| {ours['utilisation']:.3f} / {theirs['utilisation']:.3f} "
                f"| {ours['stretch']:.4f} / {theirs['stretch']:.4f} | {ours['charts']} / {theirs['charts']} |",
                flush=True)


def measure_maquette(arguments, scene, folder):
    command = [arguments.bench, "unwrap", "--texture-size", str(arguments.size), "--export", folder]
    output = subprocess.run(command + [scene] * arguments.runs, check=True, capture_output=True, text=True).stdout
    rows = [line.split() for line in output.splitlines() if line.startswith(scene)]
    return {
        "triangles": int(rows[0][1]), "seconds": min(float(row[2]) for row in rows), "charts": int(rows[0][3]),
        "utilisation": float(rows[0][4]), "stretch": float(rows[0][5])}


def measure_xatlas(arguments, path):
    positions, triangles = read(path)
    best = None
    for _ in range(arguments.runs):
        atlas = xatlas.Atlas()
        atlas.add_mesh(positions, triangles)
        options = xatlas.PackOptions()
        options.resolution = arguments.size
        options.padding = max(2, arguments.size // 512)
        options.bilinear = True
        start = time.perf_counter()
        atlas.generate(xatlas.ChartOptions(), options)
        seconds = time.perf_counter() - start
        best = seconds if best is None else min(best, seconds)
        if seconds > 20:
            break
    mapping, indices, coordinates = atlas[0]
    # xatlas makes the page as large as it needs, and divides by its width and height.
    size = numpy.array([atlas.width, atlas.height], dtype=float)
    flat, stretch = quality(positions[mapping], indices, coordinates * size)
    pages = max(1, atlas.atlas_count)
    return {
        "seconds": best, "charts": atlas.chart_count, "utilisation": flat / (size[0] * size[1] * pages),
        "stretch": stretch}


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
