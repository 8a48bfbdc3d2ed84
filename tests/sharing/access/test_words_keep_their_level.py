"""Words that were written for few do not reach more by the way, whoever acts in good faith."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Organisation, Role, User
from sharing import search
from sharing.models import (
    Action,
    Entry,
    Level,
    RestrictedDetail,
    Revision,
    Status,
)
from tests.factories import approve_outside, decide, make_entry, make_organisation, make_user

from .test_reach import at, sent
from .test_verbs import afresh, reach

pytestmark = pytest.mark.django_db
SECRET = "Only we know of the quinoa pump."


@pytest.fixture
def suggested_in_secret(ada, ben, cleo):
    """A TLP:CLEAR entry, and a wording that was suggested while it was TLP:AMBER+STRICT."""
    entry = make_entry(ada, level=Level.CLEAR)
    approve_outside(entry, cleo)
    entry.share(reach(entry, level=Level.STRICT), by=ada)
    words = entry.current_revision.words | {"lesson": SECRET}
    revision = entry.revise(by=ada, base=1, words=words, comment="More of it.")
    entry.share(reach(entry, level=Level.CLEAR), by=afresh(ben))
    return revision


def test_a_stricter_wording_is_not_accepted_once_more_people_read_the_entry(
    client, ben, suggested_in_secret
):
    revision = suggested_in_secret
    with pytest.raises(ValidationError, match=r"written at TLP:AMBER\+STRICT"):
        revision.accept(by=ben)
    search.refresh()
    assert SECRET not in client.get(revision.entry.get_absolute_url()).content.decode()


def test_who_decides_sees_the_level_of_the_wording(client, ben, suggested_in_secret):
    revision = suggested_in_secret
    client.force_login(ben)
    address = reverse("sharing:revision_decide", args=[revision.entry.public_id, revision.number])
    assert "TLP:AMBER+STRICT" in client.get(address).content.decode()
    said = client.post(address, {"verdict": "accept"}, follow=True).content.decode()
    assert "These words were written at TLP:AMBER+STRICT" in said


def test_a_version_from_a_stricter_time_is_not_restored(client, ada, ben, cleo):
    entry = make_entry(ada, level=Level.STRICT, words={"lesson": SECRET})
    first = entry.current_revision
    approve_outside(entry, cleo)
    entry.revise(by=ada, base=1, words=first.words | {"lesson": "Clean."}).accept(by=ben)
    entry = Entry.objects.get(pk=entry.pk)
    entry.share(reach(entry, level=Level.CLEAR), by=afresh(ben))
    client.force_login(ada)
    address = reverse("sharing:entry_restore", args=[entry.public_id, 1])
    assert "written at TLP:AMBER+STRICT" in client.post(address, follow=True).content.decode()
    open_ones = Revision.objects.filter(entry=entry, level=Level.CLEAR)
    assert not any(SECRET in revision.lesson for revision in open_ones)


def test_who_wrote_the_words_does_not_publish_them_when_another_fact_changes(ada, ben):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.co_authors.add(ben)
    entry.revise(by=ben, base=1, words=entry.current_revision.words | {"lesson": "By Ben."})
    entry.co_authors.remove(ben)
    entry.submit(by=ada)
    decide(entry, by=ada, outcome="mixed")
    assert not Entry.objects.get(pk=entry.pk).can(afresh(ben), Action.PUBLISH)


@pytest.mark.parametrize("level", [Level.CLEAR, Level.GREEN])
def test_what_no_outside_reader_approved_is_not_opened_to_all_by_making_it_wider(
    ada, ben, cleo, level
):
    entry = make_entry(ada, level=Level.AMBER)
    with pytest.raises(ValidationError, match="from outside its sectors"):
        entry.share(reach(entry, level=level), by=ben)
    approve_outside(entry, cleo)
    entry.share(reach(entry, level=level), by=ben)
    assert entry.level == level


def test_what_came_from_elsewhere_is_opened_without_an_outside_reader(ada, gus):
    entry = make_entry(ada, level=Level.AMBER)
    Entry.objects.filter(pk=entry.pk).update(source_id="ipsx-1", author=None)
    entry = Entry.objects.get(pk=entry.pk)
    entry.share(reach(entry, level=Level.GREEN), by=gus)
    assert entry.level == Level.GREEN


def test_to_red_is_wider_for_an_author_who_left(client, ada, ben, grid):
    entry = make_entry(ada, level=Level.STRICT)
    User.objects.filter(pk=ada.pk).update(organisation=Organisation.objects.get(pk=grid.pk))
    entry = Entry.objects.get(pk=entry.pk)
    assert entry.makes_wider(reach(entry, level=Level.RED))
    editor_alone = make_user("editor", make_organisation("Hospital"), health=Role.EDITOR)
    client.force_login(editor_alone)
    form = sent(entry, level=Level.RED)
    assert "Show this to" in client.post(at(entry), form).content.decode()


def test_a_detail_is_not_made_wider_in_review(ada):
    entry = make_entry(ada, status=Status.IN_REVIEW)
    set_detail(entry, ada, Level.RED)
    with pytest.raises(ValidationError, match="Not in review"):
        set_detail(entry, ada, Level.AMBER)
    assert RestrictedDetail.objects.get().level == Level.RED


def set_detail(entry, by, level):
    return RestrictedDetail.objects.set(entry, by=by, level=level, text="The supplier.")


def test_a_co_author_learns_of_no_detail_by_trying_to_write_one(client, ada, ben):
    said = []
    for has_one in (False, True):
        entry = make_entry(ada, status=Status.DRAFT)
        entry.co_authors.add(ben)
        if has_one:
            set_detail(entry, ada, Level.RED)
        with pytest.raises(ValidationError) as refused:
            set_detail(entry, ben, Level.STRICT)
        said.append(refused.value.messages)
        client.force_login(ben)
        edit = reverse("sharing:entry_edit", args=[entry.public_id])
        assert 'name="detail_text"' not in client.get(edit).content.decode()
    assert said[0] == said[1]


def test_names_that_have_no_effect_any_more_are_not_shown(client, ada, ben, cleo, dirk):
    entry = make_entry(ada, level=Level.AMBER)
    entry.named_people.add(dirk)
    approve_outside(entry, cleo)
    entry.share(reach(entry, level=Level.GREEN), by=ben)
    client.force_login(cleo)
    readers = reverse("sharing:entry_readers", args=[entry.public_id])
    assert dirk.shown_name not in client.get(readers).content.decode()


def test_break_glass_is_told_to_an_author_who_left_without_a_word_of_it(client, ada, gus, grid):
    entry = make_entry(ada, level=Level.STRICT)
    User.objects.filter(pk=ada.pk).update(organisation=Organisation.objects.get(pk=grid.pk))
    Entry.break_glass(entry.public_id, by=gus, reason="Incident 12")
    client.force_login(afresh(ada))
    inbox = client.get("/inbox/").content.decode()
    assert "opened something of yours that you no longer read by break-glass" in inbox
    assert entry.title not in inbox


def test_to_red_is_narrower_for_an_author_whose_organisation_is_named(ada, grid):
    entry = make_entry(ada, level=Level.STRICT)
    entry.named_organisations.add(grid)
    User.objects.filter(pk=ada.pk).update(organisation=grid)
    entry = Entry.objects.get(pk=entry.pk)
    entry.share(reach(entry, level=Level.RED, named_organisations=frozenset()), by=afresh(ada))
    assert entry.level == Level.RED


def test_the_outside_reader_is_outside_the_sectors_that_it_will_have(ada, ben, cleo):
    entry = make_entry(ada, level=Level.AMBER)
    approve_outside(entry, cleo)
    also = frozenset({cleo.organisation.home_sector_id})
    with pytest.raises(ValidationError, match="from outside its sectors"):
        entry.share(reach(entry, level=Level.GREEN, also_sectors=also), by=ben)
