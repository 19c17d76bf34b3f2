"""Why a JSON document is no log export request of OpenTelemetry, for its sender (opentelemetry-proto, logs v1)."""

from functools import cache
from typing import Any

from ingestion.formats.otlp_record import DEEPEST
from ingestion.receive.shape import Check, a_list, an_object, number_or_nothing, text, written_number


def fault_of(document: object) -> str:
    """Which member is wrong, and how; empty when none is."""
    return EXPORTED(document, "")


def _value(depth: int) -> Check:
    """An AnyValue. What it holds may be values again."""

    def check(value: Any, where: str) -> str:
        return _held(depth)(value, where) if depth <= DEEPEST else f"{where} is nested too deeply."

    return check


@cache
def _held(depth: int) -> Check:
    return an_object(
        {
            "intValue": written_number,
            "arrayValue": an_object({"values": a_list(_value(depth + 1))}),
            "kvlistValue": an_object({"values": _pairs(depth + 1)}),
        }
    )


def _pairs(depth: int) -> Check:
    return a_list(an_object({"key": text, "value": _value(depth)}, needed=True))


ATTRIBUTES = {"attributes": _pairs(0), "droppedAttributesCount": number_or_nothing}
ENTRY = an_object(
    {
        **dict.fromkeys(("timeUnixNano", "observedTimeUnixNano", "severityNumber"), number_or_nothing),
        "body": _value(0),
        **ATTRIBUTES,
    },
    needed=True,
)
SCOPE_LOGS = an_object({"scope": an_object(ATTRIBUTES), "logRecords": a_list(ENTRY)}, needed=True)
RESOURCE_LOGS = an_object({"resource": an_object(ATTRIBUTES), "scopeLogs": a_list(SCOPE_LOGS)}, needed=True)
EXPORTED = an_object({"resourceLogs": a_list(RESOURCE_LOGS)}, needed=True)
