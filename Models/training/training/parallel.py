"""Processes that share the work of a stage, and those that train together: they average their gradients once a step.

Two OpenMP threads on a machine that others use too wait for each other hundreds of times a step and lose most of
their speed.  Processes with one thread each wait only once a step.  On a GPU there is one process and nothing to
exchange.

If one of several processes fails the others are ended.  Ctrl-C and SIGTERM are passed on to all of them, and none goes
on without the process that started it.
"""

import contextlib
import os
import signal
import sys
import threading
import time
from multiprocessing import connection, resource_tracker

import torch
import torch.multiprocessing

from . import interrupts

BARRIER_TIMEOUT_SECONDS = 6 * 3600  # long, so that a training paused with SIGSTOP survives
PATIENCE_SECONDS = 60  # with processes that are told to end, and may have to save first

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


def _end_with_parent():
    connection.wait([torch.multiprocessing.parent_process().sentinel])
    os.kill(os.getpid(), signal.SIGTERM)


def _enter(function, part, arguments):
    threading.Thread(target=_end_with_parent, daemon=True).start()
    torch.set_num_threads(1)
    try:
        function(part, *arguments)
    except KeyboardInterrupt:
        sys.exit(interrupts.AGAIN)


def _interruptibly(part, function, arguments):
    with interrupts.raised():
        function(part, *arguments)


def _prepare(function, arguments, count):
    """Processes that call `function(part, *arguments)`, for parts from 0 on."""
    os.environ.update(ALLOCATOR_ENVIRONMENT)
    context = torch.multiprocessing.get_context("spawn")
    return [context.Process(target=_enter, args=(function, part, arguments)) for part in range(count)]


def _start(processes):
    resource_tracker.ensure_running()  # it lets signals through when it begins
    with interrupts.starting_processes():
        for process in processes:
            process.start()


def _tell(processes):
    for process in processes:
        if process.is_alive():
            process.terminate()


def _end(processes):
    """Ends processes, by force if they do not heed SIGTERM."""
    _tell(processes)
    limit = time.monotonic() + PATIENCE_SECONDS
    for process in processes:
        if process.pid:
            process.join(max(0.0, limit - time.monotonic()))
    for process in processes:
        if process.is_alive():
            process.kill()
            process.join()


def _wait(processes, stop, until):
    """Whether all have come to their end before the time `until`; raises what befell one of them."""
    running = {process.sentinel: process for process in processes}
    while running:
        ended = connection.wait(list(running), max(0.0, until - time.time()) if until else None)
        if not ended:
            return False
        for process in map(running.pop, ended):
            process.join()
            code = process.exitcode
            if code == -signal.SIGTERM and stop.asked:
                raise KeyboardInterrupt
            if code not in (0, interrupts.AGAIN):
                what = f"was killed by signal {-code}" if code < 0 else "failed; its message is above"
                sys.exit(f"a process of this stage {what}")
    if any(process.exitcode for process in processes):
        raise KeyboardInterrupt  # someone stopped a part
    return True


def _together(processes, until=0.0, barrier=None):
    with interrupts.Postponed(lambda: _tell(processes)) as stop:
        try:
            _start(processes)
            if stop.asked:
                _tell(processes)
            return _wait(processes, stop, until)
        except BaseException:
            if barrier:  # in a thread, lest a process that was killed inside the barrier blocks this one
                threading.Thread(target=barrier.abort, daemon=True).start()
            raise
        finally:
            _end(processes)


def share(function, arguments, count, until=0.0):
    """Calls `function(part, *arguments)` in `count` processes, and ends them at the time `until`.

    Returns whether all came to their end before.  If one fails the others are ended, too.
    """
    if until and time.time() >= until:
        return False
    return _together(_prepare(_interruptibly, (function, arguments), count), until)


@contextlib.contextmanager
def beside(function, arguments):
    """A process that calls `function(0, *arguments)` beside this one, and is ended when this one leaves."""
    processes = _prepare(_interruptibly, (function, arguments), 1)
    try:
        with interrupts.Postponed():
            _start(processes)
        yield processes[0]
    finally:
        _end(processes)


def _work(rank, function, count, gradients, control, barrier, arguments):
    function(Worker(rank, count, gradients, control, barrier), *arguments)


def train(function, arguments, processes, parameter_count):
    """Calls `function(worker, *arguments)` in `processes` processes; in this very process when there is only one.

    `function` has to postpone signals for as long as it has something to save.
    """
    if processes <= 1:
        function(Worker(), *arguments)
        return
    gradients = torch.zeros(2, processes, parameter_count).share_memory_()
    control = torch.zeros(2, dtype=torch.float64).share_memory_()
    barrier = torch.multiprocessing.get_context("spawn").Barrier(processes)
    workers = _prepare(_work, (function, processes, gradients, control, barrier, arguments), processes)
    _together(workers, barrier=barrier)
