"""Where to go next: only ever to a page of this site."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

MAX = 2000


def next_of(request: HttpRequest, default: str = "/") -> str:
    """The ``next`` of the form or the address when it is a local path, otherwise ``default``."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    is_local = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if is_local and len(wanted) <= MAX and wanted.isprintable() else default
