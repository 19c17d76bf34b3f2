"""Who sends syslog and GELF for a source, as administrators write it: one rule a line."""

import re
from collections.abc import Sequence
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
    place = ip_network(rule, strict=False)
    return str(place.network_address) if place.num_addresses == 1 else str(place)


def _name(text: str) -> str:
    if not NAME.match(text):
        raise ValueError(f"{text!r} is no host name")
    return text.lower()


class SendersField(forms.CharField):
    """A list of rules, shown and typed as lines."""

    def __init__(self) -> None:
        widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "false"})
        super().__init__(required=False, widget=widget, help_text=HELP, label="Syslog senders")

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list | tuple) else value

    def clean(self, value: object) -> Sequence[str]:
        rules = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        if len(rules) > MOST:
            raise forms.ValidationError(f"At most {MOST} rules.")
        return list(dict.fromkeys(self._checked(rule) for rule in rules))

    def has_changed(self, initial: object, data: object) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    @staticmethod
    def _checked(rule: str) -> str:
        try:
            return checked(rule)
        except ValueError as error:
            raise forms.ValidationError(f"{rule}: {error}.") from error
