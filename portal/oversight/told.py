"""The detail of an event as words: kept as JSON, read by people."""

from collections.abc import Iterator, Mapping

CHANGED = {"from", "to"}


def told(detail: Mapping[str, object]) -> list[tuple[str, str]]:
    """Names and words; a change says what was and what is, ``UTC → Europe/Berlin``."""
    return [(name, said) for name, said in _pairs(detail) if said]


def _pairs(detail: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    was, now = detail.get("from"), detail.get("to")
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        yield from _changes(was, now)
        detail = {name: value for name, value in detail.items() if name not in CHANGED}
    for name, value in detail.items():
        if isinstance(value, Mapping) and set(value) == CHANGED:
            yield name, _change(value["from"], value["to"])
        else:
            yield name, _words(value)


def _changes(was: Mapping[str, object], now: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name in (name for name in dict.fromkeys((*was, *now)) if was.get(name) != now.get(name)):
        yield name, _change(was.get(name), now.get(name))


def _change(was: object, now: object) -> str:
    return f"{_words(was) or 'nothing'} → {_words(now) or 'nothing'}"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_words(inner) or 'nothing'}" for name, inner in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_words(inner) for inner in value)
    return "" if value is None else str(value)
