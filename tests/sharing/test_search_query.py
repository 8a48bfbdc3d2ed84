"""The index follows the entries, and search finds what the reader may see."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from sharing.models import (
    Entry,
    IndexedEntry,
    Level,
    Openness,
    Posting,
    SearchStatistics,
    Spelling,
    Status,
    Term,
)
from sharing.recommendations import Meaning
from sharing.search import (
    did_you_mean,
    facets,
    refresh,
    search,
    snippets,
    stale_entries,
    suggestions,
)
from tests.factories import make_entry, make_sector, make_theme, put_into

pytestmark = pytest.mark.django_db


def write(author, title, problem="Something.", **fields):
    words = {"title": title, "summary": "In short.", "problem": problem, "approach": "How."}
    words |= {"results": "", "lesson": "What.", "conditions": "", "privacy": "None."}
    return make_entry(author, words=words, **fields)


def titles(user, text, **options):
    found = search(Entry.objects.visible_to(user), text, **options)
    return [entry.current_revision.title for entry in found]


# The index


def test_the_index_follows_an_entry(ada):
    entry = write(ada, "Silent pumps")
    assert refresh() == 1
    assert titles(ada, "pump") == ["Silent pumps"]
    entry.add_revision(writer=ada, words=entry.current_revision.words | {"title": "Loud doors"})
    assert titles(ada, "pump") == []  # not the current wording: nothing, until it is indexed again
    refresh()
    assert titles(ada, "pump") == []
    assert titles(ada, "loud") == ["Loud doors"]


def test_indexing_twice_changes_nothing(ada):
    write(ada, "Silent pumps", level=Level.CLEAR)
    write(ada, "Secret pumps", level=Level.AMBER)
    refresh()

    def state():
        return (
            list(Posting.objects.order_by("pk").values_list()),
            list(Term.objects.order_by("text").values_list("text", "open_count", "clear_count")),
            list(Spelling.objects.order_by("text").values_list("text", "open_count")),
            list(SearchStatistics.objects.values_list()),
        )

    before = state()
    assert refresh() == 0
    assert state() == before
    IndexedEntry.objects.update(version=0)
    assert refresh() == 2
    assert state() == before


def test_a_pulled_back_entry_leaves_no_count(ada):
    write(ada, "Silent pumps", level=Level.CLEAR)
    refresh()
    term = Term.objects.get(text="pump")
    assert (term.open_count, term.clear_count) == (1, 1)
    entry = Entry.objects.get()
    put_into(entry, Status.IN_REVIEW)
    assert titles(ada, "pumps") == []
    refresh()
    term.refresh_from_db()
    assert (term.open_count, term.clear_count) == (0, 0)
    assert not Posting.objects.exists()
    assert not IndexedEntry.objects.exists()
    assert not Spelling.objects.filter(open_count__gt=0).exists()
    assert SearchStatistics.objects.values_list().get() == (1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("level", "status", "counts"),
    [
        (Level.CLEAR, Status.PUBLISHED, (1, 1)),
        (Level.GREEN, Status.PUBLISHED, (1, 0)),
        (Level.AMBER, Status.PUBLISHED, (0, 0)),
        (Level.STRICT, Status.PUBLISHED, (0, 0)),
        (Level.CLEAR, Status.ARCHIVED, (0, 0)),
    ],
)
def test_statistics_are_of_open_entries(ada, level, status, counts):
    write(ada, "Silent pumps", level=level, status=status)
    refresh()
    term = Term.objects.get(text="pump")
    assert (term.open_count, term.clear_count) == counts
    statistics = SearchStatistics.objects.get()
    assert (statistics.open_entries, statistics.clear_entries) == counts


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW])
def test_what_is_not_published_is_not_indexed(ada, status):
    write(ada, "Silent pumps", status=status)
    assert refresh() == 0
    assert titles(ada, "pumps") == []


def test_red_is_in_no_table_and_no_result(ada):
    write(ada, "Silent pumps", level=Level.RED)
    assert refresh() == 0
    assert titles(ada, "pumps") == []
    assert titles(ada, "") == []
    assert not Term.objects.exists()


def test_an_entry_that_becomes_red_is_forgotten(ada):
    entry = write(ada, "Silent pumps")
    refresh()
    Entry.objects.filter(pk=entry.pk).update(level=Level.RED)
    assert titles(ada, "pumps") == []
    refresh()
    assert not Posting.objects.exists()


def test_a_level_or_language_that_changes_makes_an_entry_stale(ada):
    entry = write(ada, "Silent pumps")
    refresh()
    assert not stale_entries()
    Entry.objects.filter(pk=entry.pk).update(level=Level.CLEAR)
    assert list(stale_entries()) == [entry]
    refresh()
    Entry.objects.filter(pk=entry.pk).update(language="nl")
    assert list(stale_entries()) == [entry]


# The question


def test_words_are_ored_and_the_better_match_comes_first(ada):
    write(ada, "Alarm lists", "A nurse and an alarm.")
    write(ada, "A nurse")
    write(ada, "Windows")
    refresh()
    assert titles(ada, "alarm nurse") == ["Alarm lists", "A nurse"]


def test_dutch_and_english_are_found_by_their_forms(ada):
    write(ada, "Huizen zonder meldingen", language="nl")
    write(ada, "Houses without alarms")
    refresh()
    assert titles(ada, "huis") == ["Huizen zonder meldingen"]
    assert titles(ada, "house") == ["Houses without alarms"]
    assert titles(ada, "MELDING") == ["Huizen zonder meldingen"]


def test_a_phrase_is_found_in_order_only(ada):
    write(ada, "One", "The alarm list grew.")
    write(ada, "Two", "A list of every alarm.")
    write(ada, "The alarm: list", "Nothing.")
    refresh()
    assert set(titles(ada, '"alarm list"')) == {"One", "The alarm: list"}
    assert titles(ada, '"list alarm"') == []
    assert titles(ada, '"of every alarm" list') == ["Two"]


def test_a_minus_excludes(ada):
    write(ada, "Alarm at the ward")
    write(ada, "Alarm in the grid")
    refresh()
    assert titles(ada, "alarm -wards") == ["Alarm in the grid"]
    assert titles(ada, "-wards") == ["Alarm in the grid"]
    assert len(titles(ada, "alarm - wards")) == 2


def test_a_half_typed_word_is_found_while_typing(ada):
    write(ada, "Netbeheerders in nood", language="nl")
    refresh()
    assert titles(ada, "netbeh") == []
    assert titles(ada, "netbeh", is_typing=True) == ["Netbeheerders in nood"]


def test_synonyms_find_what_is_called_otherwise(ada):
    sector = make_sector("health")
    sector.synonyms_en = ["caregiver", "nurse"]
    sector.save()
    write(ada, "What a nurse does")
    write(ada, "A caregiver at home")
    refresh()
    assert titles(ada, "caregivers") == ["A caregiver at home", "What a nurse does"]


def test_archived_and_overdue_entries_sink(ada):
    archived = write(ada, "Pumps of before", status=Status.ARCHIVED)
    overdue = write(ada, "Pumps of before")
    current = write(ada, "Pumps of before")
    Entry.objects.filter(pk=overdue.pk).update(review_due_at="2020-01-01T00:00Z")
    refresh()
    found = search(Entry.objects.visible_to(ada), "pumps")
    assert [entry.pk for entry in found] == [current.pk, overdue.pk, archived.pk]


def test_meaning_lifts_what_words_found_and_brings_in_little(ada, monkeypatch):
    first = write(ada, "Pumps", "pumps pumps pumps")
    second = write(ada, "Doors and a pump")
    other = write(ada, "Windows")
    far = write(ada, "Near in meaning, but not near enough")
    hidden = write(ada, "Draft", status=Status.DRAFT)
    refresh()
    everything = Entry.objects.visible_to(ada)
    assert list(search(everything, "pumps")) == [first, second]
    meaning = Meaning(near={second.pk: 9.0, far.pk: 9.0}, found={other.pk: 20.0, hidden.pk: 99.0})
    monkeypatch.setattr("sharing.search.query.meaning_of", lambda text: meaning)
    assert list(search(everything, "pumps")) == [other, second, first]
    assert list(search(everything, "zzzz")) == [other]  # of which no word is known
    assert list(search(everything, "pumps", by_meaning=False)) == [first, second]
    assert list(search(everything, "pumps", is_typing=True)) == [first, second]
    assert list(search(everything, '"a pump"')) == [second]
    assert list(search(everything, "pumps", openness=Openness.EVERYONE)) == [first, second]


@pytest.mark.parametrize("text", ["", "   ", None])
def test_no_question_gives_everything_newest_first(ada, text):
    write(ada, "One")
    write(ada, "Two")
    assert titles(ada, text or "") == ["Two", "One"]


@pytest.mark.parametrize("text", ["?", "the", "de het een", "😀", '""', "-", "zzzz"])
def test_a_question_that_nothing_answers_gives_nothing(ada, text):
    write(ada, "One")
    refresh()
    assert titles(ada, text) == []


def test_the_result_composes_like_any_queryset(ada, cleo):
    for number in range(5):
        write(ada, f"Pump {number}", level=Level.GREEN if number else Level.AMBER)
    refresh()
    found = search(Entry.objects.visible_to(ada), "pump")
    assert found.count() == 5
    assert found.exists()
    assert len(found[1:3]) == 2
    assert found.filter(level=Level.AMBER).count() == 1
    assert found.filter(home_sector__slug="health").select_related("home_sector").count() == 5
    assert all(score > 0 for score in found.values_list("score", flat=True))
    assert Entry.objects.filter(pk__in=found.values("pk")).count() == 5
    assert found.order_by("pk").first().score > 0
    assert found.exclude(pk__in=found.filter(level=Level.AMBER).values("pk")).count() == 4
    assert {entry.can_save for entry in found.with_abilities(ada)} == {True}
    assert search(Entry.objects.visible_to(cleo), "pump").count() == 4


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
                {name: dict(count) for name, count in counted.counts.items()},
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


# Typing errors


def test_a_typing_error_is_understood(ada):
    write(ada, "Procurement of sensors", level=Level.CLEAR)
    refresh()
    assert did_you_mean("procuremetn") == "procurement"
    assert did_you_mean("the prcourement of snesors") == "the procurement of sensors"
    assert did_you_mean("procurement") is None
    assert did_you_mean("procurment") is None  # its stem is known: it is found as it stands
    assert did_you_mean("sensor") is None
    assert did_you_mean("zzzzzzzz") is None


def test_no_word_of_hidden_entries_is_offered(ada):
    write(ada, "Quinoa", level=Level.AMBER)
    write(ada, "Procurement", level=Level.GREEN)
    refresh()
    assert did_you_mean("quinoaa") is None
    assert did_you_mean("procuremetn") == "procurement"
    assert did_you_mean("procuremetn", openness=Openness.EVERYONE) is None


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
    assert counted.counts["kind"] == {"practice": 1, "lesson": 1}
    assert counted.counts["sector"] == {health.pk: 1}
    assert counted.counts["outcome"] == {"failed": 1}
    assert counted.is_exact
    both = facets(found, {"kind": ["practice"], "sector": [grid.pk]})
    assert both.ids == []
    assert both.counts["kind"] == {"lesson": 1}
    assert both.counts["sector"] == {health.pk: 1}
    assert both.counts["theme"] == {}
    themed = facets(found, {"theme": [energy.pk], "sector": [grid.pk], "kind": ["lesson"]})
    assert themed.ids == [one.pk]
    assert themed.sectors_of([one.pk]) == {one.pk: {health.pk, grid.pk}}


def test_counting_stops_at_some_point(ada):
    for number in range(5):
        write(ada, f"Pump {number}", kind="lesson" if number < 2 else "practice")
    refresh()
    found = search(Entry.objects.visible_to(ada), "pump")
    counted = facets(found, {}, most=3)
    assert (counted.total, counted.is_exact, counted.has_more) == (3, False, True)
    filtered = facets(found, {"kind": ["lesson"]}, most=3)
    assert (filtered.total, filtered.has_more) == (2, False)


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


# Any input


class AnyText(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=80) | st.sampled_from(['"a b', "-" * 99, "'; --", "%", "a" * 10_000]))
    def test_any_text_is_answered(self, text):
        list(search(Entry.objects.all(), text, is_typing=True)[:5])
        did_you_mean(text)
