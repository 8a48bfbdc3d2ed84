"""What is suggested to a member: from what they do, explained, and as they wish."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import Role, User
from sharing.knowing import fit_situations
from sharing.models import (
    Entry,
    Feedback,
    FollowedTheme,
    Level,
    Profile,
    Saved,
    Situation,
    Status,
    ThemeWish,
)
from sharing.recommendations import (
    candidates,
    for_you,
    interests,
    refresh,
    same_problem_elsewhere,
)
from tests.factories import (
    make_entry,
    make_sector,
    make_theme,
    make_user,
)
from tests.sharing.doing.raising import report
from tests.sharing.recommendations.problems import PROBLEMS, an_entry, shown


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


@pytest.fixture(autouse=True)
def _english():
    """A request of another test may have left another language behind."""
    with translation.override("en"):
        yield


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
    about = "The texts are alike, and both carry the theme Alarms."
    assert best.reason.plain == f"You wrote “Our ward”. {about}"
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
    assert best.reason.plain.startswith(f"You found “{letters.title}” useful.")


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
    assert found[0].reason.plain.startswith(f"You saved “{kept.title}”.")


def test_what_is_saved_is_no_suggestion_however_much_else_was_done(community, finn, monkeypatch):
    monkeypatch.setattr(interests, "STRONGEST", 1)
    kept = [suggestion.entry for suggestion in for_you(finn)[:3]]
    for entry in kept:
        Saved.objects.keep(entry, by=finn)
    assert len(interests.interests_of(finn).strongest) == 1
    assert not {entry.pk for entry in kept}.intersection(shown(for_you(finn)))


def test_what_is_saved_is_no_suggestion_after_beginning_anew_either(community, finn):
    kept = for_you(finn)[0].entry
    Saved.objects.keep(kept, by=finn)
    Profile.objects.forget(by=finn)
    assert kept.pk not in shown(for_you(finn))


def test_what_was_archived_is_no_place_to_start_from(community, finn, monkeypatch):
    monkeypatch.setattr(candidates, "LITTLE", 1)
    kept = for_you(finn)[0].entry
    Saved.objects.keep(kept, by=finn)
    Entry.objects.filter(pk=kept.pk).update(status=Status.ARCHIVED, archived_at=timezone.now())
    assert {found.reason.kind for found in for_you(finn)} == {"near_your_sector"}


def test_who_did_much_with_entries_hears_of_these_and_not_of_their_sector(
    community, finn, monkeypatch
):
    kept = for_you(finn)[0].entry
    Saved.objects.keep(kept, by=finn)
    assert {found.reason.kind for found in for_you(finn)} == {"saved", "near_your_sector"}
    monkeypatch.setattr(candidates, "LITTLE", 1)
    assert {found.reason.kind for found in for_you(finn)} == {"saved"}


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
    found = for_you(finn, limit=3, explores=False)
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


def test_of_two_sectors_the_one_that_it_is_meant_for_is_named(writer):
    an_entry(writer, "sensors", "water", also=["mobility"])
    reader = make_user("rita", health=Role.EDITOR, mobility=Role.READER)
    [only] = for_you(reader)
    assert only.reason.plain == "Its writer says it is meant for Mobility too."
    assert only.sector.slug == "mobility"


def test_what_is_near_and_meant_for_the_reader_s_sector_counts_as_both(community, finn):
    weight = {s.entry.pk: s.score for s in for_you(finn, limit=20)}
    last = min(weight, key=weight.get)
    Entry.objects.get(pk=last).also_sectors.add(make_sector("health"))
    again = {s.entry.pk: s.score for s in for_you(finn, limit=20)}
    assert again[last] > weight[last]


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


def test_what_is_out_of_sight_tells_no_theme_of_itself(client, ada, cleo):
    entry = make_entry(ada)
    Saved.objects.keep(entry, by=cleo)
    entry.themes.add(make_theme("night-shifts"))
    client.force_login(cleo)
    page = reverse("sharing:interests")
    assert "Night shifts" in client.get(page).content.decode()
    Entry.objects.filter(pk=entry.pk).update(level=Level.STRICT)
    assert "Night shifts" not in client.get(page).content.decode()


def test_what_fits_what_i_am_about_to_do_is_suggested_and_says_so(client, community, cleo):
    entry = next(e for e in Entry.objects.visible_to(cleo) if e.home_sector.slug == "health")
    situation = Situation.objects.write(by=cleo, text="We hang alarms.", title="", language="en")
    assert situation.keep_fitting([entry.pk], text=situation.text)
    found = {s.entry.pk: s.reason.plain for s in for_you(cleo, limit=20)}
    assert found[entry.pk].startswith("Fits what you are about to do")
    assert "alarms" not in found[entry.pk], "a mail carries no words of a situation"
    client.force_login(cleo)
    for page in ("/", "/suggestions/"):
        html = client.get(page).content.decode()
        assert "Fits what you are about to do: “<b>We hang alarms</b>”." in html
    Entry.objects.filter(pk=entry.pk).update(level=Level.RED)
    assert entry.pk not in {s.entry.pk for s in for_you(cleo, limit=20)}


def test_what_fits_is_asked_once_a_day_and_again_when_the_words_change(community, cleo):
    situation = Situation.objects.write(by=cleo, text="We hang alarms.", title="", language="en")
    assert fit_situations() == 1
    assert fit_situations() == 0
    situation.reword(text="We hang other alarms.")
    assert not situation.keep_fitting([], text="We hang alarms."), "asked of words of before"
    assert fit_situations() == 1
    User.objects.filter(pk=cleo.pk).update(is_active=False)
    situation.reword(text="We hang more alarms.")
    assert fit_situations() == 0


def test_an_entry_at_which_i_reported_a_barrier_speaks_for_what_is_near(community, cleo):
    entry = next(e for e in Entry.objects.visible_to(cleo) if e.home_sector.slug == "energy")
    report(cleo, entry=entry, home_sector=entry.home_sector)
    reasons = [s.reason.plain for s in for_you(cleo, limit=20)]
    assert any(reason.startswith("You reported a barrier at") for reason in reasons)
