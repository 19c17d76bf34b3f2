"""The form in which a table's columns are said to be what they are."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils import timezone

from ingestion.formats.csv_guess import guess
from ingestion.formats.csv_mapping import FIELD, LEFT_OUT, OWN_NAME, TIME, Column, CsvColumns
from ingestion.formats.documents import text_of
from ingestion.formats.table import cells, rows
from ingestion.formats.written_times import FORMS, flaw_of
from ingestion.normalise.clock import Arrival
from ingestion.normalise.names import ALIASES
from ingestion.sources.models import Source

MOST_COLUMNS = 150
MOST_SAMPLE = 64 * 1024  # characters
MOST_TIMES = 3  # columns that are the time together: day, clock, zone
WIDTH = f"This page’s form was changed: it is a number from 0 to {MOST_COLUMNS}. Read the columns anew."
OTHER = "other"
DELIMITERS = [(",", "comma"), (";", "semicolon"), ("\t", "tab"), ("|", "bar |")]
GROUPS: list[tuple[str, tuple[str, ...]]] = [
    ("What happened", ("event.action", "event.category", "event.outcome", "event.code", "event.id", "event.reason", "message", "log.level", "rule.name")),
    ("Who", ("user.name", "user.id", "user.domain", "user.email", "user.full_name", "user.effective.name", "user.roles")),
    ("From and to", ("source.ip", "source.port", "source.domain", "destination.ip", "destination.port", "destination.domain", "network.transport", "network.protocol", "network.bytes")),
    ("Where", ("host.name", "host.ip", "service.name", "process.name", "process.pid", "process.executable", "process.command_line", "file.path", "file.name", "file.hash.sha256")),
    ("On the web", ("url.path", "url.original", "url.query", "http.request.method", "http.request.referrer", "http.response.status_code", "http.response.body.bytes", "user_agent.original", "trace.id")),
]  # fmt: skip
KNOWN = frozenset(name for _, names in GROUPS for name in names)
MEANT = {other.lower(): name for name, others in ALIASES.items() for other in others} | {TIME: TIME}
TIME_WORDS = "the time, or a part of it"
CHOICES: list[Any] = [
    (OWN_NAME, "kept under its own name"),
    (TIME, TIME_WORDS),
    (LEFT_OUT, "left out; the line itself keeps it"),
    (OTHER, "another field, named beside"),
    *((group, [(name, name) for name in names]) for group, names in GROUPS),
]


class CsvForm(forms.Form):
    """A mapping with a sample. How many columns there are is in the data, under ``count``."""

    sample = forms.CharField(
        label="A sample",
        required=False,
        strip=False,
        max_length=MOST_SAMPLE,
        widget=forms.Textarea(
            attrs={"rows": 7, "spellcheck": "false", "autocomplete": "off", "class": "mono", "wrap": "off"}
        ),
        help_text="The header line and a few rows, as they arrive. It is shown to you and forgotten.",
    )
    delimiter = forms.ChoiceField(label="Between columns", choices=DELIMITERS, initial=",")
    has_header = forms.BooleanField(label="The first line has the columns’ names", required=False)
    time_format = forms.ChoiceField(
        label="The time looks like", choices=[*FORMS, (OTHER, "another form")], required=False
    )
    time_pattern = forms.CharField(
        label="Form of the time",
        required=False,
        max_length=60,
        widget=forms.TextInput(
            attrs={"placeholder": "%d.%m.%Y %H:%M:%S", "autocomplete": "off", "class": "mono"}
        ),
        help_text="%Y year, %m month, %d day, %H hour, %M minute, %S second, %z zone. A fraction may follow the seconds.",
    )
    zone = forms.CharField(
        label="Zone of the times",
        required=False,
        max_length=64,
        widget=forms.TextInput(attrs={"list": "time-zones", "autocomplete": "off"}),
        help_text="For times that say none. Empty: the source’s.",
    )
    count = forms.IntegerField(
        label="How many columns there are",
        required=False,
        min_value=0,
        max_value=MOST_COLUMNS,
        widget=forms.HiddenInput,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), WIDTH),
    )

    def __init__(self, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.width = _width(str((data or {}).get("count", "")))
        for place in range(self.width):
            name = str((data or {}).get(f"name-{place}", ""))
            label = f"What “{name[:60]}” is"
            self.fields[f"name-{place}"] = forms.CharField(max_length=200, widget=forms.HiddenInput)
            self.fields[f"use-{place}"] = forms.ChoiceField(label=label, choices=CHOICES, required=False)
            self.fields[f"other-{place}"] = forms.CharField(
                label=f"Field for “{name[:60]}”", max_length=100, required=False
            )

    def rows(self) -> Iterator[tuple[forms.BoundField, forms.BoundField, forms.BoundField, str]]:
        """Of each column: its name, its use, a field that is not among the choices, and a value of the sample."""
        example = self._example()
        for place in range(self.width):
            value = example[place] if place < len(example) else ""
            yield self[f"name-{place}"], self[f"use-{place}"], self[f"other-{place}"], value

    def _example(self) -> list[str]:
        """The first row of the sample behind its header."""
        found = [text_of(raw) for _, raw in rows(str(self.data.get("sample", "")).encode("utf-8", "replace"))]
        place = 1 if self.data.get("has_header") else 0
        try:
            return cells(found[place], str(self.data.get("delimiter") or ",")) if place < len(found) else []
        except ValueError:
            return []

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        self._check_time(said)
        zone = str(said.get("zone", "")).strip()
        if zone and zone not in available_timezones():
            self.add_error("zone", "There is no such zone in the IANA database. Try UTC or Europe/Berlin.")
        if not self.errors:
            said["columns"] = CsvColumns(
                tuple(self._columns(said)),
                said["delimiter"] or ",",
                said["has_header"],
                said["time_pattern"] if said["time_format"] == OTHER else said["time_format"],
                zone,
            )
            self._check_columns(said["columns"])
        return said

    def _check_time(self, said: Mapping[str, Any]) -> None:
        if said.get("time_format") == OTHER and (flaw := flaw_of(str(said.get("time_pattern", "")))):
            self.add_error("time_pattern", flaw)

    def _columns(self, said: Mapping[str, Any]) -> Iterator[Column]:
        for place in range(self.width):
            use = said[f"use-{place}"]
            field = said[f"other-{place}"].strip() if use == OTHER else use
            if use == OTHER and (flaw := _flaw_of(field)):
                self.add_error(f"other-{place}", flaw)
            yield Column(said[f"name-{place}"], field)

    def _check_columns(self, found: CsvColumns) -> None:
        if not found.columns:
            raise forms.ValidationError("Give a sample first: it says which columns there are.")
        if len(set(found.names)) < len(found.columns):
            raise forms.ValidationError("Two columns have the same name, so they cannot be told apart.")
        if not 1 <= len(found.times) <= MOST_TIMES:
            raise forms.ValidationError(
                f"Say which column is the time. Up to {MOST_TIMES} are read together, in their order."
            )
        kept = [one.kept_as for one in found.columns if one.field not in (LEFT_OUT, TIME)]
        if twice := sorted({name for name in kept if kept.count(name) > 1}):
            raise forms.ValidationError(
                f"Two columns would become {', '.join(twice)}. Keep one under its own name."
            )


def _width(said: str) -> int:
    """None for what is no number of columns, which the field itself refuses."""
    width = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    return width if width <= MOST_COLUMNS else 0


def _flaw_of(field: str) -> str:
    """Why a column cannot be called so, or nothing: what records call otherwise would be a second value of one field."""
    meant = MEANT.get(field.lower())
    if meant == TIME:
        return f"“{field}” is what the record’s time is called. Choose “{TIME_WORDS}”, or another name."
    if meant:
        return f"“{field}” is read as {meant}. Choose that, or another name."
    return "" if FIELD.match(field) else "Name a field in letters, digits and dots, such as device.id."


def data_of(columns: CsvColumns, sample: str) -> dict[str, object]:
    """A mapping as the data of ``CsvForm``."""
    listed = columns.time_format in dict(FORMS)
    data: dict[str, object] = {
        "sample": sample,
        "delimiter": columns.delimiter,
        "has_header": columns.has_header,
        "time_format": columns.time_format if listed else OTHER,
        "time_pattern": "" if listed else columns.time_format,
        "zone": columns.zone,
        "count": len(columns.columns),
    }
    for place, one in enumerate(columns.columns):
        known = one.field in KNOWN or one.field in (OWN_NAME, LEFT_OUT, TIME)
        data[f"name-{place}"] = one.name
        data[f"use-{place}"] = one.field if known else OTHER
        data[f"other-{place}"] = "" if known else one.field
    return data


def guessed(source: Source, sample: str) -> CsvForm:
    """The form with what a sample looks like, or with what is wrong about it."""
    sample = sample[:MOST_SAMPLE]
    try:
        columns = guess(sample.encode("utf-8", "replace"), Arrival(timezone.now(), source.time_zone))
        if len(columns.columns) > MOST_COLUMNS:
            raise ValueError(f"It has more than {MOST_COLUMNS} columns.")
    except ValueError as error:
        form = CsvForm({"sample": sample, "delimiter": ","})
        form.add_error("sample", f"This is no table: {error}")
        return form
    return CsvForm(data_of(columns, sample))
