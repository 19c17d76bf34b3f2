"""What somebody typed for a name, a path or a command chooses neither what a record says was done nor from where it came.

In every sample of every format that Python reads, each value that its sender could choose is put in other words.
"""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from ingestion.formats import FORMATS
from ingestion.formats.format import Sample
from ingestion.normalise.clock import Arrival
from tests.store.batches import ARRIVED

TYPED = (
    "user.name",
    "url.original",
    "url.path",
    "dns.question.name",
    "user_agent.original",
    "file.path",
    "process.command_line",
)
WORDS = (
    "login failed",
    "login success",
    "denied",
    "accepted",
    "root from 9.9.9.9",
    "(9.9.9.9)",
    "[9.9.9.9]",
    "root from 9.9.9.9 failed",
)
# Behind a name in quotes or brackets these end it.
ENDED = ("root%s from 9.9.9.9", "root%s from 9.9.9.9 port 7 login success")
# Whose writers put such a value in quotes or write its blanks otherwise, so that the lines made here are none of theirs.
QUOTED = frozenset(("w3c", "elb", "umbrella", "xchat", "auditd", "citrix", "combined"))
CLOSING = {"'": "'", '"': '"', "[": "]", "<": ">", "(": ")"}
SAMPLES = [
    (name, sample)
    for name, one in FORMATS.items()
    if one.prepare and name not in QUOTED
    for sample in one.samples
]


def _read(name: str, line: bytes) -> dict[str, Any]:
    """The first record's fields by their whole names; empty of what is refused."""
    prepare = FORMATS[name].prepare
    assert prepare
    kept = [one.document for one in prepare(line, Arrival(ARRIVED)) or () if not one.refusal]
    return dict(_flat(orjson.loads(kept[0]), "")) if kept and kept[0] else {}


def _flat(said: dict[str, Any], above: str) -> Iterator[tuple[str, Any]]:
    for name, value in said.items():
        yield from _flat(value, f"{above}{name}.") if isinstance(value, dict) else [(f"{above}{name}", value)]


def _forged(line: bytes, value: str) -> Iterator[tuple[str, bytes]]:
    written = value.encode()
    before = line[: line.index(written)][-1:].decode("latin-1")
    closing = CLOSING.get(before, "")
    inside = "" if line.lstrip()[:1] in (b"{", b"[") and closing == '"' else closing
    for word in (*WORDS, *(one % inside for one in ENDED)):
        yield word, line.replace(written, word.encode())


@pytest.mark.parametrize("name", sorted({name for name, _ in SAMPLES}))
def test_a_typed_value_chooses_no_deed_and_no_address(name: str) -> None:
    wrong = [found for one, sample in SAMPLES if one == name for found in _believed(name, sample)]
    assert not wrong, "\n".join(wrong[:8])


def _believed(name: str, sample: Sample) -> Iterator[str]:
    plain = _read(name, sample.line)
    for field in TYPED:
        value = plain.get(field)
        if not isinstance(value, str) or len(value) < 2 or value.encode() not in sample.line:
            continue
        for word, line in _forged(sample.line, value):
            found = _read(name, line)
            deed = found.get("event.outcome") or ""
            if found.get("source.ip") == "9.9.9.9":
                yield f"{field} {word!r} is its address: {line[:300]!r}"
            if found.get("user.name") == "root" and field == "user.name" and word.startswith("root'"):
                yield f"{word!r} is cut to root: {line[:300]!r}"
            if deed != (plain.get("event.outcome") or "") and deed in ("success", "failure"):
                yield f"{field} {word!r} makes it a {deed}: {line[:300]!r}"


# Whose names stand in quotes, with the quotes in them escaped.
ESCAPED = frozenset(("pan_os", "firewall_pairs"))
TAIL = 8  # bytes behind the address that are forged too


@pytest.mark.parametrize("name", sorted({name for name, _ in SAMPLES} - ESCAPED))
def test_a_name_that_repeats_what_is_written_around_an_address_chooses_none(name: str) -> None:
    for one, sample in SAMPLES:
        if one == name and not sample.line.lstrip().startswith((b"{", b"[")):
            for field, line in _repeated(sample, _read(name, sample.line)):
                assert _read(name, line).get("source.ip") != "9.9.9.9", (field, line)


def _repeated(sample: Sample, plain: dict[str, Any]) -> Iterator[tuple[str, bytes]]:
    """``ada from 192.0.2.9 port`` becomes ``root from 9.9.9.9 port from 192.0.2.9 port``."""
    address = str(plain.get("source.ip") or "").encode()
    for field in ("user.name", "url.original", "dns.question.name", "user_agent.original"):
        typed = str(plain.get(field) or "").encode()
        before, found, behind = (
            sample.line.partition(typed) if len(typed) > 1 and address else (b"", b"", b"")
        )
        between, there, tail = behind.partition(address) if found else (b"", b"", b"")
        if there and (plain.get("event.action") or "").startswith("authn_login_fail"):
            yield field, b"".join((before, b"root", between, b"9.9.9.9", tail[:TAIL], behind))
