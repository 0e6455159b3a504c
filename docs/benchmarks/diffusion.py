#!/usr/bin/env python3
"""The diffusion core side by side with diffusers on torch and with OpenVINO: same layout, same run.

    pip install torch diffusers transformers openvino
    python3 docs/benchmarks/diffusion_model.py FOLDER
    swift build -c release -Xcc -march=native --product maquette-bench
    python3 docs/benchmarks/diffusion.py FOLDER [--precision bf16 f32] [--peers openvino diffusers] [--steps 10]

Every program runs in a process of its own, in turn, ROUNDS times, and the least time of each part counts: machines
that others use as well are faster at one time than at another, so only times from the same run compare. Before each, all
files are read and --touch gigabytes of memory are written to and given back: a virtual machine may have to ask its host
for memory that nobody has used for a while, which takes seconds and would count for whoever comes first. OpenVINO's
models are converted once, to FOLDER/openvino. With --steps, each also paints a whole picture with DDIM, guided, from a
picture and a depth map, weights not yet loaded: diffusers with its pipeline, OpenVINO by calling the networks one after
the other, without what lies between them. Imports of Python's modules do not count. Weights are random, so this measures speed and memory only;
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
          "decode": "VAE decode", "load": "load to first step", "call": "whole run once loaded",
          "whole": "whole run with loading", "memory": "peak memory of a whole run, GB"}

TOUCH = """
import mmap, sys
with mmap.mmap(-1, int(float(sys.argv[1]) * 1e9), mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
    memory.madvise(mmap.MADV_HUGEPAGE)
    for place in range(0, len(memory), 4096):
        memory[place] = 1
"""


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


def diffusers_run(options, dtype):
    """A whole run as maquette-bench makes it, and how long it took until the first step was done."""
    import numpy
    import torch
    from diffusers import DDIMScheduler, StableDiffusionDepth2ImgPipeline
    from PIL import Image

    size, ends = options.size, []
    picture = Image.fromarray(numpy.random.default_rng(0).integers(0, 256, (size, size, 3), numpy.uint8))
    depth = torch.arange(size, dtype=torch.float32)[:, None].expand(size, size)[None] / size
    start = time.perf_counter()
    pipe = StableDiffusionDepth2ImgPipeline.from_pretrained(
        options.folder, torch_dtype=dtype, depth_estimator=None, feature_extractor=None)
    pipe.scheduler = DDIMScheduler.from_config(pipe.scheduler.config)
    pipe.set_progress_bar_config(disable=True)
    loaded = time.perf_counter()

    def note(pipe, step, timestep, values):
        ends.append(time.perf_counter())
        return values

    pipe(
        prompt="open dollhouse, red brick walls", negative_prompt="blurry", image=picture, depth_map=depth.to(dtype),
        strength=1.0, num_inference_steps=options.steps, guidance_scale=7.5, generator=torch.Generator().manual_seed(0),
        callback_on_step_end=note)
    end = time.perf_counter()
    return {"first": ends[0] - start, "call": end - loaded, "whole": end - start, "memory": peak_gigabytes()}


def diffusers_times(options):
    import torch

    torch.set_num_threads(options.threads)
    dtype = torch.bfloat16 if options.worker_precision == "bf16" else torch.float32
    run = diffusers_run(options, dtype) if options.steps else {"memory": None}
    work = calls(modules(options.folder, options.parts, dtype), options.parts, dtype, options.size)
    result = {part: fastest(lambda: run(*inputs), options.repeats) for part, (run, inputs) in work.items()}
    first = run.pop("first", None)
    if first and all(part in result for part in ("text", "encode", "unet")):
        result["load"] = first - result["text"] - result["encode"] - result["unet"]
    return {**result, **run, "memory": run["memory"] or peak_gigabytes()}


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

    def compiled(part):
        request = core.compile_model(openvino_file(options, part), "CPU", settings).create_infer_request()
        inputs = []
        for value in request.model_inputs:
            shape = tuple(value.shape)
            if value.element_type.is_integral():
                inputs.append(random.integers(0, 49000, shape))
            else:
                inputs.append(random.standard_normal(shape).astype(numpy.float32) if shape else numpy.float32(500))
        return lambda: request.infer(inputs)

    start = time.perf_counter()
    work = {part: compiled(part) for part in options.parts}
    loaded = time.perf_counter()
    result = {}
    if options.steps and set(work) == set(PARTS):
        work["text"]()
        work["encode"]()
        for step in range(options.steps):
            work["unet"]()
            first = time.perf_counter() if step == 0 else first
        work["decode"]()
        end = time.perf_counter()
        result = {"first": first - start, "call": end - loaded, "whole": end - start, "memory": peak_gigabytes()}
    result.update({part: fastest(call, options.repeats) for part, call in work.items()})
    first = result.pop("first", None)
    if first:
        result["load"] = first - result["text"] - result["encode"] - result["unet"]
    return {"memory": peak_gigabytes(), **result}


def maquette_times(options, precision):
    command = [options.bench, "diffusion", "--json", "--model", options.folder, "--precision", precision, "--size",
               options.size, "--threads", options.threads, "--repeats", options.repeats, "--steps", options.steps, "--scheduler", "ddim", "--once"]
    for part in options.parts:
        command += ["--part", part]
    output = subprocess.run([str(part) for part in command], check=True, stdout=subprocess.PIPE, text=True).stdout
    answer = json.loads(output)
    result = {timing["name"]: timing["fastest"] for timing in answer["timings"]}
    names = {title: key for key, title in TITLES.items()}
    names.update({f"{options.steps} steps, end to end": "call", f"{options.steps} steps, from nothing": "whole"})
    result = {names[name]: value for name, value in result.items() if name in names}
    return {**result, "memory": (answer.get("peakMemoryOfRun") or answer["peakMemory"]) / 1e9}


def make_ready(options):
    """Reads the files, and sees to it that memory which programs ask for is there."""
    for file in [*options.folder.glob("*/*.safetensors"), *options.folder.glob("openvino/*.bin")]:
        with open(file, "rb") as stream:
            while stream.read(1 << 24):
                pass
    if options.touch:
        # In a process of its own: what this one had would count as the most memory of the programs that it starts.
        subprocess.run([sys.executable, "-c", TOUCH, str(options.touch)], check=True)


def worker(options, name, precision):
    """Runs one of the functions above in a process of its own."""
    command = [sys.executable, __file__, options.folder, "--worker", name, "--worker-precision", precision, "--size",
               options.size, "--threads", options.threads, "--repeats", options.repeats, "--steps", options.steps, "--parts",
               *options.parts]
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
    parser.add_argument("--steps", type=int, default=0, help="steps of a whole run; 0 leaves it out")
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    parser.add_argument("--touch", type=float, default=6, help="gigabytes of memory to touch before each program")
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
            make_ready(options)
            found = {"maquette": maquette_times(options, precision)}
            for peer in options.peers:
                make_ready(options)
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
