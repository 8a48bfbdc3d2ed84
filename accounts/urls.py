"""Addresses of people: getting in, and letting in."""

from django.urls import path

from accounts.views import joining, newcomers, stewards

app_name = "accounts"

urlpatterns = [
    path("invitation/<str:token>/", joining.invitation, name="invitation"),
    path("invited/", joining.invited, name="invited"),
    path("waiting/", joining.waiting, name="waiting"),
    path("invitations/", stewards.invitations, name="invitations"),
    path("invitations/<str:public_id>/-/send/", stewards.invitation_send, name="invitation_send"),
    path(
        "invitations/<str:public_id>/-/withdraw/",
        stewards.invitation_withdraw,
        name="invitation_withdraw",
    ),
    path("newcomers/<str:public_id>/-/admit/", newcomers.admit, name="admit"),
    path("newcomers/<str:public_id>/-/decline/", newcomers.decline, name="decline"),
    path("members/", stewards.members, name="members"),
    path("members/<str:public_id>/-/role/", stewards.member_role, name="member_role"),
]
