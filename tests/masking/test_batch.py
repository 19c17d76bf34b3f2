"""Batches whose records are no lines: what a column's name shows to be secret goes from the record's own bytes too."""

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from xml.sax.saxutils import escape

import pytest

from ingestion.formats import FORMATS
from ingestion.formats.record import Reason, Record
from ingestion.normalise.clock import Arrival
from ingestion.normalise.masking.batch import BatchMask, replaced
from ingestion.normalise.masking.keys import derive
from ingestion.normalise.masking.masker import Masker
from ingestion.normalise.masking.tokens import PERSONAL_KINDS
from ingestion.store.given import given

KEYS = derive("a key for tests, long enough to pass")
NOON = Arrival(datetime(2026, 11, 21, 12, tzinfo=UTC), "UTC")
CSV = b'time,user,password,pin,email\n2026-11-21T20:00:00Z,ada,"xylo""graph, 2",2026,ada@example.org\n'
W3C = (
    b"#Software: x\n#Fields: date time cs-method cs-uri-stem cs(Cookie) sc-status\n"
    b"2026-11-21 20:00:00 GET / sid=xylograph12345678;+theme=dark1234 200\n"
)


def masked(name: str, body: bytes, kinds: frozenset[str] = frozenset()) -> tuple[list[Record], BatchMask]:
    mask = BatchMask(Masker(KEYS, kinds))
    return list(given(FORMATS[name], body, NOON, mask).records()), mask


def test_a_secret_column_goes_from_the_cell_and_leaves_the_rest() -> None:
    records, mask = masked("csv", CSV)
    last = records[-1]
    assert b"xylo" not in last.raw + last.document
    assert last.raw.startswith(b"2026-11-21T20:00:00Z,ada,")
    assert last.raw.endswith(b",ada@example.org")
    assert last.raw.count(b"secretpassword") == 1 and last.raw.count(b"secretcode") == 1
    assert mask.counts["password"] == 1 and not mask.originals


def test_a_profile_takes_a_column_and_hands_its_originals_back() -> None:
    records, mask = masked("csv", CSV, frozenset({"mail", "user"}))
    assert not re.search(rb"\bada\b", records[-1].raw + records[-1].document)
    assert {original.value for original in mask.originals.values()} == {b"ada", b"ada@example.org"}


def test_a_value_is_counted_once_where_a_format_leaves_the_batch_to_the_engine() -> None:
    left = replace(FORMATS["csv"], apart=None, prepare=lambda text, arrival: None)
    mask = BatchMask(Masker(KEYS))
    given(left, b"a password=xylographHunter2\nb password=xylographHunter3\n", NOON, mask)
    assert mask.counts == {"password": 2}


def test_cookies_in_a_web_servers_field_go() -> None:
    records, _ = masked("w3c", W3C)
    assert b"xylograph" not in b"".join(record.raw + record.document for record in records)
    assert b"dark1234" not in b"".join(record.raw + record.document for record in records)


W3C_HEAD = b"#Software: x\n#Fields: date time c-ip cs-auth-id cs(Cookie) x-password sc-status\n"
ZEEK = (
    b"#separator \\x09\n#path\tftp\n#fields\tts\tuid\tuser\tpassword\n#types\ttime\tstring\tstring\tstring\n"
)
HEAD = b"time,user,password,note\n"


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("csv", HEAD + b"garbage,ada,hunter2,\n", "unreadable_time"),
        ("csv", HEAD + b"2026-11-21T20:00:00Z,ada,hunter2,x,y\n", "wrong_columns"),
        ("csv", HEAD + b"2026-11-21T20:00:00Z,mc,ada,hunter2,x,y\n", "wrong_columns"),
        ("csv", HEAD + b"ada,hunter2\n", "wrong_columns"),
        (
            "csv",
            HEAD + b"2026," + b",".join(b"c%d" % n for n in range(40)) + b",hunter2,x\n",
            "wrong_columns",
        ),
        ("w3c", W3C_HEAD + b"2026-11-21 20:00:00 192.0.2.1 ada sid=hunter2 hunter2 200 9\n", "wrong_columns"),
        ("w3c", W3C_HEAD + b"2026-99-21 20:00:00 192.0.2.1 ada sid=hunter2 hunter2 200\n", "unreadable_time"),
        ("zeek", ZEEK + b"1795291201.5\tC\tada\thunter2\tmore\n", "wrong_columns"),
        ("zeek", ZEEK + b"soon\tC\tada\thunter2\n", "unreadable_time"),
    ],
)
def test_secret_columns_go_from_refused_records(name: str, body: bytes, code: str) -> None:
    records, _ = masked(name, body)
    refused = records[-1]
    assert refused.refusal is not None and refused.refusal.code == code
    assert b"hunter2" not in refused.raw + refused.document + refused.refusal.detail.encode()
    assert b"secret" in refused.raw


def test_what_a_refusal_quotes_is_masked_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("invalid literal: 'hunter2'")

    monkeypatch.setattr("ingestion.formats.csv_table.meant", fails)
    records, _ = masked("csv", HEAD + b"2026-11-21T20:00:00Z,ada,hunter2,\n")
    assert records[-1].refusal is not None and "secretpassword" in records[-1].refusal.detail
    assert b"hunter2" not in records[-1].raw + records[-1].refusal.detail.encode()


@pytest.mark.parametrize(
    ("name", "body"),
    [
        (
            "w3c",
            b"#Fields: date time cs-auth-id cs(Cookie) x-password\n2026-11-21 20:00:00 ada a=hunter2 hunter2\n",
        ),
        ("zeek", ZEEK + b"1795291201.5\tC\tada\thunter2\n"),
    ],
)
def test_secret_columns_are_not_repeated_in_the_message(name: str, body: bytes) -> None:
    records, _ = masked(name, body)
    assert records[-1].refusal is None and b'"message":"' in records[-1].document
    assert b"hunter2" not in records[-1].raw + records[-1].document


@pytest.mark.parametrize(("line", "gap"), [(b"2026-11-21 20:00:00 GET / note=xylo+graph;+b=1 200", b"+"),
                                           (b"2026-11-21\t20:00:00\tGET\t/\tnote=xylo%20graph;%20b=1\t200", b"%20")])  # fmt: skip
def test_cookies_with_spaces_go_however_the_server_wrote_them(line: bytes, gap: bytes) -> None:
    head = b"#Fields: date time cs-method cs-uri-stem cs(Cookie) sc-status\n"
    records, _ = masked("w3c", head + line + b"\n")
    assert b"xylo" not in records[-1].raw + records[-1].document


def test_binary_batches_are_masked_record_by_record() -> None:
    mask = BatchMask(Masker(KEYS, frozenset(PERSONAL_KINDS)))
    body = b"ElfFile\x00password=xylograph1"
    assert mask.body(body) is body
    given_records = [
        Record(0, b'{\n"password": "xylograph1"\n}', b'{"password":"xylograph1"}', written="now"),
        Record(1, b"password=xylograph1", refusal=Reason("bad", "It says password=xylograph1.")),
    ]
    out = mask.records(given_records)
    assert b"xylograph" not in out[0].raw + out[0].document + out[1].raw
    assert out[1].refusal is not None and "xylograph" not in out[1].refusal.detail
    assert [record.position for record in out] == [0, 1]
    assert mask.counts == {"password": 2}, "one in each record, however often the record says it"


def test_what_only_the_document_of_a_binary_record_shows_is_counted_too() -> None:
    mask = BatchMask(Masker(KEYS, frozenset({"mail"})))
    mask.body(b"ElfFile\x00")
    document = b'{"password":"xylograph1","to":"eve@example.org"}'
    mask.records([Record(0, b"ada@example.org", document, written="now")])
    assert mask.counts == {"password": 1, "mail": 2}
    assert {original.value for original in mask.originals.values()} == {
        b"ada@example.org",
        b"eve@example.org",
    }


@pytest.mark.parametrize(
    ("text", "value", "expected"),
    [
        (b"2026-11-21,2026,x", b"2026", b"2026-11-21,T,x"),
        (b"xylograph1 and xylograph12", b"xylograph1", b"T and xylograph12"),
        (b"a,xylograph1", b"xylograph1", b"a,T"),
        (b"nothing", b"", b"nothing"),
    ],
)
def test_values_are_replaced_as_words_of_their_own(text: bytes, value: bytes, expected: bytes) -> None:
    assert replaced(text, value, b"T") == expected


@pytest.mark.parametrize("spelling", [rb"Zo\u00eb K\/L", rb"Zo\u00EB K/L", "Zoë K/L".encode()])
def test_personal_values_go_however_json_spells_them(spelling: bytes) -> None:
    mask = BatchMask(Masker(KEYS, frozenset({"user"})))
    document = '{"user.name":"Zoë K/L"}'.encode()
    (found,) = mask.records([Record(0, b'{"who":"' + spelling + b'"}', document)])
    assert b"Zo" not in found.raw + found.document


def test_a_value_goes_from_bytes_that_spell_what_stands_around_it_another_way() -> None:
    mask = BatchMask(Masker(KEYS))
    document = b'{"message":"ya29.ya29.abcdefghijklmnopqrstuvw"}'
    (found,) = mask.records([Record(0, b"ya29&#46;ya29.abcdefghijklmnopqrstuvw", document)])
    assert b"qrst" not in found.raw + found.document and b"secretapikey" in found.raw


def test_a_record_of_too_many_values_is_refused_and_masked_as_one() -> None:
    mask = BatchMask(Masker(KEYS))
    dense = b'{"message":"' + b"password=hunter2 " * 9_000 + b'"}'
    spread = b'{"message":"' + b"password=hunter2 and so on and on " * 900 + b'"}'
    records = [
        Record(0, b"a", b'{"x":1}'),
        Record(1, dense, dense),
        Record(2, spread, spread),
        Record(3, b"b"),
    ]
    found = mask.records(records)
    assert [one.refusal.code if one.refusal else "" for one in found] == [
        "",
        "masked_whole",
        "masked_whole",
        "",
    ]
    assert all(b"hunter2" not in one.raw + one.document and one.raw for one in found)
    assert (found[0], found[3]) == (records[0], records[3])


WINLOGON = {"TargetObject": r"HKLM\Winlogon\DefaultPassword", "Details": "xylo & graph <2>"}
VALUE = {"ObjectValueName": "DefaultPassword", "HandleId": "0x7", "OperationType": "%%1905", "OldValueType": "%%1873", "NewValueType": "%%1873",
         "NewValue": "xylo graph 2"}  # fmt: skip


@pytest.mark.parametrize("data", [WINLOGON, VALUE], ids=["Sysmon", "Security"])
def test_a_value_of_the_registry_is_secret_by_its_name(data: dict[str, str]) -> None:
    named = "".join(f"<Data Name='{name}'>{escape(said)}</Data>" for name, said in data.items())
    xml = f"<Event><System><Provider Name='Till'/><EventID>13</EventID></System><EventData>{named}</EventData></Event>"
    head = {"@timestamp": "2026-11-21T20:00:00Z", "message": " ".join(data.values())}
    beat = {**head, "winlog": {"event_id": 13, "provider_name": "Till", "event_data": data}}
    nxlog = {
        "EventID": 13,
        "SourceName": "Till",
        "Hostname": "pc1",
        "Message": " ".join(data.values()),
        **data,
    }
    bodies = [("windows_xml", xml), ("windows_json", json.dumps(beat)), ("windows_json", json.dumps(nxlog))]
    for name, body in bodies:
        records, mask = masked(name, body.encode())
        kept = records[0].raw + records[0].document
        assert b"xylo" not in kept and b"graph" not in kept
        assert b"DefaultPassword" in kept and mask.counts["password"]
