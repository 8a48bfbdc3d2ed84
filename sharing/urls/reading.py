"""Addresses of reading entries. Verbs stand behind `-`, which no title's words can be."""

urlpatterns = []
