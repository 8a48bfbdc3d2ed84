"""The community of the harness, built once for all that is in this folder."""

from __future__ import annotations

import pytest
from django.db import transaction

from .community import make_community
from .crawl import Crawl


@pytest.fixture(scope="package")
def crawl(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Crawl(make_community())
        transaction.set_rollback(True)
