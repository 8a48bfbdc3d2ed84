"""The page of all suggestions, and the page of what they are made of."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sharing.models import Feedback, FollowedTheme, Profile, Saved, ThemeWish
from sharing.recommendations import for_you
from tests.factories import make_entry, make_theme


@pytest.fixture
def letters(cleo):
    """An entry of energy about letters, a theme that ada follows."""
    entry = make_entry(cleo, home="energy", words={"title": "Letters that people open"})
    entry.themes.set([make_theme("letters")])
    return entry


@pytest.fixture
def following(ada, letters):
    FollowedTheme.objects.create(user=ada, theme=make_theme("letters"))
    return ada


def test_all_suggestions_stand_on_one_page_each_with_its_reason(client, following):
    client.force_login(following)
    page = client.get(reverse("sharing:suggestions")).content.decode()
    assert "Letters that people open" in page
    assert "You follow the theme <b>Letters</b>." in page


def test_who_has_no_suggestions_is_told_what_brings_them(client, gus):
    client.force_login(gus)
    page = client.get(reverse("sharing:suggestions")).content.decode()
    assert "Nothing to suggest yet" in page
    assert "Choose what you follow" in page


def test_interests_say_why_each_theme_is_there(client, following, letters):
    Saved.objects.create(user=following, entry=letters)
    client.force_login(following)
    page = client.get(reverse("sharing:interests")).content.decode()
    assert "You follow it." in page
    assert "1 entry that you wrote" in page


def test_a_theme_set_to_never_is_gone_at_once_and_comes_back(client, following):
    client.force_login(following)
    address = reverse("sharing:interests")
    client.post(address, {"is_on": "on", "theme-letters": ThemeWish.Often.NEVER})
    assert for_you(following) == []
    assert "Never" in client.get(address).content.decode()
    client.post(address, {"is_on": "on", "theme-letters": ThemeWish.Often.SOMETIMES})
    assert not ThemeWish.objects.exists()
    assert len(for_you(following)) == 1


def test_suggestions_are_switched_off_and_on(client, following):
    client.force_login(following)
    client.post(reverse("sharing:interests"), {"theme-letters": ThemeWish.Often.SOMETIMES})
    assert for_you(following) == []
    page = client.get(reverse("sharing:interests")).content.decode()
    assert "Letters" in page
    client.post(
        reverse("sharing:interests"),
        {"is_on": "on", "theme-letters": ThemeWish.Often.SOMETIMES},
    )
    assert len(for_you(following)) == 1


def test_forgetting_begins_anew(client, following, letters):
    Saved.objects.create(user=following, entry=letters)
    ThemeWish.objects.wish(make_theme("letters"), by=following, often=ThemeWish.Often.OFTEN)
    client.force_login(following)
    client.post(reverse("sharing:interests"), {"forget": "1"})
    assert Profile.objects.get().since is not None
    assert not ThemeWish.objects.exists()
    assert "1 entry that you wrote" not in client.get(reverse("sharing:interests")).content.decode()


def test_the_interests_of_a_member_are_for_them_alone(following, gus):
    Profile.objects.switch(by=following, on=False)
    ThemeWish.objects.wish(make_theme("letters"), by=following, often=ThemeWish.Often.NEVER)
    assert not Profile.objects.visible_to(gus).exists()
    assert not ThemeWish.objects.visible_to(gus).exists()


def test_a_visitor_is_sent_to_sign_in(client, db):
    for name in ("suggestions", "interests"):
        assert client.get(reverse(f"sharing:{name}")).status_code == 302


def test_no_more_about_a_theme_is_one_click_and_can_be_changed(client, ada, cleo):
    theme = make_theme("night-shifts")
    client.force_login(cleo)
    answer = client.post(reverse("sharing:theme_less"), {"theme": theme.slug}, follow=True)
    assert "No more suggestions about Night shifts." in answer.content.decode()
    assert ThemeWish.objects.get().often == ThemeWish.Often.NEVER
    assert "Night shifts" in client.get(reverse("sharing:interests")).content.decode()
    for nonsense in ("", "x", "9" * 300, "\0"):
        assert client.post(reverse("sharing:theme_less"), {"theme": nonsense}).status_code == 404


def test_what_was_answered_is_listed_and_taken_back(client, ada, cleo):
    entry = make_entry(ada)
    Feedback.objects.give(entry, by=cleo, answer="not_for_us")
    client.force_login(cleo)
    interests = reverse("sharing:interests")
    assert entry.title in client.get(interests).content.decode()
    back = {"answer": "", "next": interests}
    client.post(reverse("sharing:entry_feedback", args=[entry.public_id]), back)
    assert entry.title not in client.get(interests).content.decode().partition("<main")[2]
