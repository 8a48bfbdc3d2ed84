"""Suggestions as they are read: filtered by rights of this moment, explained, never padded."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from accounts.models import Role
from sharing.models import (
    Entry,
    EntryVector,
    Feedback,
    FollowedTheme,
    Level,
    Outcome,
    Profile,
    Saved,
    Similarity,
    Status,
    ThemeWish,
)
from sharing.recommendations import (
    for_you,
    refresh,
    same_problem_elsewhere,
    similar_while_writing,
)

from ..factories import (
    make_entry,
    make_organisation,
    make_sector,
    make_theme,
    make_user,
    put_into,
)

PROBLEMS = {
    "alarms": "Nurses and operators hear too many false alarms and stop answering any of them.",
    "identity": "Citizens prove who they are again and again with a copy of their passport.",
    "sensors": "A pump breaks without warning though a vibration sensor could have told.",
    "letters": "People do not understand the letters that we send about their debts.",
}
HOMES = ("health", "energy", "water", "mobility")


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


@pytest.fixture
def writer(db):
    """Who wrote everything here: a contributor in every sector, of no organisation."""
    return make_user("olga", **dict.fromkeys(HOMES, Role.CONTRIBUTOR))


def an_entry(writer, slug, home, *, organisation=None, **fields):
    problem = fields.pop("problem", PROBLEMS[slug])
    words = {"title": f"What {home} learned of {slug}", "summary": problem, "problem": problem}
    entry = make_entry(writer, home=home, words=words, **fields)
    entry.themes.set([make_theme(slug)])
    if organisation:
        Entry.objects.filter(pk=entry.pk).update(organisation=organisation)
    return entry


@pytest.fixture
def community(writer):
    """Sixteen open entries: four problems, each told by four sectors, each with its own theme."""
    entries = {(p, h): an_entry(writer, p, h) for p in PROBLEMS for h in HOMES}
    refresh()
    return entries


def shown(suggestions):
    return [s.entry.pk for s in suggestions]


def test_beside_an_entry_stands_the_same_problem_of_other_sectors(community, cleo):
    found = same_problem_elsewhere(community["alarms", "health"], cleo)
    assert set(shown(found)) == {community["alarms", h].pk for h in ("energy", "water", "mobility")}
    assert all(s.is_elsewhere for s in found)
    assert all("<b>Alarms</b>" in str(s.reason) for s in found)


def test_what_stands_beside_an_entry_takes_two_queries(
    community, cleo, django_assert_max_num_queries
):
    entry = community["alarms", "health"]
    assert cleo.standing.is_member
    same_problem_elsewhere(entry, cleo)
    with django_assert_max_num_queries(2):
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


def test_a_reason_never_names_a_theme_that_is_not_of_both(community, cleo):
    community["alarms", "water"].themes.set([make_theme("letters")])
    found = same_problem_elsewhere(community["alarms", "health"], cleo)
    [water] = [s for s in found if s.entry.home_sector.slug == "water"]
    assert "theme" not in water.reason.plain


def test_an_entry_of_which_nothing_is_known_yet_has_nothing_beside_it(writer, cleo):
    assert same_problem_elsewhere(an_entry(writer, "alarms", "health"), cleo) == []


# For you


def test_a_visitor_and_a_newcomer_get_nothing(community, db):
    newcomer = make_user("nora")
    type(newcomer).objects.filter(pk=newcomer.pk).update(admitted_at=None)
    newcomer.refresh_from_db()
    newcomer.__dict__.pop("_standing", None)
    assert for_you(newcomer) == []
    entry = community["alarms", "health"]
    Entry.objects.update(level=Level.CLEAR)
    for nobody in (newcomer, AnonymousUser()):
        assert same_problem_elsewhere(entry, nobody) == []


def test_what_a_member_wrote_brings_the_same_problem_of_other_sectors(community, ada):
    mine = make_entry(
        ada,
        words={"title": "Our ward", "summary": PROBLEMS["alarms"], "problem": PROBLEMS["alarms"]},
    )
    mine.themes.set([make_theme("alarms")])
    refresh()
    found = for_you(ada)
    best = found[0]
    assert best.entry.themes.get().slug == "alarms"
    assert best.reason.plain.startswith("You wrote Our ward. Both carry the theme Alarms")
    assert best.sector.slug == "health"
    assert mine.pk not in shown(found)


def test_a_followed_theme_is_the_reason_where_it_weighs_most(community, finn):
    FollowedTheme.objects.create(user=finn, theme=make_theme("letters"))
    found = for_you(finn)
    assert found[0].entry.themes.get().slug == "letters"
    assert found[0].reason.plain == "You follow the theme Letters."


def test_a_new_member_gets_something_from_their_sector_alone(community, finn):
    found = for_you(finn)
    assert found
    assert all(s.entry.home_sector.slug != "health" for s in found)
    assert found[0].reason.kind == "near_your_sector"
    assert "from your sector Health care" in found[0].reason.plain


def test_who_follows_nothing_and_works_nowhere_gets_nothing_made_up(community, gus):
    assert for_you(gus) == []


@pytest.mark.parametrize("answer", ["useful", "knew", "not_for_us"])
def test_an_answer_is_honoured_at_once(community, finn, answer):
    entry = for_you(finn)[0].entry
    Feedback.objects.give(entry, by=finn, answer=answer)
    assert entry.pk not in shown(for_you(finn))


def test_useful_brings_more_like_it(community, finn):
    letters = community["letters", "energy"]
    Feedback.objects.give(letters, by=finn, answer="useful")
    best = for_you(finn)[0]
    assert best.entry.themes.get().slug == "letters"
    assert best.reason.plain.startswith(f"You found {letters.title} useful.")


def test_less_of_a_theme_takes_effect_at_once(community, finn):
    theme = make_theme("alarms")
    FollowedTheme.objects.create(user=finn, theme=theme)
    assert for_you(finn)[0].entry.themes.get() == theme
    ThemeWish.objects.create(user=finn, theme=theme, often=ThemeWish.Often.NEVER)
    assert all(theme not in s.entry.themes.all() for s in for_you(finn, limit=20))


def test_a_member_can_switch_it_off(community, finn):
    Profile.objects.create(user=finn, is_on=False)
    assert for_you(finn) == []


def test_a_saved_entry_says_so_on_its_card_and_is_no_suggestion_itself(community, finn):
    kept = community["sensors", "water"]
    Saved.objects.create(user=finn, entry=kept)
    found = for_you(finn)
    assert kept.pk not in shown(found)
    assert found[0].reason.plain.startswith(f"You saved {kept.title}.")


def test_a_title_that_a_member_may_no_longer_read_is_in_no_reason(community, finn, writer):
    kept = community["sensors", "water"]
    Saved.objects.create(user=finn, entry=kept)
    Entry.objects.filter(pk=kept.pk).update(level=Level.AMBER)
    for _again in range(2):
        assert not any(kept.title in s.reason.plain for s in for_you(finn, limit=20))
        refresh()


def test_suggestions_take_five_queries_at_most(community, ada, django_assert_max_num_queries):
    FollowedTheme.objects.create(user=ada, theme=make_theme("letters"))
    Saved.objects.create(user=ada, entry=community["sensors", "water"])
    assert ada.standing.is_member
    for_you(ada)
    with django_assert_max_num_queries(5):
        for suggestion in for_you(ada):
            assert str(suggestion.reason)
            assert suggestion.sector.name
            assert suggestion.entry.home_sector.name
            assert suggestion.entry.is_saved in (True, False)


def test_suggestions_are_spread_over_sectors(community, finn):
    found = for_you(finn, limit=3)
    assert len({s.entry.home_sector_id for s in found}) == 3


def test_the_last_of_ten_places_explores(community, finn):
    found = for_you(finn)
    assert [s.is_exploring for s in found] == [False] * 9 + [True]
    assert shown(found) == shown(for_you(finn))


def test_an_entry_meant_for_the_reader_s_sector_is_suggested_as_such(writer, finn):
    entry = an_entry(writer, "sensors", "water", also=["health"])
    [only] = for_you(finn)
    assert only.entry.pk == entry.pk
    assert only.reason.plain == "Its writer says it is meant for Health care too."


def test_a_followed_sector_brings_what_is_known_there(community, gus):
    gus.followed_sectors.add(make_sector("water"))
    found = for_you(gus)
    assert {s.entry.home_sector.slug for s in found} == {"water"}
    assert found[0].reason.plain == "You follow the sector Water."


def test_reasons_are_in_the_language_of_the_reader(community, cleo):
    from django.utils import translation

    with translation.override("nl"):
        found = same_problem_elsewhere(community["alarms", "health"], cleo)
        assert "Alarms (nl)" in found[0].reason.plain


# Similar while writing


def test_what_looks_like_a_text_is_found_while_it_is_written(community, ada):
    found = similar_while_writing(PROBLEMS["alarms"] + " We ask who acts on them.", "en", ada)
    assert {s.entry.themes.get().slug for s in found[:4]} == {"alarms"}


def test_a_near_copy_is_said_to_be_one_and_stands_first(community, ada):
    entry = community["sensors", "water"]
    revision = entry.current_revision
    parts = (revision.title, revision.summary, revision.problem, revision.approach, revision.lesson)
    first, *rest = similar_while_writing(" ".join(parts), "en", ada)
    assert first.is_near_copy
    assert first.entry.themes.get().slug == "sensors"
    far = [s for s in rest if s.entry.themes.get().slug == "letters"]
    assert not any(s.is_near_copy for s in far)


def test_a_few_words_look_like_nothing_and_one_s_own_entry_is_left_out(community, ada):
    assert similar_while_writing("Alarms", "en", ada) == []
    own = community["alarms", "health"]
    found = similar_while_writing(PROBLEMS["alarms"], "en", ada, own=own, limit=9)
    assert own.pk not in {s.entry.pk for s in found}


def test_a_hidden_entry_does_not_look_like_anything(community, ada):
    Entry.objects.filter(pk=community["alarms", "water"].pk).update(level=Level.RED)
    found = similar_while_writing(PROBLEMS["alarms"], "en", ada, limit=15)
    assert community["alarms", "water"].pk not in {s.entry.pk for s in found}
