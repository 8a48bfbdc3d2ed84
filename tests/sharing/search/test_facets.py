"""Counts beside the filters: exact as far as counting went, and said to be more beyond."""

import random
import re
from collections import Counter
from dataclasses import replace
from functools import partial

import pytest
from django.utils import translation

from sharing.forms.explore import Option
from sharing.models import (
    Entry,
)
from sharing.search import (
    facets,
    refresh,
    search,
)
from sharing.templatetags.finding import choice
from sharing.views import explore
from tests.factories import make_organisation, make_sector, make_theme
from tests.sharing.search.asked import write

pytestmark = pytest.mark.django_db


def test_a_facet_leaves_its_own_filter_out(ada):
    energy = make_theme("energy-saving")
    one = write(ada, "Pump one", also=["energy"])
    two = write(ada, "Pump two", kind="practice", outcome="failed")
    one.themes.add(energy)
    refresh()
    health, grid = make_sector("health"), make_sector("energy")
    found = search(Entry.objects.visible_to(ada), "pump")
    counted = facets(found, {"kind": ["practice"]})
    assert counted.ids == [two.pk]
    assert counted.counted().counts["kind"] == {"practice": 1, "lesson": 1}
    assert counted.counted().counts["sector"] == {health.pk: 1}
    assert counted.counted().counts["outcome"] == {"failed": 1}
    assert counted.is_exact("kind")
    both = facets(found, {"kind": ["practice"], "sector": [grid.pk]})
    assert both.ids == []
    assert both.counted().counts["kind"] == {"lesson": 1}
    assert both.counted().counts["sector"] == {health.pk: 1}
    assert both.counted().counts["theme"] == {}
    themed = facets(found, {"theme": [energy.pk], "sector": [grid.pk], "kind": ["lesson"]})
    assert themed.ids == [one.pk]
    assert themed.counted(themed.ids).sectors == {one.pk: {health.pk, grid.pk}}


CHOICES = [
    {},
    {"kind": ["lesson"]},
    {"theme": ["alarms"]},
    {"sector": ["water", "energy"], "theme": ["alarms", "letters"]},
    {"kind": ["practice"], "outcome": ["failed", "worked"], "sector": ["health"]},
]


@pytest.mark.parametrize("chosen", CHOICES)
def test_each_count_is_what_one_would_find_by_choosing_that_value_besides(ada, chosen):
    chance = random.Random(4)
    told = []
    for number in range(24):
        facts = {
            "kind": chance.choice(["lesson", "practice"]),
            "outcome": chance.choice(["worked", "failed", "mixed"]),
            "sector": {"health", *chance.sample(["water", "energy"], chance.randint(0, 2))},
            "theme": set(chance.sample(["alarms", "letters", "sensors"], chance.randint(0, 2))),
        }
        entry = write(
            ada, f"Pump {number}", kind=facts["kind"], outcome=facts["outcome"],
            also=facts["sector"] - {"health"},
        )  # fmt: skip
        entry.themes.set(map(make_theme, facts["theme"]))
        told.append({n: v if isinstance(v, set) else {v} for n, v in facts.items()})
    refresh()
    ids = {"sector": make_sector, "theme": make_theme}
    keys = {
        name: [ids[name](slug).pk if name in ids else slug for slug in slugs]
        for name, slugs in chosen.items()
    }
    counts = facets(search(Entry.objects.visible_to(ada), "pump"), keys).counted().counts
    for name in told[0]:
        others = [one for one in chosen if one != name]
        passing = [t for t in told if all(t[one] & set(chosen[one]) for one in others)]
        by_hand = Counter(value for facts in passing for value in facts[name])
        as_keys = {ids[name](v).pk if name in ids else v: n for v, n in by_hand.items()}
        assert counts[name] == as_keys, name


def test_counting_stops_at_some_point(ada):
    for number in range(5):
        write(ada, f"Pump {number}", kind="lesson" if number < 2 else "practice")
    refresh()
    found = search(Entry.objects.visible_to(ada), "pump")
    counted = facets(found, {}, most=3)
    assert (counted.total, counted.is_exact("kind"), counted.has_more) == (3, False, True)
    filtered = facets(found, {"kind": ["lesson"]}, most=3)
    assert (filtered.total, filtered.has_more) == (2, False)


LIMITED = [
    {},
    {"kind": ["lesson"]},
    {"party": ["government"]},
    {"sector": ["water"], "outcome": ["failed"]},
    {"kind": ["practice"], "party": ["business", "government"], "outcome": ["worked", "mixed"]},
]


@pytest.mark.parametrize("slugs", LIMITED)
def test_a_number_without_a_plus_is_all_there_is_wherever_counting_stops(ada, slugs):
    chance = random.Random(7)
    for number in range(16):
        entry = write(
            ada,
            f"Pump {number}",
            kind=chance.choice(["lesson", "practice"]),
            outcome=chance.choice(["worked", "failed", "mixed"]),
            also=chance.sample(["water", "energy"], chance.randint(0, 2)),
        )
        party = chance.choice(["business", "government", None])
        of = make_organisation(f"Of {party}", party=party) if party else None
        Entry.objects.filter(pk=entry.pk).update(organisation=of)
    refresh()
    chosen = {n: [make_sector(v).pk if n == "sector" else v for v in vs] for n, vs in slugs.items()}
    found = search(Entry.objects.visible_to(ada), "pump")
    whole = facets(found, chosen)
    truth = {
        (name, value): number
        for name, counts in whole.counted().counts.items()
        for value, number in counts.items()
    }
    for most in range(1, 18):
        cut = facets(found, chosen, most=most)
        counts = cut.counted().counts
        assert cut.ids == whole.ids[:most]
        assert cut.has_more == (whole.total > most)
        for (name, value), number in truth.items():
            is_chosen = value in chosen.get(name, ())
            counted, is_exact = counts[name][value], cut.is_exact(name, is_chosen=is_chosen)
            assert counted == number if is_exact else counted <= number, (name, value, most)
            if whole.total <= most and (is_chosen or name not in chosen):
                assert is_exact, (name, value, most)


def test_exactly_as_many_as_are_counted_are_not_more(ada):
    for number in range(5):
        write(ada, f"Pump {number}", kind="lesson" if number < 3 else "practice")
    refresh()
    found = search(Entry.objects.visible_to(ada), "pump")
    filtered = facets(found, {"kind": ["lesson"]}, most=3)
    assert (filtered.total, filtered.has_more) == (3, False)


@pytest.mark.parametrize(("language", "many"), [("en", "1,000+"), ("nl", "1.000+")])
def test_where_counting_stopped_the_page_says_so_many_and_more(
    client, ada, monkeypatch, language, many
):
    for number in range(3):
        write(ada, f"Pump {number}", language="en")
    refresh()
    monkeypatch.setattr(explore, "facets", partial(facets, most=2))
    type(ada).objects.filter(pk=ada.pk).update(language=language)
    client.force_login(ada)
    page = client.get("/explore/", {"q": "pump"}, headers={"Accept-Language": language})
    assert f"<b>{many} result" in page.content.decode()
    assert '<span class="n">2+</span>' in page.content.decode()
    with translation.override(language):
        option = Option("lesson", "lesson", "Lesson", count=1_000, is_exact=False)
        assert f'<span class="n">{many}</span>' in choice("kind", option)
        assert '<span class="n">2</span>' in choice("kind", replace(option, count=2, is_exact=True))


def test_beside_a_filter_only_what_the_filter_itself_left_out_is_counted_in_part(
    client, ada, monkeypatch
):
    for number in range(6):
        write(ada, f"Pump {number}", kind="lesson" if number < 2 else "practice")
    refresh()
    monkeypatch.setattr(explore, "facets", partial(facets, most=3))
    client.force_login(ada)
    page = client.get("/explore/", {"q": "pump", "kind": "lesson"}).content.decode()
    assert "<b>2 results</b>" in page

    def counted(name, value):
        return re.search(rf'id="f-{name}-{value}".*?<span class="n">(.*?)</span>', page)[1]

    assert counted("kind", "lesson") == "2"
    assert counted("kind", "practice") == "1+"
    assert counted("level", "green") == "2"
    assert counted("sector", "health") == "2"


def test_what_counting_did_not_reach_is_offered_without_a_number(client, ada, cleo, monkeypatch):
    for number in range(3):
        write(ada, f"Pump {number}", kind="lesson")
    write(cleo, "Pump", home="energy", kind="practice")
    refresh()
    client.force_login(ada)
    asked = {"q": "pump", "sort": "new"}

    def offered():
        page = client.get("/explore/", asked).content.decode()
        numbers = re.findall(r'id="f-(?:kind|sector)-(\w+)".*?<span class="n">(.*?)</span>', page)
        return dict(numbers)

    assert offered() == {"lesson": "3", "practice": "1", "health": "3", "energy": "1"}
    reached = partial(facets, most=1)
    monkeypatch.setattr(
        explore, "facets", lambda found, chosen: reached(found.order_by("pk"), chosen)
    )
    assert offered() == {"lesson": "1+", "practice": "", "health": "1+", "energy": ""}
