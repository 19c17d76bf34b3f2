"""Search, histogram, values and one event. Each is POST with JSON, or GET with the same names in the address.

POST keeps query text out of the logs of proxies; GET is there for the terminal.
"""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from investigations.review import door
from investigations.review.api import shapes
from investigations.review.api.throttle import TokenThrottle
from investigations.review.asked import Asked
from investigations.review.copies import as_json
from investigations.review.found import Facet, Histogram
from investigations.review.purpose import purpose_of
from investigations.review.read_request import cursor_of, field_name
from portal.accounts.gate import own_check
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.purpose import Purpose
from portal.audit.receipts import Action
from portal.core.problems import PROBLEM_JSON
from portal.core.timerange import iso

PURPOSE = OpenApiParameter(
    "Lantern-Purpose",
    str,
    OpenApiParameter.HEADER,
    description="why you look: case:17, or incident-response: the reason; without it the token's own purpose counts",
)
PROBLEMS: dict[Any, Any] = {
    (403, PROBLEM_JSON): OpenApiResponse(
        shapes.ProblemShape, "Not open to you, or no purpose stated. The refusal is recorded."
    ),
    (422, PROBLEM_JSON): OpenApiResponse(shapes.ProblemShape, "The query or the range was not understood."),
    (429, "application/json"): OpenApiResponse(
        description="Too many requests with this token; Retry-After says when to go on."
    ),
    (503, PROBLEM_JSON): OpenApiResponse(
        shapes.ProblemShape, "A part does not answer, or the receipt could not be written. Nothing is shown."
    ),
    (504, PROBLEM_JSON): OpenApiResponse(
        shapes.ProblemShape, "The search ran into its limit. Narrow the range or the query."
    ),
}


@own_check
class ReadView(APIView):
    """A look by token. ``question`` is the shape of what is asked, in the body or in the address."""

    any_of = frozenset({Capability.READ_RECORDS})
    throttle_classes = (TokenThrottle,)
    question: type[shapes.Question] = shapes.Question

    def asked(self) -> tuple[Asked, dict[str, Any]]:
        sent = self.request.data if self.request.method == "POST" else self.request.query_params
        shape = self.question(data=sent)
        shape.is_valid(raise_exception=True)
        data = dict(shape.validated_data)
        return Asked(query=data["q"], phrase=data["range"], zone=data["zone"]), data

    def purpose(self) -> Purpose | None:
        return purpose_of(self.request._request)


class SearchView(ReadView):
    look = Action.API_SEARCH
    question = shapes.SearchQuestion

    @extend_schema(
        operation_id="search",
        summary="Search records, newest first",
        tags=["records"],
        parameters=[PURPOSE],
        request=shapes.SearchQuestion,
        responses={200: shapes.SearchShape, **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        asked, data = self.asked()
        found = door.documents(
            actor_of(request._request),
            self.purpose(),
            asked,
            after=cursor_of(data["after"]),
            limit=data["limit"],
        )
        between = {
            "start": iso(found.range.start),
            "end": iso(found.range.end),
            "absolute": found.range.absolute,
        }
        return Response(
            {
                "receipt": found.receipt,
                "query": found.query,
                "range": between,
                "total": found.total,
                "next": str(found.older) if found.older else None,
                "events": [as_json(each) for each in found.events],
            }
        )

    @extend_schema(
        operation_id="search_get",
        summary="The same with the question in the address",
        tags=["records"],
        parameters=[PURPOSE, shapes.SearchQuestion],
        responses={200: shapes.SearchShape, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        return self.post(request)


class HistogramView(ReadView):
    look = Action.API_HISTOGRAM

    @extend_schema(
        operation_id="histogram",
        summary="Count matching records over time",
        tags=["records"],
        parameters=[PURPOSE],
        request=shapes.Question,
        responses={200: shapes.HistogramShape, **PROBLEMS},
    )
    def post(self, request: Request) -> Response:
        asked, _ = self.asked()
        return Response(
            bars(door.histogram(actor_of(request._request), self.purpose(), asked, action=self.look))
        )

    @extend_schema(
        operation_id="histogram_get",
        summary="The same with the question in the address",
        tags=["records"],
        parameters=[PURPOSE, shapes.Question],
        responses={200: shapes.HistogramShape, **PROBLEMS},
    )
    def get(self, request: Request) -> Response:
        return self.post(request)


def bars(found: Histogram) -> dict[str, object]:
    return {
        "total": found.total,
        "width_s": found.width.total_seconds(),
        "bars": [
            {"start": iso(bar.start), "count": bar.count, "errors": bar.errors, "warnings": bar.warnings}
            for bar in found.bars
        ],
    }


class ValuesView(ReadView):
    look = Action.API_FIELD_VALUES
    question = shapes.ValuesQuestion

    @extend_schema(
        operation_id="field_values",
        summary="The most frequent values of a field",
        tags=["records"],
        parameters=[PURPOSE],
        request=shapes.ValuesQuestion,
        responses={200: shapes.ValuesShape, **PROBLEMS},
    )
    def post(self, request: Request, name: str) -> Response:
        asked, data = self.asked()
        found = door.field_values(
            actor_of(request._request),
            self.purpose(),
            asked,
            field_name(name),
            top=data["limit"],
            action=self.look,
        )
        return Response(values(found))

    @extend_schema(
        operation_id="field_values_get",
        summary="The same with the question in the address",
        tags=["records"],
        parameters=[PURPOSE, shapes.ValuesQuestion],
        responses={200: shapes.ValuesShape, **PROBLEMS},
    )
    def get(self, request: Request, name: str) -> Response:
        return self.post(request, name)


def values(found: Facet) -> dict[str, object]:
    return {
        "field": found.name,
        "different": found.different,
        "events": found.counted,
        "values": [{"value": each.value, "count": each.count} for each in found.values],
    }


class EventView(ReadView):
    look = Action.API_EVENT

    @extend_schema(
        operation_id="event",
        summary="One record with all its fields",
        tags=["records"],
        parameters=[PURPOSE],
        responses={
            200: OpenApiResponse(shapes.EventShape, "Fields under their ECS names."),
            (404, PROBLEM_JSON): OpenApiResponse(
                shapes.ProblemShape, "There is no such record, or it is not open to you."
            ),
            **PROBLEMS,
        },
    )
    def get(self, request: Request, event_id: int) -> Response:
        found = door.event(actor_of(request._request), self.purpose(), event_id, action=self.look)
        return Response(as_json(found))
