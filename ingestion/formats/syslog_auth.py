"""What sshd, sudo and the tools for accounts say beside who and from where, by the names that Filebeat's ``system`` module gives it.

The same expressions serve the engine (``members``) and lines that Python reads (``facts``); they are looked at only where
one of these programs said something that has a meaning (``normalise.programs``).
https://www.elastic.co/guide/en/beats/filebeat/current/exported-fields-system.html
"""

import re
from collections.abc import Mapping

from ingestion.formats.documents import Document
from ingestion.normalise.times import literal

SSH, SUDO = "system.auth.ssh", "system.auth.sudo"
SUDO_COMMAND, SUDO_DIRECTORY, SUDO_USER = r"COMMAND=(.*)$", r"PWD=(\S+)", r"; USER=(\S+)"
GROUP = r"\bgroup '([^']+)'"
FACTS = {
    "sshd": {
        f"{SSH}.event": r"^(Accepted|Failed|Invalid) ",
        f"{SSH}.method": r"^(?:Accepted|Failed) (\S+) for ",
        f"{SSH}.signature": r" ssh2: (\S.+)$",
        f"{SSH}.dropped_ip": r"^Did not receive identification string from (\S+)",
    },
    "sudo": {
        f"{SUDO}.tty": r"TTY=(\S+)",
        f"{SUDO}.pwd": SUDO_DIRECTORY,
        f"{SUDO}.user": SUDO_USER,
        f"{SUDO}.command": SUDO_COMMAND,
        f"{SUDO}.error": r"^\s*\S+ : ([^;=]{3,}) ; TTY=",
    },
    "useradd": {
        "user.id": r"\bUID=(\d+)",
        "group.id": r"\bGID=(\d+)",
        "user.target.name": r"^(?:new user: name=|add ')([^\s,']+)",
        "group.name": r"(?:^new group: name=|group ')([^\s,']+)",
        "system.auth.useradd.home": r"\bhome=([^\s,]+)",
        "system.auth.useradd.shell": r"\bshell=([^\s,]+)",
    },
    "userdel": {"user.target.name": r"^delete (?:user )?'([^']+)'", "group.name": GROUP},
    "usermod": {"user.target.name": r"^(?:add|delete|change user) '([^']+)'", "group.name": GROUP},
    "groupadd": {"group.name": r"\bname=([^\s,]+)", "group.id": r"\bGID=(\d+)"},
    "groupdel": {"group.name": GROUP},
    "groupmod": {"group.name": r"\(group ([^\s,/)]+)", "group.id": r"\(group [^\s,/)]+/(\d+)"},
    "gpasswd": {
        "user.target.name": r"^user (\S+) (?:added|removed) by ",
        "group.name": r" (?:to|from) group (\S+)$",
    },
    "passwd": {"user.target.name": r"password changed for (\S+)"},
}
_COMPILED = {
    program: {name: re.compile(pattern, re.DOTALL) for name, pattern in patterns.items()}
    for program, patterns in FACTS.items()
}


def members(program: str, said: str, rule: str) -> str:
    """The engine's expression of JSON members, each with a comma before it; empty where there is nothing."""
    branches = [
        f"startsWith({program}, {literal(name)}), {_joined(patterns, said)}"
        for name, patterns in FACTS.items()
    ]
    return f"if({rule} = 0, '', multiIf({', '.join(branches)}, ''))"


def _joined(patterns: Mapping[str, str], said: str) -> str:
    """Over an array, as the planner looks at each expression for several milliseconds, however often it is the same."""
    names = ", ".join(literal(f',"{name}":') for name in patterns)
    values = ", ".join(f"extract({said}, {literal('(?s)' + pattern)})" for pattern in patterns.values())
    one = "(name, value) -> if(value = '', '', concat(name, toJSONString(value)))"
    return f"arrayStringConcat(arrayMap({one}, [{names}], [{values}]))"


def facts(program: str, said: str) -> Document:
    """The same without the engine."""
    patterns = next((those for name, those in _COMPILED.items() if program.startswith(name)), {})
    return {name: found[1] for name, one in patterns.items() if (found := one.search(said))}
