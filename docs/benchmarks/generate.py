#!/usr/bin/env python3
"""How long a picture takes and how much memory it needs, for any checkpoint, as its user sees it.

    swift build -c release -Xcc -march=native --product maquette
    python3 docs/benchmarks/generate.py --size 1024 -- --model FOLDER [--controlnet FOLDER ...]
    python3 docs/benchmarks/generate.py --size 1024 --scene Scenes/dollhouse.obj -- --model FOLDER --controlnet FOLDER

Runs `maquette generate`, or with --scene `maquette texture`, with the given options and tells, in seconds, how long it
took until the first step could begin, a step (the median of those after the first), and what followed the last; and the
most memory of the process's own at a time (RssAnon; mapped files, which the system may drop, do not count). With
diffusion_model.py's and xl_model.py's random weights pictures show nothing; time and memory are those of the real ones.
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]


class OwnMemory(threading.Thread):
    """Looks at a process's memory all the time."""

    def __init__(self, process):
        super().__init__(daemon=True)
        self.process, self.peak = process, 0

    def run(self):
        while self.process.poll() is None:
            try:
                with open(f"/proc/{self.process.pid}/status") as status:
                    for line in status:
                        if line.startswith("RssAnon:"):
                            self.peak = max(self.peak, int(line.split()[1]) * 1024)
            except OSError:
                return
            time.sleep(0.01)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--maquette", default=ROOT / ".build/release/maquette")
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--guidance", default="7.5")
    parser.add_argument("--depth", action="store_true", help="pass a depth map; ControlNets and depth models need one")
    parser.add_argument("--scene", type=pathlib.Path, help="texture this scene instead")
    parser.add_argument("--tell", type=int, default=20, help="steps to tell the time of a whole picture for")
    parser.add_argument("options", nargs="*", help="for maquette, after --")
    options = parser.parse_args()
    extent = f"{options.size}x{options.size}"
    common = ["--size", extent, "--prompt", "open dollhouse, red brick walls", "--negative-prompt", "blurry", "--steps",
              options.steps, "--guidance", options.guidance, "--json", *options.options]
    with tempfile.TemporaryDirectory() as folder:
        if options.scene:
            command = ["texture", options.scene, "--output", f"{folder}/out", *common]
        else:
            command = ["generate", "--output", f"{folder}/out.png", *common]
            if options.depth or "--controlnet" in options.options:
                depth = f"{folder}/depth.png"
                subprocess.run(
                    [options.maquette, "depth", ROOT / "Scenes/dollhouse.obj", "--size", extent, "--output", depth, "--quiet"],
                    check=True)
                command += ["--depth", depth]
        start = time.perf_counter()
        process = subprocess.Popen(
            [str(part) for part in [options.maquette, *command]], stdout=subprocess.PIPE, text=True)
        memory = OwnMemory(process)
        memory.start()
        ends = []
        for line in process.stdout:
            if json.loads(line).get("event") == "step":
                ends.append(time.perf_counter() - start)
        if process.wait() != 0:
            raise SystemExit(f"maquette ended with {process.returncode}")
        whole = time.perf_counter() - start
        memory.join()
    steps = ends[:options.steps]
    step = statistics.median(b - a for a, b in zip(steps, steps[1:])) if len(steps) > 1 else float("nan")
    before, after = steps[0] - step, whole - ends[-1]
    print(f"until the first step {before:.1f} s, a step {step:.2f} s, after the last {after:.1f} s, "
          f"{options.tell} steps {before + options.tell * step + after:.0f} s, own memory {memory.peak / 1e9:.2f} GB")


if __name__ == "__main__":
    main()
