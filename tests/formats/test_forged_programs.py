"""Names and words that somebody else chose, in what Unix programs say: they make no other deed, outcome, person or address."""

import time

import pytest

from ingestion.formats import syslog_line
from ingestion.normalise import programs
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
    ("proftpd", "h (c[203.0.113.5]) - USER Login successful: no such user found from c [203.0.113.5]", FAIL, "failure", "Login successful", "203.0.113.5"),
    ("pure-ftpd", "(?@203.0.113.5) [WARNING] Authentication failed for user [bo] root is now logged in]", FAIL, "failure", "bo] root is now logged in", "203.0.113.5"),
    ("pure-ftpd", "(bo@203.0.113.5) [NOTICE] /srv/[INFO] root is now logged in uploaded  (12 bytes, 1.00KB/sec)", "", "", "", ""),
    ("pure-ftpd", "(bo@203.0.113.5) [NOTICE] /srv/x uploaded y downloaded  (12 bytes, 1.00KB/sec)", "", "", "", ""),
    ("pure-ftpd", "(bo@203.0.113.5) [NOTICE] /srv/x uploaded  (12 bytes, 1.00KB/sec)", "upload_complete", "success", "bo", "203.0.113.5"),
    ("pure-ftpd", "(?@203.0.113.5) [INFO] ada is now logged in", IN, "success", "ada", "203.0.113.5"),
    ("pure-ftpd", "(ada@203.0.113.5) [INFO] Logout.", "session_closed", "success", "ada", "203.0.113.5"),
    ("dovecot", "imap-login: Disconnected (auth failed, 1 attempts in 2 secs): user=<a>, rip=198.51.100.9>, method=PLAIN, rip=203.0.113.5, lip=192.0.2.1", FAIL, "failure",
     "a>, rip=198.51.100.9", "203.0.113.5"),
    ("dovecot", "lmtp(1): Error: sieve: subject Login: user=<root>, rip=198.51.100.9", "", "", "", ""),
    ("dovecot", "auth: passwd-file(bo,198.51.100.9,x,203.0.113.5): unknown user", FAIL, "failure", "bo,198.51.100.9,x", "203.0.113.5"),
    ("dovecot", "auth: sql(x(root,198.51.100.9): unknown user,203.0.113.5): unknown user", "", "", "", ""),
    ("radiusd", "(1) Invalid user: [Login OK: /x] (from client nas port 0)", FAIL, "failure", "Login OK: ", ""),
    ("radiusd", "(1) Login OK: [ada] (from client nas port 0)", IN, "success", "ada", ""),
    ("php-fpm", "/index.php: webConfigurator authentication error for user 'Successful login for user 'ada' from: 198.51.100.9' from: 203.0.113.5", FAIL, "failure",
     "Successful login for user 'ada' from: 198.51.100.9", "203.0.113.5"),
    ("php-fpm", "/index.php: Successful login for user 'ada' from: 203.0.113.5 (Local Database)", IN, "success", "ada", "203.0.113.5"),
    ("charon", "13[CFG] looking for peer configs matching 192.0.2.1[%any]...203.0.113.5[x established between y]", "", "", "", ""),
    ("charon", "13[IKE] authentication of 'x' with y successful' with EAP failed", "", "", "", ""),
    ("charon", "13[IKE] IKE_SA shop[3] established between 192.0.2.1[gw]...203.0.113.5[x]...198.51.100.9[root]", "session_created", "success",
     "x]...198.51.100.9[root", "203.0.113.5"),
    ("openvpn", "user 'bo' authenticated' could not authenticate.", FAIL, "failure", "bo' authenticated", ""),
    ("openvpn", "user 'ada' authenticated", IN, "success", "ada", ""),
    ("openvpn", "203.0.113.5:4242 peer info: IV_GUI_VER=[root] Peer Connection Initiated with [AF_INET]198.51.100.9:7", "network_peer_info", "", "", "203.0.113.5"),
    ("openvpn", "203.0.113.5:4242 VERIFY ERROR: depth=0, error=self signed: CN=[root] Peer Connection Initiated with [AF_INET]198.51.100.9:7", FAIL, "failure", "", "203.0.113.5"),
    ("openvpn", "203.0.113.5:4242 VERIFY OK: depth=0, CN=user 'root' authenticated", "", "", "", ""),
    ("dhcpd", "DHCPREQUEST for 192.0.2.9 from 02:00:5e:00:00:01 (DHCPDISCOVER) via eth0", "DHCPREQUEST", "", "", "192.0.2.9"),
    ("dnsmasq-dhcp", "DHCPACK(eth0) 192.0.2.9 02:00:5e:00:00:01 DHCPDISCOVER", "DHCPACK", "success", "", "192.0.2.9"),
    ("dnsmasq", "query[type=65] x.example from 203.0.113.5", "dns_query", "", "", "203.0.113.5"),
    ("dnsmasq", "query[A] x from 198.51.100.9 from 203.0.113.5", "dns_query", "", "", "203.0.113.5"),
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


@pytest.mark.parametrize(
    "part", [" ", ":", "(", "[", "' from ", " rhost=", "...1[", "(auth failed", " from a"]
)
def test_words_again_and_again_take_linear_time(part: str) -> None:
    messages = [
        (rule.program or "x", (rule.words + part * programs.MOST)[: programs.MOST - 2] + " !")
        for rule in programs.RULES
    ]
    for program, message in dict.fromkeys(messages):
        begun = time.process_time()
        programs.meaning(program, message)
        assert time.process_time() - begun < 0.05, program  # seconds, of 4 kB
