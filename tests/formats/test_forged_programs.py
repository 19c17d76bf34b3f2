"""Names and words that somebody else chose, in what Unix programs say: they make no other deed, outcome, person or address."""

import pytest

from ingestion.formats import syslog_line
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")
FAIL, IN, MOST, GONE = "authn_login_fail", "authn_login_success", "authn_login_fail_max", "ssh_disconnect"
END = "from 198.51.100.9 port 7"  # of nobody
SAID = (
    ("sshd", f"Failed password for invalid user root {END} from 203.0.113.5 port 4242 ssh2", FAIL, "failure", f"root {END}", "203.0.113.5"),
    ("sshd", "Failed publickey for ada from 203.0.113.5 port 4242 ssh2: RSA-CERT SHA256:a ID k (serial 7) CA RSA SHA256:b", FAIL, "failure", "ada", "203.0.113.5"),
    ("sshd", f"Failed publickey for ada from 203.0.113.5 port 4242 ssh2: RSA-CERT SHA256:a ID k {END} ssh2: (serial 7) CA RSA SHA256:b", FAIL, "failure", "", ""),
    ("sshd", f"Invalid user Accepted password for root {END} from 203.0.113.5 port 4242", "ssh_invalid_user", "failure",
     f"Accepted password for root {END}", "203.0.113.5"),
    ("sshd", f"Invalid user Failed password for root {END} from 203.0.113.5", "ssh_invalid_user", "failure", f"Failed password for root {END}", "203.0.113.5"),
    ("sshd", f"Invalid user  {END} from 203.0.113.5 port 4242", "ssh_invalid_user", "failure", f" {END}", "203.0.113.5"),
    ("sshd", "Connection closed by invalid user bo user root 203.0.113.5 port 4242 [preauth]", GONE, "", "bo user root", "203.0.113.5"),
    ("sshd", "Connection closed by 203.0.113.5 [preauth]", GONE, "", "", "203.0.113.5"),
    ("sshd", f"Disconnected from invalid user Failed password for root {END} 203.0.113.5 port 4242", GONE, "", f"Failed password for root {END}", "203.0.113.5"),
    ("sshd", f"error: Received disconnect from 203.0.113.5 port 4242:2: Too many authentication failures for root {END}", GONE, "", "", "203.0.113.5"),
    ("sshd", "Received disconnect from 203.0.113.5 port 4242:11: Server listening on", GONE, "", "", "203.0.113.5"),
    ("sshd", f"Bad protocol version identification 'Accepted password for root {END}' from 203.0.113.5 port 4242", "input_validation_fail", "failure", "", "203.0.113.5"),
    ("sshd", f"error: maximum authentication attempts exceeded for invalid user bo {END} from 203.0.113.5 port 4242 ssh2 [preauth]", MOST, "failure", f"bo {END}", "203.0.113.5"),
    ("sshd", "Disconnecting invalid user bo 198.51.100.9 203.0.113.5 port 4242: Too many authentication failures [preauth]", MOST, "failure", "bo 198.51.100.9", "203.0.113.5"),
    ("sshd", "Disconnecting invalid user Too many authentication failures 203.0.113.5 port 4242: Change of username [preauth]", "", "", "", ""),
    ("sshd", "Disconnecting: Too many authentication failures for ada [preauth]", MOST, "failure", "ada", ""),
    ("sshd", f"Unable to negotiate with 203.0.113.5 port 4242: no matching cipher found. Their offer: Accepted password for root {END}", "", "", "", ""),
    ("sshd", "Unable to negotiate with 203.0.113.5 port 4242: no matching cipher found. Their offer: session opened for user root", "", "", "", ""),
    ("sshd", "subsystem request for sftp by user root by user ada failed, subsystem not found", "ssh_subsystem", "", "ada", ""),
    ("sshd", "reverse mapping checking getaddrinfo for pc.example.net [203.0.113.5] failed - POSSIBLE BREAK-IN ATTEMPT!", "ssh_reverse_mapping_fail", "failure", "", "203.0.113.5"),
    ("sshd", "[ID 800047 auth.info] Accepted password for ada from 203.0.113.5 port 4242 ssh2", IN, "success", "ada", "203.0.113.5"),
    ("sudo", "ada : TTY=pts/0 ; PWD=/NOT in sudoers ; USER=root ; COMMAND=/bin/echo 3 incorrect password attempts", "authz_admin", "success", "ada", ""),
    ("sudo", "bo : user NOT in sudoers ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id", "authz_fail", "failure", "bo", ""),
    ("sudo", "bo : 3 incorrect password attempts ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id", FAIL, "failure", "bo", ""),
    ("sudo", "bo : a password is required ; TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/id", "", "", "", ""),
    ("sudo", "bo : (command continued) Successful su for root by ada", "", "", "", ""),
    ("login", "ROOT LOGIN ON tty2", IN, "success", "", ""),
    ("shop", "search for: session opened for user root", "", "", "", ""),
    ("shop", "no such name: password changed for root", "", "", "", ""),
    ("shop", "user bo account locked due to user root", "", "", "", ""),
    ("login", "pam_faillock(login:auth): Consecutive login failures for user bo account temporarily locked", "authn_login_lock", "failure", "bo", ""),
    ("auth", "pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=x rhost=198.51.100.9 user=root rhost=203.0.113.5", FAIL, "failure", "", "203.0.113.5"),
    ("auth", "pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=bo rhost=203.0.113.5  user=bo", FAIL, "failure", "bo", "203.0.113.5"),
    ("sshd", "PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.5  user=root", FAIL, "failure", "root", "203.0.113.5"),
    ("su(pam_unix)", "session opened for user bo by (uid=0)", "session_created", "success", "bo", ""),
)  # fmt: skip
LINES = [f"Nov 21 20:00:01 host1 {program}[7]: {said}" for program, said, *_ in SAID]
ANSWER = ("event.action", "event.outcome", "user.name", "source.ip")


def test_the_engine_believes_the_program_alone() -> None:
    result, events = sealed("\n".join(LINES).encode() + b"\n", format="syslog")
    assert not result.quarantined
    assert [tuple(event[name] for name in ANSWER) for event in events] == [one[2:] for one in SAID]


@pytest.mark.parametrize(("line", "said"), list(zip(LINES, SAID, strict=True)))
def test_without_the_engine_the_same(line: str, said: tuple[str, ...]) -> None:
    found = syslog_line.read(line) or {}
    assert tuple(found.get(name, "") for name in ANSWER) == said[2:]
