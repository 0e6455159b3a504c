"""Writes schedulers.json: whole runs of diffusers' schedulers with a simple stand-in for the model.

Run: python make_schedulers.py  (needs diffusers)
The stand-in predicts 0.6 x[i] - 0.1 x[i-1] + 0.05 t / 1000; runs start from noise of a seed.
"""
import json
import pathlib

import torch
from diffusers import DDIMScheduler, PNDMScheduler

COUNT = 24
SD = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False, steps_offset=1)
ZERO_SNR = dict(SD, prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing")
PNDM = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, skip_prk_steps=True)
CASES = [
    ("DDIMScheduler", SD, [1, 2, 3, 7, 20, 25, 50]),
    ("DDIMScheduler", dict(SD, set_alpha_to_one=True, steps_offset=0), [10, 1000]),
    ("DDIMScheduler", dict(SD, timestep_spacing="trailing"), [1, 3, 7, 11, 30, 999]),
    ("DDIMScheduler", dict(SD, timestep_spacing="linspace"), [1, 2, 7, 25]),
    ("DDIMScheduler", dict(SD, prediction_type="v_prediction"), [4, 25]),
    ("DDIMScheduler", dict(SD, prediction_type="sample"), [4, 25]),
    ("DDIMScheduler", ZERO_SNR, [1, 5, 25, 30]),
    ("DDIMScheduler", dict(ZERO_SNR, prediction_type="sample"), [8]),
    ("DDIMScheduler", {}, [6]),
    ("DDIMScheduler", dict(clip_sample_range=0.5, beta_schedule="squaredcos_cap_v2"), [9]),
    ("PNDMScheduler", dict(PNDM), [1, 2, 3, 5, 20, 50]),
    ("PNDMScheduler", dict(PNDM, prediction_type="v_prediction", timestep_spacing="trailing"), [4, 7, 25]),
    ("PNDMScheduler", dict(PNDM, set_alpha_to_one=True, timestep_spacing="linspace"), [6]),
    ("DDIMScheduler", dict(trained_betas=[0.001 + 0.0002 * i for i in range(40)], num_train_timesteps=40, clip_sample=False), [5, 40]),
]


def model(x, t):
    return 0.6 * x - 0.1 * torch.roll(x, 1) + 0.05 * float(t) / 1000


def run(scheduler, steps, seed, skip=0):
    generator = torch.Generator().manual_seed(seed)
    original = torch.randn(COUNT, generator=generator)
    noise = torch.randn(COUNT, generator=generator)
    scheduler.set_timesteps(steps)
    timesteps = [int(t) for t in scheduler.timesteps]
    sample = scheduler.add_noise(original, noise, scheduler.timesteps[skip:skip + 1])
    rows = {0: sample}
    for index, t in enumerate(scheduler.timesteps[skip:]):
        sample = scheduler.step(model(sample, t), t, sample, return_dict=False)[0]
        if index + 1 in (1, 2, 3, 4, 5, len(timesteps) // 2, len(timesteps) - skip):
            rows[index + 1] = sample
    return timesteps, {str(k): [round(float(v), 8) for v in row] for k, row in rows.items()}


def main():
    cases = []
    runs = [(name, config, steps, 0) for name, config, step_counts in CASES for steps in step_counts]
    # Runs that start late, as a strength below 1 makes them.
    runs += [("DDIMScheduler", SD, 10, 4), ("PNDMScheduler", PNDM, 10, 4), ("PNDMScheduler", PNDM, 10, 1)]
    for name, config, steps, skip in runs:
        scheduler = globals()[name](**config)
        timesteps, rows = run(scheduler, steps, steps, skip)
        alphas = scheduler.alphas_cumprod
        picks = [0, len(alphas) // 2, len(alphas) - 2, len(alphas) - 1]
        cases.append({
            "config": {"_class_name": name, **config}, "steps": steps, "skip": skip, "timesteps": timesteps,
            "samples": rows, "alphas": {str(i): float(alphas[i]) for i in picks},
        })
    pathlib.Path(__file__).with_name("schedulers.json").write_text(json.dumps(cases, separators=(",", ":")))


main()
