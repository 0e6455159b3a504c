"""What the tests run in processes of their own; apart, so that these need not load the networks."""

import os
import signal
import time

import torch

from training import interrupts


def average(worker, folder):
    """Two steps of averaging: the gradients of process n are n + 1, then 10 (n + 1); none of the second parameter's at first."""
    first, second = torch.nn.Parameter(torch.zeros(2, 3)), torch.nn.Parameter(torch.zeros(4))
    for step, factor in enumerate((1.0, 10.0)):
        first.grad = torch.full((2, 3), factor * (worker.rank + 1))
        second.grad = torch.full((4,), factor) if worker.rank == 0 and step == 1 else None
        progress = worker.average_gradients([first, second], worker.rank + 0.25 * step)
        found = (first.grad.clone(), second.grad.clone(), progress)
        torch.save(found, f"{folder}/{worker.rank}-{step}.pt")


def fail(worker):
    """The second of two processes is killed while the first waits for it."""
    if worker.rank == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    worker.average_gradients([torch.nn.Parameter(torch.zeros(1))], 0.0)


def stop(worker, parent, folder):
    """Both are told to stop by way of the parent, and write a file before they end."""
    with interrupts.Postponed() as stop:
        open(f"{folder}/{worker.rank}.began", "w").close()
        while worker.leads and not os.path.exists(f"{folder}/1.began"):
            time.sleep(0.05)
        if worker.leads:
            os.kill(parent, signal.SIGTERM)
        while not stop.asked:
            time.sleep(0.05)
        open(f"{folder}/{worker.rank}.saved", "w").close()
