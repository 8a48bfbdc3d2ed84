"""Entries, their wordings and reviews, concerns and break-glass grants."""

from __future__ import annotations

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from accounts.admin_base import ReadOnlyAdmin, ReadOnlyInline, verb_action
from sharing.digests import went_out
from sharing.models import WORDS, BreakGlassGrant, Concern, Entry, Review, Revision


def already_out(entry) -> str:
    """What already went out of an entry that was pulled back."""
    out = went_out(entry)
    return f"{out.by_mail} {out.by_file}"


def wording(entry) -> int:
    """Which wording the panel shows of it."""
    return entry.current_revision.number


def publish(entry, by, read: int) -> None:
    """Raise its flag, with the wording that the administrator saw."""
    revision = Revision.objects.visible_to(by).filter(entry=entry, number=read).first()
    if revision is None:
        raise PermissionDenied
    entry.publish(revision, by=by)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Goes into the audit trail: no names and no words of the entry."),
    )


class ChangesForm(forms.Form):
    comment = forms.CharField(
        label=_("What has to change"), max_length=5_000, widget=forms.Textarea
    )


class CommentForm(forms.Form):
    comment = forms.CharField(
        label=_("Comment"), required=False, max_length=5_000, widget=forms.Textarea
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=5_000, widget=forms.Textarea)


class HangingInline(ReadOnlyInline):
    """What hangs on an entry, as far as the administrator may read it."""

    show_change_link = True

    def get_queryset(self, request):
        return self.model.objects.visible_to(request.user)


class RevisionInline(HangingInline):
    model = Revision
    fields = readonly_fields = ["number", "title", "level", "state", "created_at"]


class ReviewInline(HangingInline):
    model = Review
    fk_name = "entry"
    fields = readonly_fields = ["round", "reviewer_name", "verdict", "answered_at", "lapsed_at"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("reviewer")

    @admin.display(description=_("reviewer"))
    def reviewer_name(self, review) -> str:
        return review.reviewer.shown_name


@admin.register(Entry)
class EntryAdmin(ReadOnlyAdmin):
    list_display = ["public_id", "title", "kind", "home_sector", "level", "status", "published_at"]
    list_filter = ["status", "level", "kind", "home_sector", "outcome", "maturity", "language"]
    list_select_related = ()  # fetched for one page, not joined to every row that is sorted
    search_fields = ["public_id", "current_revision__title"]
    ordering = [
        "-pk"
    ]  # the newest first, found by the index; unpublished ones too, on either database
    fields = [
        "public_id",
        "title",
        "kind",
        "home_sector",
        "also_sectors",
        "themes",
        "standards",
        "language",
        "level",
        "status",
        "outcome",
        "maturity",
        "author_name",
        "owner_name",
        "organisation",
        "source",
        "created_at",
        "published_at",
        "review_due_at",
    ]
    inlines = [RevisionInline, ReviewInline]
    actions = [
        verb_action(
            "approve",
            _("Approve"),
            lambda entry, by, comment, read: entry.approve(by=by, comment=comment, read=read),
            CommentForm,
            shown=wording,
        ),
        verb_action(
            "ask_for_changes",
            _("Ask for changes"),
            lambda entry, by, comment, read: entry.ask_for_changes(
                by=by, comment=comment, read=read
            ),
            ChangesForm,
            shown=wording,
        ),
        verb_action("publish", _("Publish"), publish, shown=wording),
        verb_action(
            "pull_back",
            _("Pull back"),
            lambda entry, by, reason: entry.pull_back(by=by, reason=reason),
            ReasonForm,
            after=already_out,
        ),
        verb_action("renew", _("Still true"), lambda entry, by: entry.renew(by=by)),
        verb_action(
            "archive",
            _("Archive"),
            lambda entry, by, reason: entry.archive(by=by, reason=reason),
            ReasonForm,
        ),
        verb_action("take_over", _("Take over"), lambda entry, by: entry.take_over(by=by)),
    ]

    def get_queryset(self, request):
        words = Revision.objects.visible_to(request.user).only("title", "number")
        return (
            super()
            .get_queryset(request)
            .prefetch_related(Prefetch("current_revision", words), "home_sector")
        )

    @admin.display(description=_("title"), ordering="current_revision__title")
    def title(self, entry) -> str:
        return entry.title

    @admin.display(description=_("author"))
    def author_name(self, entry) -> str:
        return entry.author.shown_name if entry.author else "–"

    @admin.display(description=_("owner"))
    def owner_name(self, entry) -> str:
        return entry.owner.shown_name if entry.owner else "–"


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["entry", "number", "title", "level", "state", "created_at"]
    list_filter = ["state", "level"]
    list_select_related = ["entry"]
    search_fields = ["entry__public_id", "title"]
    ordering = [
        "-pk"
    ]  # the newest first, of whatever entry: by its number it would sort all there are
    fields = ["entry", "number", *WORDS, "comment", "level", "state", "created_at", "decided_at"]
    actions = [
        verb_action("accept", _("Accept"), lambda revision, by: revision.accept(by=by)),
        verb_action("refuse", _("Do not take over"), lambda revision, by: revision.refuse(by=by)),
    ]


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin):
    list_display = ["entry", "round", "reviewer", "verdict", "asked_at", "answered_at"]
    list_filter = ["verdict"]
    list_select_related = ["entry", "reviewer"]
    search_fields = ["entry__public_id"]
    fields = [
        "entry",
        "round",
        "reviewer",
        "verdict",
        "comment",
        "asked_at",
        "answered_at",
        "lapsed_at",
    ]


@admin.register(Concern)
class ConcernAdmin(ReadOnlyAdmin):
    list_display = ["number", "entry", "created_at", "answered_at"]
    list_filter = [("answered_at", admin.EmptyFieldListFilter)]
    list_select_related = ["entry"]
    search_fields = ["entry__public_id"]
    fields = ["entry", "text", "answer", "created_at", "answered_at"]
    actions = [
        verb_action(
            "answer",
            _("Answer"),
            lambda concern, by, text: concern.answer_with(text, by=by),
            AnswerForm,
        ),
    ]


@admin.register(BreakGlassGrant)
class BreakGlassGrantAdmin(ReadOnlyAdmin):
    list_display = ["number", "entry", "administrator", "created_at", "expires_at"]
    list_select_related = ["entry", "administrator"]
    list_filter = ["created_at", "expires_at", ("administrator", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["entry__public_id"]
    fields = ["entry", "administrator", "reason", "created_at", "expires_at"]
