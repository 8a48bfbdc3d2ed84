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
from .details import DetailRevision, RestrictedDetail
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
    def revise(self, *, by, base: int, words: dict, decided: dict | None = None, **why) -> Revision:
        """Save a new wording, made from revision number `base`, and of a draft what is `decided` beside
        its words and who may read it: together, so that one save makes one wording.

        `why` is the writer's `comment`, or a `cause`. On a published entry it is a suggestion,
        pending until an editor accepts it. Raises StaleBase when `base` is no longer the current
        wording.
        """
        self.lock()
        is_suggestion = self.status == Status.PUBLISHED
        self.require(by, Action.SUGGEST if is_suggestion else Action.EDIT)
        self.require_base(base)
        is_other = bool(decided) and self._decide(decided, by=by)
        if words == self.current_revision.words:
            if is_other:
                self.word_anew(Revision.Cause.FACTS, by=by)
            return self.current_revision
        state = Revision.State.PENDING if is_suggestion else Revision.State.KEPT
        revision = self.add_revision(writer=by, words=words, state=state, **why)
        if is_suggestion:
            tell_of_suggestion(self, revision, by=by)
        elif self.status == Status.IN_REVIEW:
            self.ask_reviewers_again(revision, by=by)
        return revision

    def require_base(self, base: int) -> None:
        """Raise StaleBase unless revision number `base` is what stands there now."""
        if base != self.current_revision.number:
            raise StaleBase(self.current_revision)

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

    def _decide(self, decided: dict, *, by) -> bool:
        """Whether the same words have to be worded anew: in review approvals were of other facts, and in
        another language what is made of the words, as the name of a table, is called otherwise."""
        self.require(by, Action.EDIT)
        before, language = self._decided(), self.language
        for name, value in decided.items():
            if name in ("themes", "standards", "co_authors"):
                getattr(self, name).set(value)
            elif name in ("kind", "language", "outcome"):
                setattr(self, name, value)
            else:
                raise TypeError(f"{name} is not decided with the words.")
        self.save(update_fields=["kind", "language", "outcome"])
        if self.language != language:
            RestrictedDetail.objects.render_anew(self)
            return True
        return self.status == Status.IN_REVIEW and self._decided() != before

    def _decided(self) -> tuple:
        many = (self.themes, self.standards, self.co_authors)
        linked = (frozenset(rows.values_list("pk", flat=True)) for rows in many)
        return (self.kind, self.language, self.outcome, *linked)

    def word_anew(self, cause: str, *, by) -> Revision:
        """The same words as a new wording; in review its reviewers are asked about it. For verbs, which
        hold the lock. Who wrote them stays their writer, and does not publish them.
        """
        current = self.current_revision
        revision = self.add_revision(
            writer=current.writer, reader=current.writer or by, words=current.words, cause=cause
        )
        if self.status == Status.IN_REVIEW:
            self.ask_reviewers_again(revision, by=by)
        return revision

    @transaction.atomic
    def delete_draft(self, *, by) -> None:
        """Throw away a draft that was never published."""
        self.begin(by, Action.DELETE)
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
