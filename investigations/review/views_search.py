"""The search page and the fragments that its script asks for.

Query and range stand in the address's fragment, which browsers keep to themselves; they reach us in POST bodies, so
no proxy's log holds them. Without scripts the same form posts to the page itself.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from investigations.query.errors import QueryError
from investigations.query.fields import is_field_name
from investigations.review import door, engine
from investigations.review.errors import Stopped
from investigations.review.purpose import checked, purpose_of
from investigations.review.read_request import asked_of, columns_of, cursor_of, field_name
from investigations.review.scope import readable_sources
from investigations.review.shown import chart_data, empty_state, query_error, range_label, table_rows
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.audit.receipts import Action
from portal.core.problems import Problem, Unavailable
from portal.core.timerange import PRESETS, RangeError


@needs(Capability.READ_RECORDS, look=Action.SEARCH)
@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """GET shows the empty page, to which the script adds results; POST, without scripts, the page with them.

    What a link holds in its address is in the form then, so that without scripts one press of Search asks for it.
    """
    actor = actor_of(request)
    checked(actor, purpose_of(request))
    said = request.GET if request.method == "GET" else request.POST
    context: dict[str, object] = {
        "asked": asked_of(said),
        "cols": said.get("cols", ""),
        "presets": PRESETS,
        "has_sources": bool(readable_sources(actor)),
        "may_export": actor.can(Capability.EXPORT),
    }
    if request.method == "GET" or not context["has_sources"]:
        return render(request, "review/search.html", context)
    results, status = _results(request)
    return render(request, "review/search.html", context | results | {"is_answer": True}, status=status)


@needs(Capability.READ_RECORDS, look=Action.SEARCH)
@require_POST
def results(request: HttpRequest) -> HttpResponse:
    """Summary, chart, sidebar and table as parts; a mistake in the query or range is a part too, with status 422."""
    context, status = _results(request)
    response = render(request, "review/results.html", context, status=status)
    response["Lantern-Part"] = (
        "results"  # tells the script that even with an error status this is what to show
    )
    return response


def _results(request: HttpRequest) -> tuple[dict[str, object], int]:
    actor, asked = actor_of(request), asked_of(request.POST)
    try:
        found = door.search(
            actor,
            purpose_of(request),
            asked,
            columns=columns_of(request.POST),
            tab=request.POST.get("tab", ""),
        )
    except QueryError as error:
        return {"query_error": query_error(error)}, error.status
    except RangeError as error:
        return {"range_error": str(error)}, error.status
    except Stopped as error:
        return {"stopped": str(error)}, error.status
    except Problem as error:
        if error.status == 504 or (
            isinstance(error, Unavailable) and error.code == "event_store_unavailable"
        ):
            return {"failure": str(error)}, error.status
        raise
    return {
        "found": found,
        "rows": table_rows(found),
        "asked": asked,
        "chart": chart_data(found),
        "range_label": range_label(found.range),
        "empty": None if found.rows else empty_state(found, actor),
        "may_export": actor.can(Capability.EXPORT),
    }, 200


@needs(Capability.READ_RECORDS, look=Action.SEARCH)
@require_POST
def older(request: HttpRequest) -> HttpResponse:
    """The rows below a cursor."""
    found = door.search(
        actor_of(request),
        purpose_of(request),
        asked_of(request.POST),
        columns=columns_of(request.POST),
        after=cursor_of(request.POST.get("after", "")),
        tab=request.POST.get("tab", ""),
        rows_only=True,
    )
    return render(request, "review/rows.html", {"found": found, "rows": table_rows(found)})


@needs(Capability.READ_RECORDS, look=Action.FIELD_VALUES)
@require_POST
def fields(request: HttpRequest) -> HttpResponse:
    """The records' own fields, to be added as columns or looked into."""
    names = door.known_fields(
        actor_of(request), purpose_of(request), asked_of(request.POST), tab=request.POST.get("tab", "")
    )
    told = [(name, count, is_field_name(name)) for name, count in names]
    return render(request, "review/fields.html", {"names": told})


@needs(Capability.READ_RECORDS, look=Action.FIELD_VALUES)
@require_POST
def values(request: HttpRequest, name: str) -> HttpResponse:
    """The most frequent values of one field, counted over all matches."""
    facet = door.field_values(
        actor_of(request),
        purpose_of(request),
        asked_of(request.POST),
        field_name(name),
        tab=request.POST.get("tab", ""),
    )
    return render(request, "review/values.html", {"facet": facet})


@needs(Capability.READ_RECORDS)
@require_POST
def cancel(request: HttpRequest) -> HttpResponse:
    """Stop what this search still runs; nothing is shown, so there is no receipt."""
    engine.stop(actor_of(request), request.POST.get("tab", ""))
    return HttpResponse(status=204)
