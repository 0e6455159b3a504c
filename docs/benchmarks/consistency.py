"""Paint two scenes in each of the ways in which views can agree; make the table and the pictures of docs/textures.md.

Usage: swift build -c release --product maquette
       swift build -c release --product maquette-bench
       python docs/benchmarks/consistency.py .build/release [--images docs/images] [--model NAME] [--keep FOLDER]

Needs Python only. Every scene is painted three times from six orbit cameras; the figures come from run.json, and
`maquette-bench look` draws the textured scenes from two sides each: independently painted and averaged, sequential,
synchronised.
"""
import argparse
import json
import subprocess
import tempfile
from pathlib import Path

SCENES = {
    "chair": "a chair, red leather, bright daylight",
    "dollhouse": "open dollhouse, blue walls, oak parquet floor, terracotta roof tiles, bright daylight",
}
WAYS = [("independent", "average"), ("sequential", "levelled"), ("synchronised", "levelled")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("programs", type=Path, help="the folder of maquette and maquette-bench")
    parser.add_argument("--images", type=Path, default=Path("docs/images"))
    parser.add_argument("--model")
    parser.add_argument("--keep", type=Path, help="keep the results in this folder")
    arguments = parser.parse_args()
    print("| scene | | views differ by | seam colour / gradient | detail | painting |")
    print("|---|---|---:|---:|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        for scene, prompt in SCENES.items():
            results = []
            for consistency, blend in WAYS:
                output = (arguments.keep or Path(folder)) / f"{scene}-{consistency}"
                report = paint(arguments, scene, prompt, consistency, blend, output)
                quality = report["quality"]
                print(
                    f"| `{scene}` | `{consistency}`, `{blend}` | {quality['viewDisagreement']:.1f} "
                    f"| {quality['seamColor']:.2f} / {quality['seamGradient']:.2f} "
                    f"| {quality['seamError']['interior']['colorJump']:.2f} "
                    f"| {report['timings']['painting']:.0f} s |", flush=True)
                results.append(output / f"{scene}.obj")
            subprocess.run(
                [arguments.programs / "maquette-bench", "look", *results, "--azimuths", "25", "115",
                 "--output", arguments.images / f"consistency-{scene}.png"], check=True)


def paint(arguments, scene, prompt, consistency, blend, output):
    command = [
        arguments.programs / "maquette", "texture", f"Scenes/{scene}.obj", "--rig", "orbit", "--views", "6",
        "--prompt", prompt, "--consistency", consistency, "--blend", blend, "--quiet", "--overwrite",
        "--output", output]
    if arguments.model:
        command += ["--model", arguments.model]
    subprocess.run(command, check=True)
    return json.loads((output / "run.json").read_text())


if __name__ == "__main__":
    main()
