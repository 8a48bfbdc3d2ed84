"""Situations: what a member is about to do, in their words. For that member alone, unless shared."""

from __future__ import annotations

from collections.abc import Iterable
from textwrap import shorten

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext_lazy as _

from accounts.models import Language, Standing, User, WrittenLine, WrittenText
from accounts.models.identifiers import public_id

from ..access.machinery import standing_of
from ..telling.following import Own, OwnQuerySet

NAME = 80  # letters of a name that is made of the text
TOKEN = 24  # letters of the address that colleagues are given


class SituationQuerySet(OwnQuerySet):
    def readable_by(self, user, token: str = ""):
        """One's own; with the address that its writer gave away, that of who is still a member too."""
        me = standing_of(user)
        if not me.is_member:
            return self.none()
        mine = models.Q(user=me.user_id)
        if not token:
            return self.filter(mine)
        return self.filter(mine | models.Q(token=token, user__in=User.objects.members()))

    @transaction.atomic
    def write(self, *, by, **words):
        """Keep what `by` is about to do, for them alone. Sent again, it is the one that is there."""
        if not Standing.alone(by).is_member:
            raise PermissionDenied("Members write situations.")
        return self.filter(user=by, **words).first() or self.create(user=by, **words)

    def to_fit(self, before):
        """Of members, and not asked what fits since `before`."""
        due = models.Q(fitted_at=None) | models.Q(fitted_at__lt=before)
        return self.filter(due, user__in=User.objects.members())

    def watching(self):
        return self.filter(watched_since__isnull=False)


class Situation(Own):
    """What somebody is about to do. A brief is made of it, anew for each reader."""

    public_id = models.CharField(
        _("public id"), max_length=10, unique=True, default=public_id, editable=False
    )
    title = WrittenLine(_("give it a name"), max_length=100, blank=True)
    text = WrittenText(_("what are you about to do?"), max_length=3_000)
    language = models.CharField(max_length=2, choices=Language, default=Language.ENGLISH)
    token = models.CharField(max_length=TOKEN, null=True, unique=True, editable=False)
    watched_since = models.DateTimeField(null=True, editable=False)
    fitted_at = models.DateTimeField(null=True, editable=False)  # when it was last asked what fits

    objects = SituationQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = _("situation")
        verbose_name_plural = _("situations")

    def __str__(self) -> str:
        return f"situation {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("sharing:situation_detail", args=[self.public_id])

    @property
    def shared_address(self) -> str:
        """The path that a colleague opens, "" while it is not shared."""
        if not self.token:
            return ""
        return reverse("sharing:brief_shared", args=[self.public_id, self.token])

    @property
    def name(self) -> str:
        """What it is called: its title, else how its text begins."""
        if self.title:
            return self.title
        return shorten(self.text.split(".")[0], NAME, placeholder="…")

    @transaction.atomic
    def reword(self, **words: str) -> None:
        """Say it in other words: what fits is asked anew."""
        for name, value in (*words.items(), ("fitted_at", None)):
            setattr(self, name, value)
        self.save(update_fields=[*words, "fitted_at"])

    @transaction.atomic
    def keep_fitting(self, entry_ids: Iterable[int], *, text: str) -> bool:
        """Note what fits, unless it says something else by now than `text`; whether it was noted."""
        now = timezone.now()
        if not Situation.objects.filter(pk=self.pk, text=text).update(fitted_at=now):
            return False
        self.fittings.all().delete()
        Fitting.objects.bulk_create(
            Fitting(user_id=self.user_id, situation=self, entry_id=pk) for pk in entry_ids
        )
        return True

    @transaction.atomic
    def throw_away(self) -> None:
        """Delete it with what fits it: itself locked first, as who notes what fits does."""
        list(Situation.objects.select_for_update().filter(pk=self.pk).values_list("pk"))
        self.delete()

    @transaction.atomic
    def share(self, *, on: bool = True) -> None:
        """Let members who have its address read the text and a brief of their own; or no longer."""
        self.token = (self.token or get_random_string(TOKEN)) if on else None
        self.save(update_fields=["token"])

    @transaction.atomic
    def watch(self, *, on: bool = True) -> None:
        """Keep looking for later lessons that fit, or no longer."""
        self.watched_since = (self.watched_since or timezone.now()) if on else None
        self.save(update_fields=["watched_since"])


class Fitting(Own):
    """An entry that fits a situation, found in the background: for suggestions to its member."""

    situation = models.ForeignKey(Situation, models.CASCADE, related_name="fittings")
    entry = models.ForeignKey("sharing.Entry", models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["situation", "entry"], name="fitting_once")]
