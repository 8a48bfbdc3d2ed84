"""Addresses of the first visit, the profile, and leaving."""

from django.urls import path

from sharing.views import leaving, welcome

urlpatterns = [
    path("welcome/", welcome.welcome, name="welcome"),
    path("welcome/<slug:step>/", welcome.welcome, name="welcome"),
    path("you/", welcome.profile, name="profile"),
    path("you/data/", leaving.own_data, name="own_data"),
    path("you/entries/", leaving.own_entries, name="own_entries"),
    path(
        "you/entries/<slug:public_id>/-/hand-over/", leaving.entry_hand_over, name="entry_hand_over"
    ),
    path("you/leave/", leaving.leave, name="leave"),
]
