"""What each of Zeek's logs says, by ECS names: columns, the deed, how it ended, what carried it.

https://docs.zeek.org/en/master/log-formats.html
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from ingestion.formats.documents import Document
from ingestion.normalise import flows, hashes

Said = Mapping[str, object]
# The first of which a record has all columns is its log's.
OWN_COLUMNS = (
    ("notice", ("note", "msg")), ("signatures", ("sig_id", "src_addr")), ("intel", ("seen.indicator",)), ("ssh", ("auth_attempts",)),
    ("ssh", ("kex_alg",)), ("sip", ("call_id",)), ("http", ("trans_depth", "method")), ("http", ("trans_depth", "request_body_len")),
    ("dns", ("query", "qtype_name")), ("dns", ("trans_id", "rejected")), ("conn", ("conn_state",)),
    ("ssl", ("cipher", "version")), ("ssl", ("established", "resumed")), ("files", ("fuid", "seen_bytes")), ("weird", ("name", "notice", "peer")), ("kerberos", ("request_type",)),
    ("rdp", ("cookie", "result")), ("rdp", ("security_protocol",)), ("smtp", ("mailfrom",)), ("smtp", ("helo", "trans_depth")),
    ("smb_cmd", ("command", "version")), ("irc", ("command", "value")), ("ftp", ("command", "reply_code")), ("ftp", ("command", "user")),
    ("ntlm", ("domainname", "success")), ("ntlm", ("domainname", "hostname")), ("ntlm", ("server_nb_computer_name",)), ("dhcp", ("msg_types",)), ("x509", ("certificate.serial",)),
    ("smb_files", ("action", "path", "name")), ("smb_mapping", ("path", "share_type")), ("software", ("software_type",)),
    ("known_services", ("host", "port_num")), ("radius", ("username", "result")), ("modbus", ("func",)), ("dnp3", ("fc_request",)),
    ("socks", ("bound.host",)), ("socks", ("request_p",)), ("tunnel", ("tunnel_type", "action")), ("dce_rpc", ("operation", "endpoint")),
    ("mysql", ("cmd", "arg")), ("snmp", ("community", "get_requests")), ("ntp", ("stratum", "ref_id")), ("rfb", ("client_major_version",)),
    ("dpd", ("analyzer", "failure_reason")), ("pe", ("compile_ts", "machine")), ("capture_loss", ("percent_lost",)), ("stats", ("pkts_proc",)),
)  # fmt: skip
# What a column of one log is, where another's of that name is something else.
NAMES_IN = {
    "http": {"version": "http.version", "host": "url.domain"},
    "ssl": {"subject": "tls.server.subject", "next_protocol": "tls.next_protocol", "sni_matches_cert": "zeek.sni_matches_cert"},
    "smtp": {"from": "email.from.address", "to": "email.to.address", "subject": "email.subject", "user_agent": "email.x_mailer",
             "tls": "tls.established"},
    "kerberos": {"client": "user.name", "service": "zeek.service"},
    "rdp": {"cookie": "user.name", "ssl": "tls.established"},
    "dhcp": {"client_addr": "source.ip", "server_addr": "destination.ip", "mac": "source.mac", "host_name": "source.domain"},
    "smb_files": {"name": "file.name", "size": "file.size", "times.modified": "file.mtime", "times.accessed": "file.accessed",
                  "times.created": "file.created", "times.changed": "file.ctime"},
    "dns": {"rejected": "zeek.rejected"},
    "ftp": {"file_size": "file.size"},
    "ntlm": {"domainname": "user.domain", "hostname": "source.domain"},
    "radius": {"mac": "source.mac"},
    "sip": {"uri": "url.full", "method": "zeek.method", "status_code": "zeek.status_code", "request_body_len": "zeek.request_body_len",
            "response_body_len": "zeek.response_body_len"},
    "signatures": {"src_addr": "source.ip", "src_port": "source.port", "dst_addr": "destination.ip", "dst_port": "destination.port",
                   "sig_id": "rule.id", "event_msg": "rule.description"},
    "software": {"host": "host.ip", "name": "package.name"},
    "known_hosts": {"host": "host.ip"},
    "known_services": {"host": "host.ip"},
    "weird": {"name": "rule.name"},
    "x509": {"id": "event.id", "certificate.serial": "tls.server.x509.serial_number", "certificate.version": "tls.server.x509.version_number",
             "certificate.key_alg": "tls.server.x509.public_key_algorithm", "certificate.sig_alg": "tls.server.x509.signature_algorithm",
             "certificate.key_length": "tls.server.x509.public_key_size", "certificate.not_valid_before": "tls.server.x509.not_before",
             "certificate.not_valid_after": "tls.server.x509.not_after", "san.dns": "tls.server.x509.alternative_names"},
}  # fmt: skip
MOMENTS = frozenset(
    (
        "file.mtime",
        "file.accessed",
        "file.created",
        "file.ctime",
        "tls.server.x509.not_before",
        "tls.server.x509.not_after",
    )
)
# The column that says what was done; of the other logs the action is their name.
DEEDS = {
    "ftp": "command", "irc": "command", "smb_cmd": "command", "smb_files": "action", "tunnel": "action", "sip": "method",
    "dce_rpc": "operation", "kerberos": "request_type", "modbus": "func", "dnp3": "fc_request", "mysql": "cmd",
}  # fmt: skip
# What carries the logs' protocols, where they do not say it.
TRANSPORTS = {
    **dict.fromkeys(("ssh", "http", "smtp", "ftp", "ssl", "rdp", "irc", "mysql", "socks", "ntlm", "modbus", "dnp3", "rfb",
                     "smb_files", "smb_mapping", "smb_cmd", "dce_rpc"), "tcp"),
    **dict.fromkeys(("dhcp", "radius", "snmp", "sip", "ntp"), "udp"),
}  # fmt: skip
PROTOCOLS = {
    **dict.fromkeys(("smb_files", "smb_mapping", "smb_cmd"), "smb"),
    **{one: one for one in ("http", "ssl", "ssh", "dns", "rdp", "ftp", "smtp", "kerberos", "dhcp", "ntlm", "irc", "mysql", "socks",
                            "modbus", "dnp3", "rfb", "dce_rpc", "radius", "snmp", "sip", "ntp")},
}  # fmt: skip
CLASSES = {"C_INTERNET": "IN", "C_CHAOS": "CH", "C_HESIOD": "HS", "C_ANY": "ANY"}
FLAGS = ("AA", "TC", "RD", "RA")
# Whether it began at home, and ended there.
DIRECTIONS = {
    (True, True): "internal",
    (True, False): "outbound",
    (False, True): "inbound",
    (False, False): "external",
}
INDICATORS = {
    "Intel::URL": ("url", "threat.indicator.url.original"), "Intel::DOMAIN": ("domain-name", "threat.indicator.url.domain"),
    "Intel::EMAIL": ("email-addr", "threat.indicator.email.address"), "Intel::FILE_NAME": ("file", "threat.indicator.file.name"),
    "Intel::FILE_HASH": ("file", ""), "Intel::CERT_HASH": ("x509-certificate", ""), "Intel::USER_NAME": ("user-account", ""),
    "Intel::SOFTWARE": ("software", ""), "Intel::SUBNET": ("ipv4-addr", ""),
}  # fmt: skip


def path_of(said: Said) -> str:
    """Which of Zeek's logs a JSON record is of, when it does not say: each has columns of its own."""
    return next((path for path, names in OWN_COLUMNS if all(name in said for name in names)), "")


def outcome(said: Said, path: str) -> str:
    """``success``, ``failure`` or nothing."""
    success = said.get("auth_success", said.get("success", said.get("auth") if path == "rfb" else None))
    if isinstance(success, bool):
        return "success" if success else "failure"
    status = str(said.get("status_code", ""))
    if path in ("http", "sip") and status.isdigit():
        return "success" if int(status) < 400 else "failure"
    if path == "dns" and "rcode_name" in said:
        return "success" if said["rcode_name"] == "NOERROR" else "failure"
    if path == "modbus":
        return "failure" if said.get("exception") else "success" if said.get("pdu_type") != "REQ" else ""
    told = said.get({"radius": "result", "socks": "status", "smb_cmd": "status"}.get(path, ""), "")
    return ("success" if str(told).lower() in ("success", "succeeded") else "failure") if told else ""


def facts(said: Said, named: Document, path: str) -> Document:
    """What takes more than another name."""
    found = {**flows.totals({**named, **counted(said)}), **counted(said), **between(said, named)}
    if path in PROTOCOLS:
        found["network.protocol"] = PROTOCOLS[path]
    if path in TRANSPORTS and "network.transport" not in named:
        found["network.transport"] = (
            "udp" if str(said.get("version", "")).startswith("DTLS") else TRANSPORTS[path]
        )
    found |= {name: moment(named[name]) for name in MOMENTS & named.keys()}
    return found | OF_LOG[path](said) if path in OF_LOG else found


def counted(said: Said) -> Document:
    """Bytes with the headers of IP, as packets are counted too."""
    sides = (("source.bytes", "orig_ip_bytes"), ("destination.bytes", "resp_ip_bytes"))
    return {name: said[column] for name, column in sides if isinstance(said.get(column), int)}


def between(said: Said, named: Document) -> Document:
    away, here = said.get("local_orig"), said.get("local_resp")
    source, destination = named.get("source.ip"), named.get("destination.ip")
    if isinstance(away, bool) and isinstance(here, bool):
        direction = DIRECTIONS[away, here]
    else:
        direction = flows.direction_between(source, destination) if source and destination else ""
    kind = ("ipv6" if ":" in str(source) else "ipv4") if source else ""
    return {"network.direction": direction, "network.type": kind}


def dns(said: Said) -> Document:
    answers = said.get("answers")
    rows = answers if isinstance(answers, list) else []
    return {
        "dns.answers": [{"data": one} for one in rows] or None,
        "dns.resolved_ip": flows.addresses(rows),
        "dns.type": "answer" if said.get("rcode_name") or rows else "query",
        "dns.question.class": CLASSES.get(str(said.get("qclass_name", "")), said.get("qclass_name")),
        "dns.header_flags": [flag for flag in FLAGS if said.get(flag) is True] or None,
        "event.duration": nanoseconds(said.get("rtt")),
    }


def http(said: Said) -> Document:
    domain, _, port = str(said.get("host", "")).partition(":")
    if not domain or "[" in domain:
        return {}
    return {"url.domain": domain, "url.port": int(port) if port.isdigit() else said.get("id.resp_p")}


def ssl(said: Said) -> Document:
    subject, issuer = str(said.get("subject", "")), str(said.get("issuer", ""))
    return {
        **flows.tls_version(said.get("version")),
        **flows.distinguished("tls.server.x509.subject", subject),
        **flows.distinguished("tls.server.x509.issuer", issuer),
    }


def x509(said: Said) -> Document:
    subject, issuer = str(said.get("certificate.subject", "")), str(said.get("certificate.issuer", ""))
    return {
        **flows.distinguished("tls.server.x509.subject", subject),
        **flows.distinguished("tls.server.x509.issuer", issuer),
    }


def files(said: Said) -> Document:
    """Who took it, and who gave it: before Zeek 5 sets of addresses."""
    took, gave = _first(said.get("rx_hosts")), _first(said.get("tx_hosts"))
    ends = (
        {"source.ip": took, "destination.ip": gave, "client.ip": took, "server.ip": gave}
        if "id.orig_h" not in said
        else {}
    )
    return {**ends, "event.id": said.get("uid") or _first(said.get("conn_uids"))}


def kerberos(said: Said) -> Document:
    user, _, realm = str(said.get("client", "")).partition("/")
    return {"user.name": user, "user.domain": realm}


def dhcp(said: Said) -> Document:
    lent = {} if "client_addr" in said else {"source.ip": said.get("assigned_addr")}
    return {**lent, "event.id": _first(said.get("uids")), **mac(said)}


def mac(said: Said) -> Document:
    return {"source.mac": flows.hardware(str(said.get("mac", "")))}


def smb_files(said: Said) -> Document:
    share, name = str(said.get("path", "")), str(said.get("name", ""))
    return {"file.path": f"{share}\\{name}" if share and name else name}


def sip(said: Said) -> Document:
    """``sip:user@host:port``, with parameters behind a semicolon."""
    uri = str(said.get("uri", ""))
    scheme, _, rest = uri.partition(":")
    user, _, host = rest.partition(";")[0].rpartition("@")
    domain, _, port = host.partition(":")
    return {
        "url.scheme": scheme if rest else "",
        "url.username": user,
        "url.domain": domain,
        "url.port": int(port) if port.isdigit() and len(port) < 6 else None,
    }


def intel(said: Said) -> Document:
    seen, kind = str(said.get("seen.indicator", "")), str(said.get("seen.indicator_type", ""))
    if kind == "Intel::ADDR":
        return {
            "threat.indicator.ip": seen,
            "threat.indicator.type": "ipv6-addr" if ":" in seen else "ipv4-addr",
        }
    named, name = INDICATORS.get(kind, ("", ""))
    if kind == "Intel::FILE_HASH" and len(seen) in hashes.BY_LENGTH:
        name = f"threat.indicator.file.hash.{hashes.BY_LENGTH[len(seen)]}"
    return {"threat.indicator.type": named, **({name: seen} if name else {})}


def notice(said: Said) -> Document:
    return {"rule.description": said.get("msg")}


OF_LOG: Mapping[str, Callable[[Said], Document]] = {
    "dns": dns, "http": http, "ssl": ssl, "x509": x509, "files": files, "kerberos": kerberos, "dhcp": dhcp, "radius": mac,
    "smb_files": smb_files, "sip": sip, "intel": intel, "notice": notice,
}  # fmt: skip


def nanoseconds(taken: object) -> int | None:
    try:
        return round(float(taken) * 1e9) if isinstance(taken, int | float | str) else None
    except (ValueError, OverflowError):
        return None


def moment(written: object) -> object:
    """Seconds since 1970 as ISO 8601; what is none stays."""
    try:
        return (
            datetime.fromtimestamp(float(str(written)), UTC)
            .isoformat(timespec="milliseconds")
            .replace("+00:00", "Z")
        )
    except (ValueError, OverflowError, OSError):
        return written


def _first(hosts: object) -> str:
    return str(hosts[0]) if isinstance(hosts, list) and hosts else ""
