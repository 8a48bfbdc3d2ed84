"""What suggestions start from is listed, left out and taken back by the member alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from sharing.models import (
    Application,
    Entry,
    Feedback,
    LeftOut,
    Level,
    Profile,
    Saved,
    Situation,
    Watch,
)
from sharing.recommendations import for_you, interests, starts, starts_of
from tests.factories import make_entry, make_sector, make_theme, make_user
from tests.sharing.doing.raising import report
from tests.sharing.recommendations.problems import shown

PAGE = "/suggestions/interests/"
LEAVE = "/suggestions/-/leave-out/"


@pytest.fixture(autouse=True)
def _quick_encoder(settings):
    settings.SENTENCE_ENCODER = "hashed-grams"


def main_of(client, address=PAGE) -> str:
    return client.get(address).content.decode().partition("<main")[2].partition("</main>")[0]


def why_each(user) -> dict[str, str]:
    return {str(start.thing): start.because for start in starts_of(user)[:]}


def entry_of(cleo, title: str) -> Entry:
    return make_entry(cleo, home="energy", words={"title": title})


def test_the_page_lists_what_suggestions_start_from_and_why_each_is_there(client, ada, ben, cleo):
    wrote = make_entry(ada, words={"title": "My own lesson"})
    saved, watched, applied, at_a_barrier, useful = (
        entry_of(cleo, title) for title in ("Kept", "Watched", "In use", "Stuck", "Of use")
    )
    Saved.objects.keep(saved, by=ada)
    Watch.objects.keep(watched, by=ada)
    Feedback.objects.give(useful, by=ada, answer="useful")
    Application.objects.create(
        entry=applied, organisation=ada.organisation, level=Level.GREEN, step=3
    )
    report(ada, entry=at_a_barrier, home_sector=at_a_barrier.home_sector)
    situation = Situation.objects.write(by=ada, text="We hang bells.", title="", language="en")
    ada.followed_sectors.add(make_sector("water"))
    assert why_each(ada) == {
        str(applied): "Your organisation applies it.",
        str(wrote): "You wrote it.",
        str(saved): "You saved it.",
        str(useful): "You found it useful.",
        str(at_a_barrier): "You reported a barrier at it.",
        str(situation): "You told us that you are about to do it.",
        str(watched): "You watch it.",
        "Water": "You follow this sector.",
    }
    order = [start.thing for start in starts_of(ada)[:]]
    assert order[:2] == [applied, wrote]
    assert order[-2:] == [watched, make_sector("water")]
    client.force_login(ada)
    page = main_of(client)
    for said in ("My own lesson", "Kept", "We hang bells", "Water", *why_each(ada).values()):
        assert said in page


@pytest.fixture
def saving(community, finn):
    """Finn, who saved one entry, and the entry."""
    kept = community["sensors", "water"]
    Saved.objects.keep(kept, by=finn)
    return finn, kept


def kinds(user) -> set[str]:
    return {one.reason.kind for one in for_you(user, limit=20)}


def test_what_is_left_out_starts_no_suggestion_at_once_and_comes_back(client, saving):
    finn, kept = saving
    assert "saved" in kinds(finn)
    client.force_login(finn)
    answer = client.post(LEAVE, {"entry": kept.public_id, "on": "1", "next": PAGE}, follow=True)
    assert answer.redirect_chain[-1][0] == PAGE
    assert "No suggestion starts from it now." in answer.content.decode()
    assert "Left out" in main_of(client)
    assert "saved" not in kinds(finn)
    assert kept.pk not in shown(for_you(finn, limit=20)), "they know it all the same"
    assert Saved.objects.filter(user=finn, entry=kept).exists()
    client.post(LEAVE, {"entry": kept.public_id, "on": "0", "next": PAGE})
    assert "Left out" not in main_of(client)
    assert "saved" in kinds(finn)


def test_what_is_left_out_names_no_reason_as_something_new_of_ones_sector_either(
    community, finn, writer
):
    mine = community["alarms", "health"]
    Entry.objects.filter(pk=mine.pk).update(author=finn)
    LeftOut.objects.leave(mine, by=finn)
    assert not any(mine.title in one.reason.plain for one in for_you(finn, limit=20))


def test_a_followed_sector_is_left_out_and_stays_followed(client, community, gus):
    water = make_sector("water")
    gus.followed_sectors.add(water)
    assert for_you(gus)
    client.force_login(gus)
    client.post(LEAVE, {"sector": "water", "on": "1"})
    assert for_you(gus) == []
    assert water in gus.followed_sectors.all()
    client.post(LEAVE, {"sector": "water", "on": "0"})
    assert for_you(gus)


def test_a_situation_is_left_out_and_stays(client, community, cleo):
    entry = next(e for e in Entry.objects.visible_to(cleo) if e.home_sector.slug == "health")
    situation = Situation.objects.write(by=cleo, text="We hang bells.", title="", language="en")
    situation.keep_fitting([entry.pk], text=situation.text)
    assert "fits_situation" in kinds(cleo)
    client.force_login(cleo)
    client.post(LEAVE, {"situation": situation.public_id, "on": "1"})
    assert "fits_situation" not in kinds(cleo)
    assert not any("bells" in one.reason.plain for one in for_you(cleo, 20, may_name=True))
    client.post(LEAVE, {"situation": situation.public_id, "on": "0"})
    assert "fits_situation" in kinds(cleo)


def test_what_is_left_out_gives_no_theme_to_care_about(client, ada, cleo):
    entry = entry_of(cleo, "Kept")
    entry.themes.set([make_theme("night-shifts")])
    Saved.objects.keep(entry, by=ada)
    client.force_login(ada)
    assert "Night shifts" in main_of(client)
    LeftOut.objects.leave(entry, by=ada)
    assert "Night shifts" not in main_of(client)


def test_what_went_out_of_sight_is_in_no_list_whether_left_out_or_not(client, ada, cleo):
    entries = [entry_of(cleo, f"Kept {n}") for n in range(2)]
    for entry in entries:
        Saved.objects.keep(entry, by=ada)
    LeftOut.objects.leave(entries[0], by=ada)
    Entry.objects.update(level=Level.STRICT)
    assert starts_of(ada)[:] == []
    client.force_login(ada)
    assert "Kept" not in main_of(client)


def test_what_was_left_out_can_be_taken_back_when_it_is_no_longer_kept(ada, cleo):
    entry = entry_of(cleo, "Kept")
    Saved.objects.keep(entry, by=ada)
    LeftOut.objects.leave(entry, by=ada)
    Saved.objects.keep(entry, by=ada, on=False)
    [only] = starts_of(ada)[:]
    assert (only.thing, only.is_left_out, only.because) == (entry, True, "You left it out.")


def test_a_long_list_has_pages_and_says_what_does_not_count_yet(client, ada, cleo, monkeypatch):
    monkeypatch.setattr(interests, "STRONGEST", 2)
    monkeypatch.setattr("sharing.views.suggestions.STARTS", 2)
    long_ago = timezone.now()
    for days in range(5):
        entry = entry_of(cleo, f"Kept {days}")
        Saved.objects.create(user=ada, entry=entry, created_at=long_ago - timedelta(days))
    client.force_login(ada)
    first, last = main_of(client), main_of(client, f"{PAGE}?page=3")
    assert "Kept 0" in first
    assert "Kept 1" in first
    assert "Kept 2" not in first
    assert "Kept 4" in last
    assert "does not count yet" in last
    assert "does not count yet" not in first


def test_listing_takes_a_fixed_number_of_queries(ada, cleo, django_assert_max_num_queries):
    for n in range(8):
        Saved.objects.keep(entry_of(cleo, f"Kept {n}"), by=ada)
    ada.followed_sectors.add(make_sector("water"))
    Situation.objects.write(by=ada, text="We hang bells.", title="", language="en")
    assert ada.standing.is_member
    with django_assert_max_num_queries(5):
        for start in starts_of(ada)[:]:
            assert start.because
            assert start.thing


def test_nobody_leaves_out_what_they_may_not_read_or_for_somebody_else(client, ada, cleo, gus):
    closed = make_entry(cleo, home="energy", level=Level.STRICT)
    theirs = Situation.objects.write(by=cleo, text="We hang bells.", title="", language="en")
    client.force_login(gus)
    for about in (
        {"entry": closed.public_id},
        {"situation": theirs.public_id},
        {"sector": "none-such"},
        {},
    ):
        assert client.post(LEAVE, {**about, "on": "1"}).status_code == 404
    for thing in (closed, theirs):
        with pytest.raises(PermissionDenied):
            LeftOut.objects.leave(thing, by=gus)
    newcomer = make_user("nora")
    type(newcomer).objects.filter(pk=newcomer.pk).update(admitted_at=None)
    with pytest.raises(PermissionDenied):
        LeftOut.objects.leave(make_sector("water"), by=newcomer)
    assert not LeftOut.objects.exists()


def test_leaving_out_is_for_the_member_alone_and_said_twice_is_said_once(ada, gus, cleo):
    entry = entry_of(cleo, "Kept")
    for _again in range(2):
        LeftOut.objects.leave(entry, by=ada)
    assert LeftOut.objects.visible_to(ada).count() == 1
    assert not LeftOut.objects.visible_to(gus).exists()


def test_beginning_anew_forgets_what_was_left_out_too(ada, cleo):
    LeftOut.objects.leave(entry_of(cleo, "Kept"), by=ada)
    Profile.objects.forget(by=ada)
    assert not LeftOut.objects.exists()


def test_whatever_is_done_with_an_entry_has_words_for_why_it_is_there():
    assert starts.BECAUSE.keys() >= interests.WEIGHTS.keys()
