"""Which sources can be granted. Sources live above this layer, so they register themselves here at start."""

from collections.abc import Callable

Provider = Callable[[], list[tuple[str, str]]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """``provider`` returns slugs and names of all sources."""
    if provider not in _providers:
        _providers.append(provider)


def sources() -> list[tuple[str, str]]:
    return sorted(pair for provider in _providers for pair in provider())
