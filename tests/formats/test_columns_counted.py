"""What is said of a row whose cells are not those of its header."""

from datetime import datetime

import pytest

from ingestion.formats import FORMATS
from ingestion.normalise.clock import Arrival

ARRIVAL = Arrival(datetime.fromisoformat("2026-11-21T20:00:05Z"), "UTC")


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("csv", b"time,name\nada\n", "It has 1 column, and the header names 2."),
        ("csv", b"time,name\na,b,c\n", "It has 3 columns, and the header names 2."),
        ("w3c", b"#Fields: date time c-ip\n2026-11-21\n", "It has 1 column, and #Fields names 3."),
        ("zeek", b"#separator \\x09\n#fields\tts\tuid\n1\n", "It has 1 column, and #fields names 2."),
    ],
)
def test_it_says_how_many_there_are_and_how_many_are_named(name: str, body: bytes, said: str) -> None:
    prepare = FORMATS[name].prepare
    assert prepare
    refusals = [record.refusal for record in prepare(body, ARRIVAL) or ()]
    assert [one.detail for one in refusals if one] == [said]
