"""What stands in the way: reported, met, picked up, answered, solved; and read by whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import AuditRecord, Membership, Party, Role, User
from sharing.models import (
    Action,
    Barrier,
    Level,
    MeetsIt,
    Notification,
    WayAround,
    tell_of_waiting_barriers,
)
from sharing.models.raised import barrier_waiting
from tests.factories import make_entry, make_organisation, make_sector, make_user
from tests.sharing.doing.raising import in_days, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen_by(ada, ben, cleo, dirk, eva, finn, gus, tess, visitor):
    """The names of those who see a barrier."""
    people = {p.name: p for p in (ada, ben, cleo, dirk, eva, finn, gus, tess)}

    def seers(barrier):
        seen = {name for name, person in people.items() if barrier.is_visible_to(person)}
        return seen | ({"visitor"} if barrier.is_visible_to(visitor) else set())

    return seers


def test_its_own_level_says_who_sees_it(ada, town, seen_by, settings):
    everyone = {"Ada", "Ben", "Cleo", "Dirk", "Eva", "Finn", "Gus", "Tess"}
    assert seen_by(report(ada)) == everyone
    clear = report(ada, level=Level.CLEAR)
    assert seen_by(clear) == everyone | {"visitor"}
    settings.CLOSED_SITE = True
    assert seen_by(clear) == everyone
    amber = report(ada, level=Level.AMBER, addressed_to=town)
    assert seen_by(amber) == {"Ada", "Ben", "Eva", "Finn", "Gus", "Tess"}


def test_amber_stays_with_its_reporter_and_their_organisation(cleo, dirk, ben, town, seen_by):
    amber = report(cleo, level=Level.AMBER, addressed_to=town, home_sector=make_sector("water"))
    assert seen_by(amber) == {"Cleo", "Dirk", "Gus", "Tess"}


def test_amber_names_an_organisation_and_stricter_there_is_not(ada, town):
    with pytest.raises(ValidationError) as refusal:
        report(ada, level=Level.AMBER)
    assert "addressed_to" in refusal.value.message_dict
    for level in (Level.STRICT, Level.RED):
        with pytest.raises(ValidationError):
            report(ada, level=level, addressed_to=town)


def test_it_is_at_least_as_strict_as_the_entry_it_comes_from(ada, town):
    for level in (Level.STRICT, Level.RED):
        entry = make_entry(ada, level=level)
        with pytest.raises(ValidationError):
            report(ada, entry=entry, level=Level.AMBER, addressed_to=town)
    amber = make_entry(ada, level=Level.AMBER)
    with pytest.raises(ValidationError):
        report(ada, entry=amber, level=Level.GREEN)
    with pytest.raises(ValidationError):  # nor to another circle
        report(
            ada,
            entry=amber,
            level=Level.AMBER,
            addressed_to=town,
            home_sector=make_sector("water"),
        )
    assert report(ada, entry=amber, level=Level.AMBER, addressed_to=town).entry == amber


def test_only_members_report_and_only_from_what_they_see(ada, cleo, visitor):
    with pytest.raises(PermissionDenied):
        report(visitor)
    with pytest.raises(PermissionDenied):
        report(cleo, entry=make_entry(ada, level=Level.AMBER), level=Level.AMBER)


def test_the_same_form_sent_twice_makes_one(ada):
    assert report(ada, public_id="aaaaaaaaaa") == report(ada, public_id="aaaaaaaaaa")


def test_who_could_act_is_told(ada, eva, tess, town):
    steward = make_user("stan", town, government=Role.STEWARD)
    other = make_organisation("Ministry", "government", Party.GOVERNMENT)
    mia = make_user("mia", other, government=Role.EDITOR)
    make_user("theo", town, government=Role.CONTRIBUTOR)
    report(ada)
    told = Notification.objects.filter(kind="barrier_for_you")
    assert {n.user for n in told} == {eva, steward, tess, mia}
    told.delete()
    report(ada, addressed_to=other)
    assert {n.user for n in told.all()} == {eva, mia}


def test_an_editor_of_that_party_picks_it_up_in_its_name(ada, dirk, finn, cleo, gus, tess, town):
    barrier = report(ada)
    trainee = make_user("theo", town, government=Role.CONTRIBUTOR)
    for other in (ada, dirk, finn, cleo, gus, trainee):
        with pytest.raises(PermissionDenied):
            barrier.pick_up(by=other, first_answer="We look.", answer_due=in_days(30))
    barrier.pick_up(by=tess, first_answer="We look.", answer_due=in_days(30))
    assert (barrier.state, barrier.picked_up_for) == ("picked_up", town)
    assert ada.notifications.get().kind == "barrier_moved"
    with pytest.raises(PermissionDenied):
        barrier.pick_up(by=tess, first_answer="Again.", answer_due=in_days(30))


def test_the_named_organisation_picks_it_up_whatever_its_party(ada, grid, dirk):
    barrier = report(ada, addressed_to=grid)
    barrier.pick_up(by=dirk, first_answer="We look.", answer_due=in_days(30))
    assert barrier.picked_up_for == grid


@pytest.mark.parametrize("due", [None, in_days(0), in_days(-1), in_days(1000)])
def test_picking_up_asks_for_an_answer_and_a_date_to_come(ada, tess, due):
    barrier = report(ada)
    with pytest.raises(ValidationError) as refusal:
        barrier.pick_up(by=tess, first_answer="We look.", answer_due=due)
    assert "answer_due" in refusal.value.message_dict
    with pytest.raises(ValidationError) as refusal:
        barrier.pick_up(by=tess, first_answer=" ", answer_due=in_days(3))
    assert "first_answer" in refusal.value.message_dict


def test_answered_and_then_solved_by_who_picked_it_up(ada, cleo, dirk, tess, town):
    barrier = report(ada)
    barrier.meet(by=cleo)
    barrier.pick_up(by=tess, first_answer="We look.", answer_due=in_days(30))
    with pytest.raises(PermissionDenied):
        barrier.answer_with("No.", by=dirk)
    colleague = make_user("tara", town, government=Role.EDITOR)
    barrier.answer_with("It is allowed.", by=colleague)
    with pytest.raises(ValidationError):
        barrier.solve(by=tess, solved_with="", change="law")
    with pytest.raises(ValidationError):
        barrier.solve(by=tess, solved_with="A law.", change="law", change_url="javascript:x")
    barrier.refresh_from_db()
    barrier.solve(by=tess, solved_with="A law.", change="law", change_url="https://law.example/1")
    assert barrier.state == "solved"
    assert [n.kind for n in cleo.notifications.all()] == ["barrier_moved"] * 3
    verbs = AuditRecord.objects.order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["picked_up", "answered", "solved"]


def test_an_organisation_meets_it_once_and_its_reporter_not_again(ada, ben, cleo, dirk, finn):
    barrier = report(ada)
    for other in (ben, finn):
        with pytest.raises(PermissionDenied):
            barrier.meet(by=other)
    barrier.meet(by=cleo)
    barrier.meet(by=dirk)
    assert barrier.meets.get().by == cleo
    barrier.meet(by=dirk, on=False)
    assert not barrier.meets.exists()


def test_who_meets_it_is_for_members(ada, cleo, visitor):
    barrier = report(ada, level=Level.CLEAR)
    barrier.meet(by=cleo)
    assert not MeetsIt.objects.visible_to(visitor).exists()
    assert MeetsIt.objects.visible_to(ada).exists()


def test_a_way_around_is_seen_by_who_sees_both_ends(ada, ben, cleo, dirk):
    barrier = report(ada)
    entry = make_entry(cleo, home="energy", level=Level.AMBER)
    with pytest.raises(PermissionDenied):
        barrier.add_way_around(entry, by=ada)
    barrier.add_way_around(entry, by=dirk)
    assert WayAround.objects.visible_to(cleo).exists()
    assert not WayAround.objects.visible_to(ben).exists()
    type(entry).objects.filter(pk=entry.pk).update(level=Level.GREEN)
    assert not WayAround.objects.visible_to(ben).exists()


def test_a_steward_of_its_home_merges_it_and_its_company_comes_along(ada, cleo, ben, eva, grid):
    first, second = report(ada), report(cleo, home_sector=make_sector("energy"))
    second.meet(by=ada)
    with pytest.raises(PermissionDenied):
        first.merge_into(second, by=ben)
    with pytest.raises(ValidationError):
        first.merge_into(first, by=eva)
    tim = make_user("tim", make_organisation("Transport", "mobility"), mobility=Role.READER)
    first.meet(by=tim)
    first.merge_into(second, by=eva)
    assert {m.organisation for m in second.meets.all()} == {ada.organisation, tim.organisation}
    assert list(Barrier.objects.visible_to(ada).standing()) == [second]
    assert not first.can(cleo, Action.MEET)
    told = Notification.objects.filter(kind=Notification.Kind.BARRIER_MOVED, barrier=second)
    assert {row.user for row in told} == {ada, tim}


def test_it_never_merges_into_one_that_fewer_people_see(ada, eva, town):
    amber = report(ada, level=Level.AMBER, addressed_to=town)
    green, clear = report(ada), report(ada, level=Level.CLEAR)
    for wide, narrow in ((green, amber), (clear, green)):
        with pytest.raises(ValidationError):
            wide.merge_into(narrow, by=eva)
    amber.merge_into(green, by=eva)
    green.refresh_from_db()
    assert not green.meets.exists()


def test_who_reported_one_to_few_is_not_shut_out_when_it_is_merged(ada, eva, hospital, grid):
    """Who moved to another organisation and sector reads what they reported, and no other of those few."""
    ona, zeb = (make_user(name, hospital, health=Role.READER) for name in ("ona", "zeb"))
    first, second, third = (
        report(by, level=Level.AMBER, addressed_to=grid) for by in (ona, zeb, ada)
    )
    first.merge_into(second, by=eva)
    Membership.objects.filter(user=ona).delete()
    User.objects.filter(pk=ona.pk).update(organisation=make_organisation("Water board", "water"))
    with pytest.raises(ValidationError, match="Not everyone"):
        second.merge_into(third, by=eva)
    own = report(User.objects.get(pk=ona.pk), level=Level.AMBER, addressed_to=grid)
    Barrier.objects.filter(pk=own.pk).update(organisation=hospital)
    own.refresh_from_db()
    with pytest.raises(ValidationError, match="Not everyone"):
        own.merge_into(third, by=eva)
    User.objects.filter(pk=ona.pk).update(is_active=False)  # and reads nothing any more
    own.merge_into(third, by=eva)
    second.merge_into(third, by=eva)


def test_list_check_and_flag_agree(ada, ben, cleo, dirk, eva, finn, gus, tess, town, grid):
    one = report(ada, addressed_to=grid)
    two = report(cleo, level=Level.AMBER, addressed_to=town)
    three = report(ada)
    three.pick_up(by=tess, first_answer="We look.", answer_due=in_days(9))
    four = report(ada)
    four.merge_into(one, by=eva)
    assert two.state == "open"
    for person in (ada, ben, cleo, dirk, eva, finn, gus, tess):
        for barrier in Barrier.objects.with_abilities(person):
            for action in Barrier.objects.all().rules:
                flag = getattr(barrier, f"can_{action.value}")
                assert flag == barrier.can(person, action), (person.name, action)


def test_the_sweep_tells_of_what_waits_once_in_two_months(ada, eva, tess):
    barrier = report(ada)
    assert tell_of_waiting_barriers() == 0
    long_ago = timezone.now() - timedelta(days=61)
    Barrier.objects.update(created_at=long_ago, told_at=long_ago)
    assert (tell_of_waiting_barriers(), tell_of_waiting_barriers()) == (1, 0)
    assert eva.notifications.filter(kind="barrier_for_you").count() == 2
    barrier.pick_up(by=tess, first_answer="We look.", answer_due=in_days(9))
    assert tell_of_waiting_barriers() == 0
    Barrier.objects.update(answer_due=in_days(-1), told_at=timezone.now() - timedelta(days=5))
    assert (tell_of_waiting_barriers(), tell_of_waiting_barriers()) == (1, 0)
    assert tess.notifications.get(kind="barrier_overdue").barrier == barrier


def test_a_notification_about_it_is_read_by_who_sees_it(ada, cleo, town):
    amber = report(ada, level=Level.AMBER, addressed_to=town)
    Notification.objects.tell([cleo.pk], "barrier_moved", barrier=amber)
    assert not Notification.objects.visible_to(cleo).exists()
    Barrier.objects.filter(pk=amber.pk).update(level=Level.GREEN)
    assert Notification.objects.visible_to(cleo).exists()


def test_an_open_one_is_not_swallowed_by_one_that_is_solved(ada, eva):
    still, solved = report(ada), report(ada, title="Another")
    Barrier.objects.filter(pk=solved.pk).update(state="solved", solved_at=timezone.now())
    with pytest.raises(ValidationError, match="Keep this one"):
        still.merge_into(solved, by=eva)


def test_where_a_sector_has_no_steward_an_administrator_is_asked(ada, gus):
    barrier = report(ada)
    assert list(barrier.asked()) == [gus]


def test_the_only_steward_who_reports_it_is_not_the_only_one_who_is_told(eva, gus):
    barrier = report(eva)
    assert list(barrier.asked(but=eva)) == [gus]
    assert gus.notifications.get().barrier == barrier


def test_what_was_withdrawn_while_the_sweep_was_at_it_is_told_to_nobody(ada, eva):
    barrier = report(ada)
    barrier.withdraw(by=ada)
    told = eva.notifications.count()
    assert barrier_waiting._tell(barrier.pk, timezone.now()) is False
    assert eva.notifications.count() == told
