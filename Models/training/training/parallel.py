"""Data-parallel training for a CPU: single-threaded processes that average their gradients once a step.

Two OpenMP threads on a machine that others use too wait for each other hundreds of times a step and lose most of
their speed.  Processes with one thread each wait only once a step.  On a GPU there is one process and nothing to
exchange.
"""

import sys
import threading

import torch
import torch.multiprocessing

from . import processes

BARRIER_TIMEOUT_SECONDS = 6 * 3600  # long, so that a training paused with SIGSTOP survives


class Worker:
    """One of several equal training processes.

    `rank` counts from 0; only rank 0 prints and saves.
    """

    def __init__(self, rank=0, count=1, gradients=None, control=None, barrier=None):
        self.rank = rank
        self.count = count
        self._gradients = gradients
        self._control = control
        self._barrier = barrier
        self._step = 0

    @property
    def leads(self):
        return self.rank == 0

    def share(self, names):
        """This worker's part of `names`, or all of them where there are too few."""
        return names[self.rank :: self.count] or names

    def average_gradients(self, parameters, progress):
        """Replaces every `.grad` by the mean over all workers.

        Returns rank 0's `progress`, so that all workers use one learning rate and stop at the same step.
        """
        if self.count == 1:
            return progress
        slot = self._step & 1  # two slots in turn, so that one barrier a step is enough
        self._step += 1
        mine = self._gradients[slot, self.rank]
        offset = 0
        for parameter in parameters:
            size = parameter.numel()
            part = mine[offset : offset + size].view(parameter.shape)
            if parameter.grad is None:
                part.zero_()
            else:
                part.copy_(parameter.grad)
            offset += size
        if self.leads:
            self._control[slot] = progress
        try:
            self._barrier.wait(timeout=BARRIER_TIMEOUT_SECONDS)
        except threading.BrokenBarrierError:
            sys.exit("another process of this training has ended")
        mean = self._gradients[slot, :, :offset].mean(0)
        offset = 0
        for parameter in parameters:
            size = parameter.numel()
            part = mean[offset : offset + size].view(parameter.shape)
            if parameter.grad is None:
                parameter.grad = part.clone()
            else:
                parameter.grad.copy_(part)
            offset += size
        return float(self._control[slot])


def _work(rank, function, count, gradients, control, barrier, arguments):
    function(Worker(rank, count, gradients, control, barrier), *arguments)


def train(function, arguments, count, parameter_count):
    """Calls `function(worker, *arguments)` in `count` processes; in this very process when there is only one.

    `function` has to postpone signals for as long as it has something to save.
    """
    if count <= 1:
        function(Worker(), *arguments)
        return
    gradients = torch.zeros(2, count, parameter_count).share_memory_()
    control = torch.zeros(2, dtype=torch.float64).share_memory_()
    barrier = torch.multiprocessing.get_context("spawn").Barrier(count)
    workers = processes.prepare(_work, (function, count, gradients, control, barrier, arguments), count)
    processes.together(workers, barrier=barrier)
