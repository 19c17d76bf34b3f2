"""Words of a flood are indexed after its lines are stored; a search finds the same before and after."""

from collections.abc import Iterator
from time import monotonic, sleep
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django import Settings

from ingestion.pipeline import late_words
from ingestion.pipeline.models import LateWords, SpoolItem
from ingestion.pipeline.seal import seal_next
from ingestion.receive import spool
from ingestion.sources.models import Source
from ingestion.store import purge
from ingestion.store.client import client
from investigations.query.bind import Binder
from investigations.query.nodes import Text
from investigations.query.words import in_text
from portal.retention.models import RetentionClass

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("event_tables")]


class KilledError(BaseException):
    """Nobody catches it, like kill -9."""


@pytest.fixture
def source(settings: Settings) -> Iterator[Source]:
    """With a retention class, and so a partition, of its own; each batch goes alone and may leave its words."""
    settings.INDEX_LATER_LEAST_BYTES = settings.SEAL_TOGETHER_BYTES = 1
    kept = RetentionClass.objects.create(slug=f"late-{uuid4().hex[:12]}", name="Late", days=30)
    made = Source.objects.create(slug=f"late-{uuid4().hex[:12]}", name="Late", retention_class=kept)
    yield made
    purge.drop(kept.slug, timezone.now().date())


def sealed(source: Source) -> str:
    """A word that one line of several holds, in other letters' case; sealed while more waits, as in a flood."""
    word = f"w{uuid4().hex}"
    text = f"{uuid4().hex}\n{word.upper()} here\n"
    spool(source, [text.encode()], how="api")
    spool(source, [f"behind {word}".encode()], how="api")
    outcome = seal_next()
    assert outcome is not None
    assert len(outcome.numbers) == 1
    return word


def found(word: str) -> int:
    """How many lines the condition of a search finds."""
    bind = Binder()
    sql = f"SELECT count() FROM events WHERE {in_text('raw', Text(word), bind)}"
    return int(client("reader").query(sql, parameters=bind.params).result_rows[0][0])


def unindexed(source: Source) -> int:
    """How many parts of the source's own partition the index of words can't rule out for a word that nobody wrote."""
    return parts(source, f"hasAllTokens(raw, ['{uuid4().hex}'])")


def parts(source: Source, condition: str) -> int:
    sql = f"""
        EXPLAIN indexes = 1 SELECT id FROM events
        WHERE retention_class = '{source.retention_class.slug}' AND {condition}
    """
    plan = [str(row[0]).strip() for row in client("reader").query(sql).result_rows]
    return int([line for line in plan if line.startswith("Parts")][-1].split()[1].split("/")[0])


def indexed() -> None:
    """As beat does, until nothing is left."""
    until = monotonic() + 30
    while LateWords.objects.exists():
        assert monotonic() < until
        late_words.index_next()
        sleep(0.02)


def test_words_are_found_before_they_are_indexed_and_after(source: Source) -> None:
    word = sealed(source)
    note = LateWords.objects.get()
    assert (note.retention_class, note.day) == (source.retention_class.slug, timezone.now().date())
    assert (found(word), unindexed(source)) == (1, 1)
    assert parts(source, f"indexHint(hasToken(lower(raw), '{uuid4().hex}'))") == 0, (
        "the filter stands in for it"
    )
    SpoolItem.objects.all().delete()
    indexed()
    assert (found(word), unindexed(source)) == (1, 0)


def test_what_is_small_or_beyond_the_bound_or_no_flood_is_indexed_at_once(
    source: Source, settings: Settings
) -> None:
    settings.INDEX_LATER_LEAST_BYTES = 2**20
    sealed(source)
    assert seal_next() is not None
    assert (LateWords.objects.count(), unindexed(source)) == (0, 0)
    settings.INDEX_LATER_LEAST_BYTES, settings.INDEX_LATER_BYTES = 1, 100
    for _ in range(2):
        sealed(source)
        assert seal_next() is not None, "and nothing waits behind it"
        assert (LateWords.objects.count(), unindexed(source)) == (1, 1), "no more than the bound"
    settings.INDEX_LATER_BYTES = 0
    LateWords.objects.all().delete()
    sealed(source)
    assert (LateWords.objects.count(), unindexed(source)) == (0, 1)


def test_what_is_not_stored_yet_is_not_asked_for(source: Source) -> None:
    with patch("ingestion.pipeline.sealed.write_batch", side_effect=KilledError), pytest.raises(KilledError):
        sealed(source)
    SpoolItem.objects.filter(together=None).delete()
    assert late_words.index_next() is None, "the sealer was killed, and what it left will be sealed again"
    assert (LateWords.objects.count(), SpoolItem.objects.count()) == (1, 1)
    assert seal_next() is not None
    assert LateWords.objects.count() == 1, "noted once"
    assert late_words.index_next() == timezone.now().date()
    indexed()


def test_while_a_flood_goes_on_indexing_waits_but_not_for_ever(source: Source) -> None:
    sealed(source)
    assert late_words.index_next() is None
    LateWords.objects.update(noted_at=timezone.now() - late_words.PATIENCE)
    assert late_words.index_next() is not None
    indexed()
