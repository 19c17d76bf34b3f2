"""Looking into both stores past the portal, to check what its pages say."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import httpx
import psycopg

from tests.support.stack import Stack

TOKEN = """
from dataclasses import replace
from django.utils import timezone
from ingestion.sources.actions import create_source
from ingestion.sources.tokens import create_token
from portal.accounts.commands import COMMAND
from portal.retention.models import RetentionClass
actor = replace(COMMAND, verified_at=timezone.now())
source = create_source(
    actor=actor, slug={slug!r}, name={slug!r}, retention_class=RetentionClass.objects.get(slug="standard")
)
print(create_token(actor=actor, source=source, name="journey", expires_at=None).plain)
"""


def registered(stack: Stack, slug: str) -> str:
    """Register a source without the pages; the ingest token."""
    return stack.manage("shell", "--verbosity", "0", "-c", TOKEN.format(slug=slug)).split()[-1]


@dataclass(frozen=True)
class Balance:
    """Sums over all sealed batches of a source, and what still waits."""

    received: int
    stored: int
    duplicate: int
    quarantined: int
    waiting: int


def balance(stack: Stack, slug: str) -> Balance:
    sums = """
        SELECT coalesce(sum(received), 0), coalesce(sum(stored), 0), coalesce(sum(duplicate), 0),
               coalesce(sum(quarantined), 0),
               (SELECT count(*) FROM pipeline_spoolitem i JOIN sources_source s ON s.id = i.source_id WHERE s.slug = %s)
        FROM pipeline_batch b JOIN sources_source s ON s.id = b.source_id WHERE s.slug = %s
    """
    return Balance(*(int(number) for number in row(stack, sums, slug, slug)))


def row(stack: Stack, statement: str, *values: object) -> tuple[Any, ...]:
    """The first row, or nothing, of a statement run as the owner of the database."""
    url = stack.supervisor.environment["DATABASE_OWNER_URL"]
    with psycopg.connect(url, connect_timeout=10, autocommit=True) as connection:
        cursor = connection.execute(statement, values)
        return tuple(cursor.fetchone() or ()) if cursor.description else ()


def events(stack: Stack, select: str, where: str) -> list[str]:
    """Tab-separated rows from the event store, as its reader."""
    url = urlsplit(stack.supervisor.environment["CLICKHOUSE_READER_URL"])
    sql = f"SELECT {select} FROM {url.path.strip('/')}.events WHERE {where} FORMAT TabSeparated"
    login = (unquote(url.username or ""), unquote(url.password or ""))
    answer = httpx.post(f"http://{url.hostname}:{url.port}/", content=sql, auth=login, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.text.splitlines()
