"""The first visit, and the profile: for the member alone."""

from __future__ import annotations

import pytest

from accounts.models import User
from sharing.models import DigestSubscription, FollowedTheme, Frequency
from tests.factories import make_sector, make_theme


@pytest.fixture
def themes(db):
    return [make_theme("procurement"), make_theme("open-data")]


@pytest.fixture
def new(client, ada):
    """ada at her first visit."""
    make_sector("energy")
    User.objects.filter(pk=ada.pk).update(welcomed_at=None)
    client.force_login(ada)
    return client


def is_welcomed(user) -> bool:
    return User.objects.get(pk=user.pk).welcomed_at is not None


def test_the_first_visit_asks_three_questions_and_ends_at_home(new, ada, themes):
    sectors = [make_sector("energy").pk]
    assert new.post("/welcome/", {"sectors": sectors})["Location"] == "/welcome/themes/"
    assert (
        new.post("/welcome/themes/", {"themes": [themes[0].pk]})["Location"] == "/welcome/digest/"
    )
    assert not is_welcomed(ada)
    assert new.post("/welcome/digest/", {"frequency": "weekly"})["Location"] == "/"
    assert is_welcomed(ada)
    assert [s.slug for s in ada.followed_sectors.all()] == ["energy"]
    assert [f.theme for f in FollowedTheme.objects.of(ada)] == [themes[0]]
    assert DigestSubscription.objects.get(user=ada).frequency == Frequency.WEEKLY


def test_each_question_may_be_skipped(new, ada):
    for step, following in (("sectors", "/welcome/themes/"), ("themes", "/welcome/digest/")):
        assert new.post(f"/welcome/{step}/", {"skip": "1"})["Location"] == following
    assert new.post("/welcome/digest/", {"skip": "1"})["Location"] == "/"
    assert is_welcomed(ada)
    assert not ada.followed_sectors.exists()
    assert not DigestSubscription.objects.exclude(frequency=Frequency.OFF).exists()


def test_all_of_them_may_be_skipped_at_once(new, ada):
    assert new.post("/welcome/", {"later": "1"})["Location"] == "/"
    assert is_welcomed(ada)


def test_the_sectors_of_ones_roles_are_ticked_at_first(new):
    assert (
        f'value="{make_sector("health").pk}" id="id_sectors_1" checked' in new.get("/welcome/").text
    )


def test_looking_at_a_question_writes_nothing(new, ada):
    for step in ("sectors", "themes", "digest"):
        assert new.get(f"/welcome/{step}/").status_code == 200
    assert not DigestSubscription.objects.exists()
    assert not is_welcomed(ada)


def test_there_are_no_other_questions(new):
    assert new.get("/welcome/other/").status_code == 404


def test_who_is_not_a_member_waits_first(client, ada):
    User.objects.filter(pk=ada.pk).update(admitted_at=None)
    client.force_login(ada)
    for path in ("/welcome/", "/you/"):
        assert client.get(path)["Location"] == "/waiting/"


# Profile


@pytest.fixture
def own(client, ada):
    client.force_login(ada)
    return client


def profile(**changes) -> dict:
    return {
        "name": "Ada",
        "language": "en",
        "time_zone": "Europe/Amsterdam",
        "theming": "",
        "frequency": "off",
    } | changes


def test_a_member_says_who_they_are_and_what_they_want(own, ada, themes):
    data = profile(
        name="Ada Lovelace",
        language="nl",
        time_zone="America/Curacao",
        theming="dark",
        sectors=[make_sector("energy").pk],
        themes=[themes[1].pk],
        frequency="daily",
    )
    assert own.post("/you/", data)["Location"] == "/you/"
    ada.refresh_from_db()
    assert (ada.name, ada.language, ada.theming) == ("Ada Lovelace", "nl", "dark")
    assert ada.time_zone == "America/Curacao"
    assert [s.slug for s in ada.followed_sectors.all()] == ["energy"]
    assert [f.theme for f in FollowedTheme.objects.of(ada)] == [themes[1]]
    assert DigestSubscription.objects.get(user=ada).frequency == Frequency.DAILY
    answer = own.get("/you/")
    assert answer["Content-Language"] == "nl"
    assert 'data-theme="dark"' in answer.text


def test_saving_the_same_again_changes_nothing(own, ada, themes):
    data = profile(themes=[themes[0].pk], frequency="weekly")
    own.post("/you/", data)
    before = FollowedTheme.objects.get().pk, DigestSubscription.objects.get().due_at
    own.post("/you/", data)
    assert before == (FollowedTheme.objects.get().pk, DigestSubscription.objects.get().due_at)


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"time_zone": "Mars/Olympus"}, {"language": "fr"}, {"frequency": "x"}]
)
def test_one_thing_wrong_saves_nothing(own, ada, wrong):
    answer = own.post("/you/", profile(name="Other", theming="dark") | wrong)
    assert answer.status_code == 200
    assert "Look at this again" in answer.text
    ada.refresh_from_db()
    assert (ada.name, ada.theming) == ("Ada", "")


def test_nobody_gives_themselves_a_role_or_an_organisation(own, ada, grid):
    own.post("/you/", profile(organisation=grid.pk, is_superuser="1", admitted_at="2020-01-01"))
    ada.refresh_from_db()
    assert (ada.organisation.name, ada.is_superuser) == ("Hospital", False)


def test_the_profile_says_which_roles_and_organisation_and_why(own, ada):
    text = own.get("/you/").text
    assert "Contributor" in text
    assert "An administrator set it." in text


def test_the_profile_asks_few_queries(own, themes, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        own.get("/you/")


def test_the_profile_is_ones_own(client):
    assert client.get("/you/").status_code == 302
