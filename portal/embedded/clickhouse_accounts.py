"""Who may say what to the embedded engine: a writer inserts, a reader selects, a keeper does everything.

The kind of a statement comes from the engine's own parser, and a reader's statement also runs with
``readonly``, so this is a second wall and not the only one. Functions that reach files or other servers are
refused to both.
"""

import hmac
from collections.abc import Mapping

from portal.embedded.clickhouse_statement import Command

NAMES = frozenset({"writer", "reader", "keeper"})
# They read files, other hosts or program memory. `readonly` stops the table functions, but not scalar file().
_OUTSIDE = """
    file filecluster url urlcluster python remote remotesecure s3 s3cluster hdfs mysql postgresql
    mongodb redis sqlite odbc jdbc executable executablepool arrowflight azureblobstorage gcs oss cosn
    iceberg icebergs3 iceberglocal deltalake deltalakelocal hudi paimon paimonlocal cluster
    clusterallreplicas loop ytsaurus catboostevaluate
"""
OUTSIDE = frozenset(_OUTSIDE.split())
CONNECTING = "SELECT name, value, readonly FROM system.settings LIMIT 10000"


class AccessDenied(Exception):
    """The account may not do this; the message may be shown."""


class AuthenticationFailed(AccessDenied):
    """No such account, or a wrong password."""


class Accounts:
    """The three accounts and their passwords."""

    def __init__(self, passwords: Mapping[str, str]) -> None:
        if set(passwords) != NAMES or not all(passwords.values()):
            raise ValueError("The credentials file must give writer, reader and keeper a password each.")
        self._passwords = {name: password.encode() for name, password in passwords.items()}

    def verified(self, name: str, password: str) -> str:
        """``name`` when the password is right; compares in constant time."""
        expected = self._passwords.get(name, b"")
        if not hmac.compare_digest(expected, password.encode()) or not expected:
            raise AuthenticationFailed("Authentication failed: no such user, or the password is wrong.")
        return name


def check(account: str, command: Command, kind: str, statements: int) -> None:
    """Raise unless ``account`` may run this.

    ``kind`` is the engine's word for the statement: READ_ONLY, MUTATING, CONTROL or UNKNOWN.
    """
    if statements > 1:
        raise AccessDenied("One statement at a time.")
    if account == "keeper":
        return
    outside = command.calls() & OUTSIDE
    if outside:
        raise AccessDenied(f"{account} may not use {', '.join(sorted(outside))}.")
    if account == "reader" and kind != "READ_ONLY":
        raise AccessDenied("reader may only read.")
    if account == "writer" and not _writer_may(command, kind):
        raise AccessDenied("writer may only insert.")


def _writer_may(command: Command, kind: str) -> bool:
    if kind == "READ_ONLY":  # what a client asks at connecting; every account of a real server may
        return _reads_no_table(command) or is_connecting(command)
    return kind == "MUTATING" and command.is_insert and _inserts_into_table(command)


def is_connecting(command: Command) -> bool:
    """Whether this is the question about settings with which ``clickhouse-connect`` begins."""
    return " ".join(command.sql.split()) == CONNECTING


def _reads_no_table(command: Command) -> bool:
    return command.tokens[0].is_word("SELECT") and not any(
        token.is_word("FROM", "JOIN", "IN") for token in command.tokens
    )


def _inserts_into_table(command: Command) -> bool:
    """``INSERT INTO [TABLE] name``, reading nothing but its own input."""
    words = {token.text.upper() for token in command.tokens if token.kind == "word"}
    reads = [
        after
        for before, after in zip(command.tokens, command.tokens[1:], strict=False)
        if before.is_word("FROM", "JOIN") and after.text != "("
    ]
    return not words & {"FUNCTION", "INFILE"} and all(token.is_word("INPUT") for token in reads)
