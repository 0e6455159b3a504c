#!/usr/bin/env python3
"""Compares a whole run of full size with diffusers: same weights, same noise, single precision.

    pip install torch diffusers transformers
    python3 docs/benchmarks/diffusion_model.py FOLDER
    swift build -c release -Xcc -march=native --product maquette-bench
    python3 docs/benchmarks/diffusion_parity.py FOLDER [--steps 2]

Latents have to agree within 1e-3 of their greatest value and the 8-bit picture within one level. Prompts, start
picture, depth and seed are those of `maquette-bench diffusion`.
"""
import argparse
import os
import pathlib
import subprocess
import tempfile

import numpy
import torch
from diffusers import StableDiffusionDepth2ImgPipeline
from PIL import Image

HERE = pathlib.Path(__file__).resolve().parent


def noise(count):
    """The numbers of DiffusionBenchmark.noise."""
    state = 1
    values = numpy.empty(count, numpy.float32)
    for index in range(count):
        state = (state * 1664525 + 1013904223) & 0xFFFFFFFF
        values[index] = (state >> 8) / 16777216
    return values


def expected(options):
    torch.set_num_threads(os.cpu_count())
    pipe = StableDiffusionDepth2ImgPipeline.from_pretrained(
        options.folder, torch_dtype=torch.float32, depth_estimator=None, feature_extractor=None)
    size = options.size
    picture = (noise(size * size * 3) * numpy.float32(255)).astype(numpy.uint8).reshape(size, size, 3)
    depth = torch.arange(size, dtype=torch.float32)[:, None].expand(size, size)[None] / size
    latents = pipe(
        prompt="open dollhouse, red brick walls", negative_prompt="blurry", image=Image.fromarray(picture),
        depth_map=depth, strength=1.0, num_inference_steps=options.steps, guidance_scale=7.5,
        generator=torch.Generator().manual_seed(0), output_type="latent").images
    with torch.no_grad():
        decoded = pipe.vae.decode(latents / pipe.vae.config.scaling_factor, return_dict=False)[0]
    return latents.numpy().flatten(), numpy.asarray(pipe.image_processor.postprocess(decoded)[0]).astype(int)


def found(options, precision, folder):
    subprocess.run(
        [str(part) for part in [
            options.bench, "diffusion", "--model", options.folder, "--precision", precision, "--size", options.size,
            "--steps", options.steps, "--scheduler", "pndm", "--part", "text", "--repeats", 1, "--output", folder]],
        check=True)
    latents = numpy.fromfile(pathlib.Path(folder) / "latents.f32", numpy.float32)
    return latents, numpy.asarray(Image.open(pathlib.Path(folder) / "picture.png")).astype(int)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="checkpoint written by diffusion_model.py")
    parser.add_argument("--bench", default=HERE.parent.parent / ".build/release/maquette-bench", help="maquette-bench")
    parser.add_argument("--steps", type=int, default=2)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--precision", nargs="+", default=["f32", "bf16"], choices=["f32", "bf16"])
    options = parser.parse_args()
    ours = {}
    for precision in options.precision:
        with tempfile.TemporaryDirectory() as folder:
            ours[precision] = found(options, precision, folder)
    latents, picture = expected(options)
    print("greatest latent", abs(latents).max(), "deviation of the picture", picture.std())
    for precision, (our_latents, our_picture) in ours.items():
        error = abs(our_latents - latents).max() / abs(latents).max()
        levels = abs(our_picture - picture)
        mean_square = max((levels.astype(float) ** 2).mean(), 1e-12)
        print(f"{precision}: latents differ by {error:.2e} of the greatest, the picture by at most {levels.max()} levels, "
              f"PSNR {10 * numpy.log10(255 ** 2 / mean_square):.1f} dB")
        if precision == "f32" and (error > 1e-3 or levels.max() > 1):
            raise SystemExit("These are not the same numbers.")


if __name__ == "__main__":
    main()
