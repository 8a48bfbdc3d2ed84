"""Explore: search, filters, and what to do when nothing is found."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import F, IntegerField, Value
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Language, Sector, Slot, Standing, prepared
from sharing.forms.explore import ExploreForm
from sharing.knowing import used_at
from sharing.models import Application, Entry, Openness, Question, Theme
from sharing.recommendations import knows_meaning
from sharing.search import (
    COUNTED,
    NEWEST,
    Naming,
    Segment,
    asks_meaning,
    did_you_mean,
    facets,
    keep_empty_search,
    missed,
    search,
    snippets,
    suggestions,
    synonyms_of,
    words_of,
)
from sharing.templatetags.finding import grouped

PER_PAGE = 10
TAXONOMY = ("pk", "slug", "name_en", "name_nl", "synonyms_en", "synonyms_nl")
PLACES = tuple(f"place_{number}" for number in range(PER_PAGE))
FEW = 3  # results, up to which a typing error is thought of


@login_not_required
@require_safe
def explore(request: HttpRequest) -> HttpResponse:
    """Lessons and practices that the reader may see, by words and filters."""
    sectors, themes = _sectors_and_themes()
    form = ExploreForm(request.GET, sectors, themes)
    synonyms = synonyms_of([*sectors, *themes])
    openness = _openness(request.user)
    visible = Entry.objects.findable_by(request.user)
    matches = search(visible, form.text, openness=openness, synonyms=synonyms)
    found = facets(_sorted(matches, form.sort, request.user), form.chosen)
    page = Paginator(found.ids, PER_PAGE).get_page(form.page)
    counted = found.counted(page.object_list)
    context = {
        "form": form,
        "page": page,
        "total": found.total,
        "has_more": found.has_more,
        "counted": COUNTED,
        "facets": form.counted(counted.counts, found.is_exact),
        "chips": form.chips(),
        "everything": form.address(filters=False),
        "rows": _rows(
            _shown(page, request.user),
            form.text,
            asks_meaning(form.text, openness),
            synonyms,
            _sectors_of(counted.sectors, sectors),
            {pk: [one for one in themes if one.pk in of] for pk, of in counted.themes.items()},
        ),
    }
    missing = missed(form.text, [row["snippet"] for row in context["rows"]])
    if (missing or found.total <= FEW) and _may_hear_words(request.user):
        context["better"] = _better(
            form,
            openness=openness,
            missing=missing if found.ids else None,
            named=words_of([*sectors, *themes]),
            is_answered=bool(found.ids)
            and not any(row["snippet"].has_hits for row in context["rows"]),
        )
    if not found.ids:
        context |= _when_empty(request.user, form, matches)
    return render(request, "sharing/explore.html", context)


def _may_hear_words(user) -> bool:
    """Whether words of entries may be proposed: on a closed site visitors read none."""
    return not settings.CLOSED_SITE or Standing.of(user).is_member


def _sectors_and_themes() -> tuple[list[Sector], list[Theme]]:
    """What can be chosen, by name: one query."""
    found: tuple[list, list] = ([], [])
    for is_theme, flag, *values in _taxonomy():
        one = Theme() if is_theme else Sector(flag=flag)
        for column, value in zip(TAXONOMY, values, strict=True):
            setattr(one, column, value)
        found[is_theme].append(one)
    return tuple(sorted(some, key=lambda one: one.name.casefold()) for some in found)


@prepared
def _taxonomy():
    flags = {"is_theme": Value(0), "drawn": F("flag")}
    none = {"is_theme": Value(1), "drawn": Value("")}
    columns = ("is_theme", "drawn", *TAXONOMY)
    sectors, themes = (
        model.objects.order_by().annotate(**extra).values_list(*columns)
        for model, extra in ((Sector, flags), (Theme, none))
    )
    return sectors.union(themes, all=True).order_by()


@login_not_required
@require_safe
def explore_suggestions(request: HttpRequest) -> HttpResponse:
    """A few entries, sectors, themes and organisations for what is typed so far."""
    text = request.GET.get("q", "").replace("\0", " ")
    if not request.htmx:
        return HttpResponseRedirect(f"{reverse('sharing:explore')}?{urlencode({'q': text})}")
    sectors, themes = _sectors_and_themes()
    found = suggestions(
        Entry.objects.findable_by(request.user),
        text,
        sectors=sectors,
        themes=themes,
        openness=_openness(request.user),
        questions=Question.objects.visible_to(request.user),
    )
    return render(request, "sharing/explore_suggestions.html", {"found": found})


@require_POST
def explore_empty(request: HttpRequest) -> HttpResponse:
    """Keep that these words found nothing, and not who asked. Sent by the page that says so."""
    text = request.POST.get("q", "")
    if text.strip() and _nothing_for(request.user, text):
        keep_empty_search(
            text, (get_language() or "en")[:2], timezone.localdate(), by=request.user.pk
        )
    return HttpResponse(status=204)


def _nothing_for(user, text: str) -> bool:
    """Whether the page that they saw was empty."""
    found = search(Entry.objects.findable_by(user), text, openness=_openness(user))
    return not found.exists()


def _openness(user) -> Openness:
    """Whose statistics a reader gets."""
    return Openness.MEMBERS if Standing.of(user).is_member else Openness.EVERYONE


def _sorted(matches, sort: str, user):
    if sort == "newest":
        return matches.order_by(*NEWEST)
    if sort == "applied":
        return matches.annotate(used=Application.objects.used_beside_entries(user)).order_by(
            "-maturity", "-used", "-score", "-pk"
        )
    return matches


def _shown(page, user) -> list:
    """The entries of one page, in its order, with what a row shows and nothing heavier."""
    places = dict.fromkeys(PLACES, 0) | dict(zip(PLACES, page.object_list, strict=False))
    entries = _entries_at_places(Standing.of(user), settings.CLOSED_SITE, **places)
    by_id = {entry.pk: entry for entry in entries}
    return [by_id[pk] for pk in page.object_list if pk in by_id]


@prepared
def _entries_at_places(me: Standing, is_closed: bool):
    return (
        Entry.objects.findable_by(me)
        .filter(pk__in=[Slot(place, IntegerField()) for place in PLACES])
        .for_rows()
        .select_related("indexed")
        .annotate(used=Application.objects.used_beside_entries(me))
        .defer("indexed__words")
        .order_by()
    )


def _sectors_of(ids: Mapping[int, set[int]], sectors: list[Sector]) -> dict[int, list[Sector]]:
    """Home and also sectors of each entry, in their usual order."""
    return {pk: [one for one in sectors if one.pk in among] for pk, among in ids.items()}


def _rows(entries: list, text: str, is_meant: bool, synonyms, sectors_of, themes_of) -> list[dict]:
    """The entries of one page, marked up."""
    shown = snippets(entries, text, synonyms)
    naming = Naming(text, synonyms)
    return [
        {
            "entry": entry,
            "snippet": shown[entry.pk],
            "title": marked(shown[entry.pk].title),
            "said": marked(shown[entry.pk].said),
            "reason": ""
            if not text or shown[entry.pk].has_hits
            else _without_hits(entry, naming, is_meant, themes_of[entry.pk]),
            "sectors": sectors_of[entry.pk],
            "facts": used_at(entry.used),
        }
        for entry in entries
    ]


def _without_hits(entry, naming: Naming, is_meant: bool, themes) -> str:
    """Why an entry was found that shows no word of the question."""
    for theme in themes:
        if naming.names(*theme.called()[:2]):
            return _("Carries the theme %(theme)s.") % {"theme": theme.name}
    if entry.organisation and naming.names((entry.organisation.name, entry.language)):
        return _("By %(organisation)s.") % {"organisation": entry.organisation.name}
    return _by_meaning(entry) if is_meant and knows_meaning() else ""


def _by_meaning(entry) -> str:
    """Why an entry was found that has none of the words."""
    if entry.language == (get_language() or "en")[:2]:
        return _("Found by its meaning: it comes near, in other words.")
    if entry.language == Language.DUTCH:
        return _("Found by its meaning: it is told in Dutch.")
    return _("Found by its meaning: it is told in English.")


def marked(segments: tuple[Segment, ...]) -> str:
    """Words with the hits in `<mark>`."""
    return format_html_join(
        "",
        "{}",
        ((format_html("<mark>{}</mark>", s.text) if s.is_hit else s.text,) for s in segments),
    )


def _better(form: ExploreForm, **known) -> tuple[str, str] | None:
    """Where a corrected question leads, and its words."""
    better = did_you_mean(form.text, **known) if form.text else None
    return (form.address(text=better), better) if better else None


def _when_empty(user, form: ExploreForm, matches) -> dict:
    """What helps somebody who found nothing."""
    ways = []
    if form.chosen:
        without_filters = matches.order_by()[: COUNTED + 1].count()
        if without_filters:
            ways.append(_without_filters(form, without_filters))
    ways += _ways_on(user, form.text)
    is_unanswered = bool(form.text and not form.chosen and user.is_authenticated)
    return {"ways": ways, "is_unanswered": is_unanswered}


def _without_filters(form: ExploreForm, number: int) -> tuple[str, str, str]:
    count = f"{grouped(COUNTED)}+" if number > COUNTED else str(number)
    explanation = ngettext(
        "%(count)s result without them", "%(count)s results without them", number
    )
    return form.address(filters=False), _("Remove all filters"), explanation % {"count": count}


def _ways_on(user, text: str) -> list[tuple[str, str, str]]:
    if not Standing.of(user).is_member:
        sign_in = _("Members see more: log in")
        return [(reverse("account_login"), sign_in, "")]
    offers = [
        ("sharing:question_new", _("Ask the community"), _("Somebody in another sector may know.")),
        ("sharing:entry_new", _("Write the first lesson"), _("Ten lines are a good start.")),
    ]
    if not Standing.of(user).is_contributor:
        offers.pop()
    query = f"?{urlencode({'title': text[:120]})}" if text else ""
    return [(f"{reverse(name)}{query}", words, explained) for name, words, explained in offers]
