"""What IIS and HTTP.SYS write in a row, where no ``#Fields`` line says it: known by the row's length and its values.

A layout holds only when every value is of its column's kind, so that a row is read by it or not at all.
https://learn.microsoft.com/en-us/windows/win32/http/w3c-logging and …/http/error-logging
"""

import re
from collections.abc import Sequence

_REQUEST = "cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip"
_RESULT = "sc-status sc-substatus sc-win32-status"
_WHOLE = f"{_REQUEST} cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host {_RESULT} sc-bytes cs-bytes time-taken"
_ERROR = "c-ip c-port s-ip s-port cs-version cs-method cs-uri"
_REASON = "sc-status s-siteid s-reason s-queuename"
LAYOUTS = tuple(
    ["date", "time", *columns.split()]
    for columns in (
        f"s-ip {_REQUEST} cs(User-Agent) cs(Referer) {_RESULT} time-taken",
        f"s-ip {_REQUEST} cs(User-Agent) cs(Referer) {_RESULT} time-taken X-Forwarded-For",
        f"s-ip {_REQUEST} cs(User-Agent) {_RESULT} time-taken",
        f"s-sitename s-ip {_REQUEST} cs(User-Agent) {_RESULT}",
        f"s-sitename {_REQUEST} cs(User-Agent) cs(Cookie) cs(Referer) cs-host {_RESULT} sc-bytes cs-bytes time-taken",
        f"s-sitename s-computername s-ip {_WHOLE}",
        f"s-sitename s-computername s-ip {_WHOLE} X-Forwarded-For",
        f"{_ERROR} {_REASON}",
        f"{_ERROR} streamid {_REASON}",
        f"{_ERROR} streamid {_REASON} transport",
    )
)
_ADDRESS = r"(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:.]*(?:%\w+)?|-)"
_NUMBER = r"(?:\d{1,19}|-)"
KINDS = {
    "date": r"\d{4}-\d\d-\d\d", "time": r"\d\d:\d\d:\d\d(?:\.\d{1,6})?", "s-ip": _ADDRESS, "c-ip": _ADDRESS,
    "s-port": _NUMBER, "c-port": _NUMBER, "cs-method": r"(?:[A-Za-z][\w-]{0,20}|-)", "cs-uri-stem": r"(?:[/*]\S*|-)",
    "sc-status": r"(?:\d{3}|-)", "sc-substatus": _NUMBER, "sc-win32-status": _NUMBER, "sc-bytes": _NUMBER, "cs-bytes": _NUMBER,
    "time-taken": _NUMBER, "cs-version": r"(?:HTTP/\d(?:\.\d)?|-)", "s-sitename": r"(?:[A-Za-z][\w.-]*|-)",
    "s-computername": r"(?:[\w.-]+)", "s-siteid": _NUMBER, "streamid": _NUMBER, "transport": "[A-Z]+",
}  # fmt: skip
_COMPILED = {name: re.compile(pattern) for name, pattern in KINDS.items()}


def names_of(values: Sequence[str]) -> list[str]:
    """The names of a row's columns; none when it is no row that IIS writes by itself."""
    for layout in LAYOUTS:
        if len(layout) == len(values) and _fits(layout, values):
            return layout
    return []


def _fits(layout: Sequence[str], values: Sequence[str]) -> bool:
    return all(
        _COMPILED[name].fullmatch(value)
        for name, value in zip(layout, values, strict=True)
        if name in _COMPILED
    )
