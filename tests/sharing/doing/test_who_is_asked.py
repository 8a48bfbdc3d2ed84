"""Whom a barrier waits for: who is told, and what the lists say of it."""

from __future__ import annotations

import pytest

from accounts.models import Party, Role
from sharing.models import Barrier
from tests.factories import make_organisation, make_sector, make_user
from tests.sharing.doing.pages import page_for
from tests.sharing.doing.raising import in_days, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(db):
    """Business, which works in energy."""
    return make_organisation("Works", "energy", Party.BUSINESS)


def test_who_could_pick_it_up_is_told(ada, ben, eva, works):
    """Editors and stewards of its Party, whatever their sector; and stewards of its home sector."""
    editor = make_user("hugo", works, energy=Role.EDITOR)
    steward = make_user("ida", works, energy=Role.STEWARD)
    writer = make_user("jan", works, energy=Role.CONTRIBUTOR)
    barrier = report(ada, party=Party.BUSINESS)
    assert set(barrier.asked(but=ada)) == {editor, steward, eva}
    seen = Barrier.objects.with_abilities(editor.standing).get(pk=barrier.pk)
    assert seen.can_pick_up
    assert editor.notifications.get(kind="barrier_for_you").barrier == barrier
    assert not writer.notifications.exists()
    assert not ben.notifications.exists()


def test_the_list_of_an_organisation_does_not_say_that_a_finished_one_lies_there(
    client, ada, tess, town
):
    states = {}
    for title in ("Taken", "Answered one", "Solved one"):
        states[title] = report(ada, title=title)
        states[title].pick_up(by=tess, first_answer="We look.", answer_due=in_days(3))
    states["Answered one"].answer_with("It has to stay.", by=tess)
    states["Solved one"].solve(by=tess, solved_with="A new law.", change="law")
    html = page_for(client, ada, f"/organisations/{town.public_id}/")
    told = {title: html.partition(f">{title}</a>")[2].partition("</li>")[0] for title in states}
    assert "With <b>Town</b>" in told["Taken"]
    assert "Answered by <b>Town</b>" in told["Answered one"]
    assert "Solved by <b>Town</b>" in told["Solved one"]
    assert "With" not in told["Solved one"]


def test_who_pays_is_not_called_optional_where_it_is_asked(client, ada):
    form = {
        "title": "Who saves gets nothing", "text": "The ward pays.", "party": "government",
        "level": "1", "language": "en", "home_sector": make_sector("health").pk,
    }  # fmt: skip
    client.force_login(ada)
    for kind in ({}, {"kind": "incentives"}):
        html = client.post("/barriers/new/", form | kind).content.decode()
        label = html.partition('<label for="id_who_pays">')[2].partition("</label>")[0]
        assert "(needed if the kind is Incentives)" in label
        assert "optional" not in label
