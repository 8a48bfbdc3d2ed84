"""What becomes of what somebody leaves behind. All of it is found by state, by the sweep too."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.models import AuditRecord, Membership, Role, User, Verb

from ..telling.digests import DigestSubscription
from ..telling.following import Notification, Own
from ..vocabulary import Level, Status
from .entries import Entry


def heirs(entry, *, besides):
    """Members to whom `entry` can be handed over, by name: contributors of its home sector."""
    writers = Membership.objects.filter(
        sector=entry.home_sector_id, role__gte=Role.CONTRIBUTOR, user=OuterRef("pk")
    )
    people = User.objects.members().filter(Exists(writers)).exclude(pk=besides.pk)
    if entry.level == Level.STRICT:
        people = people.filter(
            Q(organisation=entry.organisation_id)
            | Q(organisation__in=entry.named_organisations.values("pk"))
        )
    if entry.level == Level.RED:
        people = people.filter(
            Q(pk__in=entry.named_people.values("pk")) | Q(pk=entry.author_id or 0)
        )
    return people.select_related("organisation").order_by("name", "pk")


def assign_orphaned_drafts() -> int:
    """Drafts that none of their writers can read any more: each to a colleague, unread. How many."""
    members = User.objects.members().values("pk")
    moved = Q(level=Level.STRICT) & ~Q(author__organisation=F("organisation"))
    found = Entry.objects.filter(status=Status.DRAFT, organisation__isnull=False).filter(
        ~Q(author__in=members) | moved
    )
    return sum(_assign_unread(entry) for entry in found.select_related("organisation"))


def _assign_unread(entry) -> bool:
    writers = User.objects.filter(pk__in=entry.writer_ids())
    if any(entry.is_in_audience(writer) for writer in writers):
        return False
    colleague = colleague_for(entry)
    if colleague is None:
        return False  # Nobody of the organisation may read it: it stays closed.
    try:
        entry.assign_unread(colleague)
    except (ValidationError, Entry.DoesNotExist):
        return False  # Another was first. What is still to be done is found the next time.
    return True


def colleague_for(entry):
    """Who of its organisation takes a draft: the highest role in its home sector first."""
    role = Membership.objects.filter(user=OuterRef("pk"), sector=entry.home_sector_id)
    colleagues = (
        User.objects.members()
        .filter(organisation=entry.organisation_id)
        .annotate(role=Coalesce(Subquery(role.values("role")[:1]), 0))
        .order_by("-role", "pk")
    )
    return next((one for one in colleagues[:50] if entry.is_in_audience(one)), None)


def ask_for_owners() -> int:
    """Published entries whose owner left: the stewards are told, once. How many entries."""
    return sum(_ask_for_owner(entry) for entry in _owners_wanted())


def _owners_wanted():
    """Published entries whose owner left, and of which nobody was told since then."""
    left = AuditRecord.objects.filter(subject=OuterRef("owner"), verb=Verb.DEACTIVATED).order_by(
        "-at", "-pk"
    )
    told = Notification.objects.filter(
        entry=OuterRef("pk"),
        kind=Notification.Kind.OWNER_WANTED,
        created_at__gte=OuterRef("ownerless_since"),
    )
    return (
        Entry.objects.published()
        .filter(Q(owner=None) | Q(owner__is_active=False))
        .annotate(ownerless_since=Coalesce(Subquery(left.values("at")[:1]), F("published_at")))
        .filter(~Exists(told))
    )


@transaction.atomic
def _ask_for_owner(entry) -> bool:
    entry.lock()
    if not _owners_wanted().filter(pk=entry.pk).exists():
        return False  # Another worker was first, or it has an owner again.
    people = User.objects.stewards_of(entry.home_sector_id)
    entry.tell(people.values_list("pk", flat=True), "owner_wanted", by=None)
    return people.exists()


def own_models() -> list:
    """Every table whose rows are for one member alone."""
    return [*Own.__subclasses__(), DigestSubscription, Notification]


def forget_erased() -> int:
    """Delete what was for erased members alone. How many rows."""
    return sum(
        model._default_manager.filter(user__erased_at__isnull=False).delete()[0]
        for model in own_models()
    )
