"""Whether the site is alive (``/healthz``), and whether each of its parts is ready (``/readyz``).

Both are open to everybody, so they name parts and nothing else: reasons go to the log.
"""

import http.client
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern, URLResolver, path
from django.views.decorators.http import require_safe

from portal import heartbeat
from portal.accounts.gate import public
from portal.core import disk

log = logging.getLogger(__name__)
PATIENCE_S = 2
# Whoever asks often gets the same answer for a moment: asking must not become a load.
ANSWER_LASTS_S = 0.5


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; it depends on nothing else."""
    return JsonResponse({"alive": True})


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when every part is ready, 503 and which are not otherwise."""
    parts = readiness()
    ready = all(parts.values())
    words = {name: "ready" if fine else "unavailable" for name, fine in parts.items()}
    return JsonResponse({"ready": ready, "parts": words}, status=200 if ready else 503)


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
]

_lock = threading.Lock()
_answer: tuple[float, dict[str, bool]] = (0.0, {})
_migrated = False
_pool = ThreadPoolExecutor(max_workers=8, thread_name_prefix="readyz")


def readiness() -> dict[str, bool]:
    """Ask every part at once; a part that does not answer in two seconds is not ready."""
    global _answer
    with _lock:
        asked_at, parts = _answer
        if not parts or time.monotonic() - asked_at > ANSWER_LASTS_S:
            parts = _ask_all()
            _answer = (time.monotonic(), parts)
        return parts


def _ask_all() -> dict[str, bool]:
    checks: dict[str, Callable[[], object]] = {
        "postgresql": _postgresql,
        "migrations": _migrations,
        "valkey": _valkey,
        "event_store": _event_store,
        "seal_worker": lambda: _living("seal"),
        "worker": lambda: _living("default"),
        "beat": lambda: _living(heartbeat.BEAT),
        "disk": disk.has_room,
    }
    asked = {name: _pool.submit(check) for name, check in checks.items()}
    parts = {}
    for name, future in asked.items():
        try:
            parts[name] = bool(future.result(timeout=PATIENCE_S))
        except Exception as error:  # noqa: BLE001  whatever it is, the part is not ready
            log.warning("%s is not ready: %s", name, type(error).__name__)
            parts[name] = False
    return parts


def _postgresql() -> bool:
    """Over a connection of its own: this thread's may be old, in a transaction, or broken."""
    fresh = connection.copy()
    try:
        with fresh.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    finally:
        fresh.close()


def _migrations() -> bool:
    """Asked until it was true once: what is applied stays applied while this code runs."""
    global _migrated
    if not _migrated:
        try:
            executor = MigrationExecutor(connection)
            _migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
        finally:
            connection.close()
    return _migrated


def _valkey() -> bool:
    cache.set("readyz", 1, PATIENCE_S)
    return bool(cache.get("readyz") == 1)


def _event_store() -> bool:
    """The reader's account may ask for a number; the answer shows that the engine takes queries."""
    url = urlsplit(settings.CLICKHOUSE_READER_URL)
    connect = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
    store = connect(url.hostname or "", url.port, timeout=PATIENCE_S)
    account = {
        "X-ClickHouse-User": unquote(url.username or ""),
        "X-ClickHouse-Key": unquote(url.password or ""),
    }
    try:
        store.request("POST", "/", body=b"SELECT 1", headers=account)
        answer = store.getresponse()
        return answer.status == http.client.OK and answer.read().strip() == b"1"
    finally:
        store.close()


def _living(name: str) -> bool:
    return name in heartbeat.living()
