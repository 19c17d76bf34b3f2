"""Originals of a record's pseudonyms, for programs: the page's own deed, which asks for what no token has."""

from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from investigations.review.api import shapes
from investigations.review.api.views import PROBLEMS, PURPOSE, ReadView
from investigations.review.reveal import LONGEST_REASON, Revealed, reveal
from portal.accounts.errors import StepUpRequired
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action
from portal.core.problems import PROBLEM_JSON


class ReasonShape(shapes.Shape):
    reason = serializers.CharField(
        max_length=LONGEST_REASON, help_text="why you need them; kept in the receipt"
    )


class OriginalsView(ReadView):
    any_of = frozenset({Capability.REVEAL})
    look = Action.REVEAL

    @extend_schema(
        operation_id="originals",
        summary="What a record's pseudonyms stand for: refused, because a token cannot prove a second factor",
        tags=["records"],
        parameters=[PURPOSE],
        request=ReasonShape,
        responses={
            **PROBLEMS,
            (403, PROBLEM_JSON): OpenApiResponse(
                shapes.ProblemShape,
                "code step_up_required: ask on the record's page in the browser; detail has its address. "
                "code forbidden: your roles do not include it. Both are recorded.",
            ),
        },
    )
    def post(self, request: Request, event_id: int) -> Response:
        sent = ReasonShape(data=request.data)
        sent.is_valid(raise_exception=True)
        actor = actor_of(request._request)
        try:
            found = reveal(actor, self.purpose(), event_id, sent.validated_data["reason"])
        except StepUpRequired as refusal:
            raise StepUpRequired(
                f"A token cannot prove a second factor. Ask in the browser, at /events/{event_id}/originals."
            ) from refusal
        return Response({"originals": [facts(each) for each in found]})


def facts(each: Revealed) -> dict[str, object]:
    """``original`` is null where it is not kept any more."""
    return {
        "pseudonym": each.token,
        "kind": each.kind,
        "fields": list(each.fields),
        "original": each.value or None,
    }
