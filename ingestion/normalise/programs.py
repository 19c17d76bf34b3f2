"""What Unix programs say, as data: which words, which action of the OWASP vocabulary, who and from where.

A rule holds when the program begins so and the message has its words. Group 1 of ``pattern`` is the account, 2 the
address, 3 the port; a rule that lacks one has an empty group in its place. Where the words stand in any order,
``pattern`` is three expressions of one group each. The first rule that holds wins; the rules themselves are in
``program_rules`` and ``server_rules``. The same rules serve the engine (``rule_of`` and its like) and lines that Python reads (``meaning``).
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from ingestion.normalise import program_rules, server_rules
from ingestion.normalise.program_rules import Rule
from ingestion.normalise.times import literal

RULES = (*program_rules.RULES, *server_rules.RULES, *program_rules.OF_ANY)
MESSAGE_REPEATED = r"^message repeated 0*(\d{1,9}) times?: \[ ?(.*?)\]$"  # rsyslog folds identical lines
MOST = 4096  # characters looked at without the engine, whose expressions take linear time
LAST_REPEATED = (
    r"last message repeated 0*(\d{1,9}) times?"  # syslogd's way: the message itself is the line before
)
# One automaton over all words costs next to nothing, while a search for 74 texts takes as long as reading the line.
ANY_WORDS = "(?s)" + "|".join(dict.fromkeys(re.escape(rule.words) for rule in RULES))
# A rule's number, its words, one of what must stand beside them (the words again where nothing must), and its program.
TESTS = tuple(
    (number, rule.words, beside, rule.program)
    for number, rule in enumerate(RULES, start=1)
    for beside in rule.also or (rule.words,)
)
LONGEST = max(len(rule.program) for rule in RULES)  # characters of a program's name that rules ask for
ANSWER = (
    "event.action",
    "event.outcome",
    "event.category",
    "user.name",
    "source.ip",
    "source.port",
)


def rule_of(program: str, message: str) -> str:
    """The number of the rule that holds, from 1; 0 for none. Cheap for messages that have no rule's words.

    Over arrays and not as a condition for each rule, which would take longer to plan than all the rest.
    """
    numbers, words, beside, begins = zip(*TESTS, strict=True)
    found = ", ".join(f"multiSearchAllPositions({message}, {_texts(texts)})" for texts in (words, beside))
    holds = f"(a, b, begins) -> a > 0 AND b > 0 AND startsWith({program}, begins)"
    first = f"arrayElement({[0, *numbers]}, arrayFirstIndex({holds}, {found}, {_texts(begins)}) + 1)"
    return f"if(match({message}, {literal(ANY_WORDS)}), {first}, 0)"


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(literal, texts))}]"


def groups_of(rule: str, message: str) -> str:
    """``[account, address, port]`` by the rule's pattern, or nothing."""
    numbers: dict[str | tuple[str, str, str], list[str]] = {}
    for number, one in enumerate(RULES, start=1):
        numbers.setdefault(one.pattern, []).append(str(number))
    branches = ", ".join(
        f"{rule} IN ({', '.join(those)}), {_groups(pattern, message)}" for pattern, those in numbers.items()
    )
    return f"if({rule} = 0, [], multiIf({branches}, []))"


def chosen(rule: str, attribute: str) -> str:
    """``action``, ``outcome`` or ``category`` of the rule; empty for none."""
    values = ", ".join(literal(getattr(one, attribute)) for one in RULES)
    return f"if({rule} = 0, '', arrayElement([{values}], {rule}))"


def meaning(program: str, message: str) -> dict[str, object]:
    """The same for one message, in ECS names; nothing when no rule holds."""
    message = message[:MOST]
    for rule in _rules_of(program[:LONGEST]):
        if rule.words in message and _any(rule.also, message):
            who = _found(rule, message)
            return dict(zip(ANSWER, (rule.action, rule.outcome, rule.category, *who), strict=True))
    return {}


@lru_cache(maxsize=1024)
def _rules_of(program: str) -> tuple[Rule, ...]:
    """Those of a program that begins so; most lines are of few programs, and most rules of others."""
    return tuple(rule for rule in RULES if program.startswith(rule.program))


def _any(texts: tuple[str, ...], message: str) -> bool:
    return not texts or any(text in message for text in texts)


def _found(rule: Rule, message: str) -> tuple[str, str, str]:
    if isinstance(rule.pattern, tuple):
        parts = [_compiled(pattern).search(message) for pattern in rule.pattern]
        account, address, port = ((part[1] or "") if part else "" for part in parts)
        return account, address, port
    found = _compiled(rule.pattern).search(message)
    groups = [group or "" for group in found.groups()] if found else ["", "", ""]
    return groups[0], groups[1], groups[2]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)


def _groups(pattern: str | tuple[str, str, str], message: str) -> str:
    if isinstance(pattern, str):
        return f"extractGroups({message}, {literal(pattern)})"
    parts = (f"extract({message}, {literal(one)})" if one != "()" else "''" for one in pattern)
    return f"[{', '.join(parts)}]"
