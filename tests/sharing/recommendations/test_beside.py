"""What stands beside an entry: filtered by rights of this moment, explained, never padded."""

from __future__ import annotations

from uuid import uuid4

import pytest

from sharing.models import (
    Entry,
    EntryVector,
    Feedback,
    FollowedTheme,
    Level,
    Outcome,
    Saved,
    Similarity,
    Status,
    VectorSpace,
)
from sharing.recommendations import (
    for_member,
    for_you,
    refresh,
    same_problem,
    same_problem_elsewhere,
)
from sharing.recommendations.spaces import likeness_of
from tests.factories import (
    make_entry,
    make_organisation,
    make_theme,
    put_into,
)
from tests.sharing.recommendations.problems import an_entry, shown


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


def test_beside_an_entry_stands_the_same_problem_of_other_sectors(community, cleo):
    found = same_problem_elsewhere(community["alarms", "health"], cleo)
    assert set(shown(found)) == {community["alarms", h].pk for h in ("energy", "water", "mobility")}
    assert all(s.is_elsewhere for s in found)
    assert all("<b>Alarms</b>" in str(s.reason) for s in found)


def test_what_stands_beside_an_entry_takes_three_queries(
    community, cleo, django_assert_max_num_queries
):
    entry = community["alarms", "health"]
    assert cleo.standing.is_member
    same_problem_elsewhere(entry, cleo)
    with django_assert_max_num_queries(3):
        for suggestion in same_problem_elsewhere(entry, cleo):
            assert suggestion.entry.title
            assert suggestion.entry.home_sector.name
            assert suggestion.reason.plain
            assert suggestion.entry.is_saved is False


@pytest.mark.parametrize("level", [Level.AMBER, Level.STRICT, Level.RED])
def test_an_entry_that_the_reader_may_not_see_is_not_suggested(community, cleo, level):
    hidden = community["alarms", "water"]
    if level == Level.STRICT:
        Entry.objects.filter(pk=hidden.pk).update(organisation=make_organisation("Water board"))
    Entry.objects.filter(pk=hidden.pk).update(level=level)
    for _again in range(2):  # before the lists know of it, and after
        assert hidden.pk not in shown(same_problem_elsewhere(community["alarms", "health"], cleo))
        assert hidden.pk not in shown(for_you(cleo, limit=20))
        refresh()


def test_a_restricted_entry_is_suggested_to_those_who_may_read_it(community, writer, cleo, ada):
    amber = an_entry(writer, "alarms", "energy", level=Level.AMBER)
    refresh()
    entry = community["alarms", "health"]
    assert amber.pk in shown(same_problem_elsewhere(entry, cleo, limit=9))
    assert amber.pk not in shown(same_problem_elsewhere(entry, ada, limit=9))


def test_a_lost_role_holds_at_once(community, writer, cleo):
    amber = an_entry(writer, "alarms", "energy", level=Level.AMBER)
    refresh()
    entry = community["alarms", "health"]
    assert amber.pk in shown(same_problem_elsewhere(entry, cleo, limit=9))
    cleo.memberships.all().delete()
    cleo.__dict__.pop("_standing", None)
    assert amber.pk not in shown(same_problem_elsewhere(entry, cleo, limit=9))


def test_restricted_neighbours_never_displace_open_ones(community, writer, cleo):
    before = {
        row.other.entry_id
        for row in Similarity.objects.filter(
            vector__entry=community["alarms", "health"], is_open=True
        )
    }
    for _number in range(3):
        an_entry(writer, "alarms", "energy", level=Level.AMBER)
    refresh()
    rows = Similarity.objects.filter(vector__entry=community["alarms", "health"])
    assert {row.other.entry_id for row in rows if row.is_open} == before
    assert rows.filter(is_open=False).count() == 3


def test_archived_entries_are_not_suggested_from_the_moment_they_are(community, cleo):
    put_into(community["alarms", "water"], Status.ARCHIVED)
    found = same_problem_elsewhere(community["alarms", "health"], cleo)
    assert community["alarms", "water"].pk not in shown(found)


def test_two_of_one_organisation_at_most(community, writer, cleo):
    grid = make_organisation("Grid operator", "energy")
    for _number in range(4):
        an_entry(writer, "alarms", "energy", organisation=grid)
    refresh(full=True)
    found = same_problem_elsewhere(community["alarms", "health"], cleo, limit=9)
    assert sum(s.entry.organisation_id == grid.pk for s in found) == 2


def test_what_went_wrong_is_a_caution(community, cleo):
    Entry.objects.filter(pk=community["alarms", "water"].pk).update(outcome=Outcome.FAILED)
    found = same_problem_elsewhere(community["alarms", "health"], cleo)
    assert {s.entry.home_sector.slug for s in found if s.is_caution} == {"water"}


def test_there_are_fewer_rather_than_junk(community, writer, cleo):
    zoo = dict.fromkeys(
        ("title", "summary", "problem", "approach", "lesson"), "Zebras play xylophones"
    )
    odd = make_entry(writer, home="water", words=zoo)
    refresh()
    assert same_problem_elsewhere(odd, cleo) == []


def test_who_sees_few_of_the_neighbours_gets_the_best_of_what_they_may_see(
    community, writer, cleo, monkeypatch
):
    monkeypatch.setattr("sharing.recommendations.field.NEIGHBOURS", 2)
    refresh(full=True)
    entry = community["alarms", "health"]
    stored = Similarity.objects.filter(vector__entry=entry)
    assert stored.count() == 2
    assert EntryVector.objects.get(entry=entry).has_more
    near = {s.pk for s in (community["alarms", h] for h in ("energy", "water", "mobility"))}
    assert set(shown(same_problem_elsewhere(entry, cleo))) == near


def test_an_exact_search_scores_what_was_imported_as_the_kept_lists_do(community, cleo):
    imported = [entry for (problem, _home), entry in community.items() if problem != "letters"]
    for number, entry in enumerate(imported):
        Entry.objects.filter(pk=entry.pk).update(author=None, source_id=f"llis-{number}")
    refresh(full=True)
    assert likeness_of(VectorSpace.objects.get()).own
    entry = Entry.objects.get(pk=community["alarms", "health"].pk)
    EntryVector.objects.filter(entry=entry).update(has_more=True)
    kept = Similarity.objects.filter(vector__entry=entry)
    exact = same_problem.searched_exactly(entry, cleo.standing)
    assert exact
    assert {row.entry: row.score for row in exact} == pytest.approx(
        dict(kept.values_list("other__entry", "score"))
    )


@pytest.mark.parametrize("home", ["health", "water"])  # itself, and another
def test_what_is_not_placed_to_the_end_is_in_no_exact_search(community, cleo, home):
    entry = community["alarms", "health"]
    EntryVector.objects.filter(entry=entry).update(has_more=True)
    EntryVector.objects.filter(entry=community["alarms", home]).update(settled=b"")
    Similarity.objects.filter(vector__entry=entry).delete()
    found = shown(same_problem_elsewhere(entry, cleo))
    there = ("energy", "mobility") if home == "water" else ()
    assert set(found) == {community["alarms", h].pk for h in there}


def test_nothing_is_suggested_this_once_when_another_space_takes_the_place_meanwhile(
    community, cleo, monkeypatch
):
    entry = community["alarms", "health"]
    FollowedTheme.objects.create(user=cleo, theme=make_theme("alarms"))
    Saved.objects.create(user=cleo, entry=community["alarms", "health"])

    def then_replaced(read):
        def asked(*args, **kwargs):
            rows = list(read(*args, **kwargs))
            VectorSpace.objects.update(uuid=uuid4())
            return rows

        return asked

    for place in (same_problem, for_member):
        name = "_near" if place is same_problem else "candidates"
        monkeypatch.setattr(place, name, then_replaced(getattr(place, name)))
    assert same_problem_elsewhere(entry, cleo) == []
    assert for_you(cleo) == []
    monkeypatch.undo()
    assert same_problem_elsewhere(entry, cleo)
    assert for_you(cleo)


def test_a_reason_never_names_a_theme_that_is_not_of_both(community, cleo):
    community["alarms", "water"].themes.set([make_theme("letters")])
    found = same_problem_elsewhere(community["alarms", "health"], cleo)
    [water] = [s for s in found if s.entry.home_sector.slug == "water"]
    assert "theme" not in water.reason.plain


def test_an_entry_of_which_nothing_is_known_yet_has_nothing_beside_it(writer, cleo):
    assert same_problem_elsewhere(an_entry(writer, "alarms", "health"), cleo) == []


def test_what_the_reader_turned_down_stands_beside_no_entry(community, cleo):
    entry, *_others = [e for e in Entry.objects.visible_to(cleo) if same_problem_elsewhere(e, cleo)]
    first = same_problem_elsewhere(entry, cleo)[0].entry
    Feedback.objects.give(first, by=cleo, answer="not_for_us")
    assert first not in [s.entry for s in same_problem_elsewhere(entry, cleo)]
