"""Every address of the knowledge, room by room."""

from . import entries

app_name = "sharing"

urlpatterns = [
    *entries.urlpatterns,
]
