"""Where organisations stand with an entry: recorded by their members, shown to those who may see."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Role
from sharing.models import (
    Application,
    ApplicationStep,
    Entry,
    Level,
    Notification,
    Result,
    Status,
    Step,
    ask_how_it_is,
    placed_of,
    stairs_of,
)
from tests.factories import make_entry, make_organisation, make_sector, make_user

pytestmark = pytest.mark.django_db


def record(entry, by, step=Step.PILOTING, **said):
    return Application.objects.record(entry, by=by, step=step, **said)


def somebody(number, sector="energy", **roles):
    organisation = make_organisation(f"Organisation {number}", sector)
    return make_user(f"person{number}", organisation, **{sector: Role.READER, **roles})


def test_an_organisation_has_one_row_which_any_member_moves_on(ada, cleo, dirk):
    entry = make_entry(ada)
    first = record(entry, cleo, Step.CONSIDERING)
    second = record(entry, dirk, Step.IN_USE, result=Result.WORKED, adapted="Two shifts.")
    assert first.pk == second.pk
    assert [(s.by, s.step) for s in second.steps.all()] == [
        (dirk, Step.IN_USE),
        (cleo, Step.CONSIDERING),
    ]


def test_a_double_click_is_one_step(ada, cleo):
    entry = make_entry(ada)
    for _time in range(2):
        application = record(entry, cleo, adapted="Two shifts.")
    assert application.steps.count() == 1


def test_stopped_asks_for_a_reason_and_nothing_is_kept_without_one(ada, cleo):
    entry = make_entry(ada)
    with pytest.raises(ValidationError) as refusal:
        record(entry, cleo, Step.STOPPED, reason=" ")
    assert set(refusal.value.message_dict) == {"reason"}
    assert not entry.applications.exists()
    record(entry, cleo, Step.STOPPED, reason="The supplier charged for each change.")
    assert record(entry, cleo, Step.PILOTING).reason == ""


def test_why_one_stopped_is_no_word_on_going_on_again(ada, cleo):
    entry = make_entry(ada)
    reason = "The supplier charged for each change."
    record(entry, cleo, Step.STOPPED, reason=reason)
    application = record(entry, cleo, Step.PILOTING, reason=reason)
    newest, before = application.steps.all()
    assert (newest.reason, before.reason) == ("", reason)


def test_what_is_not_said_again_stays(ada, cleo):
    entry = make_entry(ada)
    record(entry, cleo, adapted="Two shifts.", figures="187 to 61")
    application = record(entry, cleo, Step.IN_USE, figures="")
    assert (application.adapted, application.figures) == ("Two shifts.", "")


def test_an_address_that_is_none_is_refused(ada, cleo):
    with pytest.raises(ValidationError) as refusal:
        record(make_entry(ada), cleo, evidence="javascript:alert(1)")
    assert "evidence" in refusal.value.message_dict


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.ARCHIVED])
def test_only_what_is_published_is_applied(ada, cleo, status):
    with pytest.raises(PermissionDenied):
        record(make_entry(ada, status=status), cleo)


def test_who_has_no_organisation_or_does_not_see_it_records_nothing(ada, finn, cleo, visitor):
    with pytest.raises(PermissionDenied):
        record(make_entry(ada), finn)
    with pytest.raises(PermissionDenied):
        record(make_entry(ada, level=Level.AMBER), cleo)
    with pytest.raises(PermissionDenied):
        record(make_entry(ada, level=Level.CLEAR), visitor)


def test_visitors_see_none_and_members_what_hangs_on_what_they_see(ada, cleo, finn, visitor):
    entry = make_entry(ada, level=Level.CLEAR)
    record(entry, cleo)
    assert not Application.objects.visible_to(visitor).exists()
    assert not stairs_of(entry, visitor).total
    assert Application.objects.visible_to(finn).exists()


def test_it_keeps_the_level_at_which_it_was_written(ada, cleo, finn):
    entry = make_entry(ada, level=Level.AMBER)
    eli = make_user("eli", cleo.organisation, health=Role.READER)
    record(entry, eli, adapted="Substation names.")
    type(entry).objects.filter(pk=entry.pk).update(level=Level.GREEN)
    outsider = make_user("olga", energy=Role.READER)
    assert entry.is_visible_to(outsider)
    assert not Application.objects.visible_to(outsider).exists()
    assert not ApplicationStep.objects.visible_to(outsider).exists()
    entry.refresh_from_db()
    assert record(entry, eli, Step.IN_USE).level == Level.AMBER


def test_unnamed_is_counted_and_shown_to_its_own_alone(ada, cleo, dirk, finn):
    entry = make_entry(ada)
    record(entry, cleo, is_unnamed=True, adapted="Everybody knows this is us.")
    assert not Application.objects.visible_to(finn).exists()
    assert not ApplicationStep.objects.visible_to(finn).exists()
    stairs = stairs_of(entry, finn)
    assert (stairs.total, stairs.unplaced, stairs.who) == (1, 1, [])
    assert [number for _step, number, _mine in stairs.steps] == [0, 0, 0, 0]
    own = stairs_of(entry, dirk)
    assert own.mine is not None
    assert own.steps[1] == (Step.PILOTING, 1, True)


def test_unnamed_count_on_a_step_from_three_on(ada, finn):
    entry = make_entry(ada)
    people = [somebody(number) for number in range(4)]
    for person in people[:2]:
        record(entry, person, is_unnamed=True)
    record(entry, people[3], Step.IN_USE, is_unnamed=True)
    stairs = stairs_of(entry, finn)
    assert (stairs.total, stairs.unplaced, stairs.has_stairs) == (3, 3, False)
    record(entry, people[3], is_unnamed=True)
    stairs = stairs_of(entry, finn)
    assert (stairs.numbers[Step.PILOTING], stairs.unplaced) == (3, 0)


@pytest.mark.parametrize(
    ("unnamed", "told"),
    [
        ({1: 2, 2: 1}, {}),
        ({1: 3}, {1: 3}),
        ({1: 3, 2: 1}, {}),
        ({1: 3, 2: 1, 9: 1}, {}),
        ({1: 3, 2: 2, 9: 1}, {1: 3}),
        ({1: 4, 3: 3}, {1: 4, 3: 3}),
    ],
)
def test_no_number_on_the_stairs_less_another_tells_of_fewer_than_three(unnamed, told):
    assert placed_of(unnamed) == told


def test_a_number_in_a_list_less_the_stairs_tells_of_no_one_who_only_considers(ada, finn):
    entry = make_entry(ada)
    people = [somebody(number) for number in range(4)]
    for person in people[:3]:
        record(entry, person, is_unnamed=True)
    assert used(entry, finn) == 3
    record(entry, people[3], Step.CONSIDERING, is_unnamed=True)
    assert used(entry, finn) == 0
    assert used(entry, people[3]) == 3
    assert (stairs_of(entry, finn).total, stairs_of(entry, finn).unplaced) == (4, 4)


def used(entry, reader):
    used = Application.objects.used_beside_entries(reader)
    return Entry.objects.filter(pk=entry.pk).annotate(used=used).get().used


def test_the_author_hears_that_it_travels_and_not_from_whom_when_unnamed(ada, ben, cleo):
    entry = make_entry(ada)
    record(entry, ben)
    assert not Notification.objects.filter(kind="travels").exists()
    record(entry, cleo)
    told = ada.notifications.get(kind="travels")
    assert told.actor == cleo
    record(entry, somebody(1), is_unnamed=True)
    assert ada.notifications.filter(kind="travels").first().actor is None


def test_the_stairs_take_two_queries_however_many_stand_there(
    ada, finn, django_assert_max_num_queries
):
    entry = make_entry(ada)
    for number in range(12):
        record(
            entry, somebody(number), Step.STOPPED if number % 3 == 0 else Step.IN_USE, reason="Cost"
        )
    finn.standing  # noqa: B018 - read once per request
    with django_assert_max_num_queries(2):
        stairs = stairs_of(entry, finn)
        assert [row.organisation.home_sector.name for row in stairs.who]
    assert (stairs.total, stairs.stopped, len(stairs.cautions)) == (12, 4, 4)


def test_they_are_asked_again_once_a_period(ada, cleo, dirk):
    entry = make_entry(ada)
    application = record(entry, cleo)
    assert ask_how_it_is() == 0
    Application.objects.update(changed_at=timezone.now() - timedelta(days=91))
    assert (ask_how_it_is(), ask_how_it_is()) == (1, 0)
    assert cleo.notifications.get().kind == "how_is_it"
    assert not dirk.notifications.exists()
    long_ago = timezone.now() - timedelta(days=200)
    Application.objects.filter(pk=application.pk).update(asked_at=long_ago, step=Step.IN_USE)
    assert ask_how_it_is() == 0


def test_who_left_the_organisation_is_not_asked(ada, cleo):
    record(make_entry(ada), cleo)
    Application.objects.update(changed_at=timezone.now() - timedelta(days=91))
    cleo.organisation = ada.organisation
    cleo.save()
    ask_how_it_is()
    assert not cleo.notifications.exists()


def test_a_crossing_shares_no_sector(ada, cleo):
    entry = make_entry(ada, also=["water"])
    record(entry, cleo)
    near = somebody(1, "mobility")
    near.organisation.also_sectors.add(make_sector("water"))
    record(entry, near)
    for number, sector in ((2, "health"), (3, "water")):
        record(entry, somebody(number, sector))
    record(entry, somebody(4, "energy"), Step.CONSIDERING)
    other = somebody(5, "government")
    other.organisation.also_sectors.add(make_sector("health"))
    record(entry, other)
    assert [row.organisation for row in Application.objects.crossings()] == [cleo.organisation]
