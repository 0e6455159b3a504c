#!/usr/bin/env python3
"""The diffusion core side by side with diffusers on torch and with OpenVINO: same layout, same run.

    pip install torch diffusers transformers openvino
    python3 docs/benchmarks/diffusion_model.py FOLDER
    swift build -c release -Xcc -march=native --product maquette-bench
    python3 docs/benchmarks/diffusion.py FOLDER [--precision bf16 f32] [--peers openvino diffusers]

Every program runs in a process of its own, in turn, ROUNDS times, and the least time of each part counts: machines
that others use as well are faster at one time than at another, so only times from the same run compare. OpenVINO's
models are converted once, to FOLDER/openvino. Weights are random, so this measures speed and memory only;
diffusion_parity.py compares numbers.
"""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
PARTS = ["text", "unet", "encode", "decode"]
TITLES = {"text": "text encoder, two prompts", "unet": "one guided UNet step", "encode": "VAE encode",
          "decode": "VAE decode", "load": "load to first step", "memory": "peak memory, GB"}


def fastest(work, repeats):
    """The least time of several calls after one that warms up."""
    work()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def peak_gigabytes():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e9


def modules(folder, parts, dtype):
    import torch
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from transformers import CLIPTextModel

    torch.set_grad_enabled(False)
    made = {}
    if "text" in parts:
        made["text"] = CLIPTextModel.from_pretrained(folder / "text_encoder", torch_dtype=dtype)
    if "unet" in parts:
        made["unet"] = UNet2DConditionModel.from_pretrained(folder / "unet", torch_dtype=dtype)
    if "encode" in parts or "decode" in parts:
        made["vae"] = AutoencoderKL.from_pretrained(folder / "vae", torch_dtype=dtype)
    return {name: module.eval() for name, module in made.items()}


def calls(made, parts, dtype, size):
    """For each part a function and its inputs."""
    import torch

    latent = size // 8
    generator = torch.Generator().manual_seed(0)
    normal = lambda *shape: torch.randn(*shape, generator=generator).to(dtype)
    result = {}
    if "text" in parts:
        result["text"] = (lambda tokens: made["text"](tokens)[0], [torch.randint(0, 49000, (2, 77), generator=generator)])
    if "unet" in parts:
        result["unet"] = (
            lambda sample, timestep, states: made["unet"](sample, timestep, states, return_dict=False)[0],
            [normal(2, 5, latent, latent), torch.tensor(500.0), normal(2, 77, 1024)])
    if "encode" in parts:
        result["encode"] = (lambda picture: made["vae"].encode(picture).latent_dist.mean, [normal(1, 3, size, size)])
    if "decode" in parts:
        result["decode"] = (
            lambda latents: made["vae"].decode(latents, return_dict=False)[0], [normal(1, 4, latent, latent)])
    return result


def diffusers_times(options):
    import torch

    torch.set_num_threads(options.threads)
    dtype = torch.bfloat16 if options.worker_precision == "bf16" else torch.float32
    work = calls(modules(options.folder, options.parts, dtype), options.parts, dtype, options.size)
    result = {part: fastest(lambda: run(*inputs), options.repeats) for part, (run, inputs) in work.items()}
    return {**result, "memory": peak_gigabytes()}


def openvino_file(options, part):
    return options.folder / "openvino" / f"{part}-{options.size}.xml"


def convert(options):
    import openvino
    import torch

    for part in options.parts:
        if openvino_file(options, part).exists():
            continue
        made = modules(options.folder, [part], torch.float32)
        run, inputs = calls(made, [part], torch.float32, options.size)[part]

        class Traced(torch.nn.Module):
            """The call with its module, whose weights the converter has to find."""

            def __init__(self):
                super().__init__()
                self.parts = torch.nn.ModuleList(made.values())

            def forward(self, *arguments):
                return run(*arguments)


        model = openvino.convert_model(
            Traced(), example_input=tuple(inputs), input=[tuple(value.shape) for value in inputs])
        openvino.save_model(model, openvino_file(options, part), compress_to_fp16=True)
    return {}


def openvino_times(options):
    import numpy
    import openvino

    core = openvino.Core()
    settings = {"INFERENCE_PRECISION_HINT": options.worker_precision, "INFERENCE_NUM_THREADS": options.threads,
                "PERFORMANCE_HINT": "LATENCY", "NUM_STREAMS": 1}
    random = numpy.random.default_rng(0)
    result = {}
    for part in options.parts:
        start = time.perf_counter()
        request = core.compile_model(openvino_file(options, part), "CPU", settings).create_infer_request()
        if part == "unet":
            result["load"] = time.perf_counter() - start
        inputs = []
        for value in request.model_inputs:
            shape = tuple(value.shape)
            if value.element_type.is_integral():
                inputs.append(random.integers(0, 49000, shape))
            else:
                inputs.append(random.standard_normal(shape).astype(numpy.float32) if shape else numpy.float32(500))
        result[part] = fastest(lambda: request.infer(inputs), options.repeats)
    return {**result, "memory": peak_gigabytes()}


def maquette_times(options, precision):
    command = [options.bench, "diffusion", "--json", "--model", options.folder, "--precision", precision, "--size",
               options.size, "--threads", options.threads, "--repeats", options.repeats, "--steps", options.steps]
    for part in options.parts:
        command += ["--part", part]
    output = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout
    answer = json.loads(output)
    result = {timing["name"]: timing["fastest"] for timing in answer["timings"]}
    result = {next((key for key, title in TITLES.items() if title == name), name): value for name, value in result.items()}
    return {**result, "memory": (answer.get("peakMemoryOfRun") or answer["peakMemory"]) / 1e9}


def worker(options, name, precision):
    """Runs one of the functions above in a process of its own."""
    command = [sys.executable, __file__, options.folder, "--worker", name, "--worker-precision", precision, "--size",
               options.size, "--threads", options.threads, "--repeats", options.repeats, "--parts", *options.parts]
    environment = {**os.environ, "OMP_NUM_THREADS": str(options.threads)}
    output = subprocess.run(
        [str(part) for part in command], check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env=environment).stdout
    return json.loads(output.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path, help="checkpoint written by diffusion_model.py")
    parser.add_argument("--bench", default=HERE.parent.parent / ".build/release/maquette-bench", help="maquette-bench")
    parser.add_argument("--precision", nargs="+", choices=["bf16", "f32"], default=["bf16", "f32"])
    parser.add_argument("--peers", nargs="*", choices=["openvino", "diffusers"], default=["openvino", "diffusers"])
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--size", type=int, default=512)
    parser.add_argument("--steps", type=int, default=0, help="steps of a whole run of maquette; 0 leaves it out")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--rounds", type=int, default=1, help="runs of each program")
    parser.add_argument("--repeats", type=int, default=3, help="calls of each network in a run")
    parser.add_argument("--convert", action="store_true", help="convert for OpenVINO and measure nothing")
    parser.add_argument("--worker", choices=["openvino", "diffusers", "convert"], help=argparse.SUPPRESS)
    parser.add_argument("--worker-precision", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        run = {"openvino": openvino_times, "diffusers": diffusers_times, "convert": convert}[options.worker]
        print(json.dumps(run(options)))
        return
    if "openvino" in options.peers or options.convert:
        for part in options.parts:
            one = argparse.Namespace(**{**vars(options), "parts": [part]})
            if not openvino_file(options, part).exists():
                worker(one, "convert", "f32")
    if options.convert:
        return
    print("| precision | part | maquette | " + " | ".join(f"{peer} | ratio" for peer in options.peers) + " |")
    print("|---|---|---|" + "---|---|" * len(options.peers))
    for precision in options.precision:
        best = {}
        for _ in range(options.rounds):
            found = {"maquette": maquette_times(options, precision)}
            for peer in options.peers:
                found[peer] = worker(options, peer, precision)
            for program, times in found.items():
                for part, value in times.items():
                    known = best.setdefault(program, {}).get(part, value)
                    best[program][part] = min(value, known)
        for part, value in best["maquette"].items():
            row = f"| {precision} | {TITLES.get(part, part)} | {value:.2f} |"
            for peer in options.peers:
                other = best[peer].get(part)
                row += f" {other:.2f} | {value / other:.2f} |" if other else " | |"
            print(row, flush=True)


if __name__ == "__main__":
    main()
