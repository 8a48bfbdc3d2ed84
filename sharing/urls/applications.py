"""Addresses of applications, barriers and open standards."""

from django.urls import path

from sharing.views import applications, barrier_acts, barrier_new, barriers, barriers_out, standards

BARRIER = "barriers/<slug:public_id>/"

urlpatterns = [
    path(
        "entries/<slug:public_id>/-/application/",
        applications.application_record,
        name="application_record",
    ),
    path(
        "entries/<slug:public_id>/-/applications/",
        applications.application_list,
        name="application_list",
    ),
    path("barriers/", barriers.barriers, name="barriers"),
    path("barriers/feed/", barriers_out.barriers_feed, name="barriers_feed"),
    path("barriers/export/", barriers_out.barriers_export, name="barriers_export"),
    path("barriers/new/", barrier_new.barrier_new, name="barrier_new"),
    path("barriers/similar/", barrier_new.barrier_similar, name="barrier_similar"),
    path(BARRIER, barriers.barrier_detail, name="barrier_detail"),
    path(f"{BARRIER}meet/", barrier_acts.barrier_meet, name="barrier_meet"),
    path(f"{BARRIER}pick-up/", barrier_acts.barrier_pick_up, name="barrier_pick_up"),
    path(f"{BARRIER}answer/", barrier_acts.barrier_answer, name="barrier_answer"),
    path(f"{BARRIER}solve/", barrier_acts.barrier_solve, name="barrier_solve"),
    path(f"{BARRIER}way/", barrier_acts.barrier_way, name="barrier_way"),
    path(f"{BARRIER}reword/", barrier_acts.barrier_reword, name="barrier_reword"),
    path(f"{BARRIER}withdraw/", barrier_acts.barrier_withdraw, name="barrier_withdraw"),
    path(f"{BARRIER}merge/", barrier_acts.barrier_merge, name="barrier_merge"),
    path("standards/", standards.standards, name="standards"),
    path("standards/<slug:slug>/", standards.standard_detail, name="standard_detail"),
]
