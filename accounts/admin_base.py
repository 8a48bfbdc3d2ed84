"""The admin panel is a view like the others: it lists what is visible, and its actions are verbs."""

from __future__ import annotations

from collections.abc import Callable

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.db.models import Q
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from .forms.synonyms import SynonymsField
from .models import Standing

OUR_APPS = ("accounts", "sharing")
MOST_NAMED = 5  # rows that one message names


class OversteekAdminSite(admin.AdminSite):
    """For administrators: active, address confirmed, admitted."""

    site_title = site_header = "Oversteek"
    enable_nav_sidebar = False

    def register(self, model_or_iterable, admin_class=None, **options):
        """Take in tables of ours only: the panels of others would go past the verbs.

        With one for e-mail addresses or second factors, an administrator could sign in as another.
        """
        is_one = isinstance(model_or_iterable, type)
        asked = [model_or_iterable] if is_one else model_or_iterable
        ours = [model for model in asked if model._meta.app_label in OUR_APPS]
        super().register(ours, admin_class, **options)

    def get_urls(self):
        """Without the address that leads to any row's own page by number: it asks no rule."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]

    def has_permission(self, request) -> bool:
        return request.user.is_authenticated and Standing.of(request.user).is_administrator


class SynonymsFilter(admin.SimpleListFilter):
    """Sectors and themes of which a language still has no synonyms: they are found by name alone."""

    title = gettext_lazy("synonyms")
    parameter_name = "synonyms"

    def lookups(self, request, model_admin):
        return [("both", _("In both languages")), ("missing", _("Missing in a language"))]

    def queryset(self, request, queryset):
        missing = Q(synonyms_en=[]) | Q(synonyms_nl=[])
        found = {"both": ~missing, "missing": missing}.get(self.value())
        return queryset if found is None else queryset.filter(found)


def told_errors(error: Exception) -> str:
    if isinstance(error, ValidationError):
        return " ".join(error.messages)
    return _("That is not yours to do.")


def do_to_each(modeladmin, request, rows, verb: Callable) -> list:
    """Call `verb` for each row; each succeeds or fails whole. Returns the rows that it was done for."""
    done = []
    for row in rows:
        try:
            verb(row)
        except (PermissionDenied, ValidationError) as error:
            modeladmin.message_user(
                request, f"{modeladmin.name_of(row)}: {told_errors(error)}", messages.ERROR
            )
        else:
            done.append(row)
    return done


def say_done(modeladmin, request, description, rows: list) -> None:
    """Say what was done, and for whom."""
    if not rows:
        return
    names = ", ".join(modeladmin.name_of(row) for row in rows[:MOST_NAMED])
    number = len(rows) - MOST_NAMED
    if number > 0:
        names += " " + ngettext("and %(number)d more", "and %(number)d more", number) % {
            "number": number
        }
    text = _("%(action)s: done for %(names)s.") % {"action": description, "names": names}
    modeladmin.message_user(request, text, messages.SUCCESS)


def verb_action(
    name: str,
    description,
    verb: Callable,
    form: type[forms.Form] | None = None,
    after: Callable | None = None,
    shown: Callable | None = None,
):
    """An admin action that calls one verb for each chosen row.

    `verb(row, by, **answers)`; where a `form` is given, a page in between asks for the answers. What
    `after(row)` returns is said of each row that it was done for. Where it matters what was decided on,
    `shown(row)` is the number of what the page in between showed, which the verb gets as `read`.
    """

    def act(modeladmin, request, queryset):
        answers: dict = {}
        if form or shown:
            asked = (form or forms.Form)(request.POST if "answered" in request.POST else None)
            if not asked.is_valid():
                return ask(modeladmin, request, queryset, asked, name, description, shown)
            answers = asked.cleaned_data

        def do(row):
            read = {"read": number_shown(request, row)} if shown else {}
            verb(row, request.user, **answers, **read)

        rows = list(queryset)
        done = do_to_each(modeladmin, request, rows, do)
        say_done(modeladmin, request, described(description, form, answers), done)
        for row in done if after else ():
            text = f"{modeladmin.name_of(row)}: {after(row)}"
            modeladmin.message_user(request, text, messages.INFO)
        return None

    act.__name__ = name
    act.short_description = description
    return act


def described(description, form, answers: dict) -> str:
    """An action with what was chosen for it: "Give a role: Editor, Energy"."""
    told = form.told(answers) if hasattr(form, "told") else ""
    return f"{description} ({told})" if told else str(description)


def number_shown(request, row) -> int:
    """What the page in between showed of this row; 0, which nothing is numbered, where it showed nothing."""
    said = request.POST.get(f"read-{row.pk}", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def ask(modeladmin, request, queryset, form, name, description, shown=None):
    """The page between choosing rows and acting on them."""
    context = modeladmin.admin_site.each_context(request) | {
        "title": description,
        "form": form,
        "action": name,
        "rows": [(row.pk, modeladmin.told(row), shown and shown(row)) for row in queryset],
        "checkbox": ACTION_CHECKBOX_NAME,
        "opts": modeladmin.opts,
    }
    return TemplateResponse(request, "admin/ask.html", context)


def offers(list_filter, lookup: str) -> bool:
    """Does a line of `list_filter` offer this lookup? A filter of our own offers its parameter alone."""
    if hasattr(list_filter, "parameter_name"):
        return lookup == list_filter.parameter_name
    column = list_filter[0] if isinstance(list_filter, tuple) else list_filter
    return lookup == column or lookup.startswith(f"{column}__")


class ReadOnlyAdmin(admin.ModelAdmin):
    """What may be looked at: rows that the reader may see. Nothing is added, changed or deleted."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER  # a count for every line of every filter
    list_per_page = 50
    actions_selection_counter = True

    @admin.display(description=gettext_lazy("number"), ordering="pk")
    def number(self, row) -> int:
        return row.pk

    def name_of(self, row) -> str:
        """What a message calls a row: its id, unless the list is one of people."""
        return str(row)

    def told(self, row) -> str:
        """What the page before an action says of a row."""
        title = getattr(row, "title", "")
        return f"{self.name_of(row)} – {title}" if title else self.name_of(row)

    def view_on_site(self, row) -> str | None:
        """The row's own page. A method, as Django's way there would be past the rules."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else None

    def lookup_allowed(self, lookup: str, value, request) -> bool:
        """Only what the list itself offers.

        Django lets an address ask for any column, a password's too, and for any row that points here,
        such as the entries that name somebody.
        """
        is_offered = any(offers(one, lookup) for one in self.get_list_filter(request))
        return is_offered and super().lookup_allowed(lookup, value, request)

    def get_search_fields(self, request) -> list[str]:
        return [f"{column}__holds" for column in super().get_search_fields(request)]

    def get_queryset(self, request):
        rows = self.model._default_manager.all()
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def get_object(self, request, object_id, from_field=None):
        """An address that names no column, `?_to_field=`, means the key: Django looks for one called ""."""
        return super().get_object(request, object_id, from_field or None)

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # deactivate, archive, withdraw

    def has_view_permission(self, request, obj=None) -> bool:
        return self.admin_site.has_permission(request)


class EditableAdmin(ReadOnlyAdmin):
    """What administrators add and change by hand: taxonomy and organisations."""

    def has_add_permission(self, request) -> bool:
        return self.admin_site.has_permission(request)

    def has_change_permission(self, request, obj=None) -> bool:
        return self.admin_site.has_permission(request)


class ReadOnlyInline(admin.TabularInline):
    """Rows that belong to another, to look at."""

    template = "admin/edit_inline/rows.html"
    extra = 0
    can_delete = False

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_view_permission(self, request, obj=None) -> bool:
        return True


class BilingualAdmin(EditableAdmin):
    """Sectors and themes, whose synonyms are typed as one reads them."""

    def formfield_for_dbfield(self, db_field, request, **options):
        if isinstance(db_field, models.JSONField):
            return SynonymsField(label=capfirst(db_field.verbose_name))
        return super().formfield_for_dbfield(db_field, request, **options)
