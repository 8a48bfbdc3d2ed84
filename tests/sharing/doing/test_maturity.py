"""Maturity is derived from the applications of others, and from nothing else."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Role
from sharing.models import Application, Entry, Maturity, Result, Step
from tests.factories import make_entry, make_organisation, make_user

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
