"""What suggestions are made of: vectors of entries, which are near each other, what a member minds.

All of it is derived from the entries and made anew at any time, except a member's own wishes. It
ignores readers when computed and is filtered when read. TLP:RED and restricted details are in none.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Sector, Standing

from ..access.audience import audience, view
from ..access.machinery import AccessQuerySet, Action, standing_of
from ..access.rule_in_sql import written
from ..entry.entries import Entry
from ..taxonomy import Theme
from ..telling.following import Own, OwnQuerySet
from ..vocabulary import OPEN_LEVELS

LEASE = timedelta(minutes=10)  # after which a silent worker's share is taken over


class LeaseQuerySet(models.QuerySet):
    """Rows of which one worker at a time takes some: claimed by a conditional UPDATE."""

    def free(self, now=None):
        now = now or timezone.now()
        return self.filter(Q(leased_until=None) | Q(leased_until__lt=now))

    def claim(self, token: str, pks) -> int:
        """Take these rows as far as they are free; returns how many were."""
        now = timezone.now()
        return (
            self.filter(pk__in=list(pks))
            .free(now)
            .update(leased_by=token, leased_until=now + LEASE)
        )

    def renew(self, token: str) -> None:
        self.filter(leased_by=token).update(leased_until=timezone.now() + LEASE)

    def release(self, token: str) -> None:
        self.filter(leased_by=token).update(leased_by="", leased_until=None)


class Leased(models.Model):
    leased_by = models.CharField(max_length=32, default="", editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)

    class Meta:
        abstract = True


class VectorSpaceQuerySet(LeaseQuerySet):
    def current_key(self):
        """The uuid of the space that serves, if any: one row of one value."""
        return self.filter(is_current=True).order_by().values_list("uuid", flat=True)


class VectorSpace(Leased):
    """Statistics under which vectors can be compared, fitted on open entries alone.

    A new one is filled while the current one serves, so that nothing on a page ever goes empty.
    """

    # What a process remembers of a space it remembers by this: ids come again after a restore.
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    encoder = models.CharField(max_length=40)
    encoder_version = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=timezone.now)
    open_entries = models.PositiveIntegerField()
    basis = models.BinaryField()
    words = models.BinaryField()
    likeness = models.JSONField(default=dict)
    is_current = models.BooleanField(default=False)

    objects = VectorSpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("vector space")
        verbose_name_plural = _("vector spaces")
        constraints = [
            models.UniqueConstraint(
                fields=["is_current"], condition=Q(is_current=True), name="one_current_vector_space"
            )
        ]

    def __str__(self) -> str:
        return f"vector space {self.pk} of {self.encoder} {self.encoder_version}"


class EntryVectorQuerySet(LeaseQuerySet):
    def of_current_space(self):
        return self.filter(space__is_current=True)

    def fresh(self):
        """Of the current wording, and on the right side of open and restricted."""
        openness = Q(is_open=True, entry__level__in=OPEN_LEVELS) | (
            Q(is_open=False) & ~Q(entry__level__in=OPEN_LEVELS)
        )
        return self.filter(openness, revision=F("entry__current_revision"))

    def gone(self):
        """Of entries that were pulled back, archived, or became TLP:RED."""
        there = Entry.objects.in_circulation().filter(pk=OuterRef("entry"))
        return self.exclude(Exists(there))


class EntryVector(Leased):
    """An entry as the maths knows it, two bytes a dimension, and the words that say what it is about."""

    space = models.ForeignKey(VectorSpace, models.CASCADE, related_name="vectors")
    entry = models.ForeignKey(Entry, models.CASCADE, related_name="vectors")
    revision = models.ForeignKey(
        "sharing.Revision", models.CASCADE, null=True, related_name="+", db_index=False
    )
    is_open = models.BooleanField(default=False)
    meaning = models.BinaryField(default=bytes)
    words = models.BinaryField(default=bytes)
    settled = models.BinaryField(default=bytes)  # both, moved towards its neighbourhood
    keywords = models.JSONField(default=list)  # [stem, as written, weight], heaviest first
    is_placed = models.BooleanField(default=False)  # its neighbours are known
    has_more = models.BooleanField(default=False)  # near ones than the lists hold

    objects = EntryVectorQuerySet.as_manager()

    class Meta:
        verbose_name = _("vector")
        verbose_name_plural = _("vectors")
        constraints = [
            models.UniqueConstraint(fields=["space", "entry"], name="vector_once_per_space")
        ]
        indexes = [models.Index(fields=["space", "is_placed"], name="vector_unplaced")]

    def __str__(self) -> str:
        return f"vector of entry {self.entry_id}"


class SimilarityQuerySet(AccessQuerySet):
    @staticmethod
    def view(me) -> Q:
        """Both ends are in VIEW, and the far one is published: archived ones are not suggested.

        VIEW of what is published is AUDIENCE: the far end is asked no more, a thousand times a page.
        """
        return view(me, "vector__entry__") & SimilarityQuerySet.far_view(me)

    @staticmethod
    def far_view(me) -> Q:
        return audience(me, "other__entry__") & Q(other__entry__status="published")

    def beside(self, user, *entries, first: int):
        """What is near any of these `entries`, each a queryset of what `user` may see: of the `first` in order,
        what they may see.

        The near end is asked once for each entry, not for each of its neighbours.
        """
        vectors = EntryVector.objects.of_current_space()
        # A union, as OR would let the database go through all vectors there are.
        seeds, *others = (vectors.filter(entry__in=rows.values("pk")) for rows in entries)
        near = self.filter(vector__in=seeds.union(*others).values("pk"))[:first].read_apart()
        return near.filter(written(self.model, self.far_view, standing_of(user)))

    def current(self):
        return self.filter(vector__space__is_current=True)

    def among(self, entries):
        """What `entries`, a queryset of what a reader may see, have to do with each other."""
        ids = entries.order_by().values("pk")
        return self.current().filter(vector__entry__in=ids, other__entry__in=ids)


class Similarity(models.Model):
    """`other` is near `vector`: one of at most fifty open or fifty restricted neighbours."""

    vector = models.ForeignKey(
        EntryVector, models.CASCADE, related_name="neighbours", db_index=False
    )
    other = models.ForeignKey(EntryVector, models.CASCADE, related_name="neighbour_of")
    score = models.FloatField()  # in standard deviations from a random pair
    is_open = models.BooleanField()  # `other` is

    objects = SimilarityQuerySet.as_manager()

    class Meta:
        ordering = ["-score", "other", "pk"]
        verbose_name = _("similarity")
        verbose_name_plural = _("similarities")
        constraints = [
            models.UniqueConstraint(fields=["vector", "other"], name="similarity_once"),
        ]

    def __str__(self) -> str:
        return f"similarity {self.pk}"


class ThemeWishQuerySet(OwnQuerySet):
    def wish(self, theme, *, by, often: int) -> None:
        """Say how often `by` wants to hear of a theme; SOMETIMES is what holds without a word."""
        if often == ThemeWish.Often.SOMETIMES:
            self.filter(user=by.pk, theme=theme.pk).delete()
        else:
            self.update_or_create(user=by, theme=theme, defaults={"often": ThemeWish.Often(often)})


class ThemeWish(Own):
    """How often a member wants suggestions about a theme, in their own words."""

    class Often(models.IntegerChoices):
        NEVER = 0, _("Never")
        SOMETIMES = 1, _("Sometimes")
        OFTEN = 2, _("Often")

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="+")
    often = models.PositiveSmallIntegerField(_("show me"), choices=Often, default=Often.SOMETIMES)

    objects = ThemeWishQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "theme"], name="theme_wished_once")]


class LeftOutQuerySet(OwnQuerySet):
    @transaction.atomic
    def leave(self, thing, *, by, on: bool = True) -> None:
        """Let suggestions for `by` start from this entry, situation or sector no longer; or again.

        Saying the same twice changes nothing.
        """
        about = {thing._meta.model_name: thing}
        if not on:
            self.filter(user=by.pk, **about).delete()
            return
        if isinstance(thing, Entry):
            thing.require(by, Action.SAVE)
        elif not Standing.fresh(by).is_member or getattr(thing, "user_id", by.pk) != by.pk:
            raise PermissionDenied("Members leave out what is theirs.")
        self.get_or_create(user=by, **about)

    def of_kind(self, name: str):
        """The ids of the entries, situations or sectors among these."""
        return self.exclude(**{name: None}).order_by().values(name)


class LeftOut(Own):
    """What suggestions for a member do not start from, though they wrote, keep, told or follow it."""

    entry = models.ForeignKey(Entry, models.CASCADE, null=True, related_name="+")
    situation = models.ForeignKey("sharing.Situation", models.CASCADE, null=True, related_name="+")
    sector = models.ForeignKey(Sector, models.CASCADE, null=True, related_name="+")

    objects = LeftOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", name], name=f"{name}_left_out_once")
            for name in ("entry", "situation", "sector")
        ] + [
            models.CheckConstraint(
                condition=Q(entry__isnull=False, situation=None, sector=None)
                | Q(entry=None, situation__isnull=False, sector=None)
                | Q(entry=None, situation=None, sector__isnull=False),
                name="left_out_is_one_thing",
            )
        ]


class ProfileQuerySet(OwnQuerySet):
    def switch(self, *, by, on: bool) -> None:
        """Let suggestions be made for `by`, or no longer."""
        self.update_or_create(user=by, defaults={"is_on": on})

    def forget(self, *, by) -> None:
        """Let nothing that `by` did until now count any more, nor what they asked for."""
        self.update_or_create(user=by, defaults={"since": timezone.now()})
        for kind in (ThemeWish, LeftOut):
            kind.objects.of(by).delete()


class Profile(Own):
    """Whether suggestions are made for this member, and since when what they did counts."""

    is_on = models.BooleanField(_("suggestions for me"), default=True)
    since = models.DateTimeField(null=True)

    objects = ProfileQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user"], name="one_profile")]
