"""What Unix programs say, as data: which words, which action of the OWASP vocabulary, who and from where.

A rule holds when the program begins so and the message has its words. Group 1 of ``pattern`` is the account, 2 the
address, 3 the port; a rule that lacks one has an empty group in its place. Where the words stand in any order,
``pattern`` is three expressions of one group each. The first rule that holds wins; the rules themselves are in
``program_rules`` and ``server_rules``. The same rules serve the engine (``rule_of`` and its like) and lines that Python reads (``meaning``).
"""

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from ingestion.normalise import program_rules, server_rules
from ingestion.normalise.program_rules import LEAD, Rule
from ingestion.normalise.times import literal

RULES = (*program_rules.RULES, *server_rules.RULES, *program_rules.OF_ANY)
MESSAGE_REPEATED = r"^message repeated 0*(\d{1,9}) times?: \[ ?(.*?)\]$"  # rsyslog folds identical lines
MOST_TEXTS = 255  # that the engine looks for in one search
MOST = 4096  # characters looked at without the engine, whose expressions take linear time
LAST_REPEATED = (
    r"last message repeated 0*(\d{1,9}) times?"  # syslogd's way: the message itself is the line before
)
# One automaton over all words costs next to nothing, while a search for all the texts takes as long as reading the line:
# so words that stand in many messages come with what is beside them.
ANY_WORDS = "(?s)" + "|".join(dict.fromkeys(rule.near or re.escape(rule.words) for rule in RULES))
# A rule's number, its words, one of what must stand beside them (the words again where nothing must), its program, and
# whether the words begin the message.
TESTS = tuple(
    (number, rule.words, beside, rule.program, int(rule.is_first))
    for number, rule in enumerate(RULES, start=1)
    for beside in rule.also or (rule.words,)
)
# Addresses, what the other server answered, and what a client sent in a command's or a name's place.
MAIL_PROGRAMS = ("postfix/", "sendmail", "sm-mta")
OTHERS_WORDS = (
    r"<[^<>]*>|( status=\w+ )\(.*|( stat=\w+).*"
    r"|(^PREGREET |^NON-SMTP COMMAND|^warning: non-SMTP command from |^improper command pipelining after |^warning: [^ ]* SASL [^ ]* authentication failed).*"
)
KEPT_WORDS = r"<\1\2\3>"
OTHERS = re.compile(OTHERS_WORDS, re.DOTALL | re.ASCII)  # as the engine reads it
# Where a command ran, and what it was.
COMMAND_WORDS, COMMAND_KEPT = r" ; PWD=.*( COMMAND=).*", r"\1"
COMMAND = re.compile(COMMAND_WORDS, re.DOTALL)
LONGEST = max(len(rule.program) for rule in RULES)  # characters of a program's name that rules ask for
ANSWER = (
    "event.action",
    "event.outcome",
    "event.category",
    "user.name",
    "source.ip",
    "source.port",
)


def own_words(program: str, message: str) -> str:
    """The message without what others wrote into it, as far as that can be told: in it the rules' words are looked for."""
    is_mail = " OR ".join(f"startsWith({program}, {literal(name)})" for name in MAIL_PROGRAMS)
    mail = f"replaceRegexpAll({message}, {literal(f'(?s){OTHERS_WORDS}')}, {literal(KEPT_WORDS)})"
    command = f"replaceRegexpOne({message}, {literal(f'(?s){COMMAND_WORDS}')}, {literal(COMMAND_KEPT)})"
    return f"multiIf({is_mail}, {mail}, startsWith({program}, 'sudo'), {command}, {message})"


def _own(program: str, message: str) -> str:
    """The same without the engine."""
    if program.startswith(MAIL_PROGRAMS):
        return OTHERS.sub(KEPT_WORDS, message)
    return COMMAND.sub(COMMAND_KEPT, message) if program.startswith("sudo") else message


def rule_of(program: str, message: str) -> str:
    """The number of the rule that holds, from 1; 0 for none. Cheap for messages that have no rule's words.

    Over arrays and not as a condition for each rule, which would take longer to plan than all the rest.
    """
    numbers, words, beside, begins, firsts = zip(*TESTS, strict=True)
    found = ", ".join(_positions(message, texts) for texts in (words, beside))
    lead = f"length(extract({message}, {literal(f'(?s){LEAD}')})) + 1"
    holds = f"(a, b, begins, first) -> a > 0 AND b > 0 AND startsWith({program}, begins) AND (first = 0 OR a = {lead})"
    first = f"arrayElement({[0, *numbers]}, arrayFirstIndex({holds}, {found}, {_texts(begins)}, {list(firsts)}) + 1)"
    return f"if(match({message}, {literal(ANY_WORDS)}), {first}, 0)"


def _positions(message: str, texts: Sequence[str]) -> str:
    """Where each of the texts stands in the message, 0 for nowhere."""
    parts = [texts[start : start + MOST_TEXTS] for start in range(0, len(texts), MOST_TEXTS)]
    found = [f"multiSearchAllPositions({message}, {_texts(part)})" for part in parts]
    return found[0] if len(found) == 1 else f"arrayConcat({', '.join(found)})"


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(map(literal, texts))}]"


def groups_of(rule: str, message: str) -> str:
    """``[account, address, port]`` by the rule's pattern, or nothing."""
    numbers: dict[tuple[str | tuple[str, str, str], bool], list[str]] = {}
    for number, one in enumerate(RULES, start=1):
        numbers.setdefault((one.pattern, one.is_exact), []).append(str(number))
    branches = ", ".join(
        f"{rule} IN ({', '.join(those)}), {_groups(pattern, message, is_exact)}"
        for (pattern, is_exact), those in numbers.items()
    )
    return f"if({rule} = 0, [], multiIf({branches}, []))"


def held(rule: str, groups: str) -> str:
    """The rule's number, or 0 where the message has its words and not its pattern."""
    exact = ", ".join(str(number) for number, one in enumerate(RULES, start=1) if one.is_exact)
    return f"if({rule} IN ({exact}) AND empty({groups}), 0, {rule})"


def chosen(rule: str, attribute: str) -> str:
    """``action``, ``outcome`` or ``category`` of the rule; empty for none."""
    values = ", ".join(literal(getattr(one, attribute)) for one in RULES)
    return f"if({rule} = 0, '', arrayElement([{values}], {rule}))"


def meaning(program: str, message: str) -> dict[str, object]:
    """The same for one message, in ECS names; nothing when no rule holds."""
    message = message[:MOST]
    own = _own(program, message)
    lead = _compiled(LEAD).match(own)
    begin = lead.end() if lead else 0
    for rule in _rules_of(program[:LONGEST]):
        stands = own.startswith(rule.words, begin) if rule.is_first else rule.words in own
        if stands and _any(rule.also, own):
            who = _found(rule, message)
            return (
                dict(zip(ANSWER, (rule.action, rule.outcome, rule.category, *who), strict=True))
                if who
                else {}
            )
    return {}


@lru_cache(maxsize=1024)
def _rules_of(program: str) -> tuple[Rule, ...]:
    """Those of a program that begins so; most lines are of few programs, and most rules of others."""
    return tuple(rule for rule in RULES if program.startswith(rule.program))


def _any(texts: tuple[str, ...], message: str) -> bool:
    return not texts or any(text in message for text in texts)


def _found(rule: Rule, message: str) -> tuple[str, str, str] | None:
    """``None`` where the message is not what the rule asks for exactly."""
    if isinstance(rule.pattern, tuple):
        first = _compiled(rule.pattern[0]).search(message)
        if rule.is_exact and not first:
            return None
        parts = (first, *(_compiled(pattern).search(message) for pattern in rule.pattern[1:]))
        account, address, port = ((part[1] or "") if part else "" for part in parts)
        return account, address, port
    found = _compiled(rule.pattern).search(message)
    if rule.is_exact and not found:
        return None
    groups = [group or "" for group in found.groups()] if found else ["", "", ""]
    return groups[0], groups[1], groups[2]


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.DOTALL)


def _groups(pattern: str | tuple[str, str, str], message: str, is_exact: bool) -> str:
    if isinstance(pattern, str):
        return f"extractGroups({message}, {literal(pattern)})"
    parts = (f"extract({message}, {literal(one)})" if one != "()" else "''" for one in pattern)
    groups = f"[{', '.join(parts)}]"
    return f"if(match({message}, {literal(pattern[0])}), {groups}, [])" if is_exact else groups
