"""Every refusal of the ways in stands in the documentation with its status."""

from pathlib import Path

import pytest

from ingestion.receive import errors
from ingestion.receive.errors import ReceiveProblem
from portal.core.problems import Problem
from portal.front.bridge import TooManyUnfinished, TooSlow

SENDING = (Path(__file__).parents[2] / "docs" / "sending.md").read_text(encoding="utf-8")
OURS = [
    problem
    for problem in vars(errors).values()
    if isinstance(problem, type) and issubclass(problem, ReceiveProblem) and problem is not ReceiveProblem
]
PROBLEMS: list[type[Problem]] = [
    *OURS,
    TooSlow,
    TooManyUnfinished,
]  # the last two come before any address is known


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.code)
def test_every_refusal_is_described(problem: type[Problem]) -> None:
    said = [line for line in SENDING.splitlines() if f"`{problem.code}`" in line]
    assert any(str(problem.status) in line for line in said)
