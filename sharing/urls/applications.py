"""Addresses of applications and barriers."""

urlpatterns = []
