"""Who may read an entry was changed by somebody else while a form about it stood open."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sharing.forms.names import Typed
from sharing.models import Entry, Level, StaleReach, Status
from tests.factories import approve_outside, make_entry

from .test_reach import at, sent
from .test_verbs import afresh, reach

pytestmark = pytest.mark.django_db
SAID = "Somebody else changed this meanwhile, to: "


@pytest.fixture
def entry(ada, cleo):
    """TLP:GREEN, and read by somebody from outside."""
    entry = make_entry(ada, level=Level.GREEN)
    approve_outside(entry, cleo)
    return entry


def carried_by(answer) -> dict:
    """What the page that asks for a confirmation sends along."""
    fields: dict[str, list] = {}
    for name, value in answer.context["carried"]:
        fields.setdefault(name, []).append(value)
    return fields | {"asked": "1", "confirmed": "1"}


def shown_in(answer) -> dict:
    """What a form that came back sends when nothing in it is touched."""
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    values |= {name: value.ticked for name, value in values.items() if isinstance(value, Typed)}
    return {name: value for name, value in values.items() if value is not None}


def test_a_confirmation_does_not_undo_what_was_made_narrower_meanwhile(client, ada, ben, entry):
    client.force_login(ben)
    asked = client.post(at(entry), sent(entry, level=Level.CLEAR))
    Entry.objects.get(pk=entry.pk).share(reach(entry, level=Level.STRICT), by=ada)
    answer = client.post(at(entry), carried_by(asked))
    assert answer.status_code == 409
    assert f"{SAID}TLP:AMBER+STRICT" in answer.content.decode()
    entry.refresh_from_db()
    assert entry.level == Level.STRICT


def test_what_was_chosen_stays_and_is_asked_about_from_what_stands_there_now(
    client, ada, ben, entry
):
    client.force_login(ben)
    asked = client.post(at(entry), sent(entry, level=Level.CLEAR))
    Entry.objects.get(pk=entry.pk).share(reach(entry, level=Level.AMBER), by=ada)
    answer = client.post(at(entry), carried_by(asked) | {"reason": "They agreed."})
    again = client.post(at(entry), shown_in(answer))
    assert ">They agreed.</textarea>" in again.content.decode()
    assert (again.context["now"].level, again.context["after"].level) == (Level.AMBER, Level.CLEAR)
    assert client.post(at(entry), carried_by(again)).status_code == 302
    entry.refresh_from_db()
    assert entry.level == Level.CLEAR


def test_a_confirmation_that_says_not_what_was_shown_confirms_nothing(client, ben, entry):
    client.force_login(ben)
    for opened in ("", "junk", "level=0 home_sector=0"):
        form = sent(entry, level=Level.CLEAR, confirmed="1", opened=opened)
        assert client.post(at(entry), form).status_code == 409
    entry.refresh_from_db()
    assert entry.level == Level.GREEN


def test_a_name_that_somebody_else_added_meanwhile_is_not_taken_off(client, ada, ben, grid):
    entry = make_entry(ada, level=Level.AMBER)
    client.force_login(ada)
    stale = sent(entry)
    named = replace(entry.reach, named_organisations=frozenset({grid.pk}))
    Entry.objects.get(pk=entry.pk).share(named, by=ben)
    answer = client.post(at(entry), stale | {"level": int(Level.STRICT)})
    assert answer.status_code == 409
    assert f"{SAID}Grid operator" in answer.content.decode()
    entry = Entry.objects.get(pk=entry.pk)
    assert entry.reach == named
    assert client.post(at(entry), shown_in(answer)).status_code == 302
    entry.refresh_from_db()
    assert entry.reach == replace(named, level=Level.STRICT)


def test_what_both_changed_keeps_the_choice_of_who_sends_and_shows_the_other(
    client, ada, ben, grid, cleo, dirk
):
    entry = make_entry(ada, level=Level.AMBER, status=Status.DRAFT)
    client.force_login(ada)
    form = sent(entry, named_people=[dirk.pk])
    entry.share(reach(entry, named_people=frozenset({cleo.pk})), by=ada)
    answer = client.post(at(entry), form)
    assert f"{SAID}Cleo" in answer.content.decode()
    assert shown_in(answer)["named_people"] == [str(dirk.pk)]
    asked = client.post(at(entry), shown_in(answer))
    assert client.post(at(entry), carried_by(asked)).status_code == 302
    assert list(entry.named_people.all()) == [dirk]


def test_sent_a_second_time_a_confirmation_changes_nothing_and_is_no_conflict(client, ben, entry):
    client.force_login(ben)
    confirmed = carried_by(client.post(at(entry), sent(entry, level=Level.CLEAR)))
    for _click in range(2):
        assert client.post(at(entry), confirmed).status_code == 302
    entry.refresh_from_db()
    assert entry.level == Level.CLEAR


def test_what_was_changed_between_a_look_and_its_lock_is_seen_by_the_verb(ada, ben, entry):
    seen = entry.reach
    Entry.objects.get(pk=entry.pk).share(reach(entry, level=Level.STRICT), by=ada)
    with pytest.raises(StaleReach):
        entry.share(replace(seen, level=Level.CLEAR), by=afresh(ben), seen=seen)
    entry.refresh_from_db()
    assert entry.level == Level.STRICT
