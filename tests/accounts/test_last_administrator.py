"""There is always an administrator left, also when two send each other away at the same moment."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from tests.factories import make_user


def test_the_last_administrator_stays(gus):
    with pytest.raises(ValidationError, match="createsuperuser"):
        gus.deactivate(by=gus)
    other = make_user("hana", is_superuser=True)
    gus.deactivate(by=other)
    with pytest.raises(ValidationError):
        other.deactivate(by=other)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_each_other_away_at_once_one_stays():
    first, second = (make_user(name, is_superuser=True) for name in ("hana", "gus"))
    together = Barrier(2)

    def send_away(one: int, by: int) -> None:
        try:
            one, by = User.objects.get(pk=one), User.objects.get(pk=by)
            together.wait()
            one.deactivate(by=by)
        except (PermissionDenied, ValidationError):
            pass  # who came second
        finally:
            connection.close()

    pairs = ((first.pk, second.pk), (second.pk, first.pk))
    threads = [Thread(target=send_away, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert User.objects.filter(is_active=True, is_superuser=True).count() == 1


def test_who_makes_an_administrator_of_a_member_reads_that_it_takes_another_address(ada):
    for address in (ada.email, ada.email.upper()):
        with pytest.raises(CommandError, match="Give an address that has none"):
            call_command("createsuperuser", "--noinput", email=address)
    ada.refresh_from_db()
    assert not ada.is_superuser
    other = "ada-as-administrator@example.org"
    call_command("createsuperuser", "--noinput", email=other, name="Ada, as administrator")
    assert User.objects.get(email=other).standing.is_administrator
