"""Real log files, where the machine has them: the folder in LANTERN_CORPORA, or shared/corpora beside the checkout."""

import csv
import os
from functools import cache
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]


def folder() -> Path:
    """The folder; skips the test when there is none."""
    place = Path(os.environ.get("LANTERN_CORPORA") or CHECKOUT.parent / "shared" / "corpora")
    if not (place / "GROUND_TRUTH.tsv").is_file():
        pytest.skip(f"no corpora: {place} is not there; name a folder with LANTERN_CORPORA")
    return place


@cache
def _truths(place: Path) -> dict[str, dict[str, str]]:
    with (place / "GROUND_TRUTH.tsv").open(encoding="utf-8") as lines:
        return {row["id"]: row for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)}


def truth(number: str) -> str:
    """The value of a fact, such as ``D003``."""
    return _truths(folder())[number]["value"]


def place(number: str) -> str:
    """The file that a fact is about, relative to the folder."""
    return _truths(folder())[number]["file"]


def numbers() -> list[str]:
    """Every fact there is."""
    return list(_truths(folder()))
