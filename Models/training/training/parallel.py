"""Data-parallel training for a CPU: single-threaded processes that average their gradients once a step.

Two OpenMP threads on a machine that others use too wait for each other hundreds of times a step and lose most
of their speed.  Processes with one thread each wait only once a step.  On a GPU there is one process and nothing
to exchange.
"""

import os
import signal
import sys

import torch
import torch.multiprocessing

BARRIER_TIMEOUT_SECONDS = 6 * 3600  # long, so that a training paused with SIGSTOP survives

# Keeping freed memory instead of handing it back to the system saves 10-20 % of system time on Linux.
ALLOCATOR_ENVIRONMENT = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "8589934592",
    "MALLOC_TOP_PAD_": "268435456",
    "OMP_NUM_THREADS": "1",
}


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
        self._barrier.wait(timeout=BARRIER_TIMEOUT_SECONDS)
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


def _enter(rank, function, count, gradients, control, barrier, arguments):
    torch.set_num_threads(1)
    function(Worker(rank, count, gradients, control, barrier), *arguments)


def run(function, arguments, processes, parameter_count):
    """Calls `function(worker, *arguments)` in `processes` processes; in this very process when there is only one."""
    if processes <= 1:
        function(Worker(), *arguments)
        return
    os.environ.update(ALLOCATOR_ENVIRONMENT)
    context = torch.multiprocessing.get_context("spawn")
    gradients = torch.zeros(2, processes, parameter_count).share_memory_()
    control = torch.zeros(2, dtype=torch.float64).share_memory_()
    barrier = context.Barrier(processes)
    workers = [
        context.Process(target=_enter, args=(rank, function, processes, gradients, control, barrier, arguments))
        for rank in range(processes)
    ]
    for worker in workers:
        worker.start()
    before = signal.signal(signal.SIGTERM, lambda *_: [worker.terminate() for worker in workers])  # who save, then end
    for worker in workers:
        worker.join()
    signal.signal(signal.SIGTERM, before)
    if any(worker.exitcode for worker in workers):
        sys.exit("a training process failed; its message is above")
