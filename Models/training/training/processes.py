"""Processes that share the work of a stage.

If one of several fails the others are ended.  Ctrl-C and SIGTERM are passed on to all of them, and none goes on without
the process that started it.
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

PATIENCE_SECONDS = 60  # with processes that are told to end, and may have to save first

# Keeping freed memory instead of handing it back to the system saves 10-20 % of system time on Linux.
ALLOCATOR_ENVIRONMENT = {
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "8589934592",
    "MALLOC_TOP_PAD_": "268435456",
    "OMP_NUM_THREADS": "1",
}


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


def prepare(function, arguments, count):
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


def together(processes, until=0.0, barrier=None):
    """Starts processes and waits for their end, or until a time: False then.  If one fails the others are ended.

    - `barrier`: at which they wait for each other.
    """
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
    return together(prepare(_interruptibly, (function, arguments), count), until)


@contextlib.contextmanager
def beside(function, arguments):
    """A process that calls `function(0, *arguments)` beside this one, and is ended when this one leaves."""
    processes = prepare(_interruptibly, (function, arguments), 1)
    try:
        with interrupts.Postponed():
            _start(processes)
        yield processes[0]
    finally:
        _end(processes)
