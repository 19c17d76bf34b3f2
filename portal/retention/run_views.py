"""Purge runs: what was due, destroyed and spared; and the button that starts one."""

from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.actor import require_step_up
from portal.accounts.gate import needs
from portal.accounts.requests import actor_of
from portal.accounts.roles import Capability
from portal.retention import purge
from portal.retention.models import PurgeDecision, PurgeRun
from portal.retention.plan import what_would_happen
from portal.retention.views import lookers

RUNS_SHOWN = 200
Decision = PurgeDecision.Decision


@lookers
@require_safe
def runs(request: HttpRequest) -> HttpResponse:
    """The latest runs; those that found nothing due only when asked, because beat makes one every hour."""
    everything = request.GET.get("all") == "1"
    said_something = PurgeDecision.objects.filter(run=OuterRef("pk"))
    found = PurgeRun.objects.annotate(
        destroyed=Count("decisions", filter=Q(decisions__decision=Decision.DESTROYED)),
        spared=Count("decisions", filter=Q(decisions__decision=Decision.SPARED)),
        events=Sum("decisions__rows", filter=Q(decisions__decision=Decision.DESTROYED)),
    )
    if not everything:
        found = found.filter(Exists(said_something) | ~Q(state=PurgeRun.State.DONE))
    context = {
        "runs": found[:RUNS_SHOWN],
        "everything": everything,
        "latest": PurgeRun.objects.filter(state=PurgeRun.State.DONE).first(),
        "may_manage": actor_of(request).can(Capability.MANAGE_RETENTION),
    }
    return render(request, "retention/runs.html", context)


@lookers
@require_safe
def run(request: HttpRequest, run_id: int) -> HttpResponse:
    found = PurgeRun.objects.filter(pk=run_id).first()
    if found is None:
        raise Http404
    decisions = found.decisions.order_by("pk")
    destroyed = decisions.filter(decision=Decision.DESTROYED)
    context = {
        "run": found,
        "decisions": decisions.final(),
        "unanswered": decisions.unanswered(),
        "sums": destroyed.aggregate(
            rows=Sum("rows"), bytes=Sum("bytes"), lines=Sum("quarantined"), parts=Count("pk")
        ),
        "spared": decisions.filter(decision=Decision.SPARED).count(),
        "is_over": found.state in {PurgeRun.State.DONE, PurgeRun.State.FAILED},
    }
    template = "retention/run_body.html" if request.headers.get("HX-Request") else "retention/run.html"
    return render(request, template, context)


@needs(Capability.MANAGE_RETENTION)
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say exactly what a purge would destroy now, and destroy that and nothing else once confirmed."""
    actor = actor_of(request)
    require_step_up(actor)
    notice = ""
    if request.method == "POST":
        try:
            started = purge.request(actor, request.POST.get("confirmed", ""))
        except purge.PlanChanged as changed:
            notice = str(changed)
        else:
            return redirect("retention:run", run_id=started.pk)
    context = {"plan": what_would_happen(), "notice": notice}
    return render(request, "retention/start.html", context, status=409 if notice else 200)
