"""Writing: a new entry, a draft, another wording of a published one. Nothing typed is ever lost."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import AuditRecord, Membership, Role, Sector, User, Verb
from sharing.forms.conflict import Conflict, chosen_texts
from sharing.forms.opened import marks_of, settle
from sharing.forms.suggesting import suggested
from sharing.forms.tokens import fresh_token, id_in_token
from sharing.forms.writing import (
    DraftForm,
    ReviewedForm,
    SuggestionForm,
    add_errors,
    typed_fields,
    typed_in,
)
from sharing.forms.writing_page import WritingPage
from sharing.models import (
    Action,
    DetailRevision,
    Entry,
    Kind,
    RestrictedDetail,
    Revision,
    StaleBase,
    Status,
    UnsavedText,
)


def entries_of(user):
    return Entry.objects.with_abilities(user).for_page()


# A new one


@require_http_methods(["GET", "HEAD", "POST"])
def entry_new(request: HttpRequest) -> HttpResponse:
    """Begin an entry. The form carries the id of the entry to be, so that sending it twice makes one."""
    user = request.user
    if not Sector.objects.where(user.standing, at_least=Role.CONTRIBUTOR).exists():
        return render(request, "sharing/entry_new_not.html", {"stewards": stewards_of(user)})
    public_id = id_in_token(request.POST.get("token"), user)
    page = WritingPage(request, key=public_id, token=fresh_token(user, public_id))
    if request.method == "POST":
        return begin(request, page, public_id)
    asked = request.GET.get("text", "")
    text = UnsavedText.objects.visible_to(user).of_new_entries().filter(key=asked).first()
    if text:
        page.key, page.token = text.key, fresh_token(user, text.key)
        return page.shown(DraftForm(user=user, initial=typed_in(DraftForm, text.fields)))
    if request.GET.get("kind") not in Kind.values:
        texts = UnsavedText.objects.visible_to(user).of_new_entries()
        return render(request, "sharing/entry_new.html", {"texts": texts})
    return page.shown(DraftForm(user=user, initial=first_values(request)))


def stewards_of(user):
    """Who can make this member a contributor."""
    return (
        Membership.objects.filter(
            role=Role.STEWARD, sector__in=user.standing.sectors(), user__in=User.objects.members()
        )
        .select_related("user__organisation", "sector")
        .order_by("sector__slug", "user__name", "pk")
    )


def first_values(request: HttpRequest) -> dict:
    homes = Sector.objects.where(request.user.standing, at_least=Role.CONTRIBUTOR)[:2]
    return {
        "kind": request.GET["kind"],
        "title": request.GET.get("title", "")[:120],
        "language": request.user.language,
        "home_sector": homes[0].pk if len(homes) == 1 else None,
    }


def begin(request: HttpRequest, page: WritingPage, public_id: str) -> HttpResponse:
    if made := entries_of(request.user).filter(public_id=public_id, author=request.user).first():
        return sent_again(request, made)
    if "preview" in request.POST:
        return page.preview(DraftForm(user=request.user, initial=typed_now(DraftForm, request)))
    form = DraftForm(request.POST, user=request.user)
    if not form.is_valid():
        return page.refused(form)
    try:
        entry = written(form, by=request.user, public_id=public_id)
    except ValidationError as error:
        add_errors(form, error)
        return page.refused(form)
    except IntegrityError:  # the second click of two came in between
        made = get_object_or_404(entries_of(request.user), public_id=public_id, author=request.user)
        return sent_again(request, made)
    return saved(request, entry)


@transaction.atomic
def written(form: DraftForm, *, by, public_id: str) -> Entry:
    data, reach = form.cleaned_data, form.reach
    entry = Entry.objects.write(
        by=by,
        words=form.words,
        home_sector=data["home_sector"],
        also_sectors=reach.also_sectors,
        level=reach.level,
        named_organisations=data["named_organisations"],
        named_people=data["named_people"],
        public_id=public_id,
        **form.decided,
    )
    keep_detail(entry, form, by=by)
    return entry


def sent_again(request: HttpRequest, entry: Entry) -> HttpResponse:
    """The same form a second time: what is new in it waits in the draft that the first one made."""
    fields = typed_fields(request.POST)
    if all(
        fields.get(name, [""])[0] == text for name, text in entry.current_revision.words.items()
    ):
        return redirect("sharing:entry_edit", entry.public_id)
    UnsavedText.objects.keep(request.user, entry.public_id, fields, base=1)
    return redirect(f"{reverse('sharing:entry_edit', args=[entry.public_id])}?continue=1")


def saved(request: HttpRequest, entry: Entry) -> HttpResponse:
    """Where the writer goes after a save, and what they are told."""
    UnsavedText.objects.visible_to(request.user).filter(key=entry.public_id).delete()
    if not entry.is_visible_to(request.user):  # they gave it a level that shuts themselves out
        messages.success(request, _("Saved. You no longer read it at its new level."))
        return redirect("sharing:home")
    if request.POST.get("then") == "submit":
        return redirect("sharing:entry_submit", entry.public_id)
    messages.success(request, _("Saved."))
    return redirect("sharing:entry_edit", entry.public_id)


# One that is there


@require_http_methods(["GET", "HEAD", "POST"])
def entry_edit(request: HttpRequest, public_id: str) -> HttpResponse:
    """Change a draft, or suggest another wording of a published entry."""
    entry = entries_of(request.user).filter(public_id=public_id).first()
    page = WritingPage(request, key=public_id, entry=entry)
    if entry is None or not (entry.can_edit or entry.can_suggest):
        if request.method == "POST" and "base" in request.POST:
            return page.lost(404 if entry is None else 403)
        raise Http404 if entry is None else PermissionDenied
    form_class = form_for(entry)
    arguments = {} if form_class is SuggestionForm else {"user": request.user, "entry": entry}
    if request.method == "POST":
        return change(request, page, form_class, arguments)
    initial = initial_of(entry, request.user)
    text = page.unsaved_text(initial)
    if text and "continue" in request.GET:
        initial |= typed_in(form_class, text.fields)
        return page.shown(form_class(initial=initial | {"base": text.base}, **arguments))
    return page.shown(form_class(initial=initial, **arguments), offer=text)


def form_for(entry: Entry) -> type:
    return {Status.DRAFT: DraftForm, Status.IN_REVIEW: ReviewedForm}.get(
        entry.status, SuggestionForm
    )


def initial_of(entry: Entry, user) -> dict:
    words = entry.current_revision.words | {"base": entry.current_revision.number}
    if entry.is_published:
        return words
    initial = words | DraftForm.initial_of(entry)
    for name in ("themes", "standards", "co_authors"):
        initial[name] = list(getattr(entry, name).all())
    for name in ("kind", "language", "outcome"):
        initial[name] = getattr(entry, name)
    if detail := detail_of(entry, user):
        initial |= {"detail_text": detail.text, "detail_level": detail.level}
    return initial | {"opened": marks_of(initial)}


def detail_of(entry: Entry, user) -> DetailRevision | None:
    """The newest wording of the restricted detail that this writer may read."""
    return DetailRevision.objects.visible_to(user).newest_of(entry)


def typed_now(form_class: type, request: HttpRequest) -> dict:
    return typed_in(form_class, typed_fields(request.POST))


def change(request: HttpRequest, page: WritingPage, form_class: type, arguments: dict):
    entry = page.entry
    if "preview" in request.POST:
        return page.preview(form_class(initial=typed_now(form_class, request), **arguments))
    form = form_class(chosen_texts(request.POST), **arguments)
    if not form.is_valid():
        return page.refused(form)
    try:
        revision = kept(entry, form, by=request.user)
    except StaleBase as stale:
        return page.in_conflict(form, Conflict.between(entry, form, stale.current, request.user))
    except ValidationError as error:
        add_errors(form, error)
        page.entry = entries_of(request.user).get(pk=entry.pk)  # as it is without the refused save
        return page.refused(form)
    except PermissionDenied:  # somebody took the right, or moved the entry on, in between
        return page.lost(403)
    if revision.state == Revision.State.PENDING:
        return suggested(request, entry, revision)
    return saved(request, entry)


@transaction.atomic
def kept(entry: Entry, form, *, by) -> Revision:
    """Everything that the form says, or nothing of it."""
    base, decided = form.cleaned_data["base"] or 0, None
    if isinstance(form, DraftForm):
        entry.begin(by, Action.EDIT)
        entry.require_base(base)
        settle(form, initial_of(entry, by))
        decided = form.decided
    revision = entry.revise(
        by=by, base=base, words=form.words, decided=decided, comment=form.cleaned_data["comment"]
    )
    if isinstance(form, DraftForm):
        if form.reach:
            entry.share(form.reach, by=by)
        keep_detail(entry, form, by=by)
    return revision


def keep_detail(entry: Entry, form: DraftForm, *, by) -> None:
    text, level = form.cleaned_data.get("detail_text"), form.cleaned_data.get("detail_level")
    detail = detail_of(entry, by)
    before = (detail.text, detail.level) if detail else ("", None)
    if text is None or (text, level) == before or not (text or before[0]):
        return
    RestrictedDetail.objects.visible_to(by).set(entry, by=by, level=level or before[1], text=text)


@require_http_methods(["GET", "HEAD", "POST"])
def entry_delete(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw a draft away, after asking."""
    entry = entries_of(request.user).filter(public_id=public_id).first()
    if entry is None:
        mine = AuditRecord.objects.filter(verb=Verb.DELETED, actor=request.user)
        if request.method == "POST" and mine.filter(public_id=public_id).exists():
            return redirect("sharing:reviews")  # the first of two clicks did it
        raise Http404
    if request.method != "POST":
        if not entry.can_delete:
            raise PermissionDenied
        return render(request, "sharing/entry_delete.html", {"entry": entry})
    entry.delete_draft(by=request.user)
    UnsavedText.objects.visible_to(request.user).filter(key=public_id).delete()
    messages.success(request, _("The draft is gone."))
    return redirect("sharing:reviews")
