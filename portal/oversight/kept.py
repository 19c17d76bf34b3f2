"""Filters stay out of addresses where they may hold a name or a query: proxies log those, and browsers remember them.

They come by POST and are kept in the session of who asked, under a word that says nothing. The address with that word
can be reloaded, paged and led back to, by the same person and as long as the session lasts.
"""

import secrets
from collections.abc import Mapping

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, QueryDict
from django.utils.http import urlencode

NAME = "asked"
PERSONAL = frozenset({"text", "person", "case", "address"})
LONGEST = 301  # characters of a value: a filter that takes 300 refuses it
MOST = 50  # sets of filters of one session; the oldest goes
NOT_KEPT = frozenset({"csrfmiddlewaretoken", "cursor", NAME})


def keep(session: SessionBase, said: Mapping[str, str]) -> str:
    """The query string under which ``asked_of`` finds the filters that were sent."""
    filters = {
        name: value[:LONGEST] for name, value in said.items() if name not in NOT_KEPT and value.strip()
    }
    personal = {name: value for name, value in filters.items() if name in PERSONAL}
    open_ones = {name: value for name, value in filters.items() if name not in PERSONAL}
    if not personal:
        return urlencode(open_ones)
    word = secrets.token_urlsafe(9)
    before = list(session.get(NAME, {}).items())[-(MOST - 1) :]
    session[NAME] = {**dict(before), word: personal}
    return urlencode({**open_ones, NAME: word})


def asked_of(request: HttpRequest) -> QueryDict:
    """The filters of this address. A word that is not known, or not any more, stays among them and is refused there."""
    asked = request.GET.copy()
    found = request.session.get(NAME, {}).get(asked.get(NAME, ""))
    if found is not None:
        del asked[NAME]
        asked.update(found)
    return asked
