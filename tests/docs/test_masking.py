"""The page on masking names every kind, every vendor's form in the tests, and every trace."""

import re
from pathlib import Path

from ingestion.normalise.masking.tokens import PERSONAL_KINDS, SECRET_KINDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/masking.md").read_text()
RECORDED = re.compile(r'(?:events|security)\.record\(\s*"(\w+)"|ledger\.append\(\s*"(\w+)"')


def test_every_kind_is_described() -> None:
    assert [kind for kind in (*SECRET_KINDS, *PERSONAL_KINDS) if f"`{kind}`" not in PAGE] == []


def test_every_trace_is_described() -> None:
    files = [*(ROOT / "ingestion/privacy").glob("*.py"), ROOT / "investigations/review/reveal.py"]
    traces = {name for path in files for pair in RECORDED.findall(path.read_text()) for name in pair if name}
    assert {"sensitive_read", "sensitive_create", "policy"} <= traces
    assert [name for name in sorted(traces) if f"`{name}`" not in PAGE] == []
