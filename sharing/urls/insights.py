"""Addresses of figures, and the pages of sectors, themes, organisations and standards."""

urlpatterns = []
