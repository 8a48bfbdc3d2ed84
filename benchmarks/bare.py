"""The yardstick: a bare Django view with a session, its user, one row and one template."""

from django.shortcuts import render
from django.urls import path

from config.urls import urlpatterns as site
from sharing.models import Entry


def bare(request, pk: int):
    return render(request, "bare.html", {"entry": Entry.objects.get(pk=pk), "user": request.user})


urlpatterns = [path("bare/<int:pk>/", bare), *site]
