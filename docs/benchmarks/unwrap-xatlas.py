"""Measure xatlas (pip install xatlas numpy) on meshes that `maquette-bench unwrap --export DIR` wrote.

Usage: python unwrap-xatlas.py [--size 2048] DIR/house10k.obj ...
Prints the same columns as maquette-bench: seconds, charts, utilisation, area-weighted L2 stretch.
"""
import argparse
import os
import time

import numpy
import xatlas


def read(path):
    positions, triangles = [], []
    with open(path) as file:
        for line in file:
            if line.startswith("v "):
                positions.append([float(x) for x in line.split()[1:4]])
            elif line.startswith("f "):
                triangles.append([int(x.split("/")[0]) - 1 for x in line.split()[1:4]])
    return numpy.array(positions, dtype=numpy.float32), numpy.array(triangles, dtype=numpy.uint32)


def quality(positions, triangles, uvs):
    a, b, c = (positions[triangles[:, i]].astype(float) for i in range(3))
    p, q, r = (uvs[triangles[:, i]].astype(float) for i in range(3))
    doubled = (q[:, 0] - p[:, 0]) * (r[:, 1] - p[:, 1]) - (q[:, 1] - p[:, 1]) * (r[:, 0] - p[:, 0])
    area = numpy.linalg.norm(numpy.cross(b - a, c - a), axis=1) / 2
    good = (doubled != 0) & (area > 0)
    a, b, c, p, q, r, doubled, area = (x[good] for x in (a, b, c, p, q, r, doubled, area))
    s = (a * (q - r)[:, 1:] + b * (r - p)[:, 1:] + c * (p - q)[:, 1:]) / doubled[:, None]
    t = (a * (r - q)[:, :1] + b * (p - r)[:, :1] + c * (q - p)[:, :1]) / doubled[:, None]
    squared = ((s * s).sum(1) + (t * t).sum(1)) / 2
    flat = numpy.abs(doubled) / 2
    stretch = numpy.sqrt((squared * area).sum() / area.sum() * flat.sum() / area.sum())
    return flat.sum(), stretch


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=2048)
    parser.add_argument("--padding", type=int, default=4)
    parser.add_argument("files", nargs="+")
    arguments = parser.parse_args()
    print("scene          triangles   seconds  charts  utilisation  stretch")
    for path in arguments.files:
        positions, triangles = read(path)
        atlas = xatlas.Atlas()
        atlas.add_mesh(positions, triangles)
        options = xatlas.PackOptions()
        options.resolution = arguments.size
        options.padding = arguments.padding
        options.bilinear = True
        start = time.perf_counter()
        atlas.generate(xatlas.ChartOptions(), options)
        seconds = time.perf_counter() - start
        mapping, indices, uvs = atlas[0]
        # xatlas divides by the atlas' own width and height.
        size = numpy.array([atlas.width, atlas.height], dtype=float)
        flat, stretch = quality(positions[mapping], indices, uvs * size)
        pages = max(1, atlas.atlas_count)
        print(
            f"{os.path.basename(path)[:-4]:14s} {len(triangles):9d} {seconds:9.3f} {atlas.chart_count:7d}"
            f" {flat / (size[0] * size[1] * pages):12.3f} {stretch:8.4f}"
            f"   {atlas.width} x {atlas.height}, {pages} page(s)"
        )


if __name__ == "__main__":
    main()
