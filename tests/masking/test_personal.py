"""Personal data by profile: found by name and by form, one pseudonym for every spelling, nothing else touched."""

import json

import pytest

from ingestion.normalise.masking import national
from ingestion.normalise.masking.keys import derive
from ingestion.normalise.masking.masker import Masker
from ingestion.normalise.masking.spelling import pseudonyms_of
from ingestion.normalise.masking.tokens import PERSONAL_KINDS, PSEUDONYM, Tokens
from tests.masking.table import HARMLESS

KEYS = derive("a key for tests, long enough to pass")
EVERYTHING = Masker(KEYS, frozenset(PERSONAL_KINDS))
FOUND = [
    ("mail", "mail from ada@example.org accepted", "ada@example.org"),
    ("mail", '{"to":"Ada.L+x@mail.example.org","n":1}', "Ada.L+x@mail.example.org"),
    ("mail", "GET /r?e=ada%40example.org&x=1 HTTP/1.1", "ada%40example.org"),
    ("name", '{"customer":{"first_name":"Ada","n":1}}', "Ada"),
    ("name", 'fullName="Ada Lovelace" n=1', "Ada Lovelace"),
    ("name", "<surname>Lovelace</surname>", "Lovelace"),
    ("phone", "called +49 30 901820 twice", "+49 30 901820"),
    ("phone", '{"phone":"030 901820","n":1}', "030 901820"),
    ("phone", '{"mobile":301234567,"n":1}', "301234567"),
    ("nationalid", "ssn 078-05-1120 given", "078-05-1120"),
    ("nationalid", "nino AB123456C given", "AB123456C"),
    ("nationalid", "id 86095742719 given", "86095742719"),
    ("nationalid", "nir 255081416802538 given", "255081416802538"),
    ("nationalid", "dni 12345678Z given", "12345678Z"),
    ("nationalid", "nie X1234567L given", "X1234567L"),
    ("nationalid", "cf RSSMRA85T10A562S given", "RSSMRA85T10A562S"),
    ("nationalid", "pesel 44051401359 given", "44051401359"),
    ("nationalid", "pnr 811228-9874 given", "811228-9874"),
    ("nationalid", '{"bsn":"111222333"}', "111222333"),
    ("nationalid", '{"n":[86095742719,1]}', "86095742719"),
    ("address", '{"street":"12 St James Square","postal_code":"SW1Y 4JH"}', "12 St James Square"),
    ("ip", "from 203.0.113.9 port 22", "203.0.113.9"),
    ("ip", "from 203.0.113.9:5000 done", "203.0.113.9"),
    ("ip", "from [2001:db8::1]:443 done", "2001:db8::1"),
    ("ip", '{"source.ip":"2001:db8:0:0:0:0:0:1"}', "2001:db8:0:0:0:0:0:1"),
    ("ip", '{"community_id":"1:wCb3OG7yAFWelaUydu0D+125CLM=","n":1}', "1:wCb3OG7yAFWelaUydu0D+125CLM="),
    ("user", '{"user":{"name":"ada","roles":["x"]}}', "ada"),
    ("user", "user=ada action=login", "ada"),
    ("user", "sshd[1]: Failed password for ada from 203.0.113.9 port 22", " ada "),
    ("user", "sshd[1]: Failed password for invalid user bob from 203.0.113.9 port 22", " bob "),
    ("user", "sudo:   ada : TTY=pts/0 ; PWD=/root ; USER=root ; COMMAND=/bin/id", " ada "),
    ("user", '203.0.113.9 - ada [21/Nov/2026:20:00:00 +0000] "GET / HTTP/1.1" 200 1', " ada "),
]
UNTOUCHED = [
    "at 20:00:01 and 2026-11-21T20:00:01.123456Z", "mac 52:54:00:ab:cd:ef", "version 1.2.3 build 10.0.19045",
    "ratio 12:34 done::ok", "zone +0100 +1000", "order 12345678901 and 123-45-678", "Failed password for root from here",
    "package a@1.2.3", "git@ref", "at 1:wCb3OG7yAFWelaUydu0D", "hostname=web-1 filename=x.txt hotel=ritz velocity=12", '{"user":null,"email":""}',
]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "line", "value"), FOUND, ids=[f"{kind}-{value.strip()}" for kind, _, value in FOUND]
)
def test_personal_data_becomes_a_pseudonym(kind: str, line: str, value: str) -> None:
    masked = Masker(KEYS, frozenset({kind})).mask(line.encode())
    assert value not in masked.body.decode()
    assert [token for token in PSEUDONYM.every(masked.body) if token.startswith(b"pseudonym" + kind.encode())]
    assert Masker(KEYS, frozenset({kind})).mask(masked.body).body == masked.body
    assert any(edit.personal and edit.kind == kind for edit in masked.edits)
    if line.startswith("{"):
        assert json.loads(masked.body).keys() == json.loads(line).keys()
    assert Masker(KEYS).mask(line.encode()).edits == (), "without a profile nothing is taken out"


@pytest.mark.parametrize("line", UNTOUCHED)
def test_what_only_looks_like_personal_data_stays(line: str) -> None:
    assert EVERYTHING.mask(line.encode()).body.decode() == line


@pytest.mark.parametrize("line", HARMLESS.values())
def test_every_kind_together_keeps_lines_and_changes_nothing_twice(line: str) -> None:
    once = EVERYTHING.mask(line.encode()).body
    assert EVERYTHING.mask(once).body == once


@pytest.mark.parametrize(
    ("kind", "spellings"),
    [
        ("mail", ["Ada@Example.org", "ada@example.ORG "]),
        ("phone", ["+49 30 901820", "0049-30-901820", "+49(30)901820"]),
        ("ip", ["2001:db8::1", "2001:0DB8:0:0::1"]),
        ("ip", ["192.0.2.1", "::ffff:192.0.2.1"]),
        ("nationalid", ["AB 12 34 56 C", "ab123456c"]),
        ("name", ["Ada  Lovelace", "ada lovelace"]),
    ],
)
def test_one_person_has_one_pseudonym(kind: str, spellings: list[str]) -> None:
    tokens = Tokens(KEYS.secrets, KEYS.pseudonyms)
    assert len({tuple(pseudonyms_of(tokens, {kind}, said)) for said in spellings}) == 1


@pytest.mark.parametrize("said", ["078-05-1121", "000-12-3456", "666-12-3456", "912-12-3456"])
def test_numbers_that_are_never_issued(said: str) -> None:
    assert national.country_of(said.encode()) == ("US SSN" if said.startswith("078") else "")


@pytest.mark.parametrize(
    "said",
    [
        "86095742718",
        "255081416802539",
        "12345678A",
        "X1234567A",
        "RSSMRA85T10A562T",
        "44051401358",
        "811228-9875",
        "GB123456A",
    ],
)
def test_wrong_check_digits_are_no_national_ids(said: str) -> None:
    assert national.country_of(said.encode()) == ""


def test_an_address_is_an_address_in_the_field_of_a_user() -> None:
    both = Masker(KEYS, frozenset({"mail", "user"}))
    lines = (
        b'{"user":{"email":"ada@example.org"}}',
        b"mail to ada@example.org",
        b"user=ada@example.org",
        b'{"user":"ada@example.org"}',
    )
    found = {edit.token for line in lines for edit in both.mask(line).edits}
    assert len(found) == 1 and found.pop().startswith(b"pseudonymmail")
    assert b"pseudonymuser" in Masker(KEYS, frozenset({"user"})).mask(lines[2]).body
