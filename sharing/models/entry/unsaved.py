"""Text not yet saved: kept on the server as somebody types, for that member alone."""

from __future__ import annotations

from datetime import timedelta

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.legible import legible
from accounts.models import User

from ..telling.following import Own, OwnQuerySet
from ..vocabulary import Level

MAX_FIELDS = 400_000  # characters; more than all sections at their limits
MOST_KEPT = 60  # texts of one member; of more the oldest go
KEPT_FOR = timedelta(days=365)  # since the last word was typed; the page on privacy says so
# Fields that are chosen, or carried along. A form in which nothing else stands holds no words.
NOT_WORDS = frozenset(
    (
        *("base", "opened", "seen", "shown", "state", "whole", "entry", "next", "do", "other"),
        *("kind", "language", "level", "outcome", "step", "result", "party", "detail_level"),
        *("change", "answer_due", "revision"),
        *("home_sector", "also_sectors", "themes", "standards", "addressed_to", "co_authors"),
        *("named_people", "named_organisations", "is_unnamed", "offers_talk", "person"),
    )
)


OF_ENTRIES = "lesson"  # a field that no other form has


def has_words(fields: dict[str, list[str]]) -> bool:
    """Whether somebody typed something in these fields that they would miss."""
    return any(
        value.strip()
        for name, values in fields.items()
        if name not in NOT_WORDS
        for value in values
    )


def is_new_entry(fields: dict[str, list[str]], base: int | None) -> bool:
    """Whether this was typed into an entry that was never saved."""
    return base is None and OF_ENTRIES in fields


class UnsavedTextQuerySet(OwnQuerySet):
    def keep(self, user, key: str, fields: dict, *, base: int | None) -> UnsavedText | None:
        """Keep what was typed into the form called `key`: nothing, where it is new and holds no words.

        What nobody sees is left out: PostgreSQL takes no NUL. Raises ValidationError for far too much.
        """
        fields = {
            legible(name): [legible(value) for value in values] for name, values in fields.items()
        }
        if sum(len(name) + sum(map(len, values)) for name, values in fields.items()) > MAX_FIELDS:
            raise ValidationError(_("This is more than one form can hold."))
        if base is None and not has_words(fields):
            self.of(user).filter(key=key).delete()
            return None
        text, is_new = self.update_or_create(
            user=user,
            key=key,
            defaults={"fields": fields, "base": base, "saved_at": timezone.now()},
        )
        if is_new:
            too_many = self.of(user).values_list("pk", flat=True)[MOST_KEPT:]
            self.filter(pk__in=list(too_many)).delete()
        return text

    def of_new_entries(self):
        """What was typed into entries that were never saved."""
        return self.filter(base=None, fields__has_key=OF_ENTRIES)


# What each form is about, by the name that its keys begin with; the public id of that ends them.
# Each name stands before those that it begins with.
ABOUT = {
    "application": "Entry",  # application-<organisation>-<entry>: what one's organisation says of it
    "step": "Entry",  # step-<organisation>-<entry>: the same in short
    "concern-answer": "Concern",
    "concern": "Entry",
    "talk-answer": "Introduction",
    "talk": "Entry",  # talk-<member>, or talk-<member>-<entry>
    "barrier-act": "Barrier",  # barrier-act-<verb>-<barrier>
    "barrier": "Entry",
    "review": "Entry",
    "question-words": "Question",
    "question": "Entry",
    "answer": "Question",
    "situation": "Situation",
}

OF_ORGANISATION = ("application", "step")
ABOUT_NOTHING = ("barrier", "question", "situation")  # forms that may begin with nothing
BARRIER_ACTS = frozenset(
    ("add-way-around", "answer-with", "merge-into", "pick-up", "reword", "solve", "withdraw")
)


def forget_unsaved() -> int:
    """Delete what nobody went on with for so long. How many texts."""
    return UnsavedText.objects.filter(saved_at__lt=timezone.now() - KEPT_FOR).delete()[0]


class UnsavedText(Own):
    """What a member typed into one form and has not saved.

    `key` is the public id of the entry, or a random key for one that is not there yet; of another form
    its name in ABOUT, and what it is about: `question`, `answer-<public id>`.
    """

    key = models.CharField(max_length=40)
    base = models.PositiveIntegerField(null=True)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(default=timezone.now)

    @property
    def level(self) -> Level | None:
        """The level that was chosen in the form; None where it has none, or nonsense."""
        chosen = (self.fields.get("level") or [""])[0]
        return next((level for level in Level if str(level.value) == chosen), None)

    @property
    def about(self) -> models.QuerySet | None:
        """What it is about, if its writer sees it now; None where it is about nothing that is there.

        Another's words stand in such a form ("say it in other words"), so it goes out of sight with
        them. Asked is what the writer sees, and never what there is.
        """
        form, between, about = self._parts
        if form is None:
            entry = self._seen("Entry", self.key)
            return entry if self.base is not None or entry.exists() else None
        if not about or (form == "talk" and not between):
            return None
        rows = self._seen(ABOUT[form], about)
        if form in OF_ORGANISATION and between != [str(self.user.organisation_id)]:
            return rows.none()
        return rows

    @property
    def is_of_a_form(self) -> bool:
        """Whether a form of the site keeps under this key, about what its writer sees now."""
        form, between, about = self._parts
        if form is None:
            return self._seen("Entry", self.key).exists()
        if not about:
            return self.key in ABOUT_NOTHING
        if form == "talk":
            member, *more = [*between, about]
            is_there = User.objects.members().filter(public_id=member).exists()
            return is_there and (not more or (len(more) == 1 and self.about.exists()))
        if form == "barrier-act":
            return "-".join(between) in BARRIER_ACTS and self.about.exists()
        return bool(between) == (form in OF_ORGANISATION) and self.about.exists()

    @property
    def _parts(self) -> tuple[str | None, list[str], str]:
        """The form by its name in ABOUT, what stands between, and the public id at the end."""
        form = next((f for f in ABOUT if f"{self.key}-".startswith(f"{f}-")), None)
        *between, about = self.key.removeprefix(form or "").removeprefix("-").split("-")
        return form, between, about

    def _seen(self, name: str, about: str) -> models.QuerySet:
        model = apps.get_model("sharing", name)
        if hasattr(model, "public_id"):
            return model.objects.visible_to(self.user).filter(public_id=about)
        return model.objects.visible_to(self.user).filter(pk=about if about.isdigit() else None)

    @property
    def is_out_of_sight(self) -> bool:
        """Whether it was typed into, or about, what this member sees no more."""
        about = self.about
        return about is not None and not about.exists()

    @property
    def levels(self) -> set[Level]:
        """The level that was chosen, and those of what it is about, as far as its writer sees that."""
        row = about.first() if (about := self.about) is not None else None
        found = {self.level, getattr(row, "level", None)}
        entry = getattr(row, "entry", None)
        if entry is not None and entry.is_visible_to(self.user):
            found.add(entry.level)
        return {Level(level) for level in found - {None}}

    @property
    def title(self) -> str:
        return (self.fields.get("title") or [""])[0].strip()

    objects = UnsavedTextQuerySet.as_manager()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="unsaved_once")]
        indexes = [models.Index(fields=["saved_at"], name="unsaved_oldest")]
