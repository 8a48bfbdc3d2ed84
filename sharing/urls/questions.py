"""Addresses of questions, situations and introductions."""

urlpatterns = []
