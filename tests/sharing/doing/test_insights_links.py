"""Each figure of Insights is the number of rows in the list that it leads to, in every period."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from sharing import search
from sharing.insights import count
from sharing.models import (
    Application,
    ApplicationStep,
    Barrier,
    BarrierKind,
    EmptySearch,
    Entry,
    Level,
    Period,
    Question,
    Step,
)
from tests.factories import by_members, make_entry
from tests.links_of_insights import INSIGHTS, LISTS, Links, figures_in, listed, main_of, wrong
from tests.sharing.doing.raising import apply, ask, report, somebody

pytestmark = pytest.mark.django_db

# What the page links to besides: files, how we count, what is no number.
OTHERS = re.compile(
    r"^\?period=\w+$|^#whole$|^/insights/(how-we-count|files/.+)|^/explore/\?(sort|q)=|^/barriers/$"
    r"|^/wanted/\w+/$|^/themes/"
)
DAYS = (1, 40, 100, 300, 700)  # ago: in other periods and at other ages


def days_ago(days: int, rows, *columns: str) -> None:
    rows.update(**dict.fromkeys(columns, timezone.now() - timedelta(days=days)))


@pytest.fixture
def community(ada, ben, cleo, dirk, town):
    """Something of everything at every age, and beside it what is in no figure."""
    entry, closed = make_entry(ada), make_entry(ada, level=Level.AMBER)
    for days in DAYS:
        raise_barriers(ada, ben, town, days)
        raise_questions(ada, ben, closed, days)
        EmptySearch.objects.create(
            text=f"nothing {days}", language="en", **by_members(3),
            last_on=timezone.localdate() - timedelta(days=days),
        )  # fmt: skip
        for place, step in enumerate((Step.CONSIDERING, Step.PILOTING, Step.IN_USE, Step.SCALED)):
            took_up(days, entry, ("energy", "water")[place % 2], step=step)
        closely = took_up(days, entry, step=Step.IN_USE)
        Application.objects.filter(pk=closely.pk).update(level=Level.AMBER)
        for result in ("failed", "worked", ""):
            took_up(days, entry, step=Step.STOPPED, reason="It beeped.", result=result)
        took_up(days, entry, "water", step=Step.IN_USE, is_unnamed=True)
    for _number in range(3):
        took_up(1, entry, step=Step.IN_USE, is_unnamed=True)
    for _number in range(22):  # more than a page
        took_up(1, entry, "mobility", step=Step.PILOTING)
    search.refresh()
    return [count(period) for period in Period]


def took_up(days: int, entry, sector="energy", **said) -> Application:
    application = (
        apply(entry, sector, **said) if said["step"] != Step.STOPPED else stop(entry, said)
    )
    days_ago(days, ApplicationStep.objects.filter(application=application), "at")
    days_ago(days, Application.objects.filter(pk=application.pk), "created_at", "changed_at")
    return application


def stop(entry, said) -> Application:
    user = somebody("energy")
    Application.objects.record(entry, by=user, step=Step.PILOTING)
    return Application.objects.record(entry, by=user, **said)


def raise_barriers(ada, ben, town, days: int) -> None:
    pays = {"who_pays": "We", "who_gains": "They"}
    made = [report(ada, title=f"{kind} {days}", kind=kind, **pays) for kind in BarrierKind]
    made.append(report(ada, title="Kept", level=Level.AMBER, addressed_to=town))
    made += [report(ada, title=f"{state} {days}") for state in ("picked_up", "answered", "solved")]
    for barrier in made[-3:]:
        Barrier.objects.filter(pk=barrier.pk).update(
            state=barrier.title.split()[0], picked_up_for=ben.organisation
        )
    days_ago(
        days, Barrier.objects.filter(pk__in=[b.pk for b in made]), "created_at", "picked_up_at"
    )


def raise_questions(ada, ben, closed, days: int) -> None:
    waiting, known, half, kept = (
        ask(ada, title=f"{name} {days}?", level=level)
        for name, level in (
            ("Who", Level.GREEN), ("What", Level.CLEAR), ("How", Level.GREEN), ("Why", Level.AMBER)
        )
    )  # fmt: skip
    known.answer_with(by=ben, text="We did.")
    half.answer_with(by=ben, entry=closed)
    made = [waiting.pk, known.pk, half.pk, kept.pk]
    days_ago(days, Question.objects.filter(pk__in=made), "created_at")


def test_each_figure_equals_the_list_it_leads_to_whoever_asks(client, community, ben, cleo):
    """Also for who stays unnamed in some of them."""
    unnamed = Application.objects.filter(is_unnamed=True).first().organisation
    for reader in (ben, cleo, User.objects.filter(organisation=unnamed).get()):
        client.force_login(reader)
        for period in Period.values:
            assert wrong(client, period) == []


def test_every_link_of_the_page_leads_to_a_list_or_is_no_figure(client, community, cleo):
    client.force_login(cleo)
    links = Links(main_of(client.get(INSIGHTS).text)).found
    assert [
        one.href for one in links if not LISTS.search(one.href) and not OTHERS.search(one.href)
    ] == []


def test_how_we_count_leads_to_the_entries_that_are_counted(client, community, ada):
    make_entry(ada, level=Level.STRICT)
    client.force_login(ada)
    ((address, number),) = figures_in(client.get(reverse("sharing:insights_method")).text)
    assert number == Entry.objects.open().count() == listed(client, address)
