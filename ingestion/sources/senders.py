"""Who sends syslog and GELF for a source, as administrators write it: one rule a line."""

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_network

from django import forms

NAME = re.compile(r"^[\w.*@:-]{1,253}$")
MOST = 200
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
        return f"host:{_name(name)}" + (f"@{ip_network(network, strict=False)}" if at else "")
    return place(rule)


def place(text: str) -> str:
    """An address or a network in its one spelling; raises ``ValueError``."""
    network = ip_network(text, strict=False)
    return str(network.network_address) if network.num_addresses == 1 else str(network)


def _name(text: str) -> str:
    if not NAME.match(text):
        raise ValueError(f"{text!r} is no host name")
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
            raise forms.ValidationError(f"At most {MOST} lines.")
        return list(dict.fromkeys(self._checked(line) for line in lines))

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def _checked(self, line: str) -> str:
        try:
            return type(self).spelling(line)
        except ValueError as error:
            raise forms.ValidationError(f"{line}: {error}.") from error


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
