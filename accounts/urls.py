"""Addresses of people: first visit, profile, invitations."""

app_name = "accounts"

urlpatterns = []
