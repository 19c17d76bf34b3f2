"""Just enough of ClickHouse's lexer to place settings, find the format, and see which names a statement uses.

What a statement does is for the engine's own parser to say (``classify_query``); nothing here decides access.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""
      (?P<space>   \s+ | --[^\n]* | \#[!\ ][^\n]* | /\*.*?\*/ )
    | (?P<string>  '(?:[^'\\]|\\.|'')*' | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$ )
    | (?P<quoted>  `(?:[^`\\]|\\.|``)*` | "(?:[^"\\]|\\.|"")*" )
    | (?P<word>    [A-Za-z_]\w* )
    | (?P<number>  \d[\w.]* )
    | (?P<sign>    . )
    """,
    re.VERBOSE | re.DOTALL,
)


QUERIES = ("SELECT", "WITH", "SHOW", "EXPLAIN", "DESCRIBE", "DESC", "EXISTS", "CHECK")


@dataclass(frozen=True)
class Token:
    """One piece of a statement; ``start`` and ``end`` are offsets in characters."""

    kind: str
    text: str
    start: int
    end: int

    def is_word(self, *words: str) -> bool:
        return self.kind == "word" and self.text.upper() in words


def tokens_of(sql: str) -> list[Token]:
    """Tokens without white space and comments."""
    return [
        Token(str(match.lastgroup if match.lastgroup != "tag" else "string"), match.group(), *match.span())
        for match in _TOKEN.finditer(sql)
        if match.lastgroup != "space"
    ]


@dataclass(frozen=True)
class Command:
    """A statement apart from its trailing ``FORMAT name`` and final semicolon."""

    sql: str
    tokens: tuple[Token, ...]
    format: str

    @property
    def is_insert(self) -> bool:
        return bool(self.tokens) and self.tokens[0].is_word("INSERT")

    def calls(self) -> set[str]:
        """Lower-cased names that stand directly before an opening parenthesis, quoted or not."""
        pairs = zip(self.tokens, self.tokens[1:], strict=False)
        return {_bare(left) for left, right in pairs if right.text == "(" and left.kind in ("word", "quoted")}


@lru_cache(maxsize=16)  # an insert's text has thousands of tokens, and comes again with other parameters
def command_of(sql: str) -> Command:
    tokens = tokens_of(sql)
    while tokens and tokens[-1].text == ";":
        tokens.pop()
    name = ""
    if len(tokens) > 2 and tokens[-2].is_word("FORMAT") and tokens[-1].kind == "word":
        name = tokens[-1].text
        tokens = tokens[:-2]
    end = tokens[-1].end if tokens else 0
    return Command(sql[:end], tuple(tokens), name)


def with_settings(command: Command, settings: Mapping[str, str], default_format: str) -> str:
    """The statement for the engine. Settings apply to queries and inserts; other statements take none."""
    if command.is_insert:
        return _insert_settings(command, settings)
    if not takes_settings(command):
        return command.sql
    name = command.format or default_format
    clause = f" SETTINGS {_list(settings)}" if settings else ""
    return f"{command.sql} FORMAT {name}{clause}"


def takes_settings(command: Command) -> bool:
    first = command.tokens[0] if command.tokens else None
    return first is not None and (first.text == "(" or first.is_word(*QUERIES))


def _insert_settings(command: Command, settings: Mapping[str, str]) -> str:
    if not settings:
        return command.sql
    after = _after_target(command.tokens)
    at = command.tokens[after - 1].end
    following = command.tokens[after] if after < len(command.tokens) else None
    if following is not None and following.is_word("SETTINGS"):
        return f"{command.sql[: following.end]} {_list(settings)},{command.sql[following.end :]}"
    return f"{command.sql[:at]} SETTINGS {_list(settings)}{command.sql[at:]}"


def _after_target(tokens: tuple[Token, ...]) -> int:
    """Index of the first token behind ``INSERT INTO [TABLE] name[.name] [(columns)]``."""
    at = 2 if len(tokens) > 1 and tokens[1].is_word("INTO") else 1
    at += at < len(tokens) and tokens[at].is_word("TABLE")
    at += 1
    while at + 1 < len(tokens) and tokens[at].text == ".":
        at += 2
    if at < len(tokens) and tokens[at].text == "(":
        depth = 0
        for index in range(at, len(tokens)):
            depth += (tokens[index].text == "(") - (tokens[index].text == ")")
            if depth == 0:
                return index + 1
    return min(at, len(tokens))


def input_as_file(command: Command, path: str) -> str | None:
    """``input('structure')`` replaced by a read of ``path``, or None when the statement has no such call."""
    for index, token in enumerate(command.tokens[:-3]):
        opening, structure, close = command.tokens[index + 1 : index + 4]
        if token.is_word("INPUT") and opening.text == "(" and structure.kind == "string":
            call = f"file({quote(path)}, {quote(command.format)}, {structure.text})"
            return command.sql[: token.start] + call + command.sql[close.end :]
    return None


def quote(text: str) -> str:
    """A string literal."""
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _list(settings: Mapping[str, str]) -> str:
    return ", ".join(f"{name} = {quote(value)}" for name, value in settings.items())


def _bare(token: Token) -> str:
    return token.text.strip('`"').lower()
