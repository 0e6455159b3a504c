"""Writes schedulers.json: whole runs of diffusers' schedulers with a simple stand-in for the model.

Run: python make_schedulers.py  (needs diffusers)
The stand-in predicts 0.6 x[i] - 0.1 x[i-1] + 0.05 t / 1000 of the scaled sample; runs start from
noise of a seed, and what a step adds comes from the same generator. A run that is `pure` starts
from noise alone. A run `asked` of another class than its config names is that of `from_config`.
"""
import inspect
import json
import pathlib

import torch
from diffusers import (
    DDIMScheduler, DPMSolverMultistepScheduler, EulerAncestralDiscreteScheduler, EulerDiscreteScheduler, HeunDiscreteScheduler,
    LCMScheduler, PNDMScheduler, UniPCMultistepScheduler)

COUNT = 24
SD = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", clip_sample=False, set_alpha_to_one=False, steps_offset=1)
ZERO_SNR = dict(SD, prediction_type="v_prediction", rescale_betas_zero_snr=True, timestep_spacing="trailing")
PNDM = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1, skip_prk_steps=True)
BETAS = dict(beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear")
ALL = [DDIMScheduler, DPMSolverMultistepScheduler, EulerAncestralDiscreteScheduler, EulerDiscreteScheduler, HeunDiscreteScheduler, LCMScheduler, PNDMScheduler, UniPCMultistepScheduler]
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
    ("EulerDiscreteScheduler", BETAS, [1, 2, 7, 30]),
    ("EulerDiscreteScheduler", dict(BETAS, timestep_spacing="leading", steps_offset=1), [5, 30]),
    ("EulerDiscreteScheduler", dict(BETAS, timestep_spacing="trailing", prediction_type="v_prediction", rescale_betas_zero_snr=True), [4, 30]),
    ("EulerDiscreteScheduler", dict(BETAS, prediction_type="sample", final_sigmas_type="sigma_min"), [6]),
    ("EulerDiscreteScheduler", dict(BETAS, use_karras_sigmas=True), [1, 10]),
    ("EulerAncestralDiscreteScheduler", BETAS, [1, 2, 7, 30]),
    ("EulerAncestralDiscreteScheduler", dict(BETAS, timestep_spacing="leading", steps_offset=1), [5]),
    ("EulerAncestralDiscreteScheduler", dict(BETAS, timestep_spacing="trailing", prediction_type="v_prediction", rescale_betas_zero_snr=True), [4, 25]),
    ("HeunDiscreteScheduler", dict(beta_schedule="scaled_linear"), [1, 2, 7, 30]),
    ("HeunDiscreteScheduler", {}, [5]),
    ("HeunDiscreteScheduler", dict(BETAS, timestep_spacing="leading", steps_offset=1, prediction_type="v_prediction"), [6]),
    ("HeunDiscreteScheduler", dict(BETAS, timestep_spacing="trailing", use_karras_sigmas=True, clip_sample=True, clip_sample_range=2.0), [9]),
    ("DPMSolverMultistepScheduler", BETAS, [1, 2, 3, 7, 14, 15, 30]),
    ("DPMSolverMultistepScheduler", dict(BETAS, use_karras_sigmas=True), [1, 2, 10, 25]),
    ("DPMSolverMultistepScheduler", dict(BETAS, timestep_spacing="leading", steps_offset=1, prediction_type="v_prediction"), [5, 20]),
    ("DPMSolverMultistepScheduler", dict(BETAS, timestep_spacing="trailing", prediction_type="v_prediction", rescale_betas_zero_snr=True), [4, 20]),
    ("DPMSolverMultistepScheduler", dict(BETAS, timestep_spacing="trailing", final_sigmas_type="sigma_min", prediction_type="sample"), [8, 16]),
    ("DPMSolverMultistepScheduler", dict(BETAS, solver_order=1, euler_at_final=True), [5]),
    ("DPMSolverMultistepScheduler", dict(beta_schedule="squaredcos_cap_v2", use_karras_sigmas=True), [8]),
    ("UniPCMultistepScheduler", BETAS, [1, 2, 3, 7, 30]),
    ("UniPCMultistepScheduler", dict(BETAS, solver_order=3), [2, 3, 4, 20]),
    ("UniPCMultistepScheduler", dict(BETAS, solver_order=1), [5]),
    ("UniPCMultistepScheduler", dict(BETAS, use_karras_sigmas=True), [10]),
    ("UniPCMultistepScheduler", dict(BETAS, timestep_spacing="leading", steps_offset=1, prediction_type="v_prediction"), [6]),
    ("UniPCMultistepScheduler", dict(BETAS, timestep_spacing="trailing", prediction_type="v_prediction", rescale_betas_zero_snr=True), [4, 20]),
    ("UniPCMultistepScheduler", dict(BETAS, final_sigmas_type="sigma_min", prediction_type="sample"), [8]),
    ("LCMScheduler", dict(BETAS), [1, 2, 4, 7, 50]),
    ("LCMScheduler", dict(prediction_type="v_prediction", rescale_betas_zero_snr=True), [4]),
    ("LCMScheduler", dict(BETAS, prediction_type="sample", original_inference_steps=100, timestep_scaling=5.0), [8]),
    ("DDIMScheduler", dict(trained_betas=[0.001 + 0.0002 * i for i in range(40)], num_train_timesteps=40, clip_sample=False), [5, 40]),
]


def model(x, t):
    return 0.6 * x - 0.1 * torch.roll(x, 1) + 0.05 * float(t) / 1000


def run(scheduler, steps, seed, skip, pure):
    generator = torch.Generator().manual_seed(seed)
    original = torch.randn(1, COUNT, 1, 1, generator=generator)
    scheduler.set_timesteps(steps)
    timesteps = [float(t) for t in scheduler.timesteps]
    if pure:
        sample = original * scheduler.init_noise_sigma
    else:
        noise = torch.randn(original.shape, generator=generator)
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(skip)
        sample = scheduler.add_noise(original, noise, scheduler.timesteps[skip:skip + 1])
    rows = {0: sample}
    extra = {"generator": generator} if "generator" in inspect.signature(scheduler.step).parameters else {}
    for index, t in enumerate(scheduler.timesteps[skip:]):
        prediction = model(scheduler.scale_model_input(sample, t).flatten(), t).reshape(sample.shape)
        sample = scheduler.step(prediction, t, sample, return_dict=False, **extra)[0]
        if index + 1 in (1, 3, len(timesteps) // 2, len(timesteps) - skip):
            rows[index + 1] = sample
    return timesteps, {str(k): [float(f"{v:.7g}") for v in row.flatten().tolist()] for k, row in rows.items()}


def main():
    cases = []
    runs = [(name, config, steps, 0, False, name) for name, config, step_counts in CASES for steps in step_counts]
    # Runs that start late, as a strength below 1 makes them.
    runs += [("DDIMScheduler", SD, 10, 4, False, "DDIMScheduler"), ("PNDMScheduler", PNDM, 10, 4, False, "PNDMScheduler"), ("PNDMScheduler", PNDM, 10, 1, False, "PNDMScheduler")]
    for cls in ALL:
        name = cls.__name__
        if name not in ("DDIMScheduler", "PNDMScheduler"):
            # Heun calls the model twice in a step; a late run starts at a whole step.
            runs += [(name, BETAS, 10, skip * cls.order, False, name) for skip in (3, 9)] + [(name, BETAS, 6, 0, True, name), (name, dict(BETAS, timestep_spacing="leading"), 6, 0, True, name)]
        # Every scheduler on the config that Stable Diffusion 2 comes with, and on a v-prediction model's.
        runs += [("PNDMScheduler", dict(PNDM, clip_sample=False, set_alpha_to_one=False), 12, 0, False, name), ("DDIMScheduler", dict(SD, prediction_type="v_prediction", skip_prk_steps=True), 9, 0, False, name)]
    for name, config, steps, skip, pure, asked in runs:
        scheduler = globals()[asked].from_config({"_class_name": name, **config})
        timesteps, rows = run(scheduler, steps, steps, skip, pure)
        alphas = scheduler.alphas_cumprod
        picks = [0, len(alphas) // 2, len(alphas) - 2]
        cases.append({
            "config": {"_class_name": name, **config}, "asked": asked, "steps": steps, "skip": skip, "pure": pure, "timesteps": timesteps,
            "samples": rows, "alphas": {str(i): float(alphas[i]) for i in picks},
        })
    pathlib.Path(__file__).with_name("schedulers.json").write_text(json.dumps(cases, separators=(",", ":")))


main()
