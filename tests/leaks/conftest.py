"""The community of the harness, built once for all that is in this folder."""

from __future__ import annotations

from unittest import mock

import pytest
from django.db import transaction
from django.template import Template

from tests.factories import references_checked

from .community import make_community
from .crawl import Asked, Crawl


@pytest.fixture(scope="package")
def crawl(django_db_setup, django_db_blocker):
    """Everybody's way through the site.

    Nothing here asks which templates were used, so none keeps a copy of its context for it.
    """
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        mock.patch.object(Template, "_render", lambda self, context: self.nodelist.render(context)),
        mock.patch("django_htmx.middleware.HtmxDetails", Asked),
    ):
        yield Crawl(references_checked(make_community()))
        transaction.set_rollback(True)
