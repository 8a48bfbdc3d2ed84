"""Organisations: where people work, and which e-mail domains are theirs."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from .audit import AuditRecord, Verb
from .identifiers import public_id
from .sectors import Sector
from .standing import Standing
from .written import WrittenLine

# An address there says nothing about where somebody works.
PUBLIC_MAIL_PROVIDERS = frozenset(
    [
        "aol.com",
        "casema.nl",
        "chello.nl",
        "fastmail.com",
        "gmail.com",
        "gmx.com",
        "gmx.de",
        "gmx.net",
        "googlemail.com",
        "hetnet.nl",
        "home.nl",
        "hotmail.com",
        "hotmail.nl",
        "icloud.com",
        "kpnmail.nl",
        "kpnplanet.nl",
        "live.com",
        "live.nl",
        "mac.com",
        "mail.com",
        "mail.ru",
        "mailbox.org",
        "me.com",
        "msn.com",
        "online.nl",
        "outlook.com",
        "outlook.nl",
        "planet.nl",
        "pm.me",
        "proton.me",
        "protonmail.com",
        "qq.com",
        "quicknet.nl",
        "startmail.com",
        "telfort.nl",
        "tutanota.com",
        "tuta.io",
        "upcmail.nl",
        "versatel.nl",
        "web.de",
        "xs4all.nl",
        "yahoo.com",
        "yahoo.nl",
        "yandex.com",
        "yandex.ru",
        "zeelandnet.nl",
        "ziggo.nl",
        "zonnet.nl",
    ]
)


class Party(models.TextChoices):
    """Who can act on something."""

    BUSINESS = "business", _("Business")
    GOVERNMENT = "government", _("Government")
    SCIENCE = "science", _("Science")
    EDUCATION = "education", _("Education")
    CIVIL_SOCIETY = "civil_society", _("Civil society")


class OrganisationQuerySet(models.QuerySet):
    def for_address(self, address: str, *, of=None):
        """The organisation that has a verified domain of this address, or none.

        A domain that somebody verified themselves counts for others: no administrator brings
        themselves into an organisation (`of`: whose address it is).
        """
        domains = OrganisationDomain.objects.filter(
            domain=address.rpartition("@")[2].lower(), verified_at__isnull=False
        )
        if of is not None:
            domains = domains.exclude(verified_by=of)
        return self.filter(pk__in=domains.values("organisation")).first()


class Organisation(models.Model):
    """Where people work."""

    public_id = models.CharField(
        _("public id"), max_length=10, unique=True, default=public_id, editable=False
    )
    name = WrittenLine(_("name"), max_length=120, unique=True)
    party = models.CharField(_("party"), max_length=13, choices=Party)
    home_sector = models.ForeignKey(
        Sector, models.PROTECT, related_name="organisations", verbose_name=_("home sector")
    )
    also_sectors = models.ManyToManyField(
        Sector, blank=True, related_name="+", verbose_name=_("other sectors")
    )
    created_at = models.DateTimeField(_("made at"), default=timezone.now, editable=False)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sharing:organisation_detail", args=[self.public_id])

    def sector_ids(self) -> set[int]:
        """Home sector and others: one query."""
        others = self.also_sectors.through.objects.filter(organisation=self)
        return {self.home_sector_id, *others.values_list("sector_id", flat=True)}


def refuse_public_providers(domain: str) -> None:
    if domain.lower() in PUBLIC_MAIL_PROVIDERS:
        raise ValidationError(
            _("Anybody can get an address at %(domain)s. Give a domain of the organisation."),
            params={"domain": domain},
        )


class OrganisationDomain(models.Model):
    """An e-mail domain of an organisation. It counts once an administrator has verified it."""

    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="domains", verbose_name=_("organisation")
    )
    domain = models.CharField(
        _("domain"),
        max_length=253,
        unique=True,
        validators=[
            RegexValidator(
                r"^([a-z0-9-]+\.)+[a-z0-9-]{2,}$", _("Give a domain such as example.nl.")
            ),
            refuse_public_providers,
        ],
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("verified by"),
    )

    class Meta:
        ordering = ["domain"]
        verbose_name = _("e-mail domain")
        verbose_name_plural = _("e-mail domains")

    def __str__(self) -> str:
        return self.domain

    @transaction.atomic
    def verify(self, *, by) -> list:
        """Say that this domain is the organisation's. Raises ValidationError for public providers.

        Whoever has a confirmed address there and no organisation joins it, as who confirms one later
        does; returns them.
        """
        from .users import User

        self._require_administrator(by)
        refuse_public_providers(self.domain)
        self.verified_at, self.verified_by = timezone.now(), by
        self.save(update_fields=["verified_at", "verified_by"])
        AuditRecord.objects.record(Verb.DOMAIN_VERIFIED, self.organisation, by=by, domain=self.pk)
        people = User.objects.to_join_by(self.domain).order_by("pk")
        return [joined for user in people if (joined := user.join_by_address())]

    @transaction.atomic
    def distrust(self, *, by) -> None:
        """Say that this domain is no longer the organisation's: nobody joins by it any more."""
        self._require_administrator(by)
        self.verified_at = self.verified_by = None
        self.save(update_fields=["verified_at", "verified_by"])
        AuditRecord.objects.record(Verb.DOMAIN_REFUSED, self.organisation, by=by, domain=self.pk)

    @staticmethod
    def _require_administrator(by) -> None:
        if not Standing.fresh(by).is_administrator:
            raise PermissionDenied("Only administrators verify domains.")
