"""Sources take turns: one that floods delays the others by a claim, not by everything it has sent."""

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from ingestion.pipeline import claim
from ingestion.pipeline.models import SpoolItem
from ingestion.receive import backlog, spool
from ingestion.sources.models import Source
from portal.retention.models import RetentionClass

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _from_the_start(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    monkeypatch.setattr(claim, "_served", 0)
    settings.SEAL_TOGETHER_BATCHES = 1
    backlog.look_again()


def sent(slug: str, count: int) -> list[int]:
    kept = RetentionClass.objects.get(slug="standard")
    source, _ = Source.objects.get_or_create(slug=slug, defaults={"name": slug, "retention_class": kept})
    bodies = (f'{{"message": "{slug} {number}"}}\n'.encode() for number in range(count))
    return [spool(source, [body], how="api")[0].number for body in bodies]


def claimed(count: int) -> list[int]:
    """The rows that would be sealed one after the other."""
    numbers: list[int] = []
    for _ in range(count):
        numbers += claim.next_numbers()
        SpoolItem.objects.filter(number__in=numbers).delete()
    return numbers


def test_a_flood_delays_others_by_one_claim() -> None:
    flood, quiet, other = sent("flood", 20), sent("quiet", 2), sent("other", 1)
    assert claimed(6) == [flood[0], quiet[0], other[0], flood[1], quiet[1], flood[2]]
    assert claimed(30) == flood[3:], "and nothing is forgotten"
    assert claim.next_numbers() == []


def test_what_is_not_due_takes_no_turn() -> None:
    later, now = sent("later", 1), sent("now", 2)
    SpoolItem.objects.filter(number__in=later).update(retry_at="2199-01-01T00:00:00Z")
    assert claimed(3) == now


def test_who_leaves_rows_to_others_wakes_them_once(
    monkeypatch: pytest.MonkeyPatch,
    settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    settings.SEAL_TOGETHER_BATCHES = 8
    settings.SEAL_TOGETHER_BYTES = 60
    taken: list[int] = []
    woken: list[int] = []
    monkeypatch.setattr(claim, "wake_sealers", lambda: woken.append(len(taken)))
    monkeypatch.setattr(claim, "_woken_at", float("-inf"))
    numbers = sent("flood", 6)
    while True:
        with django_capture_on_commit_callbacks(execute=True):
            claimed = claim.next_numbers()
        if not claimed:
            break
        taken += claimed
        SpoolItem.objects.filter(number__in=claimed).delete()
    assert (taken, len(woken)) == (numbers, 1)

    monkeypatch.setattr(claim, "_woken_at", float("-inf"))
    sent("flood", 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert len(claim.next_numbers()) == 1
    assert len(woken) == 1, "nothing was left"

    SpoolItem.objects.all().delete()
    settings.SEAL_TOGETHER_BYTES = 6_000
    sent("flood", 8)
    with django_capture_on_commit_callbacks(execute=True):
        assert len(claim.next_numbers()) == 8
    assert len(woken) == 2, "more may be waiting than were looked at"
