"""Addresses of figures, and the pages of sectors, themes and organisations."""

from django.urls import path

from sharing.views import insights, organisations, places

ORGANISATION = "organisations/<slug:public_id>/"

urlpatterns = [
    path("sectors/<slug:slug>/", places.sector_detail, name="sector_detail"),
    path("sectors/<slug:slug>/-/follow/", places.sector_follow, name="sector_follow"),
    path("themes/<slug:slug>/", places.theme_detail, name="theme_detail"),
    path("themes/<slug:slug>/-/follow/", places.theme_follow, name="theme_follow"),
    path(ORGANISATION, organisations.organisation_detail, name="organisation_detail"),
    path(f"{ORGANISATION}-/learns/", organisations.organisation_learns, name="organisation_learns"),
    path(f"{ORGANISATION}-/wrote/", organisations.organisation_wrote, name="organisation_wrote"),
    path("insights/", insights.insights, name="insights"),
    path("insights/how-we-count/", insights.insights_method, name="insights_method"),
    path("insights/entries/", insights.insights_entries, name="insights_entries"),
    path("insights/files/<slug:name>/", insights.insights_file, name="insights_file"),
    path("insights/stairs/<int:stair>/", insights.insights_stair, name="insights_stair"),
    path("insights/stopped/", insights.insights_all_stopped, name="insights_all_stopped"),
    path("insights/stopped/<slug:reason>/", insights.insights_stopped, name="insights_stopped"),
    path("insights/crossings/", insights.insights_crossings, name="insights_crossings"),
    path("insights/gives/<slug:slug>/", insights.insights_gives, name="insights_gives"),
    path("insights/takes/<slug:slug>/", insights.insights_takes, name="insights_takes"),
    path(
        "insights/crossings/<slug:giver>/<slug:taker>/",
        insights.insights_crossing,
        name="insights_crossing",
    ),
]
