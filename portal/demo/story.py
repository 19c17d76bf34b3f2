"""The demonstration's incident: a day at Quayside Parts, an invented shop, told by five logs.

Everything here is made up, the customers too. Addresses come from the ranges for documentation (RFC 5737), domains
from RFC 2606, telephone numbers from those that Ofcom keeps for drama. The same ``now`` and seed give the same lines.

What happened, in minutes before ``now``:

====  ==========================================================================================
 330  203.0.113.77 looks for forgotten pages on the web server and finds ``/staff/login``
 290  it tries passwords on the bastion host and in the shop's own login
 247  it signs in to the shop as ``mira.oduya``, whose password was in a leak
 231  the account is made a shop manager by a flaw in ``/staff/profile``
 219  the customer list is exported, 48 MB
 205  it signs in to the bastion as ``deploy`` with the same password
 198  sudo: an archive of the order database, and a new account ``svc-backup``
 160  the last request from that address
====  ==========================================================================================
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

INTRUDER = "203.0.113.77"
VICTIM = "mira.oduya"
SHOP_CLOCK_AHEAD = timedelta(seconds=97)
HOURS = 26

PEOPLE = [VICTIM, "tomas.lindqvist", "aiko.fraser", "ben.achterberg", "lucia.amaral", "noor.haddad"]
CUSTOMERS = [
    "Aurelio Bramante", "Birgitta Solheim", "Casimir Holloway", "Delphine Ortolan", "Emeka Vandersteen",
    "Fenna Kowalczyk", "Gwendal Pastori", "Hedda Marchetti", "Ismene Thornbury", "Joaquin Weatherby",
    "Katinka Ferreiro", "Leofric Adeyemi",
]  # fmt: skip
ADDRESSES = [f"198.51.100.{n}" for n in range(4, 60)] + [f"192.0.2.{n}" for n in range(10, 90)]
PAGES = [
    "/",
    "/parts",
    "/parts/pumps",
    "/parts/valves",
    "/parts/gaskets",
    "/basket",
    "/orders",
    "/help/returns",
]
ASSETS = ["/assets/site.css", "/assets/site.js", "/assets/logo.svg", "/favicon.ico"]
PROBES = [
    "/.env", "/.git/config", "/admin", "/backup.zip", "/phpinfo.php", "/server-status", "/staff", "/staff/login",
    "/wp-login.php", "/api/v0/users", "/parts?id=1%27%20OR%20%271%27=%271", "/help/../../etc/passwd",
]  # fmt: skip
BROWSERS = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0 Safari/537.36",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
]
SCANNER = "quickprobe/2.1"


@dataclass(frozen=True, order=True)
class Line:
    """One line of one log, with the moment at which it was really written."""

    at: datetime
    text: bytes


class Story:
    """Lines by source slug. ``now`` must be aware; ``per_hour`` scales the everyday traffic, which begins at ``start``."""

    def __init__(
        self, now: datetime, *, seed: int = 20, per_hour: int = 700, start: datetime | None = None
    ) -> None:
        self.now = now
        self.start = start or now - timedelta(hours=HOURS)
        self.random = random.Random(seed)  # noqa: S311 - a story, not a secret
        self.per_hour = per_hour

    def lines(self) -> dict[str, list[Line]]:
        """Each source's lines in the order in which they were written, up to ``now``."""
        told = {
            "shop-web": [*self._everyday_web(), *self._probing(), *self._intruder_web()],
            "shop-app": [*self._everyday_shop(), *self._intruder_shop()],
            "bastion-auth": [*self._everyday_ssh(), *self._guessing(), *self._intruder_ssh()],
            "orders-db": [*self._database()],
            "office-notes": [*self._notes()],
        }
        return {
            source: sorted(line for line in lines if line.at < self.now) for source, lines in told.items()
        }

    def everyday(self) -> dict[str, list[Line]]:
        """What goes on in the shop when nothing happens: pages looked at and orders placed, the last of each just now."""
        orders = [line for line in self._everyday_shop() if b"order_placed" in line.text]
        at = self.now - timedelta(seconds=self.random.uniform(0.02, 0.4))
        address = self.random.choice(ADDRESSES)
        orders.append(self._order(at, address))
        page = self._access(at, address, "GET", "/orders", 200, 5120, self.random.choice(BROWSERS))
        return {"shop-web": [*self._everyday_web(), page], "shop-app": orders}

    # --- everyday life -------------------------------------------------------------------------

    def _moments(self, per_hour: float) -> Iterator[datetime]:
        """Moments over the whole story, denser by day than by night."""
        at = self.start
        while True:
            busy = 1.0 if 7 <= at.hour < 21 else 0.35
            at += timedelta(seconds=self.random.expovariate(per_hour * busy / 3600))
            if at >= self.now:
                return
            yield at

    def _everyday_web(self) -> Iterator[Line]:
        for at in self._moments(self.per_hour):
            address = self.random.choice(ADDRESSES)
            path = self.random.choice(PAGES + ASSETS)
            status = self.random.choices([200, 304, 301, 404, 500], [86, 8, 3, 2.6, 0.4])[0]
            size = 0 if status == 304 else int(self.random.lognormvariate(8.6, 1.1))
            yield self._access(at, address, "GET", path, status, size, self.random.choice(BROWSERS))

    def _everyday_shop(self) -> Iterator[Line]:
        for at in self._moments(self.per_hour * 0.6):
            who, address = self.random.choice(PEOPLE), self.random.choice(ADDRESSES)
            kind = self.random.choices(["order", "login", "mistyped", "slow"], [70, 20, 8, 2])[0]
            if kind == "order":
                yield self._order(at, address)
            elif kind == "login":
                yield self._shop(at, "INFO", f"authn_login_success:{who}", f"{who} signed in", who, address)
            elif kind == "mistyped":
                yield self._shop(
                    at, "WARN", f"authn_login_fail:{who}", f"{who} mistyped a password", who, address
                )
            else:
                took = self.random.randrange(2000, 9000)
                yield self._shop(
                    at, "WARN", "sys_slow_query", "Slow query on table orders", "", "", took_ms=took
                )

    def _order(self, at: datetime, address: str) -> Line:
        """Taken down by one of the staff, with the customer's name and how to reach them."""
        number = self.random.randrange(len(CUSTOMERS))
        name = CUSTOMERS[number]
        customer = {
            "full_name": name,
            "email": f"{name.lower().replace(' ', '.')}@customer.example",
            "phone": f"+44 20 7946 0{number + 120}",
        }
        return self._shop(
            at,
            "INFO",
            "order_placed",
            "Order placed",
            self.random.choice(PEOPLE),
            address,
            order=self.random.randrange(100000, 999999),
            total_eur=f"{self.random.uniform(9, 900):.2f}",
            customer=customer,
        )

    def _everyday_ssh(self) -> Iterator[Line]:
        for at in self._moments(14):
            who = self.random.choice(["deploy", "tomas", "aiko"])
            port, pid = self.random.randrange(30000, 60000), self.random.randrange(900, 32000)
            address = f"192.0.2.{self.random.randrange(5, 9)}"
            yield self._ssh(
                at, pid, f"Accepted publickey for {who} from {address} port {port} ssh2: ED25519 SHA256:q8Zr"
            )
            yield self._ssh(
                at + timedelta(minutes=9), pid, f"pam_unix(sshd:session): session closed for user {who}"
            )

    def _database(self) -> Iterator[Line]:
        for at in self._moments(30):
            yield self._rfc5424(
                at, 6, "checkpoint", f"checkpoint complete: wrote {self.random.randrange(20, 900)} buffers"
            )
        start = self._before(196)
        yield self._rfc5424(
            start,
            4,
            "audit",
            'session from 192.0.2.5 as "deploy": COPY orders TO PROGRAM refused: permission denied',
        )
        yield self._rfc5424(
            start + timedelta(seconds=41),
            5,
            "audit",
            'session from 192.0.2.5 as "deploy": SELECT on orders, 381204 rows',
        )

    def _notes(self) -> Iterator[Line]:
        notes = [
            (300, "Cleaner let in through the side gate, badge reader at the loading dock is out of order"),
            (214, "Phone call: a supplier asks why our shop sends so much mail"),
            (150, "Help desk: Mira says she was signed out of the shop twice this afternoon"),
            (35, "Duty manager asked for a review of the staff logins"),
        ]
        for minutes, text in notes:
            at = self._before(minutes)
            yield Line(at, f"{at:%Y-%m-%dT%H:%M:%SZ} {text}".encode())

    # --- the intruder --------------------------------------------------------------------------

    def _before(self, minutes: float) -> datetime:
        return self.now - timedelta(minutes=minutes)

    def _probing(self) -> Iterator[Line]:
        at = self._before(330)
        for path in PROBES * 12:
            at += timedelta(seconds=self.random.uniform(0.2, 6))
            status = 200 if path == "/staff/login" else self.random.choice([404, 404, 403, 400])
            yield self._access(at, INTRUDER, "GET", path, status, 612, SCANNER)

    def _guessing(self) -> Iterator[Line]:
        at = self._before(290)
        for name in ["root", "admin", "deploy", "postgres", "backup", "oracle", "ubuntu", "git"] * 22:
            at += timedelta(seconds=self.random.uniform(0.8, 9))
            pid, port = self.random.randrange(900, 32000), self.random.randrange(30000, 60000)
            known = "" if name in {"root", "deploy"} else "invalid user "
            yield self._ssh(at, pid, f"Failed password for {known}{name} from {INTRUDER} port {port} ssh2")

    def _intruder_web(self) -> Iterator[Line]:
        steps = [
            (231, "POST", "/staff/profile?role=manager", 200, 318),
            (226, "GET", "/staff/customers?page=1", 200, 18211),
            (219, "GET", "/staff/customers/export.csv", 200, 50331648),
            (216, "GET", "/staff/orders/export.csv", 403, 512),
            (160, "GET", "/staff/logout", 302, 0),
        ]
        yield from (
            self._access(self._before(290 - n * 0.6), INTRUDER, "POST", "/staff/login", 401, 512, SCANNER)
            for n in range(60)
        )
        yield self._access(self._before(247), INTRUDER, "POST", "/staff/login", 302, 0, BROWSERS[0])
        for minutes, method, path, status, size in steps:
            yield self._access(self._before(minutes), INTRUDER, method, path, status, size, BROWSERS[0])

    def _intruder_shop(self) -> Iterator[Line]:
        for n in range(60):
            who = self.random.choice(PEOPLE)
            text = f"{who} gave a wrong password"
            yield self._shop(
                self._before(290 - n * 0.6), "WARN", f"authn_login_fail:{who}", text, who, INTRUDER
            )
        story: list[tuple[float, str, str, str, dict[str, object]]] = [
            (247, "INFO", f"authn_login_successafterfail:{VICTIM},3", f"{VICTIM} signed in after 3 failures", {}),
            (244, "WARN", f"authz_fail:{VICTIM},/staff/customers", f"{VICTIM} may not list customers", {}),
            (231, "WARN", f"privilege_permissions_changed:{VICTIM},role,buyer,manager",
             f"{VICTIM} changed the role of {VICTIM} from buyer to manager", {"old_role": "buyer", "new_role": "manager"}),
            (226, "INFO", f"sensitive_read:{VICTIM},customers", f"{VICTIM} listed customers", {"rows": 50}),
            (219, "CRITICAL", f"sensitive_read:{VICTIM},customers/export", f"{VICTIM} exported every customer", {"rows": 211874}),
            (216, "WARN", f"authz_fail:{VICTIM},/staff/orders/export", f"{VICTIM} may not export orders", {}),
        ]  # fmt: skip
        for minutes, level, event, text, detail in story:
            yield self._shop(self._before(minutes), level, event, text, VICTIM, INTRUDER, **detail)

    def _intruder_ssh(self) -> Iterator[Line]:
        pid = 24117
        steps = [
            (205, "sshd", f"Accepted password for deploy from {INTRUDER} port 51844 ssh2"),
            (204.9, "sshd", "pam_unix(sshd:session): session opened for user deploy(uid=1001) by (uid=0)"),
            (
                198,
                "sudo",
                "  deploy : TTY=pts/3 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/bin/tar czf /tmp/.o.tgz /var/backups/orders",
            ),
            (
                194,
                "sudo",
                "  deploy : TTY=pts/3 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/sbin/useradd -m -G sudo svc-backup",
            ),
            (
                193.9,
                "useradd",
                "new user: name=svc-backup, UID=1007, GID=1007, home=/home/svc-backup, shell=/bin/bash",
            ),
            (
                171,
                "sudo",
                "  deploy : user NOT in sudoers ; TTY=pts/3 ; PWD=/root ; USER=root ; COMMAND=/usr/bin/shred /var/log/auth.log",
            ),
            (168, "sshd", "pam_unix(sshd:session): session closed for user deploy"),
        ]
        for minutes, program, text in steps:
            yield self._ssh(self._before(minutes), pid, text, program)

    # --- how each log writes -------------------------------------------------------------------

    def _access(
        self, at: datetime, address: str, method: str, path: str, status: int, size: int, agent: str
    ) -> Line:
        stamp = at.strftime("%d/%b/%Y:%H:%M:%S +0000")
        return Line(
            at,
            f'{address} - - [{stamp}] "{method} {path} HTTP/1.1" {status} {size or "-"} "-" "{agent}"'.encode(),
        )

    def _shop(
        self, at: datetime, level: str, event: str, text: str, who: str, address: str, **detail: object
    ) -> Line:
        """The OWASP Logging Vocabulary's form; this host's clock runs ahead."""
        stamp = (at + SHOP_CLOCK_AHEAD).isoformat(timespec="microseconds").replace("+00:00", "Z")
        record: dict[str, object] = {
            "datetime": stamp, "appid": "shop.quayside.example", "event": event, "level": level, "description": text,
            "hostname": "shop-1", "request_id": f"{self.random.getrandbits(48):012x}",
        }  # fmt: skip
        record |= {"user": who} if who else {}
        record |= {"source_ip": address} if address else {}
        return Line(at, json.dumps(record | detail).encode())

    def _ssh(self, at: datetime, pid: int, text: str, program: str = "sshd") -> Line:
        stamp = f"{at:%b} {at.day:2d} {at:%H:%M:%S}"
        return Line(at, f"{stamp} bastion {program}[{pid}]: {text}".encode())

    def _rfc5424(self, at: datetime, severity: int, message_id: str, text: str) -> Line:
        stamp = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return Line(
            at, f"<{16 * 8 + severity}>1 {stamp} orders-db postgres 812 {message_id} - {text}".encode()
        )


BROKEN = [
    b'{"datetime": "2026-01-01T10:00:00Z", "event": "order_placed", "descr',
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\x8f\x00\x00",
    b'{"datetime": "yesterday around noon", "event": "sys_restart", "level": "INFO"}',
    b'["not", "an", "object"]',
]
