"""Asking for review, answering, and what waits for whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from sharing.models import (
    Level,
    Notification,
    Review,
    Status,
)
from tests.factories import make_entry, make_theme

pytestmark = pytest.mark.django_db


def at(name: str, entry, *more) -> str:
    return reverse(f"sharing:{name}", args=[entry.public_id, *more])


@pytest.fixture
def draft(ada):
    return make_entry(ada, status=Status.DRAFT)


@pytest.fixture
def asked(draft, ada, cleo):
    draft.submit(by=ada, reviewers=[cleo])
    return draft


# Asking


def test_an_unfinished_draft_is_not_sent_but_told_what_is_missing(client, ada):
    entry = make_entry(ada, status=Status.DRAFT, words={"privacy": "", "lesson": ""})
    client.force_login(ada)
    page = client.get(at("entry_submit", entry)).content.decode()
    assert "Write 2 more sections first" in page
    assert f"{at('entry_edit', entry)}#id_privacy" in page


def test_outside_readers_are_proposed_those_who_wrote_about_it_first(
    client, draft, ada, ben, cleo, dirk, finn
):
    theme = make_theme("alarms")
    draft.themes.add(theme)
    for day in (1, 2):  # twice, and on two days: the theme is still said once
        make_entry(
            dirk, home="energy", themes=[theme], published_at=timezone.now() - timedelta(day)
        )
    client.force_login(ada)
    answer = client.get(at("entry_submit", draft))
    assert [one.person for one in answer.context["candidates"]] == [dirk, cleo]
    assert "Wrote about: Alarms<" in answer.content.decode()


def test_an_open_entry_asks_for_an_outside_reader(client, draft, ada, ben, cleo):
    client.force_login(ada)
    answer = client.post(at("entry_submit", draft), {"reviewers": [ben.pk]})
    assert "Choose at least one reader from another sector." in answer.content.decode()
    client.post(at("entry_submit", draft), {"reviewers": [ben.pk, cleo.pk]})
    draft.refresh_from_db()
    assert draft.status == Status.IN_REVIEW
    assert {review.reviewer for review in draft.reviews.all()} == {ben, cleo}


def test_a_reviewer_is_chosen_by_name(client, draft, ada, cleo):
    client.force_login(ada)
    client.post(at("entry_submit", draft), {"reviewers_add": "Cleo, Grid operator"})
    assert draft.reviews.get().reviewer == cleo


def test_at_amber_an_outsider_is_named_after_a_question(client, ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    client.force_login(ada)
    answer = client.post(at("entry_submit", entry), {"reviewers": [cleo.pk]})
    assert "Yes, name them in the audience" in answer.content.decode()
    assert not entry.named_people.exists()
    client.post(at("entry_submit", entry), {"reviewers": [cleo.pk], "name_them": f"{cleo.pk}"})
    entry.refresh_from_db()
    assert entry.status == Status.IN_REVIEW
    assert list(entry.named_people.all()) == [cleo]
    assert entry.is_visible_to(cleo)


def test_a_yes_names_nobody_but_those_who_were_shown_beside_it(client, ada, cleo, dirk):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    client.force_login(ada)
    for shown in ("1", f"{cleo.pk}"):
        sent = {"reviewers": [cleo.pk, dirk.pk], "name_them": shown}
        html = client.post(at("entry_submit", entry), sent).content.decode()
        assert f'name="name_them" value="{cleo.pk} {dirk.pk}"' in html
    assert not entry.named_people.exists()
    sent["name_them"] = f"{cleo.pk} {dirk.pk}"
    client.post(at("entry_submit", entry), sent)
    assert set(entry.named_people.all()) == {cleo, dirk}


@pytest.mark.parametrize("level", [Level.STRICT, Level.RED])
def test_at_stricter_levels_only_people_of_the_audience_review(client, ada, ben, cleo, level):
    entry = make_entry(ada, status=Status.DRAFT, level=level)
    client.force_login(ada)
    sent = {"reviewers": [cleo.pk], "name_them": f"{cleo.pk}"}
    answer = client.post(at("entry_submit", entry), sent)
    assert "may not read this at its level" in answer.content.decode()
    entry.refresh_from_db()
    assert entry.status == Status.DRAFT


def test_at_amber_people_of_its_audience_are_proposed(client, ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    client.force_login(ada)
    answer = client.get(at("entry_submit", entry))
    assert [one.person for one in answer.context["candidates"]] == [ben]


def test_in_review_somebody_else_can_be_asked_as_well(client, asked, ada, dirk):
    client.force_login(ada)
    client.post(at("entry_submit", asked), {"reviewers": [dirk.pk]})
    assert asked.reviews.filter(reviewer=dirk).exists()


def test_the_author_takes_it_back_and_a_second_click_changes_nothing(client, asked, ada):
    client.force_login(ada)
    for _click in range(2):
        assert client.post(at("entry_take_back", asked)).status_code == 302
    asked.refresh_from_db()
    assert asked.status == Status.DRAFT


def test_who_is_asked_already_is_not_told_again(ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.assign([cleo], by=ada)
    assert Notification.objects.filter(user=cleo, kind="review_asked").count() == 1


def test_what_was_pulled_back_says_so_and_how_to_ask_a_reader(client, ada, ben):
    entry = make_entry(ada)
    entry.pull_back(by=ben)
    client.force_login(ada)
    page = client.get(entry.get_absolute_url()).content.decode()
    assert "It was pulled back" in page
    assert reverse("sharing:entry_submit", args=[entry.public_id]) in page
    assert "It waits for an editor" not in page


# Answering


def test_an_outside_reader_reads_and_approves(client, asked, cleo):
    client.force_login(cleo)
    page = client.get(at("entry_review", asked)).content.decode()
    assert "You read this as an outsider" in page
    assert "You work in Energy, they in Health care." in page
    client.post(at("entry_approve", asked), {"comment": "I could use this."})
    assert asked.reviews.get().verdict == Review.Verdict.APPROVE


def test_asking_for_changes_needs_words_and_keeps_what_was_typed(client, asked, ben):
    client.force_login(ben)
    answer = client.post(at("entry_ask_for_changes", asked), {"comment": " "})
    assert "Say what has to change." in answer.content.decode()
    client.post(at("entry_ask_for_changes", asked), {"comment": "Who is we?"})
    asked.refresh_from_db()
    assert asked.status == Status.DRAFT


def test_a_long_comment_is_refused_and_still_there(client, asked, ben):
    client.force_login(ben)
    text = "word " * 1_200
    page = client.post(at("entry_approve", asked), {"comment": text}).content.decode()
    assert "word word" in page
    assert not asked.reviews.filter(verdict="approve").exists()


def test_reviewers_read_each_others_remarks(client, asked, ada, ben, cleo):
    asked.approve(by=cleo, comment="Clear. I could use this tomorrow.")
    for reader in (ada, ben):
        client.force_login(reader)
        page = client.get(at("entry_review", asked)).content.decode()
        assert "I could use this tomorrow." in page


def test_the_author_gets_no_form_to_answer_with(client, asked, ada):
    client.force_login(ada)
    page = client.get(at("entry_review", asked)).content.decode()
    assert at("entry_approve", asked) not in page
    assert client.post(at("entry_approve", asked), {"comment": "Fine."}).status_code == 403


def test_who_is_not_asked_does_not_see_the_review(client, asked, dirk, finn):
    for other in (dirk, finn):
        client.force_login(other)
        for name in ("entry_review", "entry_submit"):
            assert client.get(at(name, asked)).status_code == 404
        assert client.post(at("entry_approve", asked)).status_code == 404


def test_the_page_of_an_editor_says_what_is_still_missing(client, asked, ben, cleo):
    client.force_login(ben)
    page = client.get(at("entry_review", asked)).content.decode()
    assert "An outside reader is missing" in page
    assert at("entry_publish", asked) not in page
    asked.approve(by=cleo)
    page = client.get(at("entry_review", asked)).content.decode()
    assert at("entry_publish", asked) in page


def test_the_form_says_when_a_comment_is_needed(client, asked, cleo):
    client.force_login(cleo)
    page = client.get(at("entry_review", asked)).content.decode()
    assert "needed if you ask for changes" in page
