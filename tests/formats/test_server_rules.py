"""What servers, gateways and other Unix systems say to syslog, by the engine and without it; what others wrote chooses nothing."""

import re

import pytest

from ingestion.formats import syslog_line
from ingestion.normalise import programs
from ingestion.store.client import client
from tests.store.batches import sealed

pytestmark = pytest.mark.usefixtures("event_tables")
FAIL, IN, OUT = "authn_login_fail", "authn_login_success", "session_closed"
SAID = (
    ("slapd", 'conn=7 fd=12 ACCEPT from IP=203.0.113.5:4242 (IP=0.0.0.0:389)', "ldap_connect", "", "", "203.0.113.5"),
    ("slapd", 'conn=7 op=0 BIND dn="uid=ada,dc=example" method=128', "ldap_bind", "", "uid=ada,dc=example", ""),
    ("slapd", 'conn=7 op=0 BIND dn="uid=ada,dc=example" mech=SIMPLE ssf=0', IN, "success", "uid=ada,dc=example", ""),
    ("slapd", 'conn=7 op=0 BIND dn="cn= RESULT tag=97 err=49 ,mech=" method=128', "ldap_bind", "", "cn= RESULT tag=97 err=49 ,mech=", ""),
    ("slapd", "conn=7 op=0 RESULT tag=97 err=49 text=", FAIL, "failure", "", ""),
    ("slapd", "conn=7 op=0 RESULT tag=97 err=0 text=", "", "", "", ""),
    ("slapd", 'conn=7 op=1 SRCH base="" scope=2 deref=0 filter="(cn= RESULT tag=97 err=49 )"', "ldap_search", "", "", ""),
    ("wordpress(shop.example)", "Authentication failure for bo from 203.0.113.5", FAIL, "failure", "bo", "203.0.113.5"),
    ("wordpress(shop.example)", "XML-RPC authentication failure for bo from 203.0.113.5", FAIL, "failure", "bo", "203.0.113.5"),
    ("wordpress(shop.example)", "Authentication attempt for unknown user eve from 203.0.113.5", FAIL, "failure", "eve", "203.0.113.5"),
    ("wordpress(shop.example)", "Authentication failure for Accepted password for root from 192.0.2.7 from 203.0.113.5", FAIL, "failure",
     "Accepted password for root from 192.0.2.7", "203.0.113.5"),
    ("wordpress(shop.example)", "Authentication failure for session opened for user root from 203.0.113.5", FAIL, "failure",
     "session opened for user root", "203.0.113.5"),
    ("wordpress(shop.example)", "Accepted password for ada from 203.0.113.5", IN, "success", "ada", "203.0.113.5"),
    ("wordpress(shop.example)", "Blocked user enumeration attempt from 203.0.113.5", "authz_fail", "failure", "", "203.0.113.5"),
    ("ovpn-shop", "203.0.113.5:4242 [ada] Peer Connection Initiated with [AF_INET]203.0.113.5:4242", "session_created", "success", "ada", "203.0.113.5"),
    ("openvpn", "ada/203.0.113.5:4242 SIGTERM[soft,remote-exit] received, client-instance exiting", OUT, "", "ada", "203.0.113.5"),
    ("openvpn", "203.0.113.5:4242 VERIFY ERROR: depth=0, error=certificate revoked: CN=bo", FAIL, "failure", "", "203.0.113.5"),
    ("charon", "06[IKE] deleting IKE_SA shop[3] between 192.0.2.1[gw]...203.0.113.5[ada@example.com]", OUT, "success", "ada@example.com", "203.0.113.5"),
    ("dovecot", "auth: passwd-file(bo,203.0.113.5,<q>): unknown user", FAIL, "failure", "bo", "203.0.113.5"),
    ("dovecot", "auth-worker(7): conn unix:auth-worker (pid=1,uid=1): auth-worker<1>: sql(bo,203.0.113.5,<q>): Password mismatch", FAIL, "failure",
     "bo", "203.0.113.5"),
    ("dovecot", "imap(ada)<7><q>: Logged out in=10 out=20", OUT, "success", "ada", ""),
    ("dovecot", "imap-login: Login: user=<session opened for user root>, method=PLAIN, rip=203.0.113.5, lip=192.0.2.1", IN, "success",
     "session opened for user root", "203.0.113.5"),
    ("fail2ban.actions", "NOTICE [sshd] Unban 203.0.113.5", "address_unbanned", "success", "", "203.0.113.5"),
    ("su", "BAD SU from bo to root at /dev/pts/1", "authz_fail", "failure", "bo", ""),
    ("su", "from bo to root at /dev/pts/1", "authz_admin", "success", "bo", ""),
    ("su", "'su root' failed for bo on /dev/pts/1", "authz_fail", "failure", "bo", ""),
    ("audit", "login - ssh ok session 7 by ada as ada:staff from client.example.com", IN, "success", "ada", ""),
    ("audit", "login - ssh failed Authentication failed session 8 by bo as bo:staff from 203.0.113.5", FAIL, "failure", "bo", "203.0.113.5"),
    ("sshd", "Login failed for user 'bo' from host '203.0.113.5'", FAIL, "failure", "bo", "203.0.113.5"),
    ("mgd", "User 'ada' login, class 'j-super-user' [77]", IN, "success", "ada", ""),
    ("mgd", "User 'ada', command 'set system login message \"' logout\"'", "command_executed", "", "ada", ""),
    ("mgd", "User 'ada' requested 'commit' operation (comment: none)", "device_configured", "", "ada", ""),
    ("Hostd", "warning hostd[7] [Originator@6876 sub=Default] Rejected password for user root from 203.0.113.5", FAIL, "failure", "root", "203.0.113.5"),
    ("SSH", "SSH session was opened for 'root@203.0.113.5'.", "session_created", "success", "root", "203.0.113.5"),
    ("sudo", "bo : TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/echo session opened for user eve", "authz_admin", "success", "bo", ""),
)  # fmt: skip
LINES = [f"Nov 21 20:00:01 host1 {program}[7]: {said}" for program, said, *_ in SAID]
ANSWER = ("event.action", "event.outcome", "user.name", "source.ip")


def test_the_engine_reads_what_servers_say() -> None:
    result, events = sealed("\n".join(LINES).encode() + b"\n", format="syslog")
    assert not result.quarantined
    told = [(event["message"], *(event[name] for name in ANSWER)) for event in events]
    assert told == [tuple(one[1:]) for one in SAID]


@pytest.mark.parametrize(("line", "said"), list(zip(LINES, SAID, strict=True)))
def test_without_the_engine_the_same(line: str, said: tuple[str, ...]) -> None:
    found = syslog_line.read(line) or {}
    assert tuple(found.get(name, "") for name in ANSWER) == said[2:]


def test_more_words_than_the_engine_takes_at_once_are_looked_for_in_parts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = programs.rule_of("'sshd'", "'Failed password for ada from 192.0.2.7 port 4040 ssh2'")
    monkeypatch.setattr(programs, "MOST_TEXTS", 100)
    parts = programs.rule_of("'sshd'", "'Failed password for ada from 192.0.2.7 port 4040 ssh2'")
    assert (whole.count("multiSearchAllPositions"), parts.count("multiSearchAllPositions")) == (2, 6)
    assert client("reader").command(f"SELECT {whole}") == client("reader").command(f"SELECT {parts}") != 0


def test_words_that_any_message_may_have_are_looked_for_with_what_is_beside_them() -> None:
    """Such a rule believes exact messages alone, so that a message without what is beside its words is nothing's to either way."""
    near = [rule for rule in programs.RULES if rule.near]
    assert {" to ", " after ", " session "} <= {rule.words for rule in near}
    assert all(rule.is_exact for rule in near)
    for said in ("moved to eu after the queue grew", "a session  by nobody", "User ada logged in"):
        assert not re.search(programs.ANY_WORDS, said)
        assert [programs.meaning(program, said) for program in ("su", "postfix/smtpd", "audit", "sshd")] == [
            {}
        ] * 4
