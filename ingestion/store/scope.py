"""The store's own look at a statement, made without knowing how it was built: may it run at all?

It accepts one narrow shape and refuses everything else: a single SELECT in which every FROM reads a subquery or
``events``, where each ``FROM events`` is followed by WHERE or PREWHERE and the scope condition, alone or joined by
AND, and in which no OR stands beside it. Nothing else may name a table.
"""

import re
from collections.abc import Mapping
from itertools import accumulate

from ingestion.store.errors import BadStatement

TOKEN = re.compile(
    r"""(?P<space>\s+) | (?P<string>'(?:[^'\\]|\\.|'')*') | (?P<quoted>`[^`\\]*`)
      | (?P<word>[A-Za-z_]\w*) | (?P<number>\d[\w.]*) | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
SCOPE = ("source", "IN", "{", "scope", ":", "Array", "(", "String", ")", "}")
_FORBIDDEN = (
    "JOIN INSERT INTO OUTFILE INFILE FORMAT SETTINGS ALTER DROP ATTACH SYSTEM REMOTE URL FILE DICTIONARY "
    "DICTGET JOINGET UNION INTERSECT EXCEPT MERGE CLUSTER VIEW NUMBERS EXECUTABLE TABLE USING FINAL SAMPLE"
)
_BEFORE_OPERAND = (
    "SELECT DISTINCT WHERE PREWHERE HAVING AND OR NOT XOR BY IN LIKE ILIKE BETWEEN CASE WHEN THEN ELSE IS ON"
)
FORBIDDEN = frozenset(_FORBIDDEN.split())
BEFORE_OPERAND = frozenset(_BEFORE_OPERAND.split())
CLAUSE_ENDS = frozenset({"GROUP", "ORDER", "LIMIT", "HAVING", "WINDOW", "QUALIFY", "OFFSET"})
WIDENING = frozenset({"OR", "XOR", "?", "WHERE", "PREWHERE", ",", "AS", "->"})
DEPTH = {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}
COMMENT = ("--", "/*", "#", "//", "$")


def check(sql: str, params: Mapping[str, object], sources: frozenset[str] | None) -> None:
    """Raise ``BadStatement`` unless every read of events is provably limited to ``sources``.

    ``sources=None`` stands for a person who may read every source; the condition must be there all the same.
    """
    tokens = _tokens(sql)
    _check_words(tokens)
    _check_reads(tokens)
    bound = params.get("scope")
    if not isinstance(bound, list | tuple) or not bound or not all(isinstance(slug, str) for slug in bound):
        raise BadStatement("The scope is not bound to a list of sources.")
    if sources is not None and not frozenset(bound) <= sources:
        raise BadStatement("The scope bound to the statement is wider than the sources granted.")


def _tokens(sql: str) -> list[str]:
    found = [match for match in TOKEN.finditer(sql) if match.lastgroup != "space"]
    tokens = [match.group() for match in found]
    signs = "".join(match.group() if match.lastgroup != "string" else " " for match in TOKEN.finditer(sql))
    if any(mark in signs for mark in (*COMMENT, ";", '"', "\x00")) or "'" in tokens or "`" in tokens:
        raise BadStatement("A statement holds no comments, no second statement and no unfinished quotes.")
    depths = list(accumulate(DEPTH.get(token, 0) for token in tokens))
    if depths and (min(depths) < 0 or depths[-1]):
        raise BadStatement("The brackets do not match.")
    return tokens


def _check_words(tokens: list[str]) -> None:
    if not tokens or tokens[0].upper() != "SELECT":
        raise BadStatement("Only SELECT reads events.")
    banned = {token.upper() for token in tokens} & FORBIDDEN
    if banned:
        raise BadStatement(f"A statement over events may not use {', '.join(sorted(banned))}.")
    for before, token in zip(["", *tokens], tokens, strict=False):
        name = token.strip("`").lower()
        if name == "events" and before.upper() != "FROM":
            raise BadStatement("events is named outside FROM.")
        if name == "source" and not _begins_operand(before):
            raise BadStatement("Nothing else may be called source: it would hide the column of the scope.")
        if before.upper() == "IN" and token not in {"(", "{", "["}:
            raise BadStatement("IN takes values, not the name of a table.")


def _begins_operand(before: str) -> bool:
    """Whether a name after this token can only be an operand, and not the alias of what stands before."""
    return before.upper() in BEFORE_OPERAND or before in set("(,=<>!+-*/[|%")


def _check_reads(tokens: list[str]) -> None:
    reads = [place for place, token in enumerate(tokens) if token.upper() == "FROM"]
    scoped = 0
    for place in reads:
        target = tokens[place + 1] if place + 1 < len(tokens) else ""
        if target == "(":
            continue
        if target != "events":
            raise BadStatement("Only events can be read.")
        _check_scoped(tokens, place + 2)
        scoped += 1
    if not scoped:
        raise BadStatement("The statement reads no events.")


def _check_scoped(tokens: list[str], start: int) -> None:
    """``tokens[start:]`` begins with WHERE and the scope, and nothing beside it widens it."""
    end = start + 1 + len(SCOPE)
    if start >= len(tokens) or tokens[start].upper() not in {"WHERE", "PREWHERE"}:
        raise BadStatement("A read of events without a condition.")
    if tuple(tokens[start + 1 : end]) != SCOPE:
        raise BadStatement("A read of events without the scope right after it.")
    if end < len(tokens) and not _may_follow(tokens[end]):
        raise BadStatement("The scope is joined by something other than AND.")
    depth = 0
    for place in range(end, len(tokens)):
        word = tokens[place].upper()
        depth += DEPTH.get(word, 0)
        if depth < 0 or (depth == 0 and word in CLAUSE_ENDS):
            return
        if depth == 0 and word in WIDENING:
            raise BadStatement("Something beside the scope could widen it.")


def _may_follow(word: str) -> bool:
    return word.upper() == "AND" or word == ")" or word.upper() in CLAUSE_ENDS
