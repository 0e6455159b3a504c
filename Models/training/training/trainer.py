"""What all trainings share: loop and clock, rates, gradients of all processes, weight averages, reports, checkpoints."""

import torch

from . import checkpoints, parallel
from .schedule import Clock, learning_rate


class Trainer:
    """One process's training of one stage, which goes on where its checkpoint was left.

    A subclass builds its networks, calls `begin`, then loads its data; it has a `loss`, which may `note` what the next
    report tells, a `summary` of these notes, and the `state` that its checkpoints hold beside what all hold.
    """

    stage_key = "stage"  # under which a checkpoint names its stage
    keeps_optimizer = False  # that of the stage before
    warmup_steps, cooling = 100, 0.35  # see `learning_rate`

    def __init__(self, worker, settings, run, stage, path):
        self.worker, self.settings, self.run, self.stage, self.path = worker, settings, run, stage, path
        self.stored = self.load(path)
        self.goes_on = bool(self.stored) and self.stored[self.stage_key] == stage
        self.step, self.notes = 0, []
        torch.manual_seed(settings.seed)

    def load(self, path):
        return checkpoints.load(path)

    def begin(self, optimizer, rate, average=None):
        """Takes over an optimizer, and a `WeightAverage` if there shall be one, and what a former session left of both.

        A stage that was completed before keeps them, but begins its minutes anew.
        """
        self.optimizer, self.rate, self.average = optimizer, rate, average
        self.parameters = [parameter for group in optimizer.param_groups for parameter in group["params"]]
        settings, stored, elapsed = self.settings, self.stored, 0.0
        if stored and "optimizer" in stored and (self.goes_on or self.keeps_optimizer):
            optimizer.load_state_dict(stored["optimizer"])
        if self.goes_on:
            self.step = stored["step"]
            elapsed = 0.0 if stored.get("complete") else stored["elapsed"]
            if average:
                average.restore(stored["average"])
        self.stored = None
        minutes = getattr(settings, f"{self.stage}_minutes")
        self.clock = Clock(minutes, elapsed, settings.deadline, settings.device, settings.until)
        torch.manual_seed(settings.seed * 1000 + self.worker.rank + self.experience)

    @property
    def experience(self):
        """A number that grows, so that a stage that goes on does not meet the same random numbers again."""
        return self.step

    def loss(self):
        raise NotImplementedError

    def summary(self, notes):
        raise NotImplementedError

    def state(self):
        raise NotImplementedError

    def note(self, value):
        if self.worker.leads:
            self.notes.append(value)

    def train(self):
        """Until the stage's time is over, or the run's; only a stage that had its time is done."""
        with self.clock:
            try:
                complete = self._learn() == 1
            finally:
                self.close()
            if self.worker.leads:
                self._save(complete)
                if complete:
                    checkpoints.mark_done(self.run, self.stage)

    def _learn(self):
        """Steps until the progress, which is returned, is 1 or `STOPPED`."""
        saved_at = self.clock.elapsed
        while True:
            loss = self.loss()
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()
            progress = self.worker.average_gradients(self.parameters, self.clock.tick())
            if progress >= 1:
                return progress
            rate = self.take_step(progress)
            if self.worker.leads and self.step % self.settings.report_every == 0:
                self._report(rate)
            if self.worker.leads and self.clock.elapsed - saved_at > self.settings.save_every_seconds:
                saved_at = self.clock.elapsed
                self._save()

    def take_step(self, progress):
        rate = learning_rate(self.rate, self.step, progress, self.warmup_steps, self.cooling)
        for group in self.optimizer.param_groups:
            group["lr"] = rate
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimizer.step()
        self.step += 1
        if self.average:
            self.average.update()
        return rate

    def close(self):
        """Lets go of what must not outlive the stage."""

    def _report(self, rate):
        minutes = self.clock.elapsed / 60
        print(f"{self.stage} step {self.step} {minutes:.1f} min rate {rate:.1e} {self.summary(self.notes)}", flush=True)
        self.notes.clear()

    def _save(self, complete=False):
        state = {self.stage_key: self.stage, "optimizer": self.optimizer.state_dict(), "elapsed": self.clock.elapsed,
                 "step": self.step, "complete": complete, **self.state()}
        if self.average:
            state["average"] = self.average.state()
        checkpoints.save(state, self.path)


def train(trainer, arguments, processes, parameter_count):
    """Trains with `trainer(worker, *arguments)` in each of several processes (see `parallel.train`)."""
    parallel.train(_train, (trainer, arguments), processes, parameter_count)


def _train(worker, trainer, arguments):
    trainer(worker, *arguments).train()
