"""Ways round the rules that were tried, and are closed."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import Role
from sharing.models import (
    Action,
    Entry,
    Level,
    Notification,
    Reach,
    RestrictedDetail,
    Review,
    Revision,
    Status,
)
from tests.factories import approve_outside, decide, make_entry, make_organisation, make_user, words

pytestmark = pytest.mark.django_db


def reach(entry, **changes) -> Reach:
    now = entry.reach
    fields = ("level", "home_sector", "also_sectors", "named_organisations", "named_people")
    return Reach(**{name: getattr(now, name) for name in fields} | changes)


def afresh(user):
    return type(user).objects.get(pk=user.pk)


def test_answering_unasked_assigns_nobody(ada, ben, cleo):
    entry = make_entry(ada, status=Status.IN_REVIEW)
    entry.approve(by=ben)
    ben.memberships.all().delete()
    assert not entry.is_visible_to(afresh(ben))


def test_a_new_wording_asks_those_who_were_asked(ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.approve(by=ben)
    entry.revise(by=ada, base=1, words=words())
    asked = Review.objects.filter(revision=entry.current_revision)
    assert [review.reviewer for review in asked] == [cleo]
    assert asked.get().is_assigned


def test_who_answered_unasked_can_be_asked(ada, ben, eva):
    entry = make_entry(ada, status=Status.IN_REVIEW)
    entry.approve(by=ben, comment="Good.")
    entry.assign([ben], by=ada)
    ben.memberships.all().delete()
    assert entry.is_visible_to(afresh(ben))
    assert Review.objects.get(reviewer=ben).comment == "Good."


def test_who_left_and_came_back_is_asked_anew(ada, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.reviews.update(lapsed_at=entry.created_at)
    assert not entry.is_visible_to(cleo)
    entry.assign([cleo], by=ada)
    assert entry.is_visible_to(cleo)


def test_a_reviewer_who_became_a_co_author_is_no_outside_reader(ada, ben, cleo):
    entry = make_entry(ada, status=Status.DRAFT)
    entry.submit(by=ada, reviewers=[cleo])
    entry.approve(by=cleo)
    decide(entry, by=ada, co_authors=[cleo])
    assert not entry.can(cleo, Action.DECIDE)
    with pytest.raises(ValidationError):
        entry.publish(entry.current_revision, by=ben)


def test_a_co_author_makes_a_draft_no_narrower_along_the_way(ada, cleo, finn):
    """Wider and narrower at once needs both rights: here, the author's."""
    entry = make_entry(ada, status=Status.DRAFT, level=Level.AMBER)
    dana = make_user("dana", health=Role.CONTRIBUTOR)
    entry.co_authors.add(dana)
    entry.named_people.add(cleo)
    swapped = reach(entry, named_people=frozenset({finn.pk}))
    with pytest.raises(PermissionDenied):
        entry.share(swapped, by=dana)
    entry.share(swapped, by=ada)
    assert list(entry.named_people.all()) == [finn]


def test_from_strict_to_red_is_wider_for_those_named(ada, ben, cleo):
    """At TLP:AMBER+STRICT a name opens nothing; at TLP:RED it opens all."""
    entry = make_entry(ada, level=Level.STRICT, named_people=[cleo])
    assert not entry.is_visible_to(cleo)
    assert reach(entry, level=Level.RED).is_wider_than(entry.reach)
    ann = make_user("ann", ada.organisation)
    entry.owner = ann
    entry.save()
    with pytest.raises(PermissionDenied):
        entry.share(reach(entry, level=Level.RED), by=ann)
    entry.share(reach(entry, level=Level.RED), by=ben)
    assert entry.is_visible_to(cleo)


def test_a_red_detail_of_a_strict_entry_is_for_insiders_among_the_named(ada, ben, cleo):
    entry = make_entry(ada, level=Level.STRICT, named_people=[ben, cleo])
    detail = RestrictedDetail.objects.create(entry=entry, level=Level.RED)
    detail.add_revision(writer=ada, text="The detail.")
    assert detail.is_visible_to(ben)
    assert not detail.is_visible_to(cleo)
    assert not detail.current.is_visible_to(cleo)


def test_a_writer_hears_of_narrower_links_among_what_they_may_see(ada, ben, cleo):
    hidden = make_entry(cleo, home="energy", level=Level.RED, words={"title": "Hidden from ada"})
    entry = make_entry(ada, words={"lesson": "As in [[Hidden from ada]]."})
    assert entry.links_with_narrower_audience(seen_by=ada) == []
    own = make_entry(ada, level=Level.RED, words={"title": "Red and mine"})
    entry = make_entry(ada, words={"lesson": "As in [[Red and mine]] and [[Hidden from ada]]."})
    assert entry.links_with_narrower_audience(seen_by=ada) == [own]
    assert hidden not in entry.links_with_narrower_audience(seen_by=ada)


def test_who_may_no_longer_read_what_they_linked_hears_nothing_of_it(ada, ben):
    other = make_entry(ben, level=Level.RED, named_people=[ada], words={"title": "For ada too"})
    entry = make_entry(ada, words={"lesson": "As in [[For ada too]]."})
    assert entry.links_with_narrower_audience(seen_by=ada) == [other]
    other.named_people.clear()
    assert entry.links_with_narrower_audience(seen_by=ada) == []


def test_a_notification_keeps_the_level_at_which_it_was_written(ada, ben, cleo):
    entry = make_entry(ada, level=Level.RED, named_people=[cleo])
    Notification.objects.tell([cleo.pk], "published", entry=entry, by=ada)
    told = Notification.objects.get(user=cleo)
    assert told.level == Level.RED
    assert Notification.objects.visible_to(cleo).get() == told
    entry.share(
        reach(entry, level=Level.GREEN, named_people=frozenset()), by=ben
    ) if False else None
    Entry.objects.filter(pk=entry.pk).update(level=Level.GREEN)
    entry.named_people.clear()
    assert entry.is_visible_to(cleo)
    assert not Notification.objects.visible_to(cleo).exists()


def test_a_demoted_author_reads_a_draft_and_does_no_more(ada):
    entry = make_entry(ada, status=Status.DRAFT)
    ada.memberships.update(role=Role.READER)
    ada = afresh(ada)
    assert entry.is_visible_to(ada)
    assert not entry.can(ada, Action.EDIT)
    assert not entry.can(ada, Action.DELETE)


def test_the_author_takes_back_and_a_co_author_does_not(ada, ben):
    entry = make_entry(ada, status=Status.IN_REVIEW)
    dana = make_user("dana", health=Role.CONTRIBUTOR)
    entry.co_authors.add(dana)
    assert entry.can(ada, Action.TAKE_BACK)
    assert not entry.can(dana, Action.TAKE_BACK)


def test_older_wordings_stay_with_those_for_whom_they_were_written(ada, ben, cleo):
    entry = make_entry(ada, level=Level.STRICT)
    approve_outside(entry, cleo)
    other = make_organisation("Another", "energy")
    entry.share(reach(entry, level=Level.AMBER, named_organisations=frozenset({other.pk})), by=ben)
    entry.share(reach(entry, level=Level.CLEAR, named_organisations=frozenset()), by=ben)
    assert {r.level for r in Revision.objects.visible_to(cleo)} == {Level.CLEAR}
    assert entry.current_revision.level == Level.CLEAR


@pytest.mark.parametrize("level", [Level.STRICT, Level.RED])
def test_naming_a_reviewer_undoes_no_narrowing_in_another_window(ada, finn, level):
    entry = make_entry(ada, level=Level.AMBER, status=Status.DRAFT)
    elsewhere = Entry.objects.get(pk=entry.pk)
    elsewhere.share(reach(elsewhere, level=level), by=ada)
    with pytest.raises(ValidationError, match="may not read this at its level"):
        entry.name_people([finn], by=ada)
    elsewhere.refresh_from_db()
    assert elsewhere.level == level
    assert not elsewhere.named_people.exists()


def test_what_was_published_once_is_not_thrown_away_and_no_page_offers_it(client, ada, ben):
    entry = make_entry(ada)
    entry.pull_back(by=ada)
    entry.take_back(by=ada)
    client.force_login(ada)
    address = reverse("sharing:entry_delete", args=[entry.public_id])
    for page in (entry.get_absolute_url(), reverse("sharing:entry_edit", args=[entry.public_id])):
        assert address not in client.get(page).text
    assert client.get(address).status_code == client.post(address).status_code == 403
    assert Entry.objects.filter(pk=entry.pk).exists()
    with pytest.raises(PermissionDenied):  # that would show all its audience what nobody published
        entry.archive(by=ada)
    entry.hand_over(ben, by=ada)
    assert entry.owner == ben
