"""The page on retention names every trace and decision that there is."""

import re
from pathlib import Path

from portal.retention.models import PurgeDecision

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/retention.md").read_text()
RECORDED = re.compile(r'(?:events\.record|_trace|ledger\.append)\(\s*(?:actor, )?"(\w+)"')


def test_every_trace_is_described() -> None:
    sources = "".join(path.read_text() for path in (ROOT / "portal/retention").glob("*.py"))
    traces = set(RECORDED.findall(sources))
    assert {"sensitive_delete", "purge_run", "policy", "destruction", "sensitive_update"} <= traces
    assert [name for name in sorted(traces) if f"`{name}`" not in PAGE] == []


def test_every_decision_is_described() -> None:
    assert [each for each in PurgeDecision.Decision.values if f"`{each}`" not in PAGE] == []
