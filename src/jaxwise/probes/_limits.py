"""Hold what a function may do while it is looked at: time, output, configuration, random states."""

import contextlib
import random
import signal
import sys
import threading
import time
import warnings

import jax
import numpy as np

MOST_OUTPUT = 100_000  # characters kept of what a function prints


class TimeLimit(BaseException):
    """The time is up.  Not an Exception, so that `except Exception` in user code lets it pass."""


class Deadline:
    """A point in time; `with deadline.alarm():` interrupts Python code that runs past it.

    Only the main thread can be interrupted, and only between Python instructions: a compilation
    under way runs on, which is why sizes are estimated before one is started.
    """

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    @property
    def left(self):
        """Seconds left; negative when it has passed."""
        return self.end - time.monotonic()

    def check(self):
        """Raise TimeLimit if the time is up."""
        if self.left <= 0:
            raise TimeLimit

    @contextlib.contextmanager
    def alarm(self):
        """Interrupt the block when the time is up, where the platform and the thread allow it.

        The block ends with TimeLimit then, also where XLA has made another exception of it.
        """
        self.check()
        main = threading.current_thread() is threading.main_thread()
        if not main or not hasattr(signal, "setitimer") or signal.getitimer(signal.ITIMER_REAL)[0]:
            yield
            return

        rung = False

        def ring(*_):
            nonlocal rung
            rung = True
            raise TimeLimit

        before = signal.signal(signal.SIGALRM, ring)
        try:
            # It rings again: an exception raised inside a destructor or a callback is swallowed.
            signal.setitimer(signal.ITIMER_REAL, max(self.left, 1e-3), 0.5)
            yield
        except Exception as error:
            if rung:
                raise TimeLimit from error
            raise
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


class Sink:
    """A stream that keeps the first `MOST_OUTPUT` characters and counts the rest.

    A logger that first saw this stream may keep it: what comes when `quiet` is over goes to `after`.
    """

    encoding = "utf-8"

    def __init__(self):
        self.parts, self.kept, self.total, self.after = [], 0, 0, None

    def write(self, text):
        if self.after is not None:
            return self.after.write(text)
        self.total += len(text)
        if self.kept < MOST_OUTPUT:
            self.parts.append(text[: MOST_OUTPUT - self.kept])
            self.kept += len(self.parts[-1])
        return len(text)

    def flush(self):
        if self.after is not None:
            self.after.flush()

    def close(self):
        self.flush()

    def isatty(self):
        return False

    @property
    def text(self):
        return "".join(self.parts)


@contextlib.contextmanager
def quiet():
    """Catch what is printed and warned within; yields (Sink, list of warnings)."""
    sink, before = Sink(), (sys.stdout, sys.stderr)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sys.stdout = sys.stderr = sink
        try:
            yield sink, caught
            jax.effects_barrier()
        finally:
            sys.stdout, sys.stderr = before
            sink.after = before[1]


@contextlib.contextmanager
def restored():
    """Put jax's configuration and the global random states back as they were."""
    config = dict(jax.config.values)
    states = np.random.get_state(), random.getstate()
    try:
        yield
    finally:
        for name, value in changed_config(config).items():
            jax.config.update(name, value)
        np.random.set_state(states[0])
        random.setstate(states[1])


def changed_config(before):
    """{name: value before} of the settings of jax that differ from `before`."""
    now = jax.config.values
    return {name: value for name, value in before.items() if now.get(name) != value}
