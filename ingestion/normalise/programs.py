"""What sshd, sudo and su say, as data: which words, which action of the OWASP vocabulary, who and from where.

A rule holds when the program matches and the message has its words. Group 1 of ``pattern`` is the account, 2 the
address, 3 the port; a rule that lacks one has an empty group in its place. The first rule that holds wins.
"""

from dataclasses import dataclass

MESSAGE_REPEATED = r"^message repeated (\d+) times: \[ (.*?)\]$"  # rsyslog folds identical lines


@dataclass(frozen=True)
class Rule:
    program: str
    words: str
    pattern: str
    action: str
    outcome: str
    category: str = "authentication"


RULES = (
    Rule("sshd", "Failed password for", r"for (?:invalid user )?(.*?) from (\S+) port (\d+)",
         "authn_login_fail", "failure"),
    Rule("sshd", "Failed none for", r"for (?:invalid user )?(.*?) from (\S+) port (\d+)",
         "authn_login_fail", "failure"),
    Rule("sshd", "Failed publickey for", r"for (?:invalid user )?(.*?) from (\S+) port (\d+)",
         "authn_login_fail", "failure"),
    Rule("sshd", "Accepted ", r"^Accepted \S+ for (.*?) from (\S+) port (\d+)", "authn_login_success", "success"),
    Rule("sshd", "Invalid user", r"^Invalid user (.*?) from (\S+)(?: port (\d+))?", "ssh_invalid_user", "failure"),
    Rule("sshd", "input_userauth_request: invalid user", r"invalid user (.*?)(?: \[preauth\])?$()()",
         "ssh_invalid_user", "failure"),
    Rule("sshd", "Too many authentication failures", r"failures for (?:invalid user )?(\S*)(?: from (\S+) port (\d+))?",
         "authn_login_fail_max", "failure"),
    Rule("sshd", "maximum authentication attempts exceeded",
         r"for (?:invalid user )?(.*?) from (\S+) port (\d+)", "authn_login_fail_max", "failure"),
    Rule("sshd", "authentication failure", r"ruser=\S*\s+rhost=\S*\s+user=(\S+)()()|rhost=()(\S*)()",
         "pam_authentication_fail", "failure"),
    Rule("sshd", "authentication failures", r"rhost=\S*\s+user=(\S+)()()", "pam_authentication_fail", "failure"),
    Rule("sshd", "POSSIBLE BREAK-IN ATTEMPT", r"()\[([^\]]+)\]()", "ssh_reverse_mapping_fail", "failure"),
    Rule("sshd", "Received disconnect from", r"()from ([^ :]+(?::[0-9a-fA-F:]+)?)(?: port (\d+))?",
         "ssh_disconnect", "", "session"),
    Rule("sshd", "Connection closed by", r"(?:user (\S+) )?(\S+)(?: port (\d+))?(?: \[preauth\])?$",
         "ssh_disconnect", "", "session"),
    Rule("", "session opened for user", r"for user ([^ (]+)()()", "session_created", "success", "session"),
    Rule("", "session closed for user", r"for user ([^ (]+)()()", "session_closed", "success", "session"),
    Rule("sudo", "NOT in sudoers", r"^\s*(\S+) :()()", "authz_fail", "failure", "iam"),
    Rule("sudo", "command not allowed", r"^\s*(\S+) :()()", "authz_fail", "failure", "iam"),
    Rule("sudo", "incorrect password attempt", r"^\s*(\S+) :()()", "authn_login_fail", "failure"),
    Rule("sudo", "authentication failure", r"user=(\S+)()()", "pam_authentication_fail", "failure"),
    Rule("sudo", "COMMAND=", r"^\s*(\S+) :()()", "authz_admin", "success", "process"),
    Rule("su", "Successful su for", r" by (\S+)()()", "authz_admin", "success", "iam"),
    Rule("su", "FAILED su for", r" by (\S+)()()", "authz_fail", "failure", "iam"),
    Rule("su", "FAILED SU", r"\) (\S+) on ()()", "authz_fail", "failure", "iam"),
    Rule("su", "(to ", r"^\(to \S+\) (\S+) on()()", "authz_admin", "success", "iam"),
    Rule("su", "authentication failure", r"user=(\S+)()()", "pam_authentication_fail", "failure"),
)  # fmt: skip


def rule_of(program: str, message: str) -> str:
    """The number of the rule that holds, from 1; 0 for none. Cheap for other programs' messages."""
    tests = ", ".join(
        f"{_program(rule, program)}position({message}, '{rule.words}') > 0, {number}"
        for number, rule in enumerate(RULES, start=1)
    )
    return f"multiIf({tests}, 0)"


def groups_of(rule: str, message: str) -> str:
    """``[account, address, port]`` by the rule's pattern, or nothing."""
    numbers: dict[str, list[str]] = {}
    for number, one in enumerate(RULES, start=1):
        numbers.setdefault(one.pattern, []).append(str(number))
    branches = ", ".join(
        f"{rule} IN ({', '.join(those)}), extractGroups({message}, {_quoted(pattern)})"
        for pattern, those in numbers.items()
    )
    return f"multiIf({branches}, [])"


def chosen(rule: str, attribute: str) -> str:
    """``action``, ``outcome`` or ``category`` of the rule; empty for none."""
    values = ", ".join(f"'{getattr(one, attribute)}'" for one in RULES)
    return f"if({rule} = 0, '', arrayElement([{values}], {rule}))"


def _program(rule: Rule, program: str) -> str:
    return f"startsWith({program}, '{rule.program}') AND " if rule.program else ""


def _quoted(pattern: str) -> str:
    return "'" + pattern.replace("\\", "\\\\").replace("'", "\\'") + "'"
