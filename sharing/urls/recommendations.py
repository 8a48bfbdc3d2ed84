"""Addresses of suggestions and the profile they are made of."""

urlpatterns = []
