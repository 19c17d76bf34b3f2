"""docs/case-export.md says what is true: its program runs, and its tables name what is there."""

import base64
import copy
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingestion.pipeline.models import Batch
from ingestion.store.schema import COLUMNS
from investigations.cases.models import Case, CaseExport
from portal.core.eventid import event_id
from tests.cases.conftest import Cast
from tests.cases.making import a_source, evidence, pinned
from tests.cases.test_pins import pin
from tests.people import signed_in_client
from tests.reports.test_export import fetch, prepare
from tests.retention.conftest import own_partitions
from tests.retention.records import make_batch, make_class, make_source

__all__ = ["own_partitions"]
PAGE = (Path(__file__).resolve().parents[2] / "docs" / "case-export.md").read_text(encoding="utf-8")


@pytest.fixture
def batch(cast: Cast, own_partitions: None) -> Batch:
    from datetime import date

    return make_batch(make_source(make_class()), date(2026, 3, 1))


@pytest.fixture
def exported(cast: Cast, case: Case, batch: Batch) -> dict[str, Any]:
    """The JSON of a case with events from the real store."""
    pin(cast.lead, case, event_id(batch.number, 0), event_id(batch.number, 1))
    client, _ = prepare(cast.lead, case, "json")
    document: dict[str, Any] = json.loads(fetch(client, case, CaseExport.objects.get()).content)
    return document


def run_program(tmp_path: Path, document: dict[str, Any]) -> "subprocess.CompletedProcess[str]":
    program = re.search(r"```python\n(.*?)```", PAGE, re.DOTALL)
    assert program
    (tmp_path / "check.py").write_text(program[1], encoding="utf-8")
    (tmp_path / "case.json").write_text(json.dumps(document), encoding="utf-8")
    command = [sys.executable, "-I", "check.py", "case.json"]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)


def test_the_program_accepts_a_true_export(tmp_path: Path, exported: dict[str, Any]) -> None:
    done = run_program(tmp_path, exported)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 8


@pytest.mark.parametrize("what", ["leaf", "record_base64", "raw_base64", "evidence"])
def test_the_program_finds_what_was_changed(tmp_path: Path, exported: dict[str, Any], what: str) -> None:
    forged = copy.deepcopy(exported)
    entry = forged["entries"][0]
    if what == "leaf":
        entry["leaf"] = "0" * 64
    elif what == "evidence":
        entry["evidence"] = forged["entries"][1]["evidence"]
    else:
        entry[what] = base64.b64encode(b"something else").decode()
    done = run_program(tmp_path, forged)
    assert done.returncode == 1
    assert "WRONG" in done.stdout


def test_every_key_is_described(cast: Cast, case: Case, exported: dict[str, Any]) -> None:
    a_source("payroll")
    pinned(case, cast.lead, evidence("payroll", position=1))
    keys = set(_keys(exported)) - {"fields"}
    assert not {key for key in keys if not re.search(rf"[`.]{re.escape(key)}[`.]", PAGE)}


def _keys(value: object, inside: str = "") -> list[str]:
    """Every key but those of records (``fields``) and of batches (their numbers)."""
    if isinstance(value, list):
        return [key for item in value for key in _keys(item)]
    if not isinstance(value, dict) or inside == "fields":
        return []
    named = [] if inside == "batches" else list(value)
    return named + [key for name, item in value.items() for key in _keys(item, name)]


def test_the_columns_are_those_of_the_store() -> None:
    listed = re.findall(r"^\| `([^`]+)` \| (.+) \|$", PAGE.split("## The record")[1], re.MULTILINE)
    plain = {"LowCardinality(String)": "text", "String": "text", "DateTime64(6, 'UTC')": "DateTime64(6)"}
    expected = [
        (each.name, "text (JSON)" if each.type.startswith("JSON") else plain.get(each.type, each.type))
        for each in COLUMNS
    ]
    assert listed == expected


def test_a_member_without_exports_has_no_page(cast: Cast, case: Case) -> None:
    assert signed_in_client(cast.analyst).get(f"/cases/{case.pk}/export").status_code == 403
