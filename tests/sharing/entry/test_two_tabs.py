"""Two tabs or two writers: what is decided about a draft, beside its words, is lost by nobody either."""

from __future__ import annotations

import re

import pytest

from accounts.models import User
from sharing.models import DetailRevision, Entry, Level, Outcome, RestrictedDetail, Status
from tests.factories import make_entry, make_organisation, make_theme

from .typed import edit, retyped

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(ada):
    return make_entry(ada, status=Status.DRAFT, outcome=Outcome.WORKED)


def opened_in(html: str) -> str:
    return re.search(r'name="opened" value="([^"]*)"', html)[1]


def a_tab(client, draft) -> dict:
    """The form as it stands in a tab opened now."""
    html = client.get(edit(draft)).content.decode()
    return retyped(draft, opened=opened_in(html), outcome=draft.outcome)


def sent(client, draft, tab: dict, **changes):
    return client.post(edit(draft), tab | changes)


def test_a_restricted_detail_of_another_tab_stays(as_ada, draft):
    first, second = a_tab(as_ada, draft), a_tab(as_ada, draft)
    detail = {"detail_text": "The supplier is Pompen BV.", "detail_level": int(Level.AMBER)}
    assert sent(as_ada, draft, first, **detail).status_code == 302
    assert sent(as_ada, draft, second, problem="Another problem.").status_code == 302
    assert DetailRevision.objects.get().text == detail["detail_text"]
    draft.refresh_from_db()
    assert draft.current_revision.problem == "Another problem."


def test_a_level_made_narrower_in_another_tab_is_not_made_wider_again(as_ada, draft):
    first, second = a_tab(as_ada, draft), a_tab(as_ada, draft)
    sent(as_ada, draft, first, level=int(Level.AMBER))
    sent(as_ada, draft, second, summary="Another summary.")
    draft.refresh_from_db()
    assert draft.level == Level.AMBER
    assert draft.current_revision.summary == "Another summary."


def test_names_themes_and_facts_of_another_tab_stay(as_ada, draft):
    grid, alarms = make_organisation("Grid"), make_theme("alarms")
    first, second = a_tab(as_ada, draft), a_tab(as_ada, draft)
    changes = {"level": int(Level.AMBER), "named_organisations": [grid.pk], "themes": [alarms.pk]}
    sent(as_ada, draft, first, outcome="failed", **changes)
    sent(as_ada, draft, second, kind="practice")
    draft.refresh_from_db()
    assert (draft.kind, draft.outcome, draft.level) == ("practice", "failed", Level.AMBER)
    assert list(draft.named_organisations.all()) == [grid]
    assert list(draft.themes.all()) == [alarms]


def test_what_both_changed_is_asked_about_once_and_nothing_is_saved_before(as_ada, draft):
    first, second = a_tab(as_ada, draft), a_tab(as_ada, draft)
    sent(as_ada, draft, first, outcome="failed", summary=first["summary"])
    answer = sent(as_ada, draft, second, outcome="stopped", problem="Mine.")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody else changed this meanwhile" in html
    assert "Mine." in html
    draft.refresh_from_db()
    assert draft.outcome == "failed"
    assert draft.current_revision.problem != "Mine."
    again = second | {"outcome": "stopped", "problem": "Mine.", "opened": opened_in(html)}
    assert as_ada.post(edit(draft), again).status_code == 302
    draft.refresh_from_db()
    assert (draft.outcome, draft.current_revision.problem) == ("stopped", "Mine.")


def test_asked_about_one_field_the_others_still_stay(as_ada, draft):
    first, second = a_tab(as_ada, draft), a_tab(as_ada, draft)
    sent(as_ada, draft, first, outcome="failed", level=int(Level.AMBER))
    html = sent(as_ada, draft, second, outcome="stopped").content.decode()
    as_ada.post(edit(draft), second | {"outcome": "stopped", "opened": opened_in(html)})
    draft.refresh_from_db()
    assert (draft.outcome, draft.level) == ("stopped", Level.AMBER)


def test_through_the_page_of_a_conflict_nothing_is_made_wider(as_ada, draft):
    first, second = a_tab(as_ada, draft), a_tab(as_ada, draft)
    sent(as_ada, draft, first, lesson="Theirs.", level=int(Level.AMBER))
    answer = sent(as_ada, draft, second, lesson="Mine.")
    assert answer.status_code == 409
    carried = dict(answer.context["conflict"].carried(answer.wsgi_request.POST))
    assert as_ada.post(edit(draft), carried | {"lesson": "Mine."}).status_code == 302
    draft.refresh_from_db()
    assert (draft.current_revision.lesson, draft.level) == ("Mine.", Level.AMBER)


def test_a_form_that_says_nothing_of_when_it_was_opened_saves_all_that_it_says(as_ada, draft):
    as_ada.post(edit(draft), retyped(draft, outcome="failed", opened="junk"))
    assert Entry.objects.get(pk=draft.pk).outcome == "failed"


def test_a_detail_of_another_tab_is_not_put_at_a_level_chosen_for_another_text(as_ada, ada, draft):
    strict, amber = int(Level.STRICT), int(Level.AMBER)
    sent(as_ada, draft, a_tab(as_ada, draft), detail_text="Old.", detail_level=strict)
    first, second = (
        a_tab(as_ada, draft) | {"detail_text": "Old.", "detail_level": strict} for _ in range(2)
    )
    sent(as_ada, draft, first, detail_text="The supplier is Pompen BV.")
    answer = sent(as_ada, draft, second, detail_level=amber)
    assert "Somebody else changed this meanwhile" in answer.content.decode()
    newest = DetailRevision.objects.first()
    assert (newest.text, newest.level) == ("The supplier is Pompen BV.", Level.STRICT)
    again = second | {"detail_level": amber, "opened": opened_in(answer.content.decode())}
    as_ada.post(edit(draft), again)
    newest = DetailRevision.objects.first()
    assert (newest.text, newest.level) == ("Old.", Level.AMBER)


def test_a_co_author_who_left_stays_one_at_the_next_save(as_ada, ben, draft):
    draft.co_authors.add(ben)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    tab = a_tab(as_ada, draft) | {"co_authors": [ben.pk]}
    sent(as_ada, draft, tab, summary="Another summary.")
    assert list(draft.co_authors.all()) == [ben]


def test_a_detail_that_is_no_longer_read_is_refused_and_what_was_typed_stays(
    client, draft, ada, ben
):
    draft.co_authors.add(ben)
    RestrictedDetail.objects.set(draft, by=ada, level=Level.AMBER, text="The supplier.")
    client.force_login(ben)
    tab = a_tab(client, draft) | {"detail_text": "Bens text.", "detail_level": int(Level.AMBER)}
    RestrictedDetail.objects.set(draft, by=ada, level=Level.RED, text="The supplier.")
    answer = client.post(edit(draft), tab)
    assert answer.status_code == 200
    assert "Bens text." in answer.content.decode()
