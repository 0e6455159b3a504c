"""Training time, learning rates and weight averages, shared by all trainings."""

import time
from datetime import timedelta

import torch

from . import interrupts

STOPPED = 2.0  # the progress of a training that was told to stop early


class Clock:
    """Seconds spent training, over all sessions.

    On a CPU they are seconds of processor time of one process, so that a plan means the same amount of training on a
    busy machine as on an idle one, and pauses do not count; on a GPU, seconds of the clock.  With `until` the
    training ends at that time of the clock, whatever share of the processor it gets until then.

    It runs while it is entered, and keeps Ctrl-C and SIGTERM waiting for so long: `tick` tells of them.
    """

    def __init__(self, budget_minutes, elapsed=0.0, deadline=0.0, device="cpu", until=0.0):
        self.budget = budget_minutes * 60
        self.elapsed = elapsed
        self.deadline = deadline
        self.until = until
        self._elapsed_before = elapsed
        self._time = time.process_time if device == "cpu" else time.monotonic
        self._interrupts = interrupts.Postponed()

    def __enter__(self):
        self._started, self._last = time.time(), self._time()
        self._interrupts.__enter__()
        return self

    def __exit__(self, *error):
        self._interrupts.__exit__(*error)

    def tick(self):
        """Adds the time since the last call; returns progress: 0 at the start, 1 at the end, `STOPPED` if told to."""
        now = self._time()
        self.elapsed += now - self._last
        self._last = now
        if self._interrupts.asked or (self.deadline and time.time() > self.deadline):
            return STOPPED
        return min(1.0, self.elapsed / max(self._expected(), 1e-9))

    def _expected(self):
        """Seconds of training in all: the budget, or what is to be expected until the end at the pace so far."""
        if not self.until:
            return self.budget
        now = time.time()
        pace = (self.elapsed - self._elapsed_before) / max(now - self._started, 1e-9)
        return self.elapsed + max(0.0, self.until - now) * pace


def next_time(text, now):
    """When the clock next shows `text`, "HH:MM", after `now`."""
    hour, minute = map(int, text.split(":"))
    time_today = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return time_today if time_today > now else time_today + timedelta(days=1)


def learning_rate(peak, step, progress, warmup_steps=100, decay_share=0.35, floor=0.03):
    """Warm-up, a long constant stretch, then a linear decay over the last `decay_share` of the budget."""
    warm = min(1.0, (step + 1) / warmup_steps)
    cool = min(1.0, max(floor, (1 - progress) / decay_share)) if decay_share else 1.0
    return peak * warm * cool


class WeightAverage:
    """Exponential moving average of parameters; its memory grows with the steps taken, up to `longest`."""

    EVERY = 2  # steps between updates, which cost memory bandwidth

    def __init__(self, parameters, longest=1000):
        self.parameters = list(parameters)
        self.values = [parameter.detach().float().clone() for parameter in self.parameters]
        self.longest = longest
        self.steps = 0

    @torch.no_grad()
    def update(self):
        self.steps += 1
        if self.steps % self.EVERY == 0:
            memory = min(self.longest, 10 + 0.2 * self.steps)
            parameters = [parameter.detach() for parameter in self.parameters]
            torch._foreach_lerp_(self.values, parameters, min(1.0, self.EVERY / memory))

    @torch.no_grad()
    def swap(self):
        """Exchanges averages and parameters: call once to evaluate, and again to go on training."""
        for value, parameter in zip(self.values, self.parameters):
            kept = parameter.detach().clone()
            parameter.copy_(value)
            value.copy_(kept)

    def state(self):
        return {"values": self.values, "steps": self.steps}

    def restore(self, state):
        self.steps = state["steps"]
        for value, stored in zip(self.values, state["values"]):
            value.copy_(stored)
