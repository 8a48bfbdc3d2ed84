"""While somebody asks, they see what answers it already: questions like theirs, and lessons."""

from __future__ import annotations

import pytest
from django.urls import reverse

from sharing.models import Level, Question
from sharing.recommendations import refresh
from sharing.search import alike
from tests.factories import make_entry, make_sector
from tests.sharing.doing.raising import ask

pytestmark = pytest.mark.django_db
TITLE = "Who rehearsed a night without any screens?"


def similar(client, **typed) -> str:
    return client.post(reverse("sharing:question_similar"), typed).content.decode()


def form(**changes) -> dict:
    sector = make_sector("health").pk
    usual = {"text": "We will.", "home_sector": sector, "language": "en", "level": 1}
    return usual | {"title": TITLE} | changes


def test_a_question_that_asks_the_same_is_shown_while_typing(as_ada, dirk):
    other, far = ask(dirk), ask(dirk, title="Where do we buy cheaper bicycles?", text="For post.")
    part = similar(as_ada, title=TITLE)
    assert other.title in part
    assert other.get_absolute_url() in part
    assert far.title not in part
    assert "<html" not in part


def test_a_lesson_about_it_is_shown_while_typing(as_ada, cleo):
    words = {
        "title": "Rehearse a night without screens",
        "problem": "Screens failed on a night shift.",
    }
    entry = make_entry(cleo, home="energy", words=words)
    for n in range(6):
        make_entry(
            cleo, home="energy", words={"title": f"Cheaper bicycles {n}", "problem": "Post."}
        )
    refresh()
    assert entry.title in similar(as_ada, title=TITLE, text="Screens failed on a night shift.")


def test_no_row_is_read_for_a_text_that_says_too_little():
    rows = iter([(1, TITLE, "en")])
    assert alike("Screens", rows) == []
    assert alike("A rehearsed night", rows) == [1]


def test_what_the_asker_may_not_read_is_never_shown(as_ada, dirk):
    hidden = ask(dirk, sector="energy", level=Level.AMBER)
    gone = ask(dirk)
    gone.withdraw(by=dirk)
    part = similar(as_ada, title=TITLE)
    assert hidden.public_id not in part
    assert gone.public_id not in part
    assert "Is it answered here?" not in part


def test_without_a_script_it_is_shown_once_and_then_asked(as_ada, dirk):
    other = ask(dirk)
    answer = as_ada.post(reverse("sharing:question_new"), form())
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Is it answered here?" in page
    assert f'name="shown" value="{other.public_id}"' in page
    assert Question.objects.count() == 1
    sent = form(shown=[other.public_id])
    assert as_ada.post(reverse("sharing:question_new"), sent).status_code == 302
    assert Question.objects.count() == 2


def test_a_title_that_was_searched_for_in_vain_is_looked_for_at_once(as_ada, dirk):
    other = ask(dirk)
    page = as_ada.get(reverse("sharing:question_new"), {"title": TITLE}).content.decode()
    assert other.title in page


def test_a_visitor_is_shown_nothing(client, ada):
    assert client.post(reverse("sharing:question_similar"), {"title": TITLE}).status_code in (
        302,
        403,
    )
