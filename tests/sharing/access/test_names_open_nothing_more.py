"""A name in the audience opens the entry to somebody, and nothing of it that whoever named them does not read."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from accounts.models import Role
from sharing.models import DetailRevision, Level, RestrictedDetail, Revision, Status
from tests.factories import make_entry, make_organisation, make_user

from .test_reach import at, sent
from .test_verbs import afresh, reach

pytestmark = pytest.mark.django_db
FOR_FEW = "kept for a few people"


@pytest.fixture
def editor(db):
    """An editor in health care, elsewhere than at the hospital."""
    return make_user("elsewhere", make_organisation("Clinic"), health=Role.EDITOR)


def named(entry, *people):
    return reach(entry, named_people=frozenset(p.pk for p in people))


def with_detail(ada, closer, /, **about):
    entry = make_entry(ada, **about)
    RestrictedDetail.objects.create(entry=entry, level=closer).add_revision(writer=ada, text="Few.")
    return entry


@pytest.mark.parametrize("level", [Level.GREEN, Level.AMBER])
def test_an_editor_reads_no_red_detail_by_naming_themselves(ada, editor, level):
    entry = with_detail(ada, Level.RED, level=level)
    with pytest.raises(ValidationError, match=FOR_FEW):
        entry.share(named(entry, editor), by=editor)
    assert not DetailRevision.objects.visible_to(afresh(editor)).exists()


def test_an_editor_opens_no_red_detail_to_somebody_else(ada, editor, cleo):
    entry = with_detail(ada, Level.RED, level=Level.AMBER)
    with pytest.raises(ValidationError, match=FOR_FEW):
        entry.share(named(entry, cleo), by=editor)
    assert not entry.named_people.exists()


def test_an_editor_reads_no_strict_detail_by_naming_their_organisation(ada, editor):
    entry = with_detail(ada, Level.STRICT, level=Level.AMBER)
    theirs = frozenset({editor.organisation_id})
    with pytest.raises(ValidationError, match=FOR_FEW):
        entry.share(reach(entry, named_organisations=theirs), by=editor)
    assert not DetailRevision.objects.visible_to(afresh(editor)).exists()


def test_a_co_author_reads_no_red_detail_by_naming_themselves(ada, ben):
    entry = with_detail(ada, Level.RED, status=Status.DRAFT)
    entry.co_authors.add(ben)
    with pytest.raises(ValidationError, match=FOR_FEW):
        entry.share(named(entry, ben), by=ben)


def test_a_contributor_of_the_organisation_reads_no_red_detail_by_naming_themselves(ada):
    entry = with_detail(ada, Level.RED, level=Level.STRICT)
    colleague = make_user("colleague", ada.organisation, energy=Role.CONTRIBUTOR)
    with pytest.raises(ValidationError, match=FOR_FEW):
        entry.share(named(entry, colleague), by=colleague)


def test_an_editor_reads_no_version_from_a_closer_time_by_naming_themselves(ada, editor):
    entry = make_entry(ada, level=Level.AMBER)
    Revision.objects.filter(entry=entry)._set(level=Level.RED)
    with pytest.raises(ValidationError, match=FOR_FEW):
        entry.share(named(entry, editor), by=editor)


def test_who_reads_all_that_a_name_opens_names_others(ada, ben, cleo, editor):
    entry = with_detail(ada, Level.RED, status=Status.IN_REVIEW, level=Level.AMBER)
    entry.share(named(entry, cleo), by=ada)
    strict = with_detail(ada, Level.STRICT, level=Level.AMBER)
    theirs = frozenset({editor.organisation_id})
    strict.share(reach(strict, named_organisations=theirs), by=ben)
    open_to_all = make_entry(ada, level=Level.AMBER)
    open_to_all.share(named(open_to_all, cleo), by=editor)
    for entry_now in (entry, open_to_all):
        assert list(entry_now.named_people.all()) == [cleo]
    assert strict.is_visible_to(afresh(editor))


def test_whoever_names_somebody_reads_first_what_that_opens_besides(client, ada, cleo):
    entry = with_detail(ada, Level.RED, status=Status.IN_REVIEW, level=Level.AMBER)
    client.force_login(ada)
    for people, goes in (([cleo.pk], True), ([], False)):
        asked = sent(entry, named_people=people, level=Level.AMBER if people else Level.GREEN)
        page = client.post(at(entry), asked).content.decode()
        along, hidden = page.split("What goes along")[1].split("What stays hidden")
        assert ("Restricted detail" in along) is goes
        assert ("And the restricted detail" in hidden) is not goes


def test_versions_of_the_same_level_are_not_called_hidden_from_who_is_named(client, ada, cleo):
    entry = make_entry(ada, status=Status.IN_REVIEW, level=Level.AMBER)
    entry.revise(by=ada, base=1, words=entry.current_revision.words | {"lesson": "Shorter."})
    client.force_login(ada)
    page = client.post(at(entry), sent(entry, named_people=[cleo.pk])).content.decode()
    along, hidden = page.split("What goes along")[1].split("What stays hidden")
    assert "Earlier versions" in along
    page = client.post(at(entry), sent(entry, level=Level.GREEN)).content.decode()
    along, hidden = page.split("What goes along")[1].split("What stays hidden")
    assert "Earlier versions" not in along
    assert "Earlier versions" in hidden


def test_the_form_says_why_a_name_is_refused(client, ada, editor, cleo):
    entry = with_detail(ada, Level.RED, level=Level.AMBER)
    client.force_login(editor)
    form = sent(entry, named_people=[cleo.pk]) | {"confirmed": "1"}
    page = client.post(at(entry), form).content.decode()
    assert "A part of this is kept for a few people." in page
    assert not entry.named_people.exists()


def test_whom_a_co_author_asks_to_review_reads_no_detail_that_they_do_not(client, ada, cleo):
    entry = with_detail(ada, Level.RED, status=Status.DRAFT, level=Level.AMBER)
    writer = make_user("writer", ada.organisation, health=Role.CONTRIBUTOR)
    entry.co_authors.add(writer)
    client.force_login(writer)
    asked = {"reviewers": [cleo.pk], "name_them": f"{cleo.pk}"}
    page = client.post(reverse("sharing:entry_submit", args=[entry.public_id]), asked)
    assert "A part of this is kept for a few people." in page.content.decode()
    assert not entry.is_in_audience(cleo)
