"""What the supervisor says on its standard output: one line per fact, flushed at once."""

import sys


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


class CannotStart(Exception):
    """The portal cannot start; the message tells the person what to do about it."""
