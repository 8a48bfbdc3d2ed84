"""The front page of a visitor, and what a member comes in by."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, User
from sharing import recommendations
from sharing.models import Asked, Concern, Entry, Level, Profile, Review, Status
from sharing.views import home
from tests.factories import make_entry, make_organisation, make_user
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db


def main_of(response) -> str:
    return response.content.decode().partition("<main")[2].partition("</main>")[0]


def test_a_visitor_sees_what_this_is_and_open_lessons_alone(client, ada):
    lesson = make_entry(ada, level=Level.CLEAR)
    others = [make_entry(ada, level=level) for level in list(Level)[1:]]
    others += [make_entry(ada, level=Level.CLEAR, status=Status.DRAFT)]
    others += [make_entry(ada, level=Level.CLEAR, status=Status.ARCHIVED)]
    page = main_of(client.get("/"))
    assert lesson.title in page
    for other in others:
        assert other.current_revision.lesson not in page
        assert other.public_id not in page


def test_a_visitor_sees_lessons_in_their_own_language_first(client, ada):
    for language in ("en", "nl", "en", "nl"):
        make_entry(ada, level=Level.CLEAR, language=language)
    for language, other in (("nl", "en"), ("en", "nl")):
        answer = client.get("/", headers={"Accept-Language": language})
        shown = [entry.language for entry in answer.context["entries"]]
        assert shown == [language, language, other, other]


def test_on_a_closed_site_a_visitor_reads_no_lesson(client, ada, settings):
    settings.CLOSED_SITE = True
    lesson = make_entry(ada, level=Level.CLEAR)
    assert lesson.public_id not in main_of(client.get("/"))


def test_who_is_not_admitted_yet_is_led_to_where_they_wait(client):
    newcomer = make_user("newcomer")
    newcomer.admitted_at = None
    newcomer.save()
    client.force_login(newcomer)
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url == reverse("accounts:waiting")


def test_the_first_visit_begins_at_the_welcome(client, ada):
    ada.welcomed_at = None
    ada.save()
    client.force_login(ada)
    answer = client.get("/")
    assert answer.status_code == 302
    assert answer.url == reverse("sharing:welcome")


def test_without_a_suggestion_nothing_is_made_up(client, ada, ben, cleo, eva):
    theirs, own = make_entry(cleo, home="energy"), make_entry(ben)
    client.force_login(ada)
    page = main_of(client.get("/"))
    assert "What are you about to do?" in page
    assert theirs.title in page
    assert own.title not in page
    assert 'class="why"' not in page
    assert "Eva" in page  # their steward
    assert "Ben" in page  # a colleague


def test_who_writes_nothing_yet_is_sent_to_no_page_that_says_so(client, finn, ada):
    make_entry(ada)
    for member, writes in ((finn, False), (ada, True)):
        client.force_login(member)
        page = main_of(client.get("/"))
        assert "Your first week" in page
        assert (reverse("sharing:entry_new") in page) is writes
        assert (reverse("sharing:question_new") in page) is not writes


def test_who_is_new_reads_at_home_too_what_waits_for_their_review(client, ada, cleo):
    asked = make_entry(ada, status=Status.DRAFT)
    asked.submit(by=ada, reviewers=[cleo])
    client.force_login(cleo)
    page = main_of(client.get("/"))
    assert "Your first week" in page
    assert "Waiting for your review" in page
    assert asked.title in page


def test_a_stranger_is_not_shown_as_a_colleague(client, finn, cleo):
    client.force_login(finn)
    assert "Your colleagues here" not in main_of(client.get("/"))


def suggested(entry, user):
    reason = recommendations.Reason("words", ("alarms", "wards"))
    sector = user.memberships.first().sector
    return recommendations.Suggestion(entry, 1.0, reason, sector)


@pytest.fixture
def suggestions(monkeypatch, ada, cleo):
    """Three suggestions for Ada; how they are found has tests of its own."""
    entries = [make_entry(cleo, home="energy") for _ in range(3)]
    found = [suggested(entry, ada) for entry in entries]
    monkeypatch.setattr(home, "for_you", lambda user, limit, sectors, may_name: found)
    return found


def test_the_title_tells_how_many_lessons_fit_and_each_has_its_reason(client, ada, suggestions):
    client.force_login(ada)
    page = main_of(client.get("/"))
    assert "Ada. Three lessons from other sectors fit your work." in page
    assert page.count('class="why"') == 3
    assert page.count("<b>alarms</b>") == 3
    for suggestion in suggestions:
        assert suggestion.entry.title in page
    assert page.count('value="not_for_us"') == 3


def test_who_has_no_sector_sees_lessons_cross_to_that_of_their_organisation(
    client, suggestions, hospital, monkeypatch
):
    nowhere = [replace(suggestion, sector=None) for suggestion in suggestions]
    monkeypatch.setattr(home, "for_you", lambda user, limit, sectors, may_name: nowhere)
    colleague, loner = make_user("colleague", hospital), make_user("loner")
    client.force_login(colleague)
    assert "to <b>Health care</b>" in main_of(client.get("/"))
    client.force_login(loner)
    page = main_of(client.get("/"))
    assert "crossing" not in page
    assert all(suggestion.entry.title in page for suggestion in suggestions)


def test_home_says_what_waits_for_my_review_and_what_is_new_at_home(
    client, ada, ben, cleo, suggestions
):
    new = make_entry(ben)
    asked = make_entry(cleo, home="energy", status=Status.IN_REVIEW)
    Review.objects.ask(asked, ada, by=cleo)
    answered = make_entry(cleo, home="energy", status=Status.IN_REVIEW)
    Review.objects.ask(answered, ada, by=cleo)
    answered.approve(by=ada)
    client.force_login(ada)
    page = main_of(client.get("/"))
    assert asked.title in page
    assert answered.title not in page
    assert "1 entry waits for your review" in page
    assert new.title in page


def test_few_suggestions_leave_who_is_new_the_help_of_the_first_week(
    client, ada, cleo, eva, suggestions, django_assert_max_num_queries
):
    del suggestions[1:]
    other = make_entry(cleo, home="energy")
    client.force_login(ada)
    with django_assert_max_num_queries(12):
        page = main_of(client.get("/"))
    assert "What are you about to do?" in page
    assert "Your first week" in page
    assert "One lesson from another sector fits your work" in page
    assert page.count('class="why"') == 1
    newest = page.partition("New from other sectors")[2]
    assert other.title in newest
    assert suggestions[0].entry.title not in newest
    assert "About to begin something?" not in page


def test_who_has_been_here_for_longer_sees_few_suggestions_alone(client, ada, suggestions):
    del suggestions[1:]
    User.objects.filter(pk=ada.pk).update(welcomed_at=timezone.now() - timedelta(days=8))
    client.force_login(ada)
    assert "Your first week" not in main_of(client.get("/"))


def waiting_lines(client, user) -> list[str]:
    client.force_login(user)
    page = main_of(client.get("/"))
    return [
        f"{n} {text}" for n, text in re.findall(r">(\d+) ((?:person|people|concern).*?)</a>", page)
    ]


def test_home_tells_stewards_who_waits_and_which_concerns_wait(
    client, ada, ben, cleo, eva, gus, suggestions
):
    for name in ("pia", "quinn"):
        User.objects.filter(pk=make_user(name).pk).update(admitted_at=None)
    Concern.objects.report(make_entry(ada), by=cleo, text="A worry.")
    both = ["2 people wait to be let in", "1 concern waits for an answer"]
    assert waiting_lines(client, eva) == both
    assert waiting_lines(client, gus) == both
    for user in (ada, ben, cleo):
        assert waiting_lines(client, user) == []


def test_a_steward_is_told_of_no_concern_that_they_may_not_answer(client, ada, cleo, eva, gus):
    elsewhere = make_entry(cleo, home="energy")
    Concern.objects.report(elsewhere, by=ada, text="A worry.")
    red = make_entry(ada)
    Concern.objects.report(red, by=cleo, text="A worry.")
    Entry.objects.filter(pk=red.pk).update(level=Level.RED)
    assert waiting_lines(client, eva) == []
    assert waiting_lines(client, gus) == ["1 concern waits for an answer"]


def test_red_and_hidden_entries_are_not_among_the_new_ones(client, ada, ben, suggestions):
    red = make_entry(ben, level=Level.RED)
    red.named_people.add(ada)
    client.force_login(ada)
    assert red.title not in main_of(client.get("/"))


def test_who_has_and_follows_no_sector_is_told_what_they_may_know(client, ada, cleo):
    lonely, asked = make_user("lonely"), ask(cleo, sector="energy")
    Asked.objects.create(user=lonely, question=asked, entry=make_entry(ada))
    client.force_login(lonely)
    assert asked.title in main_of(client.get("/")).partition("You may know this")[2]


def test_home_takes_at_most_twelve_queries(
    client, ada, ben, cleo, eva, finn, gus, hospital, django_assert_max_num_queries
):
    for n in range(8):
        make_user(f"colleague{n}", hospital, health=Role.STEWARD)
        make_entry(ben)
        asked = make_entry(cleo, home="energy", status=Status.IN_REVIEW)
        Review.objects.ask(asked, ada, by=cleo)
        make_entry(make_user(f"far{n}", make_organisation("Rail"), mobility=20), home="mobility")
    for user in (ada, ben, cleo, eva, finn, gus):
        Asked.objects.create(user=user, question=ask(ada), entry=make_entry(ben))
        client.force_login(user)
        with django_assert_max_num_queries(12):
            assert client.get("/").status_code == 200


def test_home_takes_no_more_for_who_has_no_sector_of_their_own(
    client, cleo, hospital, suggestions, monkeypatch, django_assert_max_num_queries
):
    real = home.for_you

    def nowhere(user, limit, sectors, may_name):
        return [
            replace(each, sector=None)
            for each in real(user, limit, sectors, may_name=may_name) or suggestions
        ]

    monkeypatch.setattr(home, "for_you", nowhere)
    colleague = make_user("colleague", hospital)
    colleague.followed_sectors.add(cleo.organisation.home_sector)
    for _ in range(8):
        make_entry(cleo, home="energy")
    client.force_login(colleague)
    with django_assert_max_num_queries(12):
        assert "to <b>Health care</b>" in main_of(client.get("/"))


def test_the_front_page_takes_two_queries(client, ada, django_assert_max_num_queries):
    for _ in range(8):
        make_entry(ada, level=Level.CLEAR)
    with django_assert_max_num_queries(2):
        client.get("/")


def test_who_switched_suggestions_off_is_no_newcomer(client, cleo):
    Profile.objects.create(user=cleo, is_on=False)
    client.force_login(cleo)
    for page in (reverse("sharing:home"), reverse("sharing:suggestions")):
        html = client.get(page).content.decode()
        assert "Suggestions are off" in html
        assert "Your first week" not in html
