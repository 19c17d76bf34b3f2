"""Connections to the event store, one client for each account and process, and its errors as ours."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Literal
from urllib.parse import unquote, urlsplit

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError, DatabaseError, OperationalError
from clickhouse_connect.driver.httputil import get_pool_manager
from django.conf import settings

from ingestion.store.errors import (
    AccessDenied,
    BadBatch,
    BadStatement,
    QueryStopped,
    QueryTooExpensive,
    StoreError,
    StoreUnavailable,
)

Account = Literal["writer", "reader", "keeper"]

CONNECT_TIMEOUT_S = 5
ANSWER_TIMEOUT_S = 600
CODE = re.compile(r"(?:Code|code): (\d+)")
CANCELLED = 394  # QUERY_WAS_CANCELLED
# TIMEOUT_EXCEEDED, TOO_SLOW, MEMORY_LIMIT_EXCEEDED, TOO_MANY_ROWS_OR_BYTES, TOO_MANY_ROWS
TOO_EXPENSIVE = frozenset({159, 160, 241, 396, 158})
# READONLY, ACCESS_DENIED
DENIED = frozenset({164, 497})
# SYNTAX_ERROR, UNKNOWN_IDENTIFIER, TYPE_MISMATCH, ILLEGAL_TYPE, BAD_QUERY_PARAMETER, …
OUR_FAULT = frozenset({8, 10, 36, 42, 43, 46, 47, 53, 62, 63, 70, 115, 215, 386, 456, 457})
# CANNOT_PARSE_*, INCORRECT_DATA, ARGUMENT_OUT_OF_BOUND, and whatever else data alone can cause
DATA = frozenset({6, 26, 27, 38, 41, 69, 72, 117, 128, 131, 349, 636})


def client(account: Account) -> Client:
    """A thread-safe client that keeps its connections. Raises ``StoreUnavailable``."""
    with translated():
        return _client(account, os.getpid())


@cache
def _client(account: Account, process: int) -> Client:
    url = urlsplit(_url(account))
    return clickhouse_connect.get_client(
        interface="https" if url.scheme == "https" else "http",
        host=url.hostname or "",
        port=url.port or (8443 if url.scheme == "https" else 8123),
        username=unquote(url.username or "default"),
        password=unquote(url.password or ""),
        database=unquote(url.path.strip("/")) or "default",
        compress=False,  # loopback or a local network; the processor is the scarce thing
        autogenerate_session_id=False,  # a session would run one query at a time
        connect_timeout=CONNECT_TIMEOUT_S,
        send_receive_timeout=ANSWER_TIMEOUT_S,
        query_limit=0,
        pool_mgr=get_pool_manager(maxsize=32, num_pools=2, block=False),
        client_name="lantern",
    )


def _url(account: Account) -> str:
    return {
        "writer": settings.CLICKHOUSE_URL,
        "reader": settings.CLICKHOUSE_READER_URL,
        "keeper": settings.CLICKHOUSE_KEEPER_URL,
    }[account]


@contextmanager
def translated() -> Iterator[None]:
    """Errors of the client and the engine as ``StoreError`` of the right kind."""
    try:
        yield
    except OperationalError as error:
        raise StoreUnavailable(_short(error)) from error
    except (DatabaseError, ClickHouseError) as error:
        kind = _kind(error)
        if kind is BadBatch:
            # The engine quotes values: neither its text nor the cause may reach logs and pages.
            raise BadBatch(f"The engine refused the data (code {_code(error)}).") from None
        raise kind(_short(error)) from error
    except OSError as error:
        raise StoreUnavailable(_short(error)) from error


def _kind(error: Exception) -> type[StoreError]:
    code = _code(error)
    if code == CANCELLED:
        return QueryStopped
    if code in TOO_EXPENSIVE:
        return QueryTooExpensive
    if code in DENIED:
        return AccessDenied
    if code in OUR_FAULT or not code:
        return BadStatement
    return BadBatch if code in DATA else StoreUnavailable


def _code(error: Exception) -> int:
    found = CODE.search(str(error))
    return int(found.group(1)) if found else 0


def _short(error: Exception) -> str:
    return str(error).replace("\n", " ")[:1000]
