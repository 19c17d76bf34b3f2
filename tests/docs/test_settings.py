"""Documentation is tested: every variable that is read is described, and nothing described is unknown."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = re.compile(r'env\.(?:text|required|flag|number|words)\(\s*"([A-Z_]+)"')
DESCRIBED = re.compile(r"^\| `([A-Z_]+)` \|", re.MULTILINE)
# Read by the commands that start the processes, not by Django.
OF_THE_LAUNCHER: set[str] = set()


def variables_read() -> set[str]:
    return set(READ.findall((ROOT / "portal/settings.py").read_text()))


def variables_described() -> set[str]:
    return set(DESCRIBED.findall((ROOT / "docs/settings.md").read_text()))


def test_every_variable_is_described() -> None:
    assert variables_read() - variables_described() == set()


def test_every_described_variable_is_read() -> None:
    assert variables_described() - variables_read() - OF_THE_LAUNCHER == set()
