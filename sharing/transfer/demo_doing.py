"""The demonstration community from knowing to doing: applications and barriers, through the verbs."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sharing.models import (
    Application,
    ApplicationStep,
    Barrier,
    BarrierState,
    Change,
    Level,
    MeetsIt,
    Notification,
    Step,
)

from .demo_community import Community

SAID = ("adapted", "in_our_terms", "came_of_it", "figures", "evidence", "reason")


def at_ten(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))


def load_doing(all_of: Community) -> str:
    """Load both, and say how many there are."""
    applications = all_of.load_each("applications", load_application)
    barriers = all_of.load_each("barriers", load_barrier)
    Notification.objects.filter(kind__in=("travels", "barrier_moved")).update(
        read_at=timezone.now()
    )
    return f"{applications} applications and {barriers} barriers"


def load_application(all_of: Community, row: dict) -> None:
    """Its steps in their order, each on its day."""
    entry, by = all_of.entries[row["entry"]], all_of.people[row["by"]]
    for told in row["steps"]:
        application = Application.objects.record(
            entry,
            by=by,
            step=Step[told["step"].upper()],
            result=told.get("result", ""),
            is_unnamed=row.get("unnamed", False),
            **{name: told[name] for name in SAID if name in told},
        )
        day = at_ten(told["date"])
        latest = application.steps.order_by("-pk").values_list("pk", flat=True)[0]
        ApplicationStep.objects.filter(pk=latest).update(at=day)
        Application.objects.filter(pk=application.pk).update(changed_at=day)
    first = at_ten(row["steps"][0]["date"])
    Application.objects.filter(pk=application.pk).update(created_at=first)


def load_barrier(all_of: Community, row: dict) -> None:
    people, organisations = all_of.people, all_of.organisations
    barrier = Barrier.objects.report(
        by=people[row["reporter"]],
        title=row["title"],
        text=row["text"],
        kind=row["kind"].lower(),
        party=row["party"].lower(),
        level=Level.from_label(row["level"]),
        home_sector=all_of.sectors[row["home"]],
        language=row["language"],
        addressed_to=organisations.get(row.get("organisation", "")),
        entry=all_of.entries.get(row.get("entry", "")),
        who_pays=row.get("who_pays", ""),
        who_gains=row.get("who_gains", ""),
        standards=[all_of.standards[slug] for slug in row.get("standards", ())],
    )
    met_by(all_of, barrier, row)
    for key in row.get("ways", ()):
        barrier.add_way_around(all_of.entries[key], by=people[row["reporter"]])
    move_on(all_of, barrier, row)
    set_dates(barrier, row)


def met_by(all_of: Community, barrier: Barrier, row: dict) -> None:
    """Organisations that meet it too, a week apart, each by one of its people."""
    day = at_ten(row["date"])
    for key in row.get("met_by", ()):
        organisation = all_of.organisations[key]
        person = next(p for p in all_of.people.values() if p.organisation_id == organisation.pk)
        if organisation.pk == barrier.organisation_id:
            continue
        barrier.meet(by=person)
        day = min(day + timedelta(days=9), timezone.now())
        MeetsIt.objects.filter(barrier=barrier, organisation=organisation).update(at=day)


def move_on(all_of: Community, barrier: Barrier, row: dict) -> None:
    state = BarrierState(row.get("state", "open"))
    if state == BarrierState.OPEN:
        return
    by, answer = all_of.people[row["picked_up_by"]], row["answer"]
    due = timezone.localdate() + timedelta(days=30)
    barrier.pick_up(by=by, first_answer=answer, answer_due=due)
    if state == BarrierState.ANSWERED or row.get("answered_on"):
        barrier.answer_with(answer, by=by)
    if state == BarrierState.SOLVED:
        barrier.solve(
            by=by, solved_with=row["solved_with"], change=row.get("change", Change.AGREEMENT)
        )


def set_dates(barrier: Barrier, row: dict) -> None:
    """The verbs say "now"."""
    changes = {"created_at": at_ten(row["date"]), "told_at": at_ten(row["date"])}
    for field, key in (
        ("picked_up_at", "picked_up_on"),
        ("answered_at", "answered_on"),
        ("solved_at", "solved_on"),
    ):
        if row.get(key):
            changes[field] = at_ten(row[key])
    if row.get("answer_due"):
        changes["answer_due"] = row["answer_due"]
    Barrier.objects.filter(pk=barrier.pk).update(**changes)
