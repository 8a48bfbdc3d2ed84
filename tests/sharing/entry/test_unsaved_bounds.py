"""What is kept while typing has bounds that nobody who writes reaches: forms of the site, a number, a time."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from sharing import tasks
from sharing.models import BARRIER_ACTS, Entry, Level, Status, UnsavedText, forget_unsaved
from sharing.models.entry import unsaved
from sharing.views import barrier_acts
from tests.factories import make_entry
from tests.sharing.doing.raising import ask, report

from .typed import at

pytestmark = pytest.mark.django_db
TYPED = {"text": ["Half a thought."]}


def keep(user, key: str, *, days_ago: int = 0) -> UnsavedText:
    text = UnsavedText.objects.keep(user, key, TYPED, base=None)
    UnsavedText.objects.filter(pk=text.pk).update(
        saved_at=timezone.now() - timedelta(days=days_ago)
    )
    return text


def test_under_a_key_of_no_form_of_the_site_nothing_is_kept(as_ada, ada, cleo, dirk, grid):
    entry, question, barrier = make_entry(cleo, home="energy"), ask(dirk), report(dirk)
    for key in (
        "x1",
        "answer",
        "concern",
        "nothing-of-ours",
        f"x-{entry.public_id}",
        f"question--{entry.public_id}",
        f"review-x-{entry.public_id}",
        f"answer-x-{question.public_id}",
        f"barrier-act-x-{barrier.public_id}",
        f"barrier-act-{barrier.public_id}",
        f"application-{grid.pk}-{entry.public_id}",
        f"step-{entry.public_id}",
        f"step-{ada.organisation_id}-x-{entry.public_id}",
        "talk-zzzzzzzzzz",
        f"talk-zzzzzzzzzz-{entry.public_id}",
        f"talk-{dirk.public_id}-x-{entry.public_id}",
        "concern-answer-999",
    ):
        assert as_ada.post(at(key), {"text": "Half a thought."}).status_code == 404, key
    assert not UnsavedText.objects.exists()


def test_about_what_one_does_not_see_nothing_is_kept_whether_it_is_there_or_not(as_ada, cleo):
    hidden = make_entry(cleo, home="energy", level=Level.RED)
    draft = make_entry(cleo, home="energy", status=Status.DRAFT)
    answers = set()
    for public_id in (hidden.public_id, draft.public_id, "zzzzzzzzzz"):
        for key in (public_id, f"concern-{public_id}", f"question-{public_id}"):
            answer = as_ada.post(at(key), {"text": "Half a thought.", "base": "1"})
            answers.add((answer.status_code, answer.text))
    assert len(answers) == 1
    assert not UnsavedText.objects.exists()


def test_who_goes_on_typing_about_what_went_out_of_sight_loses_nothing(as_ada, cleo):
    entry = make_entry(cleo, home="energy")
    key = f"concern-{entry.public_id}"
    as_ada.post(at(key), {"text": "Half a thought."})
    Entry.objects.filter(pk=entry.pk).update(level=Level.STRICT)
    assert as_ada.post(at(key), {"text": "The whole thought."}).status_code == 200
    assert UnsavedText.objects.get().fields["text"] == ["The whole thought."]


def test_every_form_about_a_barrier_is_known_by_its_key():
    acts = [act for act in vars(barrier_acts).values() if isinstance(act, barrier_acts.Act)]
    assert {act.key for act in acts} == BARRIER_ACTS


def test_of_more_texts_than_anybody_types_the_oldest_go(ada, ben, monkeypatch):
    monkeypatch.setattr(unsaved, "MOST_KEPT", 3)
    keep(ben, "oldest", days_ago=300)
    for days, key in enumerate(("newest", "newer", "older", "oldest")):
        keep(ada, key, days_ago=days)
    UnsavedText.objects.keep(ada, "now", TYPED, base=None)
    assert list(UnsavedText.objects.of(ada).values_list("key", flat=True)) == [
        "now",
        "newest",
        "newer",
    ]
    assert UnsavedText.objects.of(ben).count() == 1


def test_what_nobody_went_on_with_for_a_year_is_forgotten_by_the_sweep(ada):
    assert forget_unsaved in dict(tasks.STEPS).values()
    keep(ada, "situation", days_ago=364)
    keep(ada, "question", days_ago=366)
    assert forget_unsaved() == 1
    assert UnsavedText.objects.get().key == "situation"
    assert forget_unsaved() == 0


def test_the_page_on_privacy_says_how_long_it_is_kept(client):
    assert "a year after you last typed in it, it is gone" in client.get("/privacy/").text


def test_names_of_fields_count_as_well_as_what_stands_in_them(as_ada):
    sent = urlencode({"x" * 1_000 + str(number): "y" for number in range(450)})
    answer = as_ada.post(at("situation"), sent, "application/x-www-form-urlencoded")
    assert answer.status_code == 413
