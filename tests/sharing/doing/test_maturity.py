"""Maturity is derived from the applications of others, and from nothing else."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role
from sharing import tasks
from sharing.models import (
    Application,
    Entry,
    Maturity,
    Result,
    Step,
    recount_after_moves,
    wrong_maturities,
)
from tests.factories import make_entry, make_organisation, make_sector, make_user

pytestmark = pytest.mark.django_db


def apply(entry, number, sector, step, result=""):
    organisation = make_organisation(f"Organisation {number}", sector)
    person = make_user(f"person{number}-{step}{result}", organisation, **{sector: Role.READER})
    Application.objects.record(entry, by=person, step=step, result=result, reason="Because.")
    entry.refresh_from_db()
    return Maturity(entry.maturity)


def test_considering_stopping_and_using_it_yourself_prove_nothing(ada, ben):
    entry = make_entry(ada)
    Application.objects.record(entry, by=ben, step=Step.SCALED, result=Result.WORKED)
    assert apply(entry, 1, "energy", Step.CONSIDERING) == Maturity.OBSERVED
    assert apply(entry, 2, "energy", Step.STOPPED) == Maturity.OBSERVED


def test_one_other_that_pilots_it_makes_it_applied_and_stopping_unmakes_it(ada):
    entry = make_entry(ada)
    assert apply(entry, 1, "energy", Step.PILOTING) == Maturity.APPLIED
    assert apply(entry, 1, "energy", Step.STOPPED) == Maturity.OBSERVED


def test_three_others_in_two_sectors_for_whom_it_works_prove_it(ada):
    entry = make_entry(ada)
    apply(entry, 1, "energy", Step.IN_USE, Result.WORKED)
    apply(entry, 2, "energy", Step.SCALED, Result.WORKED)
    assert apply(entry, 3, "energy", Step.IN_USE, Result.WORKED) == Maturity.APPLIED
    assert apply(entry, 4, "water", Step.PILOTING, Result.WORKED) == Maturity.APPLIED
    assert apply(entry, 5, "water", Step.IN_USE, Result.MIXED) == Maturity.APPLIED
    assert apply(entry, 6, "water", Step.IN_USE, Result.WORKED) == Maturity.PROVEN
    assert apply(entry, 6, "water", Step.IN_USE, Result.FAILED) == Maturity.APPLIED


def test_of_an_entry_without_an_organisation_everyone_is_another(finn):
    author = make_user("solo", health=Role.CONTRIBUTOR)
    assert apply(make_entry(author), 1, "health", Step.PILOTING) == Maturity.APPLIED


def test_the_command_finds_and_repairs_what_is_wrong(ada, capsys):
    entry, other = make_entry(ada), make_entry(ada)
    apply(entry, 1, "energy", Step.PILOTING)
    call_command("recount_maturity", check=True)
    Entry.objects.filter(pk=entry.pk).update(maturity=Maturity.OBSERVED)
    Entry.objects.filter(pk=other.pk).update(maturity=Maturity.PROVEN)
    with pytest.raises(CommandError, match="2 entries"):
        call_command("recount_maturity", check=True)
    call_command("recount_maturity")
    entry.refresh_from_db()
    other.refresh_from_db()
    assert (entry.maturity, other.maturity) == (Maturity.APPLIED, Maturity.OBSERVED)


def move(number, sector) -> None:
    """As an administrator does in the panel, who knows no applications."""
    organisation = make_organisation(f"Organisation {number}")
    organisation.home_sector = make_sector(sector)
    organisation.save()


@pytest.fixture
def proven(ada):
    """By two in energy and one in water."""
    entry = make_entry(ada)
    for number, sector in enumerate(("energy", "energy", "water"), start=1):
        apply(entry, number, sector, Step.IN_USE, Result.WORKED)
    return entry


def test_what_an_organisation_proved_follows_it_to_another_home_sector_at_the_next_sweep(proven):
    assert dict(tasks.STEPS)["maturity"] is recount_after_moves
    assert recount_after_moves() == 0
    for sector, maturity in (("energy", Maturity.APPLIED), ("water", Maturity.PROVEN)):
        move(3, sector)
        assert recount_after_moves() == 1
        proven.refresh_from_db()
        assert proven.maturity == maturity
        assert not wrong_maturities()
        assert recount_after_moves() == 0


def test_an_organisation_that_moves_does_not_prove_its_own_entry(ada, ben, hospital, proven):
    Application.objects.record(proven, by=ben, step=Step.IN_USE, result=Result.WORKED)
    move(3, "energy")
    hospital.home_sector = make_sector("water")
    hospital.save()
    assert recount_after_moves() == 1
    proven.refresh_from_db()
    assert proven.maturity == Maturity.APPLIED


def test_looking_for_moves_asks_once(proven, django_assert_num_queries):
    with django_assert_num_queries(1):
        recount_after_moves()
