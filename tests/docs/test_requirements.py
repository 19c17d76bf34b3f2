"""The table of demands is complete, says one of three things about each, and points to what exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
ROWS = ROW.findall((ROOT / "docs/requirements.md").read_text(encoding="utf-8"))
DEMANDS = 37


def test_every_demand_has_its_row() -> None:
    assert [int(number) for number, *_ in ROWS] == list(range(1, DEMANDS + 1))


@pytest.mark.parametrize(("number", "met", "where"), [(n, met, where) for n, _, met, where in ROWS])
def test_the_row_is_honest_in_form(number: str, met: str, where: str) -> None:
    assert met in {"yes", "partly", "not yet"}
    named = re.findall(r"`([^`]+)`", where)
    assert [path for path in named if not (ROOT / path).exists()] == []
    assert named or met != "yes"
