"""What servers are told to write behind the combined log format: forwarded addresses, times, upstreams.

Only what can be nothing else is given a name: nginx's times have three decimals, its ratio of compression two, and its
ingress controller's line has a shape of its own. The text itself stays in ``rest``. The same patterns serve the engine
and Python. https://nginx.org/en/docs/http/ngx_http_log_module.html and
https://kubernetes.github.io/ingress-nginx/user-guide/nginx-configuration/log-format/
"""

import re2

from ingestion.formats.documents import Document
from ingestion.normalise.times import literal

ADDRESS = r"(?:\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?|[0-9a-fA-F]*:[0-9a-fA-F.:]+|unknown)"
SECONDS = r"\d{1,6}\.\d{3}"
# One or several: nginx writes a comma behind each upstream that it tried, and a colon between groups of them.
TRIED = r"((?:[^\s,]+(?:, | : ))*[^\s,]+)"
INGRESS = rf"^(\d+) ({SECONDS}) \[([^\]]*)\](?: \[([^\]]*)\])? {TRIED} {TRIED} {TRIED} {TRIED}(?: ([0-9a-zA-Z-]{{16,64}}))?$"
# $request_time, then $upstream_response_time, as most people write them. Where the second is longer they stand the
# other way round, because the time of a request has its upstream's in it.
TIMES = rf'^(?:"[^"]*" ?)?"?({SECONDS})"?(?: "?({SECONDS}(?:(?:, | : )(?:{SECONDS}|-))*)"?)?(?:$| )'
NAMED = r'(?:^|[\s,;])"?(?:{names})"?[=:] ?"?({value})'
PATTERNS = {
    "forwarded": rf'^"({ADDRESS}(?:, ?{ADDRESS})*)"(?: |$)',
    "ratio": r'^"(\d{1,4}\.\d\d)"$',
    "named_taken": NAMED.format(names="rt|request_time", value=SECONDS),
    "named_waited": NAMED.format(names="urt|upstream_response_time", value=SECONDS),
}
# Traefik: its requests so far, the router, the server that answered, and how long it took.
TRAEFIK = r'^(\d{1,18}) "([^"]*)" "([^"]*)" (\d{1,12})ms$'
TRAEFIK_PLACES = {2: "traefik.access.frontend_name", 3: "traefik.access.backend_url"}
COUNT = "traefik.access.request_count"
CONTROLLER = "nginx.ingress_controller"
WAITED = "nginx.upstream.response.time"
# What the ingress controller writes, by its place. Of several upstreams all are named, so these are texts.
PLACES = {
    3: f"{CONTROLLER}.upstream.name", 4: f"{CONTROLLER}.upstream.alternative_name", 5: f"{CONTROLLER}.upstream_address_list",
    6: f"{CONTROLLER}.upstream.response.length", 7: f"{CONTROLLER}.upstream.response.time",
    8: f"{CONTROLLER}.upstream.response.status_code", 9: "http.request.id",
}  # fmt: skip
TEXTS = {
    "network.forwarded_ip": "forwarded",
    "nginx.access.gzip_ratio": "ratio",
    WAITED: "waited",
    **{name: f"ingress[{place}]" for place, name in PLACES.items()},
    **{name: f"if(traefik[{place}] = '-', '', traefik[{place}])" for place, name in TRAEFIK_PLACES.items()},
}
NUMBERS = {"event.duration": "duration", "http.request.bytes": "asked", COUNT: "counted"}


def _found(pattern: str) -> str:
    return f"if(rest = '', '', extract(rest, {literal(pattern)}))"


STAGES = (
    {
        "ingress": f"if(rest = '', [], extractGroups(rest, {literal(INGRESS)}))",
        "traefik": f"if(endsWith(rest, 'ms'), extractGroups(rest, {literal(TRAEFIK)}), [])",
        "spent": f"if(rest = '', [], extractGroups(rest, {literal(TIMES)}))",
        **{name: _found(pattern) for name, pattern in PATTERNS.items()},
    },
    {
        "times": "if(toFloat64OrZero(spent[2]) > toFloat64OrZero(spent[1]), [spent[2], spent[1]], spent)",
    },
    {
        "taken": "multiIf(notEmpty(ingress), ingress[2], notEmpty(times), times[1], named_taken)",
        "waited": "multiIf(notEmpty(ingress), '', notEmpty(times), times[2], named_waited)",
    },
    # Zeros in front make no number of JSON's.
    {
        "asked": "if(empty(ingress), '', toString(toUInt64OrZero(ingress[1])))",
        "counted": "if(empty(traefik), '', toString(toUInt64OrZero(traefik[1])))",
        "duration": "multiIf(notEmpty(traefik), toString(toUInt64OrZero(traefik[4]) * 1000000), taken = '', '',"
        " toString(toUInt64OrZero(replaceOne(taken, '.', '')) * 1000000))",
    },
)
_INGRESS, _TIMES, _TRAEFIK = re2.compile(INGRESS), re2.compile(TIMES), re2.compile(TRAEFIK)
_PATTERNS = {name: re2.compile(pattern) for name, pattern in PATTERNS.items()}


def facts(rest: str) -> Document:
    """The same without the engine."""
    if not rest:
        return {}
    said = {name: found[1] if (found := one.search(rest)) else "" for name, one in _PATTERNS.items()}
    ingress, times = _INGRESS.match(rest), _times(rest)
    if traefik := _TRAEFIK.match(rest):
        places = {name: traefik[place].removeprefix("-") for place, name in TRAEFIK_PLACES.items()}
        return {COUNT: int(traefik[1]), **places, "event.duration": int(traefik[4]) * 1_000_000}
    taken = ingress[2] if ingress else times[0] if times else said["named_taken"]
    waited = "" if ingress else times[1] if times else said["named_waited"]
    return {
        "network.forwarded_ip": said["forwarded"],
        "nginx.access.gzip_ratio": said["ratio"],
        WAITED: waited,
        "event.duration": int(taken.replace(".", "")) * 1_000_000 if taken else None,
        "http.request.bytes": _whole(ingress[1]) if ingress else None,
        **{name: ingress[place] if ingress else "" for place, name in PLACES.items()},
    }


def _times(rest: str) -> tuple[str, str] | None:
    found = _TIMES.match(rest)
    if not found:
        return None
    first, second = found[1], found[2] or ""
    is_one = second and " " not in second  # and not those of several upstreams
    return (second, first) if is_one and float(second) > float(first) else (first, second)


def _whole(digits: str) -> int:
    """As the engine's ``toUInt64OrZero``."""
    number = int(digits)
    return number if number < 2**64 else 0


def _times_of(taken: int, waited: str) -> dict[str, dict[str, object]]:
    return {
        "event": {"duration": taken * 1_000_000},
        "nginx": {"upstream": {"response": {"time": waited}}},
    }


# What may stand there, and the record's fields that it gives.
EXAMPLES: dict[str, dict[str, dict[str, object]]] = {
    '"203.0.113.9, 2001:db8::7" rt=1.250 urt="1.249"': {
        "network": {"forwarded_ip": "203.0.113.9, 2001:db8::7"},
        **_times_of(1250, "1.249"),
    },
    "0462 0.050 [shop] [] 192.0.2.5:80 19 0.002 200 752178adb17130b2": {
        "http": {"request": {"bytes": 462, "id": "752178adb17130b2"}},
        "event": {"duration": 50_000_000},
        "nginx": {
            "ingress_controller": {
                "upstream": {
                    "name": "shop",
                    "response": {"length": "19", "time": "0.002", "status_code": "200"},
                },
                "upstream_address_list": "192.0.2.5:80",
            }
        },
    },
    '262 "shop" "http://192.0.2.5:80" 2ms': {
        "event": {"duration": 2_000_000},
        "traefik": {
            "access": {"request_count": 262, "frontend_name": "shop", "backend_url": "http://192.0.2.5:80"}
        },
    },
    '"2.75"': {"nginx": {"access": {"gzip_ratio": "2.75"}}},
    "1.250 0.010": _times_of(1250, "0.010"),
    "0.010 1.250": _times_of(1250, "0.010"),
    "9.500 10.250": _times_of(10_250, "9.500"),
    "0.060 0.002, 0.048": _times_of(60, "0.002, 0.048"),
}
