"""Every address of the site. Views are private unless they say otherwise."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from config import views

# The admin panel signs in as the site does: with a second factor, and limits on guessing.
admin.site.login = secure_admin_login(admin.site.login)

urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("i18n/setlang/", views.choose_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("sharing.urls")),
]
