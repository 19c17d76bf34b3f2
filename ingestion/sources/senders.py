"""Who sends syslog and GELF for a source, as administrators write it: one rule a line."""

import re
from collections.abc import Callable, Sequence
from ipaddress import IPv4Network, IPv6Network, ip_network

from django import forms

NAME = re.compile(r"^[\w.*@:-]{1,253}$")
MOST = 200
MOST_TOLD = 5  # mistakes at once
HELP = (
    "Syslog and GELF senders, one a line: an address or network (192.0.2.0/24), cert:NAME of a TLS client certificate, "
    "host:NAME that messages state, or host:NAME@192.0.2.0/24. Certificates come first, then host names, then the "
    "narrowest network."
)


def checked(rule: str) -> str:
    """The rule in its one spelling; raises ``ValueError`` with what is wrong."""
    if rule.startswith("cert:"):
        return "cert:" + _name(rule[5:])
    if rule.startswith("host:"):
        name, at, network = rule[5:].partition("@")
        return f"host:{_name(name)}" + (f"@{_network(network)}" if at else "")
    return place(rule)


def place(text: str) -> str:
    """An address or a network in its one spelling; raises ``ValueError``."""
    network = _network(text)
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _network(text: str) -> IPv4Network | IPv6Network:
    try:
        return ip_network(text, strict=False)
    except ValueError as error:
        raise ValueError("write an address as 192.0.2.7 or a network as 192.0.2.0/24") from error


def _name(text: str) -> str:
    if not NAME.match(text):
        raise ValueError("write the name with letters, digits, dots and hyphens, 253 at most")
    return text.lower()


class LinesField(forms.CharField):
    """A list, shown and typed as lines; ``spelling`` gives an entry its one spelling or raises ``ValueError``."""

    spelling: Callable[[str], str]

    def __init__(self, *, label: str, help_text: str) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
        super().__init__(required=False, widget=widget, help_text=help_text, label=label)

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: object) -> Sequence[str]:
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(f"Keep it to {MOST} lines; now there are {len(lines)}.")
        read: list[str] = []
        wrong: list[str] = []
        for line in lines:
            try:
                read.append(type(self).spelling(line))
            except ValueError as error:
                wrong.append(f"{line[:100]}: {error}.")
        if wrong:
            raise forms.ValidationError(wrong[:MOST_TOLD])
        return list(dict.fromkeys(read))

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(self.prepare_value(initial), data)


class SendersField(LinesField):
    spelling = staticmethod(checked)

    def __init__(self) -> None:
        super().__init__(label="Syslog senders", help_text=HELP)


class NetworksField(LinesField):
    spelling = staticmethod(place)

    def __init__(self) -> None:
        super().__init__(
            label="Only from these addresses",
            help_text="Addresses and networks (192.0.2.0/24), one a line. Empty: from anywhere.",
        )
