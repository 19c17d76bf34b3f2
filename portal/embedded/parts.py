"""What a part is: one program the supervisor starts, watches, restarts and stops."""

import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from portal.embedded.unprivileged import Identity


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Part:
    """Data only; ``portal.embedded.process`` gives it life.

    It has started once its log holds ``says`` and ``answers``, asked again and again, says True within a second.
    Secrets stand in ``environment`` or in files, never in ``command``: other users can read that.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str] = field(default_factory=dict)
    answers: Callable[[], bool] = _always
    says: bytes = b""
    start_timeout_s: float = 60.0
    stop_signal: signal.Signals = signal.SIGTERM
    stop_timeout_s: float = 20.0
    identity: Identity | None = None
    output: Path | None = None  # its standard output goes here instead of into its log; emptied first
