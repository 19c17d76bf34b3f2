"""What an auditor may ask of receipts and of activity.

A filter that can't be understood is an error, never ignored.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from ipaddress import IPv4Network, IPv6Network
from typing import Any, ClassVar

import django_filters as filters
from django.db.models import GenericIPAddressField, Lookup, QuerySet
from django.http import QueryDict

from portal.audit.models import AuditEvent, Outcome, Receipt
from portal.audit.purpose import CATEGORIES
from portal.audit.receipts import Action
from portal.core.timerange import TimeRange
from portal.oversight.fields import EventField, NetworkField, RangeField
from portal.oversight.kept import NAME as KEPT

LONGEST = 300
NOT_KEPT_NOW = "The filters of this address are not kept any more, or not for you. Set them again."
Rows = QuerySet[Any]


@GenericIPAddressField.register_lookup
class InNetwork(Lookup):
    """PostgreSQL's ``<<=``: the address lies in the network or is it."""

    lookup_name = "in_network"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[str]]:
        return "%s", (str(value),)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        column, column_params = compiler.compile(self.lhs)
        value, value_params = self.process_rhs(compiler, connection)
        return f"{column} <<= {value}::inet", (*column_params, *value_params)


class RangeFilter(filters.Filter):
    field_class = RangeField

    def filter(self, qs: Rows, value: TimeRange | None) -> Rows:
        return qs.filter(at__gte=value.start, at__lt=value.end) if value else qs


class NetworkFilter(filters.Filter):
    field_class = NetworkField

    def filter(self, qs: Rows, value: IPv4Network | IPv6Network | None) -> Rows:
        return qs.filter(address__in_network=value) if value else qs


class DeliveredFilter(filters.Filter):
    field_class = EventField

    def filter(self, qs: Rows, value: int | None) -> Rows:
        return qs.filter(delivered__contains=[value]) if value else qs


class CaseFilter(filters.CharFilter):
    """A number finds the case of that number, words find it by its label."""

    def filter(self, qs: Rows, value: str) -> Rows:
        number = value.strip().removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 19:
            return qs.filter(case_id=int(number))
        return qs.filter(case_label__icontains=value) if value else qs


class SourceFilter(filters.CharFilter):
    def filter(self, qs: Rows, value: str) -> Rows:
        return qs.filter(sources__contains=[value]) if value else qs


class Strict(filters.FilterSet):
    """A filter set that refuses what it doesn't know, and can say in words what it was asked."""

    passed_over: ClassVar[frozenset[str]] = frozenset({"cursor"})

    def __init__(self, data: QueryDict, queryset: Rows) -> None:
        super().__init__(data, queryset)
        self.typed = {name: str(value) for name, value in data.items()}
        self.unknown = sorted(set(data) - set(self.filters) - self.passed_over)

    @property
    def mistakes(self) -> list[str]:
        """What can't be understood, in words; nothing may be listed unless this is empty."""
        found = [
            NOT_KEPT_NOW if name == KEPT else f"There is no filter called {json.dumps(name[:60])}."
            for name in self.unknown
        ]
        for name, errors in self.form.errors.items():
            label = self.form.fields[name].label if name in self.form.fields else name
            found += [f"{label}: {error}" for error in errors]
        return found

    @property
    def asked(self) -> dict[str, str]:
        """The filters in use, as they were typed."""
        return {name: self.typed[name] for name in self.filters if self.typed.get(name, "").strip()}

    @property
    def in_words(self) -> str:
        return " ".join(
            f"{name}:{json.dumps(value, ensure_ascii=False)}" for name, value in self.asked.items()
        )

    @property
    def between(self) -> tuple[datetime, datetime] | None:
        chosen: Mapping[str, Any] = self.form.cleaned_data
        wanted = chosen.get("range")
        return wanted.between if wanted else None


def _words(field: str, label: str) -> filters.CharFilter:
    return filters.CharFilter(field, lookup_expr="icontains", label=label, max_length=LONGEST)


ABOUT_RECEIPTS = [Action.RECEIPTS_VIEW, Action.RECEIPTS_EXPORT, Action.ACTIVITY_VIEW]


class AboutFilter(filters.ChoiceFilter):
    """Looks at records, without the auditors' own looks at receipts; or those alone."""

    def filter(self, qs: Rows, value: str) -> Rows:
        if value == "records":
            return qs.exclude(action__in=ABOUT_RECEIPTS)
        return qs.filter(action__in=ABOUT_RECEIPTS) if value else qs


class ReceiptFilter(Strict):
    text = _words("query", "Text in the query")
    person = _words("person_name", "Person")
    action = filters.ChoiceFilter(
        choices=[(action.value, action.value.replace("_", " ")) for action in Action],
        label="Action",
        empty_label="Any",
    )
    about = AboutFilter(
        choices=[("records", "Records"), ("receipts", "Receipts")], label="Look at", empty_label="Anything"
    )
    outcome = filters.ChoiceFilter(choices=Outcome.choices, label="Outcome", empty_label="Any")
    category = filters.ChoiceFilter(
        "purpose_category", choices=list(CATEGORIES.items()), label="Purpose", empty_label="Any"
    )
    case = CaseFilter(label="Case", max_length=LONGEST)
    source = SourceFilter(label="Source", max_length=64)
    event = DeliveredFilter(label="Event delivered", max_length=LONGEST)
    address = NetworkFilter(label="Address or network", max_length=60)
    range = RangeFilter(label="When (UTC)", max_length=120)

    class Meta:
        model = Receipt
        fields: ClassVar[list[str]] = []


class ActivityFilter(Strict):
    text = _words("object_label", "Object")
    name = _words("name", "Event")
    person = _words("actor_name", "Person")
    outcome = filters.ChoiceFilter(
        choices=[("success", "Success"), ("failure", "Failure")], label="Outcome", empty_label="Any"
    )
    address = NetworkFilter(label="Address or network", max_length=60)
    range = RangeFilter(label="When (UTC)", max_length=120)

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = []
