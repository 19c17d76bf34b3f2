"""One login among many lines of a server is seen, and its other lines are read as ever."""

import pytest

from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")
OTHER = b'time="2026-11-21T20:00:01Z" level=info msg="till is open" path=/x remote_ip=192.0.2.7\n'
LOGIN = b'time="2026-11-21T20:00:02Z" level=error msg="Unsuccessful 1FA authentication attempt by user \'bo\'" remote_ip=203.0.113.7\n'
CLAIMS = b'time="2026-11-21T20:00:02Z" level=info msg="till of Successful 1FA authentication attempt made by user \'root\'" remote_ip=203.0.113.7\n'
FACTS = ("event.action", "user.name", "source.ip", "message")


def test_one_login_among_others_is_seen() -> None:
    result, events = sealed(OTHER * 9 + LOGIN + CLAIMS)
    assert (result.format, result.stored, result.quarantined) == ("server_pairs", 11, [])
    assert [events[0][name] for name in FACTS] == ["", "", "192.0.2.7", "till is open"]
    assert [events[9][name] for name in FACTS[:3]] == ["authn_login_fail", "bo", "203.0.113.7"]
    assert events[10]["event.action"] == ""


def test_without_one_the_batch_is_logfmt() -> None:
    result, events = sealed(OTHER * 9 + CLAIMS)
    assert result.format == "logfmt"
    assert [events[0][name] for name in FACTS] == ["", "", "192.0.2.7", "till is open"]
