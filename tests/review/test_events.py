"""One event: its page, panel, copies and surroundings."""

import json

import pytest

from investigations.review.copies import as_markdown
from investigations.review.events import flat, plain
from investigations.review.found import Event
from portal.audit.models import Receipt
from portal.core.timephrase import EARLIEST
from tests.people import LOOKING, signed_in_client
from tests.review.making import SECRET, Kept, People


def latest() -> Receipt:
    return Receipt.objects.latest("at")


@pytest.mark.parametrize("page", ["", "panel", "context", "copy/text", "copy/json", "copy/markdown"])
def test_an_event_out_of_scope_looks_like_none(people: People, stored: Kept, page: str) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    hidden, missing = (client.get(f"/events/{number}/{page}") for number in (stored.secret, 7))
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.content == missing.content
    assert SECRET not in hidden.content.decode()
    assert (latest().outcome, latest().delivered) == ("denied", [])
    allowed = signed_in_client(people.investigator, purpose=LOOKING).get(f"/events/{stored.secret}/{page}")
    assert (allowed.status_code, SECRET in allowed.content.decode()) == (200, True)
    assert (latest().action, latest().outcome, latest().delivered) == (
        "open_event",
        "allowed",
        [stored.secret],
    )


def test_shows_every_field_and_how_often_it_was_seen(people: People, stored: Kept) -> None:
    html = signed_in_client(people.analyst, purpose=LOOKING).get(f"/events/{stored.ids[3]}/").content.decode()
    for words in ("own.word", "w26", "user.name", "eve", "Failed password for eve", "2026-11-21 10:26:00"):
        assert words in html
    assert "Seen by <b>1</b> person, <b>1</b> look" in html
    again = (
        signed_in_client(people.investigator, purpose=LOOKING)
        .get(f"/events/{stored.ids[3]}/panel")
        .content.decode()
    )
    assert "Seen by <b>2</b> people, <b>2</b> looks" in again


def test_surroundings_ignore_filters_and_stay_in_the_source(people: People, stored: Kept) -> None:
    client = signed_in_client(people.investigator, purpose=LOOKING)
    html = client.get(
        f"/events/{stored.ids[10]}/context?width=3", headers={"HX-Request": "true"}
    ).content.decode()
    places = [html.index(f'<a href="/events/{number}/"') for number in stored.ids[7:14]]
    assert places == sorted(places, reverse=True)
    assert sorted(latest().delivered) == sorted(stored.ids[7:14])
    assert SECRET not in html
    assert client.get(f"/events/{stored.ids[10]}/context?width=9999").status_code == 400


def test_copies_are_whole(people: People, stored: Kept) -> None:
    client = signed_in_client(people.analyst, purpose=LOOKING)
    document = json.loads(client.get(f"/events/{stored.ids[0]}/copy/json").content)
    assert (document["id"], document["user.name"]) == (str(stored.ids[0]), "mallory")
    assert json.loads(document["event.original"])["own"] == {"word": "w29"}
    assert len(document["lantern.leaf"]) == 64
    text = client.get(f"/events/{stored.ids[0]}/copy/text")
    assert text.headers["Content-Type"].startswith("text/plain")
    assert text.content.decode() == document["event.original"]


def test_markdown_cannot_be_broken_out_of() -> None:
    event = Event(
        id=1,
        timestamp=EARLIEST,
        received_at=EARLIEST,
        source="s",
        retention_class="r",
        record=b"",
        fields={"message": "a | b ` <script>\n# head"},
        raw=b"```\n# out",
        leaf=b"x" * 32,
    )
    text = as_markdown(event)
    assert "| `message` | `a \\| b ' &lt;script> # head` |" in text
    assert text.count("````") == 2


def test_documents_become_dotted_names() -> None:
    assert flat({"a": {"b": {"c": 1}, "d": [1]}, "e": {}}) == {"a.b.c": 1, "a.d": [1], "e": {}}
    assert plain("x") == "x"
