"""What happened, and what was written, stays as it was."""

from __future__ import annotations

import pytest

from accounts.models import AuditRecord, Verb
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


def test_nothing_in_the_audit_trail_changes_or_goes(ada):
    line = AuditRecord.objects.record(Verb.PUBLISHED, make_entry(ada), by=ada)
    line.reason = "Another."
    for change in (
        line.save,
        line.delete,
        AuditRecord.objects.all().delete,
        lambda: AuditRecord.objects.update(reason="Another."),
        lambda: AuditRecord.objects.filter(pk=line.pk).update(reason="Another."),
    ):
        with pytest.raises(TypeError, match="append-only"):
            change()
    line.refresh_from_db()
    assert line.reason == ""


def test_a_wording_is_never_saved_over(ada):
    revision = make_entry(ada).current_revision
    before = revision.title
    revision.title = "Something else"
    with pytest.raises(TypeError, match="never changed"):
        revision.save()
    revision.refresh_from_db()
    assert revision.title == before
