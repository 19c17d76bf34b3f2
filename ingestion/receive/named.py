"""What somebody named on a command line: files, folders with what is in them, patterns, and standard input."""

import glob
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

STDIN = "-"


@dataclass(frozen=True)
class Named:
    """``name`` is what its upload is called; ``path`` is ``None`` for standard input."""

    name: str
    path: Path | None


def expanded(arguments: Sequence[str]) -> list[Named]:
    """Every file that is meant, once, in order; raises ``FileNotFoundError`` for an argument that means none."""
    found: dict[object, Named] = {}
    for argument in arguments:
        files = list(_meant(argument))
        if not files:
            raise FileNotFoundError(f"{argument}: there is no file in it; links in folders are not followed.")
        for file in files:
            found.setdefault(file.path.absolute() if file.path else STDIN, file)
    return list(found.values())


def _meant(argument: str) -> Iterator[Named]:
    if argument == STDIN:
        yield Named("standard input", None)
        return
    path = Path(argument)
    if path.exists():
        yield from _under(path)
        return
    # A pattern may be absolute, which Path.glob does not take.
    matching = sorted(glob.glob(argument, recursive=True)) if glob.has_magic(argument) else []  # noqa: PTH207
    if not matching:
        raise FileNotFoundError(f"{argument}: No such file or folder.")
    for one in matching:
        yield from _under(Path(one))


def _under(path: Path) -> Iterator[Named]:
    """The file itself, or all files below a folder, named from that folder on; links inside are not followed.

    A folder that may not be looked into stands for what is in it, so that whoever opens it learns why it is not taken.
    """
    if not path.is_dir():
        yield Named(path.name, path)
        return
    closed: list[OSError] = []
    for folder, inner, files in os.walk(path, onerror=closed.append):
        inner.sort()
        for name in sorted(files):
            file = Path(folder, name)
            if file.is_file() and not file.is_symlink():
                yield Named(str(file.relative_to(path.parent)), file)
    for error in closed:
        yield Named(str(Path(error.filename).relative_to(path.parent)), Path(error.filename))
