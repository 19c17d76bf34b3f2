"""Form fields whose values mean something: a range of time, a network, an event."""

import re
from ipaddress import IPv4Network, IPv6Network, ip_network

from django import forms
from django.utils import timezone

from portal.core.timerange import RangeError, TimeRange, parse_range

LARGEST_ID = 2**63 - 1
_EVENT = re.compile(r"(?:.*/events/)?(\d{1,19})/?", re.DOTALL)


class RangeField(forms.CharField):
    """``24h``, ``yesterday``, ``Jan 1 - Jan 2`` as a ``TimeRange`` in UTC; ``None`` when empty."""

    widget = forms.TextInput(attrs={"placeholder": "24h, yesterday, Jan 1 - Jan 2"})

    def clean(self, value: str | None) -> TimeRange | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return parse_range(text, now=timezone.now())
        except RangeError as error:
            raise forms.ValidationError(str(error)) from error


class NetworkField(forms.CharField):
    """An address or a network in CIDR notation; ``None`` when empty."""

    widget = forms.TextInput(attrs={"placeholder": "192.0.2.0/24"})

    def clean(self, value: str | None) -> IPv4Network | IPv6Network | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            return ip_network(text, strict=False)
        except ValueError:
            raise forms.ValidationError("Write an address, 192.0.2.7, or a network, 192.0.2.0/24.") from None


class EventField(forms.CharField):
    """An event's id, or the address of its page; ``None`` when empty."""

    def clean(self, value: str | None) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        found = _EVENT.fullmatch(text)
        if not found or not 0 < int(found[1]) <= LARGEST_ID:
            raise forms.ValidationError("Paste an event's number, or the address of its page.")
        return int(found[1])
