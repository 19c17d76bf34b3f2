"""Notes, and what can be done with any entry of a timeline."""

from typing import Literal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from investigations.cases.access import entry_of
from investigations.cases.actions.notes import add_note, edit_note, remove_note
from investigations.cases.actions.order import move_entry
from investigations.cases.actions.pins import unpin_event
from investigations.cases.forms import NoteForm
from investigations.cases.models import Case, Entry
from investigations.cases.views.deeds import deed
from investigations.cases.views.detail import show
from portal.accounts.actor import Actor
from portal.accounts.roles import Capability


def _at(case: Case, entry: Entry) -> HttpResponse:
    """Back to the case, where this entry stands."""
    return redirect(f"{reverse('cases:detail', args=[case.pk])}#entry-{entry.pk}")


@deed(Capability.READ_RECORDS)
def add(request: HttpRequest, actor: Actor, case: Case) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, actor, case, note_form=form, status=422)
    return _at(case, add_note(actor=actor, case=case, **form.cleaned_data))


@deed(Capability.READ_RECORDS)
def edit(request: HttpRequest, actor: Actor, case: Case, entry: int) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return show(request, actor, case, note_form=form, editing=entry, status=422)
    return _at(case, edit_note(actor=actor, case=case, entry_id=entry, **form.cleaned_data))


@deed(Capability.READ_RECORDS)
def remove(request: HttpRequest, actor: Actor, case: Case, entry: int) -> str:
    if entry_of(case, entry).kind == Entry.Kind.NOTE:
        remove_note(actor=actor, case=case, entry_id=entry)
        return "The note is removed; the timeline keeps the trace that it stood there."
    unpin_event(actor=actor, case=case, entry_id=entry)
    return (
        "The event is unpinned: its copy is erased, its hold released, and the trace stays on the timeline."
    )


@deed(Capability.READ_RECORDS)
def move(request: HttpRequest, actor: Actor, case: Case, entry: int) -> HttpResponse:
    to: Literal["up", "down"] = "up" if request.POST.get("to") == "up" else "down"
    return _at(case, move_entry(actor=actor, case=case, entry_id=entry, to=to))
