"""Sources take turns: one that floods delays the others by a claim, not by everything it has sent."""

from datetime import timedelta

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from ingestion.pipeline import beside, claim
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


def next_numbers() -> list[int]:
    claimed = claim.next_claim()
    return list(claimed.numbers) if claimed else []


def claimed(count: int) -> list[int]:
    """The rows that would be sealed one after the other."""
    numbers: list[int] = []
    for _ in range(count):
        numbers += next_numbers()
        SpoolItem.objects.filter(number__in=numbers).delete()
    return numbers


def test_a_flood_delays_others_by_one_claim() -> None:
    flood, quiet, other = sent("flood", 20), sent("quiet", 2), sent("other", 1)
    assert claimed(6) == [flood[0], quiet[0], other[0], flood[1], quiet[1], flood[2]]
    assert claimed(30) == flood[3:], "and nothing is forgotten"
    assert next_numbers() == []


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
            claimed = next_numbers()
        if not claimed:
            break
        taken += claimed
        SpoolItem.objects.filter(number__in=claimed).delete()
    assert (taken, len(woken)) == (numbers, 1)

    monkeypatch.setattr(claim, "_woken_at", float("-inf"))
    sent("flood", 1)
    with django_capture_on_commit_callbacks(execute=True):
        assert len(next_numbers()) == 1
    assert len(woken) == 1, "nothing was left"

    SpoolItem.objects.all().delete()
    settings.SEAL_TOGETHER_BYTES = 6_000
    sent("flood", 8)
    with django_capture_on_commit_callbacks(execute=True):
        assert len(next_numbers()) == 8
    assert len(woken) == 2, "more may be waiting than were looked at"


def kept_for(days: int) -> RetentionClass:
    return RetentionClass.objects.create(slug=f"turns-{days}", name=str(days), days=days)


def test_small_rows_of_several_sources_go_together_the_oldest_of_each_first(settings: Settings) -> None:
    """Each insert costs a quarter of a second by itself, and a hundred machines may send every second."""
    settings.SEAL_TOGETHER_BATCHES = 6
    flood, quiet, other = sent("flood", 20), sent("quiet", 2), sent("other", 1)
    # The turn is the flood's: all its own, as before. Then one for each, and what room is left for the second of each.
    assert next_numbers() == flood[:6]
    SpoolItem.objects.filter(number__in=flood[:6]).delete()
    assert next_numbers() == [*flood[6:9], *quiet, *other]


def test_no_source_takes_all_the_room_beside_another(settings: Settings) -> None:
    settings.SEAL_TOGETHER_BATCHES = 256
    quiet, flood = sent("quiet", 1), sent("flood", 40)
    assert next_numbers() == [*quiet, *flood[: beside.MOST_OF_ANOTHER]]


def test_only_what_is_small_goes_beside_what_is_small(settings: Settings) -> None:
    settings.SEAL_TOGETHER_BATCHES = 256
    small, large, more = sent("small", 2), sent("large", 2), sent("more", 2)
    size = SpoolItem.objects.get(number=small[0]).size
    settings.SEAL_TOGETHER_BYTES = beside.SMALL_SHARE * (4 * size + size // 2)
    SpoolItem.objects.filter(number__in=large).update(size=5 * size)
    assert next_numbers() == [*small, *more], "what is larger than the room waits for its turn"
    SpoolItem.objects.filter(number__in=small).delete()
    SpoolItem.objects.update(together=None, retry_at="2026-01-01T00:00:00Z")
    assert next_numbers() == large, "and has nothing beside it"
    SpoolItem.objects.update(together=None, retry_at="2026-01-01T00:00:00Z")
    SpoolItem.objects.filter(number=more[1]).update(size=4 * size)
    claim._served = 0
    SpoolItem.objects.filter(number__in=large).delete()
    last = sent("small", 1)
    assert next_numbers() == [more[0], *last], "as much as has room"


def test_what_differs_in_class_or_day_or_has_failed_does_not_go_along(settings: Settings) -> None:
    settings.SEAL_TOGETHER_BATCHES = 256
    first, second = sent("a", 1), sent("b", 1)
    Source.objects.filter(slug="a").update(retention_class=kept_for(9))
    assert next_numbers() == first, "of another class"
    SpoolItem.objects.filter(number__in=first).delete()
    rest = sent("c", 5)
    yesterday = SpoolItem.objects.get(number=rest[0]).received_at - timedelta(days=1)
    SpoolItem.objects.filter(number=rest[0]).update(received_at=yesterday)
    SpoolItem.objects.filter(number=rest[1]).update(attempts=1)
    SpoolItem.objects.filter(number=rest[2]).update(retention_class="turns-9")
    SpoolItem.objects.filter(number=rest[3]).update(state=SpoolItem.State.PARKED)
    assert next_numbers() == [*second, rest[4]]


def test_equal_rows_of_different_sources_go_together_and_of_one_source_apart(settings: Settings) -> None:
    settings.SEAL_TOGETHER_BATCHES = 256
    first, second = sent("a", 1), sent("b", 2)
    same = bytes(SpoolItem.objects.get(number=first[0]).sha256)
    SpoolItem.objects.update(sha256=same)
    assert next_numbers() == [first[0], second[0]]


def test_a_claim_that_nobody_finished_is_made_again_as_it_was(settings: Settings) -> None:
    settings.SEAL_TOGETHER_BATCHES = 256
    numbers = [*sent("a", 1), *sent("b", 1)]
    new = claim.next_claim()
    third = sent("c", 1)
    assert next_numbers() == third, "whoever claimed it may be about to lock it"
    SpoolItem.objects.filter(number__in=third).delete()
    SpoolItem.objects.filter(number__in=numbers).update(retry_at="2026-01-01T00:00:00Z")
    claim._served = 0
    again = claim.next_claim()
    assert (new, again) == (
        claim.Claim(tuple(numbers), is_new=True),
        claim.Claim(tuple(numbers), is_new=False, begun=2),
    )
