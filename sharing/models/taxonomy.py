"""Themes and open standards: what entries are about, across sectors."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import WrittenLine
from accounts.models.sectors import Bilingual


class ThemeQuerySet(models.QuerySet):
    def by_name(self):
        dutch = (get_language() or "en").startswith("nl")
        return self.order_by("name_nl" if dutch else "name_en")


class Theme(Bilingual):
    """A cross-cutting subject."""

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["slug"]
        verbose_name = _("theme")
        verbose_name_plural = _("themes")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sharing:theme_detail", args=[self.slug])


class Standard(models.Model):
    """An open standard."""

    slug = models.SlugField(_("name in addresses"), max_length=60, unique=True)
    name = WrittenLine(_("name"), max_length=120)
    keeper = WrittenLine(_("who keeps it"), max_length=120, blank=True)
    url = models.URLField(_("address"), blank=True)
    apply_or_explain = models.BooleanField(_("“apply or explain” holds"), default=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("standard")
        verbose_name_plural = _("standards")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("sharing:standard_detail", args=[self.slug])
