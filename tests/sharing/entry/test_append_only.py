"""What happened, and what was written, stays as it was."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AppendOnly, AuditRecord, Verb
from sharing.models import DetailRevision, Level, RestrictedDetail, Revision, Status
from tests.factories import make_entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(ada):
    entry = make_entry(ada)
    detail = RestrictedDetail.objects.create(entry=entry, level=Level.STRICT)
    detail.add_revision(writer=ada, text="Only for us.")
    AuditRecord.objects.record(Verb.PUBLISHED, entry, by=ada)
    return entry


# One column of each, and of words the ones that matter.
COLUMNS = {AuditRecord: "reason", Revision: "title", DetailRevision: "text"}
every_one = pytest.mark.parametrize("model", COLUMNS, ids=lambda model: model.__name__)


def test_there_are_no_others():
    assert set(AppendOnly.__subclasses__()) == set(COLUMNS)


@every_one
def test_no_row_changes_or_goes(entry, model):
    row = model.objects.get()
    name = COLUMNS[model]
    before = getattr(row, name)
    setattr(row, name, "Another.")
    rows = model.objects.filter(pk=row.pk)
    for change in (
        row.save,
        lambda: row.save(update_fields=[name]),
        row.delete,
        rows.delete,
        model.objects.all().delete,
        lambda: rows.update(**{name: "Another."}),
        lambda: model.objects.update(**{name: "Another."}),
        lambda: model.objects.bulk_update([row], [name]),
        lambda: rows.update_or_create(pk=row.pk, defaults={name: "Another."}),
        lambda: model.objects.bulk_create(
            [row], update_conflicts=True, update_fields=[name], unique_fields=["id"]
        ),
        lambda: model.objects.bulk_create([row], None, False, True, [name], ["id"]),
    ):
        with pytest.raises(TypeError, match="append-only"):
            change()
    row.refresh_from_db()
    assert getattr(row, name) == before


@every_one
def test_a_new_row_with_the_key_of_an_old_one_is_not_saved_over_it(entry, model):
    row = model.objects.get()
    columns = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields}
    other = model(**columns | {COLUMNS[model]: "Another."})
    with pytest.raises(IntegrityError), transaction.atomic():
        other.save()
    assert getattr(model.objects.get(), COLUMNS[model]) == columns[COLUMNS[model]]


def test_what_reaches_them_from_elsewhere_changes_none(entry, ada):
    for change in (
        lambda: entry.revisions.update(title="Another."),
        entry.revisions.all().delete,
        ada.revisions.clear,
        entry.detail.revisions.all().delete,
    ):
        with pytest.raises(TypeError, match="append-only"):
            change()
    assert entry.revisions.get().writer == ada


def test_a_decision_is_written_once(entry, ben, dirk):
    words = entry.current_revision.words | {"lesson": "Another."}
    suggested = entry.revise(by=dirk, base=1, words=words, comment="Better.")
    suggested.refuse(by=ben)
    Revision.objects.filter(pk=suggested.pk).decided(Revision.State.KEPT, by=dirk)
    suggested.refresh_from_db()
    assert (suggested.state, suggested.decided_by) == (Revision.State.REFUSED, ben)


def test_erasing_takes_the_name_from_the_member_and_touches_no_row(entry, ada, gus):
    def rows():
        return [list(model.objects.order_by("pk").values()) for model in (Revision, DetailRevision)]

    before, trail = rows(), list(AuditRecord.objects.order_by("pk").values())
    ada.erase(by=gus)
    assert rows() == before
    assert list(AuditRecord.objects.order_by("pk").values())[: len(trail)] == trail
    assert entry.revisions.get().writer.name == ""


def test_words_go_with_the_draft_that_is_thrown_away(ada):
    draft = make_entry(ada, status=Status.DRAFT)
    draft.revise(by=ada, base=1, words=draft.current_revision.words | {"lesson": "Another."})
    draft.delete_draft(by=ada)
    assert not Revision.objects.exists()
