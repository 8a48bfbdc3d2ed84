"""Every address of the knowledge, room by room."""

from . import (
    applications,
    digests,
    explore,
    insights,
    pages,
    questions,
    reading,
    recommendations,
    welcome,
    writing,
)

app_name = "sharing"

urlpatterns = [
    *pages.urlpatterns,
    *welcome.urlpatterns,
    *explore.urlpatterns,
    *recommendations.urlpatterns,
    *digests.urlpatterns,
    *applications.urlpatterns,
    *questions.urlpatterns,
    *insights.urlpatterns,
    *writing.urlpatterns,
    *reading.urlpatterns,
]
