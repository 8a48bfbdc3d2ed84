"""What search shows a reader: matches, facets, snippets and suggestions of what they may see, no more."""

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
    Level,
    Openness,
    Status,
)
from sharing.search import (
    Synonyms,
    did_you_mean,
    facets,
    missed,
    refresh,
    search,
    snippets,
    suggestions,
)
from sharing.search.terms import Group
from sharing.templatetags.finding import choice
from sharing.views import explore
from tests.factories import make_organisation, make_sector, make_theme, put_into
from tests.sharing.search.asked import titles, write

pytestmark = pytest.mark.django_db


# What a reader may see


def test_findable_is_what_is_visible_and_shown_and_not_red(ada, ben, cleo, finn, gus, visitor):
    for level in Level:
        for status in Status:
            write(ada, "One", level=level, status=status, also=["water"])
    for user in (ada, ben, cleo, finn, gus, visitor):
        seen = Entry.objects.visible_to(user).shown().exclude(level=Level.RED)
        assert set(Entry.objects.findable_by(user)) == set(seen)


@pytest.mark.parametrize(
    ("level", "finders"),
    [
        (Level.CLEAR, {"ada", "cleo", "finn", "visitor"}),
        (Level.GREEN, {"ada", "cleo", "finn"}),
        (Level.AMBER, {"ada", "finn"}),
        (Level.STRICT, {"ada"}),
    ],
)
def test_only_those_who_may_read_find(ada, cleo, finn, visitor, level, finders):
    write(ada, "Silent pumps", level=level)
    refresh()
    cast = {"ada": ada, "cleo": cleo, "finn": finn, "visitor": visitor}
    assert {name for name, user in cast.items() if titles(user, "pumps")} == finders


def everything_a_reader_gets(user, openness):
    """Every figure that comes from the index, for some questions."""
    found = []
    for text in ("pump", "quiet pump ward", "pumpe", "quinoa", "quino", '"silent pump"', ""):
        rows = search(Entry.objects.visible_to(user), text, openness=openness)
        counted = facets(rows, {"kind": ["lesson"]})
        found.append(
            (
                list(rows.values_list("pk", "score")),
                counted.ids,
                {name: dict(count) for name, count in counted.counted().counts.items()},
                snippets(rows.select_related("current_revision", "indexed"), text),
                did_you_mean(text, openness=openness),
                suggestions(
                    Entry.objects.visible_to(user), text, sectors=(), themes=(), openness=openness
                ).entries,
            )
        )
    return found


@pytest.mark.parametrize("level", [Level.AMBER, Level.STRICT, Level.RED])
def test_a_hidden_entry_comes_changes_and_goes_without_a_trace(ada, cleo, visitor, level):
    write(ada, "Silent pumps at a ward", "Quiet pump.", level=Level.CLEAR)
    write(ada, "A pump in the grid", "Silent pump, loud pump.", level=Level.GREEN)
    readers = ((cleo, Openness.MEMBERS), (visitor, Openness.EVERYONE))
    refresh()
    before = [everything_a_reader_gets(*reader) for reader in readers]
    hidden = write(ada, "Silent pumps at a ward", "Quiet pump quinoa.", level=level)
    refresh()
    assert [everything_a_reader_gets(*reader) for reader in readers] == before
    hidden.add_revision(writer=ada, words=hidden.current_revision.words | {"title": "Pump quinoa"})
    refresh()
    assert [everything_a_reader_gets(*reader) for reader in readers] == before
    put_into(hidden, Status.IN_REVIEW)
    refresh()
    assert [everything_a_reader_gets(*reader) for reader in readers] == before


def test_a_green_entry_leaves_no_trace_for_visitors(ada, visitor):
    write(ada, "Silent pumps at a ward", "Quiet pump.", level=Level.CLEAR)
    write(ada, "A pump in the grid", "Silent pump.", level=Level.CLEAR)
    refresh()
    before = everything_a_reader_gets(visitor, Openness.EVERYONE)
    write(ada, "Silent pumps at a ward", "Quiet pump quinoa.", level=Level.GREEN)
    refresh()
    assert everything_a_reader_gets(visitor, Openness.EVERYONE) == before


# Facets


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


# Snippets


def shown(segments):
    return "".join(f"[{s.text}]" if s.is_hit else s.text for s in segments)


def snippet_of(entry, text):
    rows = Entry.objects.filter(pk=entry.pk).select_related("current_revision", "indexed")
    return snippets(rows, text)[entry.pk]


def test_a_snippet_shows_why_it_was_found(ada):
    entry = write(
        ada, "Silent pumps", "Line one.\n\n" + "word " * 90 + "a quiet ward " + "w " * 200
    )
    refresh()
    snippet = snippet_of(entry, "pump quiet wards")
    assert shown(snippet.title) == "Silent [pumps]"
    assert "[quiet ward]" in shown(snippet.said)
    assert shown(snippet.said).startswith("… ")
    assert shown(snippet.said).endswith(" …")
    assert len(shown(snippet.said)) < 300


def test_without_a_better_passage_a_snippet_is_the_summary(ada):
    entry = write(ada, "Silent pumps")
    refresh()
    assert shown(snippet_of(entry, "pumps").said) == "In short."
    assert shown(snippet_of(entry, "").said) == "In short."


def test_accents_do_not_hide_a_hit(ada):
    entry = write(ada, "Coördinatie in het CAFÉ", language="nl")
    refresh()
    assert shown(snippet_of(entry, "cafe coordinatie").title) == "[Coördinatie] in het [CAFÉ]"


@pytest.mark.parametrize(
    ("asked", "title", "marked"),
    [
        ("email", "Lost e-mails of a ward", "Lost [e-mails] of a ward"),
        ("e-mail", "Lost e-mails of a ward", "Lost [e-mails] of a ward"),
        ("mails", "Lost e-mails of a ward", "Lost e-[mails] of a ward"),
        ("38400", "It cost 38.400 euros", "It cost [38.400] euros"),
        ("38,400", "It cost 38.400 euros", "It cost [38.400] euros"),
        ("dropout", "Drop-outs, and who stays", "[Drop-outs], and who stays"),
        ("smartmeters", "Read the smart‑meter", "Read the [smart‑meter]"),
        ("smartmeters ward", "A smart-meter ward", "A [smart-meter ward]"),
        ("coordinatie", "Co-ördinatie", "[Co-ördinatie]"),
        ("email", "A web-e-mail", "A web-e-mail"),  # one word of three: the index has no "email"
        ("email", "The e, mail", "The e, mail"),
        ("9300", "19.300 and 9.3000", "19.300 and 9.3000"),
        ("sbar", "A foo's-bar", "A foo's-bar"),
    ],
)
def test_a_word_is_marked_however_its_parts_are_joined(ada, asked, title, marked):
    entry = write(ada, title)
    refresh()
    assert shown(snippet_of(entry, asked).title) == marked
    is_found = titles(ada, asked, by_meaning=False) == [title]
    assert is_found == ("[" in marked)


def test_a_joined_word_far_into_the_text_is_shown_whole(ada):
    long = "-".join(["ward"] * 30)
    entry = write(ada, "Pumps", "word " * 90 + f"{long} quiet " + "w " * 200)
    refresh()
    assert f"[{long}]" in shown(snippet_of(entry, long.replace("-", "")).said)
    assert f"[{long} quiet]" in shown(snippet_of(entry, f"{long} quiet").said)


def test_a_joined_word_that_stands_there_is_not_missed(ada):
    entry = write(ada, "Lost e-mails of a drop-out", language="en")
    refresh()
    assert not missed("dropout e-mail", [snippet_of(entry, "dropout e-mail")])


def test_a_name_with_a_hyphen_is_marked_where_all_of_it_stands(ada):
    names = Synonyms.of([Group([("care", "en")], [("care", "en"), ("zorg-ICT plan", "nl")])])
    entry = write(ada, "Een zorg-ICT plan", "ICT, een plan.", language="nl")
    refresh()
    rows = Entry.objects.filter(pk=entry.pk).select_related("current_revision", "indexed")
    snippet = snippets(rows, "care", names)[entry.pk]
    assert shown(snippet.title) == "Een [zorg-ICT plan]"
    assert shown(snippet.said) == "In short."


def test_a_snippet_never_shows_an_earlier_wording(ada):
    entry = write(ada, "Silent pumps", "The secret ward.")
    refresh()
    entry.add_revision(writer=ada, words=entry.current_revision.words | {"problem": "Nothing."})
    assert "secret" not in shown(snippet_of(entry, "secret").said)


# Suggestions


def test_suggestions_are_of_what_the_reader_may_see(ada, cleo, visitor, hospital):
    write(ada, "Pumping water", level=Level.GREEN)
    write(ada, "Pumping secrets", level=Level.AMBER)
    theme, sector = make_theme("pump-houses"), make_sector("water")
    refresh()

    def offered(user, openness, text="pump"):
        return suggestions(
            Entry.objects.visible_to(user),
            text,
            sectors=[sector],
            themes=[theme],
            openness=openness,
        )

    mine = offered(cleo, Openness.MEMBERS)
    assert [entry.title for entry in mine.entries] == ["Pumping water"]
    assert mine.themes == (theme,)
    assert not offered(visitor, Openness.EVERYONE).entries
    assert offered(cleo, Openness.MEMBERS, "hosp").organisations == (hospital,)
    assert not offered(visitor, Openness.EVERYONE, "hosp")
    assert not offered(cleo, Openness.MEMBERS, "p")
