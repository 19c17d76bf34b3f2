"""The client's address, believing only our own proxies."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The peer, or the ``LANTERN_TRUSTED_PROXIES``-th entry from the right of X-Forwarded-For; "" if it is no address."""
    candidate = request.META.get("REMOTE_ADDR", "")
    hops = settings.TRUSTED_PROXIES
    if hops:
        forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        if len(forwarded) >= hops:
            candidate = forwarded[-hops]
    try:
        return str(ip_address(candidate))
    except ValueError:
        return ""
