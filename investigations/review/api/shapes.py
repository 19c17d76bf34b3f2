"""What the API takes and gives; the published schema is made from these."""

from typing import Any

from drf_spectacular.utils import inline_serializer
from rest_framework import serializers

from investigations.review.asked import DEFAULT_RANGE

MOST_AT_ONCE = 1000

Shape = serializers.Serializer[dict[str, Any]]


class Question(Shape):
    """A query in the language of docs/query-language.md, and a time range."""

    q = serializers.CharField(
        default="", allow_blank=True, trim_whitespace=False, help_text="the query; empty asks for everything"
    )
    range = serializers.CharField(
        default=DEFAULT_RANGE,
        help_text="15m, yesterday, Jan 1 - Jan 2, 2026-11-21T10:00:00Z/2026-11-21T12:00:00Z, all",
    )
    zone = serializers.CharField(
        default="UTC",
        max_length=64,
        help_text="IANA zone in which days and clock times of the range are meant",
    )


class SearchQuestion(Question):
    limit = serializers.IntegerField(
        default=100, min_value=1, max_value=MOST_AT_ONCE, help_text="events per page"
    )
    after = serializers.CharField(
        default="",
        allow_blank=True,
        max_length=100,
        help_text="next of the page before; send the absolute range with it",
    )


class ValuesQuestion(Question):
    limit = serializers.IntegerField(
        default=50, min_value=1, max_value=MOST_AT_ONCE, help_text="how many values"
    )


class RangeShape(Shape):
    start = serializers.DateTimeField(help_text="included")
    end = serializers.DateTimeField(help_text="excluded")
    absolute = serializers.CharField(help_text="a range that always means this one")


EventShape = inline_serializer(
    "Event",
    {
        "id": serializers.CharField(help_text="the event's number, as text because it exceeds 2^53"),
        "@timestamp": serializers.DateTimeField(help_text="when it happened, corrected"),
        "source": serializers.CharField(),
        "event.original": serializers.CharField(
            help_text="the original line; bytes that are not UTF-8 read U+FFFD"
        ),
        "lantern.leaf": serializers.CharField(help_text="RFC 6962 leaf hash, hexadecimal"),
    },
)


class SearchShape(Shape):
    receipt = serializers.UUIDField()
    query = serializers.CharField(help_text="the canonical query, as the receipt keeps it")
    range = RangeShape()
    total = serializers.IntegerField(allow_null=True, help_text="exact; null on later pages")
    next = serializers.CharField(allow_null=True, help_text="send it as after; null on the last page")
    events = serializers.ListField(child=EventShape)


class BarShape(Shape):
    start = serializers.DateTimeField()
    count = serializers.IntegerField()
    errors = serializers.IntegerField(help_text="severity 0 to 3")  # type: ignore[assignment]  # a field by declaration
    warnings = serializers.IntegerField(help_text="severity 4")


class HistogramShape(Shape):
    total = serializers.IntegerField()
    width_s = serializers.FloatField(help_text="seconds that one bar stands for")
    bars = BarShape(many=True)


class ValueShape(Shape):
    value = serializers.CharField()
    count = serializers.IntegerField()


class ValuesShape(Shape):
    field = serializers.CharField()
    different = serializers.IntegerField(help_text="how many different values there are")
    events = serializers.IntegerField(help_text="how many matching events have the field")
    values = ValueShape(many=True)


class ProblemShape(Shape):
    """A problem document (RFC 9457). A bad query also has ``column``, counted from 1, and ``reason``."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    code = serializers.CharField(help_text="stable: bad_query, bad_range, forbidden, purpose_required, …")
    detail = serializers.CharField(help_text="what was wrong and what to do")
