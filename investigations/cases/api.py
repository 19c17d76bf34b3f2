"""Cases through the API: the same membership, grants, purpose and receipts as on the pages.

Exporting asks for a second factor within the last minutes, which a token cannot prove: it is refused here.
"""

import uuid
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from investigations.cases.access import case_for
from investigations.cases.evidence import rfc3339
from investigations.cases.looks import look_into, purpose_in
from investigations.cases.models import Case
from investigations.cases.queries import Choice, case_list
from investigations.cases.stated import stated_for
from investigations.reports.content import gather
from investigations.reports.export import prepare_export
from investigations.reports.json_export import batch_facts, case_facts, entry_facts
from investigations.review.purpose import checked, purpose_of
from portal.accounts.errors import StepUpRequired
from portal.accounts.gate import own_check
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit import receipts
from portal.audit.models import Outcome
from portal.audit.receipts import Action

STATES = ("open", "closed", "all")


class CaseLine(serializers.Serializer[dict[str, Any]]):
    number = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(["open", "closed"])
    changed_at = serializers.DateTimeField()
    events = serializers.IntegerField()
    notes = serializers.IntegerField()
    members = serializers.IntegerField()
    leads = serializers.BooleanField(help_text="whether the token's owner leads it")


class CaseLines(serializers.Serializer[dict[str, Any]]):
    receipt = serializers.UUIDField()
    cases = CaseLine(many=True)


class CaseWhole(serializers.Serializer[dict[str, Any]]):
    """The same keys as in a JSON export; docs/case-export.md describes them."""

    receipt = serializers.UUIDField()
    case = serializers.DictField()
    entries = serializers.ListField(child=serializers.DictField())
    batches = serializers.DictField()


class ExportKind(serializers.Serializer[dict[str, Any]]):
    kind = serializers.ChoiceField(["html", "json"])


@own_check
class CaseListView(APIView):
    any_of = frozenset({Capability.READ_CASES})
    look = Action.API_CASE_VIEW

    @extend_schema(
        operation_id="cases",
        summary="Cases you are a member of",
        parameters=[OpenApiParameter("state", str, enum=STATES, default="open")],
        responses=CaseLines,
    )
    def get(self, request: Request) -> Response:
        actor = actor_of(request._request)
        purpose = checked(actor, purpose_of(request._request))
        state = request.query_params.get("state", "open")
        if state not in STATES:
            raise serializers.ValidationError({"state": f"Write one of {', '.join(STATES)}."})
        found = [_line(case) for case in case_list(actor, Choice(state))]
        receipt = receipts.write(
            actor=actor, purpose=purpose, action=self.look, outcome=Outcome.ALLOWED, total=len(found)
        )
        return Response({"receipt": receipt.pk, "cases": found})


def _line(case: Any) -> dict[str, object]:
    """``case`` carries the counts of ``case_list``."""
    return {
        "number": case.pk,
        "title": case.title,
        "state": case.state,
        "changed_at": rfc3339(case.changed_at),
        "events": case.events,
        "notes": case.notes,
        "members": case.people,
        "leads": case.leads,
    }


@own_check
class CaseView(APIView):
    any_of = frozenset({Capability.READ_CASES})
    look = Action.API_CASE_VIEW

    @extend_schema(operation_id="case", summary="One case with its timeline", responses=CaseWhole)
    def get(self, request: Request, number: int) -> Response:
        actor = actor_of(request._request)
        case = case_for(actor, number, look=self.look)
        purpose = stated_for(request._request, actor, case)
        receipt = uuid.uuid4()
        content = gather(actor, case, purpose, receipt=receipt, now=timezone.now())
        entries = [line.entry for line in content.lines]
        look_into(actor, purpose, case, entries, action=self.look, receipt_id=receipt)
        return Response(
            {
                "receipt": receipt,
                "case": case_facts(content),
                "entries": [entry_facts(content, line) for line in content.lines],
                "batches": batch_facts(content),
            }
        )


@own_check
class CaseExportView(APIView):
    any_of = frozenset({Capability.EXPORT})
    look = Action.API_CASE_EXPORT

    @extend_schema(
        summary="Export a case: refused, because a token cannot prove a second factor",
        request=ExportKind,
        responses={403: OpenApiResponse(description="code step_up_required: export it in the browser")},
    )
    def post(self, request: Request, number: int) -> Response:
        actor = actor_of(request._request)
        case = case_for(actor, number, look=self.look)
        sent = ExportKind(data=request.data)
        sent.is_valid(raise_exception=True)
        purpose, kind = stated_for(request._request, actor, case), sent.validated_data["kind"]
        try:
            export = prepare_export(actor=actor, purpose=purpose, case=case, kind=kind)
        except StepUpRequired as refusal:
            _record_refusal(request, case, refusal)
            raise
        return Response(
            {"receipt": export.pk, "filename": export.filename, "sha256": export.digest}, status=201
        )


def _record_refusal(request: Request, case: Case, refusal: StepUpRequired) -> None:
    receipts.write(
        actor=actor_of(request._request),
        purpose=purpose_in(case),
        action=Action.API_CASE_EXPORT,
        outcome=Outcome.DENIED,
        reason=str(refusal) or refusal.code,
        detail={"case": case.pk},
    )
