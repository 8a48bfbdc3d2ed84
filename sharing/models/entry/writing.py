"""The verbs of writing: revise, restore, suggest, delete a draft."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import Verb

from ...markup import linked_ids, linked_titles, render
from ..access.machinery import Action
from ..access.narrower import narrower_than
from ..vocabulary import SECTIONS, Status
from .deciders import tell_of_suggestion
from .details import DetailRevision
from .revisions import Revision


class StaleBase(ValidationError):
    """The text was changed by somebody else since the writer began. Nothing was saved."""

    def __init__(self, current: Revision):
        super().__init__(_("Somebody saved another wording while you were writing."))
        self.current = current


class Writing:
    """How an entry gets its words."""

    worded_now: int | None = None  # the revision that this instance added

    @transaction.atomic
    def revise(self, *, by, base: int, words: dict, **why) -> Revision:
        """Save a new wording, made from revision number `base`.

        `why` is the writer's `comment`, or a `cause`. On a published entry it is a suggestion,
        pending until an editor accepts it. Raises StaleBase when `base` is no longer the current
        wording.
        """
        self.lock()
        is_suggestion = self.status == Status.PUBLISHED
        self.require(by, Action.SUGGEST if is_suggestion else Action.EDIT)
        if base != self.current_revision.number:
            raise StaleBase(self.current_revision)
        if words == self.current_revision.words:
            return self.current_revision
        state = Revision.State.PENDING if is_suggestion else Revision.State.KEPT
        revision = self.add_revision(writer=by, words=words, state=state, **why)
        if is_suggestion:
            tell_of_suggestion(self, revision, by=by)
        elif self.status == Status.IN_REVIEW:
            self.ask_reviewers_again(revision, by=by)
        return revision

    @transaction.atomic
    def restore(self, revision: Revision, *, by) -> Revision:
        """Make an earlier wording the newest again, as a new revision.

        Raises ValidationError for one that was written at a stricter level than the entry has now.
        """
        if revision.entry_id != self.pk:
            raise ValueError("That revision is another entry's.")
        self.lock()
        revision.require_level_of(self)
        return self.revise(
            by=by,
            base=self.current_revision.number,
            words=revision.words,
            cause=Revision.Cause.RESTORED,
            restored_from=revision.number,
        )

    @transaction.atomic
    def describe(self, *, by, **decided) -> None:
        """Change what is decided about a draft, apart from its words and who may read it.

        In review that voids approvals, as another wording does.
        """
        self.begin(by, Action.EDIT)
        before = self._described()
        for name in ("themes", "standards", "co_authors"):
            if name in decided:
                getattr(self, name).set(decided.pop(name))
        if unknown := decided.keys() - {"kind", "language", "outcome"}:
            raise TypeError(f"describe() does not decide {', '.join(sorted(unknown))}.")
        for name, value in decided.items():
            setattr(self, name, value)
        self.save(update_fields=decided.keys())
        if self._described() != before:
            self.void_approvals(Revision.Cause.FACTS, by=by)

    def _described(self) -> tuple:
        many = (self.themes, self.standards, self.co_authors)
        linked = (frozenset(rows.values_list("pk", flat=True)) for rows in many)
        return (self.kind, self.language, self.outcome, *linked)

    @transaction.atomic
    def delete_draft(self, *, by) -> None:
        """Throw away a draft that was never published."""
        self.begin(by, Action.DELETE)
        if self.published_at:
            raise ValidationError(_("It was published before: archive it instead."))
        self.audit(Verb.DELETED, by=by)
        type(self).objects.filter(pk=self.pk).update(current_revision=None)
        self.delete()

    def add_revision(
        self, *, writer, words: dict, state: str = "kept", reader=None, **why
    ) -> Revision:
        """Append a revision; a kept one becomes the current wording. For verbs, which hold the lock.

        `why` is the writer's `comment`, or a `cause`. Its links resolve among what `reader` may
        see: the writer, where nobody else is named.
        """
        last = self.revisions.aggregate(last=Max("number"))["last"] or 0
        revision = Revision(
            entry=self,
            number=last + 1,
            base=self.current_revision,
            writer=writer,
            level=self.level,
            state=state,
            **why,
            **words,
        )
        revision.rendered = self.render(words, reader=reader or writer, number=last + 1)
        revision.clean_fields(
            exclude=["entry", "base", "writer", "decided_by", "decided_at", "rendered"]
        )
        revision.save()
        self.worded_now = revision.pk
        if state == Revision.State.KEPT:
            self.current_revision = revision
            self.save(update_fields=["current_revision"])
        return revision

    def render(self, words: dict, *, reader, number: int) -> dict[str, str]:
        """Each section as safe HTML in the language of the entry; links are placeholders with public ids."""
        wanted = {t for s in SECTIONS for t in linked_titles(words.get(s, ""))}
        targets = type(self).objects.titled(wanted, seen_by=reader)
        return {
            section: render(
                words[section],
                document_id=f"{section}-{number}",
                targets=targets,
                language=self.language,
            )
            for section in SECTIONS
            if words.get(section)
        }

    def links_with_narrower_audience(self, *, seen_by, wording: Revision | None = None) -> list:
        """Entries linked from a wording that fewer people read, of those that `seen_by` may see.

        The wording, if not another then the current one, may be of somebody who saw more. With the
        current one goes the restricted detail, of which its own readers are asked.
        """
        rendered = (wording or self.current_revision).rendered
        found = narrower_than(self, self._linked_from(rendered.values(), seen_by=seen_by))
        readable = DetailRevision.objects.visible_to(seen_by)
        if detail := None if wording else readable.newest_of(self):
            linked = self._linked_from([detail.rendered], seen_by=seen_by)
            found += narrower_than(self, [e for e in linked if e not in found], detail.level)
        return found

    def _linked_from(self, texts, *, seen_by) -> list:
        """The entries that these rendered texts link to, with what decides who reads them."""
        ids = {public_id for html in texts for public_id in linked_ids(html)}
        if not ids:
            return []
        linked = type(self).objects.visible_to(seen_by).filter(public_id__in=ids)
        with_names = linked.prefetch_related("also_sectors", "named_organisations")
        return list(with_names.select_related("current_revision"))
