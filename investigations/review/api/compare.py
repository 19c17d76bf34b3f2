"""The order of two events, for programs."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from investigations.review import door
from investigations.review.api import shapes
from investigations.review.api.views import PROBLEMS, PURPOSE, ReadView
from investigations.review.found import Event
from investigations.review.order import Answer
from investigations.review.times import EventTime
from investigations.review.views_compare import event_named
from portal.accounts.requests import actor_of
from portal.audit.receipts import Action
from portal.core.problems import PROBLEM_JSON
from portal.core.timerange import iso


class TimeShape(shapes.Shape):
    """One event's time: it happened between ``earliest`` (null: nothing is known) and ``latest``."""

    id = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]  # a field by declaration
    timestamp = serializers.DateTimeField()
    written = serializers.CharField(help_text="the time as the source wrote it")
    received_at = serializers.DateTimeField()
    clock_offset_s = serializers.FloatField(help_text="how much was subtracted")
    clock_offset_origin = serializers.CharField(help_text="configured, estimated, or empty")
    time_quality = serializers.CharField()
    time_flag = serializers.CharField(help_text="future, past, or empty")
    earliest = serializers.DateTimeField(allow_null=True)
    latest = serializers.DateTimeField()
    why = serializers.ListField(child=serializers.CharField())


class OrderShape(shapes.Shape):
    answer = serializers.ChoiceField([each.value for each in Answer], help_text="where the first one stands")
    reason = serializers.CharField()
    by_one_clock = serializers.BooleanField(help_text="both times were read from the same clock")
    least_s = serializers.FloatField(help_text="seconds between them at least; 0 when it cannot be told")
    first = TimeShape()
    second = TimeShape()


class CompareView(ReadView):
    look = Action.API_COMPARE_TIMES

    @extend_schema(
        operation_id="compare",
        summary="Is one record before another?",
        tags=["records"],
        parameters=[
            PURPOSE,
            OpenApiParameter("with", str, required=True, description="the other record's id"),
        ],
        responses={
            200: OrderShape,
            (404, PROBLEM_JSON): OpenApiResponse(
                shapes.ProblemShape, "One of them does not exist, or is not open to you."
            ),
            **PROBLEMS,
        },
    )
    def get(self, request: Request, event_id: int) -> Response:
        other = event_named(request.query_params.get("with", ""))
        found = door.compare(actor_of(request._request), self.purpose(), event_id, other, action=self.look)
        return Response(
            {
                "answer": found.order.answer,
                "reason": found.order.reason,
                "by_one_clock": found.order.by_one_clock,
                "least_s": found.order.least.total_seconds(),
                "first": time_facts(found.first, found.first_time),
                "second": time_facts(found.second, found.second_time),
            }
        )


def time_facts(event: Event, time: EventTime) -> dict[str, Any]:
    return {
        "id": str(event.id),
        "source": event.source,
        "timestamp": iso(event.timestamp),
        "written": time.written,
        "received_at": iso(event.received_at),
        "clock_offset_s": time.offset.total_seconds(),
        "clock_offset_origin": time.origin,
        "time_quality": time.quality,
        "time_flag": time.flag,
        "earliest": iso(time.happened.earliest) if time.is_bounded else None,
        "latest": iso(time.happened.latest),
        "why": list(time.why),
    }
