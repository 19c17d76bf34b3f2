"""Web logs whose columns have names: which ECS name each means, shared by W3C's and CSV's readers."""

import re
from collections.abc import Mapping
from urllib.parse import unquote

W3C = {
    "c-ip": "source.ip", "c-port": "source.port", "s-ip": "destination.ip", "s-port": "destination.port",
    "cs-username": "user.name", "c-auth-id": "user.name", "cs-method": "http.request.method",
    "cs-uri-stem": "url.path", "cs-uri-query": "url.query", "cs-uri": "url.original", "sc-status": "http.response.status_code",
    "sc-bytes": "http.response.body.bytes", "bytes": "http.response.body.bytes", "cs-bytes": "http.request.body.bytes",
    "cs(User-Agent)": "user_agent.original", "cs-User-Agent": "user_agent.original", "cs(Referer)": "http.request.referrer",
    "cs(Referrer)": "http.request.referrer", "cs-version": "http.version", "cs-protocol-version": "http.version",
    "cs-host": "destination.domain", "cs(Host)": "destination.domain", "s-computername": "host.name",
    "x-forwarded-for": "network.forwarded_ip", "X-Forwarded-For": "network.forwarded_ip",
    "src-ip": "source.ip", "dst-ip": "destination.ip", "src-port": "source.port", "dst-port": "destination.port",
    "protocol": "network.transport", "action": "event.action", "path": "network.direction",
    "x-edge-request-id": "event.id", "sc-content-type": "http.response.mime_type", "cs-protocol": "url.scheme",
    "ssl-cipher": "tls.cipher", "x-host-header": "url.domain", "cs(X-Forwarded-For)": "network.forwarded_ip",
}  # fmt: skip
# CloudFront counts whole messages, and the body's length beside them.
CLOUDFRONT = {
    **W3C, "sc-bytes": "http.response.bytes", "cs-bytes": "http.request.bytes", "sc-content-len": "http.response.body.bytes",
    "x-edge-location": "aws.cloudfront.edge_location", "x-edge-result-type": "aws.cloudfront.edge_result_type",
    "x-edge-response-result-type": "aws.cloudfront.edge_response_result_type",
    "x-edge-detailed-result-type": "aws.cloudfront.edge_detailed_result_type",
    "time-to-first-byte": "aws.cloudfront.time_to_first_byte",
}  # fmt: skip
# Values that masking takes out by these names are not repeated where no name says what they are.
SECRET = re.compile(
    r"pass|pwd|psw|kennwort|senha|contrase|secret|token|cookie|authori|session|sess|sid\b|key|jwt|saml|assertion|card|ccn|pin\b|otp|cv[vc]|code\b",
    re.IGNORECASE,
)
ENCODED = ("cs(User-Agent)", "cs(Referer)", "cs(Referrer)", "cs(Cookie)")
LONGEST_NAME = 64  # each record repeats its columns' names
MOST_NAMES = 2000


def names(of_header: list[str]) -> list[str]:
    """The columns' names; none when they are more or longer than any log's."""
    fits = len(of_header) <= MOST_NAMES and max(map(len, of_header), default=0) <= LONGEST_NAME
    return of_header if fits else []


def plain(name: str, value: str, tabs: bool) -> str:
    """IIS writes spaces in headers as ``+``, CloudFront as ``%20``."""
    if name not in ENCODED:
        return value
    return unquote(value) if tabs else value.replace("+", " ")


def joined(said: Mapping[str, object]) -> str:
    """A message for a row that has none: its values, without those that are secret by their names."""
    shown = {name: value for name, value in said.items() if not SECRET.search(name)}
    return " ".join(",".join(map(str, one)) if isinstance(one, list) else str(one) for one in shown.values())
