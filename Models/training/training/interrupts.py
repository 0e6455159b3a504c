"""Ctrl-C and SIGTERM, which mean the same: stop, but save first what can be gone on with.

Both raise KeyboardInterrupt where that loses nothing, and wait where something has to be saved.
"""

import contextlib
import signal

AGAIN = 75  # exit code of what was stopped: the same command goes on
SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextlib.contextmanager
def raised():
    """Both signals raise KeyboardInterrupt herein."""
    with _handled_by(signal.default_int_handler):
        yield


@contextlib.contextmanager
def starting_processes():
    """Those started herein do not hear Ctrl-C before they enter `raised` or `Postponed`: they are told by SIGTERM."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextlib.contextmanager
def _handled_by(handler):
    before = {number: signal.signal(number, handler) for number in SIGNALS}
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Postponed:
    """Both signals only set `asked` herein, and call `tell` if there is one; on leaving they raise KeyboardInterrupt."""

    def __init__(self, tell=None):
        self.asked = False
        self._tell = tell

    def __enter__(self):
        self._handled = _handled_by(self._note)
        self._handled.__enter__()
        return self

    def __exit__(self, kind, error, trace):
        self._handled.__exit__(None, None, None)
        if self.asked and kind is None:
            raise KeyboardInterrupt

    def _note(self, *_):
        self.asked = True
        if self._tell:
            self._tell()
