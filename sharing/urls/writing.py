"""Addresses of writing and of an entry's life. Verbs stand behind `-`."""

from django.urls import path

from sharing.views import (
    asking,
    concerns,
    deciding,
    history,
    look_alikes,
    reach,
    reviewing,
    unsaved,
    writing,
)

ENTRY = "entries/<slug:public_id>/-"

urlpatterns = [
    path("entries/new/", writing.entry_new, name="entry_new"),
    path(f"{ENTRY}/edit/", writing.entry_edit, name="entry_edit"),
    path(f"{ENTRY}/delete/", writing.entry_delete, name="entry_delete"),
    path(f"{ENTRY}/restore/<int:number>/", history.entry_restore, name="entry_restore"),
    path(f"{ENTRY}/submit/", asking.entry_submit, name="entry_submit"),
    path(f"{ENTRY}/take-back/", asking.entry_take_back, name="entry_take_back"),
    path(f"{ENTRY}/review/", reviewing.entry_review, name="entry_review"),
    path(f"{ENTRY}/approve/", reviewing.entry_approve, name="entry_approve"),
    path(
        f"{ENTRY}/ask-for-changes/", reviewing.entry_ask_for_changes, name="entry_ask_for_changes"
    ),
    path(f"{ENTRY}/publish/", deciding.entry_publish, name="entry_publish"),
    path(f"{ENTRY}/pull-back/", deciding.entry_pull_back, name="entry_pull_back"),
    path(f"{ENTRY}/archive/", deciding.entry_archive, name="entry_archive"),
    path(f"{ENTRY}/take-over/", deciding.entry_take_over, name="entry_take_over"),
    path(f"{ENTRY}/renew/", deciding.entry_renew, name="entry_renew"),
    path(f"{ENTRY}/revisions/<int:number>/", deciding.revision_decide, name="revision_decide"),
    path(f"{ENTRY}/level/", reach.entry_level, name="entry_level"),
    path(f"{ENTRY}/leave/<slug:sector>/", reach.entry_leave_sector, name="entry_leave_sector"),
    path(f"{ENTRY}/concern/", concerns.concern_new, name="concern_new"),
    path("concerns/<int:pk>/", concerns.concern_answer, name="concern_answer"),
    path("reviews/", reviewing.reviews, name="reviews"),
    path("entries/-/similar/", look_alikes.similar, name="similar"),
    path("unsaved/<slug:key>/", unsaved.unsaved, name="unsaved"),
    path("break-glass/", reach.break_glass, name="break_glass"),
]
