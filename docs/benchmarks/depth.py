#!/usr/bin/env python3
"""Exact depth side by side with ray tracing and with a software OpenGL: same meshes, same cameras, same run.

    apt-get install g++ libembree-dev libopengl-dev libegl-dev libegl1 libgl1-mesa-dri
    swift build -c release -Xcc -march=native --product maquette-bench
    python3 docs/benchmarks/depth.py

Embree 3 builds its hierarchy and traces packets of 16 rays; Mesa's llvmpipe draws into a Float32 target and reads it
back; all three use the same number of threads. Every program is run ROUNDS times in turn, and the least time of each
counts. The first frame is seen from one camera with all set-up included (for Embree: build and trace), the following
frame from another camera. A shuffled mesh has its triangles in random order.

The first column of goals asks maquette's first frame to take at most half of Embree's, the second its following frame
at most half of llvmpipe's, the third at most Embree's trace alone (twice that from a million triangles on).
"""
import argparse
import json
import os
import pathlib
import subprocess
import tempfile

HERE = pathlib.Path(__file__).resolve().parent

# Field of view in degrees, then the cameras of the first and of the following frame: eye, target, up.
HOUSE = (70, [(0.6, 1.6, 0.6, 9, 1, 6, 0, 1, 0), (11.4, 1.6, 7.4, 3, 1, 2, 0, 1, 0)])
TERRAIN = (50, [(-20, 70, -20, 50, 5, 50, 0, 1, 0), (120, 70, -10, 50, 5, 50, 0, 1, 0)])
SCENES = [
    ("house:10000", HOUSE),
    ("house:100000", HOUSE),
    ("house:1000000", HOUSE),
    ("house:5000000", HOUSE),
    ("terrain:1000000", TERRAIN),
    ("shuffled-house:1000000", HOUSE),
    ("shuffled-terrain:1000000", TERRAIN),
]


def compiled(name, libraries, folder):
    program = folder / name
    subprocess.run(
        ["g++", "-O3", "-march=native", "-std=c++17", "-o", program, HERE / f"{name}.cpp", *libraries], check=True)
    return program


def answer(command):
    output = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout
    return json.loads(output)


def peer(program, mesh, size, view, options):
    field_of_view, cameras = view
    numbers = [number for camera in cameras for number in camera]
    return answer([program, mesh, options.threads, options.repeats, size, field_of_view, *numbers])


def ours(mesh, size, view, options):
    field_of_view, cameras = view
    point = lambda camera, part: ",".join(str(number) for number in camera[3 * part:3 * part + 3])
    command = [options.bench, "depth", "--json", "--mesh", mesh, "--size", size, "--threads", options.threads,
               "--frames", 3 * options.repeats, f"--field-of-view={field_of_view}", f"--up={point(cameras[0], 2)}"]
    for prefix, camera in (("", cameras[0]), ("next-", cameras[1])):
        command += [f"--{prefix}eye={point(camera, 0)}", f"--{prefix}target={point(camera, 1)}"]
    return answer(command)


def measured(mesh, size, view, programs, options):
    """The least times in milliseconds, and whether all three saw the same."""
    best = {}
    for _ in range(options.rounds):
        embree = peer(programs["depth-embree"], mesh, size, view, options)
        llvmpipe = peer(programs["depth-llvmpipe"], mesh, size, view, options)
        maquette = ours(mesh, size, view, options)
        times = {
            "build": embree["build"], "first trace": embree["frames"][0]["time"], "trace": embree["frames"][1]["time"],
            "llvmpipe": llvmpipe["frames"][1]["time"], "first": maquette["first"], "following": maquette["following"],
        }
        for key, time in times.items():
            best[key] = min(time, best.get(key, time))
        for other in (embree["frames"][1], llvmpipe["frames"][1]):
            for key in ("hit", "meanDepth"):
                if abs(other[key] - maquette[key]) > 2e-4 * max(1, maquette[key]):
                    raise SystemExit(f"{mesh} at {size}: {key} is {maquette[key]}, another program says {other[key]}")
    best["triangles"] = maquette["triangles"]
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--bench", default=HERE.parent.parent / ".build/release/maquette-bench", help="maquette-bench")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=3, help="runs of each program")
    parser.add_argument("--repeats", type=int, default=5, help="builds in a run; frames are three times as many")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1024, 2048])
    parser.add_argument("--scenes", nargs="+", default=[name for name, _ in SCENES], help="such as house:10000")
    parser.add_argument("--meshes", type=pathlib.Path, help="folder to keep the meshes in")
    options = parser.parse_args()
    views = {name.split(":")[0]: view for name, view in SCENES}

    with tempfile.TemporaryDirectory() as temporary:
        folder = options.meshes or pathlib.Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        programs = {
            "depth-embree": compiled("depth-embree", ["-lembree3", "-lpthread"], folder),
            "depth-llvmpipe": compiled("depth-llvmpipe", ["-lEGL", "-lOpenGL"], folder),
        }
        print("| scene | triangles | size | Embree build + trace | llvmpipe | first frame | following frame "
              "| first / Embree | following / llvmpipe | following / trace |")
        print("|---|---|---|---|---|---|---|---|---|---|")
        for name in options.scenes:
            mesh = folder / f"{name.replace(':', '-')}.ply"
            if not mesh.exists():
                subprocess.run([str(options.bench), "depth", "--mesh", name, "--save-mesh", str(mesh)], check=True)
            for size in options.sizes:
                t = measured(mesh, size, views[name.split(":")[0]], programs, options)
                embree = t["build"] + t["first trace"]
                print(f"| {name.split(':')[0]} | {t['triangles']} | {size} | {t['build']:.1f} + {t['first trace']:.1f} "
                      f"| {t['llvmpipe']:.1f} | {t['first']:.2f} | {t['following']:.2f} "
                      f"| {t['first'] / embree:.2f} | {t['following'] / t['llvmpipe']:.2f} "
                      f"| {t['following'] / t['trace']:.2f} |", flush=True)


if __name__ == "__main__":
    main()
