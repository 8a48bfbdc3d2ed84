"""The inbox: what a member is told. Rows hold ids; their words are fetched here, for who may read them."""

from __future__ import annotations

from django.contrib.messages import success
from django.core.paginator import Paginator
from django.db.models import Count, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import AuditRecord, Organisation, Role, Sector, Standing, User, prepared
from sharing.context_processors import unread
from sharing.forms.numbers import whole
from sharing.models import (
    SECTIONS,
    Application,
    ApplicationStep,
    Notification,
    is_done,
    with_concerns,
)

ON_A_PAGE = 30
SHOW = {
    "reviews": (_("Reviews"), "review"),
    "entries": (_("What you wrote and own"), "entry"),
    "applications": (_("Applications"), "application"),
    "barriers": (_("Barriers and questions"), "barrier"),
    "talks": (_("Talks"), "talk"),
}
KINDS = {
    "review": [
        "review_asked",
        "review_lapsed",
        "to_publish",
        "revision_pending",
        "concern",
        "sector_added",
    ],
    "application": ["travels", "how_is_it"],
    "barrier": [
        k.value for k in Notification.Kind if k.startswith(("barrier", "question", "search"))
    ],
    "talk": [k.value for k in Notification.Kind if k.startswith("introduction")],
}
ABOUT = (
    "entry__home_sector",
    "entry__current_revision",
    "barrier__home_sector",
    "question__home_sector",
    "search",
    "introduction",
)
UNREAD = (
    *(f"entry__current_revision__{name}" for name in (*SECTIONS, "rendered", "summary")),
    *(f"{thing}__{name}" for thing in ("barrier", "question") for name in ("text", "rendered")),
)


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What is new for me and what was, newest first; and what happened to my place here."""
    user, show = request.user, asked_for(request.GET)
    me = Standing.of(user)
    page = Paginator(range(sum(how_many(me, show))), ON_A_PAGE).get_page(request.GET.get("page"))
    shown = on_page(me, show, page.number)
    add_stood(shown, user)
    is_first = page.number == 1 and not show
    happened = changes(user) if is_first else []
    context = {
        "page": page,
        "spans": spans(shown),
        "show": show,
        "ways": [(key, name) for key, (name, _group) in SHOW.items()],
        "inbox_count": unread(user),  # for the head of the page too: asked once
        "until": max((row.pk for row in shown), default=0),
        "changes": happened,
        "told": max((change["record"].pk for change in happened), default=0),
        "newcomers": User.objects.waiting().count() if user.standing.is_steward else 0,
    }
    return render(request, "sharing/inbox.html", context)


def asked_for(data) -> str:
    """Which of the lists, "" for all."""
    show = data.get("show", "")
    return show if show in SHOW else ""


@prepared
def how_many(me: Standing, show: str):
    rows = told(me, show).order_by()
    return rows.values("user").annotate(n=Count("pk")).values_list("n", flat=True)


@prepared
def on_page(me: Standing, show: str, number: int):
    """The rows of one page, with what they are about and nothing heavy of it."""
    rows = with_concerns(told(me, show).annotate(is_done=is_done(me)), me)
    rows = rows.select_related("actor", *ABOUT).defer(*UNREAD)
    return rows[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]


def told(me: Standing, show: str):
    rows = Notification.objects.visible_to(me)
    if not show:
        return rows
    group = SHOW[show][1]
    if group in KINDS:
        return rows.filter(kind__in=KINDS[group])
    return rows.exclude(kind__in=[kind for kinds in KINDS.values() for kind in kinds])


def add_stood(rows: list[Notification], user) -> None:
    """To each "how is it going?" where my organisation stood when it was asked: one query."""
    asked = [row for row in rows if row.kind == Notification.Kind.HOW_IS_IT]
    if not asked:
        return
    since = ApplicationStep.objects.visible_to(user).filter(
        application=OuterRef("pk"), step=OuterRef("step")
    )
    ours = (
        Application.objects.visible_to(user)
        .filter(organisation=user.standing.organisation_id, entry__in=[r.entry_id for r in asked])
        .annotate(since=Subquery(since.order_by("at").values("at")[:1]))
    )
    stood = {application.entry_id: application for application in ours}
    for row in asked:
        application = stood.get(row.entry_id)
        if application and application.changed_at < row.created_at:
            row.stood = application


def told_once(rows: list[Notification]) -> list[Notification]:
    """The rows, of which those that say the same of the same thing are the newest of them.

    `same`: the ids of all that it stands for, so that they are read together.
    """
    found: dict[tuple, Notification] = {}
    for row in rows:
        row.is_new = row.read_at is None and not row.is_done
        about = (row.entry_id, row.barrier_id, row.question_id, row.search_id, row.introduction_id)
        about = (*about, row.concern_id)
        who = row.actor_id if row.names_who else None
        first = found.setdefault((row.kind, who, row.is_new, about), row)
        first.same = [*getattr(first, "same", ()), row.pk]
    return list(found.values())


def spans(rows: list[Notification]) -> list[tuple[str, list[Notification]]]:
    """The rows under "Today", "This week" and "Earlier", as the reader's clock has it."""
    today = timezone.localdate()
    found: dict[str, list] = {}
    for row in told_once(rows):
        days = (today - timezone.localdate(row.created_at)).days
        name = _("Today") if days <= 0 else _("This week") if days < 7 else _("Earlier")
        found.setdefault(str(name), []).append(row)
    return list(found.items())


@require_POST
def inbox_read(request: HttpRequest) -> HttpResponse:
    """Note as read what the list held when its page was made, not what came since; or one of them."""
    show = asked_for(request.POST)
    mine = told(Standing.of(request.user), show)
    changes_seen = 0
    if "only" in request.POST:
        mine = mine.filter(pk__in=posted_numbers(request, "only"))
    else:
        mine = mine.filter(pk__lte=max(posted_numbers(request, "until")))
        changes_seen = max(posted_numbers(request, "told"))
    count = mine.mark_read() + request.user.note_told(changes_seen)
    if count:
        success(request, ngettext("%(n)s is read.", "%(n)s are read.", count) % {"n": count})
    return redirect(reverse("sharing:inbox", query={"show": show} if show else None))


def posted_numbers(request: HttpRequest, name: str) -> list[int]:
    """Rows' numbers as the form gave them, with spaces; 0, which is no row's, for anything else."""
    texts = request.POST.get(name, "").split()[:ON_A_PAGE] or [""]
    return [whole(text, digits=18) or 0 for text in texts]


# What happened to my place here: from the audit trail, which tells the person it is about


def changes(user) -> list[dict]:
    """The latest changes of my roles and organisation, with names for the ids that the trail holds."""
    if not user.standing.is_member:
        return []
    records = list(AuditRecord.objects.told_to(user.pk).select_related("actor")[:10])
    sectors = named(Sector, "slug", [r.facts.get("sector") for r in records])
    organisations = named(Organisation, "public_id", [r.facts.get("organisation") for r in records])
    return [
        {
            "record": record,
            "is_new": record.pk > user.told_until and record.actor_id != user.pk,
            "sector": sectors.get(record.facts.get("sector")),
            "role": Role(record.facts["role"]).label if "role" in record.facts else "",
            "organisation": organisations.get(record.facts.get("organisation")),
        }
        for record in records
    ]


def named(model, key: str, values) -> dict:
    wanted = {value for value in values if value}
    found = model.objects.filter(**{f"{key}__in": wanted}) if wanted else []
    return {getattr(one, key): one for one in found}
