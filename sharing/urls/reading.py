"""Addresses of reading entries. Verbs stand behind `-`, which no title's words can be."""

from django.urls import path

from sharing.views import entries, history, home, inbox, keeping, people

urlpatterns = [
    path("", home.home, name="home"),
    path("inbox/", inbox.inbox, name="inbox"),
    path("inbox/-/read/", inbox.inbox_read, name="inbox_read"),
    path("saved/", keeping.saved, name="saved"),
    path("shared-with-you/", keeping.shared_with_you, name="shared_with_you"),
    path("people/<slug:public_id>/", people.member_detail, name="member_detail"),
    path("entries/<slug:public_id>/-/readers/", entries.entry_readers, name="entry_readers"),
    path("entries/<slug:public_id>/-/save/", keeping.entry_save, name="entry_save"),
    path("entries/<slug:public_id>/-/watch/", keeping.entry_watch, name="entry_watch"),
    path("entries/<slug:public_id>/-/feedback/", keeping.entry_feedback, name="entry_feedback"),
    path("entries/<slug:public_id>/-/history/", history.entry_history, name="entry_history"),
    path("entries/<slug:public_id>/-/compare/", history.entry_compare, name="entry_compare"),
    path(
        "entries/<slug:public_id>/-/versions/<int:number>/",
        history.entry_revision,
        name="entry_revision",
    ),
    path("entries/<slug:public_id>/", entries.entry_detail, name="entry_detail"),
    path("entries/<slug:public_id>/<str:words>/", entries.entry_detail, name="entry_detail"),
]
