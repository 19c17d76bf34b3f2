"""What Postfix and its postscreen say, by the engine and without it; and what others write into their lines, which says nothing."""

from typing import Any

import pytest

from ingestion.formats import syslog_line
from tests.formats.test_agreement import value
from tests.store.batches import together

pytestmark = pytest.mark.usefixtures("event_tables")

PEER = {"source.ip": "192.0.2.7", "source.domain": "pc7.example.net"}
FAILED = {"event.outcome": "failure", "source.ip": "192.0.2.7"}
SCREENED = {"source.ip": "2001:db8::7", "source.port": 4025}
SAID: dict[str, dict[str, Any]] = {
    "connect from pc7.example.net[192.0.2.7]": {**PEER, "event.action": "mail_connect"},
    "lost connection after RCPT (3 bytes) from pc7.example.net[192.0.2.7]": {**PEER, "event.action": "mail_disconnect"},
    "4C2A91B: client=pc7.example.net[192.0.2.7]": {**PEER, "event.action": "mail_client", "email.local_id": "4C2A91B"},
    "warning: hostname pc7.example.net does not resolve to address 192.0.2.7: Name unknown": {
        **FAILED, "event.action": "mail_reverse_mapping_fail",
    },
    "warning: unknown[192.0.2.7]: SASL PLAIN authentication failed: (reason unavailable), sasl_username=ada": {
        **FAILED, "event.action": "authn_login_fail", "user.name": "ada", "source.domain": None,
    },
    "NOQUEUE: reject: RCPT from pc7.example.net[192.0.2.7]: 554 5.7.1 Listed; see https://list.example; "
    "from=<bo@example.org> to=<ada@example.net> proto=ESMTP helo=<pc7>": {
        **PEER, "event.action": "mail_rejected", "email.from.address": "bo@example.org", "email.to.address": "ada@example.net",
        "email.local_id": None,
    },
    "4C2A91B: proxy-reject: END-OF-MESSAGE: 554 5.7.1 Listed; from=<bo@example.org>": {"event.action": "mail_rejected", "source.address": ""},
    "4C2A91B: from=<bo@example.org>, size=812, nrcpt=1 (queue active)": {"email.from.address": "bo@example.org", "event.action": ""},
    "4C2A91B: to=<ada@example.net>, orig_to=<post@example.net>, relay=mx.example.net[198.51.100.25]:25, delay=1, "
    "delays=0/0/1/0, dsn=2.0.0, status=sent (250 ok)": {
        "event.action": "mail_sent", "email.to.address": "ada@example.net", "destination.domain": "mx.example.net",
        "destination.ip": "198.51.100.25", "destination.port": 25, "source.address": "",
    },
    "4C2A91B: to=<ada@example.net>, relay=dovecot, delay=1, dsn=2.0.0, status=sent (delivered)": {
        "email.to.address": "ada@example.net", "destination.ip": None,
    },
    "3ZqWcD2f9hzR4t: message-id=<x1@example.org>": {"email.message_id": "x1@example.org", "email.local_id": "3ZqWcD2f9hzR4t"},
    "Trusted TLS connection established to mx.example.net[198.51.100.25]:25: TLSv1.3 with cipher TLS_AES_256_GCM_SHA384": {
        "destination.ip": "198.51.100.25", "tls.version": "1.3", "tls.cipher": "TLS_AES_256_GCM_SHA384", "source.address": "",
    },
    "CONNECT from [2001:db8::7]:4025 to [198.51.100.25]:25": {
        **SCREENED, "event.action": "mail_connect", "destination.ip": "198.51.100.25", "destination.port": 25,
    },
    "PASS OLD [2001:db8::7]:4025": {**SCREENED, "event.action": "mail_client_allowed", "event.outcome": "success"},
    "DENYLISTED [2001:db8::7]:4025": {**SCREENED, "event.action": "mail_client_denied", "event.outcome": "failure"},
    "BLACKLISTED [2001:db8::7]:4025": {**SCREENED, "event.action": "mail_client_denied", "event.outcome": "failure"},
    "DNSBL rank 4 for [2001:db8::7]:4025": {**SCREENED, "event.action": "mail_client_listed", "event.outcome": ""},
    "PREGREET 9 after 0.1 from [2001:db8::7]:4025: EHLO x": {**SCREENED, "event.action": "input_validation_fail"},
    "COMMAND TIME LIMIT from [2001:db8::7]:4025 after CONNECT": {**SCREENED, "event.action": "input_validation_fail"},
    "NON-SMTP COMMAND from [2001:db8::7]:4025 after CONNECT: GET / HTTP/1.1": {**SCREENED, "event.action": "input_validation_fail"},
    "improper command pipelining after EHLO from pc7.example.net[192.0.2.7]: QUIT": {**FAILED, "event.action": "input_validation_fail"},
    "HANGUP after 1 from [2001:db8::7]:4025 in tests before SMTP handshake": {**SCREENED, "event.action": "mail_disconnect"},
}  # fmt: skip
LOGIN = "warning: x[203.0.113.9]: SASL PLAIN authentication failed: no"
REJECTED = "NOQUEUE: reject: RCPT from pc9.example[203.0.113.9]: 554 no"
FORGED: dict[str, dict[str, Any]] = {
    **{
        f"4C2A91B: warning: header Subject: {said} from pc7.example.net[192.0.2.7]": {"event.action": "", "source.address": ""}
        for said in (LOGIN, REJECTED, "connect from pc9.example[203.0.113.9]", "client=pc9.example[203.0.113.9]")
    },
    f"PREGREET 99 after 0.1 from [192.0.2.7]:4025: {LOGIN} {REJECTED}": {"event.action": "input_validation_fail", "source.ip": "192.0.2.7"},
    f"warning: non-SMTP command from pc7.example.net[192.0.2.7]: {REJECTED}": {"event.action": "input_validation_fail", "source.ip": "192.0.2.7"},
    "4C2A91B: SASL authentication failed; server mx.example.net[198.51.100.25] said: no": {"event.action": "", "source.address": ""},
    'NOQUEUE: reject: RCPT from pc7.example.net[192.0.2.7]: 550 <"a; from=<eve@example.org> to=<eve@example.org> proto="@example.net>: '
    "no; from=<bo@example.org> to=<ada@example.net> proto=SMTP": {"event.action": "mail_rejected", "email.from.address": None},
}  # fmt: skip


LINES = {said: f"<22>Nov 21 20:00:01 mx postfix/smtpd[7]: {said}" for said in [*SAID, *FORGED]}


@pytest.mark.parametrize("said", LINES)
def test_what_postfix_says_is_its_event(said: str) -> None:
    event = together(tuple(LINES.values()), "syslog")[list(LINES).index(said)]
    alone = syslog_line.read(LINES[said]) or {}
    for name, expected in {**SAID, **FORGED}[said].items():
        assert value(event, name) == expected
        assert _alone(alone, name) == (expected or None)


def _alone(document: dict[str, Any], name: str) -> Any:
    found = document.get("source.ip" if name == "source.address" else name)
    return int(found) if name.endswith(".port") and found else found or None
