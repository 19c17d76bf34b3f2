"""Programs that are called like a secret: ``sshd-session[812]: pam_unix(sshd:auth): authentication failure; …``.

What stands behind such a name is what the program says, and no value. A name in a file of settings has neither a
process's number behind it nor a time and a host before it.
"""

import re

# RFC 3164's header, or what stands of it behind the priority; and the program's name up to the one in question.
HEADER = re.compile(
    rb"(?:<\d{1,3}>|\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?:? )(?:[\w.:-]{1,64} )?([\w./-]{0,48})\Z"
)
LONGEST_HEADER = 160
SIGN = b": "
PROCESS = re.compile(rb"\[\d{2,10}\]: \Z")  # secret[0] is one of several
SERVICE = re.compile(rb"\bpam_\w{1,24}\([\w.:-]{0,40}\Z")  # pam_unix(passwd:chauthtok)
LONGEST_SERVICE = 64
MODULE = re.compile(rb"pam_\w{1,24}[(:]|gkr-pam:")
SENTENCE = re.compile(
    rb"(?:authentication|can't|cannot|changing|command|error|failed|password|permission|rpc|unable|user) [a-z]"
)


def is_program(body: bytes, term: bytes, start: int, end: int) -> bool:
    """Whether the name from ``start`` on, with its colon and the spaces behind it before ``end``, is a program's."""
    before = body[max(start - LONGEST_HEADER, 0) : start]
    if term == b"PASS" and before.endswith(b"--- "):  # what Go says of a test
        return True
    if b"(" in before[-LONGEST_SERVICE:] and SERVICE.search(before[-LONGEST_SERVICE:]):
        return True
    if body[end - len(SIGN) : end] != SIGN:
        return False
    if MODULE.match(body, end) or (term.lower() == b"passwd" and SENTENCE.match(body, end)):
        return True
    # Without a number only what stands before it tells it from a setting: gnome-session, but not auth-token.
    is_process = PROCESS.search(body, start, end) is not None
    is_session = term.lower() == b"session" and before.endswith(b"-")
    if not (is_process or is_session or b"systemd-" in before):
        return False
    header = HEADER.search(before)
    return header is not None and (is_process or is_session or header[1].startswith(b"systemd-"))
