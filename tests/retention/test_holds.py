"""Holds: placed once, released by reference or by event, told apart by partition."""

from datetime import date

import pytest

from portal.retention import holds
from portal.retention.models import Hold

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 1)


def place(reference: str = "case:17", event: int = 1 << 20, kind: str = "standard", day: date = DAY) -> Hold:
    return holds.place(reference, "ada", "pinned", event, kind, day)


def test_placing_twice_makes_one_hold() -> None:
    assert place() == place()
    assert Hold.objects.count() == 1


def test_after_a_release_it_can_be_placed_again() -> None:
    first = place()
    assert holds.release("case:17", by="bob") == 1
    first.refresh_from_db()
    assert first.released_by == "bob"
    assert place() != first


def test_release_ends_only_what_it_names() -> None:
    place(event=1 << 20)
    place(event=2 << 20)
    place("case:18")
    assert holds.release("case:17", event_id=1 << 20, by="bob") == 1
    assert holds.release("case:17", event_id=1 << 20, by="bob") == 0
    assert [each.reference for each in holds.holds_on("standard", DAY)] == ["case:17", "case:18"]


def test_a_hold_concerns_its_own_class_and_day() -> None:
    place()
    place(event=2 << 20, kind="short")
    place(event=3 << 20, day=date(2026, 3, 2))
    found = holds.held_partitions([("standard", DAY), ("short", DAY), ("security", DAY)])
    assert {key: [hold.events for hold in held] for key, held in found.items()} == {
        ("standard", DAY): [1],
        ("short", DAY): [1],
    }


@pytest.mark.parametrize(
    ("reference", "label"), [("case:17", "case #17"), ("court", "court"), ("legal:a:b", "legal #a:b")]
)
def test_references_read_as_people_say_them(reference: str, label: str) -> None:
    assert holds.label_of(reference) == label
