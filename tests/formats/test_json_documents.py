"""Arrays, envelopes and spread-out objects, taken apart without losing a byte."""

import json
from collections.abc import Iterator
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.formats import FORMATS
from ingestion.formats.detect import detect
from ingestion.formats.json_documents import first_texts, records
from tests.store.batches import sealed

ONE, TWO = b'{"a": {"b":[1, "]}"]}}', b'{\n  "c": "\xc3\xa9"\n}'
DOCUMENTS = [
    pytest.param(b"[" + ONE + b",\n" + TWO + b"]\n", id="array"),
    pytest.param(b'{"Records":[' + ONE + b"," + TWO + b"]}", id="CloudTrail's envelope"),
    pytest.param(
        b'{ "@odata.context": "x", "value": [\n' + ONE + b",\n" + TWO + b'\n], "@odata.count": 2 }\n',
        id="Azure's envelope",
    ),
    pytest.param(TWO.replace(b"c", b"a") + b"\n" + TWO, id="spread over lines"),
    pytest.param(b"[" + ONE + b"]\n[" + TWO + b"]\n", id="an array a line"),
    pytest.param(b"\xef\xbb\xbf[" + ONE + b"," + TWO + b"]", id="byte order mark"),
]


@pytest.mark.parametrize("body", DOCUMENTS)
def test_each_object_is_a_record_with_its_own_bytes(body: bytes) -> None:
    found = records(body)
    assert found is not None
    assert [record.refusal for record in found] == [None, None]
    assert [record.position for record in found] == [0, 1]
    assert found[1].raw == TWO
    assert detect(body).name == "ndjson"


@pytest.mark.parametrize(
    "body", [ONE + b"\n" + ONE, b'{"value":[1]}', b'{"x":1,"Records":[{}]}', b"", b"plain"]
)
def test_lines_stay_lines(body: bytes) -> None:
    assert records(body) is None


BROKEN = [
    pytest.param(b'[{"a":1},\n{"b":},\n{"c":1}]', [None, "not_json", None], id="one broken record"),
    pytest.param(b'[{"a":1},{"b":', [None, "not_json"], id="cut off"),
    pytest.param(
        b'[{"a":1},5,"x",[{}]]', [None, "not_an_object", "not_an_object", "not_an_object"], id="others"
    ),
    pytest.param(
        b'{"Records":[{"a":1}],"more":{"b":[{}]},"nextLink":"x"}', [None, "beside_the_list"], id="more beside"
    ),
    pytest.param(
        b'{"Records":[{"a":1}],"m":"' + b"m" * 9000 + b'"}', [None, "beside_the_list"], id="long beside"
    ),
    pytest.param(b'{"Records":[{"a":1}],"m":', [None, "not_an_object", "not_json"], id="cut off beside"),
    pytest.param(b'[{"a":1}]rest', [None, "not_json"], id="something behind it"),
    pytest.param(b'[{"a":' + b"[" * 100_000 + b'\n{"b":1}', ["not_json", None], id="too deep"),
]


@pytest.mark.parametrize(("body", "reasons"), BROKEN)
def test_what_cannot_be_read_is_refused_and_the_rest_kept(body: bytes, reasons: list[str | None]) -> None:
    found = records(body)
    assert [record.refusal and record.refusal.code for record in found or ()] == reasons


def test_a_beginning_gives_its_whole_records() -> None:
    assert first_texts(b'{"Records":[{"a":1},{"b":2},{"c', 9) == [b'{"a":1}', b'{"b":2}']


def objects_among_samples() -> Iterator[tuple[str, dict[str, object]]]:
    for name, one in FORMATS.items():
        for sample in one.samples:
            with suppress(ValueError):
                said = json.loads(sample.line)
                if isinstance(said, dict):
                    yield name, said


@pytest.mark.parametrize("indent", [1, 4, "\t"])
def test_a_record_spread_over_lines_is_known_like_one_of_a_line(indent: int | str) -> None:
    for name, said in objects_among_samples():
        expected = detect(json.dumps(said).encode()).name
        spread = [json.dumps(whole, indent=indent) for whole in (said, [said], {"Records": [said, said]})]
        assert {detect(text.encode()).name for text in spread} == {expected}, name


@given(st.lists(st.dictionaries(st.text(), st.integers() | st.text() | st.lists(st.text()))))
def test_any_array_comes_apart_into_its_objects(objects: list[dict[str, object]]) -> None:
    found = records(b"[{}," + json.dumps(objects, indent=1).encode()[1:-1] + (b",{}]" if objects else b"{}]"))
    assert [json.loads(record.raw) for record in found or ()] == [{}, *objects, {}]


@pytest.mark.usefixtures("event_tables")
def test_an_array_is_stored_record_by_record_and_balances() -> None:
    body = b'[{"msg":"one",\n "n": 1},\n{"msg":},\n{"msg":"three"}]'
    result, events = sealed(body)
    assert (result.received, result.stored) == (3, 2)
    assert [(event["message"], event["raw"]) for event in events] == [
        ("one", b'{"msg":"one",\n "n": 1}'),
        ("three", b'{"msg":"three"}'),
    ]
    assert [(line.position, line.raw, line.reason) for line in result.quarantined] == [
        (1, b'{"msg":},', "not_json")
    ]
