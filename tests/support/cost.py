"""What work costs the processor, on whatever machine and beside whatever else: for limits that only the work can break.

Wall time says how busy a machine is. Processor time still says how fast it is, and how much two threads of one core or
a full cache hold each other up. So where it is beyond a limit it is divided by what a known piece of work takes more
at that moment than on the machine that the limits were written on, and of several tries the least counts.
"""

import gc
from collections.abc import Callable
from time import process_time

REFERENCE_S = (
    0.0034  # what ``_reference`` takes on the machine that the limits were written on, with nothing beside it
)
MOST_SHARED = 1.5
MOST_SLOWNESS = 8.0  # no machine is believed to be slower: what takes quadratic time has to fail there too


def slowness() -> float:
    """How many times as long as on the usual machine a little of Python's work takes now: 1 to ``MOST_SLOWNESS``."""
    return min(max(1.0, min(_reference() for _ in range(3)) / REFERENCE_S), MOST_SLOWNESS)


def least_seconds(work: Callable[[], object], enough: float, tries: int = 4) -> float:
    """Seconds of the processor that ``work`` takes, as on the usual machine: the least of ``tries``, or the first
    below ``enough``.

    What shares the core's caches slows expressions over megabytes down more than it does the reference.
    """
    least = float("inf")
    for _ in range(tries):
        taken = _seconds(work)
        least = min(least, taken if taken < enough else taken / _shared(slowness()))
        if least < enough:
            break
    return least


def _shared(slowness: float) -> float:
    return slowness * min(slowness, MOST_SHARED)


def _seconds(work: Callable[[], object]) -> float:
    """Without the collector's walks over what other tests left behind."""
    gc.freeze()
    began = process_time()
    work()
    taken = process_time() - began
    gc.unfreeze()
    return taken


def _reference() -> float:
    """Seconds of making, hashing and forgetting small objects, which is what reading logs is made of."""
    began = process_time()
    for number in range(10_000):
        {b"%b" % bytes((number & 255,)): number}.get(b"%d" % number)
    return process_time() - began
