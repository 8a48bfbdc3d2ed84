"""Each figure of Insights about the demonstration is the number of rows in the list that it leads to."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.urls import reverse

from sharing import search
from sharing.insights import count
from sharing.models import EmptySearch, Entry, Period
from sharing.transfer.demo import load
from tests.browser.members import person
from tests.links_of_insights import figures_in, listed, wrong

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("demonstration")]


@pytest.fixture(scope="module")
def demonstration(django_db_setup, django_db_blocker):
    """Loaded once for all that is in this file."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_sectors")
        load(settings.BASE_DIR / "demo", lambda text: None)
        search.refresh()
        yield
        transaction.set_rollback(True)


def test_each_figure_equals_the_list_it_leads_to(client):
    for period in Period:
        count(period)
    client.force_login(person("saskia"))
    for period in Period.values:
        assert wrong(client, period) == []
    ((address, number),) = figures_in(client.get(reverse("sharing:insights_method")).text)
    assert listed(client, address) == number


def test_what_is_searched_in_vain_stands_nowhere_in_it():
    texts = EmptySearch.objects.wanted().values_list("text", flat=True)
    assert len(texts) >= 3
    assert [text for text in texts if search.search(Entry.objects.open(), text).exists()] == []
